"""«Lo que tienen por ser cuenta clave» and «Nuestro acuerdo»: what the account has, with its use; what both commit to. (C1)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.operations.portal.benefits import Benefit
from clave.privileges.catalogue.code import code_of
from clave.store.announcements import announcements_of
from clave.store.models import OWNER, Visitor
from clave.store.ownership import parts_of
from clave.store.policy import policy_in_force
from clave.store.portal_benefits import Benefits, benefits_of
from clave.web.portal.cards import Card
from clave.web.visiting import visiting
from clave.web.words import told


def portal_benefits(request: HttpRequest) -> HttpResponse:
    """Every privilege with its use, the promises that we broke and what we did, and what ended."""
    visitor, today = visiting(request), timezone.localdate()
    found = _found(visitor, today)
    owner = parts_of(visitor.customer, today).get(OWNER)
    context = shown(found) | {"found": found, "broken": found.broken, "ended": _ended(found), "owner": owner}
    return render(request, "portal/benefits.html", context)


def portal_agreement(request: HttpRequest) -> HttpResponse:
    """The code of relationship: what we commit to with its use, what we ask, and when it was received."""
    visitor, today = visiting(request), timezone.localdate()
    return render(request, "portal/agreement.html", agreement(visitor, _found(visitor, today)))


def cards(visitor: Visitor, today: date) -> tuple[Card | None, Card | None]:
    """What they have, and the agreement in short, on the start page: read once; nothing where nothing is shown to them."""
    found = _found(visitor, today)
    if not found.rows:
        return None, None
    has, said = Card("portal/_benefits.html", shown(found), wide=True), agreement(visitor, found)
    return has, Card("portal/_agreement.html", said) if said["commit"] else None


def agreement(visitor: Visitor, found: Benefits) -> dict[str, Any]:
    """What both sides commit to; `use` beside what we commit to, where somebody measures it."""
    code = code_of(found.held)
    letter = next(iter(announcements_of(visitor.customer)), None)
    return {
        "commit": [(told(said), told(one.use)) for said, one in zip(code.commit, found.rows, strict=True)],
        "ask": [told(said) for said in code.ask] if code.commit else [],
        "letter": letter,
        "found": found,
    }


def shown(found: Benefits) -> dict[str, Any]:
    """The benefits as a template draws them."""
    return {"rows": [_row(one) for one in found.rows], "judged_to": found.judged_to, "since": found.since}


def _row(one: Benefit) -> dict[str, str]:
    return {
        "icon": one.icon, "title": told(one.title), "about": told(one.about), "use": told(one.use), "tone": one.tone,
    }  # fmt: skip


def _ended(found: Benefits) -> list[tuple[str, date]]:
    return [(told(one.title), one.until) for one in found.ended]


def _found(visitor: Visitor, today: date) -> Benefits:
    return benefits_of(visitor.customer, today, policy_in_force().at(today))
