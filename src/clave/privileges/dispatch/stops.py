"""The dock of a day: customer by customer, in the turn of what leaves first for each of them (G2).

A stop is a customer at one dock: everything that leaves for it from there is loaded together, at the earliest of its turns, so
that nobody is called twice and nobody who stands ahead waits for whoever stands behind. What nobody knows the weight of is
counted, never zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

NO_TURN = 1 << 40
"""Behind everybody: what leaves without a turn, such as lines of a plan made before turns were kept."""


@dataclass(frozen=True)
class Leaving:
    """A part of an order line that leaves from one dock in one grade; `kilos` and `pallets` of all of it, None = not known."""

    order: str
    line: str
    customer: str
    name: str
    key: bool
    product: str
    product_name: str
    turn: int | None
    grade: int
    quantity: Decimal
    kilos: Decimal | None = None
    pallets: Decimal | None = None

    @property
    def rank(self) -> tuple[int, str, str, int]:
        """By turn; then by name and grade, so that the same plan always gives the same sheet."""
        return (NO_TURN if self.turn is None else self.turn, self.order, self.line, self.grade)


@dataclass(frozen=True)
class Load:
    """What weighs and takes room: kilos and pallets that are known, and of how many parts each is not."""

    kilos: Decimal
    pallets: Decimal
    weightless: int
    unstacked: int


def load_of(parts: Iterable[Leaving]) -> Load:
    """The load of some parts together."""
    there = list(parts)
    return Load(
        sum((one.kilos for one in there if one.kilos is not None), Decimal(0)),
        sum((one.pallets for one in there if one.pallets is not None), Decimal(0)),
        sum(one.kilos is None for one in there), sum(one.pallets is None for one in there),
    )  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """One customer at a dock: its place in the sequence, from 1, and what leaves for it, in turn."""

    place: int
    customer: str
    name: str
    key: bool
    parts: tuple[Leaving, ...]

    @cached_property
    def load(self) -> Load:
        """What it weighs."""
        return load_of(self.parts)

    @property
    def turn(self) -> int | None:
        """The turn that gives it its place."""
        return self.parts[0].turn


def stops(parts: Iterable[Leaving]) -> tuple[Stop, ...]:
    """The stops of one dock in sequence; the same for the parts in any order."""
    found: dict[str, list[Leaving]] = {}
    for one in sorted(parts, key=lambda part: part.rank):
        found.setdefault(one.customer, []).append(one)
    return tuple(
        Stop(place, customer, mine[0].name, any(one.key for one in mine), tuple(mine))
        for place, (customer, mine) in enumerate(found.items(), 1)
    )
