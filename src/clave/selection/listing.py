"""The list: what a selection says of every customer, with its reasons. Plain frozen data, the same for all readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from clave.base.words import Joined, Text
from clave.facts.book import Summary

Gate = Literal["passes", "fails", "unknown"]
VerdictWord = Literal["applies", "does_not", "unknown"]
Firmness = Literal["safe", "debate", "out"]
State = Literal["stays", "watched", "leaves", "enters", "waits"]


@dataclass(frozen=True)
class Cell:
    """One criterion for one customer: `score` after the gate (None = unknown), `ungated` before it, the evidence."""

    verdict: VerdictWord
    score: float | None
    ungated: float | None
    low: float | None
    high: float | None
    because: Text | Joined


@dataclass(frozen=True)
class Change:
    """A smallest single change that would bring a customer in (or out), and how sure it would then be (0–1)."""

    kind: str  # the measure or criterion that changes: money, kilos, days, rating:<criterion>, order
    text: Text
    sure: float


@dataclass(frozen=True)
class Standing:
    """What the bands do with a member or newcomer at a review, and why.

    `below` counts the reviews running below the exit band, this one included; `instead_of` is the member whose place
    one that waits would take."""

    state: State
    trial: bool
    below: int
    instead_of: str | None
    because: Text

    @property
    def member(self) -> bool:
        """Whether it is inside after this review."""
        return self.state in ("stays", "watched", "enters")


class Placed(Protocol):
    """Whatever stands in a list: a `Line`, or one as it was kept."""

    @property
    def member(self) -> bool: ...

    @property
    def firmness(self) -> str: ...

    @property
    def seat(self) -> str | None: ...

    @property
    def banded(self) -> str: ...


def to_debate(line: Placed) -> bool:
    """Whether people must decide: neither safe nor out, or a member that the weights do not hold and no seat keeps."""
    return line.firmness == "debate" or (line.member and line.firmness == "out" and not line.seat)


@dataclass(frozen=True)
class Line:
    """One customer in rank order; `sure` is its acceptability, 0–1."""

    rank: int
    customer: str
    name: str
    member: bool
    candidate: bool
    score: float
    sure: float
    firmness: Firmness
    category: str | None
    categories: tuple[str, ...]
    seat: str | None
    gate: Gate
    but_for_payment: bool
    criteria: Mapping[str, Cell]
    why: tuple[Text | Joined, ...]
    would_take: tuple[Change, ...]
    money: float = 0.0
    standing: Standing | None = None  # None: there were no members before, or it neither was nor becomes one

    @property
    def banded(self) -> str:
        """What the bands do with it; empty where they do nothing."""
        return self.standing.state if self.standing else ""


@dataclass(frozen=True)
class Limit:
    """One limit of the programme's capacity: used of total; `total` None = not set; `binds` = it decides the cut."""

    key: str  # count, budget, hours, accounts
    label: Text
    used: float
    total: float | None
    binds: bool
    one_more: Text | None = None


@dataclass(frozen=True)
class Capacity:
    """The cut: how many fit, which limits were set, and the gap of value between the last in and the first out."""

    cap: int
    limits: tuple[Limit, ...]
    gap: float | None
    greedy_gap: float
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A selection at a date: every active customer in rank order, and all that is needed to defend it."""

    as_of: date
    currency: str
    facts: Summary
    rejected: int
    facts_version: str
    policy_version: str
    order: tuple[str, ...]
    weights: Mapping[str, float]  # of the criteria in force, in order of importance; they add up to 1
    out_of_force: Mapping[str, Text | Joined]
    lines: tuple[Line, ...]
    capacity: Capacity
    draws: int
    seed: int
    notes: tuple[Text | Joined, ...] = ()
    names: Mapping[str, Text | Joined] = field(default_factory=dict)  # of the criteria, out of force or not
    standings: Mapping[str, Standing] = field(default_factory=dict)  # of members, also inactive ones, and newcomers

    def named(self, key: str) -> Text | Joined | str:
        """A criterion by its name when the list was made; its key where the list keeps no name."""
        return self.names.get(key, key)

    @property
    def cap(self) -> int:
        """For how many there is room."""
        return self.capacity.cap

    @property
    def members(self) -> tuple[Line, ...]:
        """The customers inside the cut, in rank order."""
        return tuple(line for line in self.lines if line.member)
