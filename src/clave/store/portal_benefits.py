"""What one account has for being key, with its use of the semester, from the ledger and what people recorded. (C1, C4)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Sum

from clave.base.errors import ClaveError
from clave.base.words import Text
from clave.facts.own_orders import lines_of
from clave.operations.portal.benefits import (
    TITLES,
    Benefit,
    Ended,
    Used,
    benefit_of,
    broken_words,
    is_shown,
    semester_of,
)
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.grants import Held
from clave.privileges.improvement.stages import OPEN
from clave.privileges.ledger.on_time import served
from clave.privileges.ledger.seen import Seen, leave_by
from clave.selection.life import DECIDED
from clave.store.facts import book_of
from clave.store.models import BreachReply, ImprovementRequest, KeyStatus, LabHours, LedgerRun
from clave.store.portal_asking import breaches_of
from clave.store.privileges import given, held_of, standing_grants
from clave.store.promises import Wanted, counted_by, newest_ledger, promises
from clave.store.status import MEMBER_STATES

WITH_ORDERS, WITH_HOURS, WITH_REQUESTS = "dispatch", "laboratory", "improvement"


@dataclass(frozen=True)
class Broke:
    """A promise to them that was broken: the day, what happened in their words, what we did about it (empty = nobody said)."""

    on: date
    words: Text
    reply: str


@dataclass(frozen=True)
class Benefits:
    """All of it for the semester from `since` to `until`; `judged_to` is the last day the ledger tells
    of (None = it was never made)."""

    rows: tuple[Benefit, ...]
    broken: tuple[Broke, ...]
    ended: tuple[Ended, ...]
    since: date
    until: date
    judged_to: date | None
    held: tuple[Held, ...]


def told_held(customer: str, day: date) -> tuple[Held, ...]:
    """What the customer may read that it has: of a key account that was told so, without what nobody shows it."""
    status = KeyStatus.objects.filter(customer=customer, state__in=MEMBER_STATES).exclude(state=DECIDED)
    if not status.exists():
        return ()
    return tuple(one for one in held_of(customer, day) if is_shown(one.privilege, one.grant))


def benefits_of(customer: str, today: date, limits: Limits) -> Benefits:
    """Every privilege that the customer reads, with its use; what was broken, and what ended in the semester."""
    since, last = semester_of(today)
    held, run = told_held(customer, today), newest_ledger()
    keys = [one.privilege.key for one in held]
    used = _used(customer, keys, run, since, today, limits)
    return Benefits(
        tuple(benefit_of(one, used[one.privilege.key]) for one in held),
        _broken(customer, keys, run, since, today),
        _ended(customer, keys, since, today) if held else (),
        since, last, run.until if run else None, held,
    )  # fmt: skip


def _used(
    customer: str, keys: Collection[str], run: LedgerRun | None, since: date, today: date, limits: Limits
) -> Mapping[str, Used]:
    measured = set(run.dues.order_by().values_list("privilege", flat=True).distinct()) if run else set()
    counts = counted_by(promises(run, Wanted(customer=customer, since=since, until=today)), "privilege") if run else {}
    found: dict[str, Used] = {}
    for key in keys:
        one = counts.get(key)
        found[key] = Used(one.kept, one.broken, one.unknown, True) if one else Used(measured=key in measured)
    if WITH_ORDERS in found:
        orders, share = _orders(customer, since, today, limits)
        found[WITH_ORDERS] = replace(found[WITH_ORDERS], orders=orders, on_time=share)
    if WITH_HOURS in found:
        found[WITH_HOURS] = replace(found[WITH_HOURS], hours=_hours(customer, since, today))
    if WITH_REQUESTS in found:
        found[WITH_REQUESTS] = replace(found[WITH_REQUESTS], requests=_requests(customer))
    return found


def _orders(customer: str, since: date, today: date, limits: Limits) -> tuple[int | None, float | None]:
    """How many orders had to leave in the semester, and the share of their lines that left complete and on time."""
    try:
        book = book_of("")
        if not book.has("order_line"):
            return None, None
        rows = [{**row, "customer": customer} for row in lines_of(book, customer, since, today)]
    except ClaveError:
        return None, None
    both = served(Seen({"order_line": rows}), limits, lambda _code, _day: True, since=since, until=today)
    transit = limits[declared.dispatch_transit]
    due = {
        row["order"] for row in rows if since <= (leave_by(row, transit) or row["ordered_date"] or date.max) <= today
    }
    return len(due), both[0].otif if both else None


def _hours(customer: str, since: date, today: date) -> float | None:
    """Hours of laboratory worked for it; None where the laboratory writes none down for anybody."""
    rows = LabHours.objects.filter(removed_at=None)
    if not rows.exists():
        return None
    mine = rows.filter(request__customer=customer, day__gte=since, day__lte=today)
    return float(mine.aggregate(n=Sum("hours"))["n"] or 0)


def _requests(customer: str) -> int | None:
    """How many requests of it are open; None where nobody writes any down."""
    rows = ImprovementRequest.objects.filter(removed_at=None)
    mine = rows.filter(customer=customer, stage__in=OPEN).count()
    return mine if mine or rows.exists() else None


def _broken(customer: str, keys: Collection[str], run: LedgerRun | None, since: date, today: date) -> tuple[Broke, ...]:
    if run is None or not keys:
        return ()
    rows = breaches_of(customer, run.pk, keys, since, today)
    said = dict(
        BreachReply.objects.filter(customer=customer, mark__in=[row.mark for row in rows])
        .order_by("pk").values_list("mark", "text")
    )  # fmt: skip
    return tuple(Broke(row.on, broken_words(row.privilege, row.about), said.get(row.mark, "")) for row in rows)


def _ended(customer: str, keys: Collection[str], since: date, today: date) -> tuple[Ended, ...]:
    """What they had this semester and have no more."""
    rows = standing_grants().filter(customer=customer, until__gte=since, until__lt=today).order_by("-until", "pk")
    found: dict[str, Ended] = {}
    for row in rows:
        one = PRIVILEGES.get(row.privilege)
        if one is not None and one.key not in keys and is_shown(one, given(row)) and row.until:
            found.setdefault(one.key, Ended(TITLES[one.key], row.until))
    return tuple(found.values())
