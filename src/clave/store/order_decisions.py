"""Decisions at order entry as they are kept: written so that they are said later in either language, and counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

from django.db.models import Max

from clave.base.words import stored
from clave.privileges.conditions import Outcome
from clave.privileges.entry import Asked, Customer, Decided, Decision
from clave.privileges.minimums import Short
from clave.store.models import OrderDecision

CENTS, PARTS = Decimal("0.01"), Decimal("0.0001")  # what money and quantities are counted in
LONG = Context(prec=60)


@dataclass(frozen=True)
class Question:
    """An order as somebody asks for it: `wanted` the day the customer wants it (None = nobody said), `order` its number
    (empty = it has none yet)."""

    customer: str
    lines: Sequence[Asked]
    wanted: date | None = None
    order: str = ""

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it; two questions that say the same are the same here."""
        return {
            "customer": self.customer.strip(), "order": self.order.strip(),
            "wanted": None if self.wanted is None else self.wanted.isoformat(),
            "lines": [[one.product.strip().upper(), _typed(one.quantity), _typed(one.price)] for one in self.lines],
        }  # fmt: skip

    def digest(self) -> str:
        """Of what it says."""
        return hashlib.sha256(json.dumps(self.kept(), sort_keys=True).encode()).hexdigest()


def _typed(figure: object) -> str | None:
    return None if figure is None else str(figure).strip()


def kept_answer(found: Decision, customer: Customer, currency: str) -> dict[str, Any]:
    """An answer as JSON keeps it: figures as text, words as `clave.base.words.stored` writes them."""
    answer, route = found.minimum, found.route
    return {
        "customer": found.customer, "name": customer.name, "key": found.key, "category": found.category,
        "head_start": found.head_start, "leaves_by": _day(found.leaves_by), "turn": _day(found.turn),
        "may_go_on": found.may_go_on, "list_day": _day(found.list_day), "late": found.late, "currency": currency,
        "minimum": {
            "passes": answer.passes, "waived": answer.waived, "unknown": answer.unknown, "cost": _enough(answer.cost, CENTS),
            "short": [_short(one, currency) for one in answer.short],
        },
        "credit": {
            "held": found.held, "reason": customer.hold, "by": route.by, "way": route.way, "tone": route.tone,
            "automatic": route.automatic,
        },
        "lines": [_line(one, currency) for one in found.lines],
        "said": [stored(text) for text in found.said],
    }  # fmt: skip


def _short(one: Short, currency: str) -> dict[str, Any]:
    return {
        "measure": one.rule.measure, "least": str(one.rule.amount),
        "missing": _enough(one.missing, CENTS if one.rule.measure == "money" else PARTS), "product": one.about,
        "unknown": one.unknown, "words": stored(one.words(currency)),
    }  # fmt: skip


def _line(one: Decided, currency: str) -> dict[str, Any]:
    return {
        "product": one.product, "quantity": _amount(one.quantity), "price": _amount(one.price),
        "conditions": [_condition(outcome, currency) for outcome in one.conditions],
        "said": [stored(text) for text in one.said],
    }  # fmt: skip


def _condition(one: Outcome, currency: str) -> dict[str, Any]:
    return {
        "number": one.condition.number, "kind": one.condition.kind, "value": str(one.condition.value),
        "figure": stored(one.condition.figure(currency)), "applies": one.applies, "state": one.state,
        "why": stored(one.why), "quantity": str(one.quantity), "price": _amount(one.price),
        "cost": None if one.cost is None else _enough(one.cost, CENTS),
    }  # fmt: skip


def _enough(value: Decimal, step: Decimal) -> str:
    """A figure that was multiplied, rounded up to what anybody can add or pay, without zeros at its end."""
    rounded = value.quantize(step, ROUND_CEILING, context=LONG).normalize(LONG)
    return f"{rounded:f}"


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


@dataclass(frozen=True)
class Waivers:
    """Orders of some days that went on below their minimum by privilege, each counted once, and what handling them costs."""

    orders: int
    cost: Decimal


def waivers(first: date, last: date) -> Waivers:
    """Waivers given at order entry from `first` to `last`, both inside: one for each order number, as it was decided last.
    A question without an order number is no order."""
    numbered = OrderDecision.objects.filter(day__gte=first, day__lte=last).exclude(order="")
    newest = numbered.order_by().values("customer", "order").annotate(last=Max("pk")).values("last")
    costs = OrderDecision.objects.filter(pk__in=newest, waived=True).values_list("cost", flat=True)
    return Waivers(len(costs), sum(costs, Decimal(0)))


def newest_decisions(most: int) -> list[OrderDecision]:
    """The last answers that were given, newest first."""
    return list(OrderDecision.objects.select_related("by", "key").order_by("-pk")[:most])


def decisions_on(order: str) -> list[OrderDecision]:
    """What was answered about one order, newest first."""
    return list(OrderDecision.objects.filter(order=order).select_related("by", "key").order_by("-pk"))
