"""What is judged: the median of fresh ratings on the written 0–4 scale, with their spread. (A2, A4, E7–E10)

A customer that nobody rated is *not nominated*: it scores 0 and the criterion does not apply. Only where nobody has
rated any customer at all is the criterion out of force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.criteria import evidence
from clave.criteria.shape import Verdicts, verdicts
from clave.measures.shape import Floats, Measure, Measured
from clave.policy import declared
from clave.policy.limits import Limits

SCALE = 4.0  # the written scale goes from 0 (absent) to 4 (exemplary)
POINTS = 100.0 / SCALE
RULES: Mapping[str, Text] = {
    "best": _("The best of its kinds counts: {kinds}."),
    "mean": _("The mean of its kinds counts: {kinds}."),
}
"""How policy makes one rating of the kinds, in words."""


@dataclass(frozen=True)
class Scale:
    """The measures in which one judged criterion holds its ratings, and what they are about.

    `lines` are the measures of its kinds, where it is judged kind by kind ("" = of the whole)."""

    subject: Text
    median: Measure
    low: Measure
    high: Measure
    raters: Measure
    lines: Mapping[str, Measure] = field(default_factory=dict)

    def applies(self, measured: Measured, limits: Limits) -> Verdicts:
        """Median of the ratings at or above policy; not nominated = does not; shape (customers,)."""
        ratings = np.nan_to_num(measured.numbers(self.median), nan=-1.0)
        anybody = np.full(len(measured), measured.available(self.median))
        return verdicts(ratings >= limits[declared.judged_minimum], anybody)

    def score(self, measured: Measured, limits: Limits) -> Floats:
        """Median rating × 25; not nominated = 0; NaN for all where nobody rated anybody."""
        return self._points(measured, self.median)

    def spread(self, measured: Measured, limits: Limits) -> tuple[Floats, Floats]:
        """The lowest and the highest rating as scores: disagreement is kept, never averaged away."""
        points = self._points(measured, self.median)
        low, high = self._points(measured, self.low), self._points(measured, self.high)
        return np.fmin(points, low), np.fmax(points, high)

    def explain(self, measured: Measured, index: int, limits: Limits) -> Text | Joined:
        """Who rated and how far they agree, against the rating that policy asks."""
        if not evidence.known(measured, self.median, index):
            return _("Nobody has nominated it for {subject}.").fill(subject=self.subject)
        known = evidence.known(measured, self.raters, index)
        raters = int(measured.numbers(self.raters)[index]) if known else 1
        sentence = counted(
            "{n} person rates it {rating} of 4 for {subject}; it takes {minimum}.",
            "{n} people rate it {rating} of 4 for {subject} (from {low} to {high}); it takes {minimum}.",
            raters,
        )
        whole = sentence.fill(
            subject=self.subject,
            minimum=Figure(limits[declared.judged_minimum], "rating"),
            **evidence.figures(measured, index, rating=self.median, low=self.low, high=self.high),
        )
        by_kind = self._by_kind(measured, index, limits) if self.lines else ()
        return joined((whole, *by_kind), " ") if by_kind else whole

    def _by_kind(self, measured: Measured, index: int, limits: Limits) -> tuple[Text | Joined, ...]:
        """What each kind was rated, and which kinds nobody has; nothing where it was only judged as a whole."""
        known = {key: line for key, line in self.lines.items() if evidence.known(measured, line, index)}
        if not any(known):
            return ()
        said = [
            _("{kind} {rating}").fill(kind=line.label, rating=evidence.figure(measured, line, index))
            for line in known.values()
        ]
        rule = RULES[limits[declared.judged_kinds]].fill(kinds=joined(said))
        unknown = [line.label for key, line in self.lines.items() if key and key not in known]
        return (rule, _("Nobody has rated: {kinds}.").fill(kinds=joined(unknown))) if unknown else (rule,)

    def _points(self, measured: Measured, measure: Measure) -> Floats:
        if not measured.available(self.median):
            return np.full(len(measured), np.nan)
        return np.clip(np.nan_to_num(measured.numbers(measure), nan=0.0) * POINTS, 0.0, 100.0)
