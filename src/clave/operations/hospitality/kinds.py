"""Kinds of hospitality, which way it goes, and where one stands. (G11)"""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Text, _


@dataclass(frozen=True)
class Kind:
    """One kind: `purpose` is the consent that it needs (`operations.consent.PURPOSES`); `worth` = it is worth money to
    whoever gets it, so that a cost nobody wrote is unknown and not zero."""

    key: str
    label: Text
    purpose: str
    worth: bool


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("birthday", _("Birthday greeting"), "greeting", worth=False),
        Kind("lunch", _("Lunch"), "hospitality", worth=True),
        Kind("gift", _("Gift"), "hospitality", worth=True),
        Kind("mail", _("Valuable e-mail"), "news", worth=False),
        Kind("invitation", _("Invitation"), "hospitality", worth=True),
    )
}
"""A greeting or an e-mail with a cost counts by it as anything else does."""
OUT, IN = "out", "in"
DIRECTIONS: dict[str, Text] = {OUT: _("We to them"), IN: _("They to us")}

ALLOWED, WAITING, APPROVED = "allowed", "waiting", "approved"
REJECTED, DECLINED, CANCELLED = "rejected", "declined", "cancelled"
REFUSED = "refused"
"""What a verdict says of what may not be at all: such a one is never kept."""
STATES: dict[str, Text] = {
    ALLOWED: _("within the limits"),
    WAITING: _("waits for approval"),
    APPROVED: _("with approval"),
    REJECTED: _("approval denied"),
    DECLINED: _("refused by whom it was offered to"),
    CANCELLED: _("taken back"),
}
COUNTING = frozenset({ALLOWED, WAITING, APPROVED})
"""What counts towards the limits: what was given or may still be. What nobody got counts for nothing."""
