"""Resultados: whether the programme is worth it, over one window, on one page; as a paper for the board and as a file. (B, F)"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.outcome import note_outcome_export, note_outcome_print
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.jobs.outcome import reckon_outcome_job, start_reckoning
from clave.outcome.whole import Outcome
from clave.policy import declared
from clave.report.board import board_pdf
from clave.report.sheet import Head
from clave.store.facts import newest_facts
from clave.store.models import Company, OutcomeRun
from clave.store.outcome import before, changed_since, newest_outcome, of
from clave.store.policy import policy_in_force
from clave.store.work import live_of
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.shown.board import board
from clave.web.shown.outcome import (
    ICONS,
    PARTS,
    PERIODS,
    cards,
    drawn,
    harvested,
    money_alt,
    money_parts,
    rows,
    spreads,
    summed_up,
    switch,
)
from clave.web.shown.outcome_file import HEADS, about, cells
from clave.web.who import required
from clave.web.words import reader, told

DEFAULT = "12"
FILE = _("results of the programme")
OLD = 7
BEFORE = 6


def window_of(request: HttpRequest) -> str:
    """The window that the address asks for; twelve months where it names none."""
    asked = {said: key for key, said in PERIODS.items()}
    return asked.get(request.GET.get("periodo", DEFAULT), DEFAULT)


def around(request: HttpRequest, run: OutcomeRun | None) -> dict[str, Any]:
    """What every page of this section has: the reckoning, whether it is old and why, what goes on, what is missing."""
    person, window = required(request), window_of(request)
    context: dict[str, Any] = {
        "run": run,
        "window": window,
        "period": PERIODS[window],
        "switch": switch(window),
        "may_reckon": allows(person.role, "results_reckon"),
        "may_import": allows(person.role, "imports"),
        "job": live_of(person, reckon_outcome_job.module_path),
    }
    try:
        if run is None:
            newest = newest_facts()
            context["facts"] = bool(newest and newest.rows)
        else:
            context["changed"] = ", ".join(told(part) for part in changed_since(run))
            days = (timezone.localdate() - run.as_of).days
            context["days_old"] = days if days > OLD else 0
    except ClaveError as error:
        context["failed"] = told(error.sentence())
    return context


def empty(request: HttpRequest, run: OutcomeRun | None = None) -> HttpResponse:
    """What a page shows before the first reckoning: what is missing, and what it would tell."""
    return render(request, "results/empty.html", around(request, run))


def results(request: HttpRequest) -> HttpResponse:
    """The whole page over the window of the address."""
    run, window = newest_outcome(), window_of(request)
    found = of(run, window, Outcome) if run else None
    if run is None or found is None:
        return empty(request, run)
    context = around(request, run) | {
        "found": found,
        "verdict": _verdict(found),
        "sum": summed_up(found),
        "cards": cards(found),
        "chart": drawn(found),
        "path": found.effect.path if found.effect else (),
        "rows": rows(found),
        "level": found.level,
        "harvest": harvested(found, _order()),
        "parts": money_parts(found.programme, window),
        "parts_alt": money_alt(found.programme) if found.programme else "",
        "spreads": spreads(found),
        "refused": [(told(PARTS[one.part]), told(one.why)) for one in found.refused],
        "checks": [told(one.words) for one in found.effect.checks] if found.effect else [],
        "unknown": [(told(one.label), told(one.why), told(one.remedy)) for one in found.programme.unknown]
        if found.programme
        else [],
        "earlier": [
            (one.as_of, told(page.verdict.head), told(page.verdict.sentence))
            for one, page in before(run, window, BEFORE)
        ],
    }
    return render(request, "results/page.html", context)


def _order() -> tuple[str, ...]:
    """The criteria in order of importance; none while the policy cannot be read."""
    try:
        return policy_in_force().at(timezone.localdate())[declared.order]
    except ClaveError:
        return ()


def _verdict(found: Outcome) -> dict[str, Any]:
    """The verdict as its band shows it: the sentence in three, so that what came back stands out."""
    said = found.verdict
    sentence, point = told(said.sentence), told(said.point)
    first, middle, rest = sentence.partition(point) if point else (sentence, "", "")
    tone = {"yes": "", "yes_known": "", "no": "no"}.get(said.answer, "not")
    return {
        "head": told(said.head), "first": first, "point": middle, "rest": rest, "also": told(said.also), "tone": tone,
        "icon": ICONS[said.answer],
    }  # fmt: skip


def _found(request: HttpRequest) -> tuple[OutcomeRun, Outcome]:
    """The reckoning and its window, or 404: a file of nothing is none."""
    run = newest_outcome()
    found = of(run, window_of(request), Outcome) if run else None
    if run is None or found is None:
        raise Http404
    return run, found


def results_paper(request: HttpRequest) -> HttpResponse:
    """The report for the board, as PDF."""
    run, found = _found(request)
    now, company = timezone.now(), Company.objects.order_by("id").first()
    note_outcome_print(by=required(request), now=now)
    said = board(found, run, company.name if company else "", _order(), now)
    response = HttpResponse(board_pdf(said, reader()), content_type="application/pdf")
    name = f"{told(_('results'))}-{PERIODS[found.window.key]}-{run.as_of:%Y-%m-%d}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def results_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every figure with its interval, what it is and where it comes from: `resultados.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "resultados":
        raise Http404
    run, found = _found(request)
    note_outcome_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, cells(found), about(run, found))


@require_POST
def results_reckon(request: HttpRequest) -> HttpResponse:
    """Ask for it anew; progress stands on the page."""
    then = f"{reverse('results')}?periodo={PERIODS[window_of(request)]}"
    job = start_reckoning(by=required(request), now=timezone.now(), then=then)
    if "HX-Request" in request.headers:
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)
