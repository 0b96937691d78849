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
from clave.store.models.apikeys import SCOPES

PREFIX = "clave_"
SHOWN = len(PREFIX) + 6  # letters by which people recognise a key
USED_EVERY = timedelta(minutes=1)
"""How fine «last used» is: a write for each question would cost more than the answer."""


@action
def make_key(
    *, by: Person, now: datetime, name: str, scopes: Iterable[str], expires_at: datetime | None
) -> tuple[ApiKey, str]:
    """A new key; its text is returned once and kept nowhere. Sent twice, it is one key, with the text of the second time:
    that is the page which is still open. Raises ClaveError without a name or a scope, and for an end that is past."""
    wanted = sorted(set(scopes))
    if not name.strip():
        raise ClaveError(_("a key needs a name that says which system uses it."), where="name")
    if not wanted or not set(wanted) <= set(SCOPES):
        raise ClaveError(_("a key is for something: choose what it may ask."), where="scopes")
    if expires_at is not None and expires_at <= now:
        raise ClaveError(_("this end is already past."), where="expires_at")
    text = PREFIX + secrets.token_urlsafe(32)
    look = {"start": text[:SHOWN], "key_hash": hashed(text)}
    said = {"name": name.strip()[:80], "scopes": wanted, "expires_at": expires_at, "by": by}
    never_used = ApiKey.objects.filter(**said, revoked_at=None, last_used_at=None)
    if sent_twice := just_made(never_used, by=by, now=now):
        ApiKey.objects.filter(pk=sent_twice.pk).update(**look)
        sent_twice.refresh_from_db()
        return sent_twice, text
    key = ApiKey.objects.create(**said, **look, created_at=now)
    record(by=by, now=now, what="key.made", about=f"key:{key.pk}")
    return key, text


@action
def revoke_key(*, by: Person, now: datetime, key: ApiKey) -> None:
    """From this moment it opens nothing. Nothing more where somebody revoked it before."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        record(by=by, now=now, what="key.revoked", about=f"key:{key.pk}")


def key_of(text: str, now: datetime) -> ApiKey | None:
    """The key behind a text while it is good; that it was used is noted, to the minute."""
    return _used(ApiKey.objects.filter(key_hash=hashed(text)).first(), now)


def key_numbered(number: int, now: datetime) -> ApiKey | None:
    """The key of that number while it is good, for what was made with it; that it was used is noted as well."""
    return _used(ApiKey.objects.filter(pk=number).first(), now)


def _used(key: ApiKey | None, now: datetime) -> ApiKey | None:
    if key is None or not key.good_at(now):
        return None
    if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
