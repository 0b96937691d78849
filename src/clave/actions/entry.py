"""Coming in by a link: invited, or with a forgotten password."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import Link, company_name, recall, write
from clave.actions.people import hashed
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.report import entering as entering  # declares its letters
from clave.store.models import INVITATION, PASSWORD, EntryLink, Mail, Person
from clave.store.roles import ROLES, STAFF

LIVES = {INVITATION: timedelta(days=7), PASSWORD: timedelta(hours=24)}
"""How long a link of each kind can be used."""
REPLACED = _("It was not sent: its link was replaced by a newer one, or taken back.")


@action
def invite_person(
    *, by: Person, now: datetime, name: str, email: str, role: str, language: str, mailed: bool = False
) -> tuple[Person, str]:
    """A person who may come in once with the token that is returned and kept nowhere; where the link is `mailed` to
    them instead, the token is empty and nobody else sees it.

    Raises ClaveError where somebody has that e-mail, in whatever case it is written, and however close the two came."""
    _may_come_in(role)
    if known := Person.objects.filter(email__iexact=email).first():
        raise _taken(known)
    try:
        person = Person.objects.create_person(
            email=email, name=name, role=role, password=None, language=language, created_at=now
        )
    except IntegrityError as error:  # somebody else invited them in this very moment
        raise _taken(None) from error
    token = _offer(person, INVITATION, by, now, mailed)
    fields = ("email", "name", "role", "language")
    record(by=by, now=now, what="person.invited", about=f"person:{person.pk}", fields=fields)
    return person, token


def _taken(known: Person | None) -> ClaveError:
    """What to do instead depends on who has it."""
    if known is None:
        return ClaveError(
            _("somebody has just been invited with this e-mail."), remedy=_("Look at the list of people.")
        )
    if not known.is_active:
        return ClaveError(
            _("{name} has this e-mail and is deactivated.").fill(name=known.name),
            remedy=_("Reactivate them instead of inviting them again."),
        )
    return ClaveError(
        _("{name} already has this e-mail.").fill(name=known.name),
        remedy=_("For another link, open their page."),
    )


def _may_come_in(role: str) -> None:
    """A contact of a customer has nowhere to come in to until there is a portal."""
    if role not in STAFF:
        raise ClaveError(
            _("nobody can be invited as {role} yet: clave has no portal for customers.").fill(
                role=ROLES[role].label if role in ROLES else role
            ),
            remedy=_("Invite people of your own company; nothing was changed."),
        )


@action
def offer_link(*, by: Person, now: datetime, person: Person, mailed: bool = False) -> str:
    """A new link in the place of the earlier one: to accept the invitation while it is open, to choose a new password
    afterwards. Returns its token, which is kept nowhere; empty where the link is `mailed` to them instead. Raises
    ClaveError for somebody deactivated."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if not held.is_active:
        raise ClaveError(
            _("{name} is deactivated: a link would not let them in.").fill(name=held.name),
            remedy=_("Reactivate them first."),
        )
    token = _offer(held, INVITATION if is_invited(held) else PASSWORD, by, now, mailed)
    record(by=by, now=now, what="person.link_offered", about=f"person:{held.pk}")
    return token


@action
def send_forgotten(*, person: Person, now: datetime) -> None:
    """Mail a new link to somebody who asked for it at the sign-in, to whom nothing else is said or shown."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.is_active:
        _offer(held, INVITATION if is_invited(held) else PASSWORD, None, now, mailed=True)
        record(by=None, now=now, what="person.link_asked", about=f"person:{held.pk}")


def _offer(person: Person, kind: str, by: Person | None, now: datetime, mailed: bool) -> str:
    token, ends = secrets.token_urlsafe(32), now + LIVES[kind]
    earlier = EntryLink.objects.select_related("mail", "by").filter(person=person).first()
    if earlier and earlier.mail:
        recall(earlier.mail, now, REPLACED)
    invites = by or (earlier.by if earlier else None)
    fresh = {
        "kind": kind,
        "token_hash": hashed(token),
        "created_at": now,
        "expires_at": ends,
        "used_at": None,
        "by": invites if kind == INVITATION else by,
        "mail": _mail(person, kind, invites if kind == INVITATION else by, token, now) if mailed else None,
    }
    EntryLink.objects.update_or_create(person=person, defaults=fresh)
    return "" if mailed else token


def _mail(person: Person, kind: str, by: Person | None, token: str, now: datetime) -> Mail:
    """The link in the outbox. Raises ClaveError where no mail server is set."""
    if not settings.CLAVE_SMTP:
        raise ClaveError(
            _("no mail server is set, so nothing can be sent."),
            where="CLAVE_SMTP",
            remedy=_("Make the link and give it to them yourself."),
        )
    role, ends = ROLES[person.role], now + LIVES[kind]
    data = {
        "name": person.name, "by": by.name if by else "" if kind == PASSWORD else company_name(), "role": role.label,
        "means": role.words, "ends": timezone.localtime(ends),
    }  # fmt: skip
    address = settings.CLAVE_ADDRESS + reverse("entry", args=[token])
    return write(
        by=by, now=now, to=person, template="invitation" if kind == INVITATION else "new_password", data=data,
        language=person.language or settings.LANGUAGE_CODE, key=f"entry:{hashed(token)}", link=Link(address, ends),
    )  # fmt: skip


def is_invited(person: Person) -> bool:
    """Whether the person was invited and has not come in yet."""
    return EntryLink.objects.filter(person=person, kind=INVITATION, used_at=None).exists()


def open_link(token: str, now: datetime) -> EntryLink | None:
    """The link behind a token while it can be used, with its person and who offered it."""
    live = EntryLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now, person__is_active=True)
    return live.select_related("person", "by").first()


@action
def enter_by_link(*, token: str, password: str, now: datetime, name: str = "") -> Person:
    """Use a link: the password is set, every earlier session ends. Raises ClaveError when the link is used or too old.

    Claiming comes first and asks nothing but the row of the link, so that of two who use it one waits and then loses."""
    live = EntryLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now)
    claimed = live.update(used_at=now)
    link = EntryLink.objects.select_related("person").get(token_hash=hashed(token)) if claimed else None
    if link is None or not link.person.is_active:
        raise ClaveError(
            _("this link is no longer good."),
            remedy=_("Ask your administrator for a new one: it takes them a moment."),
        )
    person = link.person
    person.set_password(password)
    person.name = name or person.name
    person.save(update_fields=["password", "name"])
    UserSession.objects.filter(user=person).delete()
    joined = link.kind == INVITATION
    record(
        by=person,
        now=now,
        what="person.joined" if joined else "person.password_chosen",
        about=f"person:{person.pk}",
        fields=("password", "name") if name else ("password",),
    )
    return person


@action
def withdraw_invitation(*, by: Person, now: datetime, person: Person) -> None:
    """Take an invitation back: the link dies and the person is gone. Raises ClaveError when they already came in."""
    waiting = EntryLink.objects.select_related("mail").filter(person=person, kind=INVITATION, used_at=None)
    sent = waiting.exclude(mail=None).first()
    if not waiting.delete()[0]:
        raise ClaveError(
            _("{name} has already come in.").fill(name=person.name),
            remedy=_("Deactivate them: what they did stays in the log under their name."),
        )
    if sent and sent.mail:
        recall(sent.mail, now, REPLACED)
    record(by=by, now=now, what="person.withdrawn", about=f"person:{person.pk}")
    Person.objects.filter(pk=person.pk).delete()
