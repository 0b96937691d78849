"""References: who is willing, asked within the cap, answered, what came of it; and who recommends us by themselves. (B5)"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.needs import contact_of
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _, joined
from clave.operations.references import (
    AskSaid,
    ReferralSaid,
    WillingSaid,
    check_answer,
    check_result,
    checked_ask,
    checked_referral,
    checked_willing,
)
from clave.policy.limits import Limits
from clave.store.models import Person, ReferenceAsk, Referral, Touchpoint, WillingReference
from clave.store.references import consent_of, free_of

GONE = _("this is not there any more.")
LOOK = _("Somebody took it out a moment ago: look at the list again.")


@action
def add_willing(
    *, by: Person, now: datetime, customer: str, name: str, willing: WillingSaid, said_in: Touchpoint | None = None
) -> WillingReference:
    """Somebody of a customer is willing to be a reference. Raises ClaveError (`where` names the field) for what `checked_willing`
    refuses, without their consent for this purpose, and where they are on the list already."""
    today = timezone.localdate(now)
    sound = checked_willing(willing, today)
    contact = contact_of(sound.contact, customer)
    if contact is None:
        raise ClaveError(_("a reference is a person."), where="contact", remedy=_("Choose one of the list."))
    consent = consent_of(contact.pk, today)
    if consent.allowed is not True:
        raise ClaveError(
            _("{name} did not say yes to being a reference: {why}").fill(name=contact.name, why=consent.because),
            where="contact", remedy=_("Ask them, and write their consent down on their page; then come back here."),
        )  # fmt: skip
    try:
        with transaction.atomic():
            kept = WillingReference.objects.create(
                customer=customer, name=name, contact=contact, ways=list(sound.ways), since=sound.since, about=sound.about,
                note=sound.note, said_in=said_in, by=by, at=now, changed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise ClaveError(
            _("{name} is among the references already.").fill(name=contact.name), where="contact",
            remedy=_("Look at the list."),
        ) from error  # fmt: skip
    record(by=by, now=now, what="reference.willing", about=f"reference:{kept.pk}")
    return kept


@action
def end_willing(*, by: Person, now: datetime, customer: str, number: int) -> WillingReference:
    """They are no reference any more; what they gave stays."""
    kept = _willing(number, customer)
    if kept.ended_at is not None:
        raise ClaveError(GONE, remedy=LOOK)
    kept.ended_at = kept.changed_at = now
    kept.save(update_fields=["ended_at", "changed_at"])
    record(by=by, now=now, what="reference.unwilling", about=f"reference:{kept.pk}")
    return kept


@action
def resume_willing(*, by: Person, now: datetime, customer: str, number: int) -> WillingReference:
    """Back among the references. Raises ClaveError where they are on the list again already."""
    kept = _willing(number, customer)
    if WillingReference.objects.filter(contact=kept.contact_id, ended_at=None).exists():
        raise ClaveError(
            _("{name} is among the references already.").fill(name=kept.contact.name), remedy=_("Look at the list.")
        )
    kept.ended_at, kept.changed_at = None, now
    kept.save(update_fields=["ended_at", "changed_at"])
    record(by=by, now=now, what="reference.willing_again", about=f"reference:{kept.pk}")
    return kept


@action
def ask_reference(
    *, by: Person, now: datetime, customer: str, number: int, ask: AskSaid, limits: Limits
) -> ReferenceAsk:
    """Ask somebody (`number` on the list of the willing) for a reference. Raises ClaveError where they or their account gave as
    many as policy lets, rest, or did not consent; and for what `checked_ask` refuses. Everybody of the account who is willing is
    held meanwhile: two who ask at once come one after the other."""
    held = {one.pk: one for one in _of_account(customer)}
    kept = held.get(number)
    if kept is None or kept.ended_at is not None:
        raise ClaveError(GONE, remedy=LOOK)
    sound = checked_ask(ask, timezone.localdate(now), kept.ways)
    same = ReferenceAsk.objects.filter(willing=kept, by=by, removed_at=None, prospect=sound.prospect)
    if sent_twice := just_made(same, by=by, now=now, when="at"):
        return sent_twice
    _allowed(kept, sound.on, now, limits)
    made = ReferenceAsk.objects.create(
        customer=customer, name=kept.name, willing=kept, contact=kept.contact, state="asked", by=by, at=now, changed_at=now,
        folded=folded(f"{customer} {kept.name} {kept.contact.name} {sound.prospect} {sound.sector} {sound.product}"),
        **vars(sound),
    )  # fmt: skip
    record(by=by, now=now, what="reference.asked", about=f"reference:{made.pk}")
    return made


@action
def answer_reference(
    *, by: Person, now: datetime, customer: str, number: int, to: str, day: date, answer: str = ""
) -> ReferenceAsk:
    """What came of it: given, refused, no answer, or not needed any more. Raises ClaveError for what `check_answer` refuses."""
    kept = _asked(number, customer)
    check_answer(kept.state, to, kept.on, day, timezone.localdate(now))
    kept.state, kept.answered_on, kept.answer, kept.changed_at = to, day, answer.strip(), now
    kept.save()
    record(by=by, now=now, what="reference.answered", about=f"reference:{kept.pk}", fields=("state",))
    return kept


@action
def reopen_reference(*, by: Person, now: datetime, customer: str, number: int, limits: Limits) -> ReferenceAsk:
    """The answer was a slip: it waits again. Raises ClaveError where it waits already, where business came of it, and where it
    would count again and the cap is reached meanwhile."""
    list(_of_account(customer))
    kept = _asked(number, customer)
    if kept.state == "asked":
        raise ClaveError(_("it waits for an answer already."), remedy=_("Look at it again; nothing was changed."))
    if kept.result:
        raise ClaveError(
            _("business came of it, or did not: it was given."), remedy=_("Take that back first, if it was a slip.")
        )
    if kept.state != "given":
        _allowed(kept.willing, kept.on, now, limits)
    kept.state, kept.answered_on, kept.answer, kept.changed_at = "asked", None, "", now
    kept.save()
    record(by=by, now=now, what="reference.reopened", about=f"reference:{kept.pk}", fields=("state",))
    return kept


@action
def bring_reference(
    *, by: Person, now: datetime, customer: str, number: int, result: str, amount: Decimal | None
) -> ReferenceAsk:
    """The business that came of a reference that was given. Raises ClaveError for one that was not, and for what `check_result`
    refuses."""
    kept = _asked(number, customer)
    if kept.state != "given":
        raise ClaveError(
            _("only a reference that was given brings business."), where="result", remedy=_("Write first that it was given."),
        )  # fmt: skip
    check_result(result, amount)
    kept.result, kept.amount, kept.changed_at = result, amount, now
    kept.save()
    record(by=by, now=now, what="reference.brought", about=f"reference:{kept.pk}", fields=("result", "amount"))
    return kept


@action
def remove_reference(*, by: Person, now: datetime, customer: str, number: int) -> ReferenceAsk:
    """Take out one that was written down by a slip: it does not count any more."""
    kept = _asked(number, customer)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="reference.removed", about=f"reference:{kept.pk}")
    return kept


@action
def restore_reference(*, by: Person, now: datetime, customer: str, number: int, limits: Limits) -> ReferenceAsk:
    """Bring one back. Raises ClaveError where the cap is reached meanwhile."""
    list(_of_account(customer))
    kept = _asked(number, customer, removed=True)
    if kept.state in ("asked", "given"):
        _allowed(kept.willing, kept.on, now, limits)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="reference.restored", about=f"reference:{kept.pk}")
    return kept


@action
def note_referral(
    *, by: Person, now: datetime, customer: str, name: str, referral: ReferralSaid, said_in: Touchpoint | None = None
) -> Referral:
    """An account recommended us by itself; sent twice, it is there once."""
    sound = checked_referral(referral, timezone.localdate(now))
    contact = contact_of(sound.contact, customer)
    same = Referral.objects.filter(customer=customer, by=by, removed_at=None, prospect=sound.prospect)
    if sent_twice := just_made(same, by=by, now=now, when="at"):
        return sent_twice
    kept = Referral.objects.create(
        customer=customer, name=name, contact=contact, prospect=sound.prospect, on=sound.on, note=sound.note,
        said_in=said_in, by=by, at=now, changed_at=now, folded=folded(f"{customer} {name} {sound.prospect} {sound.note}"),
    )  # fmt: skip
    record(by=by, now=now, what="reference.recommended", about=f"referral:{kept.pk}")
    return kept


@action
def bring_referral(
    *, by: Person, now: datetime, customer: str, number: int, result: str, amount: Decimal | None
) -> Referral:
    """What came of a recommendation. Raises ClaveError for what `check_result` refuses."""
    kept = _referral(number, customer)
    check_result(result, amount)
    kept.result, kept.amount, kept.changed_at = result, amount, now
    kept.save()
    record(by=by, now=now, what="reference.brought", about=f"referral:{kept.pk}", fields=("result", "amount"))
    return kept


@action
def remove_referral(*, by: Person, now: datetime, customer: str, number: int) -> Referral:
    """Take out one that was written down by a slip."""
    kept = _referral(number, customer)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="reference.removed", about=f"referral:{kept.pk}")
    return kept


@action
def restore_referral(*, by: Person, now: datetime, customer: str, number: int) -> Referral:
    """Bring one back."""
    kept = _referral(number, customer, removed=True)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="reference.restored", about=f"referral:{kept.pk}")
    return kept


@action
def note_references_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took a list out."""
    record(by=by, now=now, what="reference.exported", about="reference:list")


def _of_account(customer: str) -> list[WillingReference]:
    """Everybody of an account who is or was willing, held to the end of the transaction."""
    return list(WillingReference.objects.select_for_update().filter(customer=customer).order_by("pk"))


def _allowed(kept: WillingReference, day: date, now: datetime, limits: Limits) -> None:
    """Raises ClaveError where they cannot be asked on a day, or today (one of last month counts beside what was asked since),
    with every reason."""
    for on in sorted({day, timezone.localdate(now)}):
        found = free_of(kept, limits, on)
        if not found.allowed:
            raise ClaveError(
                _("they cannot be asked now: {why}.").fill(why=joined(found.why, "; ")), where="on",
                remedy=_("Ask somebody else of the list, or wait until that day; nothing was changed.")
                if found.again else _("Ask for their consent first; nothing was changed."),
            )  # fmt: skip


def _willing(number: int, customer: str) -> WillingReference:
    found = WillingReference.objects.select_for_update().filter(pk=number, customer=customer).first()
    if found is None:
        raise ClaveError(GONE, remedy=LOOK)
    return found


def _asked(number: int, customer: str, *, removed: bool = False) -> ReferenceAsk:
    rows = ReferenceAsk.objects.select_for_update().filter(pk=number, customer=customer, removed_at__isnull=not removed)
    found = rows.first()
    if found is None:
        raise ClaveError(GONE, remedy=LOOK)
    return found


def _referral(number: int, customer: str, *, removed: bool = False) -> Referral:
    rows = Referral.objects.select_for_update().filter(pk=number, customer=customer, removed_at__isnull=not removed)
    found = rows.first()
    if found is None:
        raise ClaveError(GONE, remedy=LOOK)
    return found
