"""From what people say to one score: which ratings count on a day, their median, and how far people agree.

The same rule as the measures' SQL (`measures/sql/rating.sql`, `ratings.sql`), in words for those who rate: the latest
rating of each person, while it has not expired. Disagreement is shown beside the median, never averaged away. What is
judged kind by kind (A4) has such a line for each kind, and policy says what they come to. (A2, E9)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Literal

import numpy as np

from clave.base.words import Text, _
from clave.criteria.judged import POINTS
from clave.measures.kinds import together
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
    """One rating as the rule reads it: whose, how many of 4, given on, the last day it names (None = policy), and of which
    kind ("" = of the whole)."""

    rater: str
    value: int
    day: date
    expires: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class HeardKind:
    """What the ratings of one kind ("" = of the whole) come to: unknown, all None, where nobody's counts."""

    kind: str
    median: float | None
    low: int | None
    high: int | None
    agreement: Agreement
    raters: int

    @property
    def spread(self) -> int:
        """Steps between the lowest and the highest."""
        return 0 if self.high is None or self.low is None else self.high - self.low


@dataclass(frozen=True)
class Heard:
    """What the ratings of one customer and criterion come to on a day.

    `standing` says of each voice, in the order given, whether it counts and why not; `median`, `low` and `high` are what
    the `kinds` come to by policy, and `score` (0–100) follows; None where nobody's rating counts. `agreement` is that of
    the kind in which people agree least. `raters` are people: who rates several kinds is one. `wanted` is how many more
    of them policy asks for."""

    standing: tuple[Standing, ...]
    median: float | None
    low: float | None
    high: float | None
    score: float | None
    agreement: Agreement
    applies: bool
    raters: int
    wanted: int
    kinds: tuple[HeardKind, ...]

    @property
    def best(self) -> HeardKind | None:
        """The kind with the highest median, the first of equals; None where nobody's rating counts."""
        known = [one for one in self.kinds if one.median is not None]
        return max(known, key=lambda one: one.median or 0.0) if known else None

    @property
    def unknown(self) -> tuple[HeardKind, ...]:
        """The kinds that nobody has rated."""
        return tuple(one for one in self.kinds if one.median is None)


def heard(voices: Sequence[Voice], limits: Limits, day: date, kinds: Sequence[str] = ()) -> Heard:
    """The rule, on a day. With `kinds`, each has its line, and the whole has one while somebody's word on it counts."""
    named = [voice if voice.kind in kinds else replace(voice, kind="") for voice in voices]
    standing = tuple(_standing(voice, named, limits, day) for voice in named)
    counted = [voice for voice, state in zip(named, standing, strict=True) if counts(state)]
    lines = [_kind(kind, counted, limits) for kind in kinds]
    if not kinds or any(not voice.kind for voice in counted):
        lines.append(_kind("", counted, limits))
    middle, low, high = (
        _together([getattr(line, part) for line in lines], limits) for part in ("median", "low", "high")
    )
    people = {voice.rater for voice in counted}
    return Heard(
        standing=standing,
        median=middle,
        low=low,
        high=high,
        score=None if middle is None else middle * POINTS,
        agreement=max((line.agreement for line in lines), key=list(AGREEMENT).index),
        applies=middle is not None and middle >= limits[declared.judged_minimum],
        raters=len(people),
        wanted=max(0, limits[declared.judged_raters] - len(people)),
        kinds=tuple(lines),
    )


def _kind(kind: str, counted: Sequence[Voice], limits: Limits) -> HeardKind:
    values = sorted(voice.value for voice in counted if voice.kind == kind)
    return HeardKind(
        kind=kind,
        median=float(median(values)) if values else None,
        low=values[0] if values else None,
        high=values[-1] if values else None,
        agreement=agreement(values, limits),
        raters=len(values),
    )


def _together(lines: Sequence[float | None], limits: Limits) -> float | None:
    values = np.array([[np.nan if line is None else line] for line in lines], dtype=np.float64)
    found = float(together(values, limits[declared.judged_kinds])[0])
    return None if np.isnan(found) else found


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
    if any(_replaces(other, voice) for other in voices if other.rater == voice.rater and other.day <= day):
        return "superseded"
    last = last_day(voice, limits)
    if last < day:
        return "expired"
    return "expiring" if last - timedelta(days=limits[declared.judged_renew]) < day else "counts"


def _replaces(other: Voice, voice: Voice) -> bool:
    """Whether one takes the place of the other, both of one person.

    Of one kind the later; of one day the higher, then the one that holds longer. Of the whole, one by kind of that day or
    later; of a kind, a later one of the whole."""
    if other.kind and voice.kind and other.kind != voice.kind:
        return False
    if other.kind != voice.kind:
        return other.day > voice.day or (bool(other.kind) and other.day == voice.day)
    none = date.min
    return (other.day, other.value, other.expires or none) > (voice.day, voice.value, voice.expires or none)
