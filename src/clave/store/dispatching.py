"""What the dispatch of a day is planned from: the newest facts, the grants and the policy in force, pins, what was sent
already, and how often each line gave way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.facts.book import Book as Facts
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.dispatch.book import PinnedBy
from clave.privileges.dispatch.opening import Decided, Grant, Opened, opened
from clave.store.idle_stock import accepted_seconds, with_seconds
from clave.store.imports import fact_store
from clave.store.minimums import order_floors
from clave.store.models import DispatchPlan, Displacement, KeyStatus, LinePin, Release
from clave.store.models.dispatch import BLOCKED, FIRST
from clave.store.models.plans import CONFIRMED
from clave.store.plans import FRESH, NO_CATEGORY, changed, digest, standing
from clave.store.policy import policy_in_force
from clave.store.privileges import NO_MINIMUM, held_by_all, minimums
from clave.store.releases import Sent, without

AHEAD = "dispatch"
FURTHEST = 30
"""Days ahead for which a dispatch is planned: of later ones nobody knows the orders."""
_COUNTED = """
SELECT COALESCE(s.warehouse, '') AS warehouse, MAX(s.date) AS date
FROM stock AS s WHERE s.date <= :today GROUP BY COALESCE(s.warehouse, '')
"""
_CUT_OFF = """
SELECT COALESCE(c.warehouse, '') AS warehouse, MIN(c.cut_off) AS cut_off
FROM dispatch_capacity AS c WHERE c.date = :today AND c.cut_off IS NOT NULL GROUP BY COALESCE(c.warehouse, '')
"""
PARTS: Mapping[str, Text] = {
    "facts": _("the order lines, the stock or the receipts"),
    "policy": _("the policy"),
    "grants": _("the privileges"),
    "seconds": _("who takes seconds"),
    "minimums": _("the minimums"),
    "pins": _("the moves by hand"),
    "confirmed": _("what was confirmed"),
}
"""What a plan is made from, in words. What confirmed plans sent and who gave way in them is theirs and never changes: to know
which are confirmed is to know both, without reading their lines."""


@dataclass(frozen=True)
class Ready:
    """A book ready to be planned, what was set aside, under which limits, from what (`basis`), when the stock of each
    warehouse was counted, and when its last truck leaves where the facts say it."""

    opened: Opened
    limits: Limits
    basis: dict[str, str]
    counted: dict[str, date]
    cut_offs: dict[str, str]
    facts_version: str

    @property
    def last_count(self) -> date | None:
        """The newest count of any warehouse; None where there is no stock."""
        return max(self.counted.values(), default=None)


@dataclass(frozen=True)
class Loaded:
    """What the newest facts hold for dispatch: whether there are order lines and stock, and the newest count."""

    lines: bool
    stock: bool
    last_count: date | None

    def day(self, today: date) -> date:
        """The day that a plan is for unless somebody says another: today, or that of the stock where it is old."""
        old = self.last_count is not None and self.last_count < today - timedelta(days=FRESH)
        return self.last_count if old and self.last_count else today


def loaded(today: date) -> Loaded:
    """What can be planned. Raises ClaveError where a stored data file cannot be read."""
    if not fact_store().versions(1):
        return Loaded(lines=False, stock=False, last_count=None)
    facts = fact_store().open()
    stock = facts.has("stock")
    counts = _counted(facts, today) if stock else {}
    return Loaded(facts.has("order_line"), stock, max(counts.values(), default=None))


def checked_day(day: date, today: date) -> date:
    """A day that a plan may be made for: not before the first count of the stock, nor further than a month ahead. Raises
    ClaveError for another one, and where a stored data file cannot be read."""
    if (day - today).days > FURTHEST:
        raise ClaveError(
            _("{day} is too far away to plan its dispatch.").fill(day=Figure(day, "date")),
            remedy=_("Choose a day up to {days} days from today.").fill(days=Figure(FURTHEST, "count")),
        )  # fmt: skip
    facts = fact_store().open() if fact_store().versions(1) else None
    if facts is not None and facts.has("stock") and not _counted(facts, day):
        raise ClaveError(
            _("no stock had been counted by {day}.").fill(day=Figure(day, "date")),
            remedy=_("Choose a later day, or import the stock of that one."),
        )  # fmt: skip
    return day


def ready(day: date) -> Ready:
    """The book of a day. Raises ClaveError where there are no facts to plan from, or they cannot be read."""
    version = fact_store().version()
    if version is None:
        raise ClaveError(_("there are no facts yet."), remedy=_("Import the open order lines and the stock first."))
    facts, limits = fact_store().open(version.version), policy_in_force().at(day)
    if not facts.has("order_line"):
        raise ClaveError(_("no order lines were loaded."), remedy=_("Import the open order lines (order_line) first."))
    basis, counted = basis_of(day, version.content), _counted(facts, day) if facts.has("stock") else {}
    days = limits[declared.dispatch_released]
    whole = opened(facts, day, limits, decided(day, facts, days))
    book = without(whole.book, sent_since(counted, day, days), day)
    aside = Opened(book, whole.refused, whole.noted)
    return Ready(aside, limits, basis, counted, _cut_offs(facts, day), str(version.version))


def _cut_offs(facts: Facts, day: date) -> dict[str, str]:
    with facts.open() as warehouse:
        return {row["warehouse"]: row["cut_off"] for row in warehouse.query(_CUT_OFF, today=day).to_pylist()}


def _counted(facts: Facts, day: date) -> dict[str, date]:
    with facts.open() as warehouse:
        rows = warehouse.query(_COUNTED, today=day).to_pylist()
    return {row["warehouse"]: row["date"] for row in rows if row["date"]}


def basis_of(day: date, content: int | None = None) -> dict[str, str]:
    """From what a plan of that day would be made now: a version or a digest of each part, to be compared later; `content`
    of the facts, the newest where none is given."""
    pins = sorted(standing(LinePin, day).values_list("order", "line", "move", "until"))
    return {
        "facts": str(fact_store().content() if content is None else content),
        "policy": policy_in_force().version,
        "grants": digest(_sorted(grants_on(day))),
        "seconds": digest(_sorted(accepted_seconds(day))),
        "minimums": digest([repr(rule) for rule in minimums()]),
        "pins": digest(pins),
        "confirmed": digest(list(_confirmed().values_list("pk", "confirmed_at"))),
    }


def changed_since(basis: Mapping[str, str], day: date) -> list[Text]:
    """What changed since a plan was made from `basis`, in words; [] = nothing."""
    return changed(PARTS, basis, basis_of(day))


def _confirmed() -> QuerySet[DispatchPlan]:
    """The confirmed plans, in the order in which they were made."""
    return DispatchPlan.objects.filter(state=CONFIRMED).order_by("pk")


def _sorted(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Frozen rows by customer, as text that is the same for the same rows."""
    return [
        (code, repr({one.name: _ordered(getattr(row, one.name)) for one in fields(row)})) for code, row in sorted(found.items())
    ]  # fmt: skip


def _ordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def decided(day: date, facts: Facts, days: int) -> Decided:
    """What people decided that counts on a day; `facts` say which orders are below a minimum, and what confirmed plans sent
    in so many `days` may not be in them yet."""
    pins = {(pin.order, pin.line): pin for pin in standing(LinePin, day).select_related("by")}

    def of(move: str) -> dict[tuple[str, str], PinnedBy]:
        return {name: PinnedBy(pin.by.name, pin.reason) for name, pin in pins.items() if pin.move == move}

    grants, floors = with_seconds(grants_on(day), day), order_floors(facts, day)
    return Decided(grants, of(FIRST), of(BLOCKED), displaced=displaced_before(day), minimums=floors,
                   delivered=_delivered(day, days))  # fmt: skip


def grants_on(day: date) -> dict[str, Grant]:
    """The dispatch grant of each account on a day; of one that is only free of the minimum, just that."""
    categories = dict(KeyStatus.objects.values_list("customer", "category"))
    found: dict[str, Grant] = {}
    for customer, held in held_by_all(day).items():
        by_key = {one.privilege.key: one.grant for one in held}
        ahead, waived = by_key.get(AHEAD), NO_MINIMUM in by_key
        if ahead is not None:
            category = ahead.category or categories.get(customer) or NO_CATEGORY
            days = ahead.parameters.get("days")
            found[customer] = Grant(category, None if days is None else int(days), waived)
        elif waived:
            found[customer] = Grant("", 0, minimum_waived=True)
    return found


def _delivered(day: date, days: int) -> dict[str, frozenset[date]]:
    """By order, the days up to this one on which confirmed plans sent something of it; what is older the ERP says."""
    sent = Release.objects.filter(plan__state=CONFIRMED, plan__day__gt=day - timedelta(days=days), plan__day__lte=day)
    rows = sent.values_list("order", "plan__day").distinct()
    found: dict[str, set[date]] = {}
    for order, on in rows:
        found.setdefault(order, set()).add(on)
    return {order: frozenset(days) for order, days in found.items()}


def displaced_before(day: date) -> dict[tuple[str, str], int]:
    """On how many earlier days priority displaced each line, in plans that were confirmed."""
    rows = Displacement.objects.filter(day__lt=day).values_list("order", "line").annotate(n=Count("pk"))
    return {(order, line): n for order, line, n in rows}


def sent_since(counted: Mapping[str, date], day: date, days: int) -> list[Sent]:
    """What confirmed plans sent: off its order line for so many days, unless the ERP says sooner that it left; off the
    stock until a later count of its warehouse shows it."""
    rows = Release.objects.filter(plan__state=CONFIRMED, plan__day__gt=day - timedelta(days=days), plan__day__lte=day)
    picks = rows.order_by("pk").values_list(
        "order", "line", "product", "warehouse", "grade", "quantity", "open_before", "key", "plan__day", "counted"
    )
    return [
        Sent(order, line, product, house, grade, quantity, before, key, on, _shown(house, then, counted))
        for order, line, product, house, grade, quantity, before, key, on, then in picks
    ]


def _shown(warehouse: str, then: date | None, counted: Mapping[str, date]) -> bool:
    """Whether a later count of its warehouse than `then` shows what left."""
    last = counted.get(warehouse)
    return last is not None and then is not None and then < last
