"""What a visitor of the portal does with a novelty: votes, approves it for their company, asks for a sample. (C6)"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import write
from clave.actions.novelties import held_novelty
from clave.actions.shape import action
from clave.actions.special_services import request_service
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.novelties.said import MOST_WORDS, WISHES, VoteSaid, checked_vote
from clave.operations.special_services import ServiceSaid
from clave.report import voice as letters  # declares its letters
from clave.store.models import OWNER, Novelty, NoveltyApproval, NoveltyAsk, NoveltyVote, NoveltyWish, Person, Visitor
from clave.store.novelties import APPROVING, VOTING, is_open
from clave.store.ownership import parts_of

CLOSED = _("we take no more answers on this one.")
THANKS = _("What you sent was not kept. Write to whoever attends you, if you want to add something.")
__all__ = ["letters"]


@action
def vote_novelty(*, visitor: Visitor, now: datetime, number: int, version: int, said: VoteSaid) -> NoveltyVote:
    """Their answer to a version; until it closes their last word counts. Raises ClaveError for a stranger, once it is closed,
    where it changed since they saw it, and for what `checked_vote` refuses.

    The novelty is held meanwhile, so that nothing is kept after it closed and two windows of one person come one by one."""
    kept, ask = _asked(visitor, number, VOTING, now, version)
    sound = checked_vote(said)
    found, _made = NoveltyVote.objects.update_or_create(
        ask=ask, version=kept.version, defaults={"answer": sound.answer, "words": sound.words, "at": now}
    )
    record(by=visitor.signs, now=now, what="novelty.voted", about=f"novelty:{kept.pk}")
    return found


@action
def approve_novelty(
    *, visitor: Visitor, now: datetime, number: int, version: int, yes: bool, words: str = ""
) -> NoveltyApproval:
    """They approve a version for their company, or do not; until it closes their last word counts. Raises ClaveError as
    `vote_novelty`, where no approval is asked, and for a no without a reason."""
    kept, ask = _asked(visitor, number, APPROVING, now, version)
    if not kept.approval:
        raise ClaveError(_("this one needs no approval."), remedy=_("Tell us what you think of it; that is enough."))
    if not yes and not words.strip():
        raise ClaveError(
            _("we would not know why."), where="words", remedy=_("Write what keeps you from approving it.")
        )
    found, _made = NoveltyApproval.objects.update_or_create(
        ask=ask, version=kept.version, defaults={"yes": yes, "words": words.strip()[:MOST_WORDS], "at": now}
    )
    record(by=visitor.signs, now=now, what="novelty.approved", about=f"novelty:{kept.pk}")
    return found


@action
def wish_novelty(*, visitor: Visitor, now: datetime, number: int, kind: str) -> NoveltyWish:
    """They ask for a sample, which becomes a special service of their account, or for the data sheet; once each. Raises
    ClaveError as `vote_novelty`."""
    if kind not in WISHES:
        raise ClaveError(_("nobody can ask for this here."), remedy=_("Write to whoever attends you."))
    kept, ask = _asked(visitor, number, VOTING, now, None)
    if found := NoveltyWish.objects.filter(ask=ask, kind=kind).first():
        return found
    responsible = _responsible(kept, ask.customer, timezone.localdate(now))
    made = NoveltyWish(ask=ask, kind=kind, at=now)
    if kind == "sample":
        made.service = request_service(
            by=responsible, now=now, customer=ask.customer, name=ask.name, service=_sample(kept, visitor, now)
        )
    made.save()
    _tell(kept, ask, visitor, kind, responsible, now)
    record(by=visitor.signs, now=now, what="novelty.wished", about=f"novelty:{kept.pk}")
    return made


def _sample(kept: Novelty, visitor: Visitor, now: datetime) -> ServiceSaid:
    what = _("Sample of {title} for {who}, asked in the portal").fill(title=kept.title, who=visitor.contact.name)
    return ServiceSaid("sample", what.say(settings.LANGUAGE_CODE[:2]), max(kept.closes_on, timezone.localdate(now)))


def _tell(kept: Novelty, ask: NoveltyAsk, visitor: Visitor, kind: str, to: Person, now: datetime) -> None:
    """To who prepared it and to who answers for the account."""
    page = settings.CLAVE_ADDRESS + reverse("novelty", args=[kept.pk])
    data = {
        "title": kept.title, "account": ask.name, "who": visitor.contact.name, "what": WISHES[kind], "page": page
    }  # fmt: skip
    for person in {kept.by.pk: kept.by, to.pk: to}.values():
        language = person.language or settings.LANGUAGE_CODE
        write(by=None, now=now, to=person, template="novelty_wish", data=data, language=language,
              key=f"novelty-wish:{ask.pk}:{kind}:{person.pk}")  # fmt: skip


def _responsible(kept: Novelty, customer: str, today: date) -> Person:
    """Who answers for the account, else who prepared it."""
    owner = parts_of(customer, today).get(OWNER)
    return owner.person if owner else kept.by


def _asked(visitor: Visitor, number: int, right: str, now: datetime, version: int | None) -> tuple[Novelty, NoveltyAsk]:
    """The novelty, held, and what the visitor was asked of it."""
    kept = held_novelty(number)
    ask = NoveltyAsk.objects.filter(of=kept, contact=visitor.contact_id, customer=visitor.customer).first()
    if ask is None or not visitor.may(right):
        raise ClaveError(_("this one is not for you."), remedy=_("Go back to the start page."))
    if not is_open(kept, timezone.localdate(now)):
        raise ClaveError(CLOSED, remedy=THANKS)
    if version is not None and version != kept.version:
        raise ClaveError(
            _("we changed it while you were reading."),
            remedy=_("Look at it again, and tell us what you think of it now."),
        )
    return kept, ask
