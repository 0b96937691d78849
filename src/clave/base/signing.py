"""Signing what goes out to other systems, by Standard Webhooks: HMAC-SHA256 over id, moment and body. (ADR 0039)"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable

PREFIX = "whsec_"
BYTES = 32
"""Of a secret; the specification wants 24 to 64."""


def new_secret() -> str:
    """A secret as whoever receives enters it: `whsec_` and base64."""
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def new_id() -> str:
    """A name for a message that is never given twice and has no point in it."""
    return f"msg_{secrets.token_hex(16)}"


def signature(secret: str, message: str, moment: int, body: str) -> str:
    """`v1,…` of a message at a moment (seconds since 1970), over exactly the text that is sent."""
    signed = f"{message}.{moment}.{body}".encode()
    return "v1," + b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, "sha256")).decode()


def headers(keys: Iterable[str], message: str, moment: int, body: str) -> dict[str, str]:
    """The three headers; while a secret is being replaced both `keys` sign, the new one first."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(signature(one, message, moment, body) for one in keys),
    }
