"""What a harvest is made from: measures of a stretch and of the ones before it, and what people wrote down of the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isnan

from clave.base.words import Joined, Text
from clave.measures.shape import Floats, Measure, Measured
from clave.operations.surveys.questions import Sheet
from clave.outcome.harvest.interval import Sure
from clave.outcome.harvest.shape import Asked
from clave.outcome.window import Window
from clave.policy.limits import Limits
from clave.privileges.ledger.due import Count


@dataclass(frozen=True)
class Account:
    """A key account: since when, and by which criteria it was decided (empty = nobody knows any more)."""

    customer: str
    name: str
    since: date | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """Measures by customer; None where a customer, or its value, is not known."""

    measured: Measured

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {code: place for place, code in enumerate(self.measured.customers)}

    @cached_property
    def _columns(self) -> dict[str, Floats]:
        return {}

    def number(self, measure: Measure, customer: str) -> float | None:
        """A measured number of a customer."""
        if measure.key not in self._columns:
            self._columns[measure.key] = self.measured.numbers(measure)
        return self._at(self._columns[measure.key], customer)

    def detail(self, family: str, customer: str) -> float | None:
        """What a family of measures keeps of each customer beside its measures: a number."""
        return self._at(self.measured.details[family], customer)

    def word(self, measure: Measure, customer: str) -> str | None:
        """A measured word of a customer."""
        place = self._places.get(customer)
        found = None if place is None else self.measured.words(measure)[place]
        return None if found is None else str(found)

    def name(self, customer: str) -> str:
        """What it is called; its code where the measures do not know it."""
        place = self._places.get(customer)
        return customer if place is None else self.measured.names[place]

    def place(self, customer: str) -> int | None:
        """Its position in the measures; None where they do not know it."""
        return self._places.get(customer)

    def _at(self, values: Floats, customer: str) -> float | None:
        place = self._places.get(customer)
        value = float("nan") if place is None else float(values[place])
        return None if isnan(value) else value

    @property
    def codes(self) -> tuple[str, ...]:
        """Every customer, in code order."""
        return self.measured.customers


@dataclass(frozen=True, eq=False)
class Span:
    """A stretch of days: measured at its end (`now`, whose year is the stretch) and on the day before it began (`past`, whose
    year is the stretch as long before it). `keys` are the key accounts at its start, `ever` all that were key on any of its
    days."""

    window: Window
    now: Table
    past: Table
    keys: tuple[Account, ...]
    ever: frozenset[str]


@dataclass(frozen=True)
class Written:
    """What people wrote down in a stretch: how many of each kind by customer. A kind that nobody ever wrote down, in any
    stretch, is not in it: what is not kept is not zero."""

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def known(self, kinds: Iterable[str]) -> bool:
        """Whether any of these is written down at all."""
        return any(kind in self.counts for kind in kinds)

    def of(self, customer: str, kinds: Iterable[str]) -> int:
        """How many of these kinds of one customer."""
        return sum(self.counts.get(kind, {}).get(customer, 0) for kind in kinds)


@dataclass(frozen=True)
class Round:
    """One survey of relationship as it may be shown: its sheets with their account ("" where it is not told), and which accounts
    may be looked at alone."""

    asked: Asked
    sheets: tuple[tuple[str, Sheet], ...] = ()
    apart: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Voices:
    """What was answered in a stretch, and in the one before; `noticed` are the answers whether they notice that they are key,
    by account, of those that have a name. Of the invited, every account once."""

    rounds: tuple[Round, ...] = ()
    before: tuple[Round, ...] = ()
    noticed: tuple[tuple[str, Sheet], ...] = ()
    invited: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Solved:
    """A need that was solved in the stretch: to how many it was offered, to how many it was sold (None = nothing measures it)
    and for how much."""

    customer: str
    offered: int
    sold: int | None
    money: float | None


@dataclass(frozen=True)
class Joint:
    """A joint initiative that ran in the stretch; `achieved` in it, and what was gained (None = nobody knows)."""

    customer: str
    achieved: bool
    result: bool
    gained: float | None


@dataclass(frozen=True)
class Recommended:
    """References asked and given in the stretch, recommendations of their own, with business that came: how many, its amount,
    and of how many nobody wrote an amount."""

    asked: int = 0
    given: int = 0
    referred: int = 0
    won: int = 0
    amount: float | None = None
    unknown: int = 0


@dataclass(frozen=True, eq=False)
class Given:
    """Everything a harvest is made from. `keys` are the key accounts at the window's end; `earlier` the measures of the stretch
    before the one before, None where the facts do not reach back; `documents` by customer of the three stretches, newest
    first; `matched` the comparable customers of each key account where another part of clave found them; `unused` the criteria
    that were not applied when they were chosen, and why."""

    as_of: date
    span: Span
    start: Span
    earlier: Table | None
    keys: tuple[Account, ...]
    documents: tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]
    written: Written
    written_before: Written
    voices: Voices
    solved: tuple[Solved, ...] | None
    joint: tuple[Joint, ...] | None
    recommended: Recommended | None
    promises: Mapping[str, Count] | None
    limits: Limits
    matched: Mapping[str, tuple[str, ...]] | None = None
    began: Text | None = None
    unused: Mapping[str, Text | Joined] = field(default_factory=dict)

    @cached_property
    def sure(self) -> Sure:
        """How sure figures are said to be."""
        return Sure.of(self.limits)

    @property
    def years(self) -> float:
        """Length of the window in years, to two decimals: twelve months are one."""
        window = self.span.window
        return round(((window.end - window.start).days + 1) / 365.25, 2)
