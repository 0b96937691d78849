"""Telling other systems what happened: each message at least once, by whoever takes it first, again as policy says. (ADR 0039)"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskContext, task

from clave import __version__
from clave.actions.webhooks import Outcome, note_delivery, take_delivery
from clave.base.errors import ClaveError
from clave.base.reach import place_of
from clave.base.signing import headers
from clave.base.timetable import length
from clave.base.words import Text, _, counted
from clave.jobs.posting import Answer, send
from clave.jobs.starting import start
from clave.jobs.telling import moment, telling
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import Job, Webhook, WebhookDelivery
from clave.store.models.webhooks import SENDING, WAITING
from clave.store.policy import policy_in_force
from clave.store.sealing import unseal

LEASE = timedelta(minutes=3)
"""After that long with a worker a message is taken up by another: three times the longest that policy lets a receiver take."""
AT_ONCE = 200
"""Messages of one pass; what is left goes in the next one, a moment later."""
GONE = 410
SLOW = (429, 502, 503, 504)
"""What a receiver answers that has too much to do: the rest of its messages waits for the next pass."""
REDIRECTED = _("it answered {status}, a redirection, and clave follows none: enter the address to which it leads.")
ANSWERED = _("it answered {status}.")
NEW_SECRET = _(
    "Name the key before in CLAVE_FORMER_KEYS, or give this webhook a new secret and enter it at its receiver."
)
Draw = Callable[[], float]


def due(now: datetime) -> QuerySet[WebhookDelivery]:
    """What is to be sent at a moment, the oldest first."""
    ready = Q(state=WAITING, due_at__lte=now) | Q(state=SENDING, lease_until__lt=now)
    return WebhookDelivery.objects.filter(ready).order_by("due_at", "pk")


def start_webhooks(*, now: datetime) -> Job | None:
    """Ask for the outbox of webhooks to be emptied; None where nothing is due."""
    if not due(now).exists():
        return None
    return start(send_webhooks_job.using(queue_name="webhooks"), by=None, now=now, key="webhooks")


@task(takes_context=True, title=_("Telling other systems"))
def send_webhooks_job(context: TaskContext) -> dict[str, Any]:
    """Send what is due; {"sent": how many arrived, "failed": how many did not}. Where a receiver does not answer, the rest of
    what it is sent waits for the next pass, so that it holds nobody else up."""
    tell, holder = telling(context), secrets.token_hex(16)
    found = list(due(moment(context)).values_list("pk", "of_id")[:AT_ONCE])
    down: set[int] = set()
    sent = failed = 0
    for place, (number, hook) in enumerate(found):
        if hook in down:
            continue
        said = counted("{shown} of {n} message", "{shown} of {n} messages", len(found)).fill(shown=place + 1)
        tell(place / len(found), said)
        came = hand_over(number, holder, clock=lambda: moment(context))
        if came is None:
            continue
        sent, failed = sent + (came.error is None), failed + (came.error is not None)
        if came.error is not None and (came.status is None or came.status in SLOW):
            down.add(hook)
    return {"sent": sent, "failed": failed}


def hand_over(
    number: int,
    holder: str,
    *,
    clock: Callable[[], datetime],
    draw: Draw = random.random,
    post: Callable[..., Answer] = send,
) -> Outcome | None:
    """Take one message, send it, and note what came of it; None where another worker has it."""
    delivery = take_delivery(now=clock(), number=number, holder=holder, lease=LEASE)
    if delivery is None:
        return None
    limits = policy_in_force().at(timezone.localdate(clock()))
    answer = _sent(delivery, clock(), limits, post)
    came = judged(answer, delivery.attempts, limits, clock(), draw)
    note_delivery(now=clock(), delivery=delivery, holder=holder, came=came)
    return came


def _sent(delivery: WebhookDelivery, now: datetime, limits: Limits, post: Callable[..., Answer]) -> Answer:
    hook, message = delivery.of, delivery.message
    try:
        place = place_of(hook.url, settings.CLAVE_WEBHOOK_HOSTS)
        signed = headers(secrets_of(hook, now), message.key, int(now.timestamp()), message.body)
    except ClaveError as error:
        return Answer(None, "", 0, error.sentence())
    known = {"Content-Type": "application/json", "User-Agent": f"clave/{__version__}"}
    return post(place, {**known, **signed}, message.body, seconds=limits[declared.webhook_seconds])


def secrets_of(hook: Webhook, now: datetime) -> list[str]:
    """What signs for it: its secret, and the one before while it is being replaced, unless nobody opens that any more. Raises
    ClaveError where the secret key of the installation is another one by now."""
    try:
        found = [unseal(bytes(hook.sealed)).decode()]
    except ClaveError as error:
        raise ClaveError(error.what, remedy=NEW_SECRET) from error
    if hook.rotating(now):
        with suppress(ClaveError):
            found.append(unseal(bytes(hook.sealed_before)).decode())
    return found


def judged(answer: Answer, attempts: int, limits: Limits, now: datetime, draw: Draw) -> Outcome:
    """What an answer means: any 2xx arrived, 410 wants nothing more, and everything else is tried again as policy says."""
    if answer.status is not None and 200 <= answer.status < 300:
        return Outcome(answer.status, answer.text, answer.milliseconds)
    why = answer.error or _why(answer.status or 0)
    gone = answer.status == GONE
    again = None if gone else again_at(attempts, limits, now, draw, answer.wait)
    return Outcome(answer.status, answer.text, answer.milliseconds, why, again, gone)


def _why(status: int) -> Text:
    return (REDIRECTED if 300 <= status < 400 else ANSWERED).fill(status=str(status))


def again_at(attempts: int, limits: Limits, now: datetime, draw: Draw, asked: int = 0) -> datetime | None:
    """When what was tried so often is tried again, not before the receiver asked for; None after the last time."""
    waits = limits[declared.webhook_retries]
    if attempts > len(waits):
        return None
    wait = length(waits[attempts - 1]) or timedelta(0)
    return now + max(wait * (1 + limits[declared.webhook_jitter] * draw()), timedelta(seconds=asked))
