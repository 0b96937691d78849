"""«Con quién hablar»: who of ours attends the account, and how each is reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.base.words import _
from clave.web.portal.cards import Card
from clave.web.portal.shown_people import Attending, attending
from clave.web.visiting import visiting
from clave.web.words import told

SHOWN = 4
"""Of whom the start page tells; the others are on the page itself."""


def card(attended: Attending) -> Card | None:
    """«Con quién hablar», beside the direct door that stands on top."""
    found = attended.everybody[:SHOWN]
    return Card("portal/_people.html", {"people": found, "title": told(_("Whom to talk to"))}) if found else None


def portal_people(request: HttpRequest) -> HttpResponse:
    """Everybody, the direct door first."""
    visitor = visiting(request)
    return render(
        request,
        "portal/people.html",
        {"card": {"people": attending(visitor.customer, timezone.localdate()).everybody, "title": ""}},
    )
