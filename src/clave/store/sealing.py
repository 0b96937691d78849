"""Sealing what must wait in a table and may be read by nobody: a copy of the table alone opens nothing.

The key comes from the secret key of the installation, which no backup holds unless it is asked to."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from clave.base.errors import ClaveError
from clave.base.words import _


def seal(content: bytes) -> bytes:
    """Enciphered, so that only this installation opens it."""
    return _lock().encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """What was sealed. Raises ClaveError where it was sealed under another secret key."""
    try:
        return _lock().decrypt(sealed)
    except InvalidToken as error:
        raise ClaveError(
            _("the secret key of clave is another one than when this was sealed."),
            remedy=_("Ask for a new link; the old one cannot be sent any more."),
        ) from error


def _lock() -> Fernet:
    own = hashlib.sha256(b"clave.store.sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(own))
