"""One import: what its files say, correcting how they are read, loading them or throwing them away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.imports import correct_import, discard_import, name_origin, save_source
from clave.actions.loading import keep_months
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.saved import Sources
from clave.jobs.imports import start_loading, start_preview, start_reading
from clave.store.imports import fact_store, last_jobs, loaded_before
from clave.store.models import Company, Import, Person
from clave.store.models.imports import LOADED, READ, SAME
from clave.web.pages.import_forms import Origin, Reading, SourceName
from clave.web.shown.history import outcome
from clave.web.shown.imports import FileShown, shown
from clave.web.shown.months_lost import months_lost
from clave.web.upload import largest_megabytes
from clave.web.who import signed_in
from clave.web.words import reader, told


def import_(request: HttpRequest, number: int) -> HttpResponse:
    """The page of an import, whatever its state."""
    return _page(request, _found(number))


def _found(number: int) -> Import:
    found = Import.objects.select_related("by", "ended_by").prefetch_related("files").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> Person:
    person = signed_in(request)
    assert isinstance(person, Person)
    return person


def _page(request: HttpRequest, one: Import, form: Reading | None = None, **more: Any) -> HttpResponse:
    job, seen = last_jobs([one.pk]).get(one.pk), shown(one)
    live = job is not None and job.live
    context: dict[str, Any] = {"one": one, "shown": seen, "job": job, "live": live, "company": Company.objects.first()}
    if one.state == READ and not live:
        file = form.file if form else _chosen(request, one)
        context |= {
            "file": file,
            "form": form or (Reading(file) if file and not file.left_out else None),
            "origin": Origin(initial={"origin": one.origin}),
            "source_name": SourceName(),
            "sources": Sources(settings.CLAVE_SOURCES).names(),
            "most": largest_megabytes(),
            "known": loaded_before(one),
            "lost": months_lost(one),
            "book": fact_store().version(),
        }
    if one.state in (LOADED, SAME):
        current = fact_store().version()
        context |= {
            "outcome": told((one.outcome or {}).get("sentence")),
            "changes": outcome(one),
            "is_current": current is not None and current.version == one.version and one.state == LOADED,
        }
    wrong = bool(more) or (form is not None and bool(form.errors))
    return render(request, "imports/page.html", context | more, status=422 if wrong else 200)


def _chosen(request: HttpRequest, one: Import) -> FileShown | None:
    """The file that is looked at: the one asked for, else the one that needs it most."""
    seen, text = shown(one), request.GET.get("archivo", "")
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < len(seen.files):
        return seen.files[int(text)]
    return seen.first


def _file(one: Import, request: HttpRequest) -> FileShown:
    name = request.POST.get("archivo", "")
    file = next((file for file in shown(one).files if file.name == name), None)
    if file is None:
        raise Http404
    return file


def _address(one: Import, file: FileShown | None = None) -> str:
    return reverse("import", args=[one.pk]) + (f"?archivo={file.number}" if file else "")


@require_POST
def import_read(request: HttpRequest, number: int) -> HttpResponse:
    """Read again: one file with corrections (`archivo` and its fields), without one (`fuera`), or all as they are."""
    one, person = _found(number), _person(request)
    if "archivo" not in request.POST:
        return _again(one, person)
    file = _file(one, request)
    if "fuera" in request.POST:
        return _corrected(request, one, file, None)
    if "dentro" in request.POST:
        return _corrected(request, one, file, {})
    form = Reading(file, request.POST)
    if not form.is_valid():
        return _page(request, one, form)
    return _corrected(request, one, file, form.correction())


def _corrected(request: HttpRequest, one: Import, file: FileShown, correction: dict[str, Any] | None) -> HttpResponse:
    person = _person(request)
    try:
        correct_import(number=one.pk, said={file.name: correction}, by=person, now=timezone.now())
    except ClaveError as error:
        return _page(request, one, problem=error.sentence())
    return _again(one, person, file)


def _again(one: Import, person: Person, file: FileShown | None = None) -> HttpResponse:
    start_reading(number=one.pk, by=person, now=timezone.now(), then=_address(one, file))
    return redirect("import", number=one.pk)


@require_POST
def import_months(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for whole months to be replaced (`completos`), or for documents only."""
    one, person, now = _found(number), _person(request), timezone.now()
    try:
        if "completos" in request.POST:
            # no fragment: a browser that is sent to one where it already is does not ask for the page again
            start_preview(number=one.pk, by=person, now=now, then=_address(one))
        else:
            keep_months(number=one.pk, preview=None, now=now)
    except ClaveError as error:
        return _page(request, one, problem=error.sentence())
    return redirect(_address(one))


@require_POST
def import_origin(request: HttpRequest, number: int) -> HttpResponse:
    """Say of which ERP or branch the files are."""
    one, form = _found(number), Origin(request.POST)
    if not form.is_valid():
        return _page(request, one, origin=form)
    try:
        name_origin(number=one.pk, origin=form.cleaned_data["origin"], by=_person(request), now=timezone.now())
    except ClaveError as error:
        form.add_error("origin", error.say(reader()))
        return _page(request, one, origin=form)
    messages.success(request, told(_("Saved.")))
    return redirect(_address(one) + "#cargar")


@require_POST
def import_source(request: HttpRequest, number: int) -> HttpResponse:
    """Save how a file was read under a name."""
    one, form = _found(number), SourceName(request.POST)
    file = _file(one, request)
    try:
        if not form.is_valid():
            return _page(request, one, Reading(file), source_name=form)
        name = form.cleaned_data["name"]
        save_source(number=one.pk, file=file.name, name=name, by=_person(request), now=timezone.now())
    except ClaveError as error:
        form.add_error("name", error.say(reader()))
        return _page(request, one, Reading(file), source_name=form)
    text = _("Saved as «{name}»: the next file with these headers is read the same way, without asking.")
    messages.success(request, told(text.fill(name=name)))
    return redirect(_address(one, file))


@require_POST
def import_load(request: HttpRequest, number: int) -> HttpResponse:
    """Load: `agreed` is the word of the months that were shown; over the demonstration only when said so."""
    one, person = _found(number), _person(request)
    company = Company.objects.first()
    if company is not None and company.demonstration and "mezclar" not in request.POST:
        text = _("Say that you want your data mixed with invented ones, or start with your own company first.")
        return _page(request, one, demonstration_error=told(text))
    agreed = request.POST.get("acepto", "")
    if one.months is not None and not agreed:
        text = _("Agree to what would vanish, or replace only the documents that the files contain.")
        return _page(request, one, agreement_error=told(text))
    start_loading(
        number=one.pk, by=person, now=timezone.now(), then=_address(one), agreed=agreed, covered=reverse("coverage")
    )
    return redirect("import", number=one.pk)


def import_discard(request: HttpRequest, number: int) -> HttpResponse:
    """Asks, and on yes throws the files away."""
    one = _found(number)
    if request.method != "POST":
        return render(request, "imports/discard.html", {"one": one})
    try:
        discard_import(number=one.pk, by=_person(request), now=timezone.now())
    except ClaveError as error:
        return _page(request, one, problem=error.sentence())
    messages.success(request, told(_("The files were thrown away; nothing of them was in the book.")))
    return redirect("imports")


def import_rejects(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The rejected rows of all the files, for a spreadsheet; no cell of it runs."""
    one = _found(number)
    path = one.read_folder / f"rejects.{reader()}.csv"
    if not one.reading or not path.exists():
        raise Http404
    name = told(_("rejected-rows")) + f"-{one.pk}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
