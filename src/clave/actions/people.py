"""The first administrator, and what people choose for themselves."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import THE_ONE, Person, SetupLink
from clave.store.roles import ADMINISTRATOR

LINK_LIFE = timedelta(hours=24)


def hashed(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def offer_setup(*, now: datetime) -> str:
    """A new set-up link in the place of the earlier one; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    fresh = {"token_hash": hashed(token), "created_at": now, "expires_at": now + LINK_LIFE, "used_at": None}
    SetupLink.objects.update_or_create(pk=THE_ONE, defaults=fresh)
    record(by=None, now=now, what="setup.offered", about=f"setup:{THE_ONE}")
    return token


def is_open(token: str, now: datetime) -> bool:
    """Whether a set-up link can still be used."""
    return SetupLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now).exists()


@action
def create_first_administrator(*, token: str, name: str, email: str, password: str, now: datetime) -> Person:
    """The first person who can sign in. Raises ClaveError when the link was used, is too old, or somebody was first.

    Claiming comes first: whoever writes the one row of links holds it until the end, so that everybody else who offers
    or uses a link waits, and then sees the person."""
    claimed = SetupLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now).update(used_at=now)
    if not claimed or Person.objects.filter(placed=False).exists():
        raise ClaveError(
            _("this set-up link is no longer good."),
            remedy=_("Start clave again: while nobody can sign in, it prints a new one."),
        )
    person = Person.objects.create_person(
        email=email, name=name, role=ADMINISTRATOR.key, password=password, created_at=now
    )
    record(by=person, now=now, what="person.created", about=f"person:{person.pk}", fields=("role",))
    return person


@action
def choose_preferences(
    *,
    by: Person,
    now: datetime,
    language: str | None = None,
    theme: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    hours: str | None = None,
) -> Person:
    """What a person chooses for itself; None leaves it as it is."""
    chosen = {"language": language, "theme": theme, "name": name, "phone": phone, "hours": hours}
    changed = {field: value for field, value in chosen.items() if value is not None}
    for field, value in changed.items():
        setattr(by, field, value)
    by.save(update_fields=list(changed))
    record(by=by, now=now, what="person.preferences", about=f"person:{by.pk}", fields=changed)
    return by
