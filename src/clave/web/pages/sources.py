"""Fuentes: the databases, ERPs and folders that clave reads by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.sources import (
    ask_table,
    change_source,
    connect_source,
    give_up_pull,
    leave_table,
    switch_source,
)
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.sources.kinds import CONNECTORS, FOLDER
from clave.facts.tables import TABLES
from clave.jobs.sources import start_probe, start_pull
from clave.store.models import FactSource, Person
from clave.store.pushes import WRITES
from clave.store.source_runs import RunsAsked, last_good, live_sources, newest_pulls, runs
from clave.store.sources import last_jobs_of, last_pull_jobs
from clave.store.sources import sources as all_sources
from clave.web.pages.source_try import TRY, tried_source, tried_table
from clave.web.shown.sources import asks_shown, run_shown, source_shown
from clave.web.source_forms import SourceForm, TableForm, table_choices
from clave.web.who import signed_in
from clave.web.words import told

FEW = 10
"""Readings that stand on the page of a source; the others are in the history."""


def source_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Connect one."""
    if kind not in CONNECTORS and kind != FOLDER:
        raise Http404
    form = SourceForm(kind, request.POST or None)
    if TRY in request.POST:
        return tried_source(request, form, None)
    if request.method == "POST" and form.is_valid():
        try:
            source = connect_source(kind=kind, entered=form.entered(), by=_person(request), now=timezone.now())
        except ClaveError as refused:
            form.refuse(refused)
        else:
            messages.success(request, told(_("The source «{name}» is connected.").fill(name=source.name)))
            return redirect("source", source.pk)
    return _form(request, form, None)


def source_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change how it is reached."""
    source = get_object_or_404(FactSource, pk=number)
    initial = {
        **source.settings, "name": source.name, "origin": source.origin, "cron": source.cron, "seen": source.version,
        "replaces": source.replaces,
    }  # fmt: skip
    form = SourceForm(source.kind, request.POST or None, source=source, initial=initial)
    if TRY in request.POST:
        return tried_source(request, form, source)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            change_source(number=number, entered=form.entered(), by=_person(request), now=timezone.now(), seen=seen)
        except ClaveError as refused:
            form.refuse(refused)
        else:
            messages.success(request, told(_("The source «{name}» was changed.").fill(name=form.cleaned_data["name"])))
            return redirect("source", number)
    return _form(request, form, source)


def source(request: HttpRequest, number: int) -> HttpResponse:
    """One source: what is asked of it, what it has, and what came of it last."""
    one, live = get_object_or_404(all_sources(), pk=number), live_sources()
    job, now = last_jobs_of([number]).get(number), timezone.now()
    latest = newest_pulls([number]).get(number)
    asks = asks_shown(one)
    there = {ask.name for ask in asks}
    came = runs(RunsAsked(source=number), live)
    context = {
        "shown": source_shown(one, latest, last_pull_jobs([number]).get(number), now, last_good([number]).get(number)),
        "one": one,
        "job": job if job and job.live else None,
        "asks": asks,
        "others": [(name, title) for name, title in table_choices() if name not in there],
        "runs": [run_shown(run, live=number in live) for run in came[:FEW]],
        "more": max(0, came.count() - FEW),
        "is_folder": one.kind == FOLDER,
        "writes": one.kind in WRITES,
    }
    return render(request, "sources/page.html", context)


def source_table(request: HttpRequest, number: int, table: str) -> HttpResponse:
    """How one table is asked of a source."""
    one = get_object_or_404(FactSource, pk=number)
    if table not in TABLES or TABLES[table].recorded or one.kind == FOLDER:
        raise Http404
    asked = one.tables.filter(table=table).first()
    form = TableForm(table, request.POST or None, asked=asked)
    context = {"form": form, "one": one, "asked": asked, "title": told(TABLES[table].title), "table": table}
    if TRY in request.POST:
        return tried_table(request, form, context)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            ask_table(number=number, ask=form.ask(), by=_person(request), now=timezone.now(), seen=seen)
        except ClaveError as refused:
            form.refuse(refused)
        else:
            start_probe(number=number, by=_person(request), now=timezone.now(), then=reverse("source", args=[number]))
            return redirect("source", number)
    return render(request, "sources/table.html", context, status=422 if form.errors else 200)


@require_POST
def source_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Read it now, read everything, give up what stopped, look at what it has, switch it on or off, or leave a table."""
    get_object_or_404(FactSource, pk=number)
    me, now, then = _person(request), timezone.now(), reverse("source", args=[number])
    if act in ("leer", "leer-todo"):
        start_pull(number=number, by=me, now=now, full=act == "leer-todo", then=then)
    elif act == "mirar":
        start_probe(number=number, by=me, now=now, then=then)
    elif act == "abandonar":
        give_up_pull(number=number, by=me, now=now)
    elif act in ("encender", "apagar"):
        switch_source(number=number, active=act == "encender", by=me, now=now)
    elif act == "dejar" and request.POST.get("tabla") in TABLES:
        leave_table(number=number, table=request.POST["tabla"], by=me, now=now)
    else:
        raise Http404
    return redirect(then)


def _form(request: HttpRequest, form: SourceForm, source: FactSource | None) -> HttpResponse:
    if form.is_bound:
        form.forget()
    return render(request, "sources/form.html", {"form": form, "one": source}, status=422 if form.errors else 200)


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person
