"""What somebody may act as today: in their own role, and for the departments delegated to them (D2). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["planned", "in_force", "ended", "revoked"]


@dataclass(frozen=True)
class Grant:
    """One delegation as the decider reads it: both days included; no customers = all of them; `revoked_on` = the day on
    which it stopped counting, at once."""

    number: int
    department: str
    customers: frozenset[str]
    starts_on: date
    ends_on: date
    revoked_on: date | None = None

    def state(self, day: date) -> State:
        """Whether it counts on a day, and if not, why not."""
        if self.revoked_on is not None and day >= self.revoked_on:
            return "revoked"
        return "planned" if day < self.starts_on else "ended" if day > self.ends_on else "in_force"

    def covers(self, customer: str | None) -> bool:
        """Whether it is for this account; where nothing is about one account, only a delegation for all is."""
        return not self.customers or customer in self.customers

    @property
    def over_on(self) -> date:
        """The last day it counts, or the day it was revoked."""
        return self.ends_on if self.revoked_on is None else min(self.ends_on, self.revoked_on)


@dataclass(frozen=True)
class Powers:
    """A person's own role (None: nobody signed in) and every delegation they ever had, on one day."""

    role: str | None
    day: date
    grants: tuple[Grant, ...] = ()

    def departments(self, customer: str | None = None) -> frozenset[str]:
        """For which departments they may act today, on this account, or on what is about no single one (None)."""
        return frozenset(
            grant.department for grant in self.grants if grant.state(self.day) == "in_force" and grant.covers(customer)
        )

    def acting(self, allowed: frozenset[str], customer: str | None = None) -> str:
        """The department for which they may do what these roles may; empty where their own role lets them anyway, or
        nothing does. Of several the first in alphabetical order, so that the log always names the same one."""
        if self.role is None or self.role in allowed:
            return ""
        return min(self.departments(customer) & allowed, default="")

    def without(self, allowed: frozenset[str], customer: str | None = None) -> Grant | None:
        """The delegation that would open it and does not today: the one in force for other accounts, else the one that
        was over last, else the one that begins first. None where none ever would."""
        found = [grant for grant in self.grants if grant.department in allowed]
        if self.role is None or not found or self.acting(allowed, customer):
            return None
        return max(found, key=self._nearness)

    def _nearness(self, grant: Grant) -> tuple[int, int]:
        state = grant.state(self.day)
        if state == "in_force":
            return 2, 0
        return (0, -grant.starts_on.toordinal()) if state == "planned" else (1, grant.over_on.toordinal())


def powers(role: str | None, grants: Iterable[Grant], day: date) -> Powers:
    """What a person of that role with these delegations may act as on a day."""
    return Powers(role, day, tuple(grants))
