"""Trying a source from its forms: what would come, before anything is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.actions.trying import FolderTried, try_source, try_table
from clave.base.errors import ClaveError
from clave.facts.sources.trying import Tried
from clave.store.models import FactSource
from clave.store.policy import policy_in_force
from clave.web.shown.source_tried import answered, listed, tried_shown
from clave.web.source_forms import SourceForm, TableForm
from clave.web.words import told

TRY = "probar"
"""The name of the button: the same form, asked instead of kept."""


def tried_source(request: HttpRequest, form: SourceForm, kept: FactSource | None) -> HttpResponse:
    """Whether it answers. Its page goes on without the part, so that a password that was typed stays where it is."""
    context: dict[str, Any] = {"form": form, "one": kept}
    if form.is_valid():
        limits = policy_in_force().at(timezone.localdate())
        try:
            found = try_source(
                kind=form.kind, entered=form.entered(), kept=kept, limits=limits, now=timezone.now()
            )  # fmt: skip
        except ClaveError as error:
            context["refused"] = told(error.sentence())
        else:
            context["answer"] = listed(found) if isinstance(found, FolderTried) else answered(found)
    else:
        context["refused"] = _said(form)
    form.forget()
    return _answer(request, context, "sources/_answer.html", "sources/form.html")


def tried_table(request: HttpRequest, form: TableForm, context: dict[str, Any]) -> HttpResponse:
    """The first rows as clave would read them."""
    if form.is_valid():
        try:
            found: Tried = try_table(
                source=context["one"], ask=form.ask(), limits=policy_in_force().at(timezone.localdate())
            )
        except ClaveError as error:
            context["refused"] = told(error.sentence())
        else:
            context["tried"] = tried_shown(found)
    else:
        context["refused"] = _said(form)
    return _answer(request, context, "sources/_tried.html", "sources/table.html")


def _said(form: SourceForm | TableForm) -> str:
    """What the form itself refuses, with the names of the fields."""
    return " ".join(
        f"{form.fields[name].label}: {' '.join(map(str, errors))}"
        if name in form.fields
        else " ".join(map(str, errors))
        for name, errors in form.errors.items()
    )


def _answer(request: HttpRequest, context: dict[str, Any], part: str, page: str) -> HttpResponse:
    return render(request, part if "HX-Request" in request.headers else page, context)
