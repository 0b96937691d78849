"""The files of a report of consumption, in the customer's language: for our pages and for the portal. (G10)"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse

from clave.report.consumption.content import reopened
from clave.report.consumption.sheets import report_csv, report_excel
from clave.store.models import ConsumptionReport

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_of(kept: ConsumptionReport, kind: str) -> HttpResponseBase:
    """A file of a report, in the customer's language; also for the portal."""
    name = f"{kept.label} {kept.name}".replace("/", "-")
    if kind == "informe.pdf":
        paper = HttpResponse(bytes(kept.pdf), content_type="application/pdf")
        paper.headers["Content-Disposition"] = "inline"
        return paper
    if kind == "cifras.xlsx":
        book = report_excel(reopened(kept.content), kept.language)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL)
    if kind == "cifras.csv":
        lines = report_csv(reopened(kept.content), kept.language)
        text = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        text.headers["Content-Disposition"] = f'attachment; filename="{kept.label}.csv"'.replace("/", "-")
        return text
    raise Http404
