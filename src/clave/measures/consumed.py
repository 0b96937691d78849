"""What customers bought by family and calendar month, in the currency of their own invoices: what the report of consumption is
made from. (G10)

The same families, kilos and exchange rates as every measure of sales (`sql/sale.sql`); charges such as freight are left out, so
that families add up to the whole. What a customer may not be shown as sure is not known: a month that the facts do not reach,
money without an exchange rate, kilos that not all of the lines state. Whoever is invoiced in one foreign currency alone reads its
sums in that one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from clave.base.period import month_index, months_before
from clave.facts.book import Book
from clave.measures.frame import text

Amounts = tuple[float | None, ...]
_BEGIN = "SELECT MIN(line.date) AS begin, MAX(line.date) AS last FROM invoice_line AS line WHERE line.date <= :until"


@dataclass(frozen=True)
class Consumed:
    """One customer: the first of its months, and by family the money and the kilos of each month from it on, oldest first.
    None = not known, 0 = nothing was bought. The name of a family is empty for lines that have none."""

    start: date
    months: int
    currency: str
    money: Mapping[str, Amounts]
    kilos: Mapping[str, Amounts]


def consumed(book: Book, customers: Collection[str], until: date, months: int) -> dict[str, Consumed]:
    """The calendar months up to that of `until`, which is its last day, of each of these customers, in one reading; a customer
    without an invoice is there with no family."""
    start = months_before(until.replace(day=1), months - 1)
    codes = list(dict.fromkeys(customers))
    with book.open() as warehouse:
        members = {"customer": pa.array(codes, pa.string()), "unit": pa.array(range(len(codes)), pa.int32())}
        warehouse.add("member", pa.table(members))
        warehouse.add("item", warehouse.query(text("item")))
        begin = warehouse.query(_BEGIN, until=until).to_pylist()[0]["begin"]
        rows = warehouse.query(text("consumed"), since=start, until=until, currency=book.currency).to_pylist()
    by_unit: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], []).append(row)
    unknown = _unknown(start, months, begin)
    return {
        code: _of(by_unit.get(place, ()), start, months, unknown, book.currency) for place, code in enumerate(codes)
    }


def newest_invoice(book: Book, until: date) -> date | None:
    """The newest day up to `until` that has an invoice of anybody; None in an empty book."""
    with book.open() as warehouse:
        last: date | None = warehouse.query(_BEGIN, until=until).to_pylist()[0]["last"]
    return last


def _unknown(start: date, months: int, begin: date | None) -> int:
    """How many months begin before the month of the first invoice of all."""
    return months if begin is None else min(months, max(0, month_index(begin) - month_index(start)))


def _of(rows: Sequence[Mapping[str, Any]], start: date, months: int, unknown: int, currency: str) -> Consumed:
    named = {row["least_currency"] for row in rows} | {row["last_currency"] for row in rows}
    own = named.pop() if len(named) == 1 else currency
    money: dict[str, list[float | None]] = {}
    kilos: dict[str, list[float | None]] = {}
    for row in rows:
        at, name = row["month"] - month_index(start), row["family"]
        for found in (money, kilos):
            found.setdefault(name, [None] * unknown + [0.0] * (months - unknown))
        money[name][at] = row["own"] if own != currency else None if row["unpriced"] else row["money"]
        kilos[name][at] = None if row["unweighed"] else row["kilos"]
    return Consumed(
        start, months, own, {name: tuple(found) for name, found in money.items()},
        {name: tuple(found) for name, found in kilos.items()},
    )  # fmt: skip
