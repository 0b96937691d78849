"""Webhooks for the tests of pages: one that works with every state in its log, and one that clave switched off."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.actions.hooks_out import tell_receivers
from clave.actions.webhooks import Entered, Outcome, make_webhook, note_delivery, take_delivery
from clave.base.words import _
from clave.store.models import Person, Webhook, WebhookDelivery
from clave.store.webhook_kinds import KINDS


def world(by: Person) -> dict[str, int]:
    """Both, with all that their pages can say."""
    now = timezone.now() - timedelta(hours=1)
    hook, _secret = make_webhook(
        by=by, now=now, entered=Entered("ERP de Cali", "https://erp.example/clave", tuple(KINDS))
    )
    off, _secret = make_webhook(
        by=by, now=now, entered=Entered("Bodega", "https://bodega.example/", ("status.changed",))
    )
    told(hook, 8)
    for number, came in enumerate(
        (
            Outcome(204, "", 31),
            Outcome(500, "<b>roto</b>", 12, _("it answered {status}.").fill(status="500"), now + timedelta(days=1)),
            Outcome(None, "", 15_000, _("{host} did not answer within {n} s.").fill(host="erp.example", n=15)),
            Outcome(410, "no más", 9, _("it answered {status}.").fill(status="410"), None, True),
        )
    ):
        of = off if came.gone else hook
        row = WebhookDelivery.objects.filter(of=of, state="waiting", attempts=0).order_by("pk").first()
        if row is not None and (
            taken := take_delivery(now=now, number=row.pk, holder=f"w{number}", lease=timedelta(1))
        ):
            note_delivery(now=now, delivery=taken, holder=f"w{number}", came=came)
    delivery = WebhookDelivery.objects.filter(of=hook, status=500).first()
    return {"webhook": hook.pk, "webhook_off": off.pk, "delivery": delivery.pk if delivery else 0}


def told(hook: Webhook, times: int) -> None:
    """So many messages to everybody."""
    now = timezone.now() - timedelta(hours=2)
    for turn in range(times):
        tell_receivers(what="status.changed", about=f"customer:C-{turn:04}", now=now, fields=("state",))
