"""Importar: bringing files, seeing what they say, and the history of the book."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from clave.actions.imports import bring_files
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.reference import template
from clave.facts.tables import TABLES
from clave.jobs.imports import start_reading
from clave.store.imports import fact_store, history, waiting, without_version
from clave.store.models import Company, Person
from clave.web.pages.import_forms import OwnCompany
from clave.web.shown.history import entries, waiting_entries
from clave.web.shown.tables import table_shown
from clave.web.upload import Arriving, largest_megabytes, sweep
from clave.web.who import signed_in
from clave.web.words import reader, told

PAGE = 20
FIRST = ("invoice_line", "receivable", "customer", "product")


@csrf_exempt  # the token is checked below, once the files have somewhere to go
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Where files are dropped, what waits, and every version of the book."""
    if request.method == "POST":
        return _arriving(request)
    return render(request, "imports/list.html", _list(request))


def _list(request: HttpRequest) -> dict[str, Any]:
    store = fact_store()
    page = _page_number(request)
    versions = store.versions(PAGE + 1, PAGE * (page - 1))
    wanted = request.GET.get("tabla", "")
    return {
        "company": Company.objects.first(),
        "founding": OwnCompany(),
        "waiting": waiting_entries(waiting()[:PAGE]),
        "entries": entries(history(versions[:PAGE])),
        "ended": waiting_entries(without_version()[:PAGE]) if page == 1 else [],
        "number": page,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if len(versions) > PAGE else None,
        "wanted": table_shown(wanted) if wanted in TABLES else None,
        "first": [table_shown(name) for name in FIRST],
        "others": [table_shown(name) for name in TABLES if name not in FIRST],
        "most": largest_megabytes(),
        "empty": not versions and page == 1,
        "undone": _undone(request),
        "current": store.version(),
    }


def _undone(request: HttpRequest) -> int | None:
    """The version that an undo or a reopening has just left, so that the note can offer the way back."""
    text = request.GET.get("antes", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _arriving(request: HttpRequest) -> HttpResponse:
    """Let the files stream to disk, and only then look at the form they came with."""
    arriving = Arriving(request, largest_megabytes())
    sweep(arriving.folder.glob("*"))
    request.upload_handlers = [arriving]
    try:
        answer = _arrived(request, arriving)
    except TooManyFilesSent:
        refusal = ClaveError(
            _("too many files came at once."), remedy=_("Send up to a hundred at a time; the rest can follow.")
        )
        answer = _refused(request, [refusal])
    except BaseException:
        arriving.forget()
        raise
    if answer.status_code == 403:
        arriving.forget()
    return answer


@csrf_protect
def _arrived(request: HttpRequest, arriving: Arriving) -> HttpResponse:
    person, wanted, into = signed_in(request), request.POST.get("tabla", ""), request.POST.get("importacion", "")
    assert isinstance(person, Person)
    if not arriving.received:
        nothing = ClaveError(_("no file arrived."), remedy=_("Choose one or several files, and send them again."))
        return _refused(request, arriving.refused or [nothing])
    try:
        one = bring_files(
            files=arriving.received,
            by=person,
            now=timezone.now(),
            table=wanted if wanted in TABLES else "",
            into=int(into) if into.isascii() and into.isdigit() and len(into) < 18 else None,
        )
    except ClaveError as error:
        arriving.forget()
        return _refused(request, [error])
    address = reverse("import", args=[one.pk])
    start_reading(number=one.pk, by=person, now=timezone.now(), then=address)
    for refusal in arriving.refused:
        messages.error(request, refusal.say(reader()))
    return _sent_to(request, address)


def _sent_to(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _refused(request: HttpRequest, errors: list[ClaveError]) -> HttpResponse:
    sentences = [error.sentence() for error in errors]
    if request.headers.get("HX-Request"):
        return render(request, "imports/_drop.html", {"errors": sentences, "most": largest_megabytes()}, status=422)
    return render(request, "imports/list.html", _list(request) | {"errors": sentences}, status=422)


def import_template(request: HttpRequest, table: str) -> HttpResponse:
    """An example file of a table, to fill in or to show to whoever exports it."""
    if table not in TABLES:
        raise Http404
    heading = told(TABLES[table].title).lower().replace(" ", "-")
    answer = HttpResponse("\ufeff" + template(table), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{heading}.csv"
    return answer


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("pagina", "1")
    return max(1, min(int(text), 100_000)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
