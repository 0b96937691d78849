"""What a committee takes along: the minutes as PDF and its lines as a workbook."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from clave.actions.decisions import note_minutes
from clave.base.words import _
from clave.report.minutes import minutes_pdf, minutes_sheet
from clave.store.models import Proposal
from clave.web.pages.proposal import proposal_of, reader
from clave.web.pages.selection_papers import PDF, SHEET
from clave.web.shown.minutes import minutes_of
from clave.web.words import reader as language

NAME = _("committee-{number}")


def proposal_sheet(request: HttpRequest, number: int) -> HttpResponseBase:
    """The lines with votes and decisions; taking them out is written down."""
    found = _taken(request, number)
    name = f"{NAME.fill(number=number).say(language())}.xlsx"
    sheet = minutes_sheet(minutes_of(found, reader(request)), language())
    return FileResponse(sheet, as_attachment=True, filename=name, content_type=SHEET)


def proposal_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The minutes; who voted what is there for the committee and the management alone."""
    found = _taken(request, number)
    response = HttpResponse(minutes_pdf(minutes_of(found, reader(request)), language()), content_type=PDF)
    name = f"{NAME.fill(number=number).say(language())}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _taken(request: HttpRequest, number: int) -> Proposal:
    found = proposal_of(number)
    note_minutes(proposal=found, by=reader(request), now=timezone.now())
    return found
