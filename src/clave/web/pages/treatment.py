"""Cómo se trata una cuenta: one page per key account for whoever serves it, on the screen and on paper. (C1, C2)"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.report.account_treatment import Treated, sections, treatment_pdf
from clave.report.treatment import function_of
from clave.selection.life import STATES
from clave.store.models import Company
from clave.store.policy import policy_in_force
from clave.store.treating import treated
from clave.web.access import allows
from clave.web.pages.selection_papers import PDF
from clave.web.who import required
from clave.web.words import reader, told


def account_treatment(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet, the reader's own department first; 404 for who is no key account."""
    found, mine = _treated(request, code), function_of(required(request).role)
    shown = [
        {
            "key": one.key, "label": told(one.label), "mine": one.key == mine, "do": [told(text) for text in one.do],
            "facts": [(told(label), told(words)) for label, words in one.facts],
        }
        for one in sorted(sections(found), key=lambda one: one.key != mine)
    ]  # fmt: skip
    context = {
        "found": found, "sections": shown, "state": told(STATES[found.state].label), "today": timezone.localdate(),
        "opens": allows(required(request).role, "account_grants"),
    }  # fmt: skip
    return render(request, "knows/treatment.html", context)


def account_treatment_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same as PDF, as this reader may see it."""
    found, today = _treated(request, code), timezone.localdate()
    company = Company.objects.order_by("id").first()
    content = treatment_pdf(found, company=company.name if company else "", day=today, language=reader())
    response = HttpResponse(content, content_type=PDF)
    response.headers["Content-Disposition"] = f'inline; filename="trato-{today:%Y-%m-%d}.pdf"'
    return response


def _treated(request: HttpRequest, code: str) -> Treated:
    today, role = timezone.localdate(), required(request).role
    found = treated(code, today, policy_in_force().at(today), collects=allows(role, "collection_account"))
    if found is None:
        raise Http404
    return found
