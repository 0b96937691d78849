"""What is said of the effect of the status: plain values that can be kept and read again years later.

Shares are of 1, not of 100. Money is by year, in the company's currency. None = it cannot be said, never zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.base.words import Joined, Text, joined

SALES = "sales"
MARGIN = "margin"
RETENTION = "retention"
GAIN = "gain"
MARGIN_GAIN = "margin_gain"
FIGURES = (SALES, MARGIN, RETENTION, GAIN, MARGIN_GAIN)
"""`sales`: change of purchases, as a share of those before entry; `margin`: of the margin rate, `retention`: of who still buys
(both a difference of shares, points when × 100); `gain` and `margin_gain`: what all the measured accounts bought, and left as
margin, more than comparable customers, in money by year."""

TREND = "trend"
PLACEBO = "placebo"
UNSEEN = "unseen"
CHOSEN = "chosen"
CHECKS = (TREND, PLACEBO, UNSEEN, CHOSEN)
"""`trend`: drift of accounts against their comparable customers by month before entry; `placebo`: the same comparison as if they
had entered `months` earlier; `unseen`: the year before the months that matching looked at; `chosen`: what would have been said
`months` earlier with customers comparable then: how much being chosen at one's best looks like an effect."""


@dataclass(frozen=True)
class Figure:
    """One figure: key accounts minus comparable customers, over `accounts` of them, with its interval at the policy's level.

    `before_after` is what comparing the accounts with themselves would say (the trap: they were chosen at their best). `bound`
    is the figure if what gave way to priority is given back to the comparable customers; None where nobody of them gave way.
    `unit` is "share", "points" or "money". `value`, `low` and `high` are None together, and then `words` say why."""

    key: str
    unit: str
    accounts: int
    value: float | None
    low: float | None
    high: float | None
    before_after: float | None
    bound: float | None
    words: Text | Joined

    @property
    def sure(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Check:
    """One check that is shown before the figures; a share of the purchases before entry (of a month, for `trend`).

    `holds` = the interval contains zero; of `chosen`, which is no check of the figures, it says only that."""

    key: str
    months: int
    accounts: int
    value: float | None
    low: float | None
    high: float | None
    holds: bool
    words: Text | Joined


@dataclass(frozen=True)
class Point:
    """One month counted from the month of entry (0): purchases as an index, 100 = the mean month before entry.

    `low` … `high` is the interval of the accounts' line (of its distance to the other); None with fewer than two accounts."""

    month: int
    key: float
    comparable: float
    low: float | None
    high: float | None
    accounts: int


@dataclass(frozen=True)
class Comparable:
    """One customer with which an account is compared: how far it is, whether the cap kept it out, whether it gave way to
    priority, and the day on which it became a key account later (None = it is none)."""

    customer: str
    distance: float
    capped: bool
    displaced: bool
    entered: date | None


@dataclass(frozen=True)
class Match:
    """One account beside its comparable customers, the nearest first.

    `base`: its mean month before entry; `change` and `expected`: purchases after entry over those before, minus one, of the
    account and of its comparable customers; `gain` their difference in money by year."""

    customer: str
    entered: date
    months_after: int
    base: float
    distance: float
    comparables: tuple[Comparable, ...]
    change: float
    expected: float
    gain: float


@dataclass(frozen=True)
class LeftOut:
    """An account that could not be measured, and why."""

    customer: str
    entered: date
    key: str
    why: Text | Joined


@dataclass(frozen=True)
class Donor:
    """A customer that the synthetic one is made of, with its weight; all weights sum to one."""

    customer: str
    weight: float


@dataclass(frozen=True)
class Placebo:
    """The same done with a donor as if it had entered: its error before, its gap after, and the ratio of the errors."""

    customer: str
    error: float
    gap: float
    ratio: float


@dataclass(frozen=True)
class Step:
    """One month of an account and of its synthetic twin, in money; `month` counted from the month of entry."""

    month: int
    own: float
    synthetic: float


@dataclass(frozen=True)
class Single:
    """The synthetic control of one account. `error` is the root mean squared error before entry over the mean month, `gap`
    what it bought after entry beyond its twin, by month and as a share of the twin's; `rank` of the account among `of` (itself
    and the donors that a twin imitates as well as is asked of it) by how much worse the twin fits after entry than before: 1 =
    the most unusual. None where it cannot be said."""

    customer: str
    entered: date | None
    words: Text | Joined
    error: float | None
    gap: float | None
    gap_share: float | None
    rank: int | None
    of: int
    donors: tuple[Donor, ...]
    path: tuple[Step, ...]
    placebos: tuple[Placebo, ...]


@dataclass(frozen=True)
class Effect:
    """Whether status mattered. `enough` = as many accounts could be measured as policy asks (`minimum`); otherwise there are
    paths and matches, but no figure. `trusted` = no check fails. `level` is that of every interval.

    `displaced` and `capped` count the comparable customers that gave way to priority and those that only the cap kept out,
    `later` those that became key accounts themselves; `diluted` is the share of the months compared in which they
    were. `twins`: one of each account that entered, also of those that nobody can be compared with."""

    as_of: date
    start: date
    end: date
    level: float
    minimum: int
    entries: int
    enough: bool
    trusted: bool
    verdict: Text | Joined
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    path: tuple[Point, ...]
    matches: tuple[Match, ...]
    left_out: tuple[LeftOut, ...]
    displaced: int
    capped: int
    later: int
    diluted: float
    twins: tuple[Single, ...]

    @property
    def because(self) -> Text | Joined:
        """The verdict without its first words (yes, no, not yet), for who says those by itself."""
        return joined(self.verdict.parts[1:], " ") if isinstance(self.verdict, Joined) else self.verdict

    def figure(self, key: str) -> Figure | None:
        """One of the figures; None where none was made."""
        return next((one for one in self.figures if one.key == key), None)

    def match(self, customer: str) -> Match | None:
        """One account beside its comparable customers."""
        return next((one for one in self.matches if one.customer == customer), None)

    def twin(self, customer: str) -> Single | None:
        """The synthetic control of one account; None of who never entered."""
        return next((one for one in self.twins if one.customer == customer), None)
