"""A programme replayed over its reviews: who entered, left and was watched at each, with the bands or without them.

Pure: nothing is decided by it. It answers «what would these rules have done to our list, and how often would it have
changed?» before anybody promises a status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.selection.bands import Membership
from clave.selection.listing import Listing, Standing

Choose = Callable[[date, Mapping[str, Membership] | None], Listing]
"""Makes the list of a day for the members there are; None = there were none, so that the rule alone chooses."""
LEFT, STAYING, ENTERED = "leaves", frozenset({"stays", "watched"}), "enters"


@dataclass(frozen=True)
class Turn:
    """One review: the list, the members it leaves, and what it did with whom, by customer code."""

    as_of: date
    listing: Listing
    members: Mapping[str, Membership]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    watched: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def changes(self) -> int:
        """How many customers its members are told something new."""
        return len(self.entered) + len(self.left)


def cycle(choose: Choose, days: Sequence[date]) -> tuple[Turn, ...]:
    """The first day decides, every further one reviews; each decision is taken as the bands propose it."""
    turns: list[Turn] = []
    for day in days:
        members = turns[-1].members if turns else None
        listing = choose(day, members or None)
        turns.append(_reviewed(listing, members) if members else _chosen(listing, members or {}))
    return tuple(turns)


def unbanded(choose: Choose, days: Sequence[date]) -> tuple[Turn, ...]:
    """The same days as if every review decided anew, whoever was a member before: what the bands are held against."""
    turns: list[Turn] = []
    for day in days:
        turns.append(_chosen(choose(day, None), turns[-1].members if turns else {}))
    return tuple(turns)


def _chosen(listing: Listing, before: Mapping[str, Membership]) -> Turn:
    """The members are those the rule chooses."""
    inside = {line.customer for line in listing.members}
    return Turn(
        as_of=listing.as_of,
        listing=listing,
        members={code: before.get(code, Membership(listing.as_of)) for code in sorted(inside)},
        entered=tuple(line.customer for line in listing.members if line.customer not in before),
        left=tuple(sorted(set(before) - inside)),
        watched=(),
        waiting=(),
    )


def _reviewed(listing: Listing, before: Mapping[str, Membership]) -> Turn:
    """The members are those the bands keep, and those they let in."""
    found = listing.standings
    kept = {code: after(before[code], found[code]) for code in before if found[code].state in STAYING}
    entered = _in(found, ENTERED)
    return Turn(
        as_of=listing.as_of,
        listing=listing,
        members={**kept, **{code: Membership(listing.as_of) for code in entered}},
        entered=entered,
        left=_in(found, LEFT),
        watched=_in(found, "watched"),
        waiting=_in(found, "waits"),
    )


def after(member: Membership, standing: Standing) -> Membership:
    """A member once a review has been booked."""
    return Membership(member.since, member.reviews + 1, standing.below)


def _in(standings: Mapping[str, Standing], state: str) -> tuple[str, ...]:
    return tuple(sorted(code for code, standing in standings.items() if standing.state == state))
