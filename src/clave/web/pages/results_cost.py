"""Resultados, what it costs: the programme by account, by privilege and amount by amount, with what nobody knows. (F2)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from clave.actions.outcome_cost import note_costs_export
from clave.base.figures import Figure, percent
from clave.base.words import Joined, Text, _
from clave.outcome.cost.parts import PARTS, SHORT
from clave.outcome.cost.shape import Programme, ProgrammeCosts
from clave.outcome.whole import COST
from clave.report.sheet import Head, Value
from clave.store.fields import COST as COST_FIELD
from clave.store.models import OutcomeRun
from clave.store.outcome import newest_outcome, of, part_of
from clave.store.outcome_cost import seen_by
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.pages.results import around, empty, window_of
from clave.web.shown.outcome import PERIODS, money_alt, money_parts
from clave.web.shown.outcome_cost import (
    HEADS,
    VIEWS,
    Heads,
    Wanted,
    among,
    at_least,
    cells,
    periods,
    rows_shown,
    unknown_shown,
    wanted_of,
)
from clave.web.shown.outcome_whale import (
    LOSS_HEADS,
    LOSS_ORDERS,
    ONLY,
    WHALE_HEADS,
    WHALE_ORDERS,
    loss_cells,
    losses_among,
    points_among,
    whale_cells,
)
from clave.web.shown.outcome_whale import wanted_of as asked_of
from clave.web.who import required, sight
from clave.web.words import reader, told

PAGE = 50


def kept(request: HttpRequest) -> tuple[OutcomeRun | None, ProgrammeCosts | None, str]:
    """The newest reckoning with its costs over the window of the address; and the sentence that refused them, where one did."""
    run, window = newest_outcome(), window_of(request)
    if run is None:
        return None, None, ""
    refused = part_of(run, window, COST)
    return run, of(run, window, ProgrammeCosts), told(refused) if isinstance(refused, Text | Joined) else ""


def refused_page(request: HttpRequest, run: OutcomeRun | None, why: str) -> HttpResponse:
    """What stands there without costs: the sentence that refused them, or what is missing to reckon them."""
    if run is None or not why:
        return empty(request, run)
    return render(request, "results/refused.html", around(request, run) | {"why": why})


def results_cost(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    run, costs, why = kept(request)
    if run is None or costs is None:
        return refused_page(request, run, why)
    eyes = sight(request)
    found = seen_by(eyes, costs.programme)
    wanted, window = wanted_of(request.GET), window_of(request)
    chosen = among(found, wanted)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("pagina"))

    def may(route: str) -> bool:
        return allows(required(request).role, route)

    context: dict[str, Any] = {
        "cost": found,
        "whole": eyes.sees_all(COST_FIELD),
        "found": page,
        "rows": rows_shown(page, found.currency, lambda asked: _address(window, asked), may),
        "wanted": wanted,
        "views": [(key, told(label), _address(window, {"ver": key})) for key, label in VIEWS.items()],
        "parts": [(key, told(label)) for key, label in PARTS.items()],
        "short": [(key, told(label)) for key, label in SHORT.items()],
        "whats": [(one.key, told(one.label)) for one in found.privileges],
        "any": bool(found.amounts),
        "period": PERIODS[window],
        "opens": may("account"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= around(request, run) | _figures(found, window, may)
    response = render(request, "results/_cost_list.html" if part else "results/cost.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _figures(found: Programme, window: str, may: Any) -> dict[str, Any]:
    """What stands above the list."""
    keys = [one.key for one in found.parts]
    links = [_address(window, {"ver": "montos", "parte": key}) for key in keys]
    return {
        "said": told(found.said),
        "bar": list(zip(keys, money_parts(found, window), links, strict=True)),
        "bar_alt": money_alt(found),
        "total": at_least(found.total, found.currency, incomplete=not found.whole),
        "over": "" if found.over_sales is None else percent(found.over_sales, reader()),
        "sales": told(Figure(found.sales, "money", found.currency)),
        "unknown": unknown_shown(found, may),
        "may_policy": may("policy"),
        "may_results": may("results"),
        "periods": periods(window, "results_cost"),
    }


def _address(window: str, asked: Mapping[str, str]) -> str:
    return f"{reverse('results_cost')}?{urlencode({'periodo': PERIODS[window], **asked})}#list"


def _cost_cells(found: Programme, wanted: Wanted) -> tuple[Heads, list[list[Value]]]:
    return HEADS[wanted.view], cells(among(found, wanted))


FILES: dict[str, Text] = {
    "costo": _("cost of the programme"), "ballena": _("whale curve"), "concentracion": _("concentration"),
}  # fmt: skip


def results_cost_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """`costo`, `ballena` or `concentracion`, as .xlsx or .csv, filtered as on its page; 404 for anything else."""
    name, _dot, form = kind.rpartition(".")
    run, costs, _why = kept(request)
    if run is None or costs is None or form not in ("xlsx", "csv") or name not in FILES:
        raise Http404
    if name != "costo" and not allows(required(request).role, "results_whale"):
        raise Http404
    heads, rows = _file(request, name, costs)
    note_costs_export(by=required(request), now=timezone.now())
    about = [
        (told(_("From")), told(Figure(costs.since, "date"))), (told(_("Until")), told(Figure(costs.until, "date"))),
        (told(_("Facts")), run.facts_version), (told(_("Policy version")), run.policy_version),
        (told(_("Currency")), costs.currency), *_said(request, name, costs),
    ]  # fmt: skip
    shown = [Head(told(label), kind_, width) for label, kind_, width in heads]  # type: ignore[arg-type]
    return as_file(FILES[name], form, shown, rows, about)


def _file(request: HttpRequest, name: str, costs: ProgrammeCosts) -> tuple[Heads, list[list[Value]]]:
    if name == "costo":
        return _cost_cells(seen_by(sight(request), costs.programme), wanted_of(request.GET))
    if name == "ballena":
        points = points_among(costs.whale, asked_of(request.GET, WHALE_ORDERS, ONLY)) if costs.whale else ()
        return WHALE_HEADS, whale_cells(points)
    losses = losses_among(costs.concentration, asked_of(request.GET, LOSS_ORDERS)) if costs.concentration else ()
    return LOSS_HEADS, loss_cells(losses)


def _said(request: HttpRequest, name: str, costs: ProgrammeCosts) -> list[tuple[str, str]]:
    """The sentences that go with the figures."""
    if name == "costo":
        found = seen_by(sight(request), costs.programme)
        return [(told(_("Cost of the programme")), told(found.said))] + [
            (told(one.label), f"{told(one.why)} {told(one.remedy)}") for one in found.unknown
        ]
    if name == "ballena" and costs.whale:
        return [(told(_("Whale curve")), told(costs.whale.said))]
    return [(told(one.label), told(one.said)) for one in costs.concentration.held] if costs.concentration else []
