"""Planning again during the day: what was released stays out, promises and pins stay, and a move is tried before it is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from clave.base.words import Text, _
from clave.privileges.dispatch.book import (
    NEVER,
    UNKNOWN,
    Book,
    Bools,
    Grade,
    Ints,
    Lines,
    Lot,
    Pin,
    PinnedBy,
    Promise,
    Released,
)
from clave.privileges.dispatch.dock import Dock
from clave.privileges.dispatch.promises import promises
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import Run, scan
from clave.privileges.dispatch.words import Amount

Name = tuple[str, str]  # order and line
_KEEP = ("order", "product", "due", "pack", "price", "early", "pin", "displaced")


def promised(book: Book, run: Run) -> tuple[Promise, ...]:
    """What a run promises for today, pick by pick: handed to the next plan as `Decided.promised` (or `Book.promised`)."""
    picks = run.picks
    columns = zip(
        picks.line.tolist(), picks.warehouse.tolist(), picks.grade.tolist(), picks.quantity.tolist(), strict=True
    )
    return tuple(
        Promise(*book.of(line), book.warehouses[warehouse], Grade(grade), book.units(line, quantity))
        for line, warehouse, grade, quantity in columns
    )


def released(book: Book, run: Run, lines: Collection[int] | None = None) -> Book:
    """The book after the picks of a run (of all its lines, or of these) were released: quantities, lots and dock without
    them, and `Book.released` with them, so that a share of the stock is not given twice. Lines that left whole are gone."""
    goes = np.zeros(len(book.lines), dtype=np.bool_)
    goes[list(range(len(book.lines))) if lines is None else list(lines)] = True
    gone = list(book.released)
    for line, warehouse, _lot, grade, quantity in by_lot(book, run):
        if goes[line] and grade == Grade.PRIME:
            gone.append(Released(int(book.lines.product[line]), warehouse, quantity, bool(book.key[line])))
    left = book.lines.quantity - np.where(goes, run.shipped, 0)
    kilos, pallets = _dock(book, run, goes).left
    return replace(
        book,
        lines=_left(book, left),
        lots=_lots(book, run, goes),
        promised=(),
        dock=tuple(kilos),
        pallets=tuple(pallets),
        released=tuple(gone),
    )


def _left(book: Book, left: Ints) -> Lines:
    old, stay = book.lines, np.flatnonzero(left > 0)
    columns: dict[str, Any] = {name: getattr(old, name)[stay] for name in _KEEP}
    for name in ("number", "warehouses"):
        columns[name] = tuple(getattr(old, name)[line] for line in stay)
    return replace(old, **columns, quantity=left[stay])


def _lots(book: Book, run: Run, goes: Bools) -> tuple[Lot, ...]:
    taken: dict[int, int] = {}
    for line, _warehouse, lot, _grade, quantity in by_lot(book, run):
        if goes[line]:
            taken[lot] = taken.get(lot, 0) + quantity
    return tuple(replace(lot, quantity=lot.quantity - taken.get(at, 0)) for at, lot in enumerate(book.lots))


def _dock(book: Book, run: Run, goes: Bools) -> Dock:
    dock, picks = Dock(book), run.picks
    columns = (picks.line.tolist(), picks.warehouse.tolist(), picks.quantity.tolist())
    for line, warehouse, quantity in zip(*columns, strict=True):
        if goes[line]:
            dock.take(line, warehouse, quantity)
    return dock


def by_lot(book: Book, run: Run) -> list[tuple[int, int, int, Grade, int]]:
    """The picks of a run by lot: line, warehouse, lot (its place in `Book.lots`), grade, quantity.

    In sequence, the lot that expires first goes first; among equal ones by its code."""
    shelves: dict[tuple[int, int, int], list[tuple[int, str, int]]] = {}
    for at, lot in enumerate(book.lots):
        shelves.setdefault((lot.product, lot.warehouse, lot.grade), []).append((lot.expiry, lot.code, at))
    for shelf in shelves.values():
        shelf.sort(reverse=True)
    left = [lot.quantity for lot in book.lots]
    picks, found = run.picks, []
    columns = zip(
        picks.line.tolist(), picks.warehouse.tolist(), picks.grade.tolist(), picks.quantity.tolist(), strict=True
    )
    for line, warehouse, grade, quantity in columns:
        shelf = shelves[int(book.lines.product[line]), warehouse, grade]
        while quantity:
            at = shelf[-1][2]
            part = min(quantity, left[at])
            if part:
                found.append((line, warehouse, at, Grade(grade), part))
                left[at] -= part
                quantity -= part
            if not left[at]:
                shelf.pop()
    return found


@dataclass(frozen=True)
class Change:
    """What one move changes for one line: units of sale that leave before and after, and the days of its last part (as
    `promises` has them). `own` = it is the moved line itself."""

    order: str
    number: str
    customer: str
    key: bool
    own: bool
    before: Decimal
    after: Decimal
    day_before: int
    day_after: int

    @property
    def loses(self) -> bool:
        """Whether less of it leaves, or later."""
        later = _rank(self.day_after) > _rank(self.day_before)
        return self.after < self.before or (self.after == self.before and later)


def _rank(day: int) -> int:
    """Days as they get worse: what waits for somebody is behind what has no supply in sight."""
    return NEVER + 1 if day == UNKNOWN else day


def moved(book: Book, pins: Mapping[Name, tuple[Pin, PinnedBy | None]]) -> Book:
    """The book with these lines put first, kept back, or let go again (`Pin.NONE`). A name that is no open line is ignored."""
    pin, by = book.lines.pin.copy(), dict(book.pins)
    for line in range(len(book.lines)):
        name = book.of(line)
        if name in pins:
            pin[line], who = pins[name]
            by.pop(name, None)
            if who is not None:
                by[name] = who
    return replace(book, lines=replace(book.lines, pin=pin), pins=by)


def effect(book: Book, rules: Rules, pins: Mapping[Name, tuple[Pin, PinnedBy | None]]) -> tuple[Change, ...]:
    """What a move would change for whom, before it is saved: every line that gets more, less, sooner or later; those that
    lose first, in sequence. Empty where it changes nothing."""
    after_book = moved(book, pins)
    before, after = scan(book, rules), scan(after_book, rules)
    day_before, day_after = promises(book, before), promises(after_book, after)
    touched = np.flatnonzero((before.shipped != after.shipped) | (day_before != day_after))
    changes = []
    for line in sorted(map(int, touched), key=lambda line: int(before.position[line])):
        order, number = book.of(line)
        account = book.account(line)
        first, then = (book.units(line, int(run.shipped[line])) for run in (before, after))
        days = (int(day_before[line]), int(day_after[line]))
        changes.append(
            Change(
                order, number, account.name or account.code, account.key, (order, number) in pins, first, then, *days
            )
        )
    return tuple(sorted(changes, key=lambda change: not change.loses))


@dataclass(frozen=True)
class Stale:
    """A pick of a confirmed plan that the facts of now no longer bear, and why, as a finished sentence."""

    order: str
    number: str
    what: Text


_GONE = _("The order line is no longer open: take it out of the plan.")
_LESS = _("Only {now} are open, and the plan sends {planned}: plan again.")
_HELD = _("Credit holds it back since the plan was made: take it out of the plan, or clear it with credit.")
_SHORT = _("Of {product} in {warehouse} there are {now}, and the plan sends {planned}: plan again.")


def stale(book: Book, run: Run, now: Book) -> tuple[Stale, ...]:
    """What can no longer be released as planned, by the book of `now` (read afresh, under no lock): lines that closed, shrank
    or are held, and stock that went. () = the plan can be released whole."""
    place = {now.of(line): line for line in range(len(now.lines))}
    found = []
    for line in (int(line) for line in run.standing.sequence if run.shipped[line]):
        name, sent = book.of(line), book.units(line, int(run.shipped[line]))
        other = place.get(name)
        if other is None:
            found.append(Stale(*name, _GONE))
            continue
        open_now = now.units(other, int(now.lines.quantity[other]))
        if open_now < sent:
            found.append(Stale(*name, _LESS.fill(now=Amount(open_now), planned=Amount(sent))))
        elif now.account(other).hold or now.orders[now.lines.order[other]].hold:
            found.append(Stale(*name, _HELD))
    return (*found, *_gone_stock(book, run, now))


def _gone_stock(book: Book, run: Run, now: Book) -> list[Stale]:
    there: dict[tuple[str, str, int], Decimal] = {}
    for lot in now.lots:
        product = now.products[lot.product]
        at = (product.code, now.warehouses[lot.warehouse], int(lot.grade))
        there[at] = there.get(at, Decimal(0)) + Decimal(lot.quantity).scaleb(-product.decimals)
    sent: dict[tuple[str, str, int], Decimal] = {}
    last: dict[tuple[str, str, int], int] = {}
    picks = run.picks
    for line, warehouse, grade, quantity in zip(picks.line, picks.warehouse, picks.grade, picks.quantity, strict=True):
        at = (book.products[book.lines.product[line]].code, book.warehouses[warehouse], int(grade))
        sent[at] = sent.get(at, Decimal(0)) + book.units(int(line), int(quantity))
        last[at] = int(line)
    return [
        Stale(
            *book.of(last[at]),
            _SHORT.fill(
                product=at[0], warehouse=at[1], now=Amount(there.get(at, Decimal(0))), planned=Amount(quantity)
            ),
        )
        for at, quantity in sent.items()
        if there.get(at, Decimal(0)) < quantity
    ]
