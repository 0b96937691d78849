"""The book of a day without what confirmed plans have already sent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from clave.privileges.dispatch.book import Book, Lot, Released

_TUPLES = ("number", "warehouses")


@dataclass(frozen=True, slots=True)
class Sent:
    """One pick of a confirmed plan, in units of sale; `day` is that of the plan, `counted` whether a later count of the
    stock shows already that it left."""

    order: str
    line: str
    product: str
    warehouse: str
    grade: int
    quantity: Decimal
    open_before: Decimal
    key: bool
    day: date
    counted: bool = False


def without(book: Book, sent: Iterable[Sent], today: date) -> Book:
    """Lines, lots and today's dock less what was sent; a line of which nothing is left is gone.

    An ERP that already took it off its order says so itself: what is open is the smaller of both."""
    picks = list(sent)
    if not picks:
        return book
    place = {product.code: at for at, product in enumerate(book.products)}
    house = {name: at for at, name in enumerate(book.warehouses)}
    known = [one for one in picks if one.product in place and one.warehouse in house and not one.counted]
    of_today = [one for one in known if one.day == today]
    gone = tuple(
        Released(place[one.product], house[one.warehouse], _whole(book, place[one.product], one.quantity), one.key)
        for one in known
        if one.grade == 0
    )
    return replace(
        _with_lines(book, picks),
        lots=_lots(book, known, place, house),
        dock=_dock(book, of_today, place, house, 0),
        pallets=_dock(book, of_today, place, house, 1),
        released=(*book.released, *gone),
    )


def _whole(book: Book, product: int, quantity: Decimal) -> int:
    return int(quantity * book.products[product].scale)


def _with_lines(book: Book, picks: Iterable[Sent]) -> Book:
    """The lines with what each still lacks."""
    before: dict[tuple[str, str], Decimal] = {}
    taken: dict[tuple[str, str], Decimal] = {}
    for one in picks:
        name = (one.order, one.line)
        before[name] = max(before.get(name, Decimal(0)), one.open_before)
        taken[name] = taken.get(name, Decimal(0)) + one.quantity
    lines, left = book.lines, book.lines.quantity.copy()
    for at in range(len(lines)):
        name = book.of(at)
        if name in taken:
            rest = max(Decimal(0), before[name] - taken[name])
            left[at] = min(int(left[at]), _whole(book, int(lines.product[at]), rest))
    stay = np.flatnonzero(left > 0)
    columns: dict[str, Any] = {one.name: getattr(lines, one.name) for one in fields(lines)} | {"quantity": left}
    kept: dict[str, Any] = {
        name: tuple(column[at] for at in stay) if name in _TUPLES else column[stay] for name, column in columns.items()
    }
    return replace(book, lines=replace(lines, **kept))


def _lots(book: Book, picks: Iterable[Sent], place: Mapping[str, int], house: Mapping[str, int]) -> tuple[Lot, ...]:
    """Taken from the lot that expires first, as the pickers do."""
    taken: dict[tuple[int, int, int], int] = {}
    for one in picks:
        cell = (place[one.product], house[one.warehouse], one.grade)
        taken[cell] = taken.get(cell, 0) + _whole(book, cell[0], one.quantity)
    left = [lot.quantity for lot in book.lots]
    for at in sorted(range(len(left)), key=lambda at: (book.lots[at].expiry, book.lots[at].code, at)):
        lot = book.lots[at]
        cell = (lot.product, lot.warehouse, int(lot.grade))
        part = min(left[at], taken.get(cell, 0))
        left[at] -= part
        if part:
            taken[cell] -= part
    return tuple(replace(lot, quantity=left[at]) for at, lot in enumerate(book.lots))


def _dock(
    book: Book, picks: Iterable[Sent], place: Mapping[str, int], house: Mapping[str, int], measure: int
) -> tuple[int | None, ...]:
    """What is left of today's dock, in kilos (0) or in pallets (1)."""
    dock = list((book.dock, book.pallets)[measure])
    for one in picks:
        at, product = house[one.warehouse], book.products[place[one.product]]
        left, unit = dock[at] if dock else None, (product.weight, product.pallet)[measure]
        if left is not None and unit > 0:
            dock[at] = max(0, left - math.ceil(one.quantity * unit))
    return tuple(dock)
