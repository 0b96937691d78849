"""Making and revoking keys of the API."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.people import hashed
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import ApiKey, Person
from clave.store.models.apikeys import FOR_SOMEBODY, SCOPES
from clave.store.roles import OURS

PREFIX = "clave_"
SHOWN = len(PREFIX) + 6  # letters by which people recognise a key
USED_EVERY = timedelta(minutes=1)
"""How fine «last used» is: a write for each question would cost more than the answer."""


@action
def make_key(
    *,
    by: Person,
    now: datetime,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None,
    person: Person | None = None,
) -> tuple[ApiKey, str]:
    """A new key, that acts for `person`; its text is returned once and kept nowhere. Sent twice, it is one key, with the text of
    the second time: that is the page which is still open. Raises ClaveError without a name or a scope, for an end that is past,
    and where it would read or do what a person may and acts for nobody who is ours and active."""
    wanted = sorted(set(scopes))
    if not name.strip():
        raise ClaveError(_("a key needs a name that says which system uses it."), where="name")
    if not wanted or not set(wanted) <= set(SCOPES):
        raise ClaveError(_("a key is for something: choose what it may ask."), where="scopes")
    if expires_at is not None and expires_at <= now:
        raise ClaveError(_("this end is already past."), where="expires_at")
    _checked_person(person, wanted)
    text = PREFIX + secrets.token_urlsafe(32)
    look = {"start": text[:SHOWN], "key_hash": hashed(text)}
    said = {"name": name.strip()[:80], "scopes": wanted, "expires_at": expires_at, "by": by, "person": person}
    never_used = ApiKey.objects.filter(**said, revoked_at=None, last_used_at=None)
    if sent_twice := just_made(never_used, by=by, now=now):
        ApiKey.objects.filter(pk=sent_twice.pk).update(**look)
        sent_twice.refresh_from_db()
        return sent_twice, text
    key = ApiKey.objects.create(**said, **look, created_at=now)
    record(by=by, now=now, what="key.made", about=f"key:{key.pk}")
    return key, text


def _checked_person(person: Person | None, scopes: Iterable[str]) -> None:
    """Whoever a key acts for is one of ours, and there; a key for screens alone acts for nobody."""
    if person is None and not set(scopes).isdisjoint(FOR_SOMEBODY):
        raise ClaveError(
            _("such a key acts for a person: it reads and does what that person may."), where="person",
            remedy=_("Choose whom it acts for, or choose only screens."),
        )  # fmt: skip
    if person is not None and (person.role not in OURS or not person.is_active):
        raise ClaveError(
            _("a key does not act for {name}.").fill(name=person.name), where="person",
            remedy=_("Choose somebody of the company who is active."),
        )  # fmt: skip


@action
def note_api_export(*, by: Person, now: datetime, key: ApiKey, name: str) -> None:
    """Write down that a list left through the API as a file; `name` is the list."""
    record(by=by, now=now, what="key.exported", about=f"key:{key.pk}", fields=(name,))


@action
def note_assistant(*, by: Person, now: datetime, key: ApiKey) -> None:
    """Write down that an assistant began to read with a key."""
    record(by=by, now=now, what="key.assistant", about=f"key:{key.pk}")


@action
def revoke_key(*, by: Person, now: datetime, key: ApiKey) -> None:
    """From this moment it opens nothing. Nothing more where somebody revoked it before."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        record(by=by, now=now, what="key.revoked", about=f"key:{key.pk}")


def key_of(text: str, now: datetime) -> ApiKey | None:
    """The key behind a text while it is good; that it was used is noted, to the minute."""
    return _used(ApiKey.objects.select_related("person").filter(key_hash=hashed(text)).first(), now)


def key_numbered(number: int, now: datetime) -> ApiKey | None:
    """The key of that number while it is good, for what was made with it; that it was used is noted as well."""
    return _used(ApiKey.objects.filter(pk=number).first(), now)


def _used(key: ApiKey | None, now: datetime) -> ApiKey | None:
    if key is None or not key.good_at(now):
        return None
    if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
