"""Promises to pay: kept, kept in part, broken or still open, by what the receivables show (G6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.debts import ZERO, Debt

State = Literal["open", "kept", "partly", "broken", "unknown"]


@dataclass(frozen=True)
class Promise:
    """Somebody of a customer said on `made` that `amount` of these documents would be paid by `by`."""

    customer: str
    documents: tuple[str, ...]
    amount: Decimal
    made: date
    by: date
    currency: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a promise: the money that came between its day and its end (with the days that policy adds for the
    bank), and the sentence that says it. `unknown` = none of its documents is among the facts."""

    promise: Promise
    state: State
    paid: Decimal
    sentence: Text


def outcome(promise: Promise, debts: Iterable[Debt], as_of: date, limits: Limits) -> Outcome:
    """Judge one promise at a date. Money that came before the promise was made does not keep it."""
    named = [each for each in debts if each.customer == promise.customer and each.document in promise.documents]
    if not named:
        sentence = _("None of its documents is among the receivables: it cannot be judged.")
        return Outcome(promise, "unknown", ZERO, sentence)
    until = promise.by + timedelta(days=limits[declared.promise_grace])
    paid = sum(
        (each.paid for each in named if each.paid_on is not None and promise.made <= each.paid_on <= until), ZERO
    )
    state = _state(promise, paid, as_of > until)
    text = _SAID[state].fill(
        amount=Figure(promise.amount, "money", promise.currency),
        paid=Figure(paid, "money", promise.currency),
        day=Figure(promise.by, "date"),
    )
    return Outcome(promise, state, paid, text)


def _state(promise: Promise, paid: Decimal, over: bool) -> State:
    if paid >= promise.amount:
        return "kept"
    if not over:
        return "open"
    return "partly" if paid > 0 else "broken"


_SAID: dict[str, Text] = {
    "kept": _("Kept: {paid} came by {day}, as promised."),
    "open": _("{amount} promised for {day}; {paid} came so far."),
    "partly": _("Kept in part: of {amount} promised for {day}, {paid} came."),
    "broken": _("Broken: {amount} was promised for {day} and nothing came."),
}


@dataclass(frozen=True)
class Record:
    """Promises of a customer by what became of them; `rate` of those that are over, None where none is."""

    kept: int
    partly: int
    broken: int
    open: int

    @property
    def rate(self) -> float | None:
        """Share of the promises that are over which were kept whole."""
        over = self.kept + self.partly + self.broken
        return self.kept / over if over else None


def record(outcomes: Iterable[Outcome]) -> Record:
    """Count the promises; those that cannot be judged count nowhere."""
    states = [each.state for each in outcomes]
    return Record(states.count("kept"), states.count("partly"), states.count("broken"), states.count("open"))
