"""Small documents and the use of conditions, from a handful of lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clave.facts.book import Book
from clave.facts.condition_use import Asked, condition_use
from clave.facts.small_orders import small_documents
from tests.unit.facts.lines import facts

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CUSTOMERS = facts("customer", ("customer", "name", "channel"), ("C1", "Uno", "Distribuidor"), ("C2", "Dos", None))
ORDERS = facts(
    "order_line",
    ("order", "line", "customer", "product", "ordered_date", "quantity", "unit_price"),
    ("P1", "1", "C1", "A", "2026-03-01", 2, "100"),
    ("P1", "2", "C1", "B", "2026-03-01", 3, "100"),
    ("P2", "1", "C2", "A", "2026-03-02", 60, "100"),
    ("P3", "1", "C2", "A", "2026-03-03", 60, None),
    ("P4", "1", "C3", "A", "2025-03-03", 1, "1"),
)
INVOICES = facts(
    "invoice_line",
    ("date", "document", "line", "customer", "product", "family", "quantity", "unit_price", "net", "kind", "document_kind"),
    ("2026-03-01", "F1", "1", "C1", "A", "Base agua", 10, "100", "900", "product", "invoice"),
    ("2026-03-02", "F1", "2", "C1", "FLETE", None, 1, "50", "50", "charge", "invoice"),
    ("2026-04-01", "F2", "1", "C1", "A", "Base agua", -2, "100", "-180", "product", "credit"),
    ("2026-05-01", "F3", "1", "C1", "B", "Base agua", 4, None, "400", "product", "invoice"),
    ("2026-08-01", "F4", "1", "C1", "A", "Base agua", 10, "100", "900", "product", "invoice"),
    ("2026-03-01", "F5", "1", "C2", "A", "Base agua", 10, "100", "100", "product", "invoice"),
)  # fmt: skip
BOOK = Book({"customer": CUSTOMERS, "order_line": ORDERS, "invoice_line": INVOICES})


def test_orders_below_a_minimum_with_their_channel() -> None:
    found = small_documents(BOOK, "order", *YEAR, money=Decimal(1000), quantity=Decimal(0))
    (one,) = found
    assert (one.document, one.customer, one.channel, one.money, one.quantity, one.lines) == (
        "P1", "C1", "Distribuidor", Decimal(500), Decimal(5), 2,
    )  # fmt: skip


def test_an_order_with_a_line_without_price_is_small_only_by_its_units() -> None:
    assert small_documents(BOOK, "order", *YEAR, money=Decimal(10**9), quantity=Decimal(0))[0].document == "P2"
    by_units = small_documents(BOOK, "order", *YEAR, money=Decimal(0), quantity=Decimal(61))
    assert [(one.document, one.money) for one in by_units] == [
        ("P3", None),
        ("P2", Decimal(6000)),
        ("P1", Decimal(500)),
    ]


def test_invoices_count_without_charges_and_credit_notes() -> None:
    found = small_documents(BOOK, "invoice", *YEAR, money=Decimal(1000), quantity=Decimal(0))
    assert [(one.document, one.money) for one in found] == [
        ("F4", Decimal(900)), ("F3", Decimal(400)), ("F5", Decimal(100)), ("F1", Decimal(900)),
    ]  # fmt: skip


def test_what_was_bought_with_a_condition_nets_returns_and_says_what_the_list_would_have_brought() -> None:
    first_half = (date(2026, 1, 1), date(2026, 6, 30))
    found = condition_use(
        BOOK,
        [
            Asked(1, "C1", "A", "", *first_half),
            Asked(2, "C1", "", "Base agua", *first_half),
            Asked(3, "C9", "", "", *first_half),
        ],
    )
    assert set(found) == {1, 2}
    assert (found[1].quantity, found[1].money, found[1].given) == (Decimal(8), Decimal(720), Decimal(100))
    assert (found[2].quantity, found[2].money, found[2].lines, found[2].priced) == (Decimal(12), Decimal(1120), 3, 2)


def test_a_book_without_invoices_has_no_use() -> None:
    assert condition_use(Book({}), [Asked(1, "C1", "", "", *YEAR)]) == {}
    assert small_documents(Book({}), "order", *YEAR, money=Decimal(1), quantity=Decimal(1)) == ()
