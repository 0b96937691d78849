"""The list of all plans, who has none, and every action in them. (G8)"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clave.base.folding import folded
from clave.operations.plan.freshness import STATES, Freshness
from clave.policy.limits import Limits
from clave.store.account_plans import life_of
from clave.store.models import (
    AccountPlan,
    KeyStatus,
    MeasureLine,
    Person,
    PlanAction,
    PlanGoal,
    PlanObjective,
    PlanReview,
    SelectionRun,
)
from clave.store.ownership import owners
from clave.store.queries import latest_run
from clave.store.status import key_accounts

ORDERS = ("name", "owner", "open", "overdue", "changed", "ends")
NONE = "none"
"""The state of a key account without a plan."""


@dataclass(frozen=True)
class Wanted:
    """Which plans, and in which order; empty = all, those to see to first. `mine`: only of accounts in which whoever looks has a
    part. `state` is one of `freshness.STATES`, or `none`."""

    text: str = ""
    state: str = ""
    owner: str = ""
    order: str = ""
    mine: bool = False

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return not (self.text or self.state or self.owner or self.mine)


@dataclass(frozen=True)
class Listed:
    """An account with its plan (None = a key account that has none), how alive that is, and what is in it."""

    customer: str
    name: str
    owner: Person | None
    plan: AccountPlan | None = None
    life: Freshness | None = None
    theirs: int = 0
    objectives: int = 0
    open: int = 0
    overdue: int = 0
    done: int = 0

    @property
    def state(self) -> str:
        """How it stands, for filtering."""
        return self.life.state if self.life else NONE


def listed(today: date, limits: Limits) -> list[Listed]:
    """Every plan of a customer that the newest list has, and every key account without one; those to see to first."""
    run = latest_run()
    rows = list(_counted(today, run)) if run else []
    missing = _missing(run, {row.customer for row in rows}) if run else []
    named = owners(today, [row.customer for row in rows] + [one.customer for one in missing])
    found = [
        Listed(
            row.customer, row.name, named.get(row.customer), row, life_of(row, row.reviewed_on, today, limits),
            row.theirs, row.n_objectives, row.n_open, row.n_overdue, row.n_done,
        )
        for row in rows
    ] + [Listed(one.customer, one.name, named.get(one.customer)) for one in missing]  # fmt: skip
    return sorted(found, key=_urgency)


def _missing(run: SelectionRun, planned: Collection[str]) -> list[KeyStatus]:
    """Key accounts of the list that have no plan."""
    keys = [one for one in key_accounts() if one.customer not in planned]
    there = set(
        MeasureLine.objects.filter(run=run, customer__in=[one.customer for one in keys]).values_list(
            "customer", flat=True
        )
    )
    return [one for one in keys if one.customer in there]


def _counted(today: date, run: SelectionRun) -> QuerySet[Any]:
    """The open plans with what is in them, counted by the database."""
    held = MeasureLine.objects.filter(run=run).values("customer")
    there = {"plan": OuterRef("pk"), "removed_at": None}
    actions = PlanAction.objects.filter(**there)
    still = actions.filter(state="open")
    return AccountPlan.objects.filter(closed_at=None, customer__in=held).annotate(
        theirs=_count(PlanGoal.objects.filter(**there, side="theirs")),
        n_objectives=_count(PlanObjective.objects.filter(**there)),
        n_open=_count(still),
        n_overdue=_count(still.filter(due_on__lt=today)),
        n_done=_count(actions.filter(state="done")),
        reviewed_on=Subquery(
            PlanReview.objects.filter(plan=OuterRef("pk"), withdrawn_at=None)
            .order_by().values("plan").annotate(last=Max("on")).values("last")
        ),
    )  # fmt: skip


def _count(rows: QuerySet[PlanAction] | QuerySet[PlanGoal] | QuerySet[PlanObjective]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("plan").annotate(n=Count("pk")).values("n")), 0)


def _urgency(one: Listed) -> tuple[int, int, str]:
    order = ("over", "stale", "review", NONE, "fresh")
    return order.index(one.state), -one.overdue, folded(one.name)


def among(every: Iterable[Listed], wanted: Wanted, mine: Collection[str]) -> list[Listed]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if (wanted.state not in (*STATES, NONE) or one.state == wanted.state)
        and (not wanted.mine or one.customer in mine)
        and (not wanted.owner or str(one.owner.pk if one.owner else 0) == wanted.owner)
        and all(word in folded(f"{one.customer} {one.name}") for word in words)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _key(one: Listed, column: str) -> tuple[int, str | int | float]:
    """What is not known comes last going up."""
    values: dict[str, str | int | float | None] = {
        "name": folded(one.name), "owner": folded(one.owner.name) if one.owner else None, "open": one.open,
        "overdue": one.overdue, "changed": one.plan.changed_at.timestamp() if one.plan else None,
        "ends": one.plan.ends_on.toordinal() if one.plan else None,
    }  # fmt: skip
    value = values[column]
    return (1, 0) if value is None else (0, value)


def every_action(customers: Collection[str]) -> QuerySet[PlanAction]:
    """The actions of the open plans of these accounts, by account and day."""
    found = PlanAction.objects.filter(removed_at=None, plan__closed_at=None, plan__customer__in=customers)
    related = ("plan", "objective", "owner", "contact")
    return found.select_related(*related).order_by("plan__folded", Coalesce("due_on", "plan__ends_on"), "pk")
