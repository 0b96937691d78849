"""Signatures by Standard Webhooks, verified by somebody else's implementation of it."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from clave.base.signing import headers, new_id, new_secret, signature


def now() -> datetime:
    """The moment of this test: whoever verifies looks at the clock, and a test may begin long after it was collected."""
    return datetime.now(UTC)


def test_the_example_of_the_specification() -> None:
    """Its own libraries hold this one."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'
    moment = 1614265330
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=5))
def test_what_is_signed_verifies_elsewhere(said: dict[str, str]) -> None:
    secret, body = new_secret(), json.dumps(said, ensure_ascii=False)
    signed = headers([secret], new_id(), int(now().timestamp()), body)
    assert Webhook(secret).verify(body.encode(), signed) == said
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body.encode(), signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.encode() + b" ", signed)


def test_while_a_secret_is_replaced_both_verify() -> None:
    old, new, other = new_secret(), new_secret(), new_secret()
    signed = headers([new, old], "msg_1", int(now().timestamp()), "{}")
    for one in (old, new):
        Webhook(one).verify(b"{}", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(b"{}", signed)


def test_an_old_message_is_no_new_one() -> None:
    secret = new_secret()
    signed = headers([secret], "msg_1", int((now() - timedelta(minutes=10)).timestamp()), "{}")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(b"{}", signed)


def test_a_secret_is_long_enough_and_a_name_has_no_point() -> None:
    assert 24 <= len(b64decode(new_secret().removeprefix("whsec_"))) <= 64
    assert new_secret() != new_secret()
    assert "." not in new_id()
    assert new_id() != new_id()
