"""Whale curve and concentration of real companies: every figure of docs/explanation/lo-que-cuesta-y-lo-que-queda.md."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import clave
from clave.base.period import Windows
from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.measures.between import groups_of
from clave.measures.cost import Costs
from clave.measures.run import measure
from clave.outcome.cost.concentration import concentration
from clave.outcome.cost.shape import Concentration, Whale
from clave.outcome.cost.whale import whale
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.store.outcome_cost import customers_of
from tests.real import books
from tests.real.test_measures_real import IBM, IOWA, RETAIL, STORES, facts

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not books.shared_data().exists(), reason="the real data of ../shared/data is not here"),
]
LIMITS = default().at(date(2026, 1, 1))
PAGE = Path(__file__).parents[2] / "docs/explanation/lo-que-cuesta-y-lo-que-queda.md"


def said(*words: str) -> None:
    """The document says these figures."""
    page = re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    for one in words:
        assert one in page, one


def curve_of(
    book: Book, day: date, limits: Limits = LIMITS, *, groups: Mapping[str, str] | None = None
) -> tuple[Whale, Concentration, Costs | None]:
    """The curve and the concentration of the year up to a day, from the facts alone."""
    measured = measure(book, limits, day, only=("cost",))
    customers = customers_of(measured)
    days = {"since": Windows(day).year_from, "until": day}
    return (
        whale(customers, (), (), limits, book.currency, **days),
        concentration(customers, groups or {}, (), limits, book.currency, **days),
        measured.details.get("cost"),
    )


def tops(found: Concentration, key: str = "money") -> list[float]:
    """What the first one, five and ten hold, in per cent."""
    held = next(one for one in found.held if one.key == key)
    return [round(100 * one.share, 1) for one in held.tops]


def test_the_manufacturer_stands_on_its_chains_and_not_on_its_stores() -> None:
    book = Book({"invoice_line": facts("invoice_line", IOWA), "customer": facts("customer", STORES)}, "USD")
    day = date(2021, 12, 31)
    curve, stores, _costs = curve_of(book, day)
    assert (len(curve.points), round(curve.total), curve.destroyers, curve.costed) == (1_728, 1_846_373, 0, False)
    assert round(100 * (curve.points[172].share or 0), 1) == 61.6
    assert tops(stores) == [3.1, 8.4, 12.2]
    _curve, chains, _costs = curve_of(book, day, groups=groups_of(book, day))
    money = chains.held[0]
    assert (tops(chains), money.customers, round(money.hhi or 0, 3), round(money.effective or 0, 1), money.band) == (
        [19.4, 50.4, 58.1], 722, 0.068, 14.8, "low",
    )  # fmt: skip
    first, second = chains.losses[:2]
    assert (first.customer, len(first.members), round(first.money)) == ("HY-VEE FOOD STORE", 65, 1_076_189)
    assert (second.customer, len(second.members), round(second.money)) == ("HY-VEE", 25, 605_636)
    assert round(100 * (first.money + second.money) / money.total, 1) == 30.4
    said(
        "1.728 tiendas",
        "3,1 %",
        "12,2 %",
        "19,4 %",
        "50,4 %",
        "58,1 %",
        "722",
        "14,8",
        "30,4 %",
        "61,6 %",
        "65 tiendas",
    )


def test_the_wholesaler_says_no_cost_so_that_there_is_no_curve() -> None:
    book = Book({"invoice_line": facts("invoice_line", RETAIL)}, "GBP")
    curve, found, _costs = curve_of(book, date(2011, 12, 9))
    assert curve.refused is not None
    assert (curve.points, curve.outside, round(curve.outside_money)) == ((), 4_280, 7_995_442)
    money, margin = found.held
    assert (tops(found), money.below, round(money.effective or 0), margin.unknown) == (
        [3.5, 11.8, 16.6],
        37,
        222,
        4_280,
    )
    assert {one.margin for one in found.losses} == {None}
    said("4.280 clientes", "£ 7.995.442", "3,5 %", "16,6 %", "222", "37 clientes")


def test_the_small_company_at_what_its_credit_costs(tmp_path: Path) -> None:
    """Of the drivers only the days of credit are known, and orders: nobody says what one costs in dollars."""
    book = clave.read(*books.classicmodels_csvs(tmp_path), currency="USD")
    day = book.summary().last_day
    assert day == date(2005, 5, 31)
    bare, found, _costs = curve_of(book, day)
    assert (len(bare.points), round(bare.total), bare.destroyers) == (84, 2_006_607, 0)
    assert (tops(found), round(found.held[0].effective or 0)) == ([10.1, 25.9, 36.1], 36)
    unset = dict.fromkeys((declared.cost_order_line, declared.cost_delivery, declared.cost_visit), None)
    limits = LIMITS.reform({**unset, declared.cost_currency: ("USD",), declared.cost_small_limit: 0.0})
    _curve, _found, costs = curve_of(book, day, limits)
    assert costs is not None
    credit = math.fsum(costs.by_driver["credit"])
    assert (round(credit), round(100 * credit / bare.total, 1)) == (62_509, 3.1)
    assert "order_line" in {one.key for one in costs.unknown}
    said("84 clientes", "US$ 2.006.607", "10,1 %", "36,1 %", "US$ 62.509", "3,1 %")


def test_the_payers_are_nearly_equal() -> None:
    owed = facts("receivable", IBM)
    rows = [{**row, "date": row["issued_date"], "net": row["amount"]} for row in owed.to_pylist()]
    lines = pa.Table.from_pylist(rows, TABLES["invoice_line"].schema)
    _curve, found, _costs = curve_of(
        Book({"invoice_line": lines, "receivable": owed}, "USD"), max(row["date"] for row in rows)
    )
    money = found.held[0]
    assert (money.customers, tops(found), round(money.effective or 0, 1)) == (100, [1.9, 9.3, 17.3], 87.8)
    said("100 clientes", "1,9 %", "17,3 %", "87,8")
