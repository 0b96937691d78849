"""Hostile little companies for the oracle: everything that a fact table may legally hold, and that measures stumble over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from clave.facts.book import Book
from clave.facts.tables import JUDGED, KINDS, TABLES
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import default

Row = dict[str, Any]
Rows = dict[str, list[Row]]
FIRST, LAST = date(2020, 9, 1), date(2024, 6, 30)
AS_OF = (
    date(2024, 2, 29), date(2023, 12, 31), date(2024, 3, 31), date(2023, 7, 15), date(2022, 2, 28), date(2021, 1, 1),
    date(2019, 5, 5), date(2026, 1, 1), date(2024, 6, 30),
)  # fmt: skip
CUSTOMERS = ("C1", "C2", "c1", "ñandú", "Ávila", "客户", "O'Neil", "Z", "10", "9")
PRODUCTS = ("P1", "P2", "P3", "P4", "P5")
FAMILIES = ("Pinturas", "Ñ", "resinas", "Ácidos")
AMOUNTS = (
    "0",
    "0.0001",
    "0.1",
    "0.2",
    "0.3",
    "-0.3",
    "1",
    "12.5",
    "100",
    "250",
    "333.3333",
    "-100",
    "-12.5",
    "99999999.99",
)


@dataclass(frozen=True)
class Company:
    """Rows by table, the limits to measure with, and the date."""

    rows: Rows = field(repr=False)
    limits: Limits = field(repr=False)
    as_of: date
    seed: int = 0
    size: int = 0

    def book(self) -> Book:
        """The same as a book of declared Arrow tables."""
        return Book({name: pa.Table.from_pylist(rows, TABLES[name].schema) for name, rows in self.rows.items()}, "COP")


def company(seed: int, size: int) -> Company:
    """A company of about `size` invoice lines; some tables are missing."""
    random = Random(seed)
    makers = {
        "receivable": _receivable, "customer": _customer, "product": _product, "exchange_rate": _rate,
        "order_line": _order, "delivery": _delivery, "touchpoint": _touchpoint, "service": _service, "rating": _rating,
        "profile_date": _profile, "declared_wallet": _wallet,
    }  # fmt: skip
    rows: Rows = {"invoice_line": [_line(random, number) for number in range(size)]}
    if random.random() < 0.3:
        rows["invoice_line"] += rows["invoice_line"][: size // 4]
    for name, maker in makers.items():
        if random.random() < 0.75:
            rows[name] = [maker(random, number) for number in range(random.choice((0, 1, 8, size // 2)))]
    return Company(rows, _limits(random), random.choice(AS_OF), seed, size)


def _limits(random: Random) -> Limits:
    """The default policy with thresholds that little data can reach."""
    return default().at(date(2024, 1, 1)).reform(
        {
            declared.judged_kinds: random.choice(("best", "mean")),
            declared.growth_months: random.choice((2, 4)), declared.growth_draws: 60, declared.silent_purchases: 4,
            declared.family_purchases: 2, declared.peer_minimum: 2, declared.peer_maximum: random.choice((3, 5)),
            declared.growth_block: random.choice((1, 3, 5)),
        }
    )  # fmt: skip


def _day(random: Random) -> date:
    if random.random() < 0.1:
        return random.choice(
            (date(2024, 2, 29), date(2024, 2, 28), date(2023, 2, 28), date(2023, 3, 1), date(2022, 12, 31))
        )
    return FIRST + timedelta(days=random.randrange((LAST - FIRST).days + 1))


def _maybe(random: Random, value: Any, chance: float = 0.25) -> Any:
    return None if random.random() < chance else value


def _amount(random: Random) -> Decimal:
    return Decimal(random.choice(AMOUNTS))


def _line(random: Random, number: int) -> Row:
    return {
        "date": _day(random), "document": f"F{random.randrange(60)}", "line": str(number),
        "customer": _maybe(random, random.choice(CUSTOMERS), 0.1),
        "customer_name": _maybe(random, random.choice(("Ñandú SAS", "Uno", "uno"))),
        "product": _maybe(random, random.choice(PRODUCTS), 0.1), "family": _maybe(random, random.choice(FAMILIES)),
        "quantity": _maybe(random, _amount(random)), "kilos": _maybe(random, _amount(random), 0.6),
        "discount": _maybe(random, random.choice((0.0, 0.05, 0.1, 1.0)), 0.5), "net": _amount(random),
        "cost": _maybe(random, _amount(random), 0.5), "unit_cost": _maybe(random, _amount(random), 0.7),
        "currency": random.choice((None, None, None, "COP", "COP", "USD", "EUR")),
        "kind": random.choice((None, "product", "product", "charge")),
        "document_kind": random.choice((None, "invoice", "invoice", "credit")),
        "terms_days": _maybe(random, random.choice((-5, 0, 30))),
    }  # fmt: skip


def _receivable(random: Random, number: int) -> Row:
    due = _day(random)
    return {
        "document": f"F{random.randrange(60)}", "line": str(number), "customer": random.choice(CUSTOMERS),
        "issued_date": _maybe(random, due - timedelta(days=random.choice((0, 30, 400)))), "due_date": due,
        "amount": _amount(random),
        "paid_date": _maybe(random, due + timedelta(days=random.choice((-40, -30, -1, 0, 1, 20, 900))), 0.4),
        "paid_amount": _maybe(random, _amount(random), 0.5), "currency": random.choice((None, "COP", "USD", "EUR")),
    }  # fmt: skip


def _customer(random: Random, number: int) -> Row:
    return {
        "customer": random.choice((*CUSTOMERS, "other")), "name": _maybe(random, random.choice(("Name", "Otro"))),
        "group": _maybe(random, random.choice(("G", "Ñ", "C1")), 0.5),
        "channel": _maybe(random, random.choice(("retail", "industry")), 0.3),
        "sector": _maybe(random, random.choice(("paint", "food")), 0.4),
        "size": _maybe(random, random.choice(("big", "small")), 0.5), "city": _maybe(random, "Cali"),
        "region": _maybe(random, "Valle"), "country": _maybe(random, random.choice(("CO", "PE"))),
    }  # fmt: skip


def _product(random: Random, number: int) -> Row:
    return {
        "product": random.choice(PRODUCTS), "family": _maybe(random, random.choice(FAMILIES)),
        "weight": _maybe(random, Decimal(random.choice(("0", "0.3333", "25")))),
        "quality": random.choice((None, "first", "second")), "rotation": random.choice((None, "normal", "slow", "dead")),
        "unit_cost": _maybe(random, Decimal(random.choice(("0", "0.0333", "7.5")))),
    }  # fmt: skip


def _rate(random: Random, number: int) -> Row:
    return {
        "currency": random.choice(("USD", "COP")),
        "date": _day(random),
        "rate": random.choice((4000.5, 3999.12345678, 0.00025)),
    }


def _order(random: Random, number: int) -> Row:
    return {
        "order": str(number), "line": "1", "customer": random.choice(CUSTOMERS), "product": "P1",
        "ordered_date": _day(random), "quantity": Decimal(1),
    }  # fmt: skip


def _delivery(random: Random, number: int) -> Row:
    return {
        "document": f"R{random.randrange(9)}", "customer": random.choice(CUSTOMERS), "shipped_date": _day(random),
        "urgent": random.choice((None, True, False)),
    }  # fmt: skip


def _touchpoint(random: Random, number: int) -> Row:
    return {
        "customer": random.choice(CUSTOMERS), "date": _day(random), "direction": random.choice(("in", "out")),
        "kind": random.choice((None, "visit", "call", "hospitality", "fair")), "by": "x",
        "cost": _maybe(random, Decimal("70000.5"), 0.6), "recorded_date": _maybe(random, _day(random), 0.7),
    }  # fmt: skip


def _service(random: Random, number: int) -> Row:
    return {
        "customer": random.choice(CUSTOMERS), "date": _day(random),
        "kind": random.choice(("lab", "return", "urgent", "sample", "training")),
        "hours": _maybe(random, random.choice((0.0, 0.5, 1.25))), "cost": _maybe(random, Decimal("1000.1"), 0.5),
        "document": str(number), "recorded_date": _maybe(random, _day(random), 0.7),
    }  # fmt: skip


def _rating(random: Random, number: int) -> Row:
    given = _day(random)
    return {
        "customer": random.choice(CUSTOMERS), "criterion": random.choice(JUDGED),
        "kind": _maybe(random, random.choice(KINDS["extraordinary"]), 0.5),
        "rater": random.choice("abñ"), "date": given,
        "rating": random.randrange(5), "expires_date": _maybe(random, given + timedelta(days=random.choice((0, 90, 900))), 0.6),
    }  # fmt: skip


def _profile(random: Random, number: int) -> Row:
    return {"customer": random.choice(CUSTOMERS), "confirmed_date": _day(random)}


def _wallet(random: Random, number: int) -> Row:
    told = _day(random)
    return {
        "customer": random.choice(CUSTOMERS), "date": told, "amount": Decimal(random.choice(("0", "500", "12345.67"))),
        "expires_date": _maybe(random, told + timedelta(days=random.choice((0, 200, 1000))), 0.5),
    }  # fmt: skip
