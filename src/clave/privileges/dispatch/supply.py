"""What is there to give: free stock by product and warehouse, graded stock, and what is held for key lines."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping

from clave.privileges.dispatch.book import Book, Grade
from clave.privileges.dispatch.rules import PARTS


class Supply:
    """The stock of a scan while it runs. A cell is product × number of warehouses + warehouse.

    `free` is prime stock by cell, `start` what it was, `graded` by (cell, grade);
    `margin` by cell is the smallest of (receipts − held) over the days of the held lines: below 0, that much is held."""

    def __init__(self, book: Book) -> None:
        self.places = len(book.warehouses)
        self.free = [0] * (len(book.products) * self.places)
        self.graded: dict[tuple[int, int], int] = {}
        for lot in book.lots:
            cell = self.cell(lot.product, lot.warehouse)
            if lot.grade == Grade.PRIME:
                self.free[cell] += lot.quantity
            else:
                self.graded[cell, lot.grade] = self.graded.get((cell, lot.grade), 0) + lot.quantity
        self.start = list(self.free)
        self.margin: dict[int, int] = {}
        self._holds: dict[int, list[tuple[int, int, int, int]]] = {}
        self._binding: dict[int, int] = {}
        self._receipts: dict[int, list[tuple[int, int]]] = {}
        self._released: dict[int, tuple[int, int]] = {}
        self._remember(book)

    def _remember(self, book: Book) -> None:
        for receipt in book.receipts:
            if receipt.confirmed and receipt.day > book.today:
                cell = self.cell(receipt.product, receipt.warehouse)
                insort(self._receipts.setdefault(cell, []), (receipt.day, receipt.quantity))
        for gone in book.released:
            cell = self.cell(gone.product, gone.warehouse)
            whole, ordinary = self._released.get(cell, (0, 0))
            self._released[cell] = (whole + gone.quantity, ordinary + (0 if gone.key else gone.quantity))

    def cell(self, product: int, warehouse: int) -> int:
        """The cell of a product in a warehouse."""
        return product * self.places + warehouse

    def issue(self, cell: int, grade: int, quantity: int) -> None:
        """Take a quantity out of the stock."""
        if grade:
            self.graded[cell, grade] -= quantity
        else:
            self.free[cell] -= quantity

    def guard(self, share: int, need: Mapping[int, int], had: Mapping[int, int]) -> dict[int, int]:
        """By cell, what is kept first for ordinary lines: a share (ten-thousandths) of what the day began with, less what
        ordinary lines `had` before or had released already, and no more than they need."""
        kept: dict[int, int] = {}
        for cell, wanted in need.items():
            whole, ordinary = self._released.get(cell, (0, 0))
            share_of = share * (self.start[cell] + whole) // PARTS - ordinary - had.get(cell, 0)
            kept[cell] = max(0, min(share_of, wanted, self.free[cell]))
        return kept

    def hold(self, cell: int, due: int, line: int, quantity: int) -> None:
        """Hold stock of a cell for a line on its day; renews the margin and the line that binds it."""
        holds = self._holds.setdefault(cell, [])
        insort(holds, (due, len(holds), line, quantity))
        receipts, place, balance = self._receipts.get(cell, ()), 0, 0
        lowest: int | None = None
        for at, (day, _turn, holder, held) in enumerate(holds):
            while place < len(receipts) and receipts[place][0] <= day:
                balance += receipts[place][1]
                place += 1
            balance -= held
            same_day_follows = at + 1 < len(holds) and holds[at + 1][0] == day
            if not same_day_follows and (lowest is None or balance < lowest):
                lowest, self._binding[cell] = balance, holder
        self.margin[cell] = min(0, lowest or 0)

    def binding(self, cell: int) -> int:
        """The line for which the stock of a cell is held."""
        return self._binding[cell]
