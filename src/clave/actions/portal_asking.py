"""What people of a customer ask in the portal, what they say of it, and what ours answer them there. (G4, C4)

What they ask becomes a need or a request to the laboratory as if it had been told to whoever answers for the account; the log
says that a person of the customer did it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.actions.staged import begun
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.operations.portal.asking import ENDED, KINDS, VERDICTS, checked_text, title_of, working_day
from clave.policy import declared
from clave.store.models import (
    OWNER,
    SUBSTITUTE,
    Contact,
    ImprovementRequest,
    ImprovementStep,
    Need,
    NeedStep,
    Person,
    PortalAsk,
    PortalWord,
    Visitor,
)
from clave.store.ownership import parts_of
from clave.store.policy import policy_in_force
from clave.store.portal_asking import JUST_NOW, MOST_A_DAY, stage_of
from clave.store.roles import ADMINISTRATOR, DIRECTOR

NEED = "need"


@action
def ask_in_portal(*, visitor: Visitor, now: datetime, name: str, text: str, kind: str = NEED) -> PortalAsk:
    """Somebody of a customer (called `name`) asks something; sent twice, it is there once. It has somebody responsible and the
    day of the policy from the beginning.

    Raises ClaveError (`where` names the field) without words, with too many, for another kind, for more in a day than
    anybody reads, and where nobody of ours could answer."""
    words = checked_text(text)
    if kind not in KINDS:
        raise ClaveError(_("this cannot be chosen."), where="kind", remedy=_("Choose one of those listed."))
    contact = visitor.contact
    _hold(contact)
    mine = PortalAsk.objects.filter(contact=contact)
    if twice := mine.filter(text=words, kind=kind, at__gt=now - JUST_NOW).order_by("-pk").first():
        return twice
    if mine.filter(at__gt=now - MOST_A_DAY[1]).count() >= MOST_A_DAY[0]:
        raise ClaveError(
            _("you have written {n} times today already.").fill(n=MOST_A_DAY[0]), where="text",
            remedy=_("Call whoever answers to you: it goes faster."),
        )  # fmt: skip
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    who = responsible(contact.customer, today)
    due = working_day(today, limits[declared.asking_days], limits[declared.calendar_country])
    need = _need(contact, name, words, who, now, today) if kind == NEED else None
    request = None if need else _request(contact, name, words, kind, who, now, today)
    kept = PortalAsk.objects.create(
        customer=contact.customer, name=name, contact=contact, kind=kind, text=words, at=now, due_on=due, responsible=who,
        need=need, request=request,
    )  # fmt: skip
    record(by=visitor.signs, now=now, what="portal.asked", about=_about(kept))
    return kept


@action
def say_in_portal(*, visitor: Visitor, now: datetime, number: int, text: str) -> PortalWord:
    """Somebody of the customer adds a word to what they asked; sent twice, it is there once."""
    words = checked_text(text)
    kept, contact = held_ask(number, visitor.customer), visitor.contact
    same = kept.words.filter(contact=contact, text=words, at__gt=now - JUST_NOW).order_by("-pk").first()
    if same:
        return same
    made = PortalWord.objects.create(ask=kept, contact=contact, text=words, at=now)
    record(by=visitor.signs, now=now, what="portal.said", about=_about(kept))
    return made


@action
def judge_in_portal(*, visitor: Visitor, now: datetime, number: int, verdict: str, text: str = "") -> PortalAsk:
    """Somebody of the customer says that it is solved, or that it is not and why (in a word). The last to say it counts.

    Raises ClaveError for another verdict, and while nobody of ours said how it ends."""
    kept, contact = held_ask(number, visitor.customer), visitor.contact
    if verdict not in VERDICTS:
        raise ClaveError(_("this cannot be chosen."), where="verdict", remedy=_("Choose one of the two."))
    if stage_of(kept) not in ENDED:
        raise ClaveError(
            _("we have not told you yet how it ends."), where="verdict",
            remedy=_("Write us a line below; once it is done we ask you whether it is solved."),
        )  # fmt: skip
    if kept.verdict == verdict and not text.strip():
        return kept
    if text.strip():
        PortalWord.objects.create(ask=kept, contact=contact, text=checked_text(text), at=now)
    kept.verdict, kept.verdict_by, kept.verdict_at = verdict, contact, now
    kept.save(update_fields=["verdict", "verdict_by", "verdict_at"])
    record(by=visitor.signs, now=now, what="portal.judged", about=_about(kept), fields=("verdict",))
    return kept


@action
def answer_in_portal(*, by: Person, now: datetime, customer: str, number: int, text: str) -> PortalWord:
    """Somebody of ours writes what the customer reads about what it asked; sent twice, it is there once."""
    words = checked_text(text)
    kept = held_ask(number, customer)
    same = kept.words.filter(person=by, text=words, at__gt=now - JUST_NOW).order_by("-pk").first()
    if same:
        return same
    made = PortalWord.objects.create(ask=kept, person=by, text=words, at=now)
    record(by=by, now=now, what="portal.answered", about=_about(kept))
    return made


def held_ask(number: int, customer: str) -> PortalAsk:
    """An ask of that customer which nobody else changes until this is done. Raises ClaveError where it has none."""
    found = PortalAsk.objects.select_for_update().filter(pk=number, customer=customer).first()
    if found is None:
        raise ClaveError(
            _("this is not there any more."), remedy=_("Please look at the list again: nothing was changed.")
        )
    return found


def responsible(customer: str, day: date) -> Person:
    """Who answers to a customer: the owner of the account, else its substitute, else a director or an administrator. Raises
    ClaveError where there is nobody."""
    parts = parts_of(customer, day)
    for part in (OWNER, SUBSTITUTE):
        if part in parts and parts[part].person.is_active:
            return parts[part].person
    anybody = Person.objects.filter(is_active=True, role__in=(DIRECTOR.key, ADMINISTRATOR.key))
    found = sorted(anybody, key=lambda one: (one.role != DIRECTOR.key, one.pk))
    if not found:
        raise ClaveError(
            _("nobody of ours could answer you yet."), where="text", remedy=_("Call us; what you typed is still here.")
        )
    return found[0]


def _hold(contact: Contact) -> None:
    """Two windows of one person come one after the other."""
    Contact.objects.select_for_update().get(pk=contact.pk)


def _need(contact: Contact, name: str, words: str, who: Person, now: datetime, today: date) -> Need:
    kept = Need(customer=contact.customer, name=name, stage="heard", contact=contact)
    begun(kept, {"problem": words, "asked_on": today}, words, by=who, now=now)
    NeedStep.objects.create(of=kept, stage="heard", day=today, by=who, at=now)
    return kept


def _request(
    contact: Contact, name: str, words: str, kind: str, who: Person, now: datetime, today: date
) -> ImprovementRequest:
    kept = ImprovementRequest.objects.create(
        customer=contact.customer, name=name, kind=kind, title=title_of(words), asks=words, asked=today, by=who,
        created_at=now, changed_at=now, folded=folded(f"{contact.customer} {name} {words}"),
    )  # fmt: skip
    ImprovementStep.objects.create(request=kept, stage="received", day=today, by=who, at=now)
    return kept


def _about(kept: PortalAsk) -> str:
    return f"need:{kept.need_id}" if kept.need_id else f"request:{kept.request_id}"
