"""Webhooks in words: how each stands, and what became of a message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from clave.base.words import Text, _
from clave.store.models import Webhook, WebhookAttempt, WebhookDelivery
from clave.store.models.webhooks import DELIVERED, FAILED, HELD, SENDING, WAITING
from clave.store.webhook_kinds import KINDS, TEST, TRIAL
from clave.store.webhooks import missed, still
from clave.web.shown.selection import Badge
from clave.web.words import told

ON, OFF, GIVEN_UP, FAILING = (
    Badge("ok", "check", _("Switched on")), Badge("", "minus", _("Switched off")),
    Badge("bad", "alert-triangle", _("Switched off by clave")),
    Badge("warn", "alert-triangle", _("Failing")),
)  # fmt: skip
BADGES = {
    WAITING: Badge("info", "clock", _("Waiting to go")),
    SENDING: Badge("info", "clock", _("On its way")),
    DELIVERED: Badge("ok", "check", _("Arrived")),
    FAILED: Badge("bad", "x", _("Did not arrive")),
    HELD: Badge("", "minus", _("Kept for it")),
}
AGAIN = Badge("warn", "refresh", _("Tried again soon"))
CUT = _("clave stopped before it knew what came of it; it was tried again.")


@dataclass(frozen=True)
class HookShown:
    """A webhook as its list and its page show it."""

    hook: Webhook
    badge: Badge
    host: str
    why: str
    arrived: int
    still: int
    missed: int


@dataclass(frozen=True)
class DeliveryShown:
    """A message on its way to a receiver, as the log shows it; `about` is the account, or the number of what it is about."""

    row: WebhookDelivery
    badge: Badge
    title: str
    about: str
    why: str
    can_repeat: bool


@dataclass(frozen=True)
class TryShown:
    """One try."""

    row: WebhookAttempt
    why: str


def hook_shown(hook: Webhook, tally: Mapping[str, int]) -> HookShown:
    """One webhook with how its messages stand."""
    badge = (FAILING if hook.failing_since else ON) if hook.active else (GIVEN_UP if hook.why_off else OFF)
    counts = dict(tally)
    return HookShown(
        hook, badge, urlsplit(hook.url).netloc, told(hook.why_off), counts[DELIVERED], still(counts), missed(counts)
    )


def delivery_shown(row: WebhookDelivery) -> DeliveryShown:
    """A line of the log."""
    badge = AGAIN if row.state == WAITING and row.attempts else BADGES[row.state]
    said = json.loads(row.message.body)["data"]
    about = str(said.get("account") or said.get("id") or "")
    can_repeat = row.state in (DELIVERED, FAILED, HELD)
    return DeliveryShown(row, badge, told(kind_title(row.message.kind)), about, told(row.error), can_repeat)


def try_shown(row: WebhookAttempt) -> TryShown:
    """A try with the sentence why it did not arrive."""
    return TryShown(row, told(CUT) if row.ended_at is None else told(row.error))


def kind_title(key: str) -> Text | str:
    """A kind in words; its name where it is no kind any more."""
    return TRIAL.title if key == TEST else KINDS[key].title if key in KINDS else key


def pretty(body: str) -> str:
    """What a message says, so that people read it; it goes out without blanks."""
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
