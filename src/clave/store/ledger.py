"""What the ledger of promises is judged from, in one place: the newest facts, what was granted and agreed, what people
recorded in clave, and the days of dispatch that can be replayed. (G2–G7, C5)

Rooms that record more (collection, laboratory) put it into `_happened`, by privilege; a privilege that is not in it is one
that nobody records, and its promises cannot be measured."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.facts.book import Book as Facts
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.privileges.catalogue.grants import OWN, Grant
from clave.privileges.conditions import Condition
from clave.privileges.dispatch.book import PinnedBy
from clave.privileges.dispatch.opening import Decided
from clave.privileges.ledger.gave_way import Waited
from clave.privileges.ledger.kept import Given
from clave.privileges.ledger.past import replayed
from clave.privileges.ledger.seen import Happened, Rows, Seen, read
from clave.store.collection import IN_PERSON
from clave.store.collection import happened as invoice_errors
from clave.store.dispatching import AHEAD, displaced_before, grants_on
from clave.store.imports import fact_store
from clave.store.improvement import PRIVILEGE, lab_services, requests_answered
from clave.store.models import SPONSOR, DispatchLine, DispatchPlan, LinePin
from clave.store.models.dispatch import BLOCKED, FIRST
from clave.store.models.plans import CONFIRMED
from clave.store.ownership import in_force
from clave.store.policy import policy_in_force
from clave.store.privileges import (
    PREFERENTIAL,
    agreed,
    given,
    minimums,
    standing_conditions,
    standing_grants,
    standing_minimums,
)
from clave.store.reports import PRIVILEGE as REPORT
from clave.store.reports import delivered, first_report
from clave.store.special_services import done_services
from clave.store.touchpoints import contacts_until, touchpoints_seen

_LAST = {
    "order_line": "GREATEST(MAX(ordered_date), COALESCE(MAX(shipped_date), MAX(ordered_date)))",
    "delivery": "MAX(shipped_date)",
    "invoice_line": "MAX(date)",
    "work_order": "MAX(finished_date)",
    "touchpoint": "MAX(date)",
    "service": "MAX(date)",
}
"""The newest day that each table tells of."""
_NAMES = "SELECT customer, MIN(name) AS name FROM customer WHERE name IS NOT NULL GROUP BY customer"
_CHANNELS = "SELECT customer, MIN(channel) AS channel FROM customer WHERE channel IS NOT NULL GROUP BY customer"
_LEFT = "SELECT DISTINCT shipped_date AS day FROM order_line WHERE shipped_date BETWEEN :since AND :until ORDER BY 1"
_COUNTED = "SELECT DISTINCT date AS day FROM stock WHERE date BETWEEN :since AND :until"
PARTS: Mapping[str, Text] = {
    "facts": _("the facts"),
    "policy": _("the policy"),
    "grants": _("the privileges, the conditions or the minimums"),
    "plans": _("the dispatch that was confirmed"),
    "contacts": _("the contacts that were logged"),
    "services": _("the services that were done"),
}
"""What a ledger is made from, in words."""
Told = Callable[[int, int], object]
"""How many days were replayed, of how many."""


@dataclass(frozen=True)
class Ready:
    """Everything a ledger is judged from: what was given, what is seen, between which days, from what (`basis`), the names
    of customers, and how many of the days on which something left could be replayed."""

    given: Given
    seen: Seen
    policy: Policy
    since: date
    until: date
    basis: dict[str, str]
    facts_version: str
    names: Mapping[str, str]
    shipped_days: int
    waited: tuple[Waited, ...] | None
    """Who gave way in confirmed plans; None where none was confirmed."""


def ready(today: date, told: Told = lambda done, of: None) -> Ready:
    """What the ledger of today is judged from. Raises ClaveError where there are no facts, or they cannot be read."""
    version = fact_store().version()
    if version is None:
        raise ClaveError(_("there are no facts yet."), remedy=_("Import the order lines and the invoices first."))
    facts, policy = fact_store().open(version.version), policy_in_force()
    known = last_days(facts, today)
    until = max(known.values(), default=today)
    since = months_before(until, policy.at(until)[declared.ledger_months]) + timedelta(days=1)
    what = what_was_given(facts)
    oldest = min((one.since for one in what.conditions), default=since)
    tables = read(facts, {one.account for one in what.grants}, since, until, invoices_since=oldest)
    tables = with_services(tables, {one.account for one in what.grants}, since, until, timezone.now())
    tables, begun, known = with_contacts(tables, known, {one.account for one in what.grants}, until)
    if (kept_since := first_report()) is not None:
        begun = {**begun, REPORT: kept_since}
    days, shipped = _days(facts, since, until)

    def limits_of(day: date) -> Limits:
        told(days.index(day), len(days))
        return policy.at(day)

    found = replayed(facts, days, limits_of, decided_then)
    names = _pairs(facts, _NAMES, "name")
    seen = Seen(
        tables,
        _happened(since, until),
        found.days,
        found.breaches,
        sponsors_on(until),
        facts.currency,
        known,
        names,
        begun,
    )
    return Ready(
        what, seen, policy, since, until, basis_of(version.content), str(version.version), names, shipped,
        waited_in(since, until),
    )  # fmt: skip


def with_contacts(
    tables: Mapping[str, Rows | None], known: Mapping[str, date], accounts: Collection[str], until: date
) -> tuple[dict[str, Rows | None], dict[str, date], dict[str, date]]:
    """The tables with the contacts that people logged among those of a file; the first and the last day they tell of. Where
    nobody logged any, they are as they were."""
    logged = touchpoints_seen(until, accounts)
    if not logged:
        return dict(tables), {}, dict(known)
    rows = [*(tables.get("touchpoint") or ()), *logged]
    begun = min(row["date"] for row in rows)
    return {**tables, "touchpoint": rows}, {"touchpoint": begun}, {**known, "touchpoint": until}


def with_services(
    tables: Mapping[str, Rows | None], accounts: Collection[str], since: date, until: date, moment: datetime
) -> dict[str, Rows | None]:
    """The tables with what people had recorded of services by a moment among those of a file: hours of laboratory, and
    special services that were done. Where neither a file nor anybody tells of one, nobody can say that there was none: the
    table stays missing."""
    logged = lab_services(since, until, accounts)
    done = [row for row in done_services(moment, since, until) if row["customer"] in accounts]
    brought = tables.get("service")
    if brought is None and not (logged or done):
        return dict(tables)
    return {**tables, "service": [*(brought or ()), *logged, *done]}


def last_days(facts: Facts, today: date) -> dict[str, date]:
    """The newest day, not after today, that each loaded table tells of: what comes later is not known yet."""
    found: dict[str, date] = {}
    with facts.open() as warehouse:
        for table, sql in _LAST.items():
            if facts.has(table):
                day = warehouse.query(f"SELECT {sql} AS day FROM {table}").to_pylist()[0]["day"]
                if day is not None:
                    found[table] = min(day, today)
    return found


def _days(facts: Facts, since: date, until: date) -> tuple[list[date], int]:
    """The days that can be replayed, as far as counts go, and on how many something left."""
    if not facts.has("order_line"):
        return [], 0
    with facts.open() as warehouse:
        left = [row["day"] for row in warehouse.query(_LEFT, since=since, until=until).to_pylist()]
        counted = (
            {row["day"] for row in warehouse.query(_COUNTED, since=since, until=until).to_pylist()}
            if facts.has("stock") else set()
        )  # fmt: skip
    return [day for day in left if day in counted], len(left)


def what_was_given(facts: Facts | None) -> Given:
    """Grants, conditions and minimums that stand; conditions are a grant of their privilege on the days they cover."""
    agreements = [agreed(row) for row in standing_conditions()]
    grants = [given(row) for row in standing_grants()]
    channels = _pairs(facts, _CHANNELS, "channel") if facts else {}
    return Given((*grants, *spans(agreements)), agreements, minimums(), channels)


def spans(conditions: Iterable[Condition]) -> list[Grant]:
    """The days on which an account has any condition, each day once, as grants of the one privilege that they are."""
    found: list[Grant] = []
    for one in sorted(conditions, key=lambda one: (one.account, one.since, one.until)):
        last = found[-1] if found else None
        if last and last.account == one.account and last.until and one.since <= last.until + timedelta(days=1):
            found[-1] = replace(last, until=max(last.until, one.until))
        else:
            found.append(Grant(one.account, PREFERENTIAL, one.since, one.until, {}, one.words, one.approver, OWN))
    return found


def _happened(since: date, until: date) -> dict[str, Sequence[Happened] | None]:
    """What people record in clave, by privilege: errors of invoices, requests to the laboratory with their answer, reports that
    were delivered. Plans and previews are recorded nowhere yet; nor are requests and reports, before the first one."""
    return {
        IN_PERSON: invoice_errors(), PRIVILEGE: requests_answered(until) or None, REPORT: delivered(until) or None,
    }  # fmt: skip


def sponsors_on(day: date) -> dict[str, str]:
    """Who sponsors each account, by the name under which their contacts are recorded."""
    return dict(in_force(day).filter(part=SPONSOR).values_list("customer", "person__name"))


def _pairs(facts: Facts, sql: str, column: str) -> dict[str, str]:
    if not facts.has("customer"):
        return {}
    with facts.open() as warehouse:
        return {row["customer"]: row[column] for row in warehouse.query(sql).to_pylist()}


def decided_then(day: date) -> Decided:
    """What people had decided on a past day: grants in force, lines moved by hand, who had given way."""
    start = timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
    pins = LinePin.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=start), until__gte=day, at__lt=start + timedelta(days=1)
    )
    by_name = {(pin.order, pin.line): pin for pin in pins.select_related("by").order_by("pk")}

    def of(move: str) -> dict[tuple[str, str], PinnedBy]:
        return {name: PinnedBy(pin.by.name, pin.reason) for name, pin in by_name.items() if pin.move == move}

    return Decided(grants_on(day), of(FIRST), of(BLOCKED), displaced=displaced_before(day))


def waited_in(since: date, until: date) -> tuple[Waited, ...] | None:
    """The ordinary lines that gave way in the plans that were confirmed; None where none was."""
    if not DispatchPlan.objects.filter(state=CONFIRMED, day__range=(since, until)).exists():
        return None
    lines = DispatchLine.objects.filter(
        plan__state=CONFIRMED, plan__day__range=(since, until), displaced=True, key=False
    ).order_by("plan__day", "plan_id", "position")  # fmt: skip
    values = lines.values_list("customer", "order", "line", "plan__day", "money_waiting")
    return tuple(Waited(customer, (order, line), day, money) for customer, order, line, day, money in values.iterator())


def names_of_plans(customers: Iterable[str]) -> dict[str, str]:
    """The names of customers that plans know; for those that no file names."""
    return dict(DispatchLine.objects.filter(customer__in=list(customers)).values_list("customer", "name"))


def basis_of(content: int | None = None) -> dict[str, str]:
    """From what a ledger would be made now, to be compared later; `content` of the facts, the newest where none is given."""
    standing = (standing_grants(), standing_conditions(), standing_minimums())
    rows = [list(found.values_list("pk", "since", "until")) for found in standing]
    plans = list(DispatchPlan.objects.filter(state=CONFIRMED).order_by("pk").values_list("pk", flat=True))
    return {
        "facts": str(fact_store().content() if content is None else content),
        "policy": policy_in_force().version,
        "grants": _digest(rows),
        "plans": _digest(plans),
        "contacts": _digest(contacts_until(timezone.localdate())),
        "services": _digest([lab_services(date.min, date.max), done_services(timezone.now())]),
    }


def changed_since(basis: Mapping[str, str]) -> list[Text]:
    """What changed since a ledger was made from `basis`, in words; [] = nothing."""
    now = basis_of()
    return [PARTS[part] for part in PARTS if now[part] != basis.get(part)]


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(what, default=str, sort_keys=True).encode()).hexdigest()[:32]


def had(grants: Sequence[Grant]) -> Callable[[str, date], bool]:
    """Whether a customer had priority in dispatch on a day: who counts as key in the service by class."""
    by_account: dict[str, list[Grant]] = {}
    for one in grants:
        if one.privilege == AHEAD:
            by_account.setdefault(one.account, []).append(one)
    return lambda customer, day: any(one.covers(day) for one in by_account.get(customer, ()))
