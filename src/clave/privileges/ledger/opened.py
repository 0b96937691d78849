"""A breach opened: the lines behind it as the facts have them, and who took what a key line lacked. (G2; product.md §2.1)"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.ledger.due import Due
from clave.privileges.ledger.seen import Row, Seen, leave_by


@dataclass(frozen=True)
class Fact:
    """One line behind a breach: its order or document, line and product; the day it had to happen and the day it did
    (None = not known, or not yet); what was asked and what left; its price; whether it is one of those that broke it."""

    document: str
    line: str
    product: str = ""
    expected: date | None = None
    happened: date | None = None
    asked: Decimal | None = None
    done: Decimal | None = None
    price: Decimal | None = None
    broke: bool = True


@dataclass(frozen=True)
class Took:
    """Units of a key line that left for somebody else instead: on which day, from which line, in which order line of whom."""

    on: date
    line: str
    order: str
    other_line: str
    customer: str
    units: Decimal


@dataclass(frozen=True)
class Opened:
    """What stands behind one breach."""

    facts: tuple[Fact, ...] = ()
    took: tuple[Took, ...] = ()


def opened(due: Due, seen: Seen, limits: Limits) -> Opened:
    """The facts behind a promise; empty where it is one of a period, in which nothing happened."""
    of = _FACTS.get(due.privilege)
    return Opened(of(due, seen, limits) if of else (), _took(due, seen))


def _orders(due: Due, seen: Seen, limits: Limits) -> tuple[Fact, ...]:
    transit = limits[declared.dispatch_transit]
    return tuple(
        Fact(
            row["order"], row["line"], row["product"] or "", leave_by(row, transit), row["shipped_date"], row["quantity"],
            _left(row), row["unit_price"], row["line"] in due.parts,
        )
        for row in seen.of("order_line", due.account) if row["order"] == due.about
    )  # fmt: skip


def _left(row: Row) -> Decimal | None:
    if row["shipped_quantity"] is None:
        return row["quantity"] if row["shipped_date"] is not None else None
    return Decimal(row["shipped_quantity"])


def _invoice(due: Due, seen: Seen, _limits: Limits) -> tuple[Fact, ...]:
    """`asked` the units, `price` what a unit cost after discount."""
    return tuple(
        Fact(
            row["document"], str(row["line"]), row["product"] or "", None, row["date"], row["quantity"], None,
            row["net"] / row["quantity"] if row["quantity"] else None, str(row["line"]) in due.parts,
        )
        for row in seen.of("invoice_line", due.account) if row["document"] == due.about
    )  # fmt: skip


def _loads(due: Due, seen: Seen, _limits: Limits) -> tuple[Fact, ...]:
    return tuple(
        Fact(row["order"] or row["document"], "", "", row["promised_date"], row["shipped_date"],
             broke=row["promised_date"] != row["shipped_date"])
        for row in seen.of("delivery", due.account) if row["document"] == due.about
    )  # fmt: skip


def _work(due: Due, seen: Seen, _limits: Limits) -> tuple[Fact, ...]:
    return tuple(
        Fact(row["order"], "", row["product"] or "", row["due_date"], row["finished_date"])
        for row in seen.of("work_order", due.account) if row["order"] == due.about
    )  # fmt: skip


_FACTS: Mapping[str, Callable[[Due, Seen, Limits], tuple[Fact, ...]]] = {
    "dispatch": _orders, "complete": _orders, "no_minimum": _orders, "preferential": _invoice, "dock": _loads,
    "production": _work,
}  # fmt: skip


def _took(due: Due, seen: Seen) -> tuple[Took, ...]:
    if due.privilege != "dispatch":
        return ()
    found: Sequence[Took] = [
        Took(breach.day, breach.line, order, line, customer, units)
        for breach in seen.breaches if breach.order == due.about and breach.account == due.account
        for order, line, customer, units in breach.taken
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.on, one.line, one.order, one.other_line)))
