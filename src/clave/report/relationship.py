"""Why a customer is key, in words that it may read: no score, no place, no margin, and nothing of other customers.

What we commit to and what we ask is generated from what it has (`privileges/catalogue/code.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clave.base.words import Text, _

WHY: Mapping[str, Text] = {
    "volume": _("because of what you entrust to us, year after year"),
    "distributor": _("because you take our products where we alone would not arrive"),
    "kilos": _("because what you consume keeps our plant at work"),
    "profit": _("because of a relationship that is sound for both, in which each side keeps its word"),
    "potential": _("because of what we can still build together"),
    "loyalty": _("because of your constancy, and because you tell us in time how you are doing"),
    "knowledge": _("because you try new things with us and teach us"),
    "idle_stock": _("because of the flexibility with which you help us"),
    "prestige": _("because your name is a reference that others recognise"),
    "multinational": _("because of what we can do together in your other cities and countries"),
    "extraordinary": _("because of what you contribute, which nobody else gives us"),
    "cash": _("because of the promptness with which you meet your commitments"),
}


def why(reasons: Sequence[str]) -> tuple[Text, ...]:
    """Why it is key, the first two reasons that can be told."""
    return tuple(WHY[reason] for reason in reasons if reason in WHY)[:2]
