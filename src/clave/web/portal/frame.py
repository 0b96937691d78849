"""What every page of the portal has around it: the company, who is in, and the pages that this visitor may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from clave.base.words import Text, _
from clave.store.logo import logo_digest
from clave.store.models import Company, Visitor
from clave.web.access import RULES
from clave.web.initials import initials
from clave.web.portal_rules import AT
from clave.web.visiting import looking_of, visitor_of


@dataclass(frozen=True)
class Place:
    """An entry of the portal's menu; `family` are further routes that light it up."""

    route: str
    label: Text
    family: frozenset[str] = frozenset()


PLACES = (
    Place("portal_home", _("Start")),
    Place("portal_reports", _("Reports"), frozenset({"portal_report", "portal_consumption"})),
    Place("portal_orders", _("Orders"), frozenset({"portal_order"})),
    Place("portal_novelties", _("Novelties"), frozenset({"portal_novelty"})),
    Place("portal_agreement", _("Our agreement"), frozenset({"portal_benefits"})),
    Place("portal_plan", _("Our plan")),
    Place("portal_asking", _("Needs"), frozenset({"portal_ask"})),
    Place("portal_invitations", _("Invitations")),
    Place("portal_surveys", _("Surveys"), frozenset({"portal_survey"})),
    Place("portal_people", _("People")),
)
"""The menu, in its order; a page that no room has written yet, or that the visitor may not open, is not drawn."""


def places(visitor: Visitor) -> list[Place]:
    """The entries that this visitor may open."""
    return [place for place in PLACES if place.route in RULES and visitor.may(RULES[place.route].right)]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template of the portal; of the others nothing."""
    if not request.path.startswith(AT):
        return {}
    visitor = visitor_of(request)
    here = request.resolver_match.view_name if request.resolver_match else ""
    company = Company.objects.order_by("id").first()
    return {
        "company": company,
        "company_initials": initials(company.name) if company else "",
        "visitor": visitor,
        "visitor_initials": initials(visitor.contact.name) if visitor else "",
        "places": [(place, here == place.route or here in place.family) for place in places(visitor)]
        if visitor
        else [],
        "logo": reverse("logo", args=[digest]) if (digest := logo_digest()) else "",
        "looking": looking_of(request),
        "person": None,
        "theme": request.COOKIES.get("theme", ""),
        "here": here,
    }
