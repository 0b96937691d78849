"""The webhooks are the house's, whoever connected them."""

from __future__ import annotations

from django.utils import timezone

from clave.actions.webhooks import Entered, make_webhook
from clave.store.models import Person, Webhook, WebhookDelivery
from tests.store.proposing import somebody
from tests.web.objects.shape import NONE, Make, Sent, Things, World, with_more
from tests.web.webhooks_made import told


def _hook(by: Person, name: str) -> Webhook:
    entered = Entered(name, "https://erp.example/clave", ("status.changed",))
    return make_webhook(by=by, now=timezone.now(), entered=entered)[0]


def _two() -> tuple[Webhook, Webhook]:
    """Only who administers connects one, so two of them did."""
    return _hook(somebody("administrator", "Alba"), "Uno"), _hook(somebody("administrator", "Bruno"), "Otro")


def hooks(world: World) -> Things:
    """Two: any who administers keeps both."""
    mine, theirs = _two()
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def messages(world: World) -> Things:
    """A message of each; the one of another webhook is not among those of mine."""
    mine, theirs = _two()
    told(mine, 1)
    own, other = (WebhookDelivery.objects.get(of=hook) for hook in (mine, theirs))
    return Things(
        [str(mine.pk), str(own.pk)],
        [str(theirs.pk), str(other.pk)],
        [str(mine.pk), str(other.pk)],
        [str(mine.pk), NONE],
    )


KINDS: dict[str, Make] = {
    "webhook": hooks,
    "webhook_edit": hooks,
    "webhook_file": lambda world: with_more(hooks(world), "registro.csv"),
    "webhook_act": lambda world: with_more(hooks(world), "apagar"),
    "webhook_delivery": messages,
    "webhook_again": messages,
}
POSTED: dict[str, Sent] = {"webhook_act": {}, "webhook_again": {}}
