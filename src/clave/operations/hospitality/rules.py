"""The limits of hospitality as policy has them on a day. (G11)"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clave.policy import declared
from clave.policy.limits import Limits


@dataclass(frozen=True)
class Ceiling:
    """At most `once` at a time and `year` in a calendar year, in the company's currency."""

    once: Decimal
    year: Decimal

    def stricter(self, other: Ceiling) -> Ceiling:
        """The lower of both, limit by limit."""
        return Ceiling(min(self.once, other.once), min(self.year, other.year))


@dataclass(frozen=True)
class Rules:
    """What one person, an account, a public official and one of ours may get; acts up to `split_days` apart count as one.
    `approvers` are roles."""

    person: Ceiling
    account: Ceiling
    official: Ceiling
    received: Ceiling
    split_days: int
    approvers: frozenset[str]

    def of_person(self, official: bool | None) -> Ceiling:
        """Of somebody of a customer: who may be a public official is one until somebody says otherwise."""
        return self.person if official is False else self.person.stricter(self.official)


def rules_of(limits: Limits) -> Rules:
    """The rules of the policy of a day."""
    money = {value: Decimal(str(limits[value])) for value in (
        declared.hospitality_person, declared.hospitality_person_year, declared.hospitality_account,
        declared.hospitality_account_year, declared.hospitality_official, declared.hospitality_official_year,
        declared.hospitality_received, declared.hospitality_received_year,
    )}  # fmt: skip
    once = tuple(money.values())
    return Rules(
        person=Ceiling(once[0], once[1]), account=Ceiling(once[2], once[3]), official=Ceiling(once[4], once[5]),
        received=Ceiling(once[6], once[7]), split_days=limits[declared.hospitality_split],
        approvers=frozenset((*limits[declared.hospitality_approvers],)),
    )  # fmt: skip
