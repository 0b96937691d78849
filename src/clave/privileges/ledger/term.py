"""A grant in the window that the ledger looks at: which days of it count, and how a promise of it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.words import Joined, Text
from clave.privileges.catalogue.grants import Grant
from clave.privileges.catalogue.shape import Privilege
from clave.privileges.ledger.due import Due, State


@dataclass(frozen=True)
class Term:
    """One grant of one privilege between `since` and `until` (both inside), as known on `as_of`. `over` are grants of the
    same privilege that stand before it: on their days it promises nothing."""

    grant: Grant
    privilege: Privilege
    since: date
    until: date
    as_of: date
    over: tuple[Grant, ...] = ()

    @property
    def account(self) -> str:
        """Whose it is."""
        return self.grant.account

    def holds(self, day: date) -> bool:
        """Whether a promise that falls due on a day is one of this grant, in this window."""
        inside = self.since <= day <= min(self.until, self.as_of)
        return inside and self.grant.covers(day) and not any(other.covers(day) for other in self.over)

    def parameter(self, key: str, otherwise: float) -> float:
        """A figure of the grant."""
        return self.grant.parameters.get(key, otherwise)

    def due(
        self, on: date, about: str, state: State, why: Text | Joined, money: Decimal | None = None,
        parts: tuple[str, ...] = (),
    ) -> Due:  # fmt: skip
        """A promise of it that fell due."""
        return Due(self.account, self.privilege.key, on, about, state, why, money, parts)
