"""What a book holds and how far it reaches: tables, days, freshness, and every finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clave.facts.book import Book
from clave.facts.coverage import totals
from clave.facts.coverage.checks import CHECKS
from clave.facts.coverage.shape import Asked, Finding, Severity
from clave.facts.engine import OpenBook
from clave.facts.tables import TABLES, Kind, Table
from clave.policy import declared
from clave.policy.limits import Limits

_ORDER = tuple(Severity)
HAPPENING = frozenset({"invoice_line", "receivable", "order_line", "delivery", "stock"})
"""Tables that grow every day: where they end, the facts end."""


@dataclass(frozen=True)
class TableCover:
    """A loaded table: rows, first and last day, and how many days the last one is before the day asked for.

    The days are of the column `day`; empty where the table has no dates, or none in any row."""

    table: str
    rows: int
    day: str
    since: date | None
    until: date | None
    age: int | None


@dataclass(frozen=True)
class Coverage:
    """What is loaded, which declared tables are not, and what looks wrong, the gravest first."""

    as_of: date
    tables: tuple[TableCover, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]

    def of(self, table: str) -> TableCover | None:
        """One loaded table; None where it is not loaded."""
        return next((cover for cover in self.tables if cover.table == table), None)

    def finding(self, key: str) -> Finding | None:
        """One finding by its key; None where nothing was found."""
        return next((finding for finding in self.findings if finding.key == key), None)


def coverage(book: Book, limits: Limits, as_of: date) -> Coverage:
    """What `book` holds on `as_of`. Missing tables are named only: what they would unlock is known further up."""
    asked = Asked(as_of, limits, book.currency)
    with book.open() as warehouse:
        tables = tuple(_cover(warehouse, TABLES[name], as_of) for name in TABLES if name in warehouse.loaded)
        findings = sorted(_findings(warehouse, asked), key=lambda finding: _ORDER.index(finding.severity))
    return Coverage(as_of, tables, tuple(name for name in TABLES if not book.has(name)), tuple(findings))


def stale(table: str, age: int | None, limits: Limits) -> bool | None:
    """Whether a table that grows every day ended too long ago (policy); None where it has no days."""
    return None if age is None else table in HAPPENING and age > limits[declared.coverage_stale]


def _findings(warehouse: OpenBook, asked: Asked) -> Iterator[Finding]:
    if "invoice_line" in warehouse.loaded:
        yield from totals.found(warehouse, asked)
    for check in CHECKS:
        if not warehouse.loaded.issuperset(check.needs):
            continue
        rows = warehouse.query(check.sql, as_of=asked.as_of, currency=asked.currency).to_pylist()
        finding = check.finding(rows, asked)
        if finding:
            yield finding


def _cover(warehouse: OpenBook, table: Table, as_of: date) -> TableCover:
    day = table.period or next((column.name for column in table.columns if column.kind is Kind.DATE), "")
    reach = f'MIN("{day}") AS since, MAX("{day}") AS until' if day else "NULL AS since, NULL AS until"
    row = warehouse.query(f'SELECT COUNT(*) AS n, {reach} FROM "{table.name}"').to_pylist()[0]
    age = (as_of - row["until"]).days if row["until"] else None
    return TableCover(table.name, row["n"], day, row["since"], row["until"], age)
