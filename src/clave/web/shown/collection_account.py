"""The collection of one account: what is open, what was promised and disputed, how it wants its invoice, its habit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy.limits import Limits
from clave.privileges.collection.debts import ZERO, Debt
from clave.privileges.collection.habit import Compared, before_and_after
from clave.privileges.collection.promises import Outcome, Record, outcome, record
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import CHANNELS, Wish
from clave.store.collection import promise_of
from clave.store.models import InvoiceDispute, InvoiceError, PaymentPromise
from clave.web.shown.collection import NOBODY, route_words
from clave.web.words import told
from clave.web.written import cop, cop_m

OUTCOMES: dict[str, tuple[Text, str, str]] = {
    "kept": (_("Kept"), "ok", "check"),
    "partly": (_("Kept in part"), "warn", "alert-triangle"),
    "broken": (_("Broken"), "bad", "x"),
    "open": (_("Still open"), "info", "clock"),
    "unknown": (_("Not known"), "", "help-circle"),
}


@dataclass(frozen=True)
class Invoice:
    """An open instalment: its document, when it is due, how late, what is open of it, and what people noted of it."""

    debt: Debt
    late: int
    balance: str
    disputed: bool
    promised: bool
    wrong: bool


@dataclass(frozen=True)
class PromiseShown:
    """A promise with what became of it."""

    row: PaymentPromise
    outcome: Outcome
    label: str
    tone: str
    icon: str
    words: str
    amount: str
    fresh: bool


@dataclass(frozen=True)
class Owes:
    """What it owes in one currency: all, what is late of it, and the oldest."""

    currency: str
    total: str
    late: str
    documents: int
    oldest: int

    @property
    def age(self) -> str:
        """How late the oldest is, as a person says it."""
        return told(Figure(self.oldest, "age"))


def owes(debts: Iterable[Debt], day: date) -> list[Owes]:
    """What is open by currency; [] where nothing is."""
    each: dict[str, list[Debt]] = {}
    for debt in debts:
        if debt.balance > 0:
            each.setdefault(debt.currency, []).append(debt)
    return [
        Owes(
            currency, cop_m(_sum(mine), currency), cop_m(_sum(one for one in mine if one.late(day) > 0), currency), len(mine),
            max(0, *(one.late(day) for one in mine)) if mine else 0,
        )
        for currency, mine in sorted(each.items(), key=lambda pair: -len(pair[1]))
    ]  # fmt: skip


def _sum(debts: Iterable[Debt]) -> Decimal:
    return sum((one.balance for one in debts), ZERO)


def invoices(
    debts: Iterable[Debt], day: date, promised: Iterable[PromiseShown], disputes: Iterable[InvoiceDispute],
    errors: Iterable[InvoiceError],
) -> list[Invoice]:  # fmt: skip
    """What is open, the oldest first."""
    open_promises = {name for one in promised if one.outcome.state == "open" for name in one.row.documents}
    disputed = {one.document for one in disputes if one.closed_on is None}
    wrong = {one.document for one in errors if one.closed_on is None}
    return [
        Invoice(debt, debt.late(day), cop(debt.balance, debt.currency), debt.document in disputed,
                debt.document in open_promises, debt.document in wrong)
        for debt in sorted(debts, key=lambda one: (one.due, one.document))
        if debt.balance > 0
    ]  # fmt: skip


def promises(
    rows: Sequence[PaymentPromise], debts: Sequence[Debt], day: date, limits: Limits, since: datetime
) -> tuple[list[PromiseShown], Record]:
    """Promises with what the receivables say of each, and how many were kept; those noted after `since` can be taken back."""
    judged = [(row, outcome(promise_of(row), debts, day, limits)) for row in rows]
    shown = []
    for row, found in judged:
        label, tone, icon = OUTCOMES[found.state]
        shown.append(
            PromiseShown(
                row, found, told(label), tone, icon, told(found.sentence), cop(row.amount, row.currency), row.at >= since
            )
        )  # fmt: skip
    return shown, record(found for _row, found in judged)


def wish_words(wish: Wish | None) -> list[tuple[str, str]]:
    """How it wants its invoice, part by part; [] where nobody wrote it down."""
    if wish is None:
        return []
    cut_off = _("day {day} of the month").fill(day=wish.cut_off) if wish.cut_off else _("any day")
    return [
        (told(_("How it goes out")), told(CHANNELS[wish.channel])),
        (told(_("To whom")), wish.recipient or told(_("nobody said"))),
        *([(told(_("Portal")), wish.portal)] if wish.portal else []),
        (told(_("Its order number")), told(_("must stand on it") if wish.needs_order else _("not needed"))),
        (told(_("Takes them until")), told(cut_off)),
    ]


PERSONS: dict[tuple[bool | None, bool], Text] = {
    (True, True): _("natural person, by its route"),
    (False, True): _("company, by its route"),
    (True, False): _("natural person, by the customer file"),
    (False, False): _("company, by the customer file"),
    (None, False): _("nobody said whether it is a natural person: asked as a company"),
}
"""Whether the law protects it, by whether its route says so."""


def route_parts(route: Route, by_route: bool) -> list[tuple[str, str]]:
    """Who asks, how, and when, part by part; `by_route` = its route says whether it is a natural person."""
    before = (
        _("{days} before it is due").fill(days=Figure(route.before, "days")) if route.before is not None else _("never")
    )
    return [
        (told(_("Who asks")), route.by or told(NOBODY)),
        (told(_("How")), route_words(route)),
        (told(_("Announced")), told(before)),
        (told(_("First asked")), told(_("{days} after it fell due").fill(days=Figure(route.first, "days")))),
        (told(_("Asked again")), told(_("after {days}").fill(days=Figure(route.again, "days")))),
        (told(_("Customer")), told(PERSONS[route.person, by_route])),
    ]


def compared(debts: Sequence[Debt], since: date | None, day: date, limits: Limits, currency: str) -> Compared | None:
    """Its habit before and after it became a key account; None where it is none. Only what is in the currency of the books."""
    if since is None:
        return None
    return before_and_after([one for one in debts if one.currency == currency], since, day, limits)


def habit_lines(found: Compared) -> list[tuple[Any, ...]]:
    """Both sides: label, days in words («no se sabe» where nothing fell due), documents, first and last day."""
    unknown = told(_("not known"))
    return [
        (told(label), unknown if one.days is None else told(Figure(round(one.days, 1), "days")), one.count, one.first, one.last)
        for label, one in ((_("Before"), found.before), (_("Since"), found.after))
    ]  # fmt: skip
