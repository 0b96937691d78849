"""Views of the list of accounts that people keep, and how they like its table."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.views import choose_table, remove_view, rename_view, save_view
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.accounts import saved_views, table_choice
from clave.store.models import Person, SavedView
from clave.web import address
from clave.web.columns import CHOOSABLE, choosable, chosen
from clave.web.who import sight, signed_in

REMOVED = "view_removed"
NO_COLUMN = _("No column is chosen: choose at least one.")


def views(request: HttpRequest) -> HttpResponse:
    """A person's own views; posting keeps one more and leads to it."""
    person = _person(request)
    if request.method != "POST":
        query = address.kept(request.GET)
        removed = request.session.pop(REMOVED, None)
        return _views(request, person, query=query, asked_to_save=bool(query), removed=removed)
    name, query = request.POST.get("name", ""), address.kept(QueryDict(request.POST.get("consulta", "")))
    try:
        save_view(name=name, query=query, by=person, now=timezone.now())
    except ClaveError as error:
        return _views(request, person, status=422, query=query, asked_to_save=True, name=name, error=error.sentence())
    return redirect("accounts_views") if "stay" in request.POST else _list(query)


@require_POST
def view(request: HttpRequest, number: int) -> HttpResponse:
    """Rename a view of one's own (`do=rename`) or delete it (`do=remove`); anybody else's does not exist."""
    person = _person(request)
    found = SavedView.objects.filter(person=person, pk=number).first()
    if found is None:
        raise Http404
    if request.POST.get("do") == "remove":
        remove_view(view=found, by=person, now=timezone.now())
        request.session[REMOVED] = {"name": found.name, "query": found.query}
        return redirect("accounts_views")
    name = request.POST.get("name", "")
    try:
        rename_view(view=found, name=name, by=person, now=timezone.now())
    except ClaveError as error:
        return _views(request, person, status=422, faulty=number, name=name, error=error.sentence())
    return redirect("accounts_views")


def table(request: HttpRequest) -> HttpResponse:
    """Which columns (`col`), for always or in this address only (`use`), and how dense (`compact`)."""
    person = _person(request)
    if request.method != "POST":
        return _columns(request, person, address.kept(request.GET))
    query = QueryDict(request.POST.get("consulta", request.GET.urlencode()), mutable=True)
    if (compact := request.POST.get("compact")) is not None:
        choose_table(by=person, now=timezone.now(), compact=compact == "1")
        return _list(address.kept(query))
    use, columns = request.POST.get("use"), [key for key in CHOOSABLE if key in request.POST.getlist("col")]
    if not columns and use != "shipped":
        return _columns(request, person, address.kept(query), error=NO_COLUMN)
    query.setlist(address.COLUMN, columns if use == "here" else [])
    if use != "here":
        choose_table(by=person, now=timezone.now(), columns=[] if use == "shipped" else columns)
    return _list(address.kept(query))


def _person(request: HttpRequest) -> Person:
    person = signed_in(request)
    if person is None:  # the table of access lets nobody else in
        raise Http404
    return person


def _list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('accounts')}?{query}".removesuffix("?"))


def _views(request: HttpRequest, person: Person, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "accounts/views.html", {"views": saved_views(person), **context}, status=status)


def _columns(request: HttpRequest, person: Person, query: str, **context: Any) -> HttpResponse:
    picked = chosen(QueryDict(query).getlist(address.COLUMN), table_choice(person).columns)
    shown = {
        "kept": query,
        "picked": {column.key for column in picked},
        "choosable": choosable(sight(request)),
    }
    return render(request, "accounts/columns.html", shown | context, status=422 if "error" in context else 200)
