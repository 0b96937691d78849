"""The decision at order entry, for the system in which orders are entered: what an order gets, and what the clerk has to know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Router, Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from clave.actions.order_decisions import LONGEST, decide_order
from clave.api.badge import ERRORS, Code, Named, Problem
from clave.api.keys import Key
from clave.api.problems import language
from clave.base.words import recalled, said
from clave.criteria.registry import CRITERIA
from clave.privileges.collection.routes import TONES, WAYS
from clave.privileges.conditions import KINDS
from clave.privileges.entry import Asked
from clave.store.models import OrderDecision
from clave.store.models.apikeys import ORDERS
from clave.store.order_decisions import Question

router = Router(auth=Key(ORDERS), tags=["orders"])
MOST_LINES = 10_000


def _written(value: Any) -> Any:
    """A day is written as text: a number would be read as seconds since 1970."""
    return value if value is None or isinstance(value, str) else "?"


def _number(value: Any) -> str:
    """A number, or text that may be one: what it is worth is decided with the others."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError("float_type", "a number")
    return str(value)


Line_ = Annotated[str, StringConstraints(strict=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Figure = Annotated[
    str,
    BeforeValidator(_number),
    StringConstraints(max_length=60, pattern=r"^[^\x00]*$"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "maxLength": 60}]}),
]
Day = Annotated[date | None, BeforeValidator(_written)]


class AskedLine(Schema):
    """One line of the order."""

    model_config = ConfigDict(extra="forbid")

    product: Line_ = Field(description="The code as the ERP has it")
    quantity: Figure | None = Field(
        default=None, description="In the unit of sale; one that makes no sense is said so, and stays out"
    )
    price: Figure | None = Field(default=None, description="Of one unit, in this order; null = that of the list")


class Order(Schema):
    """An order as it is being entered."""

    model_config = ConfigDict(extra="forbid")

    customer: Code
    lines: list[AskedLine] = Field(max_length=MOST_LINES)
    wanted: Day = Field(default=None, description="The day the customer wants it; null = nobody said")
    order: Line_ = Field(
        default="", description="Its number where it has one: a waived minimum counts once for each number"
    )


class Short(Schema):
    """What an order lacks for a minimum."""

    measure: Literal["money", "quantity"]
    minimum: Decimal
    missing: Decimal | None = Field(description="null where a line without a price leaves it open")
    product: str = Field(description="Which line it is about; empty = the whole order")
    words: str


class Minimum(Schema):
    """What the minimums say. `passes` = nothing of them is in the way; `waived` = it lacks something and is free of it, at
    `cost`."""

    passes: bool
    waived: bool
    unknown: bool
    cost: Decimal
    short: list[Short]


class Condition(Schema):
    """What one preferential condition does to a line: applied or refused, and why."""

    number: int | None
    kind: Named
    value: Decimal = Field(description="Price of a unit, share (0.05 = 5 %) or days, by kind")
    applies: bool
    state: str = Field(description="Stable, for programs: applied, partly, used_up, not_yet, over, unpriced, no_better")
    why: str
    quantity: Decimal = Field(description="Units that have it")
    price: Decimal | None
    cost: Decimal | None = Field(description="What the list would have brought more, or the credit costs")


class DecidedLine(Schema):
    """One line: its quantity (null = it makes no sense and stays out), the price without conditions, and each condition."""

    product: str
    quantity: Decimal | None
    price: Decimal | None
    conditions: list[Condition]
    said: list[str]


class Credit(Schema):
    """Whether credit holds it back, and who asks the customer to pay, how and in which tone."""

    held: bool
    reason: str
    by: str
    way: Named
    tone: Named
    automatic: bool = Field(description="Whether dunning letters go by themselves")


class Decision(Schema):
    """The answer."""

    decision: int = Field(description="Under which number it was kept")
    order: str
    customer: str
    name: str
    key: bool
    category: Named | None
    head_start: int = Field(description="Days ahead of its day, in dispatch")
    leaves_by: date | None
    turn: date | None = Field(description="Its place in dispatch: as if it had to leave on that day")
    may_go_on: bool = Field(description="Whether it may be entered as it is")
    minimum: Minimum
    lines: list[DecidedLine]
    credit: Credit
    currency: str
    list_day: date | None = Field(description="Of the last good list of key accounts")
    late: bool = Field(description="Whether that list is older than policy wants (dispatch.fresh_days)")
    message: str = Field(description="All that the clerk has to know, in the language asked for (Accept-Language)")
    said: list[str] = Field(description="The same, sentence by sentence")


@router.post("/orders/decide", url_name="api_orders_decide", operation_id="decide_order",
             summary="What an order gets, before it is entered", response={200: Decision, 413: Problem, **ERRORS})  # fmt: skip
def decide(
    request: HttpRequest,
    response: HttpResponse,
    order: Order,
    idempotency_key: Annotated[
        str, Header(alias="Idempotency-Key", max_length=LONGEST, description="Sent again, it has the first answer")
    ] = "",
) -> Decision:
    """Class, priority, minimum, conditions and credit route of an order, and the message for the clerk. The same question
    over the same list has the same answer and is kept once; `Answer-Repeated: true` says that it was given before."""
    question = Question(
        order.customer, [Asked(one.product, one.quantity, one.price) for one in order.lines], order.wanted, order.order
    )
    key = request.auth  # type: ignore[attr-defined]
    kept, repeated = decide_order(question, now=timezone.now(), key=key, repeat=idempotency_key.strip())
    response.headers["Answer-Repeated"] = "true" if repeated else "false"
    response.headers["Cache-Control"] = "no-store"
    return answer_of(kept, language())


def answer_of(kept: OrderDecision, spoken: str) -> Decision:
    """A kept decision in a language."""
    answer = kept.answer
    sentences = [said(recalled(text), spoken) for text in answer["said"]]
    plain = ("customer", "name", "key", "head_start", "leaves_by", "turn", "may_go_on", "currency", "list_day", "late")
    credit = answer["credit"]
    return Decision(
        **{name: answer[name] for name in plain},
        decision=kept.pk,
        order=kept.order,
        category=_category(answer["category"], spoken),
        minimum=_minimum(answer["minimum"], spoken),
        lines=[_line(one, spoken) for one in answer["lines"]],
        credit=Credit(
            held=credit["held"], reason=credit["reason"], by=credit["by"], automatic=credit["automatic"],
            way=Named(key=credit["way"], label=WAYS[credit["way"]].say(spoken)),
            tone=Named(key=credit["tone"], label=TONES[credit["tone"]].say(spoken)),
        ),
        message=" ".join(sentences),
        said=sentences,
    )  # fmt: skip


def _category(key: str, spoken: str) -> Named | None:
    if not key:
        return None
    return Named(key=key, label=CRITERIA[key].name.say(spoken) if key in CRITERIA else key)


def _minimum(answer: dict[str, Any], spoken: str) -> Minimum:
    short = [
        Short(
            measure=one["measure"], minimum=one["least"], missing=None if one["unknown"] else one["missing"],
            product=one["product"], words=said(recalled(one["words"]), spoken),
        )
        for one in answer["short"]
    ]  # fmt: skip
    return Minimum(**{**answer, "short": short})


def _line(answer: dict[str, Any], spoken: str) -> DecidedLine:
    conditions = [
        Condition(
            **{name: one[name] for name in ("number", "value", "applies", "state", "quantity", "price", "cost")},
            kind=Named(key=one["kind"], label=KINDS[one["kind"]].say(spoken)), why=said(recalled(one["why"]), spoken),
        )
        for one in answer["conditions"]
    ]  # fmt: skip
    words = [said(recalled(text), spoken) for text in answer["said"]]
    return DecidedLine(**{**answer, "conditions": conditions, "said": words})
