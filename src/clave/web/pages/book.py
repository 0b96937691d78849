"""The way back: undoing the last import and reopening an earlier version, each after being asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clave.actions.loading import reopen_version, undo_import
from clave.base.errors import ClaveError
from clave.base.words import Shown
from clave.facts.store import Version
from clave.facts.tables import TABLES
from clave.jobs.imports import refresh
from clave.store.imports import fact_store
from clave.store.models import Person
from clave.web.who import signed_in
from clave.web.words import reader


@dataclass(frozen=True)
class RowsChange:
    """Rows of one table now and afterwards."""

    table: str
    now: int
    then: int


def undo(request: HttpRequest) -> HttpResponse:
    """Asks what the last import is that would be taken back, and takes it back."""
    store = fact_store()
    current = store.version()
    if current is None:
        raise Http404
    target = store.before(current.version)
    return _back(request, current, target, undoing=True)


def reopen(request: HttpRequest, version: int) -> HttpResponse:
    """Asks what would change, and makes an earlier version the current book."""
    store = fact_store()
    current, target = store.version(), store.version(version)
    if current is None or target is None:
        raise Http404
    return _back(request, current, target, undoing=False)


def _back(request: HttpRequest, current: Version, target: Version | None, *, undoing: bool) -> HttpResponse:
    problem: Shown | None = None
    if request.method == "POST":
        person, now, seen = signed_in(request), timezone.now(), _number(request.POST.get("visto", ""))
        assert isinstance(person, Person)
        try:
            if undoing:
                undo_import(seen=seen, by=person, now=now)
            else:
                reopen_version(version=target.version if target else 0, seen=seen, by=person, now=now)
            refresh(by=person, now=now, covered=reverse("coverage"))
            return redirect(reverse("imports") + f"?antes={seen}")
        except ClaveError as error:
            problem = error.sentence()
    context = {
        "current": current, "target": target, "undoing": undoing, "changes": _changes(current, target),
        "problem": problem,
    }  # fmt: skip
    return render(request, "imports/back.html", context, status=422 if problem else 200)


def _changes(current: Version, target: Version | None) -> list[RowsChange]:
    now, then = dict(current.rows), dict(target.rows if target else ())
    return [
        RowsChange(table.title.say(reader()), now.get(name, 0), then.get(name, 0))
        for name, table in TABLES.items()
        if now.get(name, 0) != then.get(name, 0)
    ]


def _number(text: str) -> int:
    """The version that was on the page; -1, which no book is at, where somebody wrote the form by hand."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
