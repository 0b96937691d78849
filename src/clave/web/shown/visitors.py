"""A visitor of the portal as pages of ours show them."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import joined
from clave.operations.portal.rights import RIGHTS
from clave.store.visitors import CLOSED, ENDED, IN, STALE, STATES, WAITING, Kept
from clave.web.words import told

TONES = {IN: ("ok", "circle-check"), WAITING: ("info", "clock"), STALE: ("warn", "clock"), CLOSED: ("warn", "lock"),
         ENDED: ("", "minus")}  # fmt: skip


@dataclass(frozen=True)
class VisitorRow:
    """One visitor: the badge of their state and their rights in words."""

    one: Kept
    tone: str
    icon: str
    label: str
    rights: str

    @property
    def is_open(self) -> bool:
        """Whether something can be done about them but inviting them again."""
        return self.one.visitor.ended_at is None


def visitor_row(one: Kept) -> VisitorRow:
    """As a list shows it."""
    tone, icon = TONES[one.state]
    held = [RIGHTS[right] for right in one.visitor.rights if right in RIGHTS]
    return VisitorRow(one, tone, icon, told(STATES[one.state]), told(joined(held, "; ")) if held else "")
