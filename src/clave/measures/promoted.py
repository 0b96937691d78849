"""What every customer bought of some products, month by month counted from the first day of a promotion. (G9)

The same lines as every measure of sales reads (`sql/sale.sql`), charges left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from clave.base.period import Windows, months_before
from clave.facts.book import Book
from clave.measures.frame import text
from clave.measures.run import frame_of
from clave.measures.shape import Floats
from clave.policy.limits import Limits


@dataclass(frozen=True)
class Span:
    """A month counted from the first day of a promotion: before, during or after it; the days of it that count, and their
    `share` of the whole month."""

    part: str
    first: date
    last: date
    share: float = 1.0


def spans(starts_on: date, ends_on: date, begin: date, until: date, history: int, after: int) -> tuple[Span, ...]:
    """The whole months before that the facts reach (they begin on `begin`), at most `history`; the months of the promotion up to
    `until`, the last one in part; and the whole months after it, at most `after`."""
    before = [_month("before", starts_on, -back) for back in range(history, 0, -1)]
    found = [one for one in before if one.first >= begin]
    end, place = min(ends_on, until), 0
    while (month := _month("during", starts_on, place)).first <= end:
        last = min(month.last, end)
        share = ((last - month.first).days + 1) / ((month.last - month.first).days + 1)
        found.append(Span("during", month.first, last, share))
        place += 1
    follows = [_month("after", ends_on + timedelta(days=1), place) for place in range(after)]
    return (*found, *(one for one in follows if one.last <= until))


def _month(part: str, anchor: date, place: int) -> Span:
    return Span(part, months_before(anchor, -place), months_before(anchor, -place - 1) - timedelta(days=1))


@dataclass(frozen=True)
class Promoted:
    """Purchases by customer (rows, in the order of `codes`) and month (columns, in the order of the spans)."""

    codes: tuple[str, ...]
    money: Floats
    kilos: Floats
    covered: Floats
    cost: Floats


def promoted(
    book: Book, limits: Limits, months: Sequence[Span], families: Sequence[str], products: Sequence[str], until: date
) -> Promoted:
    """What every customer bought in `months` of these families or products (both empty = of everything)."""
    with book.open() as warehouse:
        frame, _names = frame_of(warehouse, book.currency, limits, Windows(until), "customer")
        warehouse.add("span", _table(months))
        named = [("family", one) for one in families] + [("product", one) for one in products]
        warehouse.add(
            "wanted",
            pa.table(
                {
                    "what": pa.array([what for what, _name in named], pa.string()),
                    "name": pa.array([name for _what, name in named], pa.string()),
                }
            ),
        )
        rows = warehouse.query(text("promoted"), everything=0 if named else 1)
        shape = (len(frame.codes), len(months))
        at = rows["unit"].to_numpy().astype(np.int64), rows["place"].to_numpy().astype(np.int64)
        return Promoted(frame.codes, *(_grid(rows, name, shape, at) for name in ("money", "kilos", "covered", "cost")))


def _grid(rows: pa.Table, name: str, shape: tuple[int, int], at: tuple[object, object]) -> Floats:
    found: Floats = np.zeros(shape)
    found[at] = rows[name].to_numpy()  # type: ignore[index]  # two arrays of places
    return found


def _table(months: Sequence[Span]) -> pa.Table:
    return pa.table(
        {
            "place": pa.array(range(len(months)), pa.int32()),
            "first_day": pa.array([one.first for one in months], pa.date32()),
            "last_day": pa.array([one.last for one in months], pa.date32()),
        }
    )
