"""Planning again during the day: what was released stays out, promises and pins stay, and a move is tried before it is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from clave.privileges.dispatch.book import Book, Lot, Released
from clave.privileges.dispatch.scan import Run


def released(book: Book, run: Run) -> Book:
    """The book after everything that a run sends has left: lines, lots and dock without it, lines that left whole gone."""
    picks = run.picks
    taken: dict[tuple[int, int, int], int] = {}
    gone = list(book.released)
    for line, warehouse, grade, quantity in zip(
        *(c.tolist() for c in (picks.line, picks.warehouse, picks.grade, picks.quantity)), strict=True
    ):
        product = int(book.lines.product[line])
        taken[product, warehouse, grade] = taken.get((product, warehouse, grade), 0) + quantity
        if not grade:
            gone.append(Released(product, warehouse, quantity, bool(book.key[line])))
    lots = []
    for lot in sorted(book.lots, key=lambda lot: (lot.expiry, lot.code)):
        place = (lot.product, lot.warehouse, int(lot.grade))
        used = min(lot.quantity, taken.get(place, 0))
        taken[place] = taken.get(place, 0) - used
        lots.append(replace(lot, quantity=lot.quantity - used))
    open_ = np.flatnonzero(run.shipped < book.lines.quantity)
    old = book.lines
    columns = {
        name: getattr(old, name)[open_]
        for name in ("order", "product", "due", "pack", "price", "early", "pin", "displaced")
    }
    lines = replace(
        old,
        **columns,
        quantity=(old.quantity - run.shipped)[open_],
        kept=np.zeros(len(open_), dtype=np.int64),
        number=tuple(old.number[line] for line in open_),
        warehouses=tuple(old.warehouses[line] for line in open_),
    )
    return replace(book, lines=lines, lots=tuple(lots), dock=run.dock_after, released=tuple(gone))


_ = Lot
