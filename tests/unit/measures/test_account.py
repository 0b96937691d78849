"""What the figures of one customer open to equals the figures: months, families, debts, peers, groups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from clave.demo.company import build
from clave.facts.book import Book
from clave.facts.lines import Window, invoice_lines
from clave.measures import families, idle, payment, sales, wallet
from clave.measures.account import Debt, Month, Payments, months, opened, payments
from clave.measures.account import families as families_of
from clave.measures.comparison import comparisons, standings, typical
from clave.measures.run import measure
from clave.measures.shape import Measured
from clave.policy import declared
from clave.policy.reading import default
from tests.unit.test_facts_lines import line, table

AS_OF = date(2026, 10, 31)
LIMITS = default().at(AS_OF)
YEAR = date(2025, 11, 1)


@pytest.fixture(scope="module")
def demo() -> Book:
    """The demonstration company."""
    return Book(dict(build().tables), currency="COP")


@pytest.fixture(scope="module")
def measured(demo: Book) -> Measured:
    """Everybody of it."""
    return measure(demo, LIMITS, AS_OF)


@pytest.fixture(scope="module")
def some(measured: Measured) -> list[str]:
    """Customers of all sizes, those with lost families and bad payments among them."""
    order = np.argsort(-np.nan_to_num(measured.numbers(sales.money)))
    lost = np.flatnonzero(measured.numbers(families.lost_families) > 0)[:4]
    late = np.flatnonzero(measured.numbers(payment.days_beyond) > 20)[:4]
    return [measured.customers[index] for index in (*order[[0, 1, 40, 300, 900]], *lost, *late)]


def value(measured: Measured, measure_of: object, customer: str) -> float:
    return float(measured.numbers(measure_of)[measured.index(customer)])  # type: ignore[arg-type]


def test_the_months_add_up_to_the_year_and_the_families_to_its_products(
    demo: Book, measured: Measured, some: list[str]
) -> None:
    for customer in some:
        with opened(demo, LIMITS, AS_OF, customer) as frame:
            by_month, by_family = months(frame), families_of(frame)
        assert len(by_month) == 36
        assert sum(month.money for month in by_month[-12:]) == pytest.approx(value(measured, sales.money, customer))
        assert sum(month.kilos or 0 for month in by_month[-12:]) == pytest.approx(
            np.nan_to_num(value(measured, sales.kilos, customer))
        )
        assert sum(family.lost for family in by_family) == value(measured, families.lost_families, customer)
        bought = sum(family.money > 0 for family in by_family if family.name)
        assert bought == value(measured, families.families_bought, customer)
        for family in by_family:
            assert sum(family.months[-12:]) == pytest.approx(family.money)
            assert sum(family.months[-24:-12]) == pytest.approx(family.before)


def test_the_debts_make_the_payment_habit(demo: Book, measured: Measured, some: list[str]) -> None:
    for customer in some:
        with opened(demo, LIMITS, AS_OF, customer) as frame:
            found = payments(frame)
        assert (found.days_beyond or 0) == pytest.approx(np.nan_to_num(value(measured, payment.days_beyond, customer)))
        assert (found.within or 0) == pytest.approx(np.nan_to_num(value(measured, payment.within_terms, customer)))
        weights = [debt.weight for debt in found.debts]
        assert weights == sorted(weights, reverse=True)


def test_lines_add_up_to_money_kilos_margin_and_idle_stock(demo: Book, measured: Measured, some: list[str]) -> None:
    for customer in some:
        every = invoice_lines(demo, Window(customer, YEAR, AS_OF))
        assert float(every.money) == pytest.approx(np.nan_to_num(value(measured, sales.money, customer)))
        assert float(every.kilos or 0) == pytest.approx(np.nan_to_num(value(measured, sales.kilos, customer)))
        assert float(every.margin or 0) == pytest.approx(np.nan_to_num(value(measured, sales.margin, customer)))
        taken = invoice_lines(demo, Window(customer, YEAR, AS_OF, idle=True))
        assert float(taken.money) == pytest.approx(np.nan_to_num(value(measured, idle.idle_money, customer)))


def test_the_grid_of_all_is_the_grid_of_each_and_adds_up_to_the_headroom(measured: Measured, some: list[str]) -> None:
    kept = {found.customer: found for found in comparisons(measured)}
    for customer in some:
        found = kept[customer]
        alone = tuple(row for row in wallet.grid(measured, customer) if row.expected or row.money)
        assert [row.family for row in found.rows] == [row.family for row in alone]
        for one, other in zip(found.rows, alone, strict=True):
            assert (one.headroom, one.low, one.high) == pytest.approx((other.headroom, other.low, other.high))
            assert one.low <= one.headroom <= one.high
        if found.declared is None:
            assert sum(row.headroom for row in found.rows) == pytest.approx(value(measured, wallet.headroom, customer))
        peers = wallet.peers_of(measured, customer)
        assert found.peers == len(peers) == value(measured, wallet.wallet_peers, customer)
        assert set(found.largest) <= set(peers)
        assert customer not in found.largest
        bought = [value(measured, sales.money, peer) for peer in found.largest]
        assert bought == sorted(bought, reverse=True)


def test_without_families_nobody_is_compared() -> None:
    book = Book({"invoice_line": table("invoice_line", line(date(2026, 10, 1), 5))})
    assert list(comparisons(measure(book, LIMITS, AS_OF))) == []


def test_the_usual_customer_is_the_median_of_the_active_ones(measured: Measured) -> None:
    known = typical(measured)
    rates = measured.numbers(sales.margin_rate)[measured.numbers(sales.money) > 0]
    assert known["margin_rate"] == pytest.approx(np.nanmedian(rates))
    assert "city" not in known


def test_a_group_stands_among_groups_and_single_customers() -> None:
    bought = {"A": 40, "B": 30, "C": 60, "D": 65, "E": 0}
    groups = {"A": "G", "B": "G", "E": "H"}
    book = Book(
        {
            "invoice_line": table(
                "invoice_line", *(line(date(2026, 10, 1), money, customer) for customer, money in bought.items())
            ),
            "customer": table("customer", *({"customer": code, "group": groups.get(code)} for code in bought)),
        }
    )
    first, second = standings(measure(book, LIMITS, AS_OF))
    assert (first.group, first.customers, first.money, first.place, first.of) == ("G", 2, 70.0, 1, 4)
    assert (second.group, second.place, second.before) == ("H", 4, None)


def test_months_before_the_facts_are_not_known_and_kilos_may_be_missing() -> None:
    book = Book(
        {
            "invoice_line": table(
                "invoice_line",
                line(date(2026, 10, 1), 5, quantity=None),
                line(date(2026, 8, 1), 3, kilos=Decimal(2)),
                line(date(2026, 7, 1), 1, kind="charge"),
            )
        }
    )
    with opened(book, LIMITS, AS_OF, "A") as frame:
        found = months(frame, date(2026, 6, 5))
    assert [month.known for month in found].count(False) == 31
    assert found[-5:] == (
        Month(2026, 6, 0.0, 0.0),
        Month(2026, 7, 1.0, 0.0),
        Month(2026, 8, 3.0, 2.0),
        Month(2026, 9, 0.0, 0.0),
        Month(2026, 10, 5.0, None),
    )


def test_part_payments_count_apart_and_early_ones_as_no_days() -> None:
    rows = (
        {"document": "1", "due_date": date(2026, 10, 1), "amount": Decimal(100), "paid_date": date(2026, 10, 11),
         "paid_amount": Decimal(40), "issued_date": date(2026, 9, 1)},
        {"document": "2", "due_date": date(2026, 9, 1), "amount": Decimal(100), "paid_date": date(2026, 8, 1)},
        {"document": "3", "due_date": date(2024, 1, 1), "amount": Decimal(9), "paid_date": date(2024, 5, 1)},
        {"document": "4", "due_date": date(2026, 10, 30), "amount": Decimal(10), "paid_date": date(2026, 11, 9)},
        {"document": "5", "due_date": date(2026, 12, 1), "amount": Decimal(10)},
    )  # fmt: skip
    book = Book({"receivable": table("receivable", *({"customer": "A", "line": "1"} | row for row in rows))})
    with opened(book, LIMITS, AS_OF, "A") as frame:
        found = payments(frame)
    told = [(debt.document, debt.open, debt.amount, debt.days) for debt in found.debts]
    assert told == [("1", True, 60, 30), ("1", False, 40, 10), ("4", True, 10, 1), ("2", False, 100, 0)]
    assert found.debts[0].terms == 30
    assert found.within == pytest.approx(100 / 210)
    assert Payments().days_beyond is None


def test_a_family_is_expected_one_rhythm_after_its_last_purchase() -> None:
    days = (date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 30))
    lines = [line(day, 10, family="Tapes", product=None) for day in days]
    with opened(Book({"invoice_line": table("invoice_line", *lines)}), LIMITS, AS_OF, "A") as frame:
        (family,) = families_of(frame)
    assert (family.name, family.rhythm, family.expected(), family.lost) == ("Tapes", 30, date(2026, 9, 29), False)
    often = LIMITS.reform({declared.family_purchases: 3, declared.family_overdue: 2})
    with opened(Book({"invoice_line": table("invoice_line", *lines)}), often, AS_OF, "A") as frame:
        assert families_of(frame)[0].lost
    once = Book({"invoice_line": table("invoice_line", lines[0])})
    with opened(once, LIMITS, AS_OF, "A") as frame:
        assert families_of(frame)[0].expected() is None


def test_a_debt_without_its_invoice_date_has_no_terms() -> None:
    assert Debt("1", None, AS_OF, None, True, 5.0, 0).terms is None
