"""Key accounts as cards that everybody of ours may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clave.criteria.registry import CRITERIA
from clave.report.treatment import what_to_do
from clave.selection.life import ANNOUNCED, CONFIRMED, DECIDED, LANDING, STATES, TRIAL, WATCHED
from clave.store.knowing import Known
from clave.store.models import Person
from clave.web.initials import initials
from clave.web.shown.selection import FAMILIES, Badge
from clave.web.words import told

LOOKS = {
    DECIDED: ("info", "clock"),
    ANNOUNCED: ("key", "key"),
    TRIAL: ("key", "key"),
    CONFIRMED: ("ok", "circle-check"),
    WATCHED: ("warn", "eye"),
    LANDING: ("warn", "arrow-down"),
}


@dataclass(frozen=True)
class Reason:
    """A criterion as a chip: its number in the order of importance of the house, its word, and its family of tint."""

    key: str
    number: int
    label: str
    family: str


@dataclass(frozen=True)
class Whom:
    """Somebody to call."""

    person: Person

    @property
    def initials(self) -> str:
        """Two letters."""
        return initials(self.person.name)


@dataclass(frozen=True)
class CardShown:
    """One key account: what somebody of the chosen function needs to know."""

    known: Known
    badge: Badge
    meaning: str
    reasons: tuple[Reason, ...]
    owner: Whom | None
    substitute: Whom | None
    do: tuple[str, ...]

    @property
    def place(self) -> str:
        """City and sector, as far as they are known."""
        return " · ".join(filter(None, (self.known.city, self.known.sector)))


def badge_of(state: str) -> Badge:
    """Where a status stands, with its icon and its word."""
    tone, icon = LOOKS.get(state, ("", "minus"))
    return Badge(tone, icon, STATES[state].label)


def reasons_of(keys: Iterable[str], order: Sequence[str]) -> tuple[Reason, ...]:
    """Chips of criteria, those in force first by their place in `order`; one out of force has no number."""
    places = {key: place for place, key in enumerate(order, 1)}
    return tuple(
        Reason(key, places.get(key, 0), told(CRITERIA[key].name), FAMILIES.get(key, ""))
        for key in keys
        if key in CRITERIA
    )


def card_of(known: Known, function: str, order: Sequence[str]) -> CardShown:
    """A key account for somebody of `function`."""
    return CardShown(
        known=known,
        badge=badge_of(known.state),
        meaning=told(STATES[known.state].words),
        reasons=reasons_of(known.reasons, order),
        owner=Whom(known.owner) if known.owner else None,
        substitute=Whom(known.substitute) if known.substitute else None,
        do=tuple(told(text) for text in what_to_do(function, known.reasons, known.state)),
    )
