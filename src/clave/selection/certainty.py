"""How sure: the whole rule repeated over all weights that respect the order and all that the scores may be.

Stochastic multicriteria acceptability (Lahdelma & Salminen 2001; Tervonen & Lahdelma 2007)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from clave.base.words import Text, _
from clave.measures.shape import Floats
from clave.selection import weights as weighting
from clave.selection.rule import OUT, Needs, Rounds, choose
from clave.selection.seats import NOBODY, Contest, Seat, Taken
from clave.selection.slate import Bools, Rows, Slate
from clave.selection.streams import Keys, crossed, keys, spread, uniforms

_CELLS = 1 << 18  # numbers per matrix of a block: 2 MB, so that a block stays in the processor's cache
_STRONG = 8  # customers compared with, per place, to find those who can never be in
_CLEARLY = 1e-6

Progress = Callable[[float, Text], None]  # share done, and what is being done


@dataclass(frozen=True)
class SeatCut:
    """What took one seat, draw by draw: row of the holder (−1 = nobody), its score in the criterion and its value; then
    score and value of the next in line. −inf where there was nobody; shape (d,) each."""

    criterion: str
    holder: Rows
    score: Floats
    worth: Floats
    next_score: Floats
    next_worth: Floats


@dataclass(frozen=True)
class Draws:
    """The repeated rule: `sure` (n,) is the share of draws in which each customer is in.

    Per draw it keeps the weights (d, k), the value of the last one in and of the first one out (d,) and what took each
    seat: enough to say how sure a changed customer would be, without running again."""

    slate: Slate
    seed: int
    weights: Floats
    sure: Floats
    last_in: Floats
    first_out: Floats
    seats: tuple[SeatCut, ...]

    def __len__(self) -> int:
        return len(self.weights)

    def scores(self, row: int) -> Floats:
        """What one customer scored in every draw; shape (d, k)."""
        field = Sampler(self.slate, np.array([row]), self.seed)
        return np.column_stack(
            [field.scores(column, range(len(self)))[:, 0] for column in range(self.weights.shape[1])]
        )


class Sampler:
    """Drawn scores of some rows of a slate, any block of draws at any time."""

    def __init__(self, slate: Slate, rows: Rows, seed: int) -> None:
        self.slate, self.rows = slate, rows
        self._customers = keys([slate.customers[row] for row in rows], seed)
        self._criteria = keys(slate.criteria, seed)
        self._open = [np.flatnonzero(slate.high[rows, c] > slate.low[rows, c]) for c in range(len(slate.criteria))]

    def scores(self, column: int, block: range, among: Rows | None = None) -> Floats:
        """Scores in one criterion; shape (len(block), rows), or only those `among` the positions given."""
        rows = self.rows if among is None else self.rows[among]
        if among is None and len(self._open[column]) == len(rows):
            return self._drawn(column, self._open[column], block)
        scores = np.repeat(self.slate.point[rows, column][None, :], len(block), axis=0)
        unsure = self._open[column] if among is None else np.flatnonzero(np.isin(among, self._open[column]))
        if unsure.size:
            at = unsure if among is None else among[unsure]
            scores[:, unsure] = self._drawn(column, at, block)
        return scores

    def _drawn(self, column: int, at: Rows, block: range) -> Floats:
        starts: Keys = crossed(self._customers[at], self._criteria[column])
        rows, slate = self.rows[at], self.slate
        low, high = slate.low[rows, column], slate.high[rows, column]
        scores = spread(uniforms(starts, block), low, slate.middle[rows, column], high)
        tossed = np.flatnonzero(slate.coin[rows, column])
        if tossed.size:
            pays = uniforms(self._customers[at[tossed]], block) < slate.paying
            scores[:, tossed] = np.where(pays, high[tossed], low[tossed])
        return scores

    def values(self, weights: Floats, block: range) -> Floats:
        """Σ w·score of every row in every draw; shape (len(block), rows). The same sums in the same order for all."""
        total = np.zeros((len(block), len(self.rows)))
        part = np.empty_like(total)
        for column in range(len(self.slate.criteria)):
            certain = self.slate.point[self.rows, column]
            if self._open[column].size:
                np.multiply(weights[block.start : block.stop, column, None], self.scores(column, block), out=part)
            elif certain.any():
                np.multiply(weights[block.start : block.stop, column, None], certain, out=part)
            else:
                continue
            total += part
        return total


def repeat(
    slate: Slate,
    seats: tuple[Seat, ...],
    cap: int,
    draws: int,
    seed: int,
    needs: Needs | None = None,
    progress: Progress | None = None,
) -> Draws:
    """Repeat the rule `draws` times with this seed; memory is bounded by a block, not by customers × draws."""
    field = _Field(slate, seats, cap, seed, needs)
    weights = weighting.drawn(len(slate.criteria), draws, seed)
    inside, results = np.zeros(len(field.rows), dtype=np.int64), []
    for block in _blocks(draws, len(field.rows)):
        result = field.play(weights, block)
        inside += np.count_nonzero(result.inside, axis=0)
        results.append((result.last_in, result.first_out, [field.cut(seat) for seat in result.seats]))
        if progress:
            progress(block.stop / draws, _("How sure: weighting by weighting"))
    sure = np.zeros(len(slate))
    sure[field.rows] = inside / draws
    cuts = tuple(
        SeatCut(seat.criterion, *(np.concatenate(part) for part in zip(*(r[2][place] for r in results), strict=True)))
        for place, seat in enumerate(seats)
    )
    last_in, first_out = (np.concatenate([r[part] for r in results]) for part in (0, 1))
    return Draws(slate, seed, weights, sure, last_in, first_out, cuts)


def _blocks(draws: int, rows: int) -> Iterator[range]:
    size = max(1, _CELLS // max(1, rows))
    for start in range(0, draws, size):
        yield range(start, min(start + size, draws))


class _Field:
    """The rows that can be in at all, prepared once; `play` runs the rule over a block of draws."""

    def __init__(self, slate: Slate, seats: tuple[Seat, ...], cap: int, seed: int, needs: Needs | None) -> None:
        by_value = contenders(slate, cap, needs)
        self.rows = np.unique(np.concatenate([by_value, *(seat.pool for seat in seats)])).astype(np.intp)
        self.sampler, self.cap = Sampler(slate, self.rows, seed), cap
        self.needs = needs.of(self.rows) if needs else None
        self._pools = [(seat.column, np.searchsorted(self.rows, seat.pool)) for seat in seats]
        certain = slate.applies[self.rows].any(axis=1)
        self._perhaps = np.flatnonzero(~certain)
        self._slate = slate

    def play(self, weights: Floats, block: range) -> Rounds:
        worth = self.sampler.values(weights, block)
        if self._perhaps.size:
            worth[:, self._perhaps] = np.where(self._apply_somewhere(block), worth[:, self._perhaps], OUT)
        contests = [
            Contest(pool, self.sampler.scores(column, block, pool), self._apply(column, pool, block))
            for column, pool in self._pools
        ]
        return choose(worth, contests, self.cap, self.needs)

    def cut(self, seat: Taken) -> tuple[Rows, Floats, Floats, Floats, Floats]:
        """The parts of a `SeatCut` in a block of draws."""
        holder = np.where(seat.holder == NOBODY, NOBODY, self.rows[seat.holder])
        return holder, seat.score, seat.worth, seat.next_score, seat.next_worth

    def _apply_somewhere(self, block: range) -> Bools:
        found = np.zeros((len(block), len(self._perhaps)), dtype=np.bool_)
        for column in range(len(self._slate.criteria)):
            if self._slate.doubtful[self.rows[self._perhaps], column].any():
                found |= self._apply(column, self._perhaps, block)
        return found

    def _apply(self, column: int, among: Rows, block: range) -> Bools:
        rows = self.rows[among]
        always, doubtful = self._slate.applies[rows, column], self._slate.doubtful[rows, column]
        if not doubtful.any():
            return np.broadcast_to(always, (len(block), len(rows)))
        reached = self.sampler.scores(column, block, among) >= self._slate.entry[rows, column]
        return np.asarray(always | (doubtful & reached))


def may_be_candidates(slate: Slate) -> Rows:
    """Rows to which some criterion applies in some draw."""
    may = slate.applies | (slate.doubtful & (slate.high >= slate.entry))
    return np.flatnonzero(may.any(axis=1))


def contenders(slate: Slate, cap: int, needs: Needs | None = None) -> Rows:
    """The candidates that can be in by value under some weights that respect the order; the others never are.

    All such weights are mixtures of «the first j criteria count the same» (j = 1 … k). Whoever is beaten in all of
    these by one sure candidate more than there are places, none of which needs more, is beaten by them in every draw:
    it is neither in nor the first one left out."""
    rows = may_be_candidates(slate)
    first = np.arange(1.0, len(slate.criteria) + 1)[:, None]
    floor, ceiling = (np.cumsum(np.ascontiguousarray(part[rows].T), axis=0) / first for part in (slate.low, slate.high))
    sure = np.flatnonzero(
        (slate.applies[rows] | (slate.doubtful[rows] & (slate.low[rows] >= slate.entry[rows]))).any(axis=1)
    )
    strong = sure[np.argsort(-floor[:, sure].mean(axis=0), kind="stable")[: _STRONG * (cap + 1)]]
    alive, beaten = np.arange(len(rows)), np.zeros(len(rows), dtype=np.int64)
    for rivals in np.array_split(strong, _STRONG):
        for rival in rivals:
            beaten[alive] += _beats(floor[:, rival, None], ceiling) & _takes_no_more(needs, rows[rival], rows[alive])
        still = beaten[alive] <= cap
        alive, ceiling = alive[still], ceiling[:, still]
    return rows[alive] if cap else rows[:0]


def _beats(floor: Floats, ceiling: Floats) -> Bools:
    """Whether one customer is never behind, and clearly ahead somewhere; (k, 1) against (k, n) gives (n,)."""
    ahead = floor - ceiling
    return np.asarray((ahead.min(axis=0) >= 0) & (ahead.max(axis=0) > _CLEARLY))


def _takes_no_more(needs: Needs | None, rival: np.intp, rows: Rows) -> Bools:
    if needs is None:
        return np.ones(len(rows), dtype=np.bool_)
    return np.asarray((needs.each[rival] <= needs.each[rows]).all(axis=1))
