"""The plan itself: one ordered scan in plain Python that gives each line what is free for it, and writes why (G2, G3, E8).

In words: sort the open lines once, walk down, give each line what is free for it in its first warehouse, then in the next;
obey its partial rule, its pack and the dock. Three passes over the same sequence, each a few lines:

1. **first**: what a person pinned, what relief puts first, and what an earlier plan of the day promised (`Lines.kept`);
2. **guard**: ordinary lines, from the share of each stock that is kept for them; leftovers go back;
3. **main**: everybody, in sequence.

Key lines whose day has not come hold stock for their day: a line that stands behind them in the sequence gets what is
free now and still free on each of their days, confirmed receipts counted. Stock of second grade goes only to who signed for
it, before prime. 100,000 lines take a few tenths of a second (bench/dispatching.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clave.privileges.dispatch.book import NEVER, Book, Bools, Grade, Ints
from clave.privileges.dispatch.codes import Code, Flag
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.sequence import Standing, stand
from clave.privileges.dispatch.supply import Supply

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Picks:
    """What leaves, as columns of one length: line, warehouse, grade and quantity. A line may have several."""

    line: Ints
    warehouse: Ints
    grade: Ints
    quantity: Ints


@dataclass(frozen=True, eq=False)
class Run:
    """One scan, by line: how much leaves (`shipped`), the `code`, of a part the code of what stays (`short`), the line that
    the reason names (`other`, −1 = none), what was `free` for it at its turn, `flags`, and where it stood (`position` from
    0 in `standing.sequence`). `free_after` is what is left of prime stock by product × warehouse, `dock_after` by warehouse.
    """

    rules: Rules
    standing: Standing
    position: Ints
    shipped: Ints
    code: Ints
    short: Ints
    other: Ints
    free: Ints
    flags: Ints
    picks: Picks
    free_after: Ints
    dock_after: tuple[int | None, ...]

    def names(self, line: int, flag: Flag) -> bool:
        """Whether a line carries a flag."""
        return bool(int(self.flags[line]) & flag)


def scan(book: Book, rules: Rules) -> Run:
    """What leaves today, in which sequence, how much, from where, and why: a `Run` over the lines of the book.

    Pure and total: nothing raises for any book that `opening` makes; the same book and rules give the same run."""
    standing = stand(book, rules)
    walk = _Walk(book, rules, standing)
    walk.first_pass()
    if rules.guard and (rules.head_start and bool(book.head_start.any())):
        walk.guard_pass()
    walk.main_pass()
    return walk.run()


class _Walk:
    """The state of a scan: what is still free, who took what, and the reasons so far."""

    def __init__(self, book: Book, rules: Rules, standing: Standing) -> None:
        lines, n = book.lines, len(book.lines)
        self.book, self.rules, self.standing = book, rules, standing
        self.supply = Supply(book)
        self.sequence: list[int] = standing.sequence.tolist()
        self.product, self.pack = lines.product.tolist(), lines.pack.tolist()
        self.left: list[int] = lines.quantity.tolist()
        self.weight, self.scale = book.weight.tolist(), book.scale.tolist()
        self.key, self.first = book.key.tolist(), standing.first.tolist()
        self.single, self.whole = standing.single.tolist(), standing.whole.tolist()
        self.blocked, self.waits = standing.blocked.tolist(), standing.waits.tolist()
        self.order = lines.order.tolist()
        self.shipped = [0] * n
        self.code, self.short, self.other, self.free = [0] * n, [0] * n, [NOBODY] * n, [0] * n
        self.flags: list[int] = _flags(book, standing).tolist()
        self.picks: list[tuple[int, int, int, int]] = []
        self.taker: dict[int, int] = {}
        self.guarded: dict[int, int] = {}
        self.guard: dict[int, int] | None = None
        self.accepts = _accepting(book)
        self.docked = False

    # passes ---------------------------------------------------------------------------------------------------------

    def turns(self) -> Iterator[list[int]]:
        """The lines in sequence: one at a time, those of an order that leaves only complete together."""
        sequence, whole, order = self.sequence, self.whole, self.order
        place, count = 0, len(sequence)
        while place < count:
            line, end = sequence[place], place + 1
            if whole[line]:
                while end < count and order[sequence[end]] == order[line]:
                    end += 1
            yield sequence[place:end]
            place = end

    def first_pass(self) -> None:
        """Pinned and relieved lines whole; then what was promised today already."""
        kept = self.book.lines.kept.tolist()
        some = np.flatnonzero(self.standing.first | (self.book.lines.kept > 0))
        if not len(some):
            return
        wanted = set(some.tolist())
        for turn in self.turns():
            if turn[0] not in wanted or any(self.blocked[line] for line in turn):
                continue
            if self.whole[turn[0]]:
                if self.first[turn[0]]:
                    self.together(turn, ahead=True)
                elif all(kept[line] >= self.left[line] for line in turn) and self.together(turn, True) == NOBODY:
                    for line in turn:
                        self.flags[line] |= Flag.KEPT
                continue
            line = turn[0]
            got = self.give(line, self.left[line] if self.first[line] else min(kept[line], self.left[line]), ahead=True)
            if got and not self.first[line]:
                self.flags[line] |= Flag.KEPT

    def guard_pass(self) -> None:
        """Ordinary lines from the share kept for them; what they do not take goes back by itself."""
        self.guard = self.supply.guard(self.rules.guard, self._ordinary_need())
        for turn in self.turns():
            if (
                self.key[turn[0]]
                or any(self.blocked[line] for line in turn)
                or not any(map(self.left.__getitem__, turn))
            ):
                continue
            before = len(self.picks)
            if self.whole[turn[0]]:
                self.together(turn)
            else:
                line = turn[0]
                self.give(line, max(0, self.left[line] - self.graded_for(line)))
            for line, warehouse, _grade, quantity in self.picks[before:]:
                cell = self.supply.cell(self.product[line], warehouse)
                self.guarded[cell] = self.guarded.get(cell, 0) + quantity
                self.guard[cell] -= quantity
                self.flags[line] |= Flag.GUARDED
        self.guard = None

    def main_pass(self) -> None:
        """Everybody in sequence: what is free for each, and why not more."""
        for turn in self.turns():
            if self.whole[turn[0]]:
                self.main_together(turn)
                continue
            line = turn[0]
            if self.blocked[line]:
                self.code[line] = self.blocked[line]
                if self.waits[line]:
                    self.hold(line)
                continue
            self.free[line] = self.shipped[line] + self.free_for(line)
            if self.left[line]:
                self.docked = False
                self.give(line, self.left[line], ahead=self.first[line])
            self.say(line)

    def main_together(self, turn: list[int]) -> None:
        """An order that leaves only complete: all of it from one warehouse, or none."""
        barred = [line for line in turn if self.blocked[line]]
        for line in turn:
            self.free[line] = self.shipped[line] + self.free_for(line)
        if barred:
            for line in turn:
                self.code[line] = self.blocked[line] or Code.ORDER_COMPLETE_ONLY
                self.other[line] = NOBODY if self.blocked[line] else barred[0]
                if self.waits[line]:
                    self.hold(line)
            return
        if all(not self.left[line] for line in turn):  # served in an earlier pass
            blocking = NOBODY
        else:
            blocking = self.together(turn, ahead=self.first[turn[0]])
        for line in turn:
            if not self.left[line]:
                self.code[line] = Code.SHIP_FULL
            elif line == blocking:
                self.explain_blocking(line)
            else:
                self.code[line], self.other[line] = Code.ORDER_COMPLETE_ONLY, blocking

    def _ordinary_need(self) -> dict[int, int]:
        """By cell, what ordinary lines that may leave still lack, each in its home."""
        need: dict[int, int] = {}
        for line in self.sequence:
            if not (self.key[line] or self.blocked[line]):
                cell = self.supply.cell(self.product[line], self.book.lines.warehouses[line][0])
                need[cell] = need.get(cell, 0) + self.left[line]
        return need

    # giving ---------------------------------------------------------------------------------------------------------

    def prime(self, line: int, cell: int, ahead: bool) -> int:
        """Prime stock of a cell that is free for a line at this moment."""
        free = self.supply.free[cell]
        if self.guard is not None:  # only in its home, where its need was counted
            home = self.book.lines.warehouses[line][0]
            return min(free, self.guard.get(cell, 0)) if cell == self.supply.cell(self.product[line], home) else 0
        if ahead or self.key[line]:
            return free
        margin = self.supply.margin.get(cell, 0)
        return free if margin >= 0 else max(0, free + margin)

    def room(self, line: int, warehouse: int, wanted: int) -> int:
        """As much of `wanted` as the dock still takes of this line; a weight nobody knows takes no room."""
        dock, weight = self.supply.dock[warehouse], self.weight[line]
        return wanted if dock is None or weight <= 0 else min(wanted, dock * self.scale[line] // weight)

    def give(self, line: int, wanted: int, ahead: bool = False) -> int:
        """Give a line up to `wanted`, graded stock before prime; returns what it got."""
        if self.single[line]:
            return self._give_whole(line, wanted, ahead)
        product, pack, got = self.product[line], self.pack[line], 0
        places = self.book.lines.warehouses[line]
        if line in self.accepts and self.guard is None:
            for warehouse, grade in self.graded_places(line):
                free = self.supply.graded[self.supply.cell(product, warehouse), grade]
                got += self._take(line, warehouse, grade, min(wanted - got, free) // pack * pack)
        for warehouse in places:
            if got >= wanted:
                break
            free = self.prime(line, self.supply.cell(product, warehouse), ahead)
            got += self._take(line, warehouse, Grade.PRIME, min(wanted - got, free) // pack * pack)
        return got

    def _take(self, line: int, warehouse: int, grade: int, quantity: int) -> int:
        """As much of a quantity as the dock takes, in whole packs."""
        if quantity <= 0:
            return 0
        possible = self.room(line, warehouse, quantity)
        if possible < quantity:
            self.docked = True
            possible = possible // self.pack[line] * self.pack[line]
        if possible:
            self._book(line, warehouse, grade, possible)
        return possible

    def _book(self, line: int, warehouse: int, grade: int, quantity: int) -> None:
        """Write a pick: stock, dock, taker and line."""
        cell = self.supply.cell(self.product[line], warehouse)
        self.supply.issue(
            cell, grade, quantity, -(-max(self.weight[line], 0) * quantity // self.scale[line]), warehouse
        )
        self.taker[cell] = line
        self.left[line] -= quantity
        self.shipped[line] += quantity
        self.picks.append((line, warehouse, grade, quantity))
        if grade:
            self.flags[line] |= Flag.GRADE_SECOND

    def _give_whole(self, line: int, wanted: int, ahead: bool) -> int:
        """A line that leaves only whole: all of it from one warehouse, or nothing."""
        if wanted < self.left[line]:
            return 0
        for warehouse in self.book.lines.warehouses[line]:
            parts = self._parts(line, warehouse, ahead, {})
            if parts is None:
                continue
            if self.room(line, warehouse, wanted) < wanted:
                self.docked = True
                continue
            for grade, quantity in parts:
                self._book(line, warehouse, grade, quantity)
            return wanted
        return 0

    def _parts(
        self, line: int, warehouse: int, ahead: bool, used: dict[tuple[int, int], int]
    ) -> list[tuple[int, int]] | None:
        """How one warehouse would serve all that a line lacks, by grade; None where it cannot. `used` is promised besides."""
        left, pack, cell = self.left[line], self.pack[line], self.supply.cell(self.product[line], warehouse)
        parts: list[tuple[int, int]] = []
        grades = self.accepts.get(line, ()) if self.guard is None else ()
        for grade in (*grades, Grade.PRIME):
            free = self.supply.graded.get((cell, grade), 0) if grade else self.prime(line, cell, ahead)
            quantity = min(left, max(0, free - used.get((cell, grade), 0))) // pack * pack
            if quantity:
                parts.append((grade, quantity))
                left -= quantity
        return None if left else parts

    def together(self, turn: list[int], ahead: bool = False) -> int:
        """Serve an order whole from the first warehouse that can; NOBODY, or the line that stands in the way.

        The dock counts for the whole order: `docked` says that only the dock was in the way."""
        self.docked = False
        blocking, common = turn[0], set.intersection(*(set(self.book.lines.warehouses[line]) for line in turn))
        for warehouse in self.book.lines.warehouses[turn[0]]:
            if warehouse not in common:
                continue
            found = self._all_parts(turn, warehouse, ahead)
            if isinstance(found, int):
                blocking = found
                continue
            load = sum(-(-max(self.weight[line], 0) * part[1] // self.scale[line]) for line, part in found)
            dock = self.supply.dock[warehouse]
            if dock is not None and load > dock:
                self.docked = True
                continue
            for line, (grade, quantity) in found:
                self._book(line, warehouse, grade, quantity)
            return NOBODY
        return blocking

    def _all_parts(self, turn: list[int], warehouse: int, ahead: bool) -> list[tuple[int, tuple[int, int]]] | int:
        used: dict[tuple[int, int], int] = {}
        found: list[tuple[int, tuple[int, int]]] = []
        for line in turn:
            parts = self._parts(line, warehouse, ahead, used)
            if parts is None:
                return line
            cell = self.supply.cell(self.product[line], warehouse)
            for grade, quantity in parts:
                used[cell, grade] = used.get((cell, grade), 0) + quantity
                found.append((line, (grade, quantity)))
        return found

    def graded_places(self, line: int) -> list[tuple[int, int]]:
        """Warehouse and grade of every graded stock that an accepting line may take."""
        product, cell = self.product[line], self.supply.cell
        return [
            (warehouse, grade)
            for grade in self.accepts[line]
            for warehouse in self.book.lines.warehouses[line]
            if self.supply.graded.get((cell(product, warehouse), grade), 0)
        ]

    def graded_for(self, line: int) -> int:
        """How much graded stock is free for a line."""
        if line not in self.accepts:
            return 0
        product = self.product[line]
        return sum(self.supply.graded[self.supply.cell(product, w), grade] for w, grade in self.graded_places(line))

    def free_for(self, line: int) -> int:
        """What is free for a line in all its warehouses."""
        product, cell = self.product[line], self.supply.cell
        ahead = self.first[line]
        prime = sum(self.prime(line, cell(product, warehouse), ahead) for warehouse in self.book.lines.warehouses[line])
        return prime + self.graded_for(line)

    def hold(self, line: int) -> None:
        """A key line whose day has not come holds stock in its home for that day."""
        home = self.book.lines.warehouses[line][0]
        due = int(self.standing.due[line])
        self.supply.hold(self.supply.cell(self.product[line], home), due, line, self.left[line])

    # reasons --------------------------------------------------------------------------------------------------------

    def say(self, line: int) -> None:
        """The code of a line at its turn."""
        left = self.left[line]
        if not left:
            self.code[line] = Code.SHIP_FULL
            return
        reason, self.other[line] = self.why_not(line)
        if not self.shipped[line]:
            self.code[line] = reason
            return
        self.short[line] = reason
        self.code[line] = {
            Code.DOCK_FULL: Code.SHIP_PARTIAL_DOCK, Code.PACK_ONLY: Code.SHIP_PARTIAL_PACK
        }.get(reason, Code.SHIP_PARTIAL_STOCK)  # fmt: skip

    def why_not(self, line: int) -> tuple[Code, int]:
        """Why a line gets no more now, and the line that the reason names."""
        left, pack, supply, key = self.left[line], self.pack[line], self.supply, self.key[line]
        all_of_it = self.single[line] or self.whole[line]
        if left < pack or (all_of_it and left % pack):
            return Code.PACK_ONLY, NOBODY
        if self.docked:
            return Code.DOCK_FULL, NOBODY
        cells = [supply.cell(self.product[line], warehouse) for warehouse in self.book.lines.warehouses[line]]
        enough = left if all_of_it else pack
        graded = self.graded_for(line) if all_of_it else 0
        if not key and not self.first[line]:
            for cell in cells:
                if supply.free[cell] + graded >= enough and supply.margin.get(cell, 0) < 0:
                    return Code.HELD_FOR_KEY, supply.binding(cell)
        if key and any(
            supply.free[cell] + self.guarded.get(cell, 0) >= enough and self.guarded.get(cell) for cell in cells
        ):
            return Code.GUARD_RESERVED, NOBODY
        if any(supply.free[cell] for cell in cells):
            return (Code.LINE_COMPLETE_ONLY if self.single[line] else Code.PACK_ONLY), NOBODY
        if key and any(self.guarded.get(cell) for cell in cells):
            return Code.GUARD_RESERVED, NOBODY
        if not any(supply.start[cell] for cell in cells):
            return Code.NO_STOCK, NOBODY
        return Code.STOCK_TO_EARLIER, next((self.taker[cell] for cell in cells if cell in self.taker), NOBODY)

    def explain_blocking(self, line: int) -> None:
        """The line because of which its order stays: its own reason where nothing is free, else that the order is whole."""
        reason, other = self.why_not(line)
        said = reason not in (Code.LINE_COMPLETE_ONLY, Code.PACK_ONLY) or bool(self.left[line] % self.pack[line])
        self.code[line] = reason if said else Code.ORDER_COMPLETE_ONLY
        self.other[line] = other if said else line

    def run(self) -> Run:
        """The finished run."""
        n = len(self.sequence)
        position = np.empty(n, dtype=np.int64)
        position[self.standing.sequence] = np.arange(n)
        picks = np.array(self.picks, dtype=np.int64).reshape(-1, 4)
        flags = np.array(self.flags, dtype=np.int64)
        shipped = np.array(self.shipped, dtype=np.int64)
        flags[~(self.standing.waived & (shipped > 0))] &= ~int(Flag.MIN_WAIVED)
        return Run(
            self.rules, self.standing, position, shipped, _column(self.code), _column(self.short), _column(self.other),
            _column(self.free), flags, Picks(*picks.T), _column(self.supply.free), tuple(self.supply.dock),
        )  # fmt: skip


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _flags(book: Book, standing: Standing) -> Ints:
    """What is known of a line before the scan."""
    flags = np.zeros(len(book.lines), dtype=np.int64)
    marks: tuple[tuple[Flag, Bools], ...] = (
        (Flag.PINNED, standing.first & ~standing.relief),
        (Flag.RELIEF, standing.relief),
        (Flag.MIN_WAIVED, standing.waived),
        (Flag.DATE_UNKNOWN, standing.due >= NEVER),
        (Flag.PRICE_UNKNOWN, book.lines.price < 0),
        (Flag.WEIGHT_UNKNOWN, book.weight < 0),
    )
    for flag, where in marks:
        flags[where] |= flag
    return flags


def _accepting(book: Book) -> dict[int, tuple[int, ...]]:
    """Lines whose customer signed for grades of that family, with the grades; slow movers after seconds."""
    found: dict[int, tuple[int, ...]] = {}
    if not any(lot.grade for lot in book.lots):
        return found
    willing = {place for place, order in enumerate(book.orders) if book.accounts[order.account].accepts}
    for line in np.flatnonzero(np.isin(book.lines.order, list(willing))).tolist():
        family = book.products[book.lines.product[line]].family
        grades = tuple(grade for grade in (Grade.SECOND, Grade.SLOW) if (family, grade) in book.account(line).accepts)
        if grades:
            found[line] = grades
    return found
