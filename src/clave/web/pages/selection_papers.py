"""The list to take along: the workbook and the PDF for the meeting, from the list as it was kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from clave.base.words import Text, _
from clave.report.listing_sheet import listing_sheet
from clave.report.meeting import BELOW, Occasion, meeting_pdf
from clave.store.listings import kept_listing
from clave.store.models import Company, SelectionRun
from clave.store.queries import discussed, latest_run, run_of
from clave.web.words import reader

SHEET, PDF = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf"
NAME = _("key-accounts-{day}")


def selection_sheet(request: HttpRequest) -> HttpResponse:
    """The workbook of the list that the page showed (`?lista=`), or of the latest."""
    run = _shown(request)
    return _file(listing_sheet(kept_listing(run), reader()), SHEET, run, "xlsx")


def selection_pdf(request: HttpRequest) -> HttpResponse:
    """The PDF for the meeting, of the same list."""
    run, company = _shown(request), Company.objects.order_by("id").first()
    occasion = Occasion(
        company=company.name if company else "",
        made_at=timezone.localtime(run.created_at),
        ranked=run.lines.count(),
    )
    listing = kept_listing(run, discussed(run, BELOW))
    return _file(meeting_pdf(listing, reader(), occasion), PDF, run, "pdf")


def _shown(request: HttpRequest) -> SelectionRun:
    asked = request.GET.get("lista", "")
    run = run_of(asked) if asked else latest_run()
    if run is None:
        raise Http404
    return run


def _file(content: bytes, kind: str, run: SelectionRun, ending: str) -> HttpResponse:
    name: Text = NAME.fill(day=f"{run.as_of:%Y-%m-%d}")
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name.say(reader())}.{ending}"'
    return response
