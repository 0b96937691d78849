"""Selección: who should be in, how sure we are, what would change it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.base.words import Text, _
from clave.jobs.selection import refresh_selection_job
from clave.jobs.starting import start
from clave.report.strip import cut_text, firmness, limits_shown
from clave.store.facts import newest_facts
from clave.store.fields import Sight
from clave.store.freshness import outdated
from clave.store.listings import kept_capacity
from clave.store.models import MeasureLine, Person, SelectionLine, SelectionRun
from clave.store.queries import STATES, Wanted, latest_run, lines, run_of
from clave.store.status import decided_with
from clave.store.work import live_of
from clave.web.access import allows
from clave.web.initials import initials
from clave.web.shown.changes import changes, halves, reasons
from clave.web.shown.selection import Head, evidence, heads, row
from clave.web.shown.zone import Zone, zone
from clave.web.who import sight, signed_in
from clave.web.words import told

PAGE = 50
STATE_WORDS: dict[str, Text] = {
    "inside": _("Inside"),
    "debate": _("To debate"),
    "outside": _("Outside"),
    "payment": _("Key but for payment"),
    "seat": _("By a seat"),
}
TEMPLATES = {"panel": "selection/_panel.html", "list": "selection/_answer.html"}


def selection(request: HttpRequest) -> HttpResponse:
    """The whole page, or the part that htmx asks for: the list (`#list`) or the chosen customer (`#panel`).

    `?lista=` opens a kept selection, to be read; 404 where there is none with that number."""
    newest, asked = latest_run(), request.GET.get("lista", "")
    run = run_of(asked) if asked else newest
    if run is None and asked:
        raise Http404
    if run is None:
        return render(request, "selection/empty.html", _before_any(request))
    target = request.headers.get("HX-Target", "") if _partial(request) else ""
    columns = heads(run)
    context: dict[str, Any] = {"run": run, "heads": columns, "kept": run if run != newest else None}
    if target != "panel":
        context |= _list(request, run, columns)
    context |= _panel(run, columns, _chosen(request, run, context), sight(request))
    if target not in TEMPLATES:
        context |= _around(request, run, kept=run != newest)
    response = render(request, TEMPLATES.get(target, "selection/page.html"), context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Ask for the list to be made again from the newest facts and the policy in force; progress stands on the page."""
    job = start(
        refresh_selection_job, by=signed_in(request), now=timezone.now(), key="selection", then=reverse("selection")
    )
    if _partial(request):
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)


def _before_any(request: HttpRequest) -> dict[str, Any]:
    """What can be done while there is no list: make it where there are facts, load them where there are none."""
    person = signed_in(request)
    role = person.role if person else None
    return _work(person) | {"has_facts": newest_facts() is not None, "can_import": allows(role, "imports")}


def _work(person: Person | None) -> dict[str, Any]:
    """Whether this person may make the list anew, and whether that is going on."""
    return {
        "can_refresh": allows(person.role if person else None, "selection_refresh"),
        "job": live_of(person, refresh_selection_job.module_path) if person else None,
    }


def _around(request: HttpRequest, run: SelectionRun, *, kept: bool) -> dict[str, Any]:
    """What stands around the list: whether it is old, what one may do with it, what it was made without. Of an earlier
    one, only what was decided with it: it is there to be read."""
    person = signed_in(request)
    work = {"decided": decided_with(run)} if kept else _work(person)
    return work | {
        "outdated": [] if kept else [told(reason) for reason in outdated(run, timezone.now())],
        "to_debate": lines(run, Wanted(state="debate")).count(),
        "out_of_force": [(told(kept["label"]), told(kept["because"])) for kept in run.out_of_force.values()],
    }


def _chosen(request: HttpRequest, run: SelectionRun, context: dict[str, Any]) -> SelectionLine | None:
    """Who stands beside the list: the chosen one, of a filtered list its first, else the first one outside."""
    every = SelectionLine.objects.filter(run=run)
    chosen = request.GET.get("cliente", "")
    line = every.filter(customer=chosen).first() if chosen else None
    if line or "rows" in context:
        return line or next((row.line for row in context["rows"]), None)
    return every.filter(member=False).order_by("rank").first() or every.order_by("rank").first()


def _partial(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _wanted(request: HttpRequest) -> Wanted:
    given = request.GET
    state = given.get("estado", "")
    return Wanted(
        text=given.get("q", "").strip()[:100],
        criterion=given.get("criterio", ""),
        state=state if state in STATES else "",
        order=given.get("orden", ""),
    )


def _list(request: HttpRequest, run: SelectionRun, columns: tuple[Head, ...]) -> dict[str, Any]:
    wanted = _wanted(request)
    context: dict[str, Any] = {
        "wanted": wanted,
        "states": STATE_WORDS,
        "span": len(columns) + 5,
        "total": run.lines.count(),
    }
    around = zone(run, request.GET.get("cliente", ""))
    context |= _summary(run, around)
    if wanted.plain and request.GET.get("ver") != "todos":
        return context | _zone(around, columns)
    found = Paginator(lines(run, wanted), PAGE).get_page(request.GET.get("pagina"))
    return context | {"found": found, "rows": [row(line, columns) for line in found]}


def _summary(run: SelectionRun, around: Zone) -> dict[str, Any]:
    capacity, members = kept_capacity(run), around.everybody
    strip = limits_shown(capacity, run.currency)
    return {
        "limits": strip,
        "unset": " · ".join(told(limit.label) for limit in strip if limit.total is None),
        "firmness": firmness(members),
        "cut": cut_text(capacity, len(members)),
        "members": len(members),
        "notes": [told(note) for note in (*capacity.warnings, *run.notes)],
    }


def _zone(around: Zone, columns: tuple[Head, ...]) -> dict[str, Any]:
    return {
        "zone": around,
        "leaders": [row(line, columns) for line in around.leaders],
        "folded": [row(line, columns) for line in around.folded],
        "inside": [row(line, columns) for line in around.members],
        "outside": [row(line, columns) for line in around.outside],
    }


def _panel(run: SelectionRun, columns: tuple[Head, ...], line: SelectionLine | None, seen: Sight) -> dict[str, Any]:
    if line is None:
        return {"panel": None}
    measured = MeasureLine.objects.filter(run=run, customer=line.customer).first()
    city = measured.values.get("city") if measured else None
    shown = row(line, columns)
    ours, theirs = halves(changes(line))
    return {
        "panel": shown,
        "panel_initials": initials(line.name),
        "panel_city": city if isinstance(city, str) else "",
        "panel_harvest": [head.harvest for head in shown.categories],
        "panel_why": reasons(line, chips=True),
        "panel_evidence": evidence(line, run, columns, seen),
        "panel_changes": theirs or ours,
        "panel_ours": ours if theirs else [],
    }
