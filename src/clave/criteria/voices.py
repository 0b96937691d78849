"""From what people say to one score: which ratings count on a day, their median, and how far people agree.

The same rule as the measures' SQL (`measures/sql/rating.sql`, `ratings.sql`), in words for those who rate: the latest
rating of each person, while it has not expired. Disagreement is shown beside the median, never averaged away. (A2, E9)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from clave.base.words import Text, _
from clave.criteria.judged import POINTS
from clave.policy import declared
from clave.policy.limits import Limits

Standing = Literal["counts", "expiring", "expired", "superseded", "future"]
Agreement = Literal["nobody", "alone", "agree", "differ", "disagree"]
AGREEMENT: dict[Agreement, Text] = {
    "nobody": _("nobody has rated it"),
    "alone": _("one person only: nobody to agree or disagree with"),
    "agree": _("they agree"),
    "differ": _("they differ a little"),
    "disagree": _("they disagree"),
}


@dataclass(frozen=True)
class Voice:
    """One rating as the rule reads it: whose, how many of 4, given on, and the last day it names (None = policy)."""

    rater: str
    value: int
    day: date
    expires: date | None = None


@dataclass(frozen=True)
class Heard:
    """What the ratings of one customer and criterion come to on a day.

    `standing` says of each voice, in the order given, whether it counts and why not; `median` and `score` (0–100) are
    None where nobody's rating counts. `wanted` is how many more raters policy asks for."""

    standing: tuple[Standing, ...]
    median: float | None
    low: int | None
    high: int | None
    score: float | None
    agreement: Agreement
    applies: bool
    raters: int
    wanted: int

    @property
    def spread(self) -> int:
        """Steps between the lowest and the highest."""
        return 0 if self.high is None or self.low is None else self.high - self.low


def heard(voices: Sequence[Voice], limits: Limits, day: date) -> Heard:
    """The rule, on a day."""
    standing = tuple(_standing(voice, voices, limits, day) for voice in voices)
    values = sorted(voice.value for voice, state in zip(voices, standing, strict=True) if counts(state))
    middle = float(median(values)) if values else None
    return Heard(
        standing=standing,
        median=middle,
        low=values[0] if values else None,
        high=values[-1] if values else None,
        score=None if middle is None else middle * POINTS,
        agreement=agreement(values, limits),
        applies=middle is not None and middle >= limits[declared.judged_minimum],
        raters=len(values),
        wanted=max(0, limits[declared.judged_raters] - len(values)),
    )


def counts(standing: Standing) -> bool:
    """Whether a rating that stands so is among those the median is of."""
    return standing in ("counts", "expiring")


def last_day(voice: Voice, limits: Limits) -> date:
    """The last day on which it counts: its own, or so many days after it was given as policy says."""
    return voice.expires or voice.day + timedelta(days=limits[declared.judged_days])


def agreement(values: Sequence[int], limits: Limits) -> Agreement:
    """How far the ratings that count agree, from sorted values."""
    if len(values) < 2:
        return "alone" if values else "nobody"
    spread = values[-1] - values[0]
    if spread >= limits[declared.judged_disagree]:
        return "disagree"
    return "differ" if spread else "agree"


def _standing(voice: Voice, voices: Iterable[Voice], limits: Limits, day: date) -> Standing:
    if voice.day > day:
        return "future"
    if any(_later(other, voice) for other in voices if other.rater == voice.rater and other.day <= day):
        return "superseded"
    last = last_day(voice, limits)
    if last < day:
        return "expired"
    return "expiring" if last - timedelta(days=limits[declared.judged_renew]) < day else "counts"


def _later(other: Voice, voice: Voice) -> bool:
    """Whether one takes the place of the other; of one day the higher, then the one that holds longer."""
    none = date.min
    return (other.day, other.value, other.expires or none) > (voice.day, voice.value, voice.expires or none)
