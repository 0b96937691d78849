"""Two lists beside each other: who enters, who leaves, who moves, and what made it so (F1, F2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from clave.base.words import Joined, Text, _
from clave.selection.because import Because, Rivals
from clave.selection.listing import Line, Listing


@dataclass(frozen=True)
class Shift:
    """One customer in two lists; None where a list does not have it. `because` says what made it enter, leave or move,
    the weightiest reason first."""

    before: Line | None
    after: Line | None
    because: tuple[Text | Joined, ...] = ()

    @property
    def line(self) -> Line:
        """The customer as it is now, or as it was where it is no longer there."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def enters(self) -> bool:
        """Inside now, and not before."""
        return _inside(self.after) and not _inside(self.before)

    @property
    def leaves(self) -> bool:
        """Inside before, and no longer."""
        return _inside(self.before) and not _inside(self.after)

    @property
    def places(self) -> int:
        """Places up (positive) or down; 0 where one of the lists does not have it."""
        return self.before.rank - self.after.rank if self.before and self.after else 0

    @property
    def points(self) -> float:
        """By how much its score changed."""
        return (self.after.score if self.after else 0.0) - (self.before.score if self.before else 0.0)

    @property
    def surer(self) -> float:
        """By how much more (or less) often it is inside, -1 to 1."""
        return (self.after.sure if self.after else 0.0) - (self.before.sure if self.before else 0.0)

    @property
    def same(self) -> bool:
        """Nothing that a reader sees of this customer differs."""
        if self.before is None or self.after is None:
            return False
        return _seen(self.before) == _seen(self.after)


def _inside(line: Line | None) -> bool:
    return line is not None and line.member


def _seen(line: Line) -> tuple[object, ...]:
    return (line.rank, line.member, line.score, line.sure, line.firmness, line.categories, line.seat, line.gate)


@dataclass(frozen=True)
class Programme:
    """What one list amounts to: members, those of them that the bands watch, money inside, safe and debatable ones,
    places, the gap at the cut, and whether there were members for the bands."""

    members: int
    watched: int
    money: float
    safe: int
    debated: int
    cap: int
    gap: float | None
    banded: bool = False


@dataclass(frozen=True)
class Comparison:
    """What turns one list into the other: `entered` and `left` by rank, `moved` those that changed place otherwise.

    `weights` gives per criterion its weight in the old and in the new list, 0 where it is not in force."""

    before: Programme
    after: Programme
    entered: tuple[Shift, ...]
    left: tuple[Shift, ...]
    moved: tuple[Shift, ...]
    recategorised: tuple[Shift, ...]
    weights: Mapping[str, tuple[float, float]]
    customers: int

    @property
    def empty(self) -> bool:
        """Both lists say the same of everybody."""
        return not (self.entered or self.left or self.moved or self.recategorised) and self.before == self.after

    @property
    def banded(self) -> bool:
        """Whether there were members in it, whom the bands keep."""
        return self.before.banded or self.after.banded

    @cached_property
    def money_gained(self) -> float:
        """Money inside now less money inside before."""
        return self.after.money - self.before.money


def compared(old: Listing, new: Listing) -> Comparison:
    """From `old` to `new`. Comparing a list with itself is empty; the other way round swaps who enters and who leaves."""
    before = {line.customer: line for line in old.lines}
    after = {line.customer: line for line in new.lines}
    pairs = [Shift(before.get(code), after.get(code)) for code in dict.fromkeys((*after, *before))]
    changed = [pair for pair in pairs if not pair.same]
    sides = _Sides(old, new, changed)
    return Comparison(
        before=_programme(old),
        after=_programme(new),
        entered=sides.told(sides.entered, against=sides.left, who=_("Those that leave")),
        left=sides.told(sides.left, against=sides.entered, who=_("Those that enter")),
        moved=sides.told_of_movers(sorted((pair for pair in changed if _moves(pair)), key=_farthest)),
        recategorised=tuple(pair for pair in changed if _other_reasons(pair)),
        weights={
            key: (old.weights.get(key, 0.0), new.weights.get(key, 0.0))
            for key in dict.fromkeys((*new.weights, *old.weights))
        },
        customers=len(pairs),
    )


LONGEST = 40  # of those that only move: that many, the farthest first, get their reasons in words


class _Sides:
    """Those that enter and those that leave, each held against the others."""

    def __init__(self, old: Listing, new: Listing, changed: Sequence[Shift]) -> None:
        self.because = Because(old, new)
        self.entered = [pair for pair in changed if pair.enters]
        self.left = sorted((pair for pair in changed if pair.leaves), key=_place_before)
        after = {line.customer: line for line in new.lines}
        self.members = [(line, after[line.customer]) for line in old.members if line.customer in after]

    def told(self, pairs: Iterable[Shift], against: Iterable[Shift], who: Text) -> tuple[Shift, ...]:
        """With what made each of them pass, or be passed by, the others."""
        others = [(pair.before, pair.after) for pair in against if pair.before and pair.after]
        rivals = self.because.rivals(others, who)
        return tuple(self._said(pair, rivals) for pair in pairs)

    def told_of_movers(self, pairs: Sequence[Shift]) -> tuple[Shift, ...]:
        """Those that only change place, held against the members there were."""
        if not pairs:
            return ()
        rivals = self.because.rivals(self.members, _("The members on average"))
        return (*(self._said(pair, rivals) for pair in pairs[:LONGEST]), *pairs[LONGEST:])

    def _said(self, pair: Shift, rivals: Rivals) -> Shift:
        return Shift(pair.before, pair.after, self.because.of(pair.before, pair.after, rivals))


def _moves(pair: Shift) -> bool:
    return bool(pair.places) and not pair.enters and not pair.leaves


def _other_reasons(pair: Shift) -> bool:
    """Key for other reasons, or by another seat, without entering or leaving."""
    before, after = pair.before, pair.after
    if before is None or after is None or pair.enters or pair.leaves:
        return False
    return (before.categories, before.seat) != (after.categories, after.seat)


def _place_before(pair: Shift) -> int:
    return pair.before.rank if pair.before else 0


def _farthest(pair: Shift) -> tuple[bool, int, int]:
    return not _inside(pair.after), -abs(pair.places), pair.line.rank


def _programme(listing: Listing) -> Programme:
    members = listing.members
    return Programme(
        members=len(members),
        watched=sum(line.standing is not None and line.standing.state == "watched" for line in members),
        money=float(sum(line.money for line in members)),
        safe=sum(line.firmness == "safe" for line in members),
        debated=sum(line.firmness == "debate" for line in listing.lines),
        cap=listing.capacity.cap,
        gap=listing.capacity.gap,
        banded=bool(listing.standings),
    )
