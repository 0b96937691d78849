"""Alerts are answered by who answers for their account; whoever reads accounts reads them all."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.web import alerts_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def alerts(world: World) -> Things:
    """One of an account that I answer for, and one of an account of a colleague."""
    alerts_made.answers(world.me, "C-0002")
    alerts_made.answers(world.colleague, "C-0003")
    mine, theirs = alerts_made.raised(customer="C-0002"), alerts_made.raised(customer="C-0003")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def answering(world: World) -> Things:
    """The same, to be put off."""
    return with_more(alerts(world), "posponer")


def _put_off(_arguments: object) -> dict[str, str]:
    return {"until": f"{timezone.localdate() + timedelta(days=3)}", "reason": "Cierra por inventario"}


KINDS: dict[str, Make] = {
    "alert": alerts, "alert_act": answering, "alerts_file": named("alertas.csv", "alertas.exe"),
}  # fmt: skip
POSTED: dict[str, Sent] = {"alert_act": _put_off}
