"""How much key account managers carry, and whether one more account fits (F2, D1): pure, on what is given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.capacity import Treatment

PEOPLE = "people"
_LITTLE = 1e-9


@dataclass(frozen=True)
class Carried:
    """One account as a load: the hours a month it takes (None = nobody said) and why so many, its score (None = not
    active), its purchases of the year, and the relationships to be looked after in it (None = not entered)."""

    customer: str
    name: str
    hours: float | None
    score: float | None = None
    money: float | None = None
    relationships: int | None = None
    because: Text | None = None

    @property
    def takes(self) -> Figure:
        """Its hours as people read them; None inside = not known."""
        return Figure(self.hours, "score")

    @property
    def worth(self) -> float:
        """Score per hour; per account where hours are not known. Who is not active is worth nothing here."""
        return (self.score or 0.0) / (self.hours or 1.0)


@dataclass(frozen=True)
class Own:
    """What was entered for one account: the hours a month it takes, and the relationships to be looked after in it; None =
    not entered, and never taken for zero."""

    hours: float | None = None
    relationships: int | None = None


NOTHING_OWN = Own()


@dataclass(frozen=True)
class Can:
    """What one person can carry, as entered; None = not entered, which limits nothing and is never taken for zero."""

    hours: float | None = None
    accounts: int | None = None
    relationships: int | None = None


@dataclass(frozen=True)
class Load:
    """One person with what they can carry and the accounts they own."""

    person: int
    name: str
    can: Can
    carried: tuple[Carried, ...] = ()

    @property
    def accounts(self) -> int:
        """How many accounts they own."""
        return len(self.carried)

    @property
    def hours(self) -> float | None:
        """Hours a month of all their accounts; None where nobody said what one takes."""
        each = [account.hours for account in self.carried]
        return None if None in each else math.fsum(hours for hours in each if hours is not None)

    @property
    def room_accounts(self) -> int | None:
        """How many accounts more; below zero where there are already too many; None where no limit is entered."""
        return None if self.can.accounts is None else self.can.accounts - self.accounts

    @property
    def room_hours(self) -> float | None:
        """Hours a month that are free; None where they are not entered, or what an account takes is not."""
        return None if self.can.hours is None or self.hours is None else self.can.hours - self.hours

    def fits(self, account: Carried) -> bool:
        """Whether one more account stays within what was entered, its relationships included."""
        return not self.too_wide(account) and not self._over((*self.carried, account))

    def too_wide(self, account: Carried) -> int:
        """How many of its relationships would be left alone, of those that this person can look after in each account; 0
        where one of both was not entered."""
        if account.relationships is None or self.can.relationships is None:
            return 0
        return max(0, account.relationships - self.can.relationships)

    @property
    def least_first(self) -> list[Carried]:
        """Their accounts, those of least score per hour first: the order in which they lose time."""
        return sorted(self.carried, key=lambda one: (one.worth, one.money or 0.0, one.customer))

    def give_up(self, account: Carried) -> tuple[Carried, ...]:
        """The accounts of least score per hour that would have to go so that this one fits; () where it fits anyway, or
        where it would not fit even alone."""
        kept = self.least_first
        if self.too_wide(account) or self._over((account,)):
            return ()
        gone = 0
        while self._over((*kept[gone:], account)):
            gone += 1
        return tuple(kept[:gone])

    def _over(self, accounts: Sequence[Carried]) -> bool:
        if self.can.accounts is not None and len(accounts) > self.can.accounts:
            return True
        hours = [account.hours for account in accounts]
        if self.can.hours is None or None in hours:
            return False
        return math.fsum(each for each in hours if each is not None) > self.can.hours + _LITTLE


def takes(own: Own, limits: Limits) -> float | None:
    """Hours a month that an account takes. The nearest word counts: the hours entered for it; else its relationships, each
    as many as policy says; else what policy says of any account. None = nobody said."""
    if own.hours is not None:
        return own.hours
    each = limits[declared.relationship_hours]
    if own.relationships is not None and each is not None:
        return own.relationships * each
    return limits[declared.treatment_hours]


def treatments(entered: Mapping[str, Own], limits: Limits) -> dict[str, Treatment]:
    """What single accounts take of the hours, as the list counts it. Where policy does not say what any other account takes,
    nobody's own hours can be held against the rest: then none count, and the list says that hours decide nothing."""
    if limits[declared.treatment_hours] is None:
        return {}
    return {customer: Treatment(takes(own, limits)) for customer, own in entered.items()}


def takes_because(own: Own, limits: Limits) -> Text:
    """Which of these words counts, as people read it."""
    each = limits[declared.relationship_hours]
    if own.hours is not None:
        return _("entered for it")
    if own.relationships is not None and each is not None:
        return counted(
            "{n} relationship, {each} hours each", "{n} relationships, {each} hours each", own.relationships
        ).fill(each=Figure(each, "score"))
    if limits[declared.treatment_hours] is not None:
        return _("what the policy says of any account")
    return _("nobody said how many hours an account takes")


def too_many(load: Load, account: Carried) -> Text:
    """The sentence that refuses one account too many: the limit it passes, and what would have to go for it."""
    given = load.give_up(account)
    values = {
        "name": load.name,
        "account": account.name,
        "carried": _carried(load),
        "given": joined([f"«{one.name}»" for one in given]),
    }
    if wide := load.too_wide(account):
        return _(
            "«{account}» has {n} relationships, and {name} can look after {most} in each account: {left} would be left alone."
        ).fill(n=account.relationships, most=load.can.relationships, left=wide, **values)
    if not given:
        return _("«{account}» does not fit: {name} {carried}, and it would not fit even alone.").fill(**values)
    return _("«{account}» does not fit: {name} {carried}. To take it, they would have to give up {given}.").fill(
        **values
    )


def _carried(load: Load) -> Text:
    """`has 5 of 5 accounts and 60 of 60 hours a month`, as far as it was entered."""
    accounts = _("{n} of {most} accounts").fill(n=load.accounts, most=load.can.accounts)
    hours = _("{used} of {total} hours a month").fill(
        used=Figure(load.hours, "score"), total=Figure(load.can.hours, "score")
    )
    if load.can.accounts is None:
        return _("has {what}").fill(what=hours)
    if load.can.hours is None or load.hours is None:
        return _("has {what}").fill(what=accounts)
    return _("has {accounts} and {hours}").fill(accounts=accounts, hours=hours)


@dataclass(frozen=True)
class Totals:
    """All managers together, of what was entered: `accounts` and `hours` are None where nobody entered any; `silent` are
    the names of those who did not enter one of both."""

    kams: int
    accounts: int | None
    hours: float | None
    silent: tuple[str, ...] = ()


def totals(loads: Iterable[Load]) -> Totals:
    """What the managers can carry together."""
    found = list(loads)
    accounts = [load.can.accounts for load in found if load.can.accounts is not None]
    hours = [load.can.hours for load in found if load.can.hours is not None]
    silent = tuple(load.name for load in found if load.can.accounts is None or load.can.hours is None)
    return Totals(len(found), sum(accounts) if accounts else None, math.fsum(hours) if hours else None, silent)


def fed(limits: Limits, people: Totals) -> Limits:
    """The limits with the capacity of the people where policy says «from the people» and sets none of its own; the same
    limits otherwise. What nobody entered stays not set."""
    if limits[declared.capacity_source] != PEOPLE:
        return limits
    given: dict[str, float] = {}
    if limits[declared.capacity_hours] is None and people.hours is not None:
        given[declared.capacity_hours.key] = people.hours
    both_free = limits[declared.capacity_kams] is None and limits[declared.capacity_accounts] is None
    if both_free and people.accounts is not None and people.kams:
        given[declared.capacity_kams.key] = float(people.kams)
        given[declared.capacity_accounts.key] = people.accounts / people.kams
    return Limits({**limits.values, **given}, limits.version)


def fed_note(limits: Limits, people: Totals) -> Text | None:
    """Said with a list whose capacity came from the people, with who entered none; None where it did not."""
    if limits[declared.capacity_source] != PEOPLE:
        return None
    if people.silent:
        return _("The capacity is the sum of what was entered for each manager; incomplete: {names}.").fill(
            names=joined(people.silent)
        )
    return _("The capacity is the sum of what was entered for each manager.")


def warnings(loads: Iterable[Load], limits: Limits) -> tuple[Text, ...]:
    """What policy warns of: too many accounts altogether, and people above the accounts one can manage."""
    found = list(loads)
    every, most, per_kam = (
        sum(load.accounts for load in found), limits[declared.warn_accounts], limits[declared.warn_per_kam],
    )  # fmt: skip
    said: list[Text] = []
    if every > most:
        said.append(
            counted(
                "{n} account with an owner: above {most}, the treatment is no longer special.",
                "{n} accounts with an owner: above {most}, the treatment is no longer special.",
                every,
            ).fill(most=most)
        )
    said += [
        _("{name} has {n} accounts: above {most}, nobody is managed.").fill(
            name=load.name, n=load.accounts, most=per_kam
        )
        for load in found
        if load.accounts > per_kam
    ]
    return tuple(said)
