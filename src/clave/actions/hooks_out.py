"""Writing what happened into the outbox of webhooks, in the transaction in which it happened. (ADR 0039)"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import models

from clave.base.signing import new_id
from clave.store.models import (
    ConsumptionReport,
    Handover,
    IdleOffer,
    ImprovementRequest,
    JointInitiative,
    Need,
    Nomination,
    SpecialService,
    Touchpoint,
    Webhook,
    WebhookDelivery,
    WebhookMessage,
)
from clave.store.models.webhooks import HELD, WAITING
from clave.store.webhook_kinds import KINDS, TEST, TRIAL, EventKind, named

API = "/api/v1/"
OF_ACCOUNTS: dict[str, type[models.Model]] = {
    "nomination": Nomination, "handover": Handover, "offer": IdleOffer, "touchpoint": Touchpoint, "need": Need,
    "service": SpecialService, "initiative": JointInitiative, "report": ConsumptionReport, "request": ImprovementRequest,
}  # fmt: skip
"""What an act can be about that is of one customer, by its kind in the log."""


def tell_receivers(*, what: str, about: str, now: datetime, fields: Iterable[str] = (), ids: Sequence[str] = ()) -> int:
    """Write a message for everybody who wants to be told of `what`, inside the transaction of what happened; how many.

    `about` and `fields` as the log has them, `ids` where a kind names several things: without any nothing happened."""
    kind = KINDS.get(what)
    if kind is None or (kind.listed and not ids):
        return 0
    wanted = [one for one in Webhook.objects.filter(removed_at=None) if what in one.kinds]
    if not wanted:
        return 0
    put(kind, wanted, said(kind, about, now, sorted(set(fields)), ids), now)
    return len(wanted)


def tell_trial(hook: Webhook, now: datetime) -> WebhookDelivery:
    """Write the trial message for one receiver; inside an action that records itself."""
    (delivery,) = put(TRIAL, [hook], said(TRIAL, f"webhook:{hook.pk}", now, [], ()), now)
    return delivery


def said(kind: EventKind, about: str, now: datetime, fields: list[str], ids: Sequence[str]) -> dict[str, Any]:
    """What a message says: ids and where to ask, no figure and no name."""
    matter, _colon, key = about.partition(":")
    where = kind.api.replace("{id}", quote(key, safe=""))
    data: dict[str, Any] = {
        "about": matter, "id": key, "account": _account(matter, key), "fields": fields,
        "url": f"{settings.CLAVE_ADDRESS}{API}{where}" if where else None,
    }  # fmt: skip
    return {"type": kind.key, "timestamp": _moment(now), "data": data | (named(ids) if kind.listed else {})}


def put(kind: EventKind, hooks: Sequence[Webhook], body: dict[str, Any], now: datetime) -> list[WebhookDelivery]:
    """One message, and its way to each of them; who is off gets it once somebody sends what was held."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    message = WebhookMessage.objects.create(key=new_id(), kind=kind.key, at=now, body=text)
    return WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            of=one, message=message, state=WAITING if one.active or kind.key == TEST else HELD, due_at=now
        )
        for one in hooks
    )  # fmt: skip


def _account(matter: str, key: str) -> str | None:
    if matter == "customer":
        return key
    model = OF_ACCOUNTS.get(matter)
    if model is None or not key.isdigit():
        return None
    return model._default_manager.filter(pk=key).values_list("customer", flat=True).first()


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
