"""The start page of the portal: what the account is to us, and a card of each room that has something to say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.web.portal import consumption, novelties, surveys
from clave.web.portal.cards import Drawn
from clave.web.portal.shown_home import hero
from clave.web.portal.visiting import visiting

CARDS: tuple[Drawn, ...] = (novelties.card, consumption.card, surveys.card)
"""The cards in their order: each room adds its own here."""


def portal_home(request: HttpRequest) -> HttpResponse:
    """Gratitude, the direct door, and the cards."""
    visitor, today = visiting(request), timezone.localdate()
    found = [card for drawn in CARDS if (card := drawn(visitor, today))]
    context = {"hero": hero(visitor, today), "cards": found}
    return render(request, "portal/home.html", context)
