"""What every customer bought of some products month by month, against adding up the lines one by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clave.facts.book import Book
from clave.measures.promoted import promoted, spans
from clave.policy.reading import default
from tests.unit.test_facts_lines import table

LIMITS = default().at(date(2026, 1, 1))
START, END, UNTIL = date(2026, 3, 10), date(2026, 4, 20), date(2026, 10, 31)
PRODUCTS = {"P1": "PU", "P2": "PVC", "P3": "PU"}


def lines() -> list[dict[str, Any]]:
    """Three customers, three products, four years; some returned, some a charge, some without a cost."""
    found = []
    for at in range(400):
        day = date(2022, 11, 1) + timedelta(days=at * 11 // 3)
        amount = (-1 if at % 17 == 0 else 1) * (100 + at)
        found.append(
            {
                "customer": "ABC"[at % 3], "document": f"F{at}", "line": "1", "date": day, "product": f"P{1 + at % 3 * at % 3}",
                "quantity": amount, "net": amount, "kilos": 2 * amount, "cost": None if at % 5 == 0 else Decimal(amount * 6) / 10,
                "kind": "charge" if at % 19 == 0 else "product",
            }
        )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("families", "products"), [((), ()), (("PU",), ()), ((), ("P2",)), (("PVC",), ("P1",)), (("nothing",), ())]
)
def test_every_month_is_the_sum_of_its_lines(families: tuple[str, ...], products: tuple[str, ...]) -> None:
    months = spans(START, END, date(2022, 11, 1), UNTIL, 48, 3)
    items = [{"product": code, "family": family} for code, family in PRODUCTS.items()]
    book = Book({"invoice_line": table("invoice_line", *lines()), "product": table("product", *items)}, currency="COP")
    found = promoted(book, LIMITS, months, families, products, UNTIL)
    assert found.codes == ("A", "B", "C")
    for row, code in enumerate(found.codes):
        for place, month in enumerate(months):
            inside = [
                one
                for one in lines()
                if one["customer"] == code
                and one["kind"] == "product"
                and month.first <= one["date"] <= month.last
                and (not (families or products) or PRODUCTS[one["product"]] in families or one["product"] in products)
            ]
            known = [one for one in inside if one["cost"] is not None]
            assert found.money[row, place] == pytest.approx(sum(one["net"] for one in inside))
            assert found.kilos[row, place] == pytest.approx(sum(one["kilos"] for one in inside))
            assert found.covered[row, place] == pytest.approx(sum(one["net"] for one in known))
            assert found.cost[row, place] == pytest.approx(float(sum(one["cost"] for one in known)))
