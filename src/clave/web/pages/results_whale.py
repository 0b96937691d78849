"""Resultados, who leaves what: the whale curve over all customers, and on how few the company stands. (B2, F2)"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from clave.outcome.cost.shape import Concentration, Loss
from clave.policy import programme
from clave.policy.limits import Limits
from clave.store.policy import policy_in_force
from clave.web.access import allows
from clave.web.pages.results import around, window_of
from clave.web.pages.results_cost import PAGE, kept, refused_page
from clave.web.shown.outcome import PERIODS
from clave.web.shown.outcome_cost import money_of
from clave.web.shown.outcome_whale import (
    LOSS_ORDERS,
    ONLY,
    WHALE_ORDERS,
    drawn,
    drivers_shown,
    held_shown,
    loss_shown,
    losses_among,
    points_among,
    points_shown,
    wanted_of,
)
from clave.web.who import required
from clave.web.words import told


def _alone(request: HttpRequest) -> bool:
    """Whether htmx asks for the list alone."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def results_whale(request: HttpRequest) -> HttpResponse:
    """The curve with its drivers, and the customers on it."""
    run, costs, why = kept(request)
    if run is None or costs is None or costs.whale is None:
        return refused_page(request, run, why)
    whale, wanted = costs.whale, wanted_of(request.GET, WHALE_ORDERS, ONLY)
    page = Paginator(points_among(whale, wanted), PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "whale": whale, "found": page, "rows": points_shown(page, whale.currency), "wanted": wanted,
        "only": [(key, told(label)) for key, (label, _fits) in ONLY.items()], "period": PERIODS[window_of(request)],
        "opens": allows(required(request).role, "account"),
    }  # fmt: skip
    part = _alone(request)
    if not part:
        context |= around(request, run) | {
            "chart": drawn(whale), "said": told(whale.said),
            "refused": told(whale.refused) if whale.refused is not None else "",
            "drivers": drivers_shown(whale.drivers, whale.currency),
            "unknown": sum(not one.known for one in whale.drivers),
            "shipped": sum(bool(one.policy and one.shipped) for one in whale.drivers),
            "total": money_of(whale.total, whale.currency) if whale.points else "",
            "outside_money": money_of(whale.outside_money, whale.currency),
            "given_back": money_of(whale.given_back, whale.currency),
            "may_policy": allows(required(request).role, "policy"), "may_results": True,
        }  # fmt: skip
    response = render(request, "results/_whale_list.html" if part else "results/whale.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def results_concentration(request: HttpRequest) -> HttpResponse:
    """How concentrated money and margin are, and what losing one customer would take."""
    run, costs, why = kept(request)
    if run is None or costs is None or costs.concentration is None:
        return refused_page(request, run, why)
    found, wanted = costs.concentration, wanted_of(request.GET, LOSS_ORDERS)
    page = Paginator(losses_among(found, wanted), PAGE).get_page(request.GET.get("pagina"))
    costed = any(one.key == "net" for one in found.held)
    context: dict[str, Any] = {
        "held": [held_shown(one, found.currency) for one in found.held], "found": page, "wanted": wanted, "costed": costed,
        "rows": [loss_shown(one, found.currency, costed=costed) for one in page],
        "by_group": found.by_group, "period": PERIODS[window_of(request)], "whole": found,
        "opens": allows(required(request).role, "account"),
    }  # fmt: skip
    part = _alone(request)
    if not part:
        asked = request.GET.get("cliente", "")[:100]
        chosen = chosen_of(found, asked)
        limits: Limits = policy_in_force().at(run.as_of)
        context |= around(request, run) | {
            "chosen": loss_shown(chosen, found.currency, costed=costed) if chosen else None,
            "nobody": asked if asked and (chosen is None or asked not in (chosen.customer, *chosen.members)) else "",
            "moderate": limits[programme.concentration_moderate], "high": limits[programme.concentration_high],
            "may_results": True,
        }  # fmt: skip
    response = render(request, "results/_concentration_list.html" if part else "results/concentration.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def chosen_of(found: Concentration, asked: str) -> Loss | None:
    """The customer that the address asks for, by its code or that of one of its group; else the largest."""
    mine = (one for one in found.losses if asked in (one.customer, *one.members))
    return next(mine, found.losses[0] if found.losses else None)
