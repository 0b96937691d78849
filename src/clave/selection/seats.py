"""Seats: places that policy reserves for a criterion, so that a small customer that is key for it can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clave.measures.shape import Floats
from clave.selection.slate import Bools, Rows, Slate

NOBODY = -1


@dataclass(frozen=True)
class Seat:
    """One reserved place: the column of its criterion, and the rows of the slate that may ever take it."""

    criterion: str
    column: int
    pool: Rows


@dataclass(frozen=True)
class Contest:
    """The pool of one seat in b rounds: who is asked for (columns), with which score, and to whom it applies."""

    pool: Rows
    score: Floats
    applies: Bools


@dataclass(frozen=True)
class Taken:
    """Who took a seat, round by round: column of the holder (−1 = nobody), the score that took it and the holder's value;
    and the score and value of the next in line, −inf where there is none. Shape (b,) each."""

    holder: Rows
    score: Floats
    worth: Floats
    next_score: Floats
    next_worth: Floats


def reserved(slate: Slate, wanted: Mapping[str, int], cap: int) -> tuple[Seat, ...]:
    """The seats of the criteria in force, in order of importance, at most `cap`.

    Whoever could never be among the first by that criterion's score, nor next in line, is left out of its pool."""
    return tuple(seat for seat in _all(slate, wanted, cap) if seat.pool.size)


def vacant(slate: Slate, wanted: Mapping[str, int], cap: int) -> tuple[int, ...]:
    """Columns of the seats that nobody can take as things are: whoever came to apply would have one."""
    return tuple(seat.column for seat in _all(slate, wanted, cap) if not seat.pool.size)


def _all(slate: Slate, wanted: Mapping[str, int], cap: int) -> tuple[Seat, ...]:
    columns = [column for column, key in enumerate(slate.criteria) for _seat in range(wanted.get(key, 0))]
    return tuple(
        Seat(slate.criteria[column], column, _pool(slate, column, place))
        for place, column in enumerate(columns[:cap], start=1)
    )


def _pool(slate: Slate, column: int, depth: int) -> Rows:
    may = slate.applies[:, column] | (slate.doubtful[:, column] & (slate.high[:, column] >= slate.entry[:, column]))
    floor = np.sort(slate.low[slate.applies[:, column], column])[::-1]
    needed = floor[depth] if floor.size > depth else -np.inf
    return np.flatnonzero(may & (slate.high[:, column] >= needed))


def take(contest: Contest, worth: Floats, held: list[Taken], room: Bools) -> Taken:
    """The best by score, then by worth, then by code, of those to whom the criterion applies and who hold no seat.

    `worth` (b, m) has the customers' values; `room` (b,) says where there is still a place."""
    free = contest.applies & room[:, None]
    for earlier in held:
        free &= contest.pool[None, :] != earlier.holder[:, None]
    winner, score, value = _first(contest, worth, free)
    filled = score > -np.inf
    free[np.arange(len(free)), winner] = False
    _following, next_score, next_value = _first(contest, worth, free)
    return Taken(
        holder=np.where(filled, contest.pool[winner], NOBODY),
        score=np.where(room, score, np.inf),
        worth=value,
        next_score=next_score,
        next_worth=next_value,
    )


def _first(contest: Contest, worth: Floats, free: Bools) -> tuple[Rows, Floats, Floats]:
    """Of those who are `free`: place in the pool, score and value of the best; −inf where nobody is. Shape (b,) each."""
    score = np.where(free, contest.score, -np.inf)
    best = score.max(axis=1)
    value = np.where(free & (score == best[:, None]), worth[:, contest.pool], -np.inf)
    return value.argmax(axis=1), best, value.max(axis=1)
