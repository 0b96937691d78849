"""Revisiones: what is due and overdue in the life of the statuses, and the calendar of the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import _
from clave.policy.limits import Limits
from clave.report.sheet import excel, separated
from clave.selection.calendar import Due, next_review, year
from clave.selection.calendar import agenda as agenda_of
from clave.store.agenda import known_accounts, last_review, meeting_of
from clave.store.committee import open_one
from clave.store.models import Person
from clave.store.ownership import owners
from clave.store.policy import policy_in_force
from clave.web.access import allows
from clave.web.shown.reviews import KINDS, due_shown, months_shown, sheet_heads, sheet_rows
from clave.web.who import signed_in
from clave.web.words import reader, told

PAGE = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE, FILE = _("Reviews"), _("reviews")
WHEN = ("late", "soon")


def reviews(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    today, limits, person = timezone.localdate(), _limits(), signed_in(request)
    known, last, proposal = known_accounts(), last_review(), open_one()
    dues = agenda_of(known, last, limits, meeting_of(proposal))
    named = owners(today)
    near = [due for due in _wanted(request, dues, named) if _everything(request) or due.when(today, limits) in WHEN]
    page = Paginator(near, PAGE).get_page(request.GET.get("pagina"))
    can_act = allows(person.role if person else None, "account_status_act")
    context: dict[str, Any] = {
        "found": page,
        "rows": [due_shown(due, named, today, limits, can_act, proposal) for due in page],
        "kinds": {key: label for key, (_icon, label) in KINDS.items()},
        "everything": _everything(request),
        "filtered": any(request.GET.get(name) for name in ("q", "tipo", "mias")),
        "members": len(known),
        "next": None if proposal else next_review(known, last, limits),
        "proposal": proposal,
        "last": last,
        "late": sum(due.when(today, limits) == "late" for due in dues),
        "soon": sum(due.when(today, limits) == "soon" for due in dues),
        "watched": sum(account.state == "watched" for account in known),
        "landing": sum(account.state == "landing" for account in known),
        "months": months_shown(year(dues, today)),
        "today": today,
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, "reviews/_list.html" if part else "reviews/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The whole calendar, filtered as on the page, as `revisiones.xlsx` or `.csv`; 404 for another ending."""
    name, _dot, ending = kind.rpartition(".")
    if ending not in ("xlsx", "csv") or not name:
        raise Http404
    today, limits = timezone.localdate(), _limits()
    named = owners(today)
    dues = _wanted(request, agenda_of(known_accounts(), last_review(), limits, meeting_of(open_one())), named)
    rows, file = sheet_rows(dues, named, today, limits), f"{told(FILE)}-{today:%Y-%m-%d}.{ending}"
    if ending == "csv":
        response = StreamingHttpResponse(
            separated(sheet_heads(), rows, reader()), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        return response
    about = [(told(_("As of")), told(Figure(today, "date"))), (told(_("Policy version")), limits.version)]
    book = excel(told(TITLE), sheet_heads(), rows, about, reader())
    return FileResponse(book, as_attachment=True, filename=file, content_type=EXCEL)


def _wanted(request: HttpRequest, dues: Sequence[Due], named: Mapping[str, Person]) -> list[Due]:
    """Those of a kind, of a customer or of one's own accounts; what nobody declared is ignored."""
    text, kind = folded(request.GET.get("q", "")[:100]), request.GET.get("tipo", "")
    person = signed_in(request)
    mine = person if request.GET.get("mias") else None
    return [
        due
        for due in dues
        if (not text or text in folded(f"{due.name} {due.customer}"))
        and (kind not in KINDS or due.kind == kind)
        and (mine is None or named.get(due.customer) == mine)
    ]


def _everything(request: HttpRequest) -> bool:
    return request.GET.get("ver") == "todo"


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())
