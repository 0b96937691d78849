"""Judging every promise and keeping what came of it; the weekly digests; who took the list out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from clave.actions.audit import record
from clave.actions.hooks_out import tell_receivers
from clave.actions.shape import action
from clave.base.folding import folded
from clave.base.words import stored
from clave.policy import declared
from clave.privileges.ledger.cost import Cost, costs
from clave.privileges.ledger.due import BROKEN, UNKNOWN, Due
from clave.privileges.ledger.gave_way import GaveWay, summed
from clave.privileges.ledger.kept import ledger
from clave.privileges.ledger.on_time import Served, served
from clave.privileges.ledger.opened import Opened, opened
from clave.store.ledger import Ready, had, names_of_plans
from clave.store.models import Company, LedgerCost, LedgerDue, LedgerGaveWay, LedgerRun, Person
from clave.store.webhook_kinds import BROKEN as BROKEN_NOW

BATCH = 500
Row = TypeVar("Row", LedgerDue, LedgerCost, LedgerGaveWay)
NO_MORE = 200
"""Facts and takers of one breach that are kept: a page shows no more, and the file of the ERP has them all."""


@dataclass(frozen=True)
class Judged:
    """A whole ledger before it is kept; `service` are (key, others) of now and of as many days before, None without order
    lines."""

    ready: Ready
    dues: tuple[Due, ...]
    costs: tuple[Cost, ...]
    gave: tuple[GaveWay, ...]
    service: Mapping[str, tuple[Served, Served] | None]


def judge(ready: Ready) -> Judged:
    """Judge every promise of the window; the long part, without any transaction."""
    limits = ready.policy.at(ready.until)
    window = {"since": ready.since, "until": ready.until, "as_of": ready.until}
    dues = ledger(ready.given, ready.seen, limits, **window)
    gave = None if ready.waited is None else summed(ready.waited)
    spent = costs(ready.given, ready.seen, gave, limits, **window)
    key = had(ready.given.grants)
    last = ready.seen.known.get("order_line", ready.until) - timedelta(days=1)  # of a day that is over
    days = timedelta(days=limits[declared.ledger_recent])
    spans = {"window": (ready.since, last), "now": (last - days + timedelta(days=1), last),
             "before": (last - 2 * days + timedelta(days=1), last - days)}  # fmt: skip
    service = {
        name: served(ready.seen, limits, key, since=first, until=end) for name, (first, end) in spans.items()
    }  # fmt: skip
    return Judged(ready, dues, spent, gave or (), service)


@action
def keep_ledger(*, judged: Judged, by: Person | None, now: datetime) -> LedgerRun:
    """Keep a ledger in the place of the one before it; the old one stays until this one is whole."""
    list(Company.objects.select_for_update().order_by("id")[:1])  # one at a time replaces it
    ready = judged.ready
    before = list(LedgerRun.objects.values_list("pk", flat=True))
    broke = _broken(before)
    run = LedgerRun.objects.create(
        since=ready.since, until=ready.until, facts_version=ready.facts_version, policy_version=ready.basis["policy"],
        basis=ready.basis, currency=ready.seen.currency, known={name: str(day) for name, day in ready.seen.known.items()},
        replayed=len(ready.seen.replayed), shipped_days=ready.shipped_days, service=_service(judged.service),
        dark=_dark(judged.dues), made_at=now, by=by,
    )  # fmt: skip
    _keep(LedgerDue, _dues(run, judged), before)
    _keep(LedgerCost, _costs(run, judged), before)
    _keep(LedgerGaveWay, _gave(run, judged), before)
    LedgerRun.objects.filter(pk__in=before).delete()
    record(by=by, now=now, what="ledger.judged", about=f"ledger:{run.pk}")
    if before:  # of the first ledger everything would be new
        fresh = sorted(_broken([run.pk]) - broke)
        tell_receivers(what=BROKEN_NOW, about=f"ledger:{run.pk}", now=now, ids=fresh)
    return run


def _broken(runs: Sequence[int]) -> set[str]:
    return set(LedgerDue.objects.filter(run__in=runs, state=BROKEN).values_list("mark", flat=True))


def _keep(model: type[Row], rows: Iterator[Row], before: list[int]) -> None:
    """Rows in batches, so that a large ledger never stands in memory twice; those of the ledger before go."""
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)
    model._default_manager.filter(run__in=before).delete()


def mark(due: Due, turn: int = 0) -> str:
    """The name of a promise in addresses: the same whenever it is judged; `turn` tells apart those that are alike."""
    words = f"{due.account}|{due.privilege}|{due.on}|{due.about}|{turn}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _dues(run: LedgerRun, judged: Judged) -> Iterator[LedgerDue]:
    limits, names = judged.ready.policy.at(judged.ready.until), judged.ready.names
    turns: dict[str, int] = {}
    for due in judged.dues:
        first = mark(due)
        turns[first] = turn = turns.get(first, -1) + 1
        found = opened(due, judged.ready.seen, limits) if due.state == BROKEN else Opened()
        name = names.get(due.account, due.account)
        yield LedgerDue(
            run=run, mark=mark(due, turn), customer=due.account, name=name,
            folded=folded(f"{name} {due.account} {due.about}"), privilege=due.privilege, department=due.department,
            on=due.on, month=due.month, about=due.about, state=due.state, why=stored(due.why), money=due.money,
            facts=_plain(found.facts), took=_named(_plain(found.took), names),
        )  # fmt: skip


def _plain(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Dataclasses as JSON keeps them: days as ISO, quantities and money as text."""
    return [
        {name: str(value) if isinstance(value, date | Decimal) else value for name, value in asdict(row).items()}
        for row in rows[:NO_MORE]
    ]


def _named(rows: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [row | {"name": names.get(row["customer"], row["customer"])} for row in rows]


def _costs(run: LedgerRun, judged: Judged) -> Iterator[LedgerCost]:
    for one in judged.costs:
        yield LedgerCost(
            run=run, privilege=one.privilege, customer=one.account,
            name=judged.ready.names.get(one.account, one.account), times=one.times, money=one.money,
            formula=stored(one.formula), unknown=one.unknown,
        )  # fmt: skip


def _gave(run: LedgerRun, judged: Judged) -> Iterator[LedgerGaveWay]:
    names = {**names_of_plans(one.customer for one in judged.gave), **judged.ready.names}
    for one in judged.gave:
        yield LedgerGaveWay(
            run=run, customer=one.customer, name=names.get(one.customer, one.customer), lines=one.lines, days=one.days,
            money=one.money, money_days=one.money_days, unpriced=one.unpriced,
        )  # fmt: skip


def _service(found: Mapping[str, tuple[Served, Served] | None]) -> dict[str, Any]:
    return {
        name: None if both is None else [_served(one) for one in both] for name, both in found.items()
    }  # fmt: skip


def _served(one: Served) -> dict[str, Any]:
    return {"lines": one.lines, "whole": one.on_time_in_full, "asked": str(one.asked), "in_time": str(one.in_time),
            "undated": one.undated}  # fmt: skip


def _dark(dues: Sequence[Due]) -> list[dict[str, Any]]:
    """What could not be judged, by privilege and reason, the most promises first; days that differ count as one
    reason (`alike`: its sentence is that of the first of them)."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for due in dues:
        if due.state == UNKNOWN:
            words = getattr(due.why, "msgid", due.why.say("en"))
            one = found.setdefault(
                (due.privilege, words), {"privilege": due.privilege, "why": stored(due.why), "n": 0, "alike": False}
            )
            one["n"] += 1
            one["alike"] = one["alike"] or one["why"] != stored(due.why)
    return sorted(found.values(), key=lambda one: (-one["n"], one["privilege"]))


@action
def note_promises_export(*, by: Person, now: datetime) -> None:
    """Somebody took promises out as a file."""
    record(by=by, now=now, what="ledger.exported", about="ledger:all")
