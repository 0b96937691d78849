"""The plan of the plant, for the system of the machines: what each makes, in which order, from when to when, and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from clave.api.badge import ERRORS, Problem
from clave.api.keys import Key
from clave.api.problems import language, problem
from clave.base.words import Text, _, recalled, said
from clave.store.models import PlannedOrder, ProductionPlan
from clave.store.models.apikeys import PRODUCTION
from clave.store.models.plans import CONFIRMED, OPEN
from clave.store.production_plan import Wanted, planned_orders

router = Router(auth=Key(PRODUCTION), tags=["production"])
PAGE = 1000
NO_PLAN: Text = _("There is no such plan: nobody planned the plant on that day, or nobody confirmed it yet.")


class PlantOrder(Schema):
    """One work order on its machine."""

    machine: str
    place: int = Field(description="On its machine, from 1")
    order: str
    product: str
    setup_family: str
    customer: str | None = Field(description="null where it is made for stock")
    key: bool = Field(description="Whether the customer has priority in production")
    quantity: Decimal | None
    due: date
    setup_starts: datetime = Field(description="When the setup before it begins; when it starts where there is none")
    setup_minutes: int
    starts: datetime
    ends: datetime
    late_minutes: int = Field(description="Of the clock, after the end of its due day")
    fixed: Literal["frozen", "locked"] | None = Field(
        description="Whether the next plan leaves it where it is, and why"
    )
    gave_way: bool = Field(description="Whether it is later because of priority")
    reason: str = Field(description="Stable, for programs: gained, gave_way, same_family …")
    why: str = Field(description="For people, in the language asked for (Accept-Language)")


class PlantPlan(Schema):
    """A plan of the plant, a page of its orders, machine by machine."""

    plan: int
    day: date
    begins: datetime
    state: Literal["open", "confirmed"]
    made_at: datetime
    confirmed_at: datetime | None
    facts: str
    policy: str
    orders: list[PlantOrder]
    count: int = Field(description="Orders in all, of the machine asked for")
    next_page: int | None


@router.get("/production/plan", url_name="api_production_plan", operation_id="production_plan",
            summary="The plan of the plant", response={200: PlantPlan, 404: Problem, **ERRORS})  # fmt: skip
def production_plan(
    request: HttpRequest,
    day: date | None = None,
    state: Query[Literal["open", "confirmed"]] = "confirmed",
    machine: str | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HttpResponse | PlantPlan:
    """The last confirmed plan (or the open one) made on a day, of the latest day where none is asked for; 1,000 orders a
    page."""
    found = ProductionPlan.objects.filter(state=CONFIRMED if state == "confirmed" else OPEN)
    plan = (found.filter(day=day) if day else found).order_by("-day", "-pk").first()
    if plan is None:
        return problem(404, NO_PLAN)
    there = planned_orders(plan, Wanted(machine=machine or "", order="machine"))
    count, first = there.count(), (page - 1) * PAGE
    return PlantPlan(
        plan=plan.pk, day=plan.day, begins=timezone.localtime(plan.begins), state=state, made_at=plan.made_at,
        confirmed_at=plan.confirmed_at, facts=plan.facts_version, policy=plan.policy_version,
        orders=[_order(one) for one in there[first : first + PAGE]], count=count,
        next_page=page + 1 if first + PAGE < count else None,
    )  # fmt: skip


def _order(one: PlannedOrder) -> PlantOrder:
    return PlantOrder(
        machine=one.machine, place=one.place, order=one.order, product=one.product, setup_family=one.family,
        customer=one.customer or None, key=one.key, quantity=one.quantity, due=one.due,
        setup_starts=timezone.localtime(one.setup_start), setup_minutes=one.setup, starts=timezone.localtime(one.start),
        ends=timezone.localtime(one.end), late_minutes=one.late,
        fixed="frozen" if one.frozen else "locked" if one.locked else None, gave_way=one.gave_way, reason=one.code,
        why=said(recalled(one.why), language()),
    )  # fmt: skip
