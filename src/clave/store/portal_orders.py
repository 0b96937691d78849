"""The orders of one customer as it reads them: the newest facts, and the days that the dispatch of today gives them. (G2)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.facts.own_orders import lines_of
from clave.operations.portal.orders import OPEN, OrderLine, Told, told
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.ledger.orders import closed_words
from clave.store.facts import book_of
from clave.store.models import DispatchLine, DispatchPlan, Release
from clave.store.models.plans import CONFIRMED
from clave.store.models.plans import OPEN as DRAFT

DAY = "day"
ORDERS = ("dia", "pedido", "producto", "estado")
ALL = "todas"


@dataclass(frozen=True)
class Wanted:
    """Which lines: words, a state (empty = the open ones, `todas` = what left lately too), one order; in which order."""

    text: str = ""
    state: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return not self.text and not self.state


@dataclass(frozen=True)
class Orders:
    """The lines of a customer; `known` is False where no order was ever loaded or the facts cannot be read."""

    lines: tuple[Told, ...] = ()
    known: bool = True


def orders_of(customer: str, today: date, limits: Limits) -> Orders:
    """Everything that is open, and what left lately."""
    since = today - timedelta(days=limits[declared.asking_left])
    try:
        book = book_of("")
        if not book.has("order_line"):
            return Orders(known=False)
        rows = lines_of(book, customer, since, today)
    except ClaveError:
        return Orders(known=False)
    closed = closed_words(limits)
    rows = [row for row in rows if row["shipped_date"] or (row["status"] or "").strip().casefold() not in closed]
    open_ = {row["order"] for row in rows if row["shipped_date"] is None}
    leaves, released = _leaves(customer, open_), _released(open_, today)
    lines = [_line(row, leaves, released) for row in rows]
    return Orders(tuple(sorted((told(one, today) for one in lines), key=_first)))


def _line(
    row: Mapping[str, Any], leaves: Mapping[tuple[str, str], date], released: Mapping[tuple[str, str], Decimal]
) -> OrderLine:
    key = (row["order"], row["line"])
    day = row["promised_date"] or row["required_date"]
    asked = Decimal(row["quantity"])
    left = asked if row["shipped_quantity"] is None else Decimal(row["shipped_quantity"])
    gone = row["shipped_date"]
    return OrderLine(
        row["order"], row["line"], row["product"], row["name"] or row["product"], row["ordered_date"], day,
        row["promised_date"] is not None, asked, left if gone else Decimal(0), gone, leaves.get(key),
        released.get(key, Decimal(0)),
    )  # fmt: skip


def _leaves(customer: str, orders: Iterable[str]) -> dict[tuple[str, str], date]:
    """The day on which the newest plan of dispatch lets the last part of each line leave."""
    plan = DispatchPlan.objects.filter(state__in=(DRAFT, CONFIRMED)).order_by("-day", "-state", "-pk").first()
    if plan is None:
        return {}
    rows = DispatchLine.objects.filter(plan=plan, customer=customer, order__in=set(orders), promised=DAY)
    return {(row.order, row.line): row.promise for row in rows.only("order", "line", "promise") if row.promise}


def _released(orders: Iterable[str], today: date) -> dict[tuple[str, str], Decimal]:
    """Units that the confirmed plan of today sends."""
    found: dict[tuple[str, str], Decimal] = {}
    rows = Release.objects.filter(order__in=set(orders), plan__day=today, plan__state=CONFIRMED)
    for order, line, quantity in rows.values_list("order", "line", "quantity"):
        found[order, line] = found.get((order, line), Decimal(0)) + quantity
    return found


def _first(one: Told) -> tuple[int, date, str, str]:
    return one.order, one.line.day or date.max, one.line.order, one.line.line


def among(orders: Orders, wanted: Wanted) -> list[Told]:
    """The lines that were asked for, in the order asked for; without one, the late ones first."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in orders.lines
        if _in_state(one, wanted.state) and all(word in folded(_words(one)) for word in words)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _in_state(one: Told, state: str) -> bool:
    return one.state == state if state and state != ALL else bool(state) or one.state in OPEN


def _words(one: Told) -> str:
    return f"{one.line.order} {one.line.product} {one.line.name}"


def _key(one: Told, column: str) -> Any:
    line = one.line
    return {
        "dia": (line.day or date.max, line.order), "pedido": (line.order, line.line), "producto": folded(line.name),
        "estado": (one.order, line.day or date.max),
    }[column]  # fmt: skip
