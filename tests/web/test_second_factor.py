"""A second factor, walked to the end: switched on with an authenticator, asked for at the next sign-in."""

from __future__ import annotations

import base64
import hmac
import re
import struct
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests.web.test_sign_in import GIVEN, token

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def code(secret: str, moment: datetime) -> str:
    """What an authenticator shows (RFC 6238, 30 seconds, SHA-1, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(moment.timestamp()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def test_the_second_factor_is_asked_for_at_the_next_sign_in(client: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        client.post(f"/inicio/{token()}/", GIVEN)
        client.post("/entrada/reauthenticate/", {"password": GIVEN["password"]})
        page = client.get("/entrada/2fa/totp/activate/")
        assert page.status_code == 200, page.headers
        secret = re.search(r"\b[A-Z2-7]{32}\b", page.content.decode())
        assert secret
        wrong = client.post("/entrada/2fa/totp/activate/", {"code": "000000"})
        assert wrong.status_code == 200
        secret = re.search(r"\b[A-Z2-7]{32}\b", wrong.content.decode()) or secret
        done = client.post("/entrada/2fa/totp/activate/", {"code": code(secret[0], NOON)}, follow=True)
        assert done.status_code == 200
        assert client.get("/entrada/2fa/recovery-codes/").status_code == 200
        client.post("/entrada/logout/")
    later = datetime(2026, 11, 20, 12, 5, tzinfo=UTC)
    with time_machine.travel(later, tick=False):
        half = client.post("/entrada/login/", {"login": GIVEN["email"], "password": GIVEN["password"]}, follow=True)
        assert half.request["PATH_INFO"] == "/entrada/2fa/authenticate/"
        assert client.get("/perfil/").status_code == 302  # not in yet
        client.post("/entrada/2fa/authenticate/", {"code": code(secret[0], later)})
        assert client.get("/perfil/").status_code == 200
