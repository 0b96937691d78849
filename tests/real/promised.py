"""Two years of a small real company, day by day: its real order lines, and **generated supply** (data/README.md says how).

Each line asks for what the real one asked. For 85 lines in 100 as much comes in before the day, for the others 10 to 60 days
after it, and goes to whoever stands first; the days are drawn with a fixed seed. Every line leaves whole. Each day is planned
with the engine; then the warehouse either carries the plan out to the letter, or goes on as ever: oldest first, for all alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.dispatch.book import (
    MONEY,
    Account,
    Book,
    Lines,
    Lot,
    Order,
    Partial,
    Product,
    Receipt,
    day_number,
    day_of,
)
from clave.privileges.dispatch.plan import Plan, planned
from clave.privileges.ledger.gave_way import GaveWay, gave_way
from clave.privileges.ledger.inversions import Day, judged, planned_shipments

FIRST, LAST = date(2003, 1, 6), date(2004, 12, 31)
HEAD = 14
COVERED = 0.85
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Supply:
    """What comes in: (product, day number, units), by day."""

    receipts: tuple[tuple[str, int, int], ...]


def supply(rows: Rows, transit: int) -> Supply:
    """Generated: of 85 lines in 100 the goods come in one to ten days before they have to leave; of the others, after it."""
    rng = np.random.default_rng(85)
    found = []
    for row in rows:
        leave = day_number(row["required_date"]) - transit
        early, late, sure = int(rng.integers(1, 11)), int(rng.integers(10, 61)), rng.random() < COVERED
        found.append(
            (row["product"], max(day_number(FIRST) - 1, leave - early if sure else leave + late), int(row["quantity"]))
        )
    return Supply(tuple(sorted(found, key=lambda one: (one[1], one[0], one[2]))))


@dataclass(frozen=True)
class Story:
    """Two years in one way: each line's shipping day by (order, line), every day as the ledger judges it, and who gave way."""

    shipped: Mapping[tuple[str, str], date]
    days: tuple[Day, ...]
    gave: tuple[GaveWay, ...]

    def rows(self, rows: Rows) -> list[dict[str, Any]]:
        """The order lines with the day on which they left in this story."""
        return [
            {**row, "shipped_date": self.shipped.get((row["order"], row["line"])), "shipped_quantity": None,
             "promised_date": None, "status": None}
            for row in rows
        ]  # fmt: skip


def played(rows: Rows, keys: frozenset[str], limits: Limits, *, to_the_letter: bool) -> Story:
    """Every day of the two years."""
    transit = limits[declared.dispatch_transit]
    coming = supply(rows, transit)
    stock: dict[str, int] = defaultdict(int)
    shipped: dict[tuple[str, str], date] = {}
    open_lines = sorted(rows, key=lambda row: (row["ordered_date"], row["order"], row["line"]))
    days: list[Day] = []
    plans: list[Plan] = []
    arrived, today = 0, FIRST
    while today <= LAST:
        now = day_number(today)
        while arrived < len(coming.receipts) and coming.receipts[arrived][1] <= now:
            product, _day, units = coming.receipts[arrived]
            stock[product] += units
            arrived += 1
        asked = [
            row for row in open_lines if row["ordered_date"] <= today and (row["order"], row["line"]) not in shipped
        ]
        if asked:
            ahead = [one for one in coming.receipts[arrived:] if one[1] <= now + 30]
            plan = planned(opened(asked, keys, stock, ahead, now, transit), limits)
            gone = planned_shipments(plan.run if to_the_letter else plan.plain)
            days.append(judged(plan.book, plan.rules, gone))
            plans.append(plan)
            for one in gone:
                shipped[plan.book.of(one.line)] = today
                stock[plan.book.products[plan.book.lines.product[one.line]].code] -= one.quantity
        today += timedelta(days=1)
    return Story(shipped, tuple(days), gave_way(plans) if to_the_letter else ())


def opened(
    asked: Rows,
    keys: frozenset[str],
    stock: Mapping[str, int],
    ahead: Sequence[tuple[str, int, int]],
    now: int,
    transit: int,
) -> Book:
    """The book of one morning."""
    products = sorted({row["product"] for row in asked})
    place = {code: at for at, code in enumerate(products)}
    customers = sorted({row["customer"] for row in asked})
    accounts = [
        Account(code, category="volume" if code in keys else "", head_start=HEAD if code in keys else 0,
                partial=Partial.LINE, minimum_waived=code in keys)
        for code in customers
    ]  # fmt: skip
    by_order = {row["order"]: row for row in asked}
    names = sorted(by_order)
    orders = [Order(name, customers.index(by_order[name]["customer"]), day_number(by_order[name]["ordered_date"]))
              for name in names]  # fmt: skip
    at = {name: where for where, name in enumerate(names)}

    def column(values: list[int]) -> Any:
        return np.array(values, dtype=np.int64)

    none = np.zeros(len(asked), dtype=np.int64)
    lines = Lines(
        column([at[row["order"]] for row in asked]), tuple(row["line"] for row in asked),
        column([place[row["product"]] for row in asked]), column([int(row["quantity"]) for row in asked]),
        column([day_number(row["required_date"]) - transit for row in asked]), none + 1,
        column([int(row["unit_price"] * MONEY) for row in asked]), tuple((0,) for _row in asked),
        np.zeros(len(asked), dtype=np.bool_), none, none,
    )  # fmt: skip
    lots = [Lot(place[code], 0, many) for code, many in sorted(stock.items()) if code in place and many]
    receipts = [Receipt(place[code], 0, day, many) for code, day, many in ahead if code in place]
    return Book(now, "USD", ("",), [Product(code) for code in products], accounts, orders, lines, lots, receipts)


def facts_of(rows: Rows, day: Day) -> dict[str, list[dict[str, Any]]]:
    """One judged day as the files of an ERP would have it: order lines and the count of that morning."""
    book = day.book
    on = day_of(book.today)
    counted = {product.code: 0 for product in book.products}
    for lot in book.lots:
        counted[book.products[lot.product].code] += lot.quantity
    stock = [{"product": code, "date": on, "quantity": Decimal(many)} for code, many in sorted(counted.items())]
    return {"order_line": [dict(row) for row in rows], "stock": stock}


def without_relief(limits: Limits) -> Limits:
    """The policy without relief, which needs a memory of the days before."""
    return limits.reform({declared.dispatch_relief: 0})
