"""What may be noted about collection: routes, wishes, contacts, promises, disputes and errors of invoices, each refused with
the sentence that says why and the field it is about. (G6)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.typed import quoted
from clave.base.words import Text, _
from clave.policy.limits import Limits
from clave.privileges.collection.debts import ZERO, Debt
from clave.privileges.collection.hours import Contact, when
from clave.privileges.collection.promises import Promise
from clave.privileges.collection.routes import TONES, WAYS, Route
from clave.privileges.collection.wishes import CHANNELS, Wish

A_YEAR = 366
"""Days beyond which a day of a route, of a promise or of a contact is a slip of the keyboard."""
ERRORS: dict[str, Text] = {
    "price": _("Price or discount"),
    "quantity": _("Quantity or product"),
    "order": _("Order number missing or wrong"),
    "recipient": _("Sent to the wrong place"),
    "tax": _("Taxes or legal data"),
    "other": _("Something else"),
}
"""What can be wrong on an invoice."""
REASONS: dict[str, Text] = {
    "price": _("Price or discount"),
    "quantity": _("Quantity that arrived"),
    "quality": _("Quality or claim"),
    "delivery": _("Late or not delivered"),
    "paid": _("Says it is paid already"),
    "other": _("Something else"),
}
"""Why a customer disputes a document."""


@dataclass(frozen=True)
class Days:
    """From when to when something holds, both inside; no `until` = open."""

    since: date
    until: date | None = None


def checked_days(days: Days) -> None:
    """Raise ClaveError where it would end before it begins."""
    if days.until is not None and days.until < days.since:
        raise ClaveError(
            _("it would end before it begins."), where="until", remedy=_("Choose a later day, or leave it open.")
        )


def checked_wish(wish: Wish, days: Days) -> Wish:
    """How an account wants its invoice, tidied up. Raises ClaveError where it says nothing or contradicts itself."""
    checked_days(days)
    if wish.channel not in CHANNELS:
        raise ClaveError(_("this is no way to send an invoice."), where="channel", remedy=_("Choose one of the list."))
    tidy = replace(wish, recipient=wish.recipient.strip(), portal=wish.portal.strip())
    if tidy.channel == "portal" and not tidy.portal.startswith("https://"):
        raise ClaveError(
            _("an invoice for a portal needs its address."),
            where="portal",
            remedy=_("Write it with https:// before it."),
        )
    if tidy.channel == "mail" and tidy.recipient and "@" not in tidy.recipient:
        raise ClaveError(
            _("«{text}» is no e-mail address.").fill(text=quoted(tidy.recipient)), where="recipient",
            remedy=_("Write the address that receives its invoices, or choose another way."),
        )  # fmt: skip
    if tidy.cut_off is not None and not 1 <= tidy.cut_off <= 31:
        raise ClaveError(
            _("a month has no day {day}.").fill(day=tidy.cut_off), where="cut_off",
            remedy=_("Write a day from 1 to 31, or leave it empty where it takes invoices in on any day."),
        )  # fmt: skip
    return tidy


def checked_route(route: Route, days: Days) -> Route:
    """A route that somebody chose, tidied up. Raises ClaveError for days that make no sense."""
    checked_days(days)
    if route.way not in WAYS:
        raise ClaveError(_("nobody asks that way."), where="way", remedy=_("Choose one of the list."))
    if route.tone not in TONES:
        raise ClaveError(_("nobody asks in that tone."), where="tone", remedy=_("Choose one of the list."))
    for field, value, least in (("before", route.before, 0), ("first", route.first, 0), ("again", route.again, 1)):
        if value is not None and not least <= value <= A_YEAR:
            raise ClaveError(
                _("{days} makes no sense here.").fill(days=Figure(value, "days")), where=field,
                remedy=_("Write a number of days from {least} to {most}.").fill(least=least, most=A_YEAR),
            )  # fmt: skip
    return replace(route, contact=route.contact.strip(), automatic=False, chosen=True)


def checked_contact(
    contact: Contact,
    person: bool,
    others: Iterable[Contact],
    now: datetime,
    limits: Limits,
) -> None:
    """Whether a contact may have been (`contact.at` and `now` in the time of the place). Raises ClaveError for one to come,
    one too long ago and, of a natural person, one that the law does not allow, with when it may be."""
    if contact.way not in WAYS:
        raise ClaveError(_("nobody asks that way."), where="way", remedy=_("Choose one of the list."))
    checked_moment(contact.at, now)
    if not person:
        return
    allowed = when(contact.at, contact.way, person, _seen_from(contact, others), limits)
    if not allowed.now and allowed.because is not None:
        raise ClaveError(
            allowed.because,
            where="moment",
            remedy=_("It is a natural person (Ley 2300 de 2023, art. 3); nothing was noted."),
        )


def checked_moment(at: datetime, now: datetime) -> None:
    """Whether a contact may have been at this moment. Raises ClaveError for one to come and one more than a year ago."""
    if at > now + timedelta(minutes=5):
        raise ClaveError(
            _("this moment is still to come."), where="moment", remedy=_("Note a contact once there was one.")
        )
    if at < now - timedelta(days=A_YEAR):
        raise ClaveError(_("this is more than a year ago."), where="moment", remedy=_("Check the day that you typed."))


def _seen_from(contact: Contact, others: Iterable[Contact]) -> list[Contact]:
    """The other contacts as the law counts them for this one, in whatever order they are noted: another channel of the same
    week counts even where it was later."""
    monday = contact.at.date() - timedelta(days=contact.at.weekday())
    sunday = monday + timedelta(days=6)
    return [
        replace(one, at=min(one.at, contact.at))
        if one.way != contact.way and monday <= one.at.date() <= sunday
        else one
        for one in others
        if one.customer == contact.customer
    ]


def checked_promise(promise: Promise, said_by: str, debts: Sequence[Debt], today: date) -> Promise:
    """A promise that somebody made, in the currency of its documents. Raises ClaveError where it is of nothing, for no day,
    of more than they owe, or of documents that nobody knows."""
    if not promise.documents:
        raise ClaveError(_("it is about no invoice."), where="documents", remedy=_("Choose what would be paid."))
    mine = [one for one in debts if one.customer == promise.customer and one.document in promise.documents]
    if missing := sorted(set(promise.documents) - {one.document for one in mine}):
        raise _unknown(missing[0], "documents")
    currencies = {one.currency for one in mine}
    if len(currencies) > 1:
        raise ClaveError(
            _("the invoices are in several currencies."),
            where="documents",
            remedy=_("Note a promise for each currency."),
        )
    if promise.amount <= 0:
        raise ClaveError(_("nothing was promised."), where="amount", remedy=_("Write an amount above zero."))
    currency = currencies.pop()
    owed = sum((one.balance for one in mine), ZERO)
    if promise.amount > owed:
        raise ClaveError(
            _("of these invoices {owed} is open.").fill(owed=Figure(owed, "money", currency)), where="amount",
            remedy=_("Write that or less, or choose more invoices."),
        )  # fmt: skip
    if promise.made > today:
        raise ClaveError(
            _("this day is still to come."), where="made", remedy=_("Write the day on which they promised it.")
        )
    if promise.by < promise.made:
        raise ClaveError(
            _("it was promised on {made}.").fill(made=Figure(promise.made, "date")), where="until",
            remedy=_("Write that day or a later one."),
        )  # fmt: skip
    if (promise.by - promise.made).days > A_YEAR:
        raise ClaveError(_("this is more than a year ahead."), where="until", remedy=_("Check the day that you typed."))
    if not said_by.strip():
        raise ClaveError(_("somebody promised it."), where="said_by", remedy=_("Write who of the customer said it."))
    return replace(promise, currency=currency)


def checked_dispute(
    customer: str, document: str, amount: Decimal | None, words: str, told_on: date, debts: Sequence[Debt], today: date
) -> str:
    """A dispute that can be opened; returns its currency. Raises ClaveError where the document is not owed, the amount is
    not part of it, or it says nothing."""
    mine = [one for one in debts if one.customer == customer and one.document == document]
    if not mine:
        raise _unknown(document, "document")
    owed = sum((one.amount for one in mine), ZERO)
    if amount is not None and not 0 < amount <= owed:
        raise ClaveError(
            _("this document is of {owed}.").fill(owed=Figure(owed, "money", mine[0].currency)), where="amount",
            remedy=_("Write what is disputed of it, or leave it empty where all of it is."),
        )  # fmt: skip
    _told(words, told_on, today)
    return mine[0].currency


def checked_error(document: str, words: str, told_on: date, until: date, today: date) -> str:
    """An error of an invoice that can be noted; returns the document, tidied up. The invoice may be too new to be among the
    receivables. Raises ClaveError where it names none, says nothing, or is answered before it was told."""
    tidy = document.strip()
    if not tidy:
        raise ClaveError(_("it is about no invoice."), where="document", remedy=_("Write its number."))
    _told(words, told_on, today)
    if until < told_on:
        raise ClaveError(
            _("it was told on {day}.").fill(day=Figure(told_on, "date")), where="until",
            remedy=_("It is put right on that day or later."),
        )  # fmt: skip
    return tidy


def checked_close(told_on: date, closed_on: date, outcome: str, today: date) -> None:
    """Raise ClaveError where something cannot be closed on that day, or without saying how it ended."""
    if not outcome.strip():
        raise ClaveError(
            _("it ended somehow."), where="outcome", remedy=_("Write in one sentence with what it was put right.")
        )
    if not told_on <= closed_on <= today:
        raise ClaveError(
            _("it ended between {told} and today.").fill(told=Figure(told_on, "date")), where="closed_on",
            remedy=_("Choose a day between both."),
        )  # fmt: skip


def _told(words: str, told_on: date, today: date) -> None:
    if not words.strip():
        raise ClaveError(_("it says nothing."), where="words", remedy=_("Write in one sentence what is wrong."))
    if told_on > today:
        raise ClaveError(
            _("this day is still to come."), where="told_on", remedy=_("Write the day on which they told us.")
        )


def _unknown(document: str, where: str) -> ClaveError:
    return ClaveError(
        _("{document} is not among the open invoices of this customer.").fill(document=quoted(document)), where=where,
        remedy=_("Choose one of the list; if it is new, import the receivables first."),
    )  # fmt: skip
