"""What was sealed under a former secret key, sealed anew under the one of now, so that the former one can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Model

from clave.base.errors import ClaveError
from clave.store.models import FactSource, Mail, Webhook
from clave.store.sealing import renewed


def renew_seals() -> int:
    """Seal anew the credentials of sources, the secrets of webhooks and the links of mails that wait; how many of these.
    What was sealed under a key that nobody has is left: whoever needs it is told so.

    Everything that `clave.store.sealing` seals is here: what is not is lost with the former key."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    return sum(_renewed(row, *fields) for row, fields in _sealed()) + sum(
        _renewed_mail(mail) for mail in Mail.objects.select_for_update().exclude(sealed="")
    )


def _sealed() -> Iterator[tuple[Model, tuple[str, ...]]]:
    for source in FactSource.objects.select_for_update().exclude(sealed=b""):
        yield source, ("sealed",)
    for hook in Webhook.objects.select_for_update().exclude(sealed=b""):
        yield hook, ("sealed", "sealed_before")


def _renewed(row: Model, *fields: str) -> bool:
    """The fields of a row that open, sealed anew; whether there were any."""
    done = []
    for field in fields:
        anew = _anew(bytes(getattr(row, field)))
        if anew:
            setattr(row, field, anew)
            done.append(field)
    if done:
        row.save(update_fields=done)
    return bool(done)


def _renewed_mail(mail: Mail) -> bool:
    """The link of a mail with its attachments, all of them or none."""
    attachments = list(mail.attachments.all())
    link, *contents = _anew(mail.sealed.encode()), *(_anew(bytes(one.content)) for one in attachments)
    if not link or not all(contents):
        return False
    mail.sealed = link.decode()
    mail.save(update_fields=["sealed"])
    for one, content in zip(attachments, contents, strict=True):
        one.content = content
        one.save(update_fields=["content"])
    return True


def _anew(sealed: bytes) -> bytes:
    """The same under the key of now; nothing where there is nothing, or nobody opens it."""
    try:
        return renewed(sealed) if sealed else b""
    except ClaveError:
        return b""
