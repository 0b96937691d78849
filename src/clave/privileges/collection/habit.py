"""Days beyond terms before and after the status: did collecting in person keep the payment habit? (G6, E1)

The same rule as the measure: early payment counts as no days, money weighs, and what is open counts to the date asked.
It compares; it proves nothing: other things changed too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.debts import ZERO, Debt


@dataclass(frozen=True)
class Habit:
    """What fell due from `first` to `last`: how many instalments, how much money, and its money-weighted days beyond terms
    (None = nothing fell due)."""

    first: date
    last: date
    count: int
    money: Decimal
    days: float | None


@dataclass(frozen=True)
class Compared:
    """Both habits and the sentence; `change` in days, below zero = sooner; None where either side has too little."""

    before: Habit
    after: Habit
    change: float | None
    sentence: Text


def habit(debts: Iterable[Debt], first: date, last: date, as_of: date) -> Habit:
    """The habit over what fell due in a window, as it stood at `as_of`. Debts of one customer and one currency."""
    due = [debt for debt in debts if first <= debt.due <= last]
    money = sum((debt.amount for debt in due), ZERO)
    weighed = sum((_money_days(debt, as_of) for debt in due), ZERO)
    return Habit(first, last, len(due), money, float(weighed / money) if money else None)


def _money_days(debt: Debt, as_of: date) -> Decimal:
    paid_late = max((debt.paid_on - debt.due).days, 0) if debt.paid_on else 0
    return debt.paid * paid_late + debt.balance * max((as_of - debt.due).days, 0)


def before_and_after(debts: Iterable[Debt], since: date, as_of: date, limits: Limits) -> Compared:
    """The months of policy before a status began, as they stood on its day, against the same number after it, up to `as_of`."""
    every, months = tuple(debts), limits[declared.habit_months]
    day_before = since - timedelta(days=1)
    last = min(as_of, months_before(since, -months) - timedelta(days=1))
    was = habit([_at(debt, day_before) for debt in every], months_before(since, months), day_before, day_before)
    now = habit([_at(debt, last) for debt in every], since, last, last)
    least = limits[declared.habit_documents]
    if was.days is None or now.days is None or min(was.count, now.count) < least:
        return Compared(was, now, None, _("Too little fell due before or after to compare: {before} and {after} documents.").fill(
            before=was.count, after=now.count))  # fmt: skip
    change = now.days - was.days
    text = _("{now} beyond terms, and {was} before it was a key account.")
    return Compared(was, now, change, text.fill(now=Figure(now.days, "days"), was=Figure(was.days, "days")))


def _at(debt: Debt, day: date) -> Debt:
    """The debt as it stood on a day: what was paid later was still open."""
    if debt.paid_on is None or debt.paid_on <= day:
        return debt
    return Debt(debt.document, debt.customer, debt.due, debt.amount, ZERO, None, debt.issued, debt.name, debt.currency)
