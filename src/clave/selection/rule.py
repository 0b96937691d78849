"""The rule in one piece, for b rounds at once: seats first, the rest by value, within what there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clave.measures.shape import Floats
from clave.selection.seats import NOBODY, Contest, Taken, take
from clave.selection.slate import Bools, Rows

OUT = -np.inf  # the worth of who is no candidate
SEATED = np.inf  # and of who holds a seat
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Needs:
    """What each of m customers would take of r limited resources, and what there is: shapes (m, r) and (r,)."""

    each: Floats
    total: Floats

    def of(self, rows: Rows) -> Needs:
        """The same for some of the customers."""
        return Needs(self.each[rows], self.total)


@dataclass(frozen=True)
class Rounds:
    """What the rule decided in b rounds over m customers.

    `inside` (b, m); `last_in` the value of the last one in by value, `first_out` of the first one left out; `seats`
    who took each one."""

    inside: Bools
    last_in: Floats
    first_out: Floats
    seats: tuple[Taken, ...]


def choose(worth: Floats, contests: Sequence[Contest], cap: int, needs: Needs | None = None) -> Rounds:
    """Fill seats and places; `worth` (b, m) is the value, −inf for who is no candidate, customers sorted by code."""
    seats = _seated(worth, contests, cap)
    ranked = worth.copy() if seats else worth
    everyone = np.arange(len(worth))
    for seat in seats:
        held = seat.holder != NOBODY
        ranked[everyone[held], seat.holder[held]] = SEATED
    if needs is None:
        return _best(ranked, cap, seats)
    return _within(ranked, worth, cap, needs, seats)


def _seated(worth: Floats, contests: Sequence[Contest], cap: int) -> tuple[Taken, ...]:
    seats: list[Taken] = []
    for contest in contests:
        filled = sum((seat.holder != NOBODY for seat in seats), np.zeros(len(worth), dtype=np.int64))
        seats.append(take(contest, worth, seats, filled < cap))
    return tuple(seats)


def _best(ranked: Floats, cap: int, seats: tuple[Taken, ...]) -> Rounds:
    """The `cap` best of every round; equal ones by code."""
    rounds, m = ranked.shape
    nobody, everyone = np.full(rounds, OUT), np.full(rounds, SEATED)
    if cap == 0:
        return Rounds(np.zeros(ranked.shape, dtype=np.bool_), everyone, ranked.max(axis=1, initial=OUT), seats)
    if m <= cap:
        return Rounds(ranked > OUT, nobody, nobody, seats)
    parted = np.partition(ranked, (m - cap - 1, m - cap), axis=1)
    last_in, first_out = parted[:, m - cap].copy(), parted[:, m - cap - 1].copy()
    inside = ranked >= np.where(last_in > OUT, last_in, np.finfo(np.float64).min)[:, None]
    tied = np.flatnonzero((first_out == last_in) & (last_in > OUT))
    if tied.size:
        inside[tied] = _first_by_code(ranked[tied], last_in[tied], cap)
    return Rounds(inside, last_in, first_out, seats)


def _first_by_code(ranked: Floats, last_in: Floats, cap: int) -> Bools:
    above, equal = ranked > last_in[:, None], ranked == last_in[:, None]
    places = cap - above.sum(axis=1, keepdims=True)
    return np.asarray(above | (equal & (np.cumsum(equal, axis=1) <= places)))


def _within(ranked: Floats, worth: Floats, cap: int, needs: Needs, seats: tuple[Taken, ...]) -> Rounds:
    """From the best down, whoever fits in what is left."""
    ranks = np.argsort(-ranked, axis=1, kind="stable")
    candidates = np.count_nonzero(ranked > OUT, axis=1)
    inside = np.zeros(ranked.shape, dtype=np.bool_)
    for row, (best_first, count) in enumerate(zip(ranks, candidates, strict=True)):
        inside[row, _fitting(best_first[:count], needs, cap)] = True
    full = ~inside & (worth > OUT)
    return Rounds(
        inside,
        np.where(
            full.any(axis=1), np.where(inside & (ranked < SEATED), worth, np.inf).min(axis=1, initial=np.inf), OUT
        ),
        np.where(full, worth, OUT).max(axis=1, initial=OUT),
        seats,
    )


def _fitting(rows: Rows, needs: Needs, places: int) -> Rows:
    """Of these rows, one after another, those that fit in what the ones before them left.

    Taken by runs: of those that would fit alone, all are in until the first that no longer fits."""
    left = needs.total + _ROUNDING
    taken: list[Rows] = []
    while places > 0 and rows.size:
        rows = rows[(needs.each[rows] <= left).all(axis=1)]
        together = np.cumsum(needs.each[rows], axis=0)
        fits = (together <= left).all(axis=1)
        run = min(rows.size if fits.all() else int(fits.argmin()), places)
        if run:
            taken.append(rows[:run])
            left, places, rows = left - together[run - 1], places - run, rows[run:]
    return np.concatenate([rows[:0], *taken])
