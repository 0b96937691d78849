"""What each function has to do today for key accounts: on the screen, and on one page of paper. (C2)"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.operations.duties import FUNCTIONS
from clave.report.duty_sheet import duty_pdf
from clave.store.duties import Sheet, sheet_of
from clave.store.models import Company
from clave.store.policy import policy_in_force
from clave.web.access import allows
from clave.web.pages.selection_papers import PDF
from clave.web.shown.duties import Opens, money_words, part
from clave.web.who import powers, required, sight
from clave.web.words import reader, told

ROUTES = {key: f"day_{key}" for key in FUNCTIONS}
"""The page of each function."""
PAPER = "pdf"


def day(request: HttpRequest, function: str) -> HttpResponse:
    """The sheet of a function; on paper with `forma=pdf`."""
    now, today = timezone.now(), timezone.localdate()
    sees = sight(request)
    found = sheet_of(function, now, policy_in_force().at(today), sees)
    if request.GET.get("forma") == PAPER:
        return _paper(request, found)
    opens = _opens(request)
    shown = [part(one, today, sees, opens) for one in found.sections]
    context: dict[str, Any] = {
        "function": FUNCTIONS[function], "key": function, "today": today, "parts": shown, "accounts": found.accounts,
        "lines": sum(len(one.rows) for one in shown), "notes": [told(one) for one in found.notes],
        "logs": opens("touchpoint_new"),
    }  # fmt: skip
    return render(request, "today/duties.html", context)


def _opens(request: HttpRequest) -> Opens:
    person, also = required(request), powers(request).departments()
    return lambda route: allows(person.role, route, also)


def _paper(request: HttpRequest, found: Sheet) -> HttpResponse:
    company, today, sees = Company.objects.order_by("id").first(), timezone.localdate(), sight(request)
    every = [one for section in found.sections for one in section.duties]
    content = duty_pdf(
        found.function, found.sections, company=company.name if company else "", day=today, notes=found.notes,
        money={at: money_words(one, sees) for at, one in enumerate(every)}, language=reader(),
    )  # fmt: skip
    response = HttpResponse(content, content_type=PDF)
    name = f"{told(FUNCTIONS[found.function].label)}-{today:%Y-%m-%d}".lower()
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
