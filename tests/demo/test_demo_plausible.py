"""A sales director would believe it / Un director comercial lo creería."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from stdnum.co import nit

from clave.demo import Company
from clave.demo.calendar import easter, holidays
from clave.facts.warehouse import Warehouse

MONEY = "CASE WHEN l.currency = 'USD' THEN l.net * 4000 ELSE l.net END"


@pytest.fixture(scope="module")
def warehouse(company: Company) -> Iterator[Warehouse]:
    with company.book().open() as opened:
        yield opened


def one(warehouse: Warehouse, sql: str) -> Any:
    """The single value of a query."""
    (row,) = warehouse.query(sql).to_pylist()
    return next(iter(row.values()))


def test_size_of_the_company(company: Company, warehouse: Warehouse) -> None:
    summary = company.book().summary()
    assert 200_000 <= summary.lines <= 300_000
    assert 1_150 <= summary.customers <= 1_250
    assert (summary.last_day.year, summary.last_day.month) == (company.until.year, company.until.month)
    assert 100 <= company.tables["product"].num_rows <= 140


def test_a_tenth_of_the_customers_is_three_fifths_of_the_money(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        f"SELECT l.customer AS customer, CAST(SUM({MONEY}) AS DOUBLE) AS money FROM invoice_line AS l "
        "WHERE l.date > DATE '2025-10-31' AND l.customer IS NOT NULL GROUP BY l.customer"
    ).to_pylist()
    money = sorted((row["money"] for row in rows if row["money"] > 0), reverse=True)
    assert 0.60 <= sum(money[: len(money) // 10]) / sum(money) <= 0.65


def test_no_month_is_missing_and_december_is_the_quietest_of_its_year(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        "SELECT EXTRACT(YEAR FROM l.date) AS y, EXTRACT(MONTH FROM l.date) AS m, COUNT(*) AS n "
        "FROM invoice_line AS l GROUP BY 1, 2"
    ).to_pylist()
    lines = {(row["y"], row["m"]): row["n"] for row in rows}
    assert len(lines) == 48
    for year in (2023, 2024, 2025):
        assert min(range(1, 13), key=lambda month: lines[year, month]) == 12
        assert lines[year, 10] > 1.15 * lines[year, 1]


def test_prices_rise_about_six_percent_a_year(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        "SELECT EXTRACT(YEAR FROM l.date) AS y, CAST(AVG(l.unit_price) AS DOUBLE) AS price FROM invoice_line AS l "
        "WHERE l.product = 'PU-102' AND l.currency = 'COP' GROUP BY 1"
    ).to_pylist()
    price = {row["y"]: row["price"] for row in rows}
    assert price[2026] / price[2023] == pytest.approx(1.06**3, rel=0.01)


def test_credit_notes_freight_and_unattributed_lines_exist_in_small_shares(warehouse: Warehouse) -> None:
    lines = one(warehouse, "SELECT COUNT(*) AS n FROM invoice_line AS l")
    for condition, low, high in (
        ("l.document_kind = 'credit' AND l.net < 0", 0.003, 0.02),
        ("l.kind = 'charge' AND l.product = 'FLETE'", 0.02, 0.10),
        ("l.customer IS NULL", 0.005, 0.03),
    ):
        assert low < one(warehouse, f"SELECT COUNT(*) AS n FROM invoice_line AS l WHERE {condition}") / lines < high
    assert one(warehouse, "SELECT COUNT(*) AS n FROM invoice_line AS l WHERE l.net = 0") == 0


def test_a_sign_is_a_credit_note(warehouse: Warehouse) -> None:
    assert (
        one(warehouse, "SELECT COUNT(*) AS n FROM invoice_line AS l WHERE (l.net < 0) <> (l.document_kind = 'credit')")
        == 0
    )


def test_the_net_of_a_line_is_its_quantity_at_its_price(warehouse: Warehouse) -> None:
    assert one(
        warehouse,
        """
        SELECT MAX(ABS(
            CAST(l.net AS DOUBLE) - CAST(l.quantity AS DOUBLE) * CAST(l.unit_price AS DOUBLE) * (1 - l.discount)
        )) AS gap FROM invoice_line AS l
        """,
    ) == pytest.approx(0, abs=0.501)


def test_receivables_add_up_to_the_invoices_with_tax(warehouse: Warehouse) -> None:
    gap = one(
        warehouse,
        """
        WITH billed AS (
            SELECT l.document AS document,
                ROUND(SUM(l.net) * CASE WHEN MIN(l.currency) = 'COP' THEN 1.19 ELSE 1 END, 2) AS money
            FROM invoice_line AS l WHERE l.document_kind = 'invoice' AND l.customer IS NOT NULL GROUP BY l.document
        ), due AS (SELECT r.document AS document, SUM(r.amount) AS money FROM receivable AS r GROUP BY r.document)
        SELECT MAX(ABS(COALESCE(billed.money, 0) - COALESCE(due.money, 0))) AS gap
        FROM billed FULL JOIN due ON due.document = billed.document
        """,
    )
    assert float(gap) <= 0.51  # rounding to whole pesos


def test_money_is_paid_after_the_invoice_unless_in_advance_and_never_after_the_last_date(warehouse: Warehouse) -> None:
    early = (
        "SELECT COUNT(*) AS n FROM receivable AS r JOIN customer AS c ON c.customer = r.customer "
        "WHERE r.paid_date < r.issued_date AND c.terms_days > 0"
    )
    assert one(warehouse, early) == 0
    assert one(warehouse, "SELECT COUNT(*) AS n FROM receivable AS r WHERE r.paid_date > DATE '2026-10-31'") == 0
    assert one(warehouse, "SELECT COUNT(*) AS n FROM receivable AS r WHERE r.paid_date IS NULL") > 1_000


def test_orders_come_before_shipping_and_stock_is_scarce_for_some_of_what_is_open(warehouse: Warehouse) -> None:
    assert one(warehouse, "SELECT COUNT(*) AS n FROM order_line AS o WHERE o.shipped_date < o.ordered_date") == 0
    assert one(warehouse, "SELECT COUNT(*) AS n FROM delivery AS d WHERE d.delivered_date <= d.shipped_date") == 0
    assert one(warehouse, "SELECT COUNT(*) AS n FROM order_line AS o WHERE o.shipped_date IS NULL") > 300
    short = """
        SELECT COUNT(*) AS n FROM (
            SELECT o.product AS product, o.warehouse AS warehouse, SUM(o.quantity) AS asked FROM order_line AS o
            WHERE o.shipped_date IS NULL GROUP BY o.product, o.warehouse
        ) AS wanted JOIN stock AS s
          ON s.product = wanted.product AND s.warehouse = wanted.warehouse AND s.grade = 'prime'
        WHERE s.quantity < wanted.asked
    """
    assert 10 < one(warehouse, short) < 80


def test_most_deliveries_keep_their_promise(warehouse: Warehouse) -> None:
    on_time = one(
        warehouse,
        "SELECT AVG(CASE WHEN d.delivered_date <= d.promised_date THEN 1.0 ELSE 0.0 END) AS share "
        "FROM delivery AS d WHERE d.delivered_date IS NOT NULL",
    )
    assert 0.88 < on_time < 0.96


def test_the_plant_has_few_machines_and_open_work(warehouse: Warehouse) -> None:
    assert 3 <= one(warehouse, "SELECT COUNT(DISTINCT w.machine) AS n FROM work_order AS w") <= 5
    assert one(warehouse, "SELECT COUNT(*) AS n FROM work_order AS w WHERE w.finished_date IS NULL") > 40
    assert (
        one(
            warehouse,
            "SELECT COUNT(*) AS n FROM expected_receipt AS e LEFT JOIN work_order AS w ON w.order = e.document "
            "WHERE w.order IS NULL OR w.quantity <> e.quantity",
        )
        == 0
    )


def test_tax_numbers_are_valid_and_names_are_different(company: Company) -> None:
    customers = company.tables["customer"]
    assert all(nit.is_valid(number) for number in customers.column("tax_id").to_pylist())
    assert len(set(customers.column("name").to_pylist())) == customers.num_rows


def test_who_is_named_in_a_table_is_a_customer_or_product(warehouse: Warehouse) -> None:
    for table in (
        "invoice_line",
        "receivable",
        "order_line",
        "delivery",
        "touchpoint",
        "service",
        "rating",
        "profile_date",
    ):
        strangers = (
            f"SELECT COUNT(*) AS n FROM {table} AS t LEFT JOIN customer AS c ON c.customer = t.customer "
            "WHERE t.customer IS NOT NULL AND c.customer IS NULL"
        )
        assert one(warehouse, strangers) == 0, table


def test_ratings_disagree_sometimes_and_some_have_expired(warehouse: Warehouse) -> None:
    spread = (
        "SELECT MAX(spread) AS widest FROM (SELECT MAX(r.rating) - MIN(r.rating) AS spread FROM rating AS r "
        "GROUP BY r.customer, r.criterion) AS s"
    )
    assert one(warehouse, spread) >= 2
    assert one(warehouse, "SELECT COUNT(*) AS n FROM rating AS r WHERE r.expires_date < DATE '2026-10-31'") >= 2


@pytest.mark.parametrize(("year", "day"), [(2023, (4, 9)), (2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5))])
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert (easter(year).month, easter(year).day) == day
    assert len(holidays(year)) in (17, 18)  # two may fall on one Monday
