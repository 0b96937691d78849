"""Reading a kept plan: which lines, in which order, by columns that the database has in its indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from clave.base.folding import folded
from clave.privileges.dispatch.codes import Code, Flag
from clave.store.models import DispatchLine, DispatchPlan
from clave.store.models.plans import CONFIRMED, OPEN

ORDERS = {
    "turn": ("turn", "position"),
    "name": ("folded", "position"),
    "product": ("product_name", "position"),
    "asked": ("asked", "position"),
    "promise": ("promise", "position"),
}
ONLY = ("clave", "espera", "cede", "segundas")


@dataclass(frozen=True)
class Wanted:
    """Which lines: of a warehouse, words, a product, a customer, only key ones, those that wait, gave way or take seconds,
    a reason (a `Code` by name); `arrival` = in the order without priority; `everything` = those too that may not leave today."""

    warehouse: str | None = None
    text: str = ""
    product: str = ""
    customer: str = ""
    only: str = ""
    code: str = ""
    order: str = ""
    arrival: bool = False
    everything: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing but the warehouse narrows the lines."""
        return not (self.text or self.product or self.customer or self.only or self.code)


def other_days(day: date, most: int = 6) -> list[tuple[date, bool]]:
    """The latest days that were planned besides this one, with whether something of them is confirmed."""
    states: dict[date, set[str]] = {}
    found = DispatchPlan.objects.filter(state__in=(OPEN, CONFIRMED)).exclude(day=day).order_by("-day")
    for on, state in found.values_list("day", "state").distinct()[: 2 * most]:
        states.setdefault(on, set()).add(state)
    return [(on, CONFIRMED in states[on]) for on in sorted(states, reverse=True)][:most]


def lines(plan: DispatchPlan, wanted: Wanted) -> QuerySet[DispatchLine]:
    """The lines of a plan as asked, in sequence unless another order is asked for."""
    found = plan.lines.all()
    if wanted.warehouse is not None:
        found = found.filter(warehouse=wanted.warehouse)
    if wanted.text:
        found = found.filter(folded__contains=folded(wanted.text))
    if wanted.product:
        found = found.filter(product=wanted.product)
    if wanted.customer:
        found = found.filter(customer=wanted.customer)
    if wanted.only == "clave":
        found = found.filter(key=True)
    elif wanted.only == "espera":
        found = found.filter(waits=True, turn__isnull=False)
    elif wanted.only == "cede":
        found = found.filter(displaced=True)
    elif wanted.only == "segundas":
        found = taking_seconds(found)
    if wanted.code:
        found = found.filter(code=Code[wanted.code])
    elif not wanted.everything:
        found = found.filter(turn__isnull=False)
    return found.order_by(*_order(wanted))


def taking_seconds(found: QuerySet[DispatchLine]) -> QuerySet[DispatchLine]:
    """Those of some lines that leave, wholly or in part, from stock that is not prime."""
    return found.annotate(second=F("flags").bitand(int(Flag.GRADE_SECOND))).filter(second__gt=0)


def _order(wanted: Wanted) -> list[str | F]:
    if wanted.arrival:
        return [F("turn_without").asc(nulls_last=True), "position_without"]  # type: ignore[list-item]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return ["position"]
    first, *rest = ORDERS[column]
    by = F(first).desc(nulls_last=True) if wanted.order.startswith("-") else F(first).asc(nulls_last=True)
    return [by, *rest]  # type: ignore[list-item]


def around(line: DispatchLine, most: int = 12) -> list[DispatchLine]:
    """Who got what of the same product in the same warehouse, in sequence; the line itself among them."""
    found = DispatchLine.objects.filter(plan=line.plan_id, product=line.product, warehouse=line.warehouse)
    taken = list(found.filter(given__gt=0).exclude(pk=line.pk).order_by("position")[:most])
    return sorted([*taken, line], key=lambda one: one.position)
