"""Preferential conditions, as a manual: applied, applied in part, or not, with the reason and the cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.policy.reading import default
from clave.privileges.conditions import (
    APPLIED,
    PARTLY,
    Condition,
    OrderLine,
    Used,
    applied,
    checked,
    considered,
    expiring,
)

DAY = date(2026, 11, 20)
LIMITS = default().at(DAY)
BEGAN, ENDS = date(2026, 7, 1), date(2026, 12, 31)
PRICE = Condition("C1", "price", Decimal(9_000), BEGAN, ENDS, "volume", "40 t a year", product="PU-440", number=1)
DISCOUNT = Condition(
    "C1", "discount", Decimal("0.05"), BEGAN, ENDS, "forecast", "By month", family="Base agua", number=2
)
TERMS = Condition("C1", "terms", Decimal(30), BEGAN, ENDS, "function", "Keeps our stock", number=3)
LINES = """
condition          | limits          | used             | line (product quantity price) | state    | units | price | cost
price              |                 |                  | PU-440 100 10000              | applied  | 100   | 9000  | 100000
price              | 500 units       | 450 units        | PU-440 100 10000              | partly   | 50    | 9000  | 50000
price              | 500 units       | 500 units        | PU-440 100 10000              | used_up  | 0     |       |
price              | 4500000 money   | 4000000 money    | PU-440 100 10000              | partly   | 55    | 9000  | 55000
price              |                 |                  | PU-440 100 8500               | no_better | 0    |       |
price              |                 |                  | PU-440 100 ?                  | applied  | 100   | 9000  |
discount           |                 |                  | BA-100 100 10000              | applied  | 100   | 9500  | 50000
discount           |                 |                  | BA-100 100 ?                  | applied  | 100   |       |
discount           | 1000000 money   |                  | BA-100 100 ?                  | unpriced | 0     |       |
terms              |                 |                  | XX-1 100 10000                | applied  | 100   | 10000 | 11506.8493
"""
KINDS = {"price": PRICE, "discount": DISCOUNT, "terms": TERMS}


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def amount(text: str) -> dict[str, Decimal]:
    """«500 units» or «4500000 money»."""
    number, _space, of = text.partition(" ")
    return {"quantity" if of == "units" else "money": Decimal(number)} if text else {}


def line_of(text: str, on: date = DAY) -> OrderLine:
    product, quantity, price = text.split()
    family = "Base agua" if product in ("PU-440", "BA-100") else ""
    return OrderLine(product, Decimal(quantity), on, None if price == "?" else Decimal(price), family)


@pytest.mark.parametrize("row", rows(LINES), ids=lambda row: " ".join(row[:4]))
def test_what_a_condition_does_to_a_line(row: list[str]) -> None:
    kind, limit, used, line, state, units, price, cost = row
    condition = replace(KINDS[kind], **amount(limit))
    got = applied(line_of(line), condition, Used(**amount(used)), LIMITS)
    assert (got.state, got.quantity) == (state, Decimal(units))
    assert got.price == (Decimal(price) if price else None)
    assert got.cost == (Decimal(cost) if cost else None)
    assert got.why.say("en").endswith(".")


def test_it_holds_from_its_first_day_to_its_last() -> None:
    states = {
        on: applied(line_of("PU-440 1 10000", on), PRICE, Used(), LIMITS).state
        for on in (date(2026, 6, 30), BEGAN, ENDS, date(2027, 1, 1))
    }
    assert list(states.values()) == ["not_yet", "applied", "applied", "over"]


def test_the_most_particular_price_counts_and_terms_come_besides() -> None:
    got = considered(line_of("PU-440 100 10000"), (TERMS, DISCOUNT, PRICE), {}, LIMITS)
    assert [(one.condition.kind, one.state) for one in got] == [
        ("price", "applied"), ("discount", "no_better"), ("terms", "applied"),
    ]  # fmt: skip


def test_where_the_particular_one_is_used_up_the_general_one_serves() -> None:
    limited = replace(PRICE, quantity=Decimal(10))
    got = considered(line_of("PU-440 5 10000"), (DISCOUNT, limited), {1: Used(Decimal(10))}, LIMITS)
    assert [(one.condition.kind, one.state) for one in got] == [("price", "used_up"), ("discount", "applied")]


@pytest.mark.parametrize(
    ("condition", "change", "field"),
    [
        (PRICE, {"kind": "gift"}, "kind"),
        (PRICE, {"value": Decimal(0)}, "value"),
        (PRICE, {"product": ""}, "product"),
        (PRICE, {"family": "Base agua"}, "family"),
        (PRICE, {"until": date(2026, 6, 30)}, "until"),
        (PRICE, {"until": date(2027, 7, 2)}, "until"),
        (PRICE, {"quantity": Decimal(0)}, "quantity"),
        (PRICE, {"money": Decimal("Infinity")}, "money"),
        (PRICE, {"reason": "friendship"}, "reason"),
        (PRICE, {"words": " "}, "words"),
        (DISCOUNT, {"value": Decimal("0.31")}, "value"),
        (TERMS, {"value": Decimal(61)}, "value"),
        (TERMS, {"value": Decimal("1.5")}, "value"),
    ],
)
def test_what_is_refused_and_beside_which_field(condition: Condition, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked(replace(condition, **change), (), LIMITS)
    assert refused.value.where == field


def test_two_of_the_same_on_the_same_days_are_refused() -> None:
    with pytest.raises(ClaveError) as refused:
        checked(replace(PRICE, since=ENDS, until=date(2027, 3, 31)), (PRICE,), LIMITS)
    assert refused.value.say("en").startswith("since: it already has «Agreed price» on the same from 1 Jul 2026")
    assert checked(replace(PRICE, product="PU-500"), (PRICE,), LIMITS)
    assert checked(DISCOUNT, (PRICE, TERMS), LIMITS)


def test_those_about_to_end_are_announced_in_time() -> None:
    assert expiring([PRICE, TERMS], date(2026, 11, 15), LIMITS) == ()
    assert expiring([PRICE, replace(TERMS, until=date(2026, 12, 1))], date(2026, 11, 16), LIMITS) == (
        replace(TERMS, until=date(2026, 12, 1)), PRICE,
    )  # fmt: skip
    assert expiring([PRICE], date(2027, 1, 1), LIMITS) == ()


@given(
    st.lists(st.integers(1, 200), max_size=30),
    st.integers(1, 800),
    st.sampled_from([PRICE, replace(DISCOUNT, family=""), TERMS]),
)
def test_a_limit_is_never_exceeded_however_many_lines_come(asked: list[int], limit: int, condition: Condition) -> None:
    limited = replace(condition, quantity=Decimal(limit))
    used = Decimal(0)
    for quantity in asked:
        got = applied(OrderLine("PU-440", Decimal(quantity), DAY, Decimal(10_000)), limited, Used(used), LIMITS)
        assert (got.state in (APPLIED, PARTLY)) == (got.quantity > 0)
        assert got.cost is None or got.cost >= 0
        used += got.quantity
    assert used == min(sum(asked), limit)
