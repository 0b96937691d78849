"""Idle stock: who accepts it in writing, offers within what lies there, and what came of them. (E8)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.judging import said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.store.idle_lots import free_of, lot_of
from clave.store.idle_stock import letters_on
from clave.store.models import Company, IdleOffer, Person, SecondsLetter
from clave.store.models.idle_stock import ACCEPTED, BECAUSE, GRADES, OPEN, REFUSED, UNANSWERED, WITHDRAWN

LEAST, MOST = Decimal("0.0001"), Decimal(10) ** 13


@dataclass(frozen=True)
class LetterSaid:
    """What a customer signed: a grade, of one family or (empty) of all, from a day on, and what proves it."""

    grade: str
    since: date
    document: str
    family: str = ""
    until: date | None = None


@dataclass(frozen=True)
class OfferSaid:
    """How much is offered at which price of a unit, until which day (inside)."""

    quantity: Decimal
    price: Decimal
    until: date
    note: str = ""


@action
def note_letter(*, by: Person, now: datetime, customer: str, name: str, letter: LetterSaid) -> SecondsLetter:
    """Write down that a customer accepts a grade in writing. Raises ClaveError (`where` names the field) for an unknown
    grade, days that end before they begin, no document, and where one like it stands already."""
    _hold()
    if letter.grade not in GRADES:
        raise ClaveError(_("this is no grade."), where="grade", remedy=_("Choose one of the list."))
    if letter.until is not None and letter.until < letter.since:
        raise ClaveError(
            _("it would end before it began."), where="until", remedy=_("Choose a later day, or leave it empty.")
        )
    document = said(
        letter.document,
        "document",
        _("say what proves it."),
        _("The letter, minute or mail: its date and who signed it."),
    )
    if SecondsLetter.objects.filter(
        customer=customer, grade=letter.grade, family=letter.family, ended_at=None
    ).exists():
        raise ClaveError(
            _("this customer accepts this already."),
            where="grade",
            remedy=_("Take the other one back first, or leave it."),
        )
    kept = SecondsLetter.objects.create(
        customer=customer, name=name, grade=letter.grade, family=letter.family, since=letter.since, until=letter.until,
        document=document, by=by, at=now,
    )  # fmt: skip
    record(by=by, now=now, what="seconds.accepted", about=f"customer:{customer}")
    return kept


@action
def end_letter(*, by: Person, now: datetime, customer: str, number: int) -> SecondsLetter:
    """The customer takes it back, or it was a slip: nothing more is offered or sent by it. Raises ClaveError where it was
    taken back already."""
    _hold()
    kept = SecondsLetter.objects.filter(pk=number, customer=customer, ended_at=None).first()
    if kept is None:
        raise ClaveError(_("this was taken back already."), remedy=_("Look at the list again; nothing was changed."))
    kept.ended_at, kept.ended_by = now, by
    kept.save(update_fields=["ended_at", "ended_by"])
    record(by=by, now=now, what="seconds.ended", about=f"customer:{customer}")
    return kept


@action
def offer_lot(
    *, by: Person, now: datetime, customer: str, name: str, product: str, grade: str, offer: OfferSaid
) -> IdleOffer:
    """Offer so much of a lot to an account that accepts its grade in writing. Raises ClaveError (`where` names the field)
    where it does not, an offer of the lot to it is open, it is more than what is free, a figure is none, or the day is over."""
    _hold()
    today = timezone.localdate(now)
    lot = lot_of(product, grade, today)
    _checked(offer, today)
    accepts = letters_on(today).filter(customer=customer, grade=grade, family__in=("", lot.family))
    if not accepts.exists():
        raise ClaveError(
            _("{name} does not accept this in writing.").fill(name=name), where="customer",
            remedy=_("Write down its letter first: nothing of second quality is offered to who did not ask for it."),
        )  # fmt: skip
    if IdleOffer.objects.filter(customer=customer, product=product, grade=grade, state=OPEN).exists():
        raise ClaveError(
            _("{name} has an open offer of this already.").fill(name=name), where="customer",
            remedy=_("Write down its answer, or withdraw it, and offer again."),
        )  # fmt: skip
    checked_free(product, grade, offer.quantity, today)
    kept = IdleOffer.objects.create(
        customer=customer, name=name, product=product, product_name=lot.name, family=lot.family, grade=grade,
        quantity=offer.quantity, unit_kilos=lot.unit_kilos, unit_cost=lot.unit_cost, price=offer.price,
        currency=lot.currency, until=offer.until, note=offer.note.strip(), by=by, made_at=now,
    )  # fmt: skip
    record(by=by, now=now, what="offer.made", about=f"offer:{kept.pk}")
    return kept


@action
def accept_offer(
    *,
    by: Person,
    now: datetime,
    customer: str,
    number: int,
    day: date,
    sold: Decimal,
    price: Decimal,
    takes_until: date,
) -> IdleOffer:
    """The customer took it: how much, at which price of a unit, and until when it takes it. Raises ClaveError where it is
    not open any more, figures are none, a day cannot be, or that much is not free any more."""
    kept = _held(number, customer)
    _answered(kept, day, timezone.localdate(now))
    _above_zero(sold, "sold")
    _above_zero(price, "price")
    if takes_until < day:
        raise ClaveError(
            _("it would have to take it before it accepted."), where="takes_until", remedy=_("Choose a later day.")
        )
    checked_free(kept.product, kept.grade, sold, timezone.localdate(now), but=kept.pk, where="sold")
    kept.sold, kept.sold_price, kept.takes_until = sold, price, takes_until
    return _settle(kept, ACCEPTED, day, by, now)


@action
def refuse_offer(
    *, by: Person, now: datetime, customer: str, number: int, day: date, reason: str, because: str = ""
) -> IdleOffer:
    """The customer did not take it, and why. Raises ClaveError as `accept_offer`, and for «other» without words."""
    kept = _held(number, customer)
    _answered(kept, day, timezone.localdate(now))
    if reason not in BECAUSE:
        raise ClaveError(_("this is no reason."), where="reason", remedy=_("Choose one of the list."))
    words = because.strip()
    if reason == "other":
        words = said(because, "because", _("say why."), _("What the customer said: the next offer is better for it."))
    kept.reason, kept.because = reason, words
    return _settle(kept, REFUSED, day, by, now)


@action
def withdraw_offer(*, by: Person, now: datetime, customer: str, number: int, because: str = "") -> IdleOffer:
    """We take the offer back: what it held is free again. Raises ClaveError where it is not open any more."""
    kept = _held(number, customer)
    kept.because = because.strip()
    return _settle(kept, WITHDRAWN, timezone.localdate(now), by, now)


@action
def note_no_answer(*, by: Person, now: datetime, customer: str, number: int) -> IdleOffer:
    """Nobody answered it. Raises ClaveError where it is not open any more."""
    return _settle(_held(number, customer), UNANSWERED, timezone.localdate(now), by, now)


@action
def reopen_offer(*, by: Person, now: datetime, customer: str, number: int) -> IdleOffer:
    """Take back what was written down of an offer: it is open again. Raises ClaveError where it is open, another offer of
    the lot to the customer is, or what it offers is not free any more."""
    _hold()
    kept = IdleOffer.objects.filter(pk=number, customer=customer).exclude(state=OPEN).first()
    if kept is None:
        raise gone()
    others = IdleOffer.objects.filter(customer=customer, product=kept.product, grade=kept.grade, state=OPEN)
    if others.exists():
        raise ClaveError(
            _("{name} has an open offer of this already.").fill(name=kept.name),
            remedy=_("Write down its answer, or withdraw it, and offer again."),
        )
    checked_free(kept.product, kept.grade, kept.quantity, timezone.localdate(now), but=kept.pk)
    kept.state, kept.reason, kept.because = OPEN, "", ""
    kept.sold = kept.sold_price = kept.takes_until = None
    kept.answered_on = kept.answered_at = kept.answered_by = None
    kept.save()
    record(by=by, now=now, what="offer.reopened", about=f"offer:{kept.pk}")
    return kept


@action
def note_idle_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the idle stock and its offers out."""
    record(by=by, now=now, what="idle.exported", about="idle:stock")


def checked_free(
    product: str, grade: str, quantity: Decimal, today: date, but: int | None = None, where: str = "quantity"
) -> None:
    """Raise ClaveError where more is asked of a lot than lies there and nobody else was offered (`but` that offer)."""
    free = max(free_of(product, grade, today, but=but), Decimal(0))
    if quantity > free:
        raise ClaveError(
            _("only {free} units of this are free: the rest is offered or sold.").fill(free=Figure(free, "quantity")),
            where=where, remedy=_("Ask for less, or withdraw another offer first; nothing was changed."),
        )  # fmt: skip


def gone() -> ClaveError:
    """What is said where somebody else was faster."""
    return ClaveError(
        _("somebody wrote down the answer to this offer a moment ago."),
        remedy=_("Look at it again; nothing was changed."),
    )


def _hold() -> None:
    """The stock is of the company: who offers it waits for who does it now."""
    list(Company.objects.select_for_update().order_by("id")[:1])


def _held(number: int, customer: str) -> IdleOffer:
    _hold()
    kept = IdleOffer.objects.filter(pk=number, customer=customer, state=OPEN).first()
    if kept is None:
        raise gone()
    return kept


_SETTLED = {
    ACCEPTED: "offer.accepted", REFUSED: "offer.refused", WITHDRAWN: "offer.withdrawn", UNANSWERED: "offer.unanswered",
}  # fmt: skip


def _settle(kept: IdleOffer, state: str, day: date, by: Person, now: datetime) -> IdleOffer:
    kept.state, kept.answered_on, kept.answered_at, kept.answered_by = state, day, now, by
    kept.save()
    record(by=by, now=now, what=_SETTLED[state], about=f"offer:{kept.pk}")
    return kept


def _answered(kept: IdleOffer, day: date, today: date) -> None:
    if day < timezone.localdate(kept.made_at):
        raise ClaveError(
            _("this day is before the offer was made."), where="day", remedy=_("Choose that day or a later one.")
        )
    if day > today:
        raise ClaveError(_("this day has not come yet."), where="day", remedy=_("Choose today or an earlier day."))


def _checked(offer: OfferSaid, today: date) -> None:
    _above_zero(offer.quantity, "quantity")
    _above_zero(offer.price, "price")
    if offer.until < today:
        raise ClaveError(_("this day is over."), where="until", remedy=_("Choose today or a later day."))


_ASKED = {
    "quantity": _("Write how many units."), "sold": _("Write how many units it took."),
    "price": _("Write the price of a unit."),
}  # fmt: skip


def _above_zero(figure: Decimal, where: str) -> None:
    if figure < LEAST:
        raise ClaveError(_("it must be more than zero."), where=where, remedy=_ASKED[where])
    if figure >= MOST:
        raise ClaveError(_("it is more than can be meant."), where=where, remedy=_("Count its zeros."))
