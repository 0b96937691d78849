"""Why a customer stands elsewhere in another list: the gate, a seat, a criterion, a weight, a score, or the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria.registry import CRITERIA

Reason = Text | Joined
MOST = 3  # reasons of one customer; what weighs less explains nothing
TELLING = 0.1  # of the weightiest reason: one that weighs less is left out
LITTLE = 0.05  # points: below it no figure on a screen changes


class Scored(Protocol):
    """What a criterion gives a customer; None = unknown."""

    @property
    def score(self) -> float | None: ...


class Ranked(Protocol):
    """A customer of a list as far as its reasons go: a `Line`, or one of a list that was made without draws."""

    @property
    def rank(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def member(self) -> bool: ...
    @property
    def candidate(self) -> bool: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def seat(self) -> str | None: ...
    @property
    def gate(self) -> str: ...
    @property
    def criteria(self) -> Mapping[str, Scored]: ...


class Weighed(Protocol):
    """A list as far as reasons go: the weights of its criteria, and for how many it has room."""

    @property
    def weights(self) -> Mapping[str, float]: ...
    @property
    def cap(self) -> int: ...


Pair = tuple[Ranked, Ranked]


@dataclass(frozen=True)
class Rivals:
    """Whom a customer is held against: who they are in words, and the points each criterion gave or took them."""

    who: Text | None
    gains: Mapping[str, float]


class Because:
    """Says of customers what made them enter, leave or move between two lists."""

    def __init__(self, old: Weighed, new: Weighed) -> None:
        self.old, self.new = old, new
        self.keys = tuple(dict.fromkeys((*new.weights, *old.weights)))

    def rivals(self, pairs: Sequence[Pair], who: Text) -> Rivals:
        """The mean of these customers; one alone is named. Without any, nobody is held against anybody."""
        if not pairs:
            return Rivals(None, {})
        gains = [self.gains(*pair) for pair in pairs]
        mean = {key: sum(gain[key] for gain in gains) / len(gains) for key in self.keys}
        return Rivals(Text("{name}").fill(name=pairs[0][1].name) if len(pairs) == 1 else who, mean)

    def gains(self, before: Ranked, after: Ranked) -> dict[str, float]:
        """Points that each criterion gives more (or fewer) than before."""
        return {key: _part(after, key, self.new) - _part(before, key, self.old) for key in self.keys}

    def of(self, before: Ranked | None, after: Ranked | None, rivals: Rivals) -> tuple[Reason, ...]:
        """What made one customer's place another, the weightiest reason first."""
        if after is None:
            return (_("It is not an active customer in the other list."),)
        if before is None:
            return (_("It was not an active customer in the first list."),)
        found = [*self._room(before, after), *_payment(before, after), *_seat(before, after)]
        found += [*self._reasons(before, after), *self._points(before, after, rivals)]
        return tuple(found[:MOST]) or tuple(self._others(before, after))

    def _room(self, before: Ranked, after: Ranked) -> list[Reason]:
        """More places bring customers in, and fewer take them out."""
        was, now = self.old.cap, self.new.cap
        if now == was or after.member == before.member or (now > was) != after.member:
            return []
        return [_("There is room for {now}, and there was for {was}.").fill(now=now, was=was)]

    def _reasons(self, before: Ranked, after: Ranked) -> list[Reason]:
        """Criteria that begin or cease to apply."""
        came = [key for key in after.categories if key not in before.categories]
        went = [key for key in before.categories if key not in after.categories]
        told = (
            (_("It is now key for: {criteria}."), came),
            (_("No longer applies to it: {criteria}."), [key for key in went if key in self.new.weights]),
            (_("No longer counts for anybody: {criteria}."), [key for key in went if key not in self.new.weights]),
        )
        found: list[Reason] = [text.fill(criteria=joined(map(_name, keys))) for text, keys in told if keys]
        if before.candidate and not after.candidate:
            found.insert(0, _("No criterion applies to it any more."))
        return found

    def _points(self, before: Ranked, after: Ranked, rivals: Rivals) -> list[Reason]:
        """The criteria that carried it past its rivals, or them past it."""
        own = self.gains(before, after)
        ahead = {key: own[key] - rivals.gains.get(key, 0.0) for key in self.keys}
        up = after.member > before.member or (after.member == before.member and after.rank < before.rank)
        least = max(LITTLE, TELLING * max(map(abs, ahead.values()), default=0.0))
        telling = [key for key in self.keys if abs(ahead[key]) >= least and (ahead[key] > 0) == up]
        telling.sort(key=lambda key: -abs(ahead[key]))
        return [self._point(key, own[key], before, after, rivals) for key in telling]

    def _point(self, key: str, gain: float, before: Ranked, after: Ranked, rivals: Rivals) -> Reason:
        if rivals.who is not None and self._unchanged(key, before, after):
            text = _("In {criterion} nothing of its own changed. {rivals}: {others} points.")
            return text.fill(criterion=_name(key), rivals=rivals.who, others=_signed(rivals.gains[key]))
        figures = {"cause": self._cause(key, before, after), "points": _signed(gain)}
        if rivals.who is None:
            return _("{cause}: {points} points.").fill(**figures)
        text = _("{cause}: {points} points. {rivals}: {others}.")
        return text.fill(**figures, rivals=rivals.who, others=_signed(rivals.gains[key]))

    def _unchanged(self, key: str, before: Ranked, after: Ranked) -> bool:
        same_weight = self.old.weights.get(key) == self.new.weights.get(key)
        return same_weight and abs(_score(after, key) - _score(before, key)) < LITTLE

    def _cause(self, key: str, before: Ranked, after: Ranked) -> Reason:
        """What changed in a criterion: whether it counts, its weight, the customer's score in it."""
        named = {"criterion": _name(key)}
        if key not in self.old.weights:
            return _("{criterion} counts now").fill(**named)
        if key not in self.new.weights:
            return _("{criterion} counts no more").fill(**named)
        weights = {"old": Figure(self.old.weights[key], "share"), "new": Figure(self.new.weights[key], "share")}
        was, now = _score(before, key), _score(after, key)
        if abs(now - was) < LITTLE:
            return _("{criterion} weighs {new} (before {old})").fill(**named, **weights)
        scores = {"was": Figure(was, "score"), "now": Figure(now, "score")}
        if abs(self.new.weights[key] - self.old.weights[key]) * max(was, now) < LITTLE:
            return _("Its score in {criterion} goes from {was} to {now}").fill(**named, **scores)
        text = _("{criterion} weighs {new} (before {old}) and its score there goes from {was} to {now}")
        return text.fill(**named, **weights, **scores)

    def _others(self, before: Ranked, after: Ranked) -> list[Reason]:
        """Nothing of its own changed, so that of others did."""
        moved = (before.rank, before.member) != (after.rank, after.member)
        return [_("Nothing of its own changed; that of others did.")] if moved else []


def _payment(before: Ranked, after: Ranked) -> list[Reason]:
    if before.gate == after.gate:
        return []
    if after.gate == "fails":
        return [_("It no longer meets the payment condition.")]
    return [_("It meets the payment condition now.")] if before.gate == "fails" else []


def _seat(before: Ranked, after: Ranked) -> list[Reason]:
    if before.seat == after.seat:
        return []
    if after.seat:
        return [_("It takes the seat reserved for {criterion}.").fill(criterion=_name(after.seat))]
    return [_("It no longer has the seat reserved for {criterion}.").fill(criterion=_name(before.seat or ""))]


def _part(line: Ranked, key: str, listing: Weighed) -> float:
    """Points that a criterion gives in a list; none where it does not count or nobody knows its score."""
    return listing.weights[key] * _score(line, key) if key in listing.weights else 0.0


def _score(line: Ranked, key: str) -> float:
    cell = line.criteria.get(key)
    return cell.score if cell is not None and cell.score is not None else 0.0


def _signed(points: float) -> Joined:
    return joined(("+" if points >= LITTLE else "", Figure(points, "score")), "")


def _name(key: str) -> Text:
    return CRITERIA[key].name if key in CRITERIA else Text(key)
