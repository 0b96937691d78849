"""A short text inside an address: so that what was pasted can be shared without keeping it anywhere."""

from __future__ import annotations

import base64
import binascii
import zlib

LONGEST = 6_000  # characters of an address that mail programs and servers carry whole
LARGEST = 256_000  # of what is unpacked: a packed text may pretend to be small


def packed(text: str) -> str | None:
    """The text for an address; None where it is too long for one."""
    word = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return word if len(word) <= LONGEST else None


def unpacked(word: str) -> str | None:
    """The opposite; None where it is nothing that was packed here."""
    try:
        opener = zlib.decompressobj()
        found = opener.decompress(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)), LARGEST)
        return found.decode() if opener.eof else None
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        return None
