"""An act of the API is done once for each Idempotency-Key, whatever happens to the answer on its way back. (ADR 0038)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from clave.actions.audit import record
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import ApiAnswer, ApiKey, Person

Done = tuple[int, Any]
"""The status and the body of an answer."""


def once(
    *, key: ApiKey, by: Person, now: datetime, name: str, repeat: str, digest: str, days: int, do: Callable[[], Done]
) -> tuple[ApiAnswer, bool]:
    """What `do` answered, and whether it had been done before under the same Idempotency-Key (`repeat`).

    Not an action itself, so that the one that `do` calls is asked whether it may (ADR 0021). Acts of one key come one after the
    other. What is refused is not kept: sent again it is tried again. Raises ClaveError as `do`, and where `repeat` came
    with something else (`digest`). Answers older than `days` are forgotten."""
    with transaction.atomic():
        held(key)
        earlier = ApiAnswer.objects.filter(key=key, repeat=repeat).first()
        if earlier is not None:
            return _same(earlier, digest), True
        status, body = do()
        kept = ApiAnswer.objects.create(key=key, repeat=repeat, digest=digest, status=status, body=body, at=now)
        ApiAnswer.objects.filter(key=key, at__lt=now - timedelta(days=days)).delete()
        record(by=by, now=now, what="key.acted", about=f"key:{key.pk}", fields=(name,))
    return kept, False


def held(key: ApiKey) -> None:
    """Hold the key until the end of the transaction: whoever acts with it meanwhile waits."""
    ApiKey.objects.select_for_update().get(pk=key.pk)


def _same(earlier: ApiAnswer, digest: str) -> ApiAnswer:
    if earlier.digest == digest:
        return earlier
    raise ClaveError(
        _("this Idempotency-Key came before with something else."),
        where="Idempotency-Key",
        remedy=_("Send a new key with each new act; nothing was done."),
    )
