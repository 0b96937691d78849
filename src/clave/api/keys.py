"""Who asks: a key with its scope, and not more often than the policy lets it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from clave.actions.apikeys import key_of
from clave.policy import declared
from clave.store.models import ApiKey
from clave.store.policy import policy_in_force

MINUTE = 60.0


class TooMany(Exception):
    """A key asked more often than it may; `wait` seconds until it may again."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class Rate:
    """How often each key asked in the minute that runs. Kept in the memory of this process, of which there is one."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock, self.lock = clock, Lock()
        self.counts: dict[int, tuple[float, int]] = {}

    def count(self, key: int, most: int) -> None:
        """Count one more question; raises TooMany where the minute is full."""
        now = self.clock()
        with self.lock:
            began, asked = self.counts.get(key, (now, 0))
            if now - began >= MINUTE:
                began, asked = now, 0
            if asked >= most:
                raise TooMany(max(1, round(began + MINUTE - now)))
            self.counts[key] = (began, asked + 1)


RATE = Rate()


class Key(HttpBearer):
    """`Authorization: Bearer <key>` with a scope, or with any of several."""

    openapi_name = "Key"

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key; None for none that is good. Raises AuthorizationError for another scope, TooMany for too many."""
        key = key_of(token, timezone.now())
        if key is None:
            return None
        may_ask(key, *self.scopes)
        return key


def may_ask(key: ApiKey, *scopes: str) -> None:
    """Count one question. Raises AuthorizationError for other scopes, TooMany where the minute of the key is full."""
    if not set(scopes) & set(key.scopes):
        raise AuthorizationError
    RATE.count(key.pk, policy_in_force().at(timezone.localdate())[declared.api_rate])


def asked_with(request: HttpRequest) -> ApiKey:
    """The key that a request came with, once it was found good."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key
