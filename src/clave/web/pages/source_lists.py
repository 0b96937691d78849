"""Fuentes as lists: every source, the history of what they brought, one reading of it, and their files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.sources import note_sources_export
from clave.base.words import Text, _
from clave.report.sheet import Head, Value
from clave.store.models import FactSource, SourceRun
from clave.store.source_runs import RUN_ORDERS, RunsAsked, last_good, live_sources, newest_pulls, runs
from clave.store.sources import last_pull_jobs
from clave.store.sources import sources as all_sources
from clave.web.pages.privileges import as_file
from clave.web.shown.source_run import run_page
from clave.web.shown.sources import SourceShown, kinds, run_shown, run_states, source_shown, states
from clave.web.who import required
from clave.web.words import told

PAGE, LONGEST = 50, 100
ORDERS = ("name", "kind", "state", "read", "good", "next")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
SOURCE_HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Source"), "text", 30), (_("Kind"), "text", 22), (_("Name of the ERP in the book"), "text", 16), (_("State"), "text", 24),
    (_("Why"), "text", 60), (_("Last read"), "text", 17), (_("In the book until"), "text", 17), (_("Next"), "text", 17),
)  # fmt: skip
RUN_HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Number"), "whole", 9), (_("Source"), "text", 30), (_("Begun"), "text", 17), (_("Ended"), "text", 17),
    (_("Seconds"), "whole", 10), (_("State"), "text", 24), (_("Everything"), "text", 11), (_("Rows"), "whole", 11),
    (_("Rejected"), "whole", 10), (_("Tries"), "whole", 8), (_("Who"), "text", 24), (_("Import"), "whole", 9),
    (_("Why"), "text", 60),
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which sources, and in which order."""

    text: str = ""
    kind: str = ""
    state: str = ""
    order: str = "name"


def sources(request: HttpRequest) -> HttpResponse:
    """Every source: how it stands, and when it is read next; the list alone where htmx filters it."""
    wanted, every = _wanted(request), _shown()
    found = Paginator(_among(every, wanted), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "rows": list(found), "found": found, "wanted": wanted, "kinds": kinds(), "states": states(), "any": bool(every),
        "failing": sum(row.failing for row in every),
    }  # fmt: skip
    return _list(request, context, "sources/_list.html", "sources/list.html")


def source_runs(request: HttpRequest) -> HttpResponse:
    """What came of every source, the newest first."""
    form, live = RunFilter(request.GET), live_sources()
    found = Paginator(runs(form.asked(), live), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form, "rows": [run_shown(run, live=run.of_id in live) for run in found], "found": found,
        "wanted": form.asked(), "filtered": form.filters, "any": bool(found.object_list) or SourceRun.objects.exists(),
    }  # fmt: skip
    return _list(request, context, "sources/_runs.html", "sources/runs.html")


def source_run(request: HttpRequest, number: int) -> HttpResponse:
    """One reading: what came of each table, from when to when, how it was kept, and who asked."""
    run = get_object_or_404(SourceRun.objects.select_related("of", "by", "brought__ended_by"), pk=number)
    job = last_pull_jobs([run.of_id]).get(run.of_id)
    newest = newest_pulls([run.of_id]).get(run.of_id)
    live = job is not None and job.live
    context = {
        "shown": run_shown(run, live=live), "page": run_page(run), "one": run.of, "run": run,
        "job": job if live and newest == run else None, "is_newest": newest == run,
    }  # fmt: skip
    return render(request, "sources/run.html", context)


def sources_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """`fuentes` or `lecturas`, `.xlsx` or `.csv`, as on the page; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name not in ("fuentes", "lecturas"):
        raise Http404
    if name == "fuentes":
        title, heads, rows = (
            _("sources"),
            SOURCE_HEADS,
            [_source_cells(row) for row in _among(_shown(), _wanted(request))],
        )
    else:
        live = live_sources()
        found = runs(RunFilter(request.GET).asked(), live)
        title, heads = _("readings-of-sources"), RUN_HEADS
        rows = [_run_cells(run, live=run.of_id in live) for run in found]
    note_sources_export(by=required(request), now=timezone.now())
    own = [Head(told(label), unit, width) for label, unit, width in heads]  # type: ignore[arg-type]
    return as_file(title, form, own, rows, [(told(_("Rows")), str(len(rows)))])


class RunFilter(forms.Form):
    """Of which source, how it ended, from which day to which."""

    fuente = forms.ModelChoiceField(FactSource.objects.order_by("name"), required=False)
    estado = forms.ChoiceField(required=False)
    desde = forms.DateField(required=False, input_formats=DAYS)
    hasta = forms.DateField(required=False, input_formats=DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state: Any = self.fields["estado"]
        state.choices = [("", told(_("Any state"))), *run_states().items()]
        source: Any = self.fields["fuente"]
        source.empty_label = told(_("Any source"))
        labels = {"fuente": _("Source"), "estado": _("State"), "desde": _("From"), "hasta": _("To")}
        for name, label in labels.items():
            self.fields[name].widget.attrs |= {"aria-label": told(label), "class": "sel" if name[0] in "fe" else "inp"}
        for name in ("desde", "hasta"):
            widget: Any = self.fields[name].widget
            widget.input_type = "date"

    def asked(self) -> RunsAsked:
        """What it asks for; what cannot be understood is left out."""
        self.is_valid()
        given, order = self.cleaned_data, self.data.get("orden", "")
        since, until, source = given.get("desde"), given.get("hasta"), given.get("fuente")
        return RunsAsked(
            source.pk if source else None, given.get("estado") or "", _midnight(since) if since else None,
            _midnight(until + timedelta(days=1)) if until else None,
            order if order.removeprefix("-") in RUN_ORDERS else "-begun",
        )  # fmt: skip

    @property
    def filters(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _list(request: HttpRequest, context: dict[str, Any], part: str, page: str) -> HttpResponse:
    alone = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, part if alone else page, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _shown() -> list[SourceShown]:
    every, now = list(all_sources()), timezone.now()
    numbers = [source.pk for source in every]
    newest, jobs, good = newest_pulls(numbers), last_pull_jobs(numbers), last_good(numbers)
    return [source_shown(one, newest.get(one.pk), jobs.get(one.pk), now, good.get(one.pk)) for one in every]


def _wanted(request: HttpRequest) -> Wanted:
    get = request.GET
    kind, state, order = get.get("clase", ""), get.get("estado", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:LONGEST], kind if kind in kinds() else "", state if state in states() else "",
        order if order.removeprefix("-") in ORDERS else "name",
    )  # fmt: skip


def _among(every: Iterable[SourceShown], wanted: Wanted) -> list[SourceShown]:
    text = wanted.text.casefold()
    some = [
        row for row in every
        if wanted.kind in ("", row.source.kind) and wanted.state in ("", row.state)
        and (not text or text in f"{row.source.name} {row.source.origin}".casefold())
    ]  # fmt: skip
    key = wanted.order.removeprefix("-")
    ways: dict[str, Any] = {
        "name": lambda row: row.source.name.casefold(), "kind": lambda row: row.kind, "state": lambda row: told(row.badge.label),
        "read": lambda row: row.last.run.begun_at if row.last else None, "good": lambda row: row.good_at,
        "next": lambda row: row.next_at,
    }  # fmt: skip
    known = [row for row in some if ways[key](row) is not None]
    known.sort(key=ways[key], reverse=wanted.order.startswith("-"))
    return known + [row for row in some if ways[key](row) is None]


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _source_cells(row: SourceShown) -> list[Value]:
    last = row.last
    return [
        row.source.name, row.kind, row.source.origin, told(row.badge.label), last.error if last else "",
        _at(last.run.begun_at if last else None), _at(row.good_at), _at(row.next_at),
    ]  # fmt: skip


def _run_cells(run: SourceRun, *, live: bool) -> list[Value]:
    shown = run_shown(run, live=live)
    seconds = round((run.ended_at - run.begun_at).total_seconds()) if run.ended_at else None
    return [
        run.pk, run.of.name, _at(run.begun_at), _at(run.ended_at), seconds, told(shown.badge.label),
        told(_("yes") if run.full else _("no")), run.rows, run.rejected, run.tries, run.by.name if run.by else "clave",
        run.brought_id, shown.error,
    ]  # fmt: skip
