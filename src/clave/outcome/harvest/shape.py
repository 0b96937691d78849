"""What the harvest of a window comes to. Only plain values, so that it can be kept and read again; None is "nobody knows".

Of whom lists are kept: the key accounts, and the comparable customers beside them. The rest is counted, never listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.figures import Unit
from clave.base.words import Joined, Text
from clave.outcome.window import Window

Word = Literal["met", "near", "far", "unknown"]
"""How near a target came; which shares of it are near is policy."""
Side = Literal["key", "comparable", "rest"]
Buying = Literal["kept", "broken", "silent_before", "unknown"]
"""An account of the window's start: still buys by its own rhythm, broke it within the window, was silent already when the
window began, or has too little history to say."""


@dataclass(frozen=True)
class Estimate:
    """A figure of `n` accounts (or answers) and the interval it lies in at the policy's level; None where nobody knows."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def surely_not_zero(self) -> bool:
        """Whether its interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


NOTHING = Estimate(None, None, None, 0)


@dataclass(frozen=True)
class Fact:
    """One account of a category: its figure in the window and in the one before, in the unit of the category; None where
    unknown, and `why` says why. `parts` are the facts that the figure was made from, by name: two of money over each other,
    how many of each kind. `since` is the day it became key."""

    customer: str
    name: str
    since: date | None
    value: float | None
    before: float | None
    parts: Mapping[str, float | None]
    why: Text | Joined | None = None


@dataclass(frozen=True)
class Category:
    """One reason for being key: the benefit it should give, the figure that proves it, its target, and what came of it over
    the accounts that are key by that reason at the window's end.

    `actual` and `before` are of all those accounts together, never means of rates; `low` and `high` bound `actual` where
    that can be said. `share` is the part of the target that was reached (0 = nothing, above 1 = more); `says` the figure in
    words; `missing` why there is no figure. A target that is counted by year is already that of the window's length."""

    key: str
    name: Text
    benefit: Text
    figure: Text
    unit: Unit
    target: float
    accounts: int
    known: int
    actual: float | None
    before: float | None
    low: float | None
    high: float | None
    share: float | None
    word: Word
    says: Text | Joined
    missing: Text | Joined | None
    parts: Mapping[str, float | None]
    facts: tuple[Fact, ...]

    @property
    def trend(self) -> float | None:
        """The figure of the window less that of the one before."""
        return None if self.actual is None or self.before is None else self.actual - self.before


@dataclass(frozen=True)
class Stayed:
    """One account of the window's start: what became of it, its rhythm in days, the day it last bought, the day on which it was
    silent for longer than nearly all its own gaps (`broken_on`; None where it is not silent at the window's end), money of the
    window and of the one before."""

    customer: str
    name: str
    side: Side
    state: Buying
    rhythm: float | None
    last_date: date | None
    broken_on: date | None
    money: float | None
    before: float | None

    @property
    def renewed(self) -> float | None:
        """Money of the window over that of the one before; None where it bought nothing then."""
        return None if self.money is None or not self.before or self.before < 0 else self.money / self.before


@dataclass(frozen=True)
class Group:
    """One side of the comparison: its accounts at the window's start by what became of them.

    `retention` is kept / (kept + broken), the others counted beside it; `renewal` (net revenue retention) the money of the
    window of those that bought in the window before, over their money then: `money` / `before`, of `buyers` accounts."""

    side: Side
    accounts: int
    kept: int
    broken: int
    silent_before: int
    unknown: int
    retention: Estimate
    renewal: Estimate
    buyers: int
    money: float | None
    before: float | None


@dataclass(frozen=True)
class Retention:
    """Who stays: key accounts, comparable customers and the rest, and how key accounts differ from each (in shares, 0.12 = 12
    points). `matched` says how the comparable ones were found; `missing` what cannot be said and why.

    `since` is the day from which they are followed: the window's first, or where nobody was key then the day in it on which the
    first accounts entered, with a stretch as long as what is left before it."""

    since: date
    key: Group
    comparable: Group
    rest: Group
    beside_comparable: Estimate
    beside_rest: Estimate
    matched: Text
    accounts: tuple[Stayed, ...]
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Margin:
    """Margin of one side in the window: `rate` over the money whose cost is known, `net_rate` after cost to serve. `accounts`
    have one; `unknown` bought and have none, and count nowhere."""

    side: Side
    accounts: int
    unknown: int
    rate: Estimate
    net_rate: Estimate


@dataclass(frozen=True)
class AccountMargin:
    """Margin of one account in the window, in money and as rates, before and after cost to serve; None = not known."""

    customer: str
    name: str
    side: Side
    money: float | None
    margin: float | None
    rate: float | None
    cost: float | None
    net_margin: float | None
    net_rate: float | None


@dataclass(frozen=True)
class Margins:
    """Margin of key accounts beside that of others; the differences are in shares (0.027 = 2.7 points)."""

    key: Margin
    comparable: Margin
    rest: Margin
    points: Estimate
    net_points: Estimate
    points_rest: Estimate
    net_points_rest: Estimate
    unknown_drivers: tuple[Text, ...]
    accounts: tuple[AccountMargin, ...]
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Scale:
    """One subject of the surveys: mean, median and ends of the answers on its scale from `lowest` to `highest`, how many
    answers of how many people, and how many chose each step."""

    key: str
    name: Text
    lowest: int
    highest: int
    mean: float | None
    median: float | None
    low: int | None
    high: int | None
    answers: int
    people: int
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Asked:
    """One survey of the window: how many people and accounts were asked and answered; `nps` where it may be shown, else
    `hidden` says why not. Accounts that answered are not told of anonymous ones (None)."""

    number: int
    title: str | Text
    on: date | None
    anonymous: bool
    asked: int
    answered: int
    accounts_asked: int
    accounts_answered: int | None
    nps: Estimate
    hidden: Text | None


@dataclass(frozen=True)
class Voiced:
    """What people of one account answered with leave to be looked at alone: how many people, the NPS, the mean of each scale by
    key."""

    customer: str
    name: str
    people: int
    nps: float | None
    scales: Mapping[str, float | None]
    noticed: float | None


@dataclass(frozen=True)
class Relation:
    """How the key accounts see us: NPS and the three scales over everything that may be shown of the window's surveys, and
    whether they notice that they are key. `before`: the NPS of the window before. A figure without answers is None."""

    nps: Estimate
    before: Estimate
    recommend: float | None
    scales: tuple[Scale, ...]
    noticed: Estimate
    asked: int
    answered: int
    accounts: int
    accounts_asked: int
    accounts_answered: int
    surveys: tuple[Asked, ...]
    voiced: tuple[Voiced, ...]
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Yield:
    """Something that spreads or is recommended, against its target of the window: needs extended, joint initiatives, referrals.
    `count` is what is held against `target` (None = nobody writes it down); `parts` by name how many of what;
    `says` and `against` are sentences."""

    key: str
    name: Text
    count: int | None
    target: float
    share: float | None
    word: Word
    says: Text | Joined
    against: Text | Joined
    parts: Mapping[str, float | None]


@dataclass(frozen=True)
class Promised:
    """One key account with promises that fell due in the window: how many were kept, broken, not measurable, on which side of
    the threshold it is ("" = none could be measured), and what it did: growth, whether it still buys, its NPS (None = not
    known or may not be shown)."""

    customer: str
    name: str
    kept: int
    broken: int
    unknown: int
    score: float | None
    side: Literal["more", "less", ""]
    growth: float | None
    retained: bool | None
    nps: float | None


@dataclass(frozen=True)
class Compared:
    """One result of the accounts with more promises kept beside those with less: each side with its n, and their difference.
    `says` is the sentence; it says "too few" where either side is below policy's minimum, and then there is no difference."""

    key: str
    name: Text
    unit: Unit
    more: Estimate
    less: Estimate
    difference: Estimate
    enough: bool
    says: Text | Joined


@dataclass(frozen=True)
class Promises:
    """What kept promises go with. Not what they cause: better accounts may be served better. `threshold` parts the accounts
    by their score: at or above it `more`, below it `less`; None where no promise could be measured."""

    threshold: float | None
    by_median: bool
    score: float | None
    compared: tuple[Compared, ...]
    caution: Text
    accounts: tuple[Promised, ...]
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Harvest:
    """Everything that the programme's accounts gave in a window, up to `as_of`, in the company's `currency`.

    `level` is that of every interval (policy). `accounts` are the key accounts at the window's end, `at_start` at its start."""

    as_of: date
    window: Window
    currency: str
    level: float
    accounts: int
    at_start: int
    categories: tuple[Category, ...]
    retention: Retention
    margins: Margins
    relation: Relation
    yields: tuple[Yield, ...]
    promises: Promises

    def category(self, key: str) -> Category | None:
        """The one of that key; None for a key that is none."""
        return next((one for one in self.categories if one.key == key), None)
