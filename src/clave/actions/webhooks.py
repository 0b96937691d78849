"""Keeping whom clave tells of what happens, and noting what came of telling them. (ADR 0039)

The secret goes out once, to who made it; nothing here writes an address or a secret into the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.hooks_out import tell_trial
from clave.actions.mail import write
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.reach import place_of
from clave.base.signing import new_secret
from clave.base.words import Shown, Text, _, stored
from clave.policy import declared
from clave.store.models import Person, Webhook, WebhookAttempt, WebhookDelivery, WebhookMessage
from clave.store.models.webhooks import DELIVERED, FAILED, HELD, SENDING, WAITING
from clave.store.policy import policy_in_force
from clave.store.roles import ADMINISTRATOR
from clave.store.sealing import seal
from clave.store.webhook_kinds import KINDS, TEST

AGAIN = (DELIVERED, FAILED, HELD)
"""States of which a delivery can be sent again."""
GONE_SILENT = _("Nothing arrived there since {day}, so clave switched it off; what happens meanwhile is kept for it.")
WANTS_NO_MORE = _(
    "The receiver answered 410: it wants nothing more. clave switched it off; what happens meanwhile is kept for it."
)


@dataclass(frozen=True)
class Entered:
    """What somebody enters of a webhook."""

    name: str
    url: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of one try. `again_at` = when it is tried next, None = it arrived or it is given up; `gone` = the receiver wants
    nothing more. `error` is empty where it arrived."""

    status: int | None
    answer: str
    milliseconds: int
    error: Shown | None = None
    again_at: datetime | None = None
    gone: bool = False


@action
def make_webhook(*, by: Person, now: datetime, entered: Entered) -> tuple[Webhook, str]:
    """A new receiver with its secret, which is told this once. Sent twice, it is one receiver, with the secret of the second
    time. Raises ClaveError naming in `where` what will not do."""
    sound = _checked(entered)
    secret = new_secret()
    said = {"name": sound.name, "url": sound.url, "kinds": list(sound.kinds), "by": by}
    never_used = Webhook.objects.filter(**said, removed_at=None, arrived_at=None, sealed_before=b"")
    if sent_twice := just_made(never_used, by=by, now=now):
        Webhook.objects.filter(pk=sent_twice.pk).update(sealed=seal(secret.encode()))
        sent_twice.refresh_from_db()
        return sent_twice, secret
    hook = Webhook.objects.create(**said, sealed=seal(secret.encode()), created_at=now)
    record(by=by, now=now, what="webhook.made", about=f"webhook:{hook.pk}")
    return hook, secret


@action
def change_webhook(*, by: Person, now: datetime, number: int, entered: Entered) -> Webhook:
    """Send it elsewhere, or tell it of other things. Raises ClaveError as `make_webhook`."""
    hook, sound = held(number), _checked(entered)
    after = {"name": sound.name, "url": sound.url, "kinds": list(sound.kinds)}
    changed = [name for name, value in after.items() if getattr(hook, name) != value]
    if changed:
        Webhook.objects.filter(pk=hook.pk).update(**after)
        record(by=by, now=now, what="webhook.changed", about=f"webhook:{number}", fields=changed)
        hook.refresh_from_db()
    return hook


@action
def switch_webhook(*, by: Person, now: datetime, number: int, active: bool) -> Webhook:
    """Tell it of what happens, or leave it alone: then what happens is kept for it, until somebody sends it."""
    hook = held(number)
    if hook.active != active:
        _switch(hook, active, None)
        record(by=by, now=now, what="webhook.switched", about=f"webhook:{number}", fields=("is_active",))
    return hook


@action
def rotate_secret(*, by: Person, now: datetime, number: int) -> tuple[Webhook, str]:
    """A new secret, told this once; the one before signs as well for the hours of policy, so that nothing is lost meanwhile.
    Asked again meanwhile, it is still the one that the receiver knows that signs as well."""
    hook, secret = held(number), new_secret()
    hours = policy_in_force().at(timezone.localdate(now))[declared.webhook_rotation]
    if not hook.rotating(now):
        hook.sealed_before = hook.sealed
    hook.before_until = now + timedelta(hours=hours)
    hook.sealed = seal(secret.encode())
    hook.save(update_fields=["sealed", "sealed_before", "before_until"])
    record(by=by, now=now, what="webhook.rotated", about=f"webhook:{number}")
    return hook, secret


@action
def remove_webhook(*, by: Person, now: datetime, number: int) -> None:
    """It is told of nothing from now on, and its secrets are gone; what was sent stays in its log for a while."""
    hook = held(number)
    _switch(hook, False, None)
    Webhook.objects.filter(pk=hook.pk).update(removed_at=now, sealed=b"", sealed_before=b"", before_until=None)
    record(by=by, now=now, what="webhook.removed", about=f"webhook:{number}")


@action
def try_webhook(*, by: Person, now: datetime, number: int) -> WebhookDelivery:
    """Send it a trial message, also where it is off."""
    delivery = tell_trial(held(number), now)
    record(by=by, now=now, what="webhook.tried", about=f"webhook:{number}")
    return delivery


@action
def send_webhook_again(*, by: Person, now: datetime, number: int, delivery: int) -> None:
    """Send one message again under the name it had, so that whoever took it already knows it. Raises ClaveError where it is on
    its way, or where the webhook is off."""
    hook = _sending(number)
    again = hook.deliveries.filter(pk=delivery, state__in=AGAIN)
    if not again.update(state=WAITING, attempts=0, due_at=now, error=None, status=None):
        raise ClaveError(
            _("this message is on its way already."), remedy=_("Look at it again in a moment; nothing was changed.")
        )
    record(by=by, now=now, what="webhook.sent_again", about=f"webhook:{number}")


@action
def send_missed(*, by: Person, now: datetime, number: int, since: datetime) -> int:
    """Send again whatever did not arrive since a moment, the oldest first; how many. Raises ClaveError where it is off."""
    missed = _sending(number).deliveries.filter(state__in=(FAILED, HELD), message__at__gte=since)
    back = missed.update(state=WAITING, attempts=0, due_at=now, error=None, status=None)
    if back:
        record(by=by, now=now, what="webhook.sent_again", about=f"webhook:{number}")
    return back


@action
def note_webhook_export(*, by: Person, now: datetime, number: int) -> None:
    """Write down that the log of a webhook left as a file."""
    record(by=by, now=now, what="webhook.exported", about=f"webhook:{number}")


@action
def take_delivery(*, now: datetime, number: int, holder: str, lease: timedelta) -> WebhookDelivery | None:
    """Take what is due, or what somebody let lie whose lease ended; None where another worker did, and where its webhook is off
    by now: then it is kept for it. The try stands in the log before anything is sent, so that who is killed in the middle
    leaves a trace."""
    due = Q(state=WAITING, due_at__lte=now) | Q(state=SENDING, lease_until__lt=now)
    found = WebhookDelivery.objects.select_related("message").filter(due, pk=number).first()
    if found is None:
        return None
    hook, ours = Webhook.objects.select_for_update().get(pk=found.of_id), WebhookDelivery.objects.filter(due, pk=number)
    if hook.removed_at or not (hook.active or found.message.kind == TEST):
        ours.update(state=HELD, holder="", lease_until=None)
        return None
    if not ours.update(state=SENDING, holder=holder, lease_until=now + lease, attempts=F("attempts") + 1):
        return None
    WebhookAttempt.objects.create(delivery_id=number, at=now, holder=holder)
    return WebhookDelivery.objects.select_related("of", "message").get(pk=number)


@action
def note_delivery(*, now: datetime, delivery: WebhookDelivery, holder: str, came: Outcome) -> bool:
    """Keep what came of a try; whether it was still ours to say: another worker may have taken it up when our lease ended."""
    tries = WebhookAttempt.objects.filter(delivery=delivery, holder=holder, ended_at=None)
    error = stored(came.error) if came.error else None
    tries.update(ended_at=now, milliseconds=came.milliseconds, status=came.status, answer=came.answer, error=error)
    ours = WebhookDelivery.objects.filter(pk=delivery.pk, holder=holder, state=SENDING)
    hook = Webhook.objects.select_for_update().get(pk=delivery.of_id)
    if not ours.update(
        state=_state(hook, came), due_at=came.again_at or now, status=came.status, error=error, holder="", lease_until=None,
        delivered_at=None if came.error else now,
    ):  # fmt: skip
        return False
    if came.error is None:
        Webhook.objects.filter(pk=hook.pk).update(failing_since=None, arrived_at=now)
    else:
        _failed(hook, came, now)
    return True


def _state(hook: Webhook, came: Outcome) -> str:
    if came.error is None:
        return DELIVERED
    if came.again_at is None:
        return FAILED
    return WAITING if hook.active else HELD


def _failed(hook: Webhook, came: Outcome, now: datetime) -> None:
    """Nothing arrived: since when, and whether it is enough."""
    since = hook.failing_since or now
    Webhook.objects.filter(pk=hook.pk).update(failing_since=since)
    longest = policy_in_force().at(timezone.localdate(now))[declared.webhook_failing]
    if not hook.active or not (came.gone or now - since >= timedelta(days=longest)):
        return
    why = WANTS_NO_MORE if came.gone else GONE_SILENT.fill(day=Figure(timezone.localdate(since), "date"))
    _switch(hook, False, why)
    record(by=None, now=now, what="webhook.gave_up", about=f"webhook:{hook.pk}")
    for person in Person.objects.filter(role=ADMINISTRATOR.key, is_active=True).order_by("pk"):
        write(
            by=None, now=now, to=person, template="notice", language=person.language or settings.LANGUAGE_CODE,
            key=f"webhook-off:{hook.pk}:{now.isoformat()}:{person.pk}",
            data={
                "subject": _("The webhook «{name}» was switched off").fill(name=hook.name),
                "paragraphs": [why],
                "act": (_("See it"), f"{settings.CLAVE_ADDRESS}/usuarios/webhooks/{hook.pk}/"),
            },
        )  # fmt: skip


def clear_webhooks(before: datetime, most: int) -> int:
    """Forget messages that are older and on no way any more, and of each receiver the oldest that wait beyond so many; inside an
    action that records itself. How many."""
    Webhook.objects.filter(before_until__lt=before).update(sealed_before=b"", before_until=None)
    old = WebhookDelivery.objects.filter(message__at__lt=before).exclude(state__in=(WAITING, SENDING))
    messages = set[int]()
    for some in (old, *_beyond(most)):
        messages |= set(some.values_list("message", flat=True))
        some.delete()
    left = WebhookDelivery.objects.filter(message__in=messages).values("message")
    return WebhookMessage.objects.filter(pk__in=messages).exclude(pk__in=left).delete()[0]


def _beyond(most: int) -> Iterator[QuerySet[WebhookDelivery]]:
    """Of each receiver what waits, or is kept while it is off, beyond the newest so many."""
    for hook in Webhook.objects.order_by("pk"):
        waits = hook.deliveries.filter(state__in=(WAITING, HELD))
        for last in waits.order_by("-pk").values_list("pk", flat=True)[most : most + 1]:
            yield waits.filter(pk__lte=last)


def held(number: int) -> Webhook:
    """A webhook that nobody else changes until this is done. Raises ClaveError for one that was removed."""
    hook = Webhook.objects.select_for_update().filter(pk=number, removed_at=None).first()
    if hook is None:
        raise ClaveError(_("this webhook was removed."), remedy=_("Make another one."))
    return hook


def _sending(number: int) -> Webhook:
    hook = held(number)
    if not hook.active:
        raise ClaveError(
            _("this webhook is off, so nothing is sent there."), remedy=_("Switch it on first; nothing was changed.")
        )
    return hook


def _switch(hook: Webhook, active: bool, why: Text | None) -> None:
    """On or off; what waits for one that is off is kept for it."""
    hook.active, hook.why_off, hook.failing_since = active, stored(why) if why else None, None
    hook.save(update_fields=["active", "why_off", "failing_since"])
    if not active:
        hook.deliveries.filter(state=WAITING).update(state=HELD)


def _checked(entered: Entered) -> Entered:
    name, kinds = entered.name.strip(), tuple(dict.fromkeys(entered.kinds))
    if not name or len(name) > 80:
        raise _wrong("name", _("a webhook needs a name that says which system it tells."))
    if not kinds or not set(kinds) <= set(KINDS):
        raise _wrong("kinds", _("a webhook tells of something: choose of what."))
    place_of(entered.url, settings.CLAVE_WEBHOOK_HOSTS)
    return Entered(name, entered.url.strip(), kinds)


def _wrong(where: str, what: Text) -> ClaveError:
    return ClaveError(what, where=where, remedy=_("Correct it; nothing was changed."))
