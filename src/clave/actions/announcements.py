"""Announcing a key account to the customer, and noting that they received it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.life import announce_status
from clave.actions.mail import Attachment, Link, company_name, write
from clave.actions.people import hashed
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import LANGUAGES, Text, _
from clave.policy import declared
from clave.report.announcement import ToCustomer, letter_pdf
from clave.report.letters import HIDDEN
from clave.store.announcements import unanswered
from clave.store.knowing import Known, known_account
from clave.store.models import OWNER, SUBSTITUTE, Announcement, Person
from clave.store.models.announcement import HAND, LINK, MAIL, NO, NOTICED, PAPER, PARTLY, YES
from clave.store.ownership import parts_held, parts_of
from clave.store.policy import policy_in_force
from clave.store.privileges import code_for
from clave.store.roles import ADMINISTRATOR, DIRECTOR

LONGEST = 2_000
ANSWERS: dict[str, Text] = {
    YES: _("Yes, we notice it"),
    PARTLY: _("Here and there"),
    NO: _("Not yet"),
}
GONE = _("this link is no longer good.")


@dataclass(frozen=True)
class Draft:
    """What somebody writes into an announcement; `email` is empty where it goes on paper."""

    addressee: str
    email: str = ""
    channel: str = MAIL
    language: str = "es"
    paragraph: str = ""


def letter_of(known: Known, draft: Draft, by: Person, day: date, link: str = "") -> ToCustomer:
    """The letter that a draft makes; it is signed by the owner of the account, or by who sends it where it has none."""
    signs = known.owner or by
    return ToCustomer(
        company=company_name(), customer=known.name, addressee=draft.addressee.strip(), reasons=known.reasons,
        paragraph=draft.paragraph.strip(), kam=signs.name, kam_email=signs.email, day=day,
        code=code_for(known.customer, day, policy_in_force().at(day)), link=link,
    )  # fmt: skip


def may_announce(person: Person, customer: str, day: date) -> bool:
    """Whether a person may announce this account: who answers for it, the sales director and administrators."""
    if person.role in (ADMINISTRATOR.key, DIRECTOR.key):
        return True
    return bool(parts_held(person, customer, day) & {OWNER, SUBSTITUTE})


@action
def announce(*, by: Person, now: datetime, customer: str, draft: Draft) -> Announcement:
    """Tell a customer that it is a key account: the letter is kept, sent by mail or left to be printed, and its status
    moves, all or nothing. Raises ClaveError for who may not, for a status that is not to be told, and for what is not
    filled in."""
    today = timezone.localdate(now)
    known = known_account(customer, today)
    if known is None or not may_announce(by, customer, today):
        raise ClaveError(
            _("only who answers for this account, the sales director or an administrator announces it."),
            where="customer",
            remedy=_("Ask one of them; nothing was sent."),
        )
    _check(draft)
    announce_status(by=by, now=now, customer=customer, on=today, reason=_how(draft))
    token = secrets.token_urlsafe(24)
    link = settings.CLAVE_ADDRESS + reverse("acknowledge", args=[token])
    letter = letter_of(known, draft, by, today, link)
    content = letter_pdf(letter, draft.language)
    by_mail = draft.channel == MAIL
    ends = now + timedelta(days=policy_in_force().at(today)[declared.link_days])
    kept = Announcement.objects.create(
        customer=customer, name=known.name, reasons=list(known.reasons), addressee=letter.addressee, email=draft.email,
        channel=draft.channel, language=draft.language, paragraph=letter.paragraph, announced_on=today, by=by,
        letter=letter_pdf(replace(letter, link=""), draft.language) if by_mail else content, created_at=now,
        token_hash=hashed(token), expires_at=ends,
    )  # fmt: skip
    Announcement.objects.filter(customer=customer, expires_at__gt=now).exclude(pk=kept.pk).update(expires_at=now)
    if by_mail:
        attached = Attachment(_("letter").say(draft.language) + ".pdf", "application/pdf", content)
        kept.mail = write(
            by=by, now=now, to=draft.email, template="announcement", language=draft.language,
            data={"letter": replace(letter, link=HIDDEN)}, key=f"announcement:{kept.pk}", attachments=[attached],
            link=Link(link, ends),
        )  # fmt: skip
        kept.save(update_fields=["mail"])
    record(by=by, now=now, what="announcement.made", about=f"customer:{customer}")
    return kept


def _check(draft: Draft) -> None:
    """Raise ClaveError for the first thing that is missing or too much; `where` is its field."""
    if not draft.addressee.strip():
        raise ClaveError(_("a letter goes to somebody: write their name."), where="addressee")
    if draft.channel == MAIL and not draft.email.strip():
        raise ClaveError(_("to send it by mail, write their e-mail; or choose to print it."), where="email")
    if len(draft.paragraph) > LONGEST:
        raise ClaveError(_("this is longer than a page holds: 2,000 letters at most."), where="paragraph")
    if draft.language not in LANGUAGES or draft.channel not in (MAIL, PAPER):
        raise ClaveError(_("this cannot be chosen."), where="channel")


def _how(draft: Draft) -> Text:
    """The reason of the step."""
    how = _("Letter by mail to {name}.") if draft.channel == MAIL else _("Letter on paper to {name}.")
    return how.fill(name=draft.addressee.strip())


def behind(token: str) -> Announcement | None:
    """The announcement whose link this was, whether it still holds or not; None for a link that never was."""
    found = Announcement.objects.filter(token_hash=hashed(token)).select_related("by")
    return found.defer("letter").first()


def open_announcement(token: str, now: datetime) -> Announcement | None:
    """The announcement behind a link while it can be acknowledged."""
    found = Announcement.objects.filter(token_hash=hashed(token), expires_at__gt=now, acknowledged_on=None)
    return found.defer("letter").first()


@action
def acknowledge_by_link(*, token: str, now: datetime, name: str, noticed: str = "", comment: str = "") -> Announcement:
    """Somebody of the customer received it. Raises ClaveError where the link was used or is too old.

    Claiming comes first, by one UPDATE, so that of two who press at once one is told that it was done."""
    live = Announcement.objects.filter(token_hash=hashed(token), expires_at__gt=now, acknowledged_on=None)
    if not live.update(**_answer(timezone.localdate(now), now, name, noticed, comment, LINK)):
        raise ClaveError(GONE, remedy=_("If you have not answered, write to whoever sent you the letter."))
    kept = Announcement.objects.defer("letter").get(token_hash=hashed(token))
    _tell_owner(kept, now)
    record(by="customer", now=now, what="announcement.acknowledged", about=f"customer:{kept.customer}")
    return kept


@action
def acknowledge_by_hand(
    *, by: Person, now: datetime, announcement: Announcement, on: date, name: str, noticed: str = "", comment: str = ""
) -> Announcement:
    """Somebody of the customer told us that they received it, on a day. Raises ClaveError for who may not, for a day
    that cannot be, and where it was acknowledged already."""
    today = timezone.localdate(now)
    if not may_announce(by, announcement.customer, today):
        raise ClaveError(_("only who answers for this account, the sales director or an administrator enters it."))
    if not announcement.announced_on <= on <= today:
        raise ClaveError(_("this day is before the announcement or has not come yet."), where="on")
    if not name.strip():
        raise ClaveError(_("write who received it."), where="name")
    live = Announcement.objects.filter(pk=announcement.pk, acknowledged_on=None)
    if not live.update(**_answer(on, now, name, noticed, comment, HAND)):
        raise ClaveError(_("it was acknowledged already."), remedy=_("Look at it again: nothing was changed."))
    record(by=by, now=now, what="announcement.acknowledged", about=f"customer:{announcement.customer}")
    return Announcement.objects.get(pk=announcement.pk)


def _answer(on: date, now: datetime, name: str, noticed: str, comment: str, how: str) -> dict[str, object]:
    return {
        "acknowledged_on": on,
        "acknowledged_at": now,
        "acknowledged_by": name.strip()[:150],
        "acknowledged_how": how,
        "noticed": noticed if noticed in NOTICED else "",
        "comment": comment.strip()[:LONGEST],
    }


def _tell_owner(kept: Announcement, now: datetime) -> None:
    to = responsible(kept, timezone.localdate(now))
    data = {
        "customer": kept.name, "by": kept.acknowledged_by, "noticed": ANSWERS.get(kept.noticed, ""),
        "comment": kept.comment, "page": page_of(kept),
    }  # fmt: skip
    language = to.language or settings.LANGUAGE_CODE
    write(by=None, now=now, to=to, template="acknowledged", data=data, language=language, key=f"acknowledged:{kept.pk}")


def responsible(kept: Announcement, day: date) -> Person:
    """Whoever answers for the account, else who announced it."""
    owner = parts_of(kept.customer, day).get(OWNER)
    return owner.person if owner else kept.by


def page_of(kept: Announcement) -> str:
    """The whole address of its page."""
    return settings.CLAVE_ADDRESS + reverse("announcement", args=[kept.customer])


@action
def remind(*, now: datetime) -> int:
    """Remind, once, whoever answers for each account that has not acknowledged in the days of the policy. How many."""
    today = timezone.localdate(now)
    days = policy_in_force().at(today)[declared.acknowledge_days]
    late = list(unanswered(now - timedelta(days=days)))
    for kept in late:
        to = responsible(kept, today)
        data = {"customer": kept.name, "days": (today - kept.announced_on).days, "page": page_of(kept)}
        language = to.language or settings.LANGUAGE_CODE
        key = f"unacknowledged:{kept.pk}"
        write(by=None, now=now, to=to, template="unacknowledged", data=data, language=language, key=key)
    Announcement.objects.filter(pk__in=[kept.pk for kept in late]).update(reminded_at=now)
    return len(late)
