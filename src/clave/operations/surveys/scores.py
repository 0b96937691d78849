"""What answers come to: the NPS with its interval, and how each question spreads. (C8)

NPS: 0-6 detractors, 7-8 passives, 9-10 promoters; share of promoters less share of detractors, in points from -100 to 100
(Reichheld 2003). Its interval is the adjusted Wald of Rocks (2016, The American Statistician 70(4), 365-372): three answers
more, of which three quarters are promoters and three quarters detractors. Every figure goes with how many answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, median

from clave.operations.surveys.questions import KINDS, RECOMMEND, Sheet

PROMOTER, DETRACTOR = 9, 6
"""From here on a promoter; up to here a detractor."""
ADDED, ADDED_EACH = 3.0, 0.75
FULL = 100.0


@dataclass(frozen=True)
class Nps:
    """How many promote, are passive, detract."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """How many answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> float | None:
        """Points from -100 to 100; None where nobody answered."""
        return FULL * (self.promoters - self.detractors) / self.n if self.n else None

    def interval(self, level: float) -> tuple[float, float] | None:
        """Where it may lie, at that level; None where nobody answered."""
        if not self.n:
            return None
        n = self.n + ADDED
        promote, detract = (self.promoters + ADDED_EACH) / n, (self.detractors + ADDED_EACH) / n
        middle = promote - detract
        wide = NormalDist().inv_cdf((1 + level) / 2) * sqrt((promote + detract - middle**2) / n)
        return max(-FULL, FULL * (middle - wide)), min(FULL, FULL * (middle + wide))


def nps(answers: Iterable[int]) -> Nps:
    """The NPS of answers from 0 to 10."""
    counts = [0, 0, 0]
    for one in answers:
        counts[0 if one >= PROMOTER else 2 if one <= DETRACTOR else 1] += 1
    return Nps(*counts)


@dataclass(frozen=True)
class Spread:
    """How the answers to one question, or to all of one subject, lie: how many people, and how many chose each number."""

    people: int
    counts: tuple[tuple[int, int], ...]

    @property
    def n(self) -> int:
        """How many answers."""
        return sum(count for _step, count in self.counts)

    @property
    def numbers(self) -> list[int]:
        """Every answer, the lowest first."""
        return [step for step, count in self.counts for _each in range(count)]

    @property
    def mean(self) -> float | None:
        """None where nobody answered."""
        return fmean(self.numbers) if self.n else None

    @property
    def middle(self) -> float | None:
        """The median; None where nobody answered."""
        return float(median(self.numbers)) if self.n else None

    @property
    def ends(self) -> tuple[int, int] | None:
        """The lowest and the highest answer."""
        return (self.numbers[0], self.numbers[-1]) if self.n else None


def spread(kind: str, key: str, sheets: Sequence[Sheet]) -> Spread:
    """The answers to a question (its key) or to all of a subject (its key in `SUBJECTS`), over the whole scale."""
    asked = [one for one in KINDS[kind].questions if key in (one.key, one.of)]
    answered = [[sheet.values[one.key] for one in asked if one.key in sheet.values] for sheet in sheets]
    found = Counter(value for values in answered for value in values)
    steps = asked[0].scale.steps if asked else range(0)
    return Spread(sum(bool(values) for values in answered), tuple((step, found[step]) for step in steps))


def nps_of(sheets: Iterable[Sheet]) -> Nps:
    """The NPS of those who answered that question."""
    return nps(one.values[RECOMMEND] for one in sheets if RECOMMEND in one.values)


@dataclass(frozen=True)
class Rate:
    """How many were asked and how many answered."""

    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        """None where nobody was asked."""
        return self.answered / self.asked if self.asked else None


def subjects_of(kind: str) -> tuple[str, ...]:
    """What a kind of survey asks about, in the order of its questions."""
    return tuple(dict.fromkeys(one.of for one in KINDS[kind].questions))


def by_account(sheets: Iterable[tuple[str, Sheet]]) -> Mapping[str, list[Sheet]]:
    """The sheets of each account."""
    found: dict[str, list[Sheet]] = {}
    for customer, sheet in sheets:
        found.setdefault(customer, []).append(sheet)
    return found
