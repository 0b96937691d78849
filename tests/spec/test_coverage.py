"""Coverage · Cobertura: what is loaded, how far it reaches, and what looks wrong in it."""

from __future__ import annotations

from datetime import date

import pytest

from clave.facts.book import Book
from clave.facts.coverage import Coverage, Severity, coverage
from clave.policy.reading import default
from tests.unit.facts.lines import facts

AS_OF = date(2026, 1, 31)
LINE = ("date", "document", "customer", "product", "net", "cost", "kilos", "family", "currency", "customer_name")


def seen(book: Book, as_of: date = AS_OF) -> Coverage:
    return coverage(book, default().at(as_of), as_of)


def book(lines: list[tuple], **tables: object) -> Book:
    return Book({"invoice_line": facts("invoice_line", LINE, *lines), **tables})  # type: ignore[dict-item]


def line(day: str, document: str, customer: str | None = "A", product: str = "P1", **more: object) -> tuple:
    """A complete line, but for what `more` says."""
    complete = {"net": 100, "cost": 60, "kilos": 5, "family": "Tuercas", "currency": None, "name": "Ávila"} | more
    return (day, document, customer, product, *complete.values())


def two_years(lines_a_month: int = 4) -> list[tuple]:
    """From February 2024 to January 2026, so many lines a month, the last one on the 30th."""
    months = [(2024 + (month // 12), month % 12 + 1) for month in range(1, 25)]
    return [
        line(f"{year}-{month:02d}-{day}", f"F{year}{month:02d}{n}")
        for year, month in months
        for n, day in enumerate(["28" if month == 2 else "30"] * lines_a_month)
    ]


def test_a_complete_book_has_nothing_wrong() -> None:
    """Un libro completo no tiene nada malo."""
    found = seen(book(two_years()))
    assert [finding.key for finding in found.findings] == ["one_currency"]
    assert found.findings[0].severity is Severity.NOTE


def test_how_far_each_table_reaches() -> None:
    """Hasta dónde llega cada tabla."""
    names = facts("customer", ("customer", "name"), ("A", "Ávila"))
    found = seen(book(two_years(), customer=names))
    #                table        rows   since        until        days old
    lines, customers = found.tables
    assert (lines.table, lines.rows, str(lines.since), str(lines.until), lines.age) == (
        "invoice_line", 96, "2024-02-28", "2026-01-30", 1,
    )  # fmt: skip
    assert (customers.table, customers.rows, customers.since, customers.age) == ("customer", 1, None, None)
    assert found.of("stock") is None
    assert found.missing[:3] == ("receivable", "product", "exchange_rate")


# what is in the book, besides two complete years   | finding                 | severity | count | examples
CASES = [
    ([line("2026-01-09", "X1", customer=None)],      "lines_without_customer",  "note",    1, ()),
    ([line("2026-01-09", f"X{n}", customer=None) for n in range(9)], "lines_without_customer", "warning", 9, ()),
    ([line("2026-01-09", "X1", cost=None)],          "lines_without_cost",      "note",    1, ()),
    ([line("2026-01-09", "X1", "B", name=None)],     "customers_without_name",  "warning", 1, ("B",)),
    ([line("2026-01-09", "X1", product="P2", kilos=None)], "products_without_weight", "warning", 1, ("P2",)),
    ([line("2026-01-09", "X1", product="P2", family=None)], "products_without_family", "warning", 1, ("P2",)),
    ([line("2026-01-09", "X1", product="P2", cost=None)], "products_without_cost", "warning", 1, ("P2",)),
    ([line("2026-03-01", "X1")],                     "future_documents",        "note",    1, ("X1",)),
    ([line("2026-01-09", "X1", currency="USD")],     "currencies_without_rate", "wrong",   1, ("USD",)),
    ([line("2023-11-09", "X1")],                     "gap_months",              "wrong",   2, ("2023-12", "2024-01")),
    ([line("2024-01-09", "X1"), *two_years(1)],      "thin_months",             "warning", 1, ("2024-01",)),
]  # fmt: skip


@pytest.mark.parametrize(("more", "key", "severity", "count", "examples"), CASES, ids=[case[1] for case in CASES])
def test_what_looks_wrong(more: list, key: str, severity: str, count: int, examples: tuple) -> None:
    """Lo que parece estar mal."""
    assert seen(book(two_years())).finding(key) is None
    finding = seen(book(two_years() + more)).finding(key)
    assert finding is not None
    assert (finding.severity.value, finding.count, finding.examples) == (severity, count, examples)
    assert finding.remedy.say("en").endswith(".")


def test_customers_that_the_customer_file_lacks() -> None:
    """Clientes que faltan en el archivo de clientes."""
    names = facts("customer", ("customer", "name"), ("A", "Ávila"))
    finding = seen(book([*two_years(), line("2026-01-09", "X1", "0A")], customer=names)).finding("customers_not_listed")
    assert finding is not None
    assert finding.examples == ("0A",)
    assert finding.text.say("en") == "1 customer on invoices is not in the customer file (50% of those who bought)."


def test_products_that_the_product_file_lacks() -> None:
    """Productos que faltan en el archivo de productos."""
    listed = facts("product", ("product", "family"), ("P9", "Tuercas"))
    finding = seen(book(two_years(), product=listed)).finding("products_not_listed")
    assert finding is not None
    assert finding.examples == ("P1",)


def test_a_product_file_completes_what_the_lines_lack() -> None:
    """El archivo de productos completa lo que les falta a las líneas."""
    listed = facts("product", ("product", "family", "weight", "unit_cost"), ("P2", "Tuercas", 2, 30))
    bare = line("2026-01-09", "X1", product="P2", cost=None, kilos=None, family=None)
    assert not [f.key for f in seen(book([*two_years(), bare], product=listed)).findings if "without" in f.key]


def test_receivables_of_customers_that_nobody_knows() -> None:
    """Cartera de clientes que nadie conoce."""
    owed = facts("receivable", ("document", "customer", "due_date", "amount"), ("F1", "Z", "2026-01-15", 100))
    finding = seen(book(two_years(), receivable=owed)).finding("receivables_of_strangers")
    assert finding is not None
    assert finding.examples == ("Z",)


def test_an_exchange_rate_settles_a_foreign_currency() -> None:
    """Una tasa de cambio resuelve una moneda extranjera."""
    rates = facts("exchange_rate", ("currency", "date", "rate"), ("USD", "2026-01-01", 4100.0))
    found = seen(book([*two_years(), line("2026-01-09", "X1", currency="USD")], exchange_rate=rates))
    assert found.finding("currencies_without_rate") is None
    assert found.finding("one_currency") is None


def test_facts_that_are_old_or_short_say_so() -> None:
    """Los hechos viejos o cortos lo dicen."""
    stale = seen(book(two_years()), date(2026, 4, 30)).finding("stale")
    assert stale is not None
    assert stale.text.say("en") == "The last invoice is of 30 Jan 2026, 90\u00a0days before the day asked for."
    short = seen(book([line("2026-01-09", "X1")])).finding("short_history")
    assert short is not None
    assert short.text.say("en") == "The invoices cover 1\u00a0month; trends need 24\u00a0months."


def test_no_line_up_to_the_day_asked_for() -> None:
    """Ninguna línea hasta el día pedido."""
    finding = seen(book(two_years()), date(2020, 1, 1)).finding("no_lines")
    assert finding is not None
    assert finding.severity is Severity.WRONG


def test_an_empty_book_is_covered_too() -> None:
    """Un libro vacío también tiene cobertura."""
    found = seen(Book({}))
    assert (found.tables, found.findings) == ((), ())
    assert found.missing[0] == "invoice_line"


def test_the_gravest_finding_comes_first() -> None:
    """Lo más grave va primero."""
    found = seen(book([*two_years(), line("2026-01-09", "X1", None, currency="USD")]))
    order = [finding.severity for finding in found.findings]
    assert order == sorted(order, key=list(Severity).index)
    assert order[0] is Severity.WRONG
