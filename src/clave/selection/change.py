"""What would it take: the smallest single change that brings a customer in, or puts a member out (method.md §3, 7).

Each change moves one thing and leaves the rest as it is. «In» and «out» are what the rule would say on the point
values; beside it stands how sure that would be in the draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clave.base.figures import Figure, Unit
from clave.base.words import Text, _, joined
from clave.criteria.gate import failing
from clave.criteria.judged import POINTS, SCALE
from clave.criteria.shape import GateState, Verdict
from clave.criteria.value import active
from clave.measures.payment import days_beyond, within_terms, worst_open
from clave.measures.shape import Floats, Measure
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.inverse import Scale, Shape, greatest, least, scale
from clave.selection.listing import Change
from clave.selection.picture import Picture
from clave.selection.slate import Bools
from clave.selection.swaps import Swap
from clave.selection.whatif import WhatIf

SIZES = {"money": ("volume", "distributor"), "kilos": ("kilos",)}  # measures a customer can change, and what follows
_ABOVE = 1e-6  # points: enough to be ahead, too few to be seen


@dataclass
class Changes:
    """Changes for the customers of one run; `swaps` are the orders of importance that change the proposal."""

    picture: Picture
    swaps: tuple[Swap, ...] = ()
    _scales: dict[str, Scale] = field(default_factory=dict)
    _below: dict[str, float] = field(default_factory=dict)

    def of(self, row: int) -> tuple[Change, ...]:
        """All the single changes that would turn the verdict on one customer, the surest way in first."""
        inside = bool(self.picture.proposal.inside[row])
        one = _One(self, row)
        found = [*one.out()] if inside else [*one.into()]
        found += [swap.change(row) for swap in self.swaps if swap.turns(row)]
        return tuple(sorted(found, key=lambda change: change.sure if inside else -change.sure))

    def scale(self, key: str, measure: str) -> Scale:
        """The pairs of a measure and the ungated score of a criterion that follows it, of those whom it is about."""
        if key not in self._scales:
            measured, reading = self.picture.measured, self.picture.readings[key]
            who = active(measured)
            if key == "distributor":
                who = who & (reading.before_gate == Verdict.APPLIES)
            values = measured.columns[measure].values[who].astype(np.float64)
            limits = self.picture.limits
            ends = limits[declared.value_low], limits[declared.value_high]
            self._scales[key] = scale(values, reading.ungated[who], self._shape(int(who.sum())), ends)
        return self._scales[key]

    def next_below(self, key: str) -> float:
        """The best score, payment apart, of those to whom a criterion does not apply; −∞ where it applies to all."""
        if key not in self._below:
            reading = self.picture.readings[key]
            before = reading.verdict if reading.before_gate is None else reading.before_gate
            out = active(self.picture.measured) & (before == Verdict.DOES_NOT) & np.isfinite(reading.ungated)
            self._below[key] = float(reading.ungated[out].max(initial=-np.inf))
        return self._below[key]

    def _shape(self, population: int) -> Shape:
        """How the policy scores sizes in a population of so many."""
        limits = self.picture.limits
        shape = limits[declared.value_shape]
        if shape in ("percentile", "steps") or population < limits[declared.value_population]:
            return "ranks"
        return "linear" if shape == "linear" else "logarithmic"

    @cached_property
    def gate_holds(self) -> bool:
        """Whether the payment condition keeps anybody out: nobody's habit may be known."""
        return bool((self.picture.gates != GateState.UNKNOWN).any())

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
        self.doubtful = self.picture.gates[row] == GateState.UNKNOWN and changes.gate_holds
        self.whatif = WhatIf(self.picture, row)

    def into(self) -> Iterator[Change]:
        for measure in SIZES if self.pays else ():
            yield from self._more(measure)
        for column, key in enumerate(self.slate.criteria):
            if self.picture.criteria[key].judged:
                yield from self._better_rating(column, key)
        if not self.pays:
            yield from self._pay()

    def out(self) -> Iterator[Change]:
        for measure in SIZES:
            yield from self._less(measure)
        for column, key in enumerate(self.slate.criteria):
            if self.picture.criteria[key].judged and self.score[column] > 0:
                yield from self._worse_rating(column, key)
        if self.picture.gates[self.row] == GateState.PASSES:
            yield from self._pay_late()

    def _inside_with(self, scores: Mapping[int, float], applies: Mapping[int, bool]) -> bool:
        """Whether the rule would have it in, on the point values."""
        changed, applying = self.score.copy(), self.slate.applying[self.row].copy()
        for column, score in scores.items():
            changed[column], applying[column] = score, applies[column]
        value = float((changed * self.picture.weights).sum())
        by_value = value >= self.cut if self.proposal.inside[self.row] else value > self.cut
        return bool(applying.any() and (by_value or self._seated(changed, applying, value)))

    def _seated(self, score: Floats, applying: Bools, value: float) -> bool:
        """Whether it would hold a seat: an empty one, or one of whose holder, or next in line, it is ahead."""
        if any(applying[self.slate.column(key)] for key in self.open_seats):
            return True
        for holder, key in self.rivals.items():
            column = self.slate.column(key)
            theirs = self.slate.point[holder, column], self.proposal.values[holder]
            if applying[column] and (score[column], value) > theirs:
                return True
        return False

    @cached_property
    def open_seats(self) -> tuple[str, ...]:
        """Criteria with a seat that nobody else holds or is next in line for."""
        taken = Counter(self.rivals.values())
        wanted = self.picture.limits[declared.seats]
        return tuple(key for key in self.slate.criteria if taken[key] < wanted.get(key, 0)) if self._room else ()

    @property
    def _room(self) -> bool:
        return sum(self.picture.limits[declared.seats].values()) <= self.picture.room.cap

    @cached_property
    def rivals(self) -> dict[int, str]:
        """Holders of the seats it could take; of a seat it holds itself, the next one in line, if there is any."""
        found = {row: key for row, key in self.proposal.seated.items() if row != self.row}
        return found if self.heir is None else {**found, self.heir: self.proposal.seated[self.row]}

    @cached_property
    def heir(self) -> int | None:
        """Who would take the seat it holds: the next one in line that holds none; None where nobody is."""
        own = self.proposal.seated.get(self.row)
        if own is None:
            return None
        column, seated = self.slate.column(own), self.proposal.seated
        next_ones = [int(row) for row in np.flatnonzero(self.slate.applying[:, column]) if row not in seated]
        return max(next_ones, key=lambda row: (self.slate.point[row, column], self.proposal.values[row]), default=None)

    @cached_property
    def cut(self) -> float:
        """The value to keep where it would leave a place by value free, or has one; else the one to reach.

        Who gives up a seat frees a place only where its heir already has one by value, or where there is no heir."""
        inside, seated = self.proposal.inside, self.row in self.proposal.seated
        place = inside[self.row] if not seated or self.heir is None else inside[self.heir]
        return self.proposal.first_out if place else self.proposal.last_in

    def _change(
        self, kind: str, text: Text, scores: Mapping[int, float], applies: Mapping[int, bool], inside: bool
    ) -> Iterator[Change]:
        if self._inside_with(scores, applies) == inside:
            yield Change(kind, text, self.whatif.sure(scores, applies))

    def _entry(self, column: int) -> float:
        entry: float = self.slate.entry[:, column].max()
        return entry

    def _applies_with(self, column: int, score: float) -> bool:
        """Verdicts are about places: it goes on applying while it is ahead of everybody to whom it does not; and begins
        to from the entry."""
        if self.slate.applying[self.row, column]:
            behind = (
                self.changes.next_below(self.slate.criteria[column]) - _ABOVE
            )  # level with the next is not behind it
            return bool(score >= self.score[column] or score >= behind)
        if self.doubtful and self.picture.criteria[self.slate.criteria[column]].gated:
            return False
        return bool(score >= self._entry(column))

    def _followers(self, measure: str) -> dict[int, Scale]:
        """The columns whose score follows a measure, each with its scale; who is no distributor gains nothing there."""
        found = {}
        for key in SIZES[measure]:
            if key in self.slate.criteria and (key != "distributor" or self._distributor):
                found[self.slate.column(key)] = self.changes.scale(key, measure)
        return found

    @cached_property
    def _distributor(self) -> bool:
        before = self.picture.readings["distributor"].before_gate
        return before is not None and bool(before[self.slate.rows[self.row]] == Verdict.APPLIES)

    def _with(
        self, followers: Mapping[int, Scale], amount: float, now: float
    ) -> tuple[dict[int, float], dict[int, bool], float]:
        """Scores, verdicts and value of this customer with another amount of a measure."""
        scores = {column: followed.at(amount, now) for column, followed in followers.items()}
        applies = {
            column: self._applies_with(column, followed.among(amount, now)) for column, followed in followers.items()
        }
        moved = sum(self.picture.weights[column] * (score - self.score[column]) for column, score in scores.items())
        return scores, applies, self.value + float(moved)

    def _more(self, measure: str) -> Iterator[Change]:
        followers, now = self._followers(measure), self._now(measure)
        candidate = bool(self.slate.candidates[self.row])

        def enough(amount: float) -> bool:
            _scores, applies, value = self._with(followers, amount, now)
            return value >= self.proposal.last_in + _ABOVE and (candidate or any(applies.values()))

        most = max((float(followed.measure[-1]) for followed in followers.values()), default=0.0)
        wanted = least(enough, now, most) if most > now else None
        if wanted is not None:
            scores, applies, _value = self._with(followers, wanted, now)
            yield from self._change(measure, self._amount(_MORE[measure], measure, wanted), scores, applies, True)

    def _less(self, measure: str) -> Iterator[Change]:
        followers, now = self._followers(measure), self._now(measure)
        others = np.delete(self.slate.applying[self.row], [*followers]).any()

        def enough(amount: float) -> bool:
            _scores, applies, value = self._with(followers, amount, now)
            return value <= self.cut - _ABOVE or not (others or any(applies.values()))

        fewest = min((float(followed.measure[0]) for followed in followers.values()), default=now)
        kept = greatest(enough, max(fewest, 0.0), now) if fewest < now else None
        if kept is not None:
            scores, applies, _value = self._with(followers, kept, now)
            yield from self._change(measure, self._amount(_LESS[measure], measure, kept), scores, applies, False)

    def _now(self, measure: str) -> float:
        return float(self.picture.measured.columns[measure].values[self.slate.rows[self.row]])

    def _amount(self, text: Text, measure: str, wanted: float) -> Text:
        now = self._now(measure)
        return text.fill(
            difference=self._figure(measure, abs(wanted - now)),
            wanted=self._figure(measure, wanted),
            now=self._figure(measure, now),
        )

    def _figure(self, measure: str, amount: float) -> Figure:
        if measure == "kilos":
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
                asked = Figure(limits[limit], unit)
                parts.append(text.fill(limit=asked, now=failing(Figure(now, unit), asked)))
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
    "money": _("Buy {difference} more a year: {wanted} instead of {now}."),
    "kilos": _("Take {difference} more a year: {wanted} instead of {now}."),
}
_LESS = {
    "money": _("Buy {difference} less a year: {wanted} instead of {now}."),
    "kilos": _("Take {difference} less a year: {wanted} instead of {now}."),
}
