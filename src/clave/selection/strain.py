"""What one key account more asks of its manager and of the budget: who loses how many hours, and what is left (F2).

Pure, on what is given. What nobody said is not known: it refuses nothing, and is said to be so."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.kams import Carried, Load

_LITTLE = 1e-9
Said = tuple[Text | Joined, ...]


@dataclass(frozen=True)
class Budget:
    """The budget of the programme for a year, what treating one account as key costs (None = not set), and how many are
    treated so now."""

    total: float | None
    each: float | None
    accounts: int
    currency: str = ""

    @property
    def spent(self) -> float | None:
        """What the key accounts of now take; None where nobody said what one costs."""
        return None if self.each is None else self.each * self.accounts

    @property
    def left(self) -> float | None:
        """What is left of it now, below zero where more is taken; None where one of both is not set."""
        return None if self.total is None or self.spent is None else self.total - self.spent

    def money(self, value: float | None) -> Figure:
        """An amount in its currency."""
        return Figure(value, "money", self.currency)


@dataclass(frozen=True)
class Strain:
    """What accepting one account more would exceed, what fits, what policy warns of, and what is not known: sentences."""

    exceeds: Said = ()
    fits: Said = ()
    warns: Said = ()
    unknown: Said = ()


def strain(account: Carried, owner: Load | None, budget: Budget, limits: Limits) -> Strain:
    """Of an account that would be key; `owner` is who answers for it, without it (None: nobody does)."""
    parts = [*([_nobody()] if owner is None else _owner(account, owner)), _budget(budget)]
    return Strain(
        exceeds=tuple(text for part in parts for text in part.exceeds),
        fits=tuple(text for part in parts for text in part.fits),
        warns=_warns(owner, budget, limits),
        unknown=tuple(text for part in parts for text in part.unknown),
    )


def losing(account: Carried, owner: Load) -> tuple[tuple[Carried, float], ...]:
    """Who loses how many hours a month so that this one has its own: those of least score per hour first, each what it has
    at most. () where it fits, or where hours are not known."""
    missing = _missing(account, owner)
    lost: list[tuple[Carried, float]] = []
    for one in owner.least_first if missing else ():
        if missing <= _LITTLE:
            break
        hours = min(one.hours or 0.0, missing)
        missing -= hours
        lost.append((one, hours))
    return tuple(lost)


def _missing(account: Carried, owner: Load) -> float:
    room = owner.room_hours
    if room is None or account.hours is None:
        return 0.0
    return account.hours - room if account.hours > room + _LITTLE else 0.0


def _nobody() -> Strain:
    return Strain(unknown=(_("Nobody answers for it yet, so whose hours it takes is not known."),))


def _owner(account: Carried, owner: Load) -> list[Strain]:
    return [_hours(account, owner), _accounts(owner), _relationships(account, owner)]


def _hours(account: Carried, owner: Load) -> Strain:
    if owner.can.hours is None:
        return Strain(unknown=(_("The hours that {name} has are not entered.").fill(name=owner.name),))
    if account.hours is None or owner.hours is None:
        return Strain(unknown=(_("How many hours the accounts of {name} take is not known.").fill(name=owner.name),))
    used = {
        "name": owner.name,
        "used": Figure(owner.hours + account.hours, "score"),
        "total": Figure(owner.can.hours, "score"),
    }
    missing = _missing(account, owner)
    if not missing:
        left = Figure((owner.room_hours or 0.0) - account.hours, "score")
        return Strain(
            fits=(_("{name}: {used} of {total} hours a month with it, {left} free.").fill(left=left, **used),)
        )
    text = _("With it {name} needs {used} of {total} hours a month: {missing} are missing.").fill(
        missing=Figure(missing, "score"), **used
    )
    return Strain(exceeds=(joined((text, _losers(account, owner)), " "),))


def _losers(account: Carried, owner: Load) -> Text:
    if account.hours is not None and owner.can.hours is not None and account.hours > owner.can.hours + _LITTLE:
        return _("It does not fit even alone.")
    lost = [
        _("«{name}» ({hours})").fill(name=one.name, hours=Figure(hours, "score"))
        for one, hours in losing(account, owner)
    ]
    return _("Those of least score per hour would lose them: {names}.").fill(names=joined(lost))


def _accounts(owner: Load) -> Strain:
    if owner.can.accounts is None:
        return Strain(unknown=(_("How many accounts {name} can carry is not entered.").fill(name=owner.name),))
    values = {"name": owner.name, "n": owner.accounts + 1, "most": owner.can.accounts}
    if owner.accounts + 1 > owner.can.accounts:
        return Strain(exceeds=(_("With it {name} answers for {n} accounts, and can carry {most}.").fill(**values),))
    return Strain(fits=(_("{name}: {n} of {most} accounts with it.").fill(**values),))


def _relationships(account: Carried, owner: Load) -> Strain:
    wide = owner.too_wide(account)
    if not wide:
        return Strain()
    text = counted(
        "It has {has} relationships, and {name} can look after {most} in each account: {n} would be left alone.",
        "It has {has} relationships, and {name} can look after {most} in each account: {n} would be left alone.",
        wide,
    )
    return Strain(exceeds=(text.fill(has=account.relationships, name=owner.name, most=owner.can.relationships),))


def _budget(budget: Budget) -> Strain:
    if budget.total is None:
        return Strain(unknown=(_("The budget of the programme is not set."),))
    if budget.each is None or budget.left is None:
        return Strain(unknown=(_("What treating one account as key costs is not set, so what is left is not known."),))
    after = budget.left - budget.each
    if budget.left < -_LITTLE:
        gone = _(
            "It costs {each} a year, and the key accounts of now already take {over} more than the budget of {total}."
        )
        return Strain(exceeds=(gone.fill(
            each=budget.money(budget.each), total=budget.money(budget.total), over=budget.money(-budget.left)
        ),))  # fmt: skip
    if after < -_LITTLE:
        return Strain(exceeds=(_("It costs {each} a year, and of the {total} of the budget {left} are left.").fill(
            each=budget.money(budget.each), total=budget.money(budget.total), left=budget.money(budget.left)
        ),))  # fmt: skip
    text = _("Budget: {after} of {total} a year are left with it.")
    return Strain(fits=(text.fill(after=budget.money(after), total=budget.money(budget.total)),))


def _warns(owner: Load | None, budget: Budget, limits: Limits) -> Said:
    said: list[Text] = []
    most, per_kam = limits[declared.warn_accounts], limits[declared.warn_per_kam]
    if budget.accounts + 1 > most:
        said.append(
            _("{members} key accounts: above {most}, the treatment is no longer special.").fill(
                members=Figure(budget.accounts + 1, "count"), most=Figure(most, "count")
            )
        )
    if owner is not None and owner.accounts + 1 > per_kam:
        said.append(
            _("{name} has {n} accounts: above {most}, nobody is managed.").fill(
                name=owner.name, n=owner.accounts + 1, most=per_kam
            )
        )
    return tuple(said)
