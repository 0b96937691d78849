"""Coming in by a link: invited, or with a forgotten password."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import IntegrityError

from clave.actions.audit import record
from clave.actions.people import hashed
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import INVITATION, PASSWORD, EntryLink, Person
from clave.store.roles import ROLES, STAFF

LIVES = {INVITATION: timedelta(days=7), PASSWORD: timedelta(hours=24)}
"""How long a link of each kind can be used."""


@action
def invite_person(*, by: Person, now: datetime, name: str, email: str, role: str, language: str) -> tuple[Person, str]:
    """A person who may come in once with the token that is returned and kept nowhere.

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
    token = _offer(person, INVITATION, by, now)
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
def offer_link(*, by: Person, now: datetime, person: Person) -> str:
    """A new link in the place of the earlier one: to accept the invitation while it is open, to choose a new password
    afterwards. Returns its token, which is kept nowhere. Raises ClaveError for somebody deactivated."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if not held.is_active:
        raise ClaveError(
            _("{name} is deactivated: a link would not let them in.").fill(name=held.name),
            remedy=_("Reactivate them first."),
        )
    token = _offer(held, INVITATION if is_invited(held) else PASSWORD, by, now)
    record(by=by, now=now, what="person.link_offered", about=f"person:{held.pk}")
    return token


def _offer(person: Person, kind: str, by: Person, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    fresh = {
        "kind": kind,
        "token_hash": hashed(token),
        "created_at": now,
        "expires_at": now + LIVES[kind],
        "used_at": None,
        "by": by,
    }
    EntryLink.objects.update_or_create(person=person, defaults=fresh)
    return token


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
    withdrawn = EntryLink.objects.filter(person=person, kind=INVITATION, used_at=None).delete()[0]
    if not withdrawn:
        raise ClaveError(
            _("{name} has already come in.").fill(name=person.name),
            remedy=_("Deactivate them: what they did stays in the log under their name."),
        )
    record(by=by, now=now, what="person.withdrawn", about=f"person:{person.pk}")
    Person.objects.filter(pk=person.pk).delete()
