"""What the programme cost in a window: by part, by privilege and by account; what nobody entered is named, never zero. (F2)"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted
from clave.outcome.cost.parts import KAM_TIME, PARTS, TOLD_BY, label_of, part_of
from clave.outcome.cost.shape import AccountCost, Amount, PartCost, Programme, Unknown, Where
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.ledger.cost import Cost

NO_RATE = _("What an hour of a KAM costs is not set, so {hours} a month for {months} are not counted.")
NO_RATE_HERE = _("The unit costs of policy are not in {currency}, so {hours} a month for {months} are not counted.")
NO_HOURS = _("Nobody entered how many hours a month it takes.")
AT_RATE = _("{hours} a month × {months} × {rate} an hour.")
ENTER_RATE = _("Enter «Cost of one hour of a KAM» in the policy.")
ENTER_CURRENCY = _("Enter unit costs of this currency in the policy, and name it there.")
ENTER_HOURS = _("Enter the hours of each account where KAM capacity is kept, or of any account in the policy.")
NOT_RECORDED = _("Nothing in clave records it yet; the cost is surely more than what is said here.")
INCOMPLETE = _("Write down what each of them cost.")


@dataclass(frozen=True)
class Spent:
    """What people recorded outside the ledger of promises for one key account: `what` (a key of `parts.OTHERS`), how many
    times, the money that is known (None = of none of them), how many have no figure, and how it was reckoned."""

    what: str
    account: str
    times: int
    money: float | None
    missing: int
    formula: Text | Joined


@dataclass(frozen=True)
class Time:
    """What a key account takes of its KAM: hours a month (None = nobody said) and the months in which it was key."""

    account: str
    hours: float | None
    months: float


@dataclass(frozen=True)
class Gathered:
    """Everything that the cost of a programme is added up from. `names` are the accounts that were key on any day of the
    window; `ledger` what the ledger of promises reckons of their privileges; `told` the keys of `parts.TOLD_BY`'s values that
    something records; `sales` what each bought in the window (None = no facts)."""

    currency: str
    names: Mapping[str, str]
    ledger: Sequence[Cost] = ()
    spent: Sequence[Spent] = ()
    time: Sequence[Time] = ()
    told: frozenset[str] = frozenset()
    sales: Mapping[str, float] | None = None


Find = Callable[[str, str], Where]
"""Where the rows behind a cost (`what`) of an account are shown; the account is "" for all of them."""


@dataclass(frozen=True)
class _Why:
    """Why a cost is not known, and what to do."""

    why: Text | Joined
    remedy: Text | Joined
    where: Where
    accounts: set[str] = field(default_factory=set)


def programme(gathered: Gathered, limits: Limits, find: Find, *, since: date, until: date) -> Programme:
    """The cost from `since` to `until`, both inside. Amounts come dearest first, those that nobody knows last."""
    amounts = sorted(_amounts(gathered, limits, find), key=_in_order)
    known = [one.money for one in amounts if one.money is not None]
    total = math.fsum(known) if known else None
    unknown = tuple(_unknown(amounts, gathered, limits, find))
    whole = not unknown and all(_complete(one) for one in amounts)
    sales = None if gathered.sales is None else math.fsum(gathered.sales.get(code, 0.0) for code in gathered.names)
    return Programme(
        since, until, gathered.currency, len(gathered.names), tuple(amounts), unknown,
        tuple(_grouped(amounts, lambda one: one.part, lambda key: PARTS[key], total)),
        tuple(_grouped(amounts, lambda one: one.what, label_of, total)),
        tuple(_accounts(amounts, gathered)), total, whole, sales, over(total, sales),
        _said(gathered, total, len(unknown), whole),
    )  # fmt: skip


def over(above: float | None, below: float | None) -> float | None:
    """A ratio; None where a side is not known, or the lower one is not above zero."""
    return None if above is None or below is None or below <= 0 else above / below


def _complete(one: Amount) -> bool:
    return one.money is not None and not one.missing


def _in_order(one: Amount) -> tuple[bool, float, str, str]:
    return one.money is None, -(one.money or 0.0), one.what, one.account


def _amounts(gathered: Gathered, limits: Limits, find: Find) -> Iterable[Amount]:
    for cost in gathered.ledger:
        if cost.money is None and TOLD_BY.get(cost.privilege) in gathered.told | {KAM_TIME}:
            continue
        money = None if cost.money is None else float(cost.money)
        yield _amount(gathered, find, cost.privilege, cost.account, cost.times, money, cost.formula, cost.unknown)
    for time in gathered.time:
        money, formula = _of_time(time, gathered.currency, limits)
        yield _amount(gathered, find, KAM_TIME, time.account, 0, money, formula, 0)
    for one in gathered.spent:
        yield _amount(gathered, find, one.what, one.account, one.times, one.money, one.formula, one.missing)


def _amount(
    gathered: Gathered, find: Find, what: str, account: str, times: int, money: float | None, formula: Text | Joined,
    missing: int,
) -> Amount:  # fmt: skip
    name = gathered.names.get(account, account)
    return Amount(
        what, label_of(what), part_of(what), account, name, times, money, formula, missing, find(what, account)
    )


def _of_time(time: Time, currency: str, limits: Limits) -> tuple[float | None, Text]:
    """What the time of its KAM costs, and how that was reckoned."""
    rate = limits[declared.cost_kam_hour]
    if time.hours is None:
        return None, NO_HOURS
    hours, months = Figure(time.hours, "hours"), Figure(time.months, "months")
    if currency not in limits[declared.cost_currency]:
        return None, NO_RATE_HERE.fill(hours=hours, months=months, currency=currency)
    if rate is None:
        return None, NO_RATE.fill(hours=hours, months=months)
    return time.hours * time.months * rate, AT_RATE.fill(
        hours=hours, months=months, rate=Figure(rate, "money", currency)
    )


def _unknown(amounts: Sequence[Amount], gathered: Gathered, limits: Limits, find: Find) -> Iterable[Unknown]:
    """What surely costs and has no figure, or one in part: each once, with the accounts it is about."""
    found: dict[tuple[str, str], _Why] = {}
    for one in amounts:
        if not _complete(one):
            why = _why(one, gathered, limits, find)
            kept = found.setdefault((one.what, getattr(why.why, "msgid", "")), why)
            kept.accounts.update({one.account} - {""})
    for (what, _msgid), one_why in sorted(
        found.items(), key=lambda item: ([*PARTS].index(part_of(item[0][0])), item[0])
    ):
        yield Unknown(
            what, label_of(what), part_of(what), len(one_why.accounts), one_why.why, one_why.remedy, one_why.where
        )


def _why(one: Amount, gathered: Gathered, limits: Limits, find: Find) -> _Why:
    if one.what == KAM_TIME:
        if getattr(one.formula, "msgid", "") == NO_HOURS.msgid:
            return _Why(NO_HOURS, ENTER_HOURS, Where("capacity"))
        policy = Where("policy", "", {"g": "cost"})
        if gathered.currency not in limits[declared.cost_currency]:
            why = _("The unit costs of policy are not in {currency}.").fill(currency=gathered.currency)
            return _Why(why, ENTER_CURRENCY, policy)
        return _Why(_("What an hour of a KAM costs is not set."), ENTER_RATE, policy)
    if one.money is None and not one.times:
        return _Why(one.formula, NOT_RECORDED, find(one.what, ""))
    return _Why(_("Not all of them have a figure: what is known counts."), INCOMPLETE, find(one.what, ""))


def _grouped(
    amounts: Sequence[Amount], key: Callable[[Amount], str], label: Callable[[str], Text], total: float | None
) -> Iterable[PartCost]:
    """Amounts added up by a key, the dearest first, what nobody knows last."""
    found: dict[str, list[Amount]] = {}
    for one in amounts:
        found.setdefault(key(one), []).append(one)
    parts = []
    for name, ones in found.items():
        money = sum_known(one.money for one in ones)
        share = over(money, total)
        parts.append(PartCost(name, label(name), money, share, len(ones), sum(not _complete(one) for one in ones)))
    return sorted(parts, key=lambda one: (one.money is None, -(one.money or 0.0), one.key))


def sum_known(figures: Iterable[float | None]) -> float | None:
    """The sum of those that are known; None where none is."""
    known = [one for one in figures if one is not None]
    return math.fsum(known) if known else None


def _accounts(amounts: Sequence[Amount], gathered: Gathered) -> Iterable[AccountCost]:
    found: dict[str, list[Amount]] = {code: [] for code in gathered.names}
    for one in amounts:
        found.setdefault(one.account, []).append(one)
    rows = []
    for code, ones in found.items():
        money = sum_known(one.money for one in ones)
        sales = gathered.sales.get(code, 0.0) if gathered.sales is not None and code else None
        incomplete = sum(not _complete(one) for one in ones)
        rows.append(AccountCost(code, gathered.names.get(code, code), money, sales, over(money, sales), incomplete))
    return sorted(rows, key=lambda one: (one.money is None, -(one.money or 0.0), one.account))


def _said(gathered: Gathered, total: float | None, unknown: int, whole: bool) -> Text:
    if not gathered.names:
        return _("There were no key accounts in this window, so the programme cost nothing.")
    if total is None:
        return _("Nobody entered anything of what the programme costs.")
    money = Figure(total, "money", gathered.currency)
    if whole:
        return _("{money}, with nothing missing.").fill(money=money)
    return counted(
        "{money} is the known part: {n} thing that costs has no figure, or one in part.",
        "{money} is the known part: {n} things that cost have no figure, or one in part.",
        unknown,
    ).fill(money=money)


def of_accounts(whole: Programme, accounts: Collection[str]) -> Programme:
    """The cost of some accounts only, as if there were no others; what is spent for all together is not in it."""
    amounts = [one for one in whole.amounts if one.account in accounts]
    names = {one.account: one.name for one in whole.accounts if one.account in accounts}
    sales = {one.account: one.sales for one in whole.accounts if one.account in accounts and one.sales is not None}
    known = [one.money for one in amounts if one.money is not None]
    total = math.fsum(known) if known else None
    open_ = {
        one.what: {each.account for each in amounts if each.what == one.what and not _complete(each)} for one in amounts
    }
    unknown = tuple(replace(one, accounts=len(open_[one.what])) for one in whole.unknown if open_.get(one.what))
    gathered = Gathered(whole.currency, names, sales=sales if sales else None)
    bought = math.fsum(sales.values()) if sales else None
    complete = all(_complete(one) for one in amounts)
    return Programme(
        whole.since, whole.until, whole.currency, len(names), tuple(amounts), unknown,
        tuple(_grouped(amounts, lambda one: one.part, lambda key: PARTS[key], total)),
        tuple(_grouped(amounts, lambda one: one.what, label_of, total)),
        tuple(_accounts(amounts, gathered)), total, complete, bought, over(total, bought),
        _said(gathered, total, len(unknown), complete),
    )  # fmt: skip
