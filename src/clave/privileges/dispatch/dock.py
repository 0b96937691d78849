"""The dock: what may still leave each warehouse today, in kilos and in pallets; both count, and what nobody knows takes none."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from clave.privileges.dispatch.book import Book, Ints
from clave.privileges.dispatch.codes import Code

FITS = 0
FULL = (Code.DOCK_FULL, Code.PALLETS_FULL)
"""What is said where kilos, and where pallets, are in the way."""


class Dock:
    """What is left of each dock, by measure and warehouse (None = no limit), and what a line takes of it, rounded up."""

    def __init__(self, book: Book) -> None:
        free: list[int | None] = [None] * len(book.warehouses)
        self.left = [list(limits) or list(free) for limits in (book.dock, book.pallets)]
        self.unit = [_known(book.weight), _known(book.pallet)]
        self.scale: list[int] = book.scale.tolist()

    def load(self, measure: int, line: int, quantity: int) -> int:
        """What a quantity of a line takes."""
        return -(-self.unit[measure][line] * quantity // self.scale[line])

    def room(self, line: int, warehouse: int, wanted: int) -> tuple[int, int]:
        """As much of `wanted` as still fits, and the code of what is in the way of more (`FITS` = nothing)."""
        most, why = wanted, FITS
        for measure, code in enumerate(FULL):
            left, unit = self.left[measure][warehouse], self.unit[measure][line]
            if left is not None and unit and left * self.scale[line] // unit < most:
                most, why = max(0, left * self.scale[line] // unit), int(code)
        return most, why

    def bears(self, warehouse: int, parts: Iterable[tuple[int, int]]) -> int:
        """`FITS` where all of these lines and quantities fit together, else the code of what is in the way."""
        there = list(parts)
        for measure, code in enumerate(FULL):
            left = self.left[measure][warehouse]
            if left is not None and sum(self.load(measure, *part) for part in there) > max(0, left):
                return int(code)
        return FITS

    def take(self, line: int, warehouse: int, quantity: int) -> None:
        """Take what a quantity needs off the dock; a quantity below zero gives it back."""
        for measure in range(len(FULL)):
            left = self.left[measure][warehouse]
            if left is not None:
                load = self.load(measure, line, abs(quantity))
                self.left[measure][warehouse] = left - load if quantity > 0 else left + load

    def copied(self) -> Dock:
        """Another dock with the same left, to try something on."""
        other = copy(self)
        other.left = [list(measure) for measure in self.left]
        return other

    def floored(self) -> Dock:
        """The same dock, with nothing below zero: where more left than fits, nothing is left."""
        self.left = [[None if left is None else max(0, left) for left in measure] for measure in self.left]
        return self


def _known(unit: Ints) -> list[int]:
    found: list[int] = unit.clip(0).tolist()
    return found
