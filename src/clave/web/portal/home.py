"""The start page of the portal: what the account is to us, and a card of each room that has something to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clave.base.words import Text, _
from clave.web.portal import (
    asking,
    benefits,
    consumption,
    invitations,
    novelties,
    orders,
    people,
    plan,
    surveys,
)
from clave.web.portal.cards import Drawn
from clave.web.portal.frame import places
from clave.web.portal.shown_home import hero
from clave.web.visiting import visiting

CARDS: tuple[Drawn, ...] = (
    novelties.card, consumption.card, surveys.card, orders.card, plan.card, invitations.card,
)  # fmt: skip
"""The cards in their order, after what they have and before the agreement: each room adds its own here."""


@dataclass(frozen=True)
class Act:
    """A button of the start page."""

    address: str
    label: Text
    icon: str


ACTS = {
    "portal_novelties": (_("Give your opinion"), "sparkles"),
    "portal_reports": (_("See the report"), "file-text"),
    "portal_people": (_("Whom to talk to"), "users"),
}
"""What the start page offers first, where the visitor may open it."""


def portal_home(request: HttpRequest) -> HttpResponse:
    """Gratitude, the direct door, and the cards."""
    visitor, today = visiting(request), timezone.localdate()
    top, (has, agreed) = hero(visitor, today), benefits.cards(visitor, today)
    drawn = (
        has,
        *(card(visitor, today) for card in CARDS),
        agreed,
        people.card(top.people),
        asking.card(visitor, today),
    )
    opens = {place.route for place in places(visitor)}
    context = {
        "hero": top, "cards": [card for card in drawn if card],
        "acts": [Act(reverse(route), *said) for route, said in ACTS.items() if route in opens],
    }  # fmt: skip
    return render(request, "portal/home.html", context)
