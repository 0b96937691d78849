"""Reading the register of trials: of one customer, or filtered and ordered as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from clave.base.folding import folded
from clave.store.models import Trial
from clave.store.models.judging import RESULTS

ORDERS = {"starts_on": "starts_on", "customer": "name", "what": "what", "result": "result", "hours": "hours"}


@dataclass(frozen=True)
class Wanted:
    """Which trials and in which order; empty = all, the newest first. `used`: only those whose lesson is used somewhere."""

    text: str = ""
    result: str = ""
    customer: str = ""
    since: date | None = None
    until: date | None = None
    used: bool = False
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


def of_customer(customer: str) -> list[Trial]:
    """The trials of one customer, the newest first."""
    return list(Trial.objects.filter(customer=customer, removed_at=None).order_by("-starts_on", "-id"))


def trials(wanted: Wanted) -> QuerySet[Trial]:
    """As wanted; every word of the text must occur in what the trial says."""
    found = Trial.objects.filter(removed_at=None).select_related("by")
    for word in folded(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.result in RESULTS:
        found = found.filter(result=wanted.result)
    if wanted.customer:
        found = found.filter(customer=wanted.customer)
    if wanted.used:
        found = found.exclude(used="")
    found = found.filter(*(Q(**{name: day}) for name, day in _days(wanted)))
    column = ORDERS.get(wanted.order.removeprefix("-"), "")
    if not column:
        return found.order_by("-starts_on", "-id")
    key = F(column).desc(nulls_last=True) if wanted.order.startswith("-") else F(column).asc(nulls_last=True)
    return found.order_by(key, "-starts_on", "-id")


def _days(wanted: Wanted) -> list[tuple[str, date]]:
    spans = (("starts_on__gte", wanted.since), ("starts_on__lte", wanted.until))
    return [(name, day) for name, day in spans if day is not None]


@dataclass(frozen=True)
class Totals:
    """What a list of trials adds up to."""

    count: int
    customers: int
    running: int
    used: int
    hours: float | None


def totals(found: QuerySet[Trial]) -> Totals:
    """Over all pages."""
    sums = found.order_by().aggregate(
        count=Count("pk"),
        customers=Count("customer", distinct=True),
        running=Count("pk", filter=Q(result="running")),
        used=Count("pk", filter=~Q(used="")),
        hours=Sum("hours"),
    )
    return Totals(**{**sums, "hours": None if sums["hours"] is None else float(sums["hours"])})
