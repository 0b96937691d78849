"""The dispatch of the day, for the system of the warehouse: what leaves, from where, in which turn, and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from clave.api.badge import ERRORS, Problem
from clave.api.keys import Key
from clave.api.problems import language, problem
from clave.base.words import Text, _, recalled, said
from clave.privileges.dispatch.codes import Code
from clave.store.dispatch_queue import Wanted, lines
from clave.store.models import DispatchLine, DispatchPlan
from clave.store.models.apikeys import DISPATCH
from clave.store.models.plans import CONFIRMED, OPEN

router = Router(auth=Key(DISPATCH), tags=["dispatch"])
PAGE = 1000
NO_PLAN: Text = _("There is no such plan: nobody planned that day, or nobody confirmed it yet.")


class Pick(Schema):
    """A part of a line that leaves from one warehouse."""

    warehouse: str
    quantity: Decimal
    grade: Literal["prime", "second", "slow"]


class Line(Schema):
    """One order line: how much of it leaves, in which turn, and why."""

    order: str
    line: str
    customer: str
    key: bool = Field(description="Whether the customer has priority in dispatch")
    product: str
    warehouse: str
    turn: int | None = Field(description="Among the lines of its warehouse; null where it may not leave on that day")
    asked: Decimal = Field(description="What is open, in the unit of sale")
    leaves: Decimal
    picks: list[Pick]
    reason: str = Field(description="Stable, for programs: SHIP_FULL, STOCK_TO_EARLIER …")
    why: str = Field(description="For people, in the language asked for (Accept-Language)")
    promise: date | None = Field(description="The day its last part leaves; null where there is none")
    displaced: bool = Field(description="Whether it gave way to priority")


class Plan(Schema):
    """A plan, a page of its lines in sequence."""

    plan: int
    day: date
    state: Literal["open", "confirmed"]
    made_at: datetime
    confirmed_at: datetime | None
    facts: str
    policy: str
    lines: list[Line]
    count: int = Field(description="Lines in all, of the warehouse asked for")
    next_page: int | None


@router.get("/dispatch/plan", url_name="api_dispatch_plan", operation_id="dispatch_plan", summary="The plan of a day",
            response={200: Plan, 404: Problem, **ERRORS})  # fmt: skip
def dispatch_plan(
    request: HttpRequest,
    day: date | None = None,
    state: Query[Literal["open", "confirmed"]] = "confirmed",
    warehouse: str | None = None,
    only_leaving: bool = True,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HttpResponse | Plan:
    """The last confirmed plan (or the open one) of a day, of the latest day where none is asked for; 1,000 lines a page."""
    found = DispatchPlan.objects.filter(state=CONFIRMED if state == "confirmed" else OPEN)
    plan = (found.filter(day=day) if day else found).order_by("-day", "-pk").first()
    if plan is None:
        return problem(404, NO_PLAN)
    there = lines(plan, Wanted(warehouse=warehouse, everything=not only_leaving))
    if only_leaving:
        there = there.filter(given__gt=0)
    count, first = there.count(), (page - 1) * PAGE
    return Plan(
        plan=plan.pk, day=plan.day, state=state, made_at=plan.made_at, confirmed_at=plan.confirmed_at,
        facts=plan.facts_version, policy=plan.policy_version, lines=[_line(one) for one in there[first : first + PAGE]],
        count=count, next_page=page + 1 if first + PAGE < count else None,
    )  # fmt: skip


GRADES: tuple[Literal["prime", "second", "slow"], ...] = ("prime", "second", "slow")


def _line(one: DispatchLine) -> Line:
    return Line(
        order=one.order, line=one.line, customer=one.customer, key=one.key, product=one.product, warehouse=one.warehouse,
        turn=one.turn, asked=one.asked, leaves=one.given,
        picks=[Pick(warehouse=house, quantity=Decimal(quantity), grade=GRADES[grade]) for house, grade, quantity in one.picks],
        reason=Code(one.code).name, why=said(recalled(one.why), language()), promise=one.promise, displaced=one.displaced,
    )  # fmt: skip
