"""Reading the queue of the laboratory: in order with reasons, filtered, one request, and what the ledger wants of it. (G4)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from clave.base.folding import folded
from clave.policy.limits import Limits
from clave.privileges.improvement.queue import Account, Placed, Request, queue
from clave.privileges.improvement.stages import OPEN, STAGES, Step, days_in
from clave.privileges.ledger.seen import Happened
from clave.store.models import AccountLine, ImprovementRequest, ImprovementStep, KeyStatus, LabHours, Person
from clave.store.models.improvement import KINDS
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES

ORDERS = ("place", "customer", "stage", "asked", "promised", "hours")
ONLY = ("mias", "tarde", "sin")
PRIVILEGE = "improvement"
WORKERS = ("lab", "quality", "administrator")
"""Roles that a request can be given to."""
_FAR = date.max


@dataclass(frozen=True)
class Wanted:
    """Which requests: words, a stage (empty = the open ones, `todas` = all), a customer, a kind; `only` mine (given to me
    or of an account I answer for), late, or given to nobody; in which order."""

    text: str = ""
    stage: str = ""
    customer: str = ""
    kind: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class Asked:
    """A request as lists show it: its place in the queue with the reason (None once it is done), and its hours so far."""

    row: ImprovementRequest
    placed: Placed | None
    hours: Decimal
    today: date

    @property
    def waiting(self) -> int:
        """Days since it was asked, until it was closed."""
        return ((self.row.closed_on or self.today) - self.row.asked).days

    @property
    def late(self) -> bool:
        """Whether the day that was promised is over and it is not done."""
        return self.row.closed_on is None and self.row.promised is not None and self.row.promised < self.today


def asked(today: date, limits: Limits, *, money: bool) -> list[Asked]:
    """Every request: the open ones in order, then the closed ones, the newest first. Places are those of the whole queue;
    `money` = whether reasons may say what accounts buy."""
    rows = list(ImprovementRequest.objects.filter(removed_at=None).select_related("assigned", "by"))
    hours = dict(
        LabHours.objects.filter(removed_at=None, request__removed_at=None)
        .values_list("request")
        .annotate(n=Sum("hours"))
        .order_by("request")
    )
    placed = {one.request.number: one for one in _queue(rows, today, limits, money=money)}
    found = [Asked(row, placed.get(str(row.pk)), hours.get(row.pk, Decimal(0)), today) for row in rows]
    return sorted(found, key=_in_order)


def _in_order(one: Asked) -> tuple[int, int]:
    if one.placed is not None:
        return 0, one.placed.place
    return 1, -((one.row.closed_on or one.row.asked) - date.min).days


def _queue(rows: Sequence[ImprovementRequest], today: date, limits: Limits, *, money: bool) -> tuple[Placed, ...]:
    open_ = [row for row in rows if row.stage in OPEN]
    codes, run = {row.customer for row in open_}, latest_run()
    categories = dict(
        KeyStatus.objects.filter(state__in=MEMBER_STATES, customer__in=codes).values_list("customer", "category")
    )
    lines = AccountLine.objects.filter(run=run, customer__in=codes) if run else AccountLine.objects.none()
    bought = dict(lines.values_list("customer", "money"))
    accounts = {code: Account(categories.get(code), bought.get(code)) for code in codes}
    currency = run.currency if run else ""
    return queue([request_of(row) for row in open_], accounts, today, limits, currency, money=money)


def request_of(row: ImprovementRequest) -> Request:
    """A row as the chain reads it."""
    worth = None if row.worth is None else float(row.worth)
    return Request(
        str(row.pk), row.customer, row.title, row.asked, row.stage, row.kind, row.promised, worth, row.name,  # type: ignore[arg-type]
    )  # fmt: skip


def among(every: Iterable[Asked], wanted: Wanted, me: Person, mine: Collection[str]) -> list[Asked]:
    """Those that were asked for, in the order asked for; `mine` are the accounts the person answers for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if _in_stage(one.row, wanted.stage)
        and (wanted.kind not in KINDS or one.row.kind == wanted.kind)
        and (not wanted.customer or one.row.customer == wanted.customer)
        and all(word in one.row.folded for word in words)
        and _only(one, wanted.only, me, mine)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _in_stage(row: ImprovementRequest, stage: str) -> bool:
    if stage == "todas":
        return True
    return row.stage == stage if stage in STAGES else row.stage in OPEN


def _only(one: Asked, only: str, me: Person, mine: Collection[str]) -> bool:
    if only == "mias":
        return one.row.assigned_id == me.pk or one.row.customer in mine
    if only == "tarde":
        return one.late
    return one.row.assigned_id is None if only == "sin" else True


def _key(one: Asked, column: str) -> Any:
    row = one.row
    return {
        "place": _in_order(one), "customer": folded(row.name), "stage": STAGES.index(row.stage), "asked": row.asked,
        "promised": row.promised or _FAR, "hours": one.hours,
    }[column]  # fmt: skip


def standing_steps(row: ImprovementRequest) -> list[ImprovementStep]:
    """The steps of a request that were not undone, in order."""
    return list(row.steps.filter(undone_at=None).select_related("by").order_by("pk"))


def days_by_stage(steps: Sequence[ImprovementStep], today: date) -> Mapping[str, int]:
    """Days that a request spent in each stage so far."""
    spent = days_in([Step(step.stage, step.day) for step in steps], today)  # type: ignore[arg-type]
    return {str(stage): days for stage, days in spent.items()}


def worked_on(row: ImprovementRequest) -> QuerySet[LabHours]:
    """The hours of a request that count, the newest day first."""
    return row.worked.filter(removed_at=None).select_related("by").order_by("-day", "-pk")


def lab_services(since: date, until: date, accounts: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Hours of laboratory between two days, both inside, as rows of the table `service` that the ledger reads: customer,
    date, kind `lab`, hours; the cost is policy's rate, so none is said; `document` names the request."""
    found = LabHours.objects.filter(removed_at=None, request__removed_at=None, day__range=(since, until))
    if accounts is not None:
        found = found.filter(request__customer__in=accounts)
    rows = found.values_list("request__customer", "day", "hours", "request_id", "pk")
    return [
        {"customer": customer, "date": day, "kind": "lab", "hours": float(hours), "cost": None,
         "document": f"SOL-{request}/{number}"}
        for customer, day, hours, request, number in rows.order_by("request__customer", "day", "pk")
    ]  # fmt: skip


def requests_answered(until: date, accounts: Collection[str] | None = None) -> list[Happened]:
    """Requests asked up to a day, and when the customer was answered by then (None = not yet), as the ledger reads what
    people recorded of the privilege `improvement`."""
    found = ImprovementRequest.objects.filter(removed_at=None, asked__lte=until)
    if accounts is not None:
        found = found.filter(customer__in=accounts)
    return [
        Happened(
            row.customer, PRIVILEGE, f"SOL-{row.pk} {row.title}", row.asked,
            row.answered_on if row.answered_on and row.answered_on <= until else None,
        )
        for row in found.order_by("customer", "asked", "pk")
    ]  # fmt: skip


def workers() -> list[Person]:
    """Who a request can be given to, by name."""
    return list(Person.objects.filter(role__in=WORKERS, is_active=True).order_by("name"))
