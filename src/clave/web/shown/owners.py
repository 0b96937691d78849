"""Who answers for an account as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.words import Text, _
from clave.store.delegations import grant_of, touching
from clave.store.handovers import handovers
from clave.store.models import OWNER, PARTS, Delegation, Handover, Ownership
from clave.store.ownership import ERP, LABELS, history_of, stamp
from clave.store.roles import ROLES
from clave.web.initials import initials
from clave.web.shown.selection import Badge
from clave.web.words import told

Tense = Literal["now", "planned", "past", "corrected"]
TENSES: dict[Tense, Badge] = {
    "now": Badge("ok", "user-check", _("Today")),
    "planned": Badge("info", "calendar-event", _("Planned")),
    "past": Badge("", "history", _("Before")),
    "corrected": Badge("", "arrow-back-up", _("Corrected")),
}
GRANTS: dict[str, Badge] = {
    "in_force": Badge("ok", "circle-check", _("In force")),
    "planned": Badge("info", "calendar-event", _("Planned")),
    "ended": Badge("", "clock", _("Ended")),
    "revoked": Badge("warn", "user-off", _("Revoked")),
}
SIGNED = Badge("ok", "circle-check", _("Received"))
OPEN = Badge("warn", "clock", _("To sign"))
WITHDRAWN = Badge("", "arrow-back-up", _("Withdrawn"))


@dataclass(frozen=True)
class Held:
    """One line of the history."""

    row: Ownership
    label: Text
    tense: Tense

    @property
    def why(self) -> str:
        """The reasons of its beginning and its end; what clave wrote itself in the reader's language."""
        return " · ".join(told(ERP) if part == ERP.msgid else part for part in self.row.reason.split(" · "))

    @property
    def badge(self) -> Badge:
        """Whether it is so today."""
        return TENSES[self.tense]


@dataclass(frozen=True)
class Charge:
    """Who answers for an account: today's parts, the whole history, what touches it, and a stamp of each part."""

    parts: Mapping[str, Ownership]
    history: tuple[Held, ...]
    stamps: Mapping[str, str]
    delegations: tuple[DelegationShown, ...]
    handovers: tuple[HandoverShown, ...]

    @property
    def owner(self) -> Ownership | None:
        """Who owns it today."""
        return self.parts.get(OWNER)

    def at(self, part: str, day: date) -> Ownership | None:
        """Who has a part on another day."""
        return next(
            (held.row for held in self.history if held.row.part == part and _tense(held.row, day) == "now"), None
        )


@dataclass(frozen=True)
class DelegationShown:
    """A delegation with its department in words and its state today."""

    row: Delegation
    department: Text
    state: str

    @property
    def badge(self) -> Badge:
        """Its state."""
        return GRANTS[self.state]

    @property
    def initials(self) -> str:
        """Of whoever acts."""
        return initials(self.row.person.name)


@dataclass(frozen=True)
class HandoverShown:
    """A handover with its state."""

    row: Handover

    @property
    def badge(self) -> Badge:
        """Whether it is signed."""
        return SIGNED if self.row.signed_at else WITHDRAWN if self.row.withdrawn_at else OPEN


def charge_of(customer: str, day: date) -> Charge:
    """Everything about who answers for one account."""
    rows = history_of(customer)
    return Charge(
        parts={row.part: row for row in rows if _tense(row, day) == "now"},
        history=tuple(Held(row, LABELS[row.part], _tense(row, day)) for row in rows),
        stamps={part: stamp(row for row in rows if row.part == part) for part in PARTS},
        delegations=tuple(delegation_shown(one, day) for one in touching(customer, day)),
        handovers=tuple(HandoverShown(one) for one in handovers(customer)),
    )


def delegation_shown(delegation: Delegation, day: date) -> DelegationShown:
    """As its page and every list show it."""
    return DelegationShown(delegation, ROLES[delegation.department].label, grant_of(delegation).state(day))


def _tense(row: Ownership, day: date) -> Tense:
    if row.ends_on == row.starts_on:
        return "corrected"
    if row.starts_on > day:
        return "planned"
    return "now" if row.ends_on is None or row.ends_on > day else "past"
