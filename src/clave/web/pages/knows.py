"""Quién es clave: one card per key account for everybody of ours, and the sheet of each function on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.criteria.registry import CRITERIA
from clave.report.function_sheet import OnSheet, function_pdf
from clave.report.treatment import SHEETS, function_of
from clave.selection.life import STATES
from clave.store.knowing import Asked, Known, among, known_accounts
from clave.store.models import Company, Person
from clave.store.queries import latest_run
from clave.web.shown.knows import badge_of, card_of
from clave.web.who import signed_in
from clave.web.words import reader, told

PAGE = 60


def who_is_key(request: HttpRequest) -> HttpResponse:
    """The cards, filtered; only them where htmx asks."""
    person = _person(request)
    everybody, asked, function = known_accounts(_today()), _asked(request), _function(request, person)
    run = latest_run()
    order = [criterion["key"] for criterion in run.criteria] if run else list(CRITERIA)
    found = Paginator(among(everybody, asked), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found,
        "cards": [card_of(known, function, order) for known in found],
        "total": len(everybody),
        "asked": asked,
        "function": SHEETS[function],
        "sheets": SHEETS.values(),
        "choices": _choices(everybody),
        "words": [
            (badge_of(state), STATES[state].words) for state in STATES if state in {one.state for one in everybody}
        ],
        "undecided": run.lines.filter(member=True).count() if run and not everybody else 0,
        "run": run,
    }
    part = request.headers.get("HX-Target") == "cards" and "HX-History-Restore-Request" not in request.headers
    response = render(request, "knows/_cards.html" if part else "knows/page.html", context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def function_sheet(request: HttpRequest, function: str) -> HttpResponse:
    """The sheet of a function as PDF, of every key account whatever was filtered."""
    if function not in SHEETS:
        raise Http404
    company, today = Company.objects.order_by("id").first(), _today()
    content = function_pdf(
        function,
        [_on_sheet(known) for known in known_accounts(today)],
        company=company.name if company else "",
        day=today,
        language=reader(),
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{told(SHEETS[function].label)}-{today:%Y-%m-%d}".lower().replace(" ", "-")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _on_sheet(known: Known) -> OnSheet:
    return OnSheet(
        name=known.name,
        customer=known.customer,
        state=known.state,
        reasons=known.reasons,
        place=" · ".join(filter(None, (known.city, known.sector))),
        owner=_name_and_mail(known.owner),
        substitute=_name_and_mail(known.substitute),
    )


def _name_and_mail(person: Person | None) -> tuple[str, str] | None:
    return (person.name, person.email) if person else None


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person


def _today() -> date:
    return timezone.localdate()


def _function(request: HttpRequest, person: Person) -> str:
    """The function asked for, else that of the role."""
    asked = request.GET.get("funcion", "")
    return asked if asked in SHEETS else function_of(person.role)


def _asked(request: HttpRequest) -> Asked:
    """What was filtered; what nobody can have chosen filters nothing."""
    given = request.GET
    kam, reason = given.get("kam", ""), given.get("categoria", "")
    return Asked(
        text=given.get("q", "").strip()[:100],
        reason=reason if reason in CRITERIA else "",
        kam=int(kam[:18]) if kam.isascii() and kam.isdigit() else None,
        city=given.get("ciudad", "")[:100],
    )


def _choices(known: Sequence[Known]) -> dict[str, Any]:
    """What can be filtered by: only what some key account has."""
    reasons = {key for one in known for key in one.reasons}
    owners = {one.owner.pk: one.owner.name for one in known if one.owner}
    return {
        "reasons": [(key, told(criterion.name)) for key, criterion in CRITERIA.items() if key in reasons],
        "owners": sorted(owners.items(), key=lambda owner: owner[1]),
        "cities": sorted({one.city for one in known if one.city}),
    }
