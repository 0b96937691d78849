"""The rest of the figures in the data's README: classicmodels' orders, people and payments, and IBM's payers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import clave
from clave.facts.book import Book
from clave.facts.intake import Source, read
from clave.policy.reading import default
from tests.real import books

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not books.shared_data().exists(), reason="the real data of ../shared/data is not here"),
]
LIMITS = default().at(date.max)
ORDERS = """
SELECT o.orderNumber, d.orderLineNumber, o.customerNumber, d.productCode, CAST(o.orderDate AS DATE) AS orderDate,
       CAST(o.requiredDate AS DATE) AS requiredDate, CAST(o.shippedDate AS DATE) AS shippedDate, d.quantityOrdered, o.status
FROM '{data}/classicmodels/orders.parquet' o JOIN '{data}/classicmodels/orderdetails.parquet' d USING (orderNumber)
"""
PAYMENTS = """
SELECT customerNumber, checkNumber, CAST(paymentDate AS DATE) AS paymentDate, CAST(amount AS DECIMAL(18, 2)) AS amount
FROM '{data}/classicmodels/payments.parquet'
"""


def asked(book: Book, sql: str) -> tuple[object, ...]:
    with book.open() as warehouse:
        return tuple(warehouse.query(sql).to_pylist()[0].values())


def test_fourteen_orders_were_not_shipped(tmp_path: Path) -> None:
    book = clave.read(books.copied(ORDERS, tmp_path / "orders.csv"))
    sql = 'SELECT COUNT(DISTINCT line."order") AS n FROM order_line AS line WHERE line.shipped_date IS NULL'
    assert asked(book, sql) == (14,)
    assert asked(book, "SELECT COUNT(*) AS n FROM order_line") == (2_996,)


def test_twenty_two_customers_have_nobody(tmp_path: Path) -> None:
    book = clave.read(*books.classicmodels_csvs(tmp_path), currency="USD")
    assert asked(book, "SELECT COUNT(*) AS n FROM customer WHERE owner IS NULL") == (22,)


def test_payments_add_up(tmp_path: Path) -> None:
    """Payments carry no invoice: a source says what each column is, and the balance holds to the cent."""
    columns = {"customer": "customerNumber", "document": "checkNumber", "due_date": "paymentDate", "amount": "amount"}
    source = Source("payments", "receivable", columns)
    report = read(books.copied(PAYMENTS, tmp_path / "payments.csv"), LIMITS, source=source, currency="USD").files[0]
    assert str(report.balance.money_loaded) == "8853839.2300"
    assert report.balance.rejected == 0


def test_how_ibms_customers_pay() -> None:
    """17 are never late, 35 late on under a tenth of their invoices, 35 on half of them or more."""
    book = read(books.ibm_receivables_csv(), LIMITS, currency="USD").book
    sql = """
    SELECT COUNT(*) FILTER (WHERE late = 0) AS never, COUNT(*) FILTER (WHERE 10 * late < invoices) AS seldom,
           COUNT(*) FILTER (WHERE 2 * late >= invoices) AS often, COUNT(*) AS customers
    FROM (SELECT customer, COUNT(*) AS invoices, COUNT(*) FILTER (WHERE paid_date > due_date) AS late
          FROM receivable GROUP BY customer) AS payer
    """
    assert asked(book, sql) == (17, 35, 35, 100)
