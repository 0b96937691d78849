"""How an account pays: month by month, the gate's three conditions with their policy, and what failed them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import MONTHS, Figure
from clave.base.words import Text, _
from clave.criteria.gate import Condition, conditions
from clave.measures.account import Debt, Payments
from clave.policy import declared
from clave.policy.reading import Policy
from clave.report.charts import Paid, payment
from clave.web.shown.header import Account
from clave.web.words import reader

NAMES = {
    "days_beyond": _("Days beyond terms"),
    "within_terms": _("Money paid within terms"),
    "worst_open": _("Oldest open delay"),
}
MESSAGE = _("Days to pay by month in which it fell due: {days} on average against terms of {terms}.")
MESSAGE_BEYOND = _("Days beyond terms by month in which it fell due: {days} on average.")


@dataclass(frozen=True)
class ConditionShown:
    """One condition of the gate: its figure against its limit, and since when, why and by whom the limit holds."""

    name: Text
    condition: Condition
    limit: Text
    since: date | None
    reason: Text
    source: str

    @property
    def tone(self) -> str:
        """ok, bad, or nothing where it is unknown."""
        return "" if self.condition.met is None else "ok" if self.condition.met else "bad"


@dataclass(frozen=True)
class Gate:
    """The verdict and its three conditions; `policy_changed` since the selection was made."""

    state: str
    conditions: tuple[ConditionShown, ...]
    policy_changed: bool


@dataclass(frozen=True)
class PaidMonth:
    """One row of the chart's table."""

    label: str
    year: int
    days: Figure
    terms: Figure
    money: float


@dataclass(frozen=True)
class PaidShown:
    """The chart of how it pays: spec, message, table. Without invoice dates days count from the due date."""

    spec: str
    message: Text
    months: tuple[PaidMonth, ...]
    from_invoice: bool
    late: bool
    tolerated: Text


@dataclass(frozen=True)
class DebtShown:
    """One row of what fell due, and how many days it adds to the money-weighted delay."""

    debt: Debt
    adds: Figure


def debts_of(found: Payments, rows: Sequence[Debt]) -> list[DebtShown]:
    """Rows of a table; what they add sums up to the days beyond terms."""
    return [DebtShown(debt, Figure(round(debt.weight / found.due, 2), "days")) for debt in rows]


def gate_of(account: Account, policy: Policy) -> Gate:
    """The gate of an account as its selection left it, with the entries of the policy that decide it."""
    day = account.run.as_of
    values = {key: value if isinstance(value, int | float) else None for key, value in account.measured.values.items()}
    found = conditions(values, policy.at(day))
    return Gate(
        state=account.line.gate if account.line else _state(found),
        conditions=tuple(_condition(condition, policy, day) for condition in found),
        policy_changed=policy.version != account.run.policy_version,
    )


def _state(found: Iterable[Condition]) -> str:
    """Of a customer that is not on the list."""
    met = [condition.met for condition in found]
    return "fails" if False in met else "unknown" if None in met else "passes"


def _condition(condition: Condition, policy: Policy, day: date) -> ConditionShown:
    version = policy.version_of(condition.held_to.key, day)
    words = _("at least {limit}") if condition.at_least else _("at most {limit}")
    return ConditionShown(
        name=NAMES[condition.measure.key],
        condition=condition,
        limit=words.fill(limit=condition.limit),
        since=version.since if version else None,
        reason=Text(version.reason if version else ""),  # the reasons that clave ships are in the catalogues
        source=version.source if version else "",
    )


def paid(found: Payments, policy: Policy, as_of: date) -> PaidShown | None:
    """By month of the due date, the last twelve with something due; None where nothing fell due."""
    if not found.debts:
        return None
    from_invoice = all(debt.issued_date for debt in found.debts)
    months = _months(found.debts, from_invoice)[-12:]
    money = sum(month.money for month in months)
    days, terms = (
        Figure(round(sum(getattr(month, name) * month.money for month in months) / money, 1), "days")
        for name in ("days", "terms")
    )
    limit = policy.at(as_of)[declared.gate_days]
    return PaidShown(
        spec=json.dumps(payment(months, limit, reader())),
        message=MESSAGE.fill(days=days, terms=terms) if from_invoice else MESSAGE_BEYOND.fill(days=days),
        months=tuple(_row(month) for month in months),
        from_invoice=from_invoice,
        late=any(month.days > month.terms + limit for month in months),
        tolerated=_("more than {limit} beyond").fill(limit=Figure(limit, "days")),
    )


def _months(debts: Sequence[Debt], from_invoice: bool) -> list[Paid]:
    by_month: dict[tuple[int, int], list[Debt]] = {}
    for debt in debts:
        by_month.setdefault((debt.due_date.year, debt.due_date.month), []).append(debt)
    return [_month(key, by_month[key], from_invoice) for key in sorted(by_month)]


def _month(key: tuple[int, int], debts: Sequence[Debt], from_invoice: bool) -> Paid:
    money = sum(debt.amount for debt in debts)
    terms = sum(debt.amount * (debt.terms or 0) for debt in debts) / money if from_invoice else 0.0
    beyond = sum(debt.weight for debt in debts) / money
    return Paid(*key, terms + beyond, terms, money)


def _row(month: Paid) -> PaidMonth:
    days, terms = (Figure(round(value, 1), "days") for value in (month.days, month.terms))
    return PaidMonth(MONTHS[reader()][month.month - 1], month.year, days, terms, month.money)
