"""What a proposal puts before its committee: who is on it, and what the rule does with each (method.md §3, step 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from clave.selection.committee import KINDS

_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Seen:
    """A customer of the list: its rank, whether the rule has it inside, and what the bands do with it (empty: nothing)."""

    customer: str
    rank: int
    inside: bool
    state: str


@dataclass(frozen=True)
class Point:
    """One line before the committee; `kind` is a key of `committee.KINDS`."""

    customer: str
    kind: str


def agenda(
    seen: Iterable[Seen],
    absent: Iterable[str],
    nominated: Collection[str],
    landing: Collection[str],
    *,
    reviewed: bool,
) -> tuple[Point, ...]:
    """The lines in the order in which a meeting takes them: those that change first, each group by rank.

    `absent` are members that no longer buy, `landing` those that are leaving already. `reviewed` = there were members;
    a first list has nobody who stays or leaves. Whoever is nominated is on it, whatever the rule says."""
    ranks: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for one in seen:
        ranks[one.customer] = one.rank
        kinds[one.customer] = _kind(one, one.customer in landing, reviewed)
    kinds |= {customer: "leaves" for customer in absent if customer not in landing}
    for customer in nominated:
        kinds[customer] = kinds.get(customer) or "nominated"
    last = len(ranks) + 1
    points = [Point(customer, kind) for customer, kind in kinds.items() if kind]
    return tuple(
        sorted(points, key=lambda point: (_ORDER[point.kind], ranks.get(point.customer, last), point.customer))
    )


def _kind(one: Seen, landing: bool, reviewed: bool) -> str:
    """Empty where there is nothing to decide: it is outside, or leaving anyway."""
    if not reviewed:
        return "chosen" if one.inside else ""
    if landing:
        return "returns" if one.state == "stays" else ""
    return one.state
