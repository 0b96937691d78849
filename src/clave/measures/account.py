"""What the figures of one customer open to, from the very SQL that made them: families, how it pays, what it still owes.

The same files under `sql/` run over the lines and debts of this customer alone, so nothing here is a second rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from clave.base.period import Windows, month_index
from clave.facts.book import Book
from clave.facts.warehouse import Only, Value
from clave.measures.families import stopped
from clave.measures.frame import Frame, text
from clave.policy.limits import Limits

_FAMILY = """
SELECT
  COALESCE(sale.family, '') AS family,
  CAST(COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :year_from), 0) AS DOUBLE) AS money,
  CAST(COALESCE(SUM(sale.net) FILTER (WHERE sale.date >= :before_from AND sale.date < :year_from), 0) AS DOUBLE) AS before,
  CAST(SUM(sale.kilos) FILTER (WHERE sale.date >= :year_from) AS DOUBLE) AS kilos
FROM sale WHERE sale.counts = 1 AND sale.date >= :history_from
GROUP BY COALESCE(sale.family, '')
"""
_MONTHS = """
SELECT
  EXTRACT(YEAR FROM sale.date) AS year, EXTRACT(MONTH FROM sale.date) AS month,
  CAST(SUM(sale.net) AS DOUBLE) AS money,
  CAST(CASE WHEN SUM(sale.counts) = 0 THEN 0 ELSE SUM(sale.kilos) FILTER (WHERE sale.counts = 1) END AS DOUBLE) AS kilos
FROM sale WHERE sale.date >= :history_from
GROUP BY 1, 2
"""
_FAMILY_MONTHS = """
SELECT
  COALESCE(sale.family, '') AS family,
  EXTRACT(YEAR FROM sale.date) * 12 + EXTRACT(MONTH FROM sale.date) AS month,
  CAST(SUM(sale.net) AS DOUBLE) AS money
FROM sale WHERE sale.counts = 1 AND sale.date >= :history_from
GROUP BY 1, 2
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
    """What a customer bought in a calendar month. Nothing bought is zero, because invoices are complete; `kilos` is None
    where its lines have none. `known` is False for a month that lies before all the facts: there nothing is known."""

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
def opened(book: Book, limits: Limits, as_of: date, customer: str, *, sales: bool = True) -> Iterator[Frame]:
    """The facts of one customer at a date, as a frame in which it is the only one; with its lines read, if its `sales` are
    asked for."""
    windows = Windows(as_of)
    with book.open(Only(customer, _spent_from(windows), as_of)) as warehouse:
        warehouse.add("member", pa.table({"customer": [customer], "unit": pa.array([0], pa.int32())}))
        frame = Frame(warehouse, limits, windows, (customer,), book.currency, None)
        for name in ("item", "sale") if sales else ():
            warehouse.add(name, warehouse.query(text(name), **frame.values()))
        yield frame


def months(frame: Frame, begin: date | None = None) -> tuple[Month, ...]:
    """The 36 months up to the date, oldest first, the empty ones included; the facts begin on `begin`, where that is known."""
    windows = frame.windows
    return _every_month(_rows(frame, _MONTHS), windows.history_from, windows.as_of, begin)


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


def _by_month(frame: Frame) -> dict[str, list[float]]:
    first = month_index(frame.windows.history_from)
    found: dict[str, list[float]] = {}
    for row in _rows(frame, _FAMILY_MONTHS):
        months = found.setdefault(row["family"], [0.0] * (month_index(frame.windows.as_of) - first + 1))
        months[int(row["month"]) - first] = row["money"] or 0.0
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


def _every_month(
    rows: Iterable[Mapping[str, Any]], first: date, last: date, begin: date | None = None
) -> tuple[Month, ...]:
    """All the months from `first` to `last`, from rows (year, month, money, kilos) of those that have lines."""
    by_month = {int(row["year"]) * 12 + int(row["month"]): row for row in rows}
    start = month_index(begin) if begin else 0
    return tuple(
        _month(index, by_month.get(index), start) for index in range(month_index(first), month_index(last) + 1)
    )


def _month(index: int, row: Mapping[str, Any] | None, start: int) -> Month:
    year, month = divmod(index - 1, 12)
    if row is None:
        return Month(year, month + 1, 0.0, 0.0, index >= start)
    return Month(year, month + 1, float(row["money"] or 0), None if row["kilos"] is None else float(row["kilos"]))
