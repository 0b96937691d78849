"""Dispatch on real order lines. **The supply is generated** (neither set is short of anything): data/README.md says how."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pytest

from bench.rolling import Class, gave_way, played, world
from clave.demo.columns import rows as table
from clave.facts.book import Book as Facts
from clave.privileges.dispatch.book import NEVER
from clave.privileges.dispatch.codes import Code
from clave.privileges.dispatch.opening import Decided, Grant, opened
from clave.privileges.dispatch.plan import planned
from clave.privileges.dispatch.replan import by_lot, released, stale
from clave.privileges.dispatch.scan import scan
from tests.real.books import shared_data
from tests.unit.selection.population import limits

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]

TODAY = date(2004, 11, 17)
LINES = """
SELECT CAST(o.orderNumber AS VARCHAR) AS "order", CAST(d.orderLineNumber AS VARCHAR) AS line,
       CAST(o.customerNumber AS VARCHAR) AS customer, d.productCode AS product, CAST(o.orderDate AS DATE) AS ordered_date,
       CAST(o.requiredDate AS DATE) AS required_date, CAST(d.quantityOrdered AS DECIMAL(18, 4)) AS quantity,
       CAST(d.priceEach AS DECIMAL(18, 4)) AS unit_price
FROM '{data}/classicmodels/orders.parquet' o JOIN '{data}/classicmodels/orderdetails.parquet' d USING (orderNumber)
WHERE o.status <> 'Cancelled' AND o.orderDate <= DATE '{today}' AND o.requiredDate > DATE '{today}' - 14
ORDER BY o.orderNumber, d.orderLineNumber
"""
KEY = """
SELECT CAST(o.customerNumber AS VARCHAR) FROM '{data}/classicmodels/orders.parquet' o
JOIN '{data}/classicmodels/orderdetails.parquet' d USING (orderNumber)
WHERE o.orderDate <= DATE '{today}' GROUP BY 1 ORDER BY SUM(d.quantityOrdered * d.priceEach) DESC, 1 LIMIT 10
"""


def rows_of(sql: str) -> list[dict[str, Any]]:
    with duckdb.connect() as engine:
        return engine.sql(sql.format(data=shared_data(), today=TODAY)).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def company() -> tuple[Facts, Decided]:
    """A fortnight of real order lines that nobody shipped yet; of each product 85 % of what is asked, and seeded receipts."""
    lines, rng = rows_of(LINES), np.random.default_rng(14)
    asked: dict[str, Decimal] = {}
    for row in lines:
        asked[row["product"]] = asked.get(row["product"], Decimal(0)) + row["quantity"]
    stock = [
        {"product": code, "date": TODAY, "quantity": (asked[code] * 85 / 100).quantize(Decimal(1))}
        for code in sorted(asked)
    ]
    receipts = [
        {"product": code, "date": TODAY + timedelta(days=int(rng.integers(1, 21))), "quantity": asked[code] / 5,
         "document": f"OC-{code}"}
        for code in sorted(asked) if rng.random() < 0.7
    ]  # fmt: skip
    facts = {"order_line": lines, "stock": stock, "expected_receipt": receipts}
    keys = [next(iter(row.values())) for row in rows_of(KEY)]
    sources = {name: table(name, found) for name, found in facts.items()}
    return Facts(sources, "USD"), Decided(grants={code: Grant("volume") for code in keys})


def test_a_day_of_the_small_company(company: tuple[Facts, Decided]) -> None:
    found = opened(company[0], TODAY, limits(), company[1])
    assert (found.refused, found.noted) == ((), ())
    book = found.book
    plan = planned(book, limits())
    key, others = plan.service(key=True), plan.service(key=False)
    before, others_before = plan.service(key=True, priority=False), plan.service(key=False, priority=False)
    assert (len(book.lines), len(book.orders), int(book.key.sum())) == (190, 19, 69)
    assert (key.lines, key.blocked, key.sent, key.asked) == (22, 47, 787, 817)
    assert (before.sent, others.asked, others.sent, others_before.sent) == (787, 3_354, 2_901, 3_116)
    assert (others.lines, others.complete, others_before.complete) == (95, 45, 65)
    held = [line for line in plan.gave_way if plan.run.short[line] == Code.HELD_FOR_KEY]
    assert (len(plan.gave_way), len(held)) == (20, 20)
    assert plan.price.deferred == Decimal("17991.23")
    for line in range(len(book.lines)):
        assert plan.why(line).say("en").endswith((".", "sight."))
    assert ((plan.days == NEVER) | (plan.days >= book.today)).all()
    assert sum(part for *_pick, part in by_lot(book, plan.run)) == int(plan.run.shipped.sum())


def test_what_was_planned_and_released_is_not_planned_again(company: tuple[Facts, Decided]) -> None:
    book = opened(company[0], TODAY, limits(), company[1]).book
    plan = planned(book, limits())
    assert stale(book, plan.run, book) == ()
    left = released(book, plan.run)
    assert scan(left, plan.rules).shipped.sum() == 0
    assert len(stale(book, plan.run, left)) > 0
    assert Code.SHIP_FULL in plan.run.code


def test_a_hundred_and_twenty_days_of_iowa_with_priority_and_without() -> None:
    """The table of docs/explanation/despacho.md."""
    made = world()
    story, plain = played(made, priority=True), played(made, priority=False)
    assert (len(made.asked), len(made.items), len(made.key)) == (20_889, 94, 85)

    def told(one: Class) -> tuple[int, float, float, int, int]:
        return one.lines, round(one.on_time, 3), round(one.mean, 2), round(one.p95), one.worst

    assert told(plain.key) == (6_188, 0.887, 0.94, 6, 93)
    assert told(story.key) == (6_188, 0.925, 0.53, 2, 78)
    assert told(plain.others) == (12_112, 0.943, 0.55, 1, 95)
    assert told(story.others) == (12_112, 0.928, 0.90, 5, 95)
    gave = gave_way(made, story, plain)
    assert (gave.lines, gave.customers, round(gave.days, 1), round(gave.money_days), gave.sooner) == (
        505, 228, 8.4, 497_496, 412
    )  # fmt: skip
