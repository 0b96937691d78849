"""Sealing what must wait in a table and may be read by nobody: a copy of the table alone opens nothing.

The key comes from the secret key of the installation, which no backup holds unless it is asked to."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from clave.base.errors import ClaveError
from clave.base.words import _


def seal(content: bytes) -> bytes:
    """Enciphered, so that only this installation opens it."""
    return _lock().encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """What was sealed, under the secret key of now or a former one (CLAVE_FORMER_KEYS). Raises ClaveError where it was
    sealed under another."""
    try:
        return _lock().decrypt(sealed)
    except InvalidToken as error:
        raise ClaveError(
            _("the secret key of clave is another one than when this was sealed."),
            remedy=_("Ask for a new link; the old one cannot be sent any more."),
        ) from error


def renewed(sealed: bytes) -> bytes:
    """The same under the secret key of now. Raises ClaveError as `unseal` does."""
    return seal(unseal(sealed))


def _lock() -> MultiFernet:
    """Seals with the first key, the one of now, and opens with any of them."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    own = [hashlib.sha256(b"clave.store.sealing:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(each)) for each in own])
