"""On which days some customers bought what, as the measures of sales count it: the raw material of alerts. (B1, E6)"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa

from clave.base.period import Windows
from clave.facts.book import Book
from clave.measures.frame import text
from clave.measures.run import frame_of
from clave.policy.limits import Limits


def bought_days(
    book: Book, limits: Limits, as_of: date, customers: Collection[str]
) -> tuple[tuple[str, ...], pa.Table]:
    """The customers in the order of their places, and `unit` (the place), `family`, `date`, `money` of the 36 months up to
    `as_of`, in that order; who never bought has no row."""
    with book.open() as warehouse:
        frame, _names = frame_of(warehouse, book.currency, limits, Windows(as_of), "customer")
        asked = frozenset(customers)
        wanted = [place for place, code in enumerate(frame.codes) if code in asked]
        warehouse.add("wanted", pa.table({"unit": pa.array(wanted, pa.int32())}))
        return frame.codes, warehouse.query(text("bought_days"), **frame.values())
