"""What the figures of one customer open to, from the very SQL that made them: families, how it pays, what it still owes.

The same files under `sql/` run over the lines and debts of this customer alone, so nothing here is a second rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from clave.base.period import Windows
from clave.facts.book import Book
from clave.facts.warehouse import Only, Value
from clave.measures.families import stopped
from clave.measures.frame import Frame, text
from clave.policy.limits import Limits

MONTHS = 36
_SALES = (
    "sale.unit AS unit, sale.family AS family, sale.bought AS bought, sale.date AS date, sale.counts AS counts, "
    "sale.net AS net, sale.kilos AS kilos"
)
_FAMILY = """
SELECT
  COALESCE(sale.family, '') AS family,
  CAST(COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :year_from), 0) AS DOUBLE) AS money,
  CAST(COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :before_from AND sale.date < :year_from), 0) AS DOUBLE) AS before,
  CAST(SUM(sale.kilos) FILTER (WHERE sale.date >= :year_from) AS DOUBLE) AS kilos
FROM sale WHERE sale.counts = 1 AND sale.date >= :history_from
GROUP BY COALESCE(sale.family, '')
"""
_DAYS = """
SELECT
  sale.date AS date,
  CAST(SUM(sale.net) AS DOUBLE) AS money,
  SUM(sale.counts) AS products,
  CAST(SUM(sale.kilos) FILTER (WHERE sale.counts = 1) AS DOUBLE) AS kilos
FROM sale WHERE sale.date >= :history_from
GROUP BY sale.date
"""
_FAMILY_DAYS = """
SELECT COALESCE(sale.family, '') AS family, sale.date AS date, CAST(SUM(sale.net) AS DOUBLE) AS money
FROM sale WHERE sale.counts = 1 AND sale.date >= :history_from
GROUP BY COALESCE(sale.family, ''), sale.date
"""
_DUE = """
SELECT
  debt.document AS document, debt.issued_date AS issued_date, debt.due_date AS due_date, debt.paid_date AS paid_date,
  debt.open AS open, CAST(debt.amount AS DOUBLE) AS amount, debt.days AS days
FROM debt
WHERE debt.due_date <= :as_of AND (debt.due_date >= :year_from OR debt.open = 1)
"""


@dataclass(frozen=True)
class Month:
    """What a customer bought in one of the months up to the date, named after the month in which it ends: from a month's
    end to the next where the date is one, otherwise from day to day (10 Nov to 9 Dec), so that twelve of them are the year.

    Nothing bought is zero, because invoices are complete; `kilos` is None where its products have none. `known` is False
    for a month that begins before all the facts do: of it nothing is known."""

    year: int
    month: int
    money: float
    kilos: float | None
    known: bool = True


@dataclass(frozen=True)
class Family:
    """One product family of one customer; `name` is empty for the lines that have none.

    Money and kilos of the year (kilos None where no line has any), money of the year before, the money of each of the
    last 36 months, oldest first. `rhythm` in days is the usual gap between its purchase days, None with fewer than two.
    `lost`: bought often enough, and overdue so many times its own rhythm that it counts as stopped; `a_year` is then
    what it bought in the year up to its last purchase."""

    name: str
    money: float
    before: float
    kilos: float | None
    months: tuple[float, ...]
    purchases: int
    last_date: date | None
    rhythm: float | None
    a_year: float
    lost: bool

    def expected(self) -> date | None:
        """When it would buy next if it kept its rhythm."""
        if self.last_date is None or self.rhythm is None:
            return None
        return self.last_date + timedelta(days=round(self.rhythm))


@dataclass(frozen=True)
class Debt:
    """What fell due on one document: the part that was paid, or the part still `open` (which counts as if paid on the
    date). `days` late, 0 where it was in time or early; money in the company's currency."""

    document: str
    issued_date: date | None
    due_date: date
    paid_date: date | None
    open: bool
    amount: float
    days: int

    @property
    def weight(self) -> float:
        """Money times days: what it does to the money-weighted delay."""
        return self.amount * self.days

    @property
    def terms(self) -> int | None:
        """Days of credit that its dates give."""
        return (self.due_date - self.issued_date).days if self.issued_date else None


@dataclass(frozen=True)
class Payments:
    """Everything by which a customer's payment habit is judged, the heaviest delays first, then the latest due."""

    debts: tuple[Debt, ...] = ()

    @property
    def due(self) -> float:
        """The money judged."""
        return sum(debt.amount for debt in self.debts)

    @property
    def late(self) -> tuple[Debt, ...]:
        """What was paid late or is open beyond its terms."""
        return tuple(debt for debt in self.debts if debt.days > 0)

    @property
    def days_beyond(self) -> float | None:
        """Money-weighted days beyond terms; None where nothing fell due."""
        return sum(debt.weight for debt in self.debts) / self.due if self.due > 0 else None

    @property
    def within(self) -> float | None:
        """Share of the money within terms; None where nothing fell due."""
        return sum(debt.amount for debt in self.debts if debt.days == 0) / self.due if self.due > 0 else None


@contextmanager
def opened(book: Book, limits: Limits, as_of: date, customer: str) -> Iterator[Frame]:
    """The facts of one customer at a date, as a frame in which it is the only one, its lines read once: the queries that
    follow find them in memory, as `sale`."""
    windows = Windows(as_of)
    with narrowed(book, limits, windows, customer, _spent_from(windows)) as frame:
        frame.warehouse.add("item", frame.warehouse.query(text("item")))
        sales = f"SELECT {_SALES} FROM ({text('sale')}) AS sale"
        frame.warehouse.add("sale", frame.warehouse.query(sales, **frame.values()))
        yield frame


@contextmanager
def narrowed(book: Book, limits: Limits, windows: Windows, customer: str, first: date) -> Iterator[Frame]:
    """The facts of one customer from `first` to the date, without its lines read."""
    with book.open(Only(customer, first, windows.as_of)) as warehouse:
        warehouse.add("member", pa.table({"customer": [customer], "unit": pa.array([0], pa.int32())}))
        yield Frame(warehouse, limits, windows, (customer,), book.currency, None)


def months(frame: Frame, begin: date | None = None) -> tuple[Month, ...]:
    """The 36 months up to the date, oldest first, the empty ones included; the facts begin on `begin`, where that is known."""
    starts = _starts(frame.windows)
    money, products = [0.0] * MONTHS, [0] * MONTHS
    kilos: list[float | None] = [None] * MONTHS
    for row in _rows(frame, _DAYS):
        at = bisect_right(starts, row["date"]) - 1
        money[at] += row["money"] or 0.0
        products[at] += row["products"]
        if row["kilos"] is not None:
            kilos[at] = (kilos[at] or 0.0) + row["kilos"]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), frame.windows.as_of]
    return tuple(
        Month(
            year=ends[at].year,
            month=ends[at].month,
            money=money[at],
            kilos=kilos[at] if products[at] else 0.0,
            known=begin is None or (begin.year, begin.month) <= (starts[at].year, starts[at].month),
        )
        for at in range(MONTHS)
    )


def families(frame: Frame) -> tuple[Family, ...]:
    """The families of the 36 months up to the date, what it buys most of this year first, then what it bought before."""
    habits = {row["family"]: row for row in _rows(frame, text("family_rhythm"), spent_from=_spent_from(frame.windows))}
    by_month = _by_month(frame)
    found = [_family(row, by_month[row["family"]], habits.get(row["family"]), frame) for row in _rows(frame, _FAMILY)]
    return tuple(sorted(found, key=lambda family: (-family.money, -family.a_year, -family.before, family.name)))


def payments(frame: Frame) -> Payments:
    """What fell due in the year, and everything older that is still open."""
    rows = _rows(frame, f"WITH debt AS ({text('debt')}) {_DUE}")
    debts = [Debt(**{**row, "open": bool(row["open"])}) for row in rows]
    return Payments(tuple(sorted(debts, key=lambda debt: (-debt.weight, -debt.due_date.toordinal(), debt.document))))


def _rows(frame: Frame, sql: str, **more: Value) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.warehouse.query(sql, **frame.values(), **more).to_pylist()
    return rows


def _spent_from(windows: Windows) -> date:
    """The year up to a last purchase of the history may begin before it."""
    return windows.history_from - timedelta(days=365)


def _starts(windows: Windows) -> list[date]:
    """The first day of each of the months, oldest first."""
    return [windows.first_of(back) for back in range(MONTHS, 0, -1)]


def _by_month(frame: Frame) -> dict[str, list[float]]:
    starts = _starts(frame.windows)
    found: dict[str, list[float]] = {}
    for row in _rows(frame, _FAMILY_DAYS):
        found.setdefault(row["family"], [0.0] * MONTHS)[bisect_right(starts, row["date"]) - 1] += row["money"] or 0.0
    return found


def _family(row: dict[str, Any], months: list[float], habit: dict[str, Any] | None, frame: Frame) -> Family:
    habit = habit or {"purchases": 0, "last_date": None, "rhythm": None, "money_a_year": 0.0}
    last: date | None = habit["last_date"]
    since = (frame.windows.as_of - last).days if last else np.nan
    rhythm = np.nan if habit["rhythm"] is None else habit["rhythm"]
    lost = stopped(np.array([habit["purchases"]]), np.array([since]), np.array([rhythm]), frame.limits)
    return Family(
        name=row["family"],
        money=row["money"],
        before=row["before"],
        kilos=row["kilos"],
        months=tuple(months),
        purchases=habit["purchases"],
        last_date=last,
        rhythm=habit["rhythm"],
        a_year=habit["money_a_year"] or 0.0,
        lost=bool(lost[0]),
    )
