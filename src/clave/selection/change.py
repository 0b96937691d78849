"""What would it take: the smallest single change that brings a customer in, or puts a member out (method.md §3, 7).

Each change moves one thing and leaves the rest as it is. «In» and «out» are what the rule would say on the point
values; beside it stands how sure that would be in the draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clave.base.figures import Figure, Unit
from clave.base.words import Text, _, joined
from clave.criteria.gate import failing
from clave.criteria.judged import POINTS, SCALE
from clave.criteria.shape import GateState
from clave.criteria.value import active
from clave.measures.payment import days_beyond, within_terms, worst_open
from clave.measures.shape import Floats, Measure
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.inverse import Scale, scale
from clave.selection.listing import Change
from clave.selection.picture import Picture
from clave.selection.slate import Bools
from clave.selection.swaps import Swap
from clave.selection.whatif import WhatIf

SIZES = {"volume": "money", "kilos": "kilos"}  # criteria whose score follows one measure that a customer can change
_ABOVE = 1e-6  # points: enough to be ahead, too few to be seen


@dataclass(frozen=True)
class Target:
    """What a criterion's score must become: at least (or at most) `score`."""

    column: int
    score: float


@dataclass
class Changes:
    """Changes for the customers of one run; `swaps` are the orders of importance that change the proposal."""

    picture: Picture
    swaps: tuple[Swap, ...] = ()
    _scales: dict[str, Scale] = field(default_factory=dict)

    def of(self, row: int) -> tuple[Change, ...]:
        """All the single changes that would turn the verdict on one customer, the surest way in first."""
        inside = bool(self.picture.proposal.inside[row])
        one = _One(self, row)
        found = [*one.out()] if inside else [*one.into()]
        found += [swap.change(row) for swap in self.swaps if swap.turns(row)]
        return tuple(sorted(found, key=lambda change: change.sure if inside else -change.sure))

    def scale(self, key: str) -> Scale:
        """The pairs of measure and ungated score of a criterion that follows a size."""
        if key not in self._scales:
            measured = self.picture.measured
            who = active(measured)
            values = np.asarray(measured.columns[SIZES[key]].values, dtype=np.float64)
            self._scales[key] = scale(values[who], self.picture.readings[key].ungated[who])
        return self._scales[key]

    @cached_property
    def free(self) -> tuple[Floats, Bools]:
        """Scores and verdicts as if everybody paid well."""
        return self.picture.free()


class _One:
    """The changes of one customer."""

    def __init__(self, changes: Changes, row: int) -> None:
        self.changes, self.picture, self.row = changes, changes.picture, row
        self.slate, self.proposal = changes.picture.slate, changes.picture.proposal
        self.score: Floats = self.slate.point[row]
        self.value = float(self.proposal.values[row])
        self.pays = self.picture.gates[row] != GateState.FAILS
        self.whatif = WhatIf(self.picture, row)

    def into(self) -> Iterator[Change]:
        for column, key in enumerate(self.slate.criteria):
            criterion = self.picture.criteria[key]
            if key in SIZES and self.pays:
                yield from self._more(column, key)
            elif criterion.judged:
                yield from self._better_rating(column, key)
        if not self.pays:
            yield from self._pay()

    def out(self) -> Iterator[Change]:
        for column, key in enumerate(self.slate.criteria):
            if key in SIZES and self.score[column] > 0:
                yield from self._less(column, key)
            elif self.picture.criteria[key].judged and self.score[column] > 0:
                yield from self._worse_rating(column, key)
        if self.picture.gates[self.row] == GateState.PASSES:
            yield from self._pay_late()

    def _inside_with(self, scores: Mapping[int, float], applies: Mapping[int, bool]) -> bool:
        """Whether the rule would have it in, on the point values."""
        changed, applying = self.score.copy(), self.slate.applying[self.row].copy()
        for column, score in scores.items():
            changed[column], applying[column] = score, applies[column]
        value = float((changed * self.picture.weights).sum())
        was_in = self.proposal.inside[self.row]
        by_value = value >= self.proposal.first_out if was_in else value > self.proposal.last_in
        return bool(applying.any() and (by_value or self._seated(changed, applying, value)))

    def _seated(self, score: Floats, applying: Bools, value: float) -> bool:
        for holder, key in self.rivals.items():
            column = self.slate.column(key)
            theirs = self.slate.point[holder, column], self.proposal.values[holder]
            if applying[column] and (score[column], value) > theirs:
                return True
        return False

    @cached_property
    def rivals(self) -> dict[int, str]:
        """Holders of the seats it could take; of a seat it holds itself, the next one in line."""
        found = {row: key for row, key in self.proposal.seated.items() if row != self.row}
        own = self.proposal.seated.get(self.row)
        if own is None:
            return found
        column = self.slate.column(own)
        applying = self.slate.applying[:, column]
        next_ones = [int(row) for row in np.flatnonzero(applying) if row != self.row and row not in found]
        best = max(next_ones, key=lambda row: (self.slate.point[row, column], self.proposal.values[row]), default=None)
        return found if best is None else {**found, best: own}

    def _change(
        self, kind: str, text: Text, scores: Mapping[int, float], applies: Mapping[int, bool], inside: bool
    ) -> Iterator[Change]:
        if self._inside_with(scores, applies) == inside:
            yield Change(kind, text, self.whatif.sure(scores, applies))

    def _entry(self, column: int) -> float:
        entry: float = self.slate.entry[:, column].max()
        return entry

    def _applies_with(self, column: int, score: float) -> bool:
        """Verdicts are about the measure: more than enough applies, less than it was applies only from the entry."""
        if score >= self.score[column] and self.slate.applying[self.row, column]:
            return True
        return bool(score >= self._entry(column))

    def _points(self, column: int, value: float) -> float:
        """By how much a score must move to move the value by more than this; infinite where it cannot."""
        weight = float(self.picture.weights[column])
        if value < 0:
            return 0.0
        return value / weight + _ABOVE if weight > 0 else np.inf

    def _more(self, column: int, key: str) -> Iterator[Change]:
        least = float(self.score[column]) + self._points(column, self.proposal.last_in - self.value)
        if not self.slate.candidates[self.row]:
            least = max(least, self._entry(column))
        wanted = self.changes.scale(key).reaching(least)
        if wanted is not None and wanted > self._now(key):
            applies = self._applies_with(column, least)
            yield from self._change(
                SIZES[key], self._amount(_MORE[key], key, wanted), {column: least}, {column: applies}, True
            )

    def _less(self, column: int, key: str) -> Iterator[Change]:
        applying = self.slate.applying[self.row]
        only = applying[column] and applying.sum() == 1
        floor = self._entry(column) - _ABOVE if only else -np.inf
        most = max(float(self.score[column]) - self._points(column, self.value - self.proposal.first_out), floor)
        kept = self.changes.scale(key).staying(most) if most >= 0 else None
        if kept is not None and kept < self._now(key):
            applies = self._applies_with(column, most)
            yield from self._change(
                SIZES[key], self._amount(_LESS[key], key, kept), {column: most}, {column: applies}, False
            )

    def _now(self, key: str) -> float:
        column = self.picture.measured.columns[SIZES[key]]
        return float(column.values[self.slate.rows[self.row]])

    def _amount(self, text: Text, key: str, wanted: float) -> Text:
        now = self._now(key)
        return text.fill(
            difference=self._figure(key, abs(wanted - now)),
            wanted=self._figure(key, wanted),
            now=self._figure(key, now),
        )

    def _figure(self, key: str, amount: float) -> Figure:
        if SIZES[key] == "kilos":
            return Figure(amount, "kilos")
        return Figure(amount, "money", self.picture.measured.currency)

    def _better_rating(self, column: int, key: str) -> Iterator[Change]:
        yield from self._rating(column, key, range(1, int(SCALE) + 1), lambda to, now: to > now, True)

    def _worse_rating(self, column: int, key: str) -> Iterator[Change]:
        yield from self._rating(column, key, range(int(SCALE) - 1, -1, -1), lambda to, now: to < now, False)

    def _rating(
        self, column: int, key: str, steps: range, further: Callable[[float, float], bool], inside: bool
    ) -> Iterator[Change]:
        """The first whole rating that turns the verdict."""
        now = float(self.score[column]) / POINTS
        for rating in steps:
            score = rating * POINTS
            if not further(rating, now):
                continue
            text = _("A rating of {rating} in «{criterion}» (now {now}).").fill(
                rating=Figure(rating, "rating"),
                criterion=self.picture.criteria[key].name,
                now=Figure(now, "rating"),
            )
            found = [
                *self._change(f"rating:{key}", text, {column: score}, {column: score >= self._entry(column)}, inside)
            ]
            if found:
                yield found[0]
                return

    def _pay(self) -> Iterator[Change]:
        """Meeting the payment condition gives back all that it took."""
        scores, applying = self.changes.free
        gated = [
            column for column in range(len(self.score)) if self.picture.criteria[self.slate.criteria[column]].gated
        ]
        yield from self._change(
            "days",
            _("Pay as agreed: {mended}.").fill(mended=joined(self._to_mend(), "; ")),
            {column: float(scores[self.row, column]) for column in gated},
            {column: bool(applying[self.row, column]) for column in gated},
            True,
        )

    def _to_mend(self) -> list[Text]:
        """The parts of the payment condition that it fails, each with what it takes and what it is now."""
        limits, row = self.picture.limits, self.slate.rows[self.row]
        parts = []
        for measure, limit, unit, text in _PAYMENT:
            column = self.picture.measured.columns.get(measure.key)
            now = float("nan") if column is None else float(column.values[row])
            if now < limits[limit] if measure is within_terms else now > limits[limit]:
                parts.append(text.fill(limit=Figure(limits[limit], unit), now=failing(Figure(now, unit))))
        return parts

    def _pay_late(self) -> Iterator[Change]:
        gated = [
            column for column in range(len(self.score)) if self.picture.criteria[self.slate.criteria[column]].gated
        ]
        yield from self._change(
            "days",
            _("Pay more than {limit} beyond terms.").fill(
                limit=Figure(self.picture.limits[declared.gate_days], "days")
            ),
            dict.fromkeys(gated, 0.0),
            dict.fromkeys(gated, False),
            False,
        )


_PAYMENT: tuple[tuple[Measure, Value[float], Unit, Text], ...] = (
    (days_beyond, declared.gate_days, "days", _("{limit} beyond terms at most (now {now})")),
    (within_terms, declared.gate_within, "share", _("{limit} of the money on time at least (now {now})")),
    (worst_open, declared.gate_open_days, "days", _("no invoice open more than {limit} late (now {now})")),
)
_MORE = {
    "volume": _("Buy {difference} more a year: {wanted} instead of {now}."),
    "kilos": _("Take {difference} more a year: {wanted} instead of {now}."),
}
_LESS = {
    "volume": _("Buy {difference} less a year: {wanted} instead of {now}."),
    "kilos": _("Take {difference} less a year: {wanted} instead of {now}."),
}
