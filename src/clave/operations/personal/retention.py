"""Who is kept longer than policy says: what is erased without asking, and what is put before somebody. Pure.

A hold (a lawsuit, a duty to keep) stops both. A person of ours or of a customer is never erased without a person deciding it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Text, _

LEFT, TAKEN_OUT, REFUSED, COLLEAGUE = "left", "taken_out", "refused", "colleague"
KINDS: dict[str, Text] = {
    LEFT: _("Left the customer"),
    TAKEN_OUT: _("Taken out of the account"),
    REFUSED: _("Does not want their data to be kept"),
    COLLEAGUE: _("Is no longer with us"),
}


@dataclass(frozen=True)
class Kept:
    """Somebody of whom data is kept: `number` of which `kind` of reason, since when that reason holds, and why it must stay."""

    number: int
    kind: str
    since: date
    held: str = ""


@dataclass(frozen=True)
class Due:
    """Somebody who is due: from which day on, why in words, and what holds it (empty: nothing)."""

    number: int
    kind: str
    since: date
    due_on: date
    why: Text
    held: str = ""


@dataclass(frozen=True)
class Terms:
    """Days for which each kind of person is kept after its reason began."""

    left: int
    taken_out: int
    refused: int
    colleague: int

    def of(self, kind: str) -> int:
        """The days of a kind."""
        return {LEFT: self.left, TAKEN_OUT: self.taken_out, REFUSED: self.refused, COLLEAGUE: self.colleague}[kind]


def due(kept: Iterable[Kept], terms: Terms, today: date) -> list[Due]:
    """Who is due, who waits longest first, who is held last. Of several reasons of one person the first due counts."""
    found: dict[tuple[bool, int], Due] = {}
    for one in kept:
        due_on = one.since + timedelta(days=terms.of(one.kind))
        if due_on > today:
            continue
        key = (one.kind == COLLEAGUE, one.number)
        if key not in found or due_on < found[key].due_on:
            found[key] = Due(one.number, one.kind, one.since, due_on, _why(one, terms), one.held)
    return sorted(found.values(), key=lambda one: (bool(one.held), one.due_on, one.number))


def _why(one: Kept, terms: Terms) -> Text:
    return _WHY[one.kind].fill(day=Figure(one.since, "date"), days=terms.of(one.kind))


_WHY: dict[str, Text] = {
    LEFT: _("left the customer on {day}, and policy keeps who left for {days} days"),
    TAKEN_OUT: _("was taken out on {day}, and policy keeps who was taken out for {days} days"),
    REFUSED: _("said no to being kept on {day}, and policy leaves {days} days to attend it"),
    COLLEAGUE: _("could sign in for the last time on {day}, and policy keeps who is no longer with us for {days} days"),
}
