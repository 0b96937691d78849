"""What one row of the table of access says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from clave.base.words import Text

Answer = Literal["allowed", "sign in", "known", "invisible"]


@dataclass(frozen=True)
class Rule:
    """One row: what the page is called, which roles open it, which may know of it, and whether strangers get in.

    `portal`: a page of the portal, which asks for a visitor and for nobody signed in; `right` is what the visitor must have
    (empty = every visitor)."""

    what: Text
    allowed: frozenset[str]
    known: frozenset[str] = frozenset()
    anonymous: bool = False
    portal: bool = False
    right: str = ""

    def answer(self, role: str | None, also: Collection[str] = ()) -> Answer:
        """What somebody of that role gets who may act for these departments `also`; None = nobody signed in. To a page of the
        portal everybody but a visitor is a stranger."""
        if role is None:
            return "allowed" if self.anonymous else "sign in" if self.allowed else "invisible"
        if role in self.allowed or not self.allowed.isdisjoint(also):
            return "allowed"
        if role in self.known:
            return "known"
        return "sign in" if self.portal and self.allowed else "invisible"
