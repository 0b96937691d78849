"""Reading the webhooks: how each stands, and what became of every message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from clave.store.models import Webhook, WebhookDelivery
from clave.store.models.webhooks import DELIVERY_STATES, FAILED, HELD, STILL

ORDERS = {
    "at": ("message__at", "pk"), "kind": ("message__kind", "message__at", "pk"), "state": ("state", "message__at", "pk"),
    "attempts": ("attempts", "message__at", "pk"), "status": ("status", "message__at", "pk"),
}  # fmt: skip
NEWEST = "-at"


@dataclass(frozen=True)
class Wanted:
    """Which messages: in a state, of a kind, with these words in their name or in what they say, of some days, in which order."""

    state: str = ""
    kind: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None
    order: str = NEWEST

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return replace(self, order=NEWEST) == Wanted()


def webhooks() -> QuerySet[Webhook]:
    """Every receiver that was not removed."""
    return Webhook.objects.filter(removed_at=None).select_related("by")


def tallies(numbers: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many messages of each webhook are in each state."""
    found: dict[int, dict[str, int]] = {number: dict.fromkeys(DELIVERY_STATES, 0) for number in numbers}
    counts = WebhookDelivery.objects.filter(of__in=found).order_by().values_list("of", "state").annotate(n=Count("pk"))
    for number, state, n in counts:
        found[number][state] = n
    return found


def still(tally: dict[str, int]) -> int:
    """How many are on their way."""
    return sum(tally[state] for state in STILL)


def missed(tally: dict[str, int]) -> int:
    """How many did not arrive and can be sent again."""
    return tally[FAILED] + tally[HELD]


def deliveries(hook: Webhook, wanted: Wanted) -> QuerySet[WebhookDelivery]:
    """The log of a webhook."""
    found = WebhookDelivery.objects.filter(of=hook).select_related("message")
    if wanted.state in DELIVERY_STATES:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(message__kind=wanted.kind)
    for word in wanted.text.split():
        found = found.filter(message__key__icontains=word) | found.filter(message__body__icontains=word)
    if wanted.first:
        found = found.filter(message__at__gte=_begin(wanted.first))
    if wanted.last:
        found = found.filter(message__at__lt=_begin(wanted.last + timedelta(days=1)))
    ways = ORDERS.get(wanted.order.removeprefix("-"), ORDERS["at"])
    sign = "-" if wanted.order.startswith("-") else ""
    return found.order_by(*(sign + way for way in ways))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
