"""Plans of any number of accounts, as their pages show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.account_plans import close_plan_action, keep_plan_action, keep_plan_objective, note_plan_review
from clave.operations.plan.said import ActionSaid, ObjectiveSaid, PlanSaid, ReviewSaid
from clave.store.models import Person
from tests.store.plans import Made, made


def year() -> PlanSaid:
    """The plan of this year."""
    today = timezone.localdate()
    return PlanSaid(today.replace(month=1, day=1), today.replace(month=12, day=31))


def plan(by: Person, customer: str = "C-0004", now: datetime | None = None) -> Made:
    """A whole plan, as `tests.store.plans` makes it, of this year."""
    return made(by, customer, now or timezone.now(), year())


def fuller(by: Person, customer: str = "C-0004") -> Made:
    """A plan with an objective by hand, one by margin, actions in every state, and a review."""
    found, now, today = plan(by, customer), timezone.now(), timezone.localdate()
    period, at = year(), {"by": by, "now": now, "customer": customer}
    days = {"goal": found.goal.pk, "starts_on": period.starts_on, "due_on": period.ends_on}
    stock = ObjectiveSaid(
        title="Inventario en consignación", measure="by_hand", unit="días", target=Decimal(12), baseline=Decimal(24),
        now=Decimal(20), now_on=today, shared=True, **days,
    )  # fmt: skip
    keep_plan_objective(said=stock, **at)
    margin = ObjectiveSaid(title="Cuidar el margen", measure="margin_rate", target=Decimal("0.31"), **days)
    keep_plan_objective(said=margin, **at)
    for text, state in (("Visitar Yumbo 2", "done"), ("Cambiar el tambor", "dropped")):
        one = keep_plan_action(said=ActionSaid(text, found.objective.pk, by.pk, shared=True), **at)
        found.plan.refresh_from_db()
        close_plan_action(number=one.pk, state=state, on=today, outcome="Porque sí", seen=found.plan.version, **at)
    keep_plan_action(
        said=ActionSaid("Enviar la ficha", None, by.pk, due_on=max(today - timedelta(1), period.starts_on)), **at
    )
    note_plan_review(review=ReviewSaid(today, "Seguimos con la línea nueva", "Luis", 4), **at)
    found.plan.refresh_from_db()
    return found


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    found = fuller(by)
    return {"plan_action": found.action.pk, "plan_objective": found.objective.pk}
