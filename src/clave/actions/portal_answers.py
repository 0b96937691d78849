"""What people of a customer answer in the portal: to being a reference, to invitations, and that their part of the plan is done.
(B5, C7, G8)"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from clave.actions.account_plans import closed_by_customer
from clave.actions.audit import record
from clave.actions.portal_asking import responsible
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.portal.asking import checked_text
from clave.operations.portal.invitations import (
    EVENT,
    NO,
    SESSION,
    YES,
    checked_also,
    checked_answer,
    still_to_come,
)
from clave.operations.references import check_answer
from clave.store.models import (
    BreachReply,
    Contact,
    EventGuest,
    LedgerDue,
    OffsitePerson,
    Person,
    PlanAction,
    ReferenceAsk,
    Visitor,
)
from clave.store.references import consent_of

GONE = _("this is not there any more.")
LOOK = _("Please look at the list again: nothing was changed.")


@action
def answer_reference_in_portal(
    *, visitor: Visitor, now: datetime, number: int, answer: str, text: str = ""
) -> ReferenceAsk:
    """The person who is asked for a reference says yes or no, once. A no ends it; after a yes ours arrange it.

    Raises ClaveError for who was not asked, where it was answered already, and for a yes of somebody who has not said that
    they may be asked for this purpose."""
    checked_answer(answer)
    contact = visitor.contact
    today = timezone.localdate(now)
    rows = ReferenceAsk.objects.select_for_update().filter(pk=number, contact=contact, removed_at=None)
    kept = rows.first()
    if kept is None:
        raise ClaveError(GONE, remedy=LOOK)
    if kept.word == answer:
        return kept
    if kept.word or kept.state != "asked":
        raise ClaveError(
            _("this was answered already."), remedy=_("If you changed your mind, tell whoever answers to you.")
        )
    if answer == YES and consent_of(contact.pk, today).allowed is not True:
        raise ClaveError(
            _("to speak as a reference we need that you let us use your data for it."), where="answer",
            remedy=_("Say yes to that purpose under «My data», and answer again."),
        )  # fmt: skip
    words = text.strip()
    kept.word, kept.word_at, kept.changed_at = answer, now, now
    if words:
        kept.answer = checked_text(words)
    if answer == NO:
        check_answer(kept.state, "refused", kept.on, max(today, kept.on), max(today, kept.on))
        kept.state, kept.answered_on = "refused", today
    kept.save()
    record(by=visitor.signs, now=now, what="portal.reference", about=f"reference:{kept.pk}", fields=("state",))
    return kept


@action
def answer_invitation(
    *, visitor: Visitor, now: datetime, kind: str, number: int, answer: str, also: str = ""
) -> EventGuest | OffsitePerson:
    """An invited person says whether they come to an event or a session (`kind`), and who else of theirs does; until it is over
    the last answer counts. Raises ClaveError for who is not invited, and once it is over."""
    checked_answer(answer)
    more = checked_also(also) if answer == YES else ""
    kept = _invited(visitor.contact, kind, number, timezone.localdate(now))
    if (kept.answer, kept.also) == (answer, more):
        return kept
    kept.answer, kept.also, kept.answered_at = answer, more, now
    kept.save(update_fields=["answer", "also", "answered_at"])
    about = f"event:{kept.account.event_id}" if isinstance(kept, EventGuest) else f"offsite:{kept.of_id}"
    record(by=visitor.signs, now=now, what="portal.invitation", about=about)
    return kept


@action
def done_in_portal(*, visitor: Visitor, now: datetime, number: int) -> PlanAction:
    """The person of the customer who does an action of the plan says that it is done; said twice, it is done once."""
    today = timezone.localdate(now)
    who = responsible(visitor.customer, today)
    return closed_by_customer(visitor.contact, number, who, visitor.signs, now)


@action
def reply_to_breach(*, by: Person, now: datetime, customer: str, mark: str, text: str) -> BreachReply:
    """What the customer is told that we did about a promise that we broke. Raises ClaveError for one that is not broken."""
    words = checked_text(text)
    if not LedgerDue.objects.filter(mark=mark, customer=customer, state="broken").exists():
        raise ClaveError(_("this promise was not broken."), remedy=LOOK)
    last = BreachReply.objects.filter(mark=mark, customer=customer).order_by("-pk").first()
    if last and last.text == words:
        return last
    kept = BreachReply.objects.create(customer=customer, mark=mark, text=words, by=by, at=now)
    record(by=by, now=now, what="portal.breach", about=f"customer:{customer}")
    return kept


def _invited(contact: Contact, kind: str, number: int, today: date) -> EventGuest | OffsitePerson:
    if kind == EVENT:
        guests = EventGuest.objects.select_for_update(of=("self",)).select_related("account__event")
        guest = guests.filter(pk=number, contact=contact, account__event__removed_at=None).first()
        if guest is None:
            raise ClaveError(GONE, remedy=LOOK)
        still_to_come(guest.account.event.ends_on, today)
        return guest
    people = OffsitePerson.objects.select_for_update(of=("self",)).select_related("of")
    person = people.filter(pk=number, contact=contact, of__removed_at=None, of__stage="planned").first()
    if person is None or kind != SESSION:
        raise ClaveError(GONE, remedy=LOOK)
    still_to_come(person.of.on, today)
    return person
