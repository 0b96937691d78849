"""The plan itself: one ordered scan in plain Python that gives each line what is free for it, and writes why (G2, G3, E8).

In words: sort the open lines once, walk down, give each line what is free for it in its first warehouse, then in the next;
obey its partial rule, its pack and the dock. Three passes over the same sequence, each a few lines:

1. **first**: what a person pinned, then what an earlier plan of the day promised (`Book.promised`), then what relief puts first;
2. **guard**: ordinary lines, from the share of each stock that is kept for them; leftovers go back;
3. **main**: everybody, in sequence.

Key lines whose day has not come hold stock for their day: a line that stands behind them in the sequence gets what is
free now and still free on each of their days, confirmed receipts counted. Stock of second grade goes only to who signed for
it, before prime. 100,000 lines take a few tenths of a second (bench/dispatching.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from clave.privileges.dispatch.book import Book, Ints, Pin
from clave.privileges.dispatch.codes import Code, Flag
from clave.privileges.dispatch.dock import FITS, FULL
from clave.privileges.dispatch.giving import NOBODY, Giving
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.sequence import Standing, stand


class Stage(IntEnum):
    """The pass of the scan: what was pinned, relieved or promised; the share of ordinary lines; everybody in sequence."""

    FIRST = 0
    SHARE = 1
    MAIN = 2


@dataclass(frozen=True, eq=False)
class Picks:
    """What leaves, as columns of one length: line, warehouse, grade and quantity. A line may have several.

    `stage`: which pass gave it, a `Stage`."""

    line: Ints
    warehouse: Ints
    grade: Ints
    quantity: Ints
    stage: Ints


@dataclass(frozen=True, eq=False)
class Run:
    """One scan, by line: how much leaves (`shipped`), the `code`, of a part the code of what stays (`short`), the line that
    the reason names (`other`, −1 = none), what was `free` for it at its turn, `flags`, and where it stood (`position` from
    0 in `standing.sequence`). `free_after` is what is left of prime stock by product × warehouse, `dock_after` what is left
    of the dock, in kilos and in pallets, by warehouse."""

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
    dock_after: tuple[tuple[int | None, ...], ...]

    def names(self, line: int, flag: Flag) -> bool:
        """Whether a line carries a flag."""
        return bool(int(self.flags[line]) & flag)


def scan(book: Book, rules: Rules) -> Run:
    """What leaves today, in which sequence, how much, from where, and why: a `Run` over the lines of the book.

    Pure and total: nothing raises for any book that `opening` makes; the same book and rules give the same run."""
    standing = stand(book, rules)
    walk = _Walk(book, rules, standing)
    walk.first_pass()
    shared = len(walk.picks)
    if rules.guard and (rules.head_start and bool(book.head_start.any())):
        walk.guard_pass()
    main = len(walk.picks)
    walk.main_pass()
    return walk.run(shared, main)


class _Walk(Giving):
    """The three passes, and the reason of every line at its turn."""

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
        """What a person pinned; then what was promised today already; then lines that gave way too often."""
        promised, pinned = self.promises(), set(np.flatnonzero(self.book.lines.pin == Pin.FIRST).tolist())
        if not (promised or self.standing.first.any()):
            return
        free = [turn for turn in self.turns() if not any(self.blocked[line] for line in turn)]
        by_hand = [turn for turn in free if pinned.intersection(turn)]
        others = [turn for turn in free if not pinned.intersection(turn)]
        for turn in by_hand:
            self.serve_first(turn)
        for turn in others:
            self.keep(turn, promised)
        for turn in others:
            if self.first[turn[0]]:
                self.serve_first(turn)

    def serve_first(self, turn: list[int]) -> None:
        """Give a turn all that it lacks, whatever is held for others."""
        if self.whole[turn[0]]:
            self.together(turn, ahead=True)
        else:
            self.give(turn[0], self.left[turn[0]], ahead=True)

    def guard_pass(self) -> None:
        """Ordinary lines from the share kept for them; what they do not take goes back by itself."""
        had: dict[int, int] = {}  # a promise or a pin of the day is part of the share: it is not given twice
        for line, warehouse, grade, quantity in self.picks:
            if not (self.key[line] or grade):
                cell = self.supply.cell(self.product[line], warehouse)
                had[cell] = had.get(cell, 0) + quantity
        self.guard = self.supply.guard(self.rules.guard, self._ordinary_need(), had)
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
                self.docked = FITS
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
        served = not any(self.left[line] for line in turn)  # in an earlier pass
        blocking = NOBODY if served else self.together(turn, ahead=self.first[turn[0]])
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
        rest = reason is Code.PACK_ONLY and left < self.pack[line]  # less than a pack is left of the order itself
        docked = reason in FULL
        self.code[line] = (
            Code.SHIP_PARTIAL_DOCK if docked else Code.SHIP_PARTIAL_PACK if rest else Code.SHIP_PARTIAL_STOCK
        )

    def why_not(self, line: int) -> tuple[Code, int]:
        """Why a line gets no more now, and the line that the reason names."""
        left, pack, supply, key = self.left[line], self.pack[line], self.supply, self.key[line]
        all_of_it = self.single[line] or self.whole[line]
        if left < pack or (all_of_it and left % pack):
            return Code.PACK_ONLY, NOBODY
        if self.docked != FITS:
            return Code(self.docked), NOBODY
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
        if self.all_for(line, cells):
            return Code.NO_STOCK, NOBODY
        return Code.STOCK_TO_EARLIER, next((self.taker[cell] for cell in cells if cell in self.taker), NOBODY)

    def all_for(self, line: int, cells: list[int]) -> bool:
        """Whether nobody took of it before: the line had all there was, or there was nothing."""
        if self.flags[line] & (Flag.GUARDED | Flag.KEPT):  # given in parts: who took what between them is not looked up
            return False
        return all(self.opener.get(cell, line) == line for cell in cells)

    def explain_blocking(self, line: int) -> None:
        """The line because of which its order stays: its own reason where nothing is free, else that the order is whole."""
        reason, other = self.why_not(line)
        said = reason not in (Code.LINE_COMPLETE_ONLY, Code.PACK_ONLY) or bool(self.left[line] % self.pack[line])
        self.code[line] = reason if said else Code.ORDER_COMPLETE_ONLY
        self.other[line] = other if said else line

    def run(self, shared: int, main: int) -> Run:
        """The finished run; the picks from `shared` on are of the guard pass, those from `main` on of the main one."""
        n = len(self.sequence)
        position = np.empty(n, dtype=np.int64)
        position[self.standing.sequence] = np.arange(n)
        picks = np.array(self.picks, dtype=np.int64).reshape(-1, 4)
        stage = np.searchsorted([shared, main], np.arange(len(picks)), side="right").astype(np.int64)
        given = Picks(picks[:, 0], picks[:, 1], picks[:, 2], picks[:, 3], stage)
        flags = np.array(self.flags, dtype=np.int64)
        shipped = np.array(self.shipped, dtype=np.int64)
        flags[~(self.standing.waived & (shipped > 0))] &= ~int(Flag.MIN_WAIVED)
        return Run(
            self.rules, self.standing, position, shipped, _column(self.code), _column(self.short), _column(self.other),
            _column(self.free), flags, given, _column(self.supply.free), tuple(map(tuple, self.dock.left)),
        )  # fmt: skip


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
