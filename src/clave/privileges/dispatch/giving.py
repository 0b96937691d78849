"""Giving a line what is free for it: stock, grade, pack, dock, and what leaves only whole."""

from __future__ import annotations

import numpy as np

from clave.privileges.dispatch.book import NEVER, Book, Bools, Grade, Ints
from clave.privileges.dispatch.codes import Flag
from clave.privileges.dispatch.dock import FITS, Dock
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.sequence import Standing
from clave.privileges.dispatch.supply import Supply

NOBODY = -1


class Giving:
    """The state of a scan while it runs, as plain lists: what is still free, who took what, and the reasons so far.

    `left` and `shipped` by line in smallest units; `picks` are (line, warehouse, grade, quantity); `opener` and `taker` the
    first and the last line that took from a cell; `guarded` what ordinary lines took of their share by cell; `guard` what is
    left of that share, None outside that pass; `docked` the code of what of the dock stopped the last line that was given
    something, `FITS` where nothing did."""

    def __init__(self, book: Book, rules: Rules, standing: Standing) -> None:
        lines, n = book.lines, len(book.lines)
        self.book, self.rules, self.standing = book, rules, standing
        self.supply, self.dock = Supply(book), Dock(book)
        self.sequence: list[int] = standing.sequence.tolist()
        self.product, self.pack = lines.product.tolist(), lines.pack.tolist()
        self.left: list[int] = lines.quantity.tolist()
        self.scale = self.dock.scale
        self.key, self.first = book.key.tolist(), standing.first.tolist()
        self.single, self.whole = standing.single.tolist(), standing.whole.tolist()
        self.blocked, self.waits = standing.blocked.tolist(), standing.waits.tolist()
        self.order = lines.order.tolist()
        self.shipped = [0] * n
        self.code, self.short, self.other, self.free = [0] * n, [0] * n, [NOBODY] * n, [0] * n
        self.flags: list[int] = _flags(book, standing).tolist()
        self.picks: list[tuple[int, int, int, int]] = []
        self.opener: dict[int, int] = {}
        self.taker: dict[int, int] = {}
        self.guarded: dict[int, int] = {}
        self.guard: dict[int, int] | None = None
        self.accepts, self.most = _accepting(book)
        self.docked = FITS

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

    def promises(self) -> dict[int, list[tuple[int, int, int]]]:
        """What an earlier plan promised, by line: warehouse, grade and quantity. Of lines that are gone nothing is kept."""
        if not self.book.promised:
            return {}
        place = {self.book.of(line): line for line in self.sequence}
        house = {name: at for at, name in enumerate(self.book.warehouses)}
        found: dict[int, list[tuple[int, int, int]]] = {}
        for promise in self.book.promised:
            line, warehouse = place.get((promise.order, promise.number)), house.get(promise.warehouse, NOBODY)
            if line is not None and warehouse in self.book.lines.warehouses[line]:
                part = (warehouse, int(promise.grade), int(promise.quantity * self.scale[line]))
                found.setdefault(line, []).append(part)
        return found

    def keep(self, turn: list[int], promised: dict[int, list[tuple[int, int, int]]]) -> None:
        """Give a line, or an order that leaves only complete, what was promised, as far as it is still there. What leaves
        only whole keeps its promise whole, or waits for its turn like everybody."""
        parts = [(line, *part) for line in turn for part in promised.get(line, ())]
        if not parts:
            return
        if self.single[turn[0]] or self.whole[turn[0]]:
            if all(sum(part[3] for part in parts if part[0] == line) == self.left[line] for line in turn):
                self._keep_whole(turn, parts)
            return
        for line, warehouse, grade, quantity in parts:
            free = self.there(line, warehouse, grade)
            got = self._take(
                line, warehouse, grade, min(quantity, self.left[line], free) // self.pack[line] * self.pack[line]
            )
            self.flags[line] |= Flag.KEPT if got else Flag.NONE

    def _keep_whole(self, turn: list[int], parts: list[tuple[int, int, int, int]]) -> None:
        asked: dict[tuple[int, int], int] = {}
        load: dict[int, list[tuple[int, int]]] = {}
        for line, warehouse, grade, quantity in parts:
            at = (self.supply.cell(self.product[line], warehouse), grade)
            asked[at] = asked.get(at, 0) + quantity
            load.setdefault(warehouse, []).append((line, quantity))
            if quantity % self.pack[line] or asked[at] > self.there(line, warehouse, grade):
                return
        if len(load) > 1 or any(self.dock.bears(warehouse, there) != FITS for warehouse, there in load.items()):
            return
        for line, warehouse, grade, quantity in parts:
            self._book(line, warehouse, grade, quantity)
        for line in turn:
            self.flags[line] |= Flag.KEPT

    def there(self, line: int, warehouse: int, grade: int) -> int:
        """What a warehouse has left of a line's product in a grade that its customer takes."""
        cell = self.supply.cell(self.product[line], warehouse)
        if not grade:
            return self.supply.free[cell]
        return self.graded(line, cell, grade) if grade in self.accepts.get(line, ()) else 0

    def graded(self, line: int, cell: int, grade: int) -> int:
        """Graded stock of a cell for a line of a customer who accepts it: no more than what it accepted of an offer."""
        free = self.supply.graded.get((cell, grade), 0)
        most = self.most.get((self.book.buyer(line), self.product[line], grade)) if self.most else None
        return free if most is None else min(free, most)

    def give(self, line: int, wanted: int, ahead: bool = False) -> int:
        """Give a line up to `wanted`, graded stock before prime; returns what it got."""
        if self.single[line]:
            return self._give_whole(line, wanted, ahead)
        product, pack, got = self.product[line], self.pack[line], 0
        places = self.book.lines.warehouses[line]
        if line in self.accepts and self.guard is None:
            for warehouse, grade in self.graded_places(line):
                free = self.graded(line, self.supply.cell(product, warehouse), grade)
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
        possible, full = self.dock.room(line, warehouse, quantity)
        if full != FITS:
            self.docked = full
            possible = possible // self.pack[line] * self.pack[line]
        if possible:
            self._book(line, warehouse, grade, possible)
        return possible

    def _book(self, line: int, warehouse: int, grade: int, quantity: int) -> None:
        """Write a pick: stock, dock, taker and line."""
        cell = self.supply.cell(self.product[line], warehouse)
        self.supply.issue(cell, grade, quantity)
        self.dock.take(line, warehouse, quantity)
        self.opener.setdefault(cell, line)
        self.taker[cell] = line
        self.left[line] -= quantity
        self.shipped[line] += quantity
        self.picks.append((line, warehouse, grade, quantity))
        if grade:
            self.flags[line] |= Flag.GRADE_SECOND
            offer = (self.book.buyer(line), self.product[line], grade)
            if offer in self.most:
                self.most[offer] -= quantity

    def _give_whole(self, line: int, wanted: int, ahead: bool) -> int:
        """A line that leaves only whole: all of it from one warehouse, or nothing."""
        if wanted < self.left[line]:
            return 0
        for warehouse in self.book.lines.warehouses[line]:
            parts = self._parts(line, warehouse, ahead, {})
            if parts is None:
                continue
            full = self.dock.bears(warehouse, [(line, quantity) for _grade, quantity in parts])
            if full != FITS:
                self.docked = full
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
            free = self.graded(line, cell, grade) if grade else self.prime(line, cell, ahead)
            quantity = min(left, max(0, free - used.get((cell, grade), 0))) // pack * pack
            if quantity:
                parts.append((grade, quantity))
                left -= quantity
        return None if left else parts

    def together(self, turn: list[int], ahead: bool = False) -> int:
        """Serve an order whole from the first warehouse that can; NOBODY, or the line that stands in the way.

        The dock counts for the whole order: `docked` says that only the dock was in the way."""
        self.docked = FITS
        blocking, common = turn[0], set.intersection(*(set(self.book.lines.warehouses[line]) for line in turn))
        for warehouse in self.book.lines.warehouses[turn[0]]:
            if warehouse not in common:
                continue
            found = self._all_parts(turn, warehouse, ahead)
            if isinstance(found, int):
                blocking = found
                continue
            full = self.dock.bears(warehouse, [(line, part[1]) for line, part in found])
            if full != FITS:
                self.docked = full
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
            if self.graded(line, cell(product, warehouse), grade)
        ]

    def graded_for(self, line: int) -> int:
        """How much graded stock is free for a line."""
        if line not in self.accepts:
            return 0
        product, by_grade = self.product[line], dict[int, int]()
        for warehouse, grade in self.graded_places(line):
            free = self.supply.graded[self.supply.cell(product, warehouse), grade]
            by_grade[grade] = by_grade.get(grade, 0) + free
        most = {grade: self.most.get((self.book.buyer(line), product, grade)) for grade in by_grade}
        return sum(free if most[grade] is None else min(free, most[grade] or 0) for grade, free in by_grade.items())

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


def _flags(book: Book, standing: Standing) -> Ints:
    """What is known of a line before the scan."""
    flags = np.zeros(len(book.lines), dtype=np.int64)
    marks: tuple[tuple[Flag, Bools], ...] = (
        (Flag.PINNED, standing.first & ~standing.relief),
        (Flag.RELIEF, standing.relief),
        (Flag.MIN_WAIVED, standing.waived),
        (Flag.DATE_UNKNOWN, standing.due >= NEVER),
        (Flag.PRICE_UNKNOWN, book.lines.price < 0),
        (Flag.WEIGHT_UNKNOWN, (book.weight < 0) & any(limit is not None for limit in book.dock)),
        (Flag.LAST_DELIVERY, _last_deliveries(book)[book.lines.order]),
    )
    for flag, where in marks:
        flags[where] |= flag
    return flags


def _last_deliveries(book: Book) -> Bools:
    return np.array([order.last for order in book.orders], dtype=np.bool_)


Offered = dict[tuple[int, int, int], int]


def _accepting(book: Book) -> tuple[dict[int, tuple[int, ...]], Offered]:
    """Lines whose customer signed for grades of that family or accepted an offer of that product, with the grades; slow
    movers after seconds. And what is left of accepted offers by customer, product and grade, where no signature covers it."""
    found: dict[int, tuple[int, ...]] = {}
    left: Offered = {}
    if not any(lot.grade for lot in book.lots):
        return found, left
    willing = {at for at, account in enumerate(book.accounts) if account.accepts or account.takes}
    orders = [place for place, order in enumerate(book.orders) if order.account in willing]
    for line in np.flatnonzero(np.isin(book.lines.order, orders)).tolist():
        product, account = book.products[book.lines.product[line]], book.account(line)
        signed = {grade for grade in GRADED if (product.family, grade) in account.accepts}
        offered = {grade: most for code, grade, most in account.takes if code == product.code and grade not in signed}
        for grade, most in offered.items():
            left[book.buyer(line), int(book.lines.product[line]), grade] = int(most * product.scale)
        if signed or offered:
            found[line] = tuple(grade for grade in GRADED if grade in signed or grade in offered)
    return found, left


GRADED = (Grade.SECOND, Grade.SLOW)
