"""The book: all the facts of one company as they stood at one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.facts.engine import Engine, OpenBook
from clave.facts.recorded import joined
from clave.facts.warehouse import Only, Source, Warehouse

# Money in another currency counts at the last rate before its day, as in the measures; without a rate it has no value.
_SUMMARY = """
SELECT
  COUNT(*) AS lines, COUNT(DISTINCT line.customer) AS customers,
  COALESCE(SUM(CASE
    WHEN COALESCE(line.currency, :currency) = :currency THEN line.net
    ELSE CAST(CAST(line.net AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(18, 4))
  END), 0) AS money,
  MIN(line.date) AS first_day, MAX(line.date) AS last_day
FROM invoice_line AS line
LEFT JOIN rate ON rate.currency = line.currency AND line.date >= rate.since AND line.date < rate.until
"""


CURRENCY = "COP"  # the company's, where neither its files nor anybody says another


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

    `version` names the stored version it was opened at; empty for facts that were only read. `engine` reads it whole where
    one is set; otherwise, and for what concerns one customer, DuckDB does."""

    sources: Mapping[str, Source]
    currency: str = CURRENCY
    rejected: int = 0
    version: str = ""
    company: str = field(default="", compare=False)
    engine: Engine | None = field(default=None, compare=False, repr=False)

    def has(self, table: str) -> bool:
        """Whether that table was loaded."""
        return table in self.sources

    def open(self, only: Only | None = None) -> OpenBook:
        """A warehouse over these facts, or over `only` some of them; close it, or use it in a `with`."""
        return self.engine.open(self.sources) if self.engine and only is None else Warehouse(self.sources, only)

    def on(self, engine: Engine | None) -> Book:
        """The same book, read whole by that engine; None = DuckDB."""
        return replace(self, engine=engine)

    def with_recorded(self, recorded: Mapping[str, pa.Table], day: date | None = None) -> Book:
        """The same book with what people recorded in clave joined to what files brought (`recorded.joined` says how).

        `day`: the newest day of the facts, where the list is of that day; None for a list of an earlier one."""
        return replace(self, sources=joined(self.sources, recorded, day))

    def summary(self) -> Summary:
        """Lines, customers, money and days of the invoice lines."""
        with self.open() as warehouse:
            row = warehouse.query(_SUMMARY, currency=self.currency).to_pylist()[0]
        return Summary(**row)
