"""Who may approve what is past a limit: never whoever gives, gets or asked for it, nor anybody below the giver. (G11)"""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Text, _
from clave.operations.hospitality.rules import Rules

RANKS = {"management": 3, "director": 2, "kam": 1}
"""Who is above whom, where the roles tell it; whoever is not here stands apart (compliance) or nobody knows."""


@dataclass(frozen=True)
class Ours:
    """A person of ours: number and role."""

    number: int
    role: str


def why_not(who: Ours, party: Ours, asked: int, rules: Rules) -> Text | None:
    """Why somebody may not approve an act, or None where they may. `party` is the one of ours who gives it, or who gets what
    the customer gives; `asked` is who wrote it down."""
    if who.number == party.number:
        return _("whoever gives or gets it does not approve it")
    if who.number == asked:
        return _("whoever asked for it does not approve it")
    if who.role not in rules.approvers:
        return _("policy lets other departments approve it")
    if RANKS.get(who.role, 0) and RANKS.get(who.role, 0) < RANKS.get(party.role, 0):
        return _("nobody approves what somebody above them gives or gets")
    return None
