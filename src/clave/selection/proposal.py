"""The rule's choice on the point values: what the list proposes, and the cut that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clave.measures.shape import Floats
from clave.selection.capacity import Room
from clave.selection.programme import best_set
from clave.selection.rule import OUT, Rounds, choose
from clave.selection.seats import NOBODY, Contest, Seat
from clave.selection.slate import Bools, Slate


@dataclass(frozen=True)
class Proposal:
    """Who the rule chooses of the n customers of a slate.

    `values` and `inside` (n,); `seated` maps a row to the criterion whose seat it holds; `last_in` is the value of
    the last one in by value, `first_out` of the first candidate left out (±inf where there is none); `greedy_gap` the
    share of the total value that filling from the best down would lose against the best set."""

    values: Floats
    inside: Bools
    seated: Mapping[int, str]
    last_in: float
    first_out: float
    greedy_gap: float


def values(slate: Slate, weights: Floats) -> Floats:
    """Σ w·score of every customer, 0–100; shape (n,)."""
    total = np.zeros(len(slate))
    for column, weight in enumerate(weights):
        total += weight * slate.point[:, column]
    return total


def propose(slate: Slate, weights: Floats, seats: tuple[Seat, ...], room: Room) -> Proposal:
    """Apply the rule once; where customers need different amounts, choose the set of highest value."""
    value = values(slate, weights)
    worth = np.where(slate.candidates, value, OUT)
    applying = slate.applying
    contests = [
        Contest(seat.pool, slate.point[None, seat.pool, seat.column], applying[None, seat.pool, seat.column])
        for seat in seats
    ]
    greedy = choose(worth[None, :], contests, room.cap, room.needs)
    seated = _seated(greedy, seats)
    inside, gap = greedy.inside[0], 0.0
    if room.needs is not None:
        fixed = np.zeros(len(slate), dtype=np.bool_)
        fixed[list(seated)] = True
        inside = best_set(worth, fixed, room.cap, room.needs)
        best = float(value[inside].sum())
        gap = max(0.0, 1 - float(value[greedy.inside[0]].sum()) / best) if best > 0 else 0.0
    last_in, first_out = _cut(worth, inside, seated, room)
    return Proposal(value, inside, seated, last_in, first_out, gap)


def _seated(rounds: Rounds, seats: tuple[Seat, ...]) -> dict[int, str]:
    """Seat holders that are in: with costs, one whose treatment does not fit stays out."""
    holders = [(int(taken.holder[0]), seat.criterion) for taken, seat in zip(rounds.seats, seats, strict=True)]
    return {row: key for row, key in holders if row != NOBODY and rounds.inside[0, row]}


def _cut(worth: Floats, inside: Bools, seated: Mapping[int, str], room: Room) -> tuple[float, float]:
    by_value = inside.copy()
    by_value[list(seated)] = False
    out = ~inside & (worth > OUT)
    free = room.needs is None and int(inside.sum()) < room.cap
    last_in = OUT if free else float(worth[by_value].min(initial=np.inf))
    return last_in, float(worth[out].max(initial=OUT))
