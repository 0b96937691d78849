"""In how many documents each customer bought what it bought: what a simpler operation has fewer of. (E2, F1)"""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.period import Windows
from clave.facts.book import Book
from clave.measures.frame import text
from clave.measures.run import frame_of
from clave.policy.limits import Limits


def documents(book: Book, limits: Limits, windows: Windows) -> Mapping[str, int]:
    """Documents with a purchase in the `year` of the windows, by customer; who had none is not in it."""
    with book.open() as warehouse:
        frame, _names = frame_of(warehouse, book.currency, limits, windows, "customer")
        rows = warehouse.query(text("orders"), **frame.values()).to_pylist()
    return {frame.codes[row["unit"]]: row["documents"] for row in rows}
