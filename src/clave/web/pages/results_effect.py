"""Resultados, did status matter: accounts beside comparable customers, the checks first, who was left out; and the twin of one.
(B1, B2)"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.outcome import note_outcome_export
from clave.base.figures import Figure, percent
from clave.base.words import Joined, Text, _
from clave.outcome.effect.shape import Effect
from clave.outcome.whole import EFFECT
from clave.report.sheet import Head, Value
from clave.store.models import OutcomeRun
from clave.store.outcome import newest_outcome, of, part_of
from clave.store.outcome_effect import names_in
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.pages.results import around, empty, window_of
from clave.web.shown import effect as shown
from clave.web.shown.outcome import NAMES, PERIODS, address
from clave.web.shown.outcome_list import Wanted, among, heads, ordered, values
from clave.web.who import required
from clave.web.words import reader, told

PAGE = 50
PLACEBOS = 12
FILES: dict[str, Text] = {
    "cuentas": _("accounts compared"), "parecidos": _("comparable customers"), "caminos": _("paths by month"),
    "efecto": _("figures of the effect"),
}  # fmt: skip


def results_effect(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    run, window = newest_outcome(), window_of(request)
    found = of(run, window, Effect) if run else None
    if run is None or found is None:
        return _without(request, run, window)
    context = _list(request, run, found, window)
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= around(request, run) | _figures(found, run, window)
    response = render(request, "results/_accounts.html" if part else "results/effect.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _without(request: HttpRequest, run: OutcomeRun | None, window: str) -> HttpResponse:
    """What stands there without an effect: the sentence that refused it, or what is missing."""
    refused = part_of(run, window, EFFECT) if run else None
    if isinstance(refused, Text | Joined):
        return render(request, "results/refused.html", around(request, run) | {"why": told(refused)})
    return empty(request, run)


def _figures(found: Effect, run: OutcomeRun, window: str) -> dict[str, Any]:
    """What stands above the list."""
    return {
        "found": found, "verdict": told(found.verdict), "sure": found.trusted and any(one.sure for one in found.figures[:1]),
        "rows_of_figures": shown.figures(found, run.currency), "checks": shown.checks(found), "chart": shown.chart(found),
        "path": found.path, "level": percent(found.level, reader()), "diluted": shown.diluted(found),
        "gave_way": shown.gave_way(found), "switch": _switch("results_effect", window),
        "files": list(FILES.items()), "may_results": True,
    }  # fmt: skip


def _switch(route: str, window: str, *about: str) -> list[tuple[str, str, bool]]:
    return [(told(NAMES[key]), address(key, route, *about), key == window) for key in PERIODS]


def _list(request: HttpRequest, run: OutcomeRun, found: Effect, window: str) -> dict[str, Any]:
    """The accounts: filtered, ordered, one page of them."""
    columns = shown.columns(run.currency, window)
    wanted, rows = _wanted(request), _rows(found)
    some = [one for one in rows if wanted.state in ("", shown.MEASURED if one.match else shown.OUT)]
    some = ordered(among(some, wanted.text, lambda one: f"{one.name} {one.customer}"), columns, wanted.order)
    page = Paginator(some, PAGE).get_page(request.GET.get("pagina"))
    return {
        "rows": [[(column, column.cell(row)) for column in columns] for row in page], "columns": columns, "wanted": wanted,
        "found_rows": page, "any": bool(rows), "period": PERIODS[window],
        "states": [(key, told(label)) for key, label in shown.STATES.items()], "subject": told(_("Account by account")),
        "sub": told(_("with whom each is compared, and who was left out")),
    }  # fmt: skip


def _wanted(request: HttpRequest) -> Wanted:
    get = request.GET
    state, order = get.get("estado", ""), get.get("orden", "")
    known = {one.key for one in shown.columns("", "12")}
    return Wanted(
        get.get("q", "").strip()[:100], state if state in shown.STATES else "", "",
        order if order.removeprefix("-") in known else "",
    )  # fmt: skip


def _rows(found: Effect) -> list[shown.Row]:
    return shown.listed(found, names_in([*_codes(found)]))


def _codes(found: Effect) -> Iterable[str]:
    yield from (one.customer for one in found.matches)
    yield from (one.customer for one in found.left_out)


def results_effect_account(request: HttpRequest, code: str) -> HttpResponse:
    """One account: with whom it is compared, and its twin. 404 for who never entered."""
    run, window = newest_outcome(), window_of(request)
    found = of(run, window, Effect) if run else None
    if run is None or found is None:
        return _without(request, run, window)
    twin, match = found.twin(code), found.match(code)
    if twin is None:
        raise Http404
    left = next((one for one in found.left_out if one.customer == code), None)
    others = [one.customer for one in match.comparables] if match else []
    named = [*others, *(one.customer for one in twin.donors), *(one.customer for one in twin.placebos), code]
    names, currency = names_in(named), run.currency
    context = around(request, run) | {
        "code": code, "name": names.get(code, code), "entered": twin.entered, "match": match, "twin": twin,
        "why": told(left.why) if left else "", "said": told(twin.words), "chart": shown.twin_chart(twin),
        "comparables": shown.comparables(match, names) if match else [], "strip": _strip(match, currency) if match else [],
        "donors": shown.donors(twin, names), "placebos": shown.placebos(twin, names, PLACEBOS), "rest": len(twin.placebos),
        "error": "" if twin.error is None else percent(twin.error, reader()), "path": twin.path, "currency": currency,
        "switch": _switch("results_effect_account", window, code), "opens": allows(required(request).role, "account"),
        "may_results": True,
    }  # fmt: skip
    return render(request, "results/effect_account.html", context)


def _strip(match: Any, currency: str) -> list[tuple[str, str, str]]:
    """The figures of one account: label, figure, what stands beside it."""
    language = reader()
    return [
        (told(_("Its change")), percent(match.change, language), told(_("purchases after entry over those before"))),
        (told(_("Comparable customers")), percent(match.expected, language), told(_("over the same months"))),
        (told(_("Difference, a year")), told(Figure(match.gain, "money", currency)),
         told(_("of one account alone: its luck is in it"))),
        (told(_("Mean month before")), told(Figure(match.base, "money", currency)), ""),
    ]  # fmt: skip


def results_effect_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """`cuentas`, `parecidos`, `caminos` or `efecto`, as .xlsx or .csv; 404 for anything else."""
    name, _dot, form = kind.rpartition(".")
    run, window = newest_outcome(), window_of(request)
    found = of(run, window, Effect) if run else None
    if run is None or found is None or form not in ("xlsx", "csv") or name not in FILES:
        raise Http404
    made, rows = _file(name, found, run)
    note_outcome_export(by=required(request), now=timezone.now())
    about = [
        (told(_("From")), told(Figure(found.start, "date"))), (told(_("Until")), told(Figure(found.end, "date"))),
        (told(_("Facts")), run.facts_version), (told(_("Policy version")), run.policy_version),
        (told(_("Verdict")), told(found.verdict)),
    ]  # fmt: skip
    return as_file(FILES[name], form, made, rows, about)


def _file(name: str, found: Effect, run: OutcomeRun) -> tuple[list[Head], list[list[Value]]]:
    if name == "cuentas":
        columns = [*shown.columns(run.currency, "12"), *shown.extra()]
        return heads(columns), values(_rows(found), columns)
    if name == "parecidos":
        return _heads(COMPARABLE), _comparable_cells(found)
    if name == "caminos":
        return _heads(PATH), [
            [one.month, one.key, one.comparable, one.low, one.high, one.accounts] for one in found.path
        ]
    return _heads(FIGURE), _figure_cells(found, run.currency)


Heads = tuple[tuple[Text, str, int], ...]
COMPARABLE: Heads = (
    (_("Customer"), "text", 14), (_("Account"), "text", 34), (_("Comparable customer"), "text", 14), (_("Name"), "text", 34),
    (_("Distance"), "number", 12), (_("Kept out by the cap"), "text", 20), (_("Gave way to priority"), "text", 20),
    (_("Key itself since"), "date", 14),
)  # fmt: skip
PATH: Heads = (
    (_("Month from entry"), "whole", 16), (_("Key accounts"), "number", 14), (_("Comparable"), "number", 14),
    (_("Lower bound"), "number", 14), (_("Upper bound"), "number", 14), (_("Accounts"), "whole", 10),
)  # fmt: skip
FIGURE: Heads = (
    (_("Figure"), "text", 40), (_("Value"), "number", 16), (_("Lower bound"), "number", 16), (_("Upper bound"), "number", 16),
    (_("Unit"), "text", 12), (_("Accounts"), "whole", 10), (_("Against themselves"), "number", 18),
    (_("If what waited had been bought"), "number", 18), (_("In words"), "text", 80),
)  # fmt: skip


def _heads(declared: Heads) -> list[Head]:
    return [Head(told(label), kind, width) for label, kind, width in declared]  # type: ignore[arg-type]


def _comparable_cells(found: Effect) -> list[list[Value]]:
    names = names_in({*_codes(found), *(one.customer for match in found.matches for one in match.comparables)})
    yes, no = told(_("yes")), told(_("no"))
    return [
        [match.customer, names.get(match.customer, ""), one.customer, names.get(one.customer, ""), one.distance,
         yes if one.capped else no, yes if one.displaced else no, one.entered]
        for match in found.matches for one in match.comparables
    ]  # fmt: skip


def _figure_cells(found: Effect, currency: str) -> list[list[Value]]:
    units = {
        "share": told(_("share of what they bought before")),
        "points": told(_("difference of shares")),
        "money": currency,
    }
    looked: list[list[Value]] = [
        [told(shown.LOOKED[one.key].fill(months=one.months)), one.value, one.low, one.high, units["share"], one.accounts,
         None, None, told(one.words)]
        for one in found.checks
    ]  # fmt: skip
    return looked + [
        [told(shown.NAMES[one.key]), one.value, one.low, one.high, units[one.unit], one.accounts, one.before_after, one.bound,
         told(one.words)]
        for one in found.figures
    ]  # fmt: skip
