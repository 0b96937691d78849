"""Cartera: whom to ask for what today, by the route of each account, in order, and why. (G6)"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.collection import note_collection_export
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.bands import MANY
from clave.privileges.collection.hours import when
from clave.privileges.collection.routes import TONES, WAYS
from clave.privileges.collection.worklist import Task
from clave.report.sheet import Head, Value
from clave.store.collecting import Collected, collected, habits, has_receivables
from clave.store.collection import contacts
from clave.store.models import KeyStatus, Person
from clave.store.policy import policy_in_force
from clave.store.roles import KAM
from clave.store.status import MEMBER_STATES
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.shown.collection import (
    ALL,
    CODES,
    DEPARTMENT,
    MINE,
    VIEWS,
    Asking,
    Wanted,
    among,
    by_age,
    habit_words,
    may_now,
    row,
)
from clave.web.who import powers, required
from clave.web.words import told

PAGE = 50
FILE = _("collection")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Place"), "whole", 8), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("What it is"), "text", 20),
    (_("Who asks"), "text", 24), (_("How"), "text", 12), (_("Tone"), "text", 12), (_("Whom"), "text", 24),
    (_("Document"), "text", 16), (_("Due"), "date", 12), (_("Days late"), "whole", 10), (_("Open"), "money", 16),
    (_("Currency"), "text", 10), (_("Why"), "text", 60), (_("Its habit"), "text", 40), (_("Automatic letters"), "text", 14),
)  # fmt: skip


def collection(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    person, now, limits = required(request), timezone.now(), _limits()
    try:
        found = collected(now, limits)
    except ClaveError as refused:
        return _empty(request, refused)
    wanted = wanted_of(request, person)
    by = Asking(person.name, found.day, limits[declared.collection_band], key_names())
    shown = among(found.tasks, wanted, by)
    page = Paginator(shown, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": page,
        "rows": _rows(list(page.object_list), limits, by),
        "wanted": wanted,
        "ages": by_age(shown, found.day, by.width),
        "ways": WAYS.items(),
        "day": found.day,
        "notes": allows(person.role, "collection_new", powers(request).departments()),
        "any": bool(found.tasks),
        "old": found.old,
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context |= _filters(found, wanted, by)
    if not part:
        context |= _around(request, found)
    response = render(request, "collection/_list.html" if part else "collection/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def collection_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Document by document, filtered as on the page, as `cartera.xlsx` or `.csv`; 404 for another ending."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or not name:
        raise Http404
    person, limits = required(request), _limits()
    try:
        found = collected(timezone.now(), limits)
    except ClaveError as refused:
        return _empty(request, refused)
    wanted, by = (
        wanted_of(request, person),
        Asking(person.name, found.day, limits[declared.collection_band], key_names()),
    )
    shown = among(found.tasks, wanted, by)
    usual = habits([task.customer for task in shown])
    rows = [line for at, task in enumerate(shown, 1) for line in _cells(at, task, by, usual.get(task.customer))]
    note_collection_export(by=person, now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Day")), told(Figure(found.day, "date"))), (told(_("Filter")), told(VIEWS[wanted.view][0]))]
    return as_file(FILE, form, heads, rows, about)


def _cells(at: int, task: Task, by: Asking, habit: float | None) -> list[list[Value]]:
    route = task.route
    return [
        [
            at, task.customer, task.name or by.keys.get(task.customer) or task.customer, told(CODES[task.code][0]), task.by,
            told(WAYS[route.way]), told(TONES[route.tone]), route.contact, debt.document, debt.due,
            max(0, debt.late(by.day)), float(debt.balance), task.currency, told(task.reason),
            habit_words(habit, task.oldest), told(_("yes") if route.automatic and not route.person else _("no")),
        ]
        for debt in task.debts
    ]  # fmt: skip


def wanted_of(request: HttpRequest, person: Person) -> Wanted:
    """What the address asks for; what nobody declared is ignored. A manager of accounts begins with their own."""
    get = request.GET
    usual = MINE if person.role == KAM.key else ALL
    view, band, way = get.get("ver", ""), get.get("edad", ""), get.get("medio", "")
    return Wanted(
        view if view in VIEWS else "", get.get("de", "")[:100] or usual,
        int(band) if band.isascii() and band.isdigit() and int(band) <= MANY + 1 else None,
        way if way in WAYS else "", get.get("q", "").strip()[:100], usual,
    )  # fmt: skip


def _rows(tasks: list[Task], limits: Limits, by: Asking) -> list[Any]:
    now = timezone.localtime()
    codes = [task.customer for task in tasks]
    there, usual, closed = (
        contacts(codes, since=now - timedelta(days=8)),
        habits(codes),
        when(now, "", False, (), limits),
    )
    return [row(task, may_now(task, now, there, limits), closed, usual.get(task.customer), by) for task in tasks]


def _filters(found: Collected, wanted: Wanted, by: Asking) -> dict[str, Any]:
    """The views with how much each holds of what the other filters leave, and whose lists there are."""
    every = Wanted("todo", wanted.whose, wanted.band, wanted.way, wanted.text)
    codes: Counter[str] = Counter(task.code for task in among(found.tasks, every, by))
    people = sorted({task.by for task in found.tasks if task.by and task.by != by.me})
    return {
        "views": [(key, label, sum(codes[code] for code in those)) for key, (label, those) in VIEWS.items()],
        "people": people,
        "department": DEPARTMENT,
        "all": ALL,
        "mine": MINE,
    }


def _around(request: HttpRequest, found: Collected) -> dict[str, Any]:
    closed = when(timezone.localtime(), "", False, (), _limits())
    return {
        "closed": told(closed.because) if not closed.now else "",
        "news": found.news,
        "may_import": allows(required(request).role, "imports"),
        "asides": [told(text) for text in found.set_aside[:20]],
        "aside": len(found.set_aside),
        "undo": undo.taken(request),
    }


def _empty(request: HttpRequest, refused: ClaveError) -> HttpResponse:
    """Nothing was loaded, or it cannot be read: what is missing, and who brings it."""
    try:
        there = has_receivables()
    except ClaveError:
        there = True
    context = {
        "failed": told(refused.sentence()) if there else "",
        "may_import": allows(required(request).role, "imports"),
    }
    return render(request, "collection/empty.html", context)


def key_names() -> dict[str, str]:
    """The key accounts of now with their names."""
    return {
        code: name or code
        for code, name in KeyStatus.objects.filter(state__in=MEMBER_STATES).values_list("customer", "name")
    }


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())
