"""The calendar of the programme, and how far the book of facts reaches: what is due in the life of each status, what is loaded,
what looks wrong, what a further file would bring. (F3, A1)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, Who, Word, who, words_in
from clave.api.lists.pieces import CUSTOMER, MINE, TEXT, spoken
from clave.api.lists.selection import words_of
from clave.base.words import Text, _
from clave.criteria.unlocks import Unlock, unlocks
from clave.facts.coverage import Severity
from clave.facts.tables import TABLES
from clave.policy import declared
from clave.selection.calendar import Kind, When
from clave.store.agenda import dues
from clave.store.imports import coverage_found, fact_store
from clave.store.judged_cover import RecordedCover, recorded_cover
from clave.store.models import CoverageFound, Person
from clave.store.ownership import owners
from clave.store.policy import policy_in_force

Asked = Mapping[str, Any]
TRIAL = "trial"
TRIALS = _("Trials")
HAPPENING = frozenset({"invoice_line", "receivable", "order_line", "delivery", "stock"})
"""Tables that grow every day: where they end, the facts end."""
NOT_LOOKED = _("Nobody looked at this version of the book yet: its page «Coverage» does, when somebody opens it.")


# what is due ------------------------------------------------------------------------------------------------------------


def _dues(asker: Asker, asked: Asked) -> Rows:
    numbers: Counter[tuple[date, str, str]] = Counter()
    found: list[dict[str, Any]] = []
    for due in dues(asker.limits):
        same = due.day, due.kind, due.customer
        numbers[same] += 1
        key = f"{due.day}:{due.kind}:{due.customer}:{numbers[same]}"
        when = due.when(asker.day, asker.limits)
        found.append({"id": key, "customer": due.customer or None, "due": due, "kind": due.kind, "when": when})
    chosen = [
        one for one in found
        if asked.get("customer") in (None, one["customer"]) and asked.get("kind") in (None, one["kind"])
        and asked.get("when") in (None, one["when"]) and (not asked.get("mine") or one["customer"] in asker.sight.held)
    ]  # fmt: skip
    return words_in(chosen, asked.get("q", ""), "customer", "due.name")


def _owned(asker: Asker, rows: Sequence[Any]) -> Mapping[str, Person]:
    return owners(asker.day, {row["customer"] for row in rows} - {None})


# what the facts cover ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Covered:
    """One table of facts: what the book has of it, what people recorded of it in clave, and what it does for the criteria.

    `rows` are None where no file brought it; `since` and `until` where it has no days, or nobody looked yet."""

    name: str
    title: Text
    meaning: Text | None
    rows: int | None
    since: date | None
    until: date | None
    days: int | None
    stale: bool | None
    recorded: RecordedCover | None
    gain: Unlock

    @property
    def waits(self) -> tuple[str, ...]:
        """Criteria that only people could tell here, and that nobody did yet."""
        if self.recorded is None or self.rows:
            return ()
        return tuple(key for key in self.gain.unlocks if key not in self.recorded.criteria)


def _found() -> CoverageFound | None:
    """What was found of the newest version; None where there are no facts, or nobody looked yet."""
    current = fact_store().version()
    return coverage_found(str(current.version), policy_in_force().at(date.max).version) if current else None


def _covered(asker: Asker, asked: Asked) -> Rows:
    return words_in(
        [one for one in _tables(asker) if asked.get("held") in (None, one.rows is not None)], asked.get("q", ""), "name"
    )


def _tables(asker: Asker) -> Iterator[Covered]:
    current, found = fact_store().version(), _found()
    rows = dict(current.rows) if current else {}
    held = {one["table"]: one for one in found.found["tables"]} if found else {}
    recorded, gains = recorded_cover(asker.limits, asker.day), unlocks()
    stale = policy_in_force().at(date.max)[declared.coverage_stale]
    for name, table in TABLES.items():
        since, until = (_day(held.get(name, {}).get(key)) for key in ("since", "until"))
        days = (asker.day - until).days if until else None
        old = None if days is None else days > stale and name in HAPPENING
        yield Covered(
            name,
            table.title,
            table.meaning,
            rows.get(name) or None,
            since,
            until,
            days,
            old,
            recorded.get(name),
            gains[name],
        )
    if TRIAL in recorded:
        gain = Unlock(TRIAL, (), ("knowledge",))
        yield Covered(TRIAL, TRIALS, None, None, None, None, None, None, recorded[TRIAL], gain)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _findings(_asker: Asker, asked: Asked) -> Rows:
    found = _found()
    listed = [
        {"place": place, **one} for place, one in enumerate(found.found["findings"] if found else (), 1)
        if asked.get("severity") in (None, one["severity"]) and asked.get("table") in (None, one["table"])
    ]  # fmt: skip
    return listed


def _looked(asker: Asker, asked: Asked) -> Asked:
    current, found = fact_store().version(), _found()
    if current is None:
        return {}
    remarks = [] if found else [Look(asker, asked).say(NOT_LOOKED)]
    return {
        "number": current.version, "as_of": _day(found.found["as_of"]) if found else None,
        "made_at": found.created_at if found else None, "facts": str(current.version),
        "policy": found.policy_version if found else None, "remarks": remarks,
    }  # fmt: skip


def _recorded(key: str, kind: Any, means: str = "") -> Column:
    return Column(f"recorded_{key}", kind, means, f"recorded.{key}")


def _criteria(key: str, means: str, keys: Callable[[Covered], Sequence[str]]) -> Column:
    return Column(key, list[Word], means, lambda one, look: words_of(keys(one), look))


LISTS = (
    Listing(
        "reviews", "The calendar of reviews",
        "What is due and overdue in the life of the statuses: reviews, announcements, trials, exceptions, landings.",
        _dues,
        (
            Column("id", str, "Its day, its kind and the account"), Column("day", date, "By when", "due.day"),
            Column("when", str, "late, soon (days of the policy) or later"), Column("kind", str, "Stable, for programs"),
            Column("customer", str, "null = the whole list"), Column("name", str, "", "due.name"),
            Column("owner", Who, "", lambda row, look: who(look.found.get(row["customer"]))),
            spoken("because", lambda row: row["due"].because),
            Column("act", str, "The act of the page that answers it", "due.act"),
        ),
        (
            TEXT, CUSTOMER, MINE, Filter("kind", str, "", get_args(Kind)), Filter("when", str, "", get_args(When)),
        ),
        key="id", key_kind=str, around=_owned, single=False,
        basis=lambda asker, _asked: {"as_of": asker.day, "policy": asker.limits.version},
    ),
    Listing(
        "coverage", "What the facts cover",
        "Every table of facts: how much of it there is, from when to when, and which criteria it opens or makes better.",
        _covered,
        (
            Column("name", str), spoken("title", lambda one: one.title), spoken("meaning", lambda one: one.meaning),
            Column("rows", int, "In the newest version; null = no file brought it"),
            Column("since", date, "null = it has no days, or nobody looked yet"), Column("until", date, "Its last day"),
            Column("days", int, "From its last day to today"),
            Column("stale", bool, "Whether it grows every day and ends too long ago (policy)"),
            _recorded("rows", int, "What people recorded in clave; null = nothing"), _recorded("customers", int, "Of how many"),
            _recorded("since", date), _recorded("until", date), _recorded("counting", int, "How much of it counts today"),
            _criteria("unlocks", "Criteria that cannot be told without it", lambda one: one.gain.unlocks),
            _criteria("improves", "Criteria that it makes better", lambda one: one.gain.improves),
            _criteria("waits", "Criteria that nobody here rated yet", lambda one: one.waits),
        ),
        (TEXT, Filter("held", bool, "Whether a file brought it")), key="name", key_kind=str, accounts=lambda _row: (),
        basis=_looked,
    ),
    Listing(
        "coverage-findings", "What looks wrong in the facts", "The gravest first: what, in how many cases, and what to do.",
        _findings,
        (
            Column("place", int), Column("key", str, "Stable, for programs"),
            Column("severity", str, "wrong, warning or note"), Column("table", str), Column("count", int, "Cases"),
            Column("text", str, "", lambda row, look: look.kept(row["text"])),
            Column("remedy", str, "What to do", lambda row, look: look.kept(row["remedy"])),
            Column("examples", list[str], "Up to five of them"),
        ),
        (
            Filter("severity", str, "", tuple(one.value for one in Severity)), Filter("table", str, "", tuple(TABLES)),
        ),
        key="place", accounts=lambda _row: (), basis=_looked, single=False,
    ),
)  # fmt: skip
