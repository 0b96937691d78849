"""The book: all the facts of one company as they stood at one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from clave.facts.warehouse import Source, Warehouse

_SUMMARY = """
SELECT COUNT(*) AS lines, COUNT(DISTINCT customer) AS customers, COALESCE(SUM(net), 0) AS money,
       MIN(date) AS first_day, MAX(date) AS last_day
FROM invoice_line
"""


@dataclass(frozen=True)
class Summary:
    """What a book holds: every loaded invoice line, the unattributed ones included; `money` exact, in `currency`."""

    lines: int
    customers: int
    money: Decimal
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Book:
    """Facts by table name (Arrow tables or stored files), the company's currency and how many rows were rejected.

    `version` names the stored version it was opened at; empty for facts that were only read."""

    sources: Mapping[str, Source]
    currency: str = "COP"
    rejected: int = 0
    version: str = ""
    company: str = field(default="", compare=False)

    def has(self, table: str) -> bool:
        """Whether that table was loaded."""
        return table in self.sources

    def open(self) -> Warehouse:
        """A warehouse over these facts; close it, or use it in a `with`."""
        return Warehouse(self.sources)

    def summary(self) -> Summary:
        """Lines, customers, money and days of the invoice lines."""
        with self.open() as warehouse:
            row = warehouse.query(_SUMMARY).to_pylist()[0]
        return Summary(**row)
