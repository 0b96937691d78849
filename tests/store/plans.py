"""A plan for tests: the account has an owner, somebody of the customer, a goal, an objective and an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from clave.actions.account_plans import begin_plan, keep_plan_action, keep_plan_goal, keep_plan_objective
from clave.operations.plan.said import ActionSaid, GoalSaid, ObjectiveSaid, PlanSaid
from clave.store.models import OWNER, AccountPlan, Contact, Ownership, Person, PlanAction, PlanGoal, PlanObjective
from tests.store.lives import person

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEAR = PlanSaid(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 4))


@dataclass(frozen=True)
class Made:
    """A plan with one of each, its owner, and the customer."""

    plan: AccountPlan
    goal: PlanGoal
    objective: PlanObjective
    action: PlanAction
    by: Person
    customer: str
    contact: Contact


def contact(customer: str = "C-1", name: str = "Luis F. Caicedo", now: datetime = NOW) -> Contact:
    """Somebody of a customer."""
    return Contact.objects.create(
        customer=customer, name=name, area="management", language="es", confirmed_on=now.date(), folded=name.lower(),
        created_at=now, changed_at=now,
    )  # fmt: skip


def owned(by: Person, customer: str = "C-1", part: str = OWNER) -> None:
    """They have a part in the account."""
    Ownership.objects.create(customer=customer, part=part, person=by, starts_on=date(2025, 1, 1), created_at=NOW)


def objective_of(goal: PlanGoal, **more: Any) -> ObjectiveSaid:
    """20 % more hotmelt."""
    given: dict[str, Any] = {
        "goal": goal.pk, "title": "20 % más de hotmelt", "measure": "money", "starts_on": YEAR.starts_on,
        "due_on": YEAR.ends_on, "target": Decimal(120_000_000), "family": "Hotmelt", "worth": Decimal(20_000_000),
    }  # fmt: skip
    return ObjectiveSaid(**(given | more))


def made(by: Person | None = None, customer: str = "C-1", now: datetime = NOW, period: PlanSaid = YEAR) -> Made:
    """A whole plan."""
    kam = by or person("kam", "Marcela")
    if not Ownership.objects.filter(customer=customer, part=OWNER).exists():
        owned(kam, customer)
    luis = contact(customer, now=now)
    at: dict[str, Any] = {"by": kam, "now": now, "customer": customer}
    plan = begin_plan(name=f"Cliente {customer}", period=period, **at)
    goal = keep_plan_goal(said=GoalSaid("theirs", "Que la línea nueva no pare", luis.pk, shared=True), **at)
    said = objective_of(
        goal, owner=kam.pk, contact=luis.pk, starts_on=period.starts_on, due_on=period.ends_on, shared=True
    )
    objective = keep_plan_objective(said=said, **at)
    action = keep_plan_action(
        said=ActionSaid("Prueba industrial", objective.pk, kam.pk, luis.pk, due_on=period.ends_on, shared=True), **at
    )
    plan.refresh_from_db()
    return Made(plan, goal, objective, action, kam, customer, luis)
