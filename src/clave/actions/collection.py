"""What is noted about invoices and collection: contacts, promises, disputes, errors; each can be corrected and taken back. (G6)

One at a time writes (`hold`), so that two people who call the same person in one week do not both think that they may, and
what was sent twice is noted once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.collection_terms import hold
from clave.actions.ending import checked_back, gone
from clave.actions.shape import action
from clave.actions.status import limits_of
from clave.base.errors import ClaveError
from clave.base.typed import quoted
from clave.base.words import _
from clave.privileges.collection.hours import Contact
from clave.privileges.collection.promises import Promise
from clave.privileges.collection.records import (
    ERRORS,
    REASONS,
    checked_close,
    checked_contact,
    checked_dispute,
    checked_error,
    checked_moment,
    checked_promise,
)
from clave.store.collecting import receivables
from clave.store.collection import contacts, routing
from clave.store.models import CollectionContact, InvoiceDispute, InvoiceError, PaymentPromise, Person
from clave.store.models.collection import Noted

CONTACT, PROMISE, DISPUTE, ERROR = "contact", "promise", "dispute", "error"
KINDS: dict[str, type[Noted]] = {
    CONTACT: CollectionContact,
    PROMISE: PaymentPromise,
    DISPUTE: InvoiceDispute,
    ERROR: InvoiceError,
}
"""What can be noted, by its name."""
CLOSING = (DISPUTE, ERROR)
"""What stays open until somebody says how it ended."""


@action
def note_contact(
    *, by: Person, now: datetime, customer: str, moment: datetime, way: str, whom: str = "", words: str = "",
    corrects: int | None = None,
) -> CollectionContact:  # fmt: skip
    """Note a contact about payment that there was; the same one noted twice is one. Raises ClaveError (`where` names the
    field) for one to come and, of a natural person, for one that the law does not allow, with when it may be."""
    checked_moment(moment, now)
    hold()
    _withdrawn(CONTACT, customer, corrects, by, now)
    at = moment.replace(second=0, microsecond=0)
    same = CollectionContact.objects.filter(customer=customer, moment=at, way=way, withdrawn_at=None).first()
    if same is not None:
        return same
    route = routing(timezone.localdate(now), limits_of(now), [customer], ())(customer)
    checked_contact(
        Contact(customer, timezone.localtime(at), way), bool(route.person), contacts([customer]),
        timezone.localtime(now), limits_of(now),
    )  # fmt: skip
    row = CollectionContact.objects.create(
        customer=customer, moment=at, way=way, whom=whom.strip(), words=words.strip(), by=by, at=now
    )
    record(by=by, now=now, what="contact.noted", about=f"customer:{customer}")
    return row


@action
def note_promise(
    *, by: Person, now: datetime, customer: str, documents: Collection[str], amount: Decimal, made: date, until: date,
    said_by: str, corrects: int | None = None,
) -> PaymentPromise:  # fmt: skip
    """Note a promise to pay; the same one noted twice is one. Raises ClaveError (`where` names the field) as
    `checked_promise` does, and where as much is promised for the same day of other documents."""
    hold()
    _withdrawn(PROMISE, customer, corrects, by, now)
    today = timezone.localdate(now)
    asked = Promise(customer, tuple(sorted(set(documents))), amount, made, until)
    good = checked_promise(asked, said_by, receivables(customer, today).open, today)
    said = {"currency": good.currency, "amount": amount, "made": made, "until": until}
    same = PaymentPromise.objects.filter(customer=customer, withdrawn_at=None, **said).first()
    if same is not None and same.documents == list(good.documents):
        return same
    if same is not None:
        raise ClaveError(
            _("as much is promised for the same day already, of {documents}.").fill(documents=", ".join(same.documents)),
            where="documents", remedy=_("Correct that promise so that it names all its invoices; nothing was noted."),
        )  # fmt: skip
    row = PaymentPromise.objects.create(
        customer=customer, documents=list(good.documents), said_by=said_by.strip(), by=by, at=now, **said
    )
    record(by=by, now=now, what="promise.noted", about=f"customer:{customer}")
    return row


@action
def open_dispute(
    *, by: Person, now: datetime, customer: str, document: str, reason: str, words: str, amount: Decimal | None,
    told_on: date, answers: Person, corrects: int | None = None,
) -> InvoiceDispute:  # fmt: skip
    """The customer does not agree with a document: it is not collected until it is closed. Raises ClaveError (`where` names
    the field) as `checked_dispute` does, and where one of that document is open already."""
    hold()
    _withdrawn(DISPUTE, customer, corrects, by, now)
    _known(reason, REASONS, "reason")
    today = timezone.localdate(now)
    currency = checked_dispute(customer, document, amount, words, told_on, receivables(customer, today).open, today)
    if InvoiceDispute.objects.filter(customer=customer, document=document, closed_on=None, withdrawn_at=None).exists():
        raise ClaveError(
            _("{document} is disputed already.").fill(document=document), where="document",
            remedy=_("Look at that dispute: it can be corrected or closed."),
        )  # fmt: skip
    row = InvoiceDispute.objects.create(
        customer=customer, document=document, reason=reason, words=words.strip(), amount=amount, currency=currency,
        told_on=told_on, answers=answers, by=by, at=now,
    )  # fmt: skip
    record(by=by, now=now, what="dispute.opened", about=f"customer:{customer}")
    return row


@action
def report_error(
    *, by: Person, now: datetime, customer: str, document: str, kind: str, words: str, told_on: date, answers: Person,
    until: date, corrects: int | None = None,
) -> InvoiceError:  # fmt: skip
    """Something is wrong on an invoice: who of ours answers, and until when. Raises ClaveError (`where` names the field) as
    `checked_error` does, and where the same of that invoice is open already."""
    hold()
    _withdrawn(ERROR, customer, corrects, by, now)
    _known(kind, ERRORS, "kind")
    named = checked_error(document, words, told_on, until, timezone.localdate(now))
    open_now = InvoiceError.objects.filter(
        customer=customer, document=named, kind=kind, closed_on=None, withdrawn_at=None
    )
    if open_now.exists():
        raise ClaveError(
            _("this was told of {document} already.").fill(document=quoted(named)), where="document",
            remedy=_("Look at that error: it can be corrected or closed."),
        )  # fmt: skip
    row = InvoiceError.objects.create(
        customer=customer, document=named, kind=kind, words=words.strip(), told_on=told_on, answers=answers, until=until,
        by=by, at=now,
    )  # fmt: skip
    record(by=by, now=now, what="invoice_error.reported", about=f"customer:{customer}")
    return row


@action
def close_note(
    *, by: Person, now: datetime, customer: str, kind: str, number: int, closed_on: date, outcome: str
) -> Noted:
    """A dispute or an error ended: on which day, and with what. Raises ClaveError where it is closed already, or without
    saying how it ended."""
    _known(kind, CLOSING, "kind")
    hold()
    row: Any = _held(kind, customer, number)
    if row.closed_on is not None:
        raise gone()
    checked_close(row.told_on, closed_on, outcome, timezone.localdate(now))
    row.closed_on, row.closed_by, row.outcome = closed_on, by, outcome.strip()
    row.save(update_fields=["closed_on", "closed_by", "outcome"])
    record(by=by, now=now, what=_CLOSED[kind], about=f"customer:{customer}")
    return _as(row)


@action
def reopen_note(*, by: Person, now: datetime, customer: str, kind: str, number: int) -> Noted:
    """Take back that a dispute or an error ended. Raises ClaveError where it is open, or the same was opened since."""
    _known(kind, CLOSING, "kind")
    hold()
    row: Any = _held(kind, customer, number)
    if row.closed_on is None:
        raise gone()
    same = {"document": row.document} | ({"kind": row.kind} if kind == ERROR else {})
    if type(row).objects.filter(customer=customer, closed_on=None, withdrawn_at=None, **same).exists():
        raise ClaveError(
            _("the same is open again already."), remedy=_("Look at that one; nothing was changed by you.")
        )
    row.closed_on, row.closed_by, row.outcome = None, None, ""
    row.save(update_fields=["closed_on", "closed_by", "outcome"])
    record(by=by, now=now, what=_REOPENED[kind], about=f"customer:{customer}")
    return _as(row)


@action
def take_back_note(*, by: Person, now: datetime, customer: str, kind: str, number: int) -> Noted:
    """What was noted by a slip counts no more; it stays to be read. Raises ClaveError after policy's hours."""
    _known(kind, KINDS, "kind")
    hold()
    row = _withdrawn(kind, customer, number, by, now)
    record(by=by, now=now, what=_TAKEN_BACK[kind], about=f"customer:{customer}")
    return _as(row)


@action
def note_collection_export(*, by: Person, now: datetime) -> None:
    """Somebody took the worklist of collection out."""
    record(by=by, now=now, what="collection.exported", about="collection:all")


_CLOSED = {DISPUTE: "dispute.closed", ERROR: "invoice_error.solved"}
_REOPENED = {DISPUTE: "dispute.reopened", ERROR: "invoice_error.reopened"}
_TAKEN_BACK = {
    CONTACT: "contact.taken_back", PROMISE: "promise.taken_back", DISPUTE: "dispute.taken_back",
    ERROR: "invoice_error.taken_back",
}  # fmt: skip


def _as(row: Noted | None) -> Noted:
    if row is None:
        raise gone()
    return row


def _held(kind: str, customer: str, number: int) -> Noted:
    return _as(KINDS[kind]._default_manager.filter(pk=number, customer=customer, withdrawn_at=None).first())


def _withdrawn(kind: str, customer: str, number: int | None, by: Person, now: datetime) -> Noted | None:
    """One that was noted, taken back; what is corrected is taken back in the same breath. Everybody else waits."""
    if number is None:
        return None
    row = _held(kind, customer, number)
    checked_back(row, now)
    row.withdrawn_at, row.withdrawn_by = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return row


def _known(key: str, words: Collection[str], where: str) -> None:
    if key not in words:
        raise ClaveError(_("this is none of the list."), where=where, remedy=_("Choose one of the list."))
