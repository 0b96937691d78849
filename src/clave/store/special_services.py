"""Reading special services: what each costs, the year of an account against its budget, lists, and the table `service` that
measures read. Hours that the laboratory logs count here too, once. (G7)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.facts.recorded import rows_of
from clave.facts.tables import TABLES
from clave.operations.special_services import APPROVERS, KINDS, OPEN, STAGES, Line, Priced, priced
from clave.policy.limits import Limits
from clave.store.facts import book_of
from clave.store.models import Company, LabHours, Person, ServiceBudget, ServiceStep, SpecialService
from clave.store.roles import DECIDERS

ORDERS = ("customer", "kind", "needed", "stage", "cost")
ONLY = ("mias", "apruebo", "tarde", "sin-costo")
NUMBER = "SE-"
"""Before the number of a service, in documents and files."""


@dataclass(frozen=True)
class Wanted:
    """Which services: words, a stage (empty = the open ones, `todas` = all), a kind, a customer; `only` asked by me, those I
    may approve, past their day, or done without a cost; in which order."""

    text: str = ""
    stage: str = ""
    kind: str = ""
    customer: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class Listed:
    """A service with what it costs now, and whether whoever looks may approve it."""

    row: SpecialService
    price: Priced
    today: date
    mine_to_approve: bool = False

    @property
    def late(self) -> bool:
        """Whether the day it was needed is over and it is neither done nor refused."""
        return self.row.stage in OPEN and self.row.needed_on < self.today

    @property
    def unpriced(self) -> bool:
        """Whether it was done and nobody knows its cost."""
        return self.row.stage == "done" and self.price.amount is None


def currency_now() -> str:
    """The company's own."""
    return Company.objects.order_by("id").values_list("currency", flat=True).first() or ""


def price_of(row: SpecialService, limits: Limits, currency: str, logged: Mapping[int, Decimal]) -> Priced:
    """What a service costs: of one that is done what was written, of an open one what is expected; hours of a request are
    those `logged` on it once there are any."""
    hours = (logged.get(row.request_id) or row.hours) if row.request_id else row.hours
    return priced(row.kind, hours, row.cost if row.stage == "done" else row.expected, limits, currency)


def logged_hours(requests: Collection[int]) -> dict[int, Decimal]:
    """Hours that the laboratory logged on requests, by their number."""
    found = LabHours.objects.filter(removed_at=None, request__in=requests)
    return {row["request"]: row["n"] for row in found.values("request").annotate(n=Sum("hours")).order_by("request")}


def listed(today: date, limits: Limits, roles: Collection[str] = ()) -> list[Listed]:
    """Every service: the open ones by the day they are needed, then the closed ones, the newest first. `roles` are those in
    which whoever looks may act."""
    rows = list(SpecialService.objects.filter(removed_at=None).select_related("by"))
    currency, logged = currency_now(), logged_hours([row.request_id for row in rows if row.request_id])
    found = [
        Listed(
            row, price_of(row, limits, currency, logged), today,
            row.stage == "requested" and bool({APPROVERS[row.kind], *DECIDERS} & set(roles)),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=_in_order)


def _in_order(one: Listed) -> tuple[int, int, int]:
    day = one.row.needed_on.toordinal()
    return (0, day, one.row.pk) if one.row.stage in OPEN else (1, -day, -one.row.pk)


def among(every: Iterable[Listed], wanted: Wanted, me: Person, mine: Collection[str]) -> list[Listed]:
    """Those that were asked for, in the order asked for; `mine` are the accounts the person answers for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if _in_stage(one, wanted)
        and (wanted.kind not in KINDS or one.row.kind == wanted.kind)
        and (not wanted.customer or one.row.customer == wanted.customer)
        and all(word in one.row.folded for word in words)
        and _only(one, wanted.only, me, mine)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _in_stage(one: Listed, wanted: Wanted) -> bool:
    if wanted.stage in STAGES:
        return one.row.stage == wanted.stage
    return wanted.stage == "todas" or wanted.only == "sin-costo" or one.row.stage in OPEN


def _only(one: Listed, only: str, me: Person, mine: Collection[str]) -> bool:
    if only == "mias":
        return one.row.by_id == me.pk or one.row.customer in mine
    if only == "apruebo":
        return one.mine_to_approve
    if only == "tarde":
        return one.late
    return one.unpriced if only == "sin-costo" else True


def _key(one: Listed, column: str) -> Any:
    row, amount = one.row, one.price.amount
    return {
        "customer": folded(row.name), "kind": tuple(KINDS).index(row.kind), "needed": row.needed_on,
        "stage": STAGES.index(row.stage), "cost": (amount is None, amount or Decimal(0)),
    }[column]  # fmt: skip


def waiting_for(person: Person, also: Collection[str] = ()) -> int:
    """How many services wait for this person to approve, in their role or for the departments delegated to them."""
    roles = {person.role, *also}
    kinds = [kind for kind, department in APPROVERS.items() if {department, *DECIDERS} & roles]
    return SpecialService.objects.filter(removed_at=None, stage="requested", kind__in=kinds).count()


def standing_steps(row: SpecialService) -> list[ServiceStep]:
    """The steps of a service that were not undone, in order."""
    return list(row.steps.filter(undone_at=None).select_related("by").order_by("pk"))


def budgets_of(customer: str) -> QuerySet[ServiceBudget]:
    """The budgets of an account, the newest year first."""
    return ServiceBudget.objects.filter(customer=customer).select_related("by").order_by("-year")


@dataclass(frozen=True)
class Counted:
    """One line of the year of an account, with where it comes from: `service` (ours), `lab` (hours logged) or `file`."""

    line: Line
    origin: str
    about: str
    hours: Decimal | None = None
    service: SpecialService | None = None
    request: int | None = None


def year_of(customer: str, year: int, limits: Limits) -> list[Counted]:
    """Everything that counts in a year of an account, the newest first: services asked for here, hours logged in the
    laboratory, and rows that files brought. A service of laboratory with a request is known by its hours, so that none
    counts twice; while none is logged, what was expected of it stands."""
    currency = currency_now()
    rows = list(SpecialService.objects.filter(removed_at=None, customer=customer).select_related("by"))
    logged = logged_hours([row.request_id for row in rows if row.request_id])
    found = [
        Counted(
            Line(row.kind, row.done_on or row.needed_on, row.stage, price_of(row, limits, currency, logged)), "service",
            row.what, row.hours, row,
        )
        for row in rows
        if not (row.request_id and (row.request_id in logged or row.stage == "done"))
    ]  # fmt: skip
    for day, hours, what, request in _worked(customer, year):
        price = priced("lab", hours, None, limits, currency)
        found.append(Counted(Line("lab", day, "done", price), "lab", what, hours, request=request))
    found += [_from_file(row, limits, currency) for row in _brought(customer)]
    of_year = [one for one in found if one.line.day.year == year]
    return sorted(of_year, key=lambda one: (-one.line.day.toordinal(), one.origin, one.about))


def _worked(customer: str, year: int) -> QuerySet[LabHours, tuple[date, Decimal, str, int]]:
    found = LabHours.objects.filter(
        removed_at=None, request__removed_at=None, request__customer=customer, day__year=year
    )
    return found.order_by("day", "pk").values_list("day", "hours", "what", "request_id")


def _brought(customer: str) -> list[dict[str, Any]]:
    """What files say of special services; nothing where there are no facts."""
    try:
        return rows_of(book_of("").sources, TABLES["service"], customer=customer)
    except ClaveError:
        return []


def _from_file(row: Mapping[str, Any], limits: Limits, currency: str) -> Counted:
    hours, cost = (None if row[name] is None else Decimal(str(row[name])) for name in ("hours", "cost"))
    line = Line(row["kind"], row["date"], "done", priced(row["kind"], hours, cost, limits, currency))
    return Counted(line, "file", row["document"] or "", hours)


def done_services(moment: datetime, since: date | None = None, until: date | None = None) -> list[dict[str, Any]]:
    """Services done by a moment and not taken back by then, as rows of the table `service`; what those of a request of the
    laboratory cost is said by its hours, so they are not here."""
    done = ServiceStep.objects.filter(
        Q(undone_at=None) | Q(undone_at__gt=moment), Q(of__removed_at=None) | Q(of__removed_at__gt=moment),
        stage="done", at__lte=moment, of__request=None,
    )  # fmt: skip
    if since is not None:
        done = done.filter(day__gte=since)
    if until is not None:
        done = done.filter(day__lte=until)
    rows = done.order_by("of__customer", "day", "pk").values_list(
        "of__customer", "day", "of__kind", "of__hours", "of__cost", "of_id", "at"
    )
    return [
        {"customer": customer, "date": day, "kind": kind, "hours": None if hours is None else float(hours), "cost": cost,
         "document": f"{NUMBER}{number}", "recorded_date": timezone.localdate(at)}
        for customer, day, kind, hours, cost, number, at in rows
    ]  # fmt: skip


def recorded_services(moment: datetime) -> pa.Table:
    """What people had recorded of special services by a moment, in the declared shape: services done, and hours logged in the
    laboratory. Measures add them to what files brought."""
    logged = LabHours.objects.filter(
        Q(removed_at=None) | Q(removed_at__gt=moment), Q(request__removed_at=None) | Q(request__removed_at__gt=moment),
        at__lte=moment,
    )  # fmt: skip
    hours = [
        {"customer": customer, "date": day, "kind": "lab", "hours": float(n), "cost": None,
         "document": f"SOL-{request}/{number}", "recorded_date": timezone.localdate(at)}
        for customer, day, n, request, number, at in logged.order_by("request__customer", "day", "pk").values_list(
            "request__customer", "day", "hours", "request_id", "pk", "at"
        )
    ]  # fmt: skip
    return pa.Table.from_pylist([*done_services(moment), *hours], schema=TABLES["service"].schema)


def lines_of(counted: Sequence[Counted]) -> list[Line]:
    """As the budget reads them."""
    return [one.line for one in counted]
