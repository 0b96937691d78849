"""Priority inversions: an ordinary line left while a key line that stood ahead of it stayed (G2; method.md §5).

The book of the day is replayed under the policy of that day: the engine of dispatch says who stood where, who was eligible,
and what an ordinary line took by right (a pin, relief, a promise of the morning, the share of ordinary lines). Then the
day's real shipments are laid over it. For each key line that stayed short, in sequence: what would have left besides, with
all its rules (packs, whole lines and orders, warehouses, the dock), had the ordinary lines behind it stayed? That is its
loss. Each unit that an ordinary line took is counted for one key line only, so that the losses add up. A key line that
could have left from what stayed in the warehouse anyway lost nothing to an ordinary one: it is `stayed`, not an inversion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product as every
from typing import Literal

import numpy as np

from clave.privileges.dispatch.book import UNKNOWN, Book, Grade, Ints, Lines, Lot
from clave.privileges.dispatch.codes import Flag
from clave.privileges.dispatch.dock import Dock
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import Run, Stage, scan

Right = Literal["pinned", "relief", "kept", "guard"]
_COLUMNS = ("order", "product", "due", "pack", "price", "early", "pin", "displaced")
Place = tuple[int, int, int]  # product, warehouse, grade


@dataclass(frozen=True, slots=True)
class Shipped:
    """What really left: `line` as a place in the book, the warehouse it left from, its grade, in smallest units."""

    line: int
    warehouse: int
    quantity: int
    grade: Grade = Grade.PRIME


@dataclass(frozen=True, slots=True)
class Taken:
    """What an ordinary line took that a key line ahead of it lacked, in smallest units."""

    line: int
    warehouse: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Inversion:
    """A key line that stayed, with what it `lost` (smallest units) and its money (`UNKNOWN` without a price); `taken` names
    the ordinary lines, the hindmost first."""

    line: int
    lost: int
    money: int
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an ordinary line took from before a key line that stayed short, by a right that policy or a person gave it."""

    line: int
    warehouse: int
    quantity: int
    right: Right


@dataclass(frozen=True, eq=False)
class Day:
    """One day against its policy: the breaches, what was allowed though it looks like one, and the key lines that `stayed`
    although what they lacked was left in the warehouse, with how much. All in the order of the sequence."""

    book: Book
    run: Run
    inversions: tuple[Inversion, ...]
    allowed: tuple[Allowed, ...]
    stayed: tuple[tuple[int, int], ...]


def planned_shipments(run: Run) -> tuple[Shipped, ...]:
    """The shipments of a plan that is carried out to the letter."""
    picks = run.picks
    columns = (picks.line.tolist(), picks.warehouse.tolist(), picks.quantity.tolist(), picks.grade.tolist())
    return tuple(Shipped(line, place, many, Grade(grade)) for line, place, many, grade in zip(*columns, strict=True))


def judged(book: Book, rules: Rules, shipments: Iterable[Shipped]) -> Day:
    """The day of `book` under `rules` against what really left. Any feasible or infeasible shipments are accepted: more
    than there was counts as nothing left over."""
    return _Judging(book, scan(book, rules), tuple(shipments)).day()


class _Judging:
    """One day while it is judged: what is left of stock and dock, and which ordinary picks may still be claimed."""

    def __init__(self, book: Book, run: Run, shipments: Sequence[Shipped]) -> None:
        self.book, self.run = book, run
        self.key = book.key.tolist()
        self.position: list[int] = run.position.tolist()
        self.left: list[int] = book.lines.quantity.tolist()
        self.stock: dict[Place, int] = defaultdict(int)
        for lot in book.lots:
            self.stock[lot.product, lot.warehouse, lot.grade] += lot.quantity
        self.dock = Dock(book)
        self.open: dict[tuple[int, int], int] = defaultdict(int)
        self.takers: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.allowed: list[Allowed] = []
        rights = _rights(book, run)
        for gone in shipments:
            self._gone(gone, rights)
        self.stock = defaultdict(int, {place: max(0, many) for place, many in self.stock.items()})
        self.dock.floored()

    def _gone(self, gone: Shipped, rights: dict[tuple[int, int], dict[Right, int]]) -> None:
        product = int(self.book.lines.product[gone.line])
        self.left[gone.line] -= gone.quantity
        self.stock[product, gone.warehouse, gone.grade] -= gone.quantity
        self.dock.take(gone.line, gone.warehouse, gone.quantity)
        if self.key[gone.line] or gone.grade:
            return
        at, rest = (gone.line, gone.warehouse), gone.quantity
        for right, many in rights.get(at, {}).items():
            part = min(rest, many)
            if part:
                self.allowed.append(Allowed(*at, part, right))
                rights[at][right] -= part
                rest -= part
        if rest:
            if at not in self.open:
                self.takers[product, gone.warehouse].append(gone.line)
            self.open[at] += rest

    def day(self) -> Day:
        """Every key line that stayed short, in sequence."""
        inversions: list[Inversion] = []
        stayed: list[tuple[int, int]] = []
        short = _short_products(self)
        for turn in self._turns():
            base = self._would(turn, {})
            behind = self._behind(turn)
            more = self._would(turn, behind) if behind else base
            for at, line in enumerate(turn):
                if base.shipped[at]:
                    stayed.append((line, int(base.shipped[at])))
            if int(more.shipped.sum()) > int(base.shipped.sum()):
                inversions.extend(self._claimed(turn, base, more, behind))
            self._consume(turn, more, behind)
        allowed = [one for one in self.allowed if self._looks_like_one(one, short)]
        place = self.position
        return Day(
            self.book, self.run, tuple(inversions),
            tuple(sorted(allowed, key=lambda one: (place[one.line], one.warehouse, one.right))), tuple(stayed),
        )  # fmt: skip

    def _turns(self) -> list[list[int]]:
        """Eligible key lines that stayed short, in sequence; of an order that leaves only complete its lines together."""
        standing, turns = self.run.standing, []
        together: dict[int, list[int]] = {}
        for line in standing.sequence.tolist():
            if not self.key[line] or self.left[line] <= 0:
                continue
            if not standing.whole[line]:
                if not standing.blocked[line]:
                    turns.append([line])
                continue
            order = int(self.book.lines.order[line])
            if order not in together:
                together[order] = []
                if not standing.blocked[self.book.lines.order == order].any():
                    turns.append(together[order])
            together[order].append(line)
        return turns

    def _behind(self, turn: list[int]) -> dict[tuple[int, int], int]:
        """What ordinary lines behind a turn took of its products in warehouses that may serve it, by line and warehouse."""
        last = max(self.position[line] for line in turn)
        lines = self.book.lines
        cells = {(int(lines.product[line]), place) for line in turn for place in lines.warehouses[line]}
        return {
            (line, cell[1]): self.open[line, cell[1]]
            for cell in cells
            for line in self.takers.get(cell, ())
            if self.open[line, cell[1]] and self.position[line] > last
        }

    def _would(self, turn: list[int], behind: dict[tuple[int, int], int]) -> Run:
        """What the engine gives to a turn alone from what is left, with these picks of ordinary lines put back."""
        products = sorted({int(self.book.lines.product[line]) for line in turn})
        places = range(len(self.book.warehouses))
        stock = {at: self.stock.get(at, 0) for at in every(products, places, map(int, Grade))}
        dock = self.dock.copied()
        for (line, place), many in behind.items():
            cell = (int(self.book.lines.product[line]), place, int(Grade.PRIME))
            stock[cell] += many
            dock.take(line, place, -many)
        lots = [
            Lot(products.index(p), place, many, Grade(grade)) for (p, place, grade), many in stock.items() if many > 0
        ]
        alone = _alone(self.book, turn, [self.left[line] for line in turn], products)
        kilos, pallets = dock.left
        return scan(replace(alone, lots=lots, dock=kilos, pallets=pallets), _OPEN)

    def _claimed(self, turn: list[int], base: Run, more: Run, behind: dict[tuple[int, int], int]) -> list[Inversion]:
        """The breaches of a turn: what each line lost, and to whom."""
        lost = np.maximum(more.shipped - base.shipped, 0)
        whole = np.zeros(len(self.book.lines), dtype=np.int64)
        whole[turn] = lost
        money = self.book.value(whole)
        used = self._used(turn, more)
        by_product: dict[int, list[Taken]] = defaultdict(list)
        for (line, place), many in self._hindmost(behind):
            product = int(self.book.lines.product[line])
            cell = (product, place)
            beyond = used.get(cell, 0) - max(0, self.stock[product, place, int(Grade.PRIME)])
            part = min(many, max(0, beyond))
            if part:
                by_product[product].append(Taken(line, place, part))
                used[cell] -= part
        return [
            Inversion(line, int(lost[at]), int(money[line]), tuple(by_product.pop(int(self.book.lines.product[line]), ())))
            for at, line in enumerate(turn) if lost[at]
        ]  # fmt: skip

    def _hindmost(self, behind: dict[tuple[int, int], int]) -> list[tuple[tuple[int, int], int]]:
        return sorted(behind.items(), key=lambda item: (-self.position[item[0][0]], item[0][1]))

    def _used(self, turn: list[int], run: Run) -> dict[tuple[int, int], int]:
        """Prime stock that a turn would use, by product and warehouse."""
        used: dict[tuple[int, int], int] = defaultdict(int)
        picks = run.picks
        columns = (picks.line.tolist(), picks.warehouse.tolist(), picks.grade.tolist(), picks.quantity.tolist())
        for at, place, grade, many in zip(*columns, strict=True):
            if not grade:
                used[int(self.book.lines.product[turn[at]]), place] += many
        return used

    def _consume(self, turn: list[int], run: Run, behind: dict[tuple[int, int], int]) -> None:
        """Take what a turn would have had out of what later ones may claim: first what was left, then the hindmost."""
        picks = run.picks
        columns = (picks.line.tolist(), picks.warehouse.tolist(), picks.grade.tolist(), picks.quantity.tolist())
        hindmost = self._hindmost(behind)
        for at, place, grade, many in zip(*columns, strict=True):
            product = int(self.book.lines.product[turn[at]])
            there = min(many, self.stock[product, place, grade])
            self.stock[product, place, grade] -= there
            self.dock.take(turn[at], place, many)
            rest = many - there
            for (line, house), _many in hindmost:
                if rest and house == place and int(self.book.lines.product[line]) == product:
                    part = min(rest, self.open[line, house])
                    self.open[line, house] -= part
                    self.dock.take(line, place, -part)
                    rest -= part

    def _looks_like_one(self, one: Allowed, short: dict[int, list[int]]) -> bool:
        """Whether a key line that would have stood ahead lacked what this one took by right."""
        standing = self.run.standing
        product = int(self.book.lines.product[one.line])
        mine = (standing.virtual[one.line], standing.due[one.line])
        return any(
            one.warehouse in self.book.lines.warehouses[line] and (standing.virtual[line], standing.due[line]) <= mine
            for line in short.get(product, ())
        )


_OPEN = Rules()


def _short_products(judging: _Judging) -> dict[int, list[int]]:
    """Eligible key lines that stayed short on the day, by product."""
    found: dict[int, list[int]] = defaultdict(list)
    for turn in judging._turns():
        for line in turn:
            found[int(judging.book.lines.product[line])].append(line)
    return found


def _rights(book: Book, run: Run) -> dict[tuple[int, int], dict[Right, int]]:
    """What ordinary lines got before the main pass, by line and warehouse: the right each part came by."""
    rights: dict[tuple[int, int], dict[Right, int]] = {}
    picks, key = run.picks, book.key
    for at in np.flatnonzero((picks.stage < Stage.MAIN) & (picks.grade == Grade.PRIME)).tolist():
        line = int(picks.line[at])
        if key[line]:
            continue
        by = rights.setdefault((line, int(picks.warehouse[at])), {})
        right = _right(run, line, int(picks.stage[at]))
        by[right] = by.get(right, 0) + int(picks.quantity[at])
    return rights


def _right(run: Run, line: int, stage: int) -> Right:
    if stage == Stage.SHARE:
        return "guard"
    if run.names(line, Flag.RELIEF):
        return "relief"
    return "pinned" if run.names(line, Flag.PINNED) else "kept"


def _alone(book: Book, turn: list[int], left: list[int], products: list[int]) -> Book:
    """A book of one turn: its lines with what they still lack, nothing held, kept or promised; its minimum was judged."""
    old, at = book.lines, np.array(turn, dtype=np.int64)
    columns = {name: getattr(old, name)[at] for name in _COLUMNS}
    columns["product"] = np.searchsorted(products, old.product[at]).astype(np.int64)
    orders = sorted({int(order) for order in old.order[at]})
    columns["order"] = np.searchsorted(orders, old.order[at]).astype(np.int64)
    columns["pin"] = np.zeros(len(turn), dtype=np.int64)
    lines = Lines(
        **columns,
        number=tuple(old.number[line] for line in turn),
        warehouses=tuple(old.warehouses[line] for line in turn),
        quantity=_whole(left),
    )
    return replace(
        book, lines=lines, products=[book.products[p] for p in products],
        orders=[replace(book.orders[order], minimum=0) for order in orders], receipts=(), released=(), pins={}, promised=(),
    )  # fmt: skip


def _whole(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def lost_money(inversions: Iterable[Inversion]) -> tuple[int, int]:
    """Money that inversions cost, in the book's money, and how many of them have no price and so count nothing."""
    known = [one.money for one in inversions]
    return sum(one for one in known if one != UNKNOWN), known.count(UNKNOWN)
