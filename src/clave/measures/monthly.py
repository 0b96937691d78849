"""What every customer bought in every whole calendar month that the facts tell of: the panel behind every comparison over time.

The same lines as every measure of sales reads (`sql/sale.sql`). A month without lines is a month without purchases (zero); a
month whose lines have no money, cost or kilos is unknown (NaN)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from clave.base.period import Windows, month_index, months_before
from clave.facts.book import Book
from clave.measures import place
from clave.measures.frame import Bools, Frame, Ints, Rows
from clave.measures.run import frame_of
from clave.measures.shape import Floats, Objects
from clave.policy.limits import Limits

ALIKE = ("channel", "sector")
"""What comparable customers share, where it is known of both (method.md §1)."""


@dataclass(frozen=True)
class Families:
    """Money by customer, month and family where there is any: parallel arrays of positions and money; `count` families."""

    unit: Ints
    month: Ints
    family: Ints
    money: Floats
    count: int

    def mix(self, customers: int, first: int, last: int) -> Floats:
        """Money by customer and family over the months `first` … `last` − 1; shape (customers, families)."""
        inside = (self.month >= first) & (self.month < last)
        found = np.zeros((customers, self.count))
        np.add.at(found, (self.unit[inside], self.family[inside]), self.money[inside])
        return found


@dataclass(frozen=True, eq=False)
class Panel:
    """Customers (rows, in the order of `codes`) by whole calendar month (columns, the first one `first`, as
    `base.period.month_index` counts).

    `money` net of returns; `covered` and `margin` over the lines whose cost is known; `kilos`; `bought` whether anything was.
    `words`: channel and sector of each customer, None where not known."""

    codes: tuple[str, ...]
    first: int
    money: Floats
    covered: Floats
    margin: Floats
    kilos: Floats
    bought: Bools
    families: Families
    words: Mapping[str, Objects]
    currency: str = ""

    @property
    def months(self) -> int:
        """How many whole months it tells of."""
        return int(self.money.shape[1])

    def at(self, day: date) -> int:
        """The column of the month of a day; it may lie outside of the panel."""
        return month_index(day) - self.first

    def first_day(self, column: int) -> date:
        """The first day of a month."""
        year, month = divmod(self.first + column - 1, 12)
        return date(year, month + 1, 1)


def monthly(book: Book, limits: Limits, as_of: date) -> Panel:
    """The panel of all customers with an invoice line up to `as_of`; without columns where no month is whole."""
    with book.open() as warehouse:
        frame, _names = frame_of(warehouse, book.currency, limits, Windows(as_of), "customer")
        firsts = _months(frame.first_day, as_of)
        warehouse.add("slot", _slots(firsts))
        rows = frame.query("monthly")
        families = _families(frame.query("monthly_families"))
        words = place.compute(frame).detail if len(frame) else {name: np.empty(0, dtype=object) for name in ALIKE}
    first = month_index(firsts[0] if firsts else as_of)
    return _panel(frame, first, len(firsts), rows, families, {name: words[name] for name in ALIKE})


def _panel(
    frame: Frame, first: int, months: int, rows: Rows, families: Families, words: Mapping[str, Objects]
) -> Panel:
    shape = (len(frame), months)
    at = rows["unit"].astype(np.int64), rows["slot"].astype(np.int64)

    def grid(values: Floats) -> Floats:
        found: Floats = np.zeros(shape)
        found[at] = values
        return found

    def known(name: str, by: str) -> Floats:
        return grid(np.where(rows[by] > 0, rows[name], np.nan))

    covered, cost = known("covered", "costed"), known("cost", "costed")
    return Panel(
        frame.codes, first, known("money", "priced"), covered, covered - cost, known("kilos", "weighed"),
        grid(rows["bought"]) > 0, families, words, frame.currency,
    )  # fmt: skip


def _families(rows: Rows) -> Families:
    names, family = np.unique(rows["family"].astype(str), return_inverse=True)
    unit, month = rows["unit"].astype(np.int64), rows["slot"].astype(np.int64)
    return Families(unit, month, family.astype(np.int64), np.asarray(rows["money"], dtype=np.float64), len(names))


def _months(first_day: date | None, as_of: date) -> list[date]:
    """First days of the months from that in which the facts begin to the last one that is over on `as_of`."""
    if first_day is None:
        return []
    end = (as_of + timedelta(days=1)).replace(day=1)
    count = month_index(end) - month_index(first_day)
    return [months_before(first_day.replace(day=1), -place) for place in range(max(0, count))]


def _slots(firsts: list[date]) -> pa.Table:
    lasts = [months_before(one, -1) - timedelta(days=1) for one in firsts]
    return pa.table(
        {
            "slot": pa.array(range(len(firsts)), pa.int32()),
            "first_day": pa.array(firsts, pa.date32()),
            "last_day": pa.array(lasts, pa.date32()),
        }
    )
