"""Under Resultados: what each reason gave, who stays and at which margin, how they see us, what kept promises go with; each with
the accounts behind it, filtered, ordered, by pages and as a file. (B1, B2, C8, F1)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.outcome import note_outcome_export
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.outcome.harvest.categories import TELLS_MARGIN
from clave.outcome.harvest.met import WORDS
from clave.outcome.harvest.shape import Category, Fact, Harvest
from clave.policy import declared
from clave.policy import harvest as targets
from clave.report.sheet import Value
from clave.store.fields import FIELDS, MARGIN, reserved
from clave.store.models import OutcomeRun
from clave.store.outcome import HARVEST, newest_outcome, part_of
from clave.store.policy import policy_in_force
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.pages.results import around, empty, window_of
from clave.web.shown import harvest, relation, retention
from clave.web.shown.outcome import NAMES, PERIODS, address
from clave.web.shown.outcome_list import Cell, Column, Wanted, among, heads, ordered, values
from clave.web.who import required, sight
from clave.web.words import told

PAGE, LONGEST = 50, 100
Row = TypeVar("Row", bound=Any)
Options = Sequence[tuple[str, str]]


def wanted_of(request: HttpRequest, states: Sequence[str], sides: Sequence[str], columns: Sequence[str]) -> Wanted:
    """What the address asks for; what nobody declared is left out, and said."""
    get = request.GET
    asked = {"estado": set(states), "lado": set(sides), "orden": {*columns, *(f"-{one}" for one in columns)}}
    good = {name: value if (value := get.get(name, "")) in known else "" for name, known in asked.items()}
    odd = [value for name in asked if (value := get.get(name, "")) != good[name]]
    return Wanted(
        get.get("q", "").strip()[:LONGEST], good["estado"], good["lado"], good["orden"], ", ".join(odd)[:LONGEST]
    )


def _opened(request: HttpRequest) -> tuple[OutcomeRun, Harvest] | HttpResponse:
    """The reckoning and its harvest over the window of the address; or the page that says why there is none."""
    run, window = newest_outcome(), window_of(request)
    if run is None:
        return empty(request)
    found = part_of(run, window, HARVEST)
    if isinstance(found, Harvest):
        return run, found
    if found is None:
        return empty(request, run)
    return render(request, "results/refused.html", around(request, run) | {"why": told(found)})


def _switch(route: str, window: str, *about: str) -> list[tuple[str, str, bool]]:
    """The windows to choose from, on the same page."""
    return [(told(NAMES[key]), address(key, route, *about), key == window) for key in PERIODS]


def _context(request: HttpRequest, run: OutcomeRun, found: Harvest, route: str, *about: str) -> dict[str, Any]:
    window = window_of(request)
    days = {"first": Figure(found.window.start, "date"), "last": Figure(found.window.end, "date")}
    return around(request, run) | {
        "found": found, "switch": _switch(route, window, *about), "opens": allows(required(request).role, "account"),
        "sees": sight(request).sees_all(MARGIN), "reserved": told(reserved(FIELDS[MARGIN])), "level": found.level,
        "days": told(_("{first} to {last}").fill(**days)),
    }  # fmt: skip


def _list(
    request: HttpRequest,
    rows: Sequence[Row],
    columns: Sequence[Column[Row]],
    wanted: Wanted,
    said: Callable[[Row], str],
) -> dict[str, Any]:
    """What a list shows: filtered by words, ordered, one page of it, in cells."""
    some = ordered(among(rows, wanted.text, said), columns, wanted.order)
    page = Paginator(some, PAGE).get_page(request.GET.get("pagina"))
    cells: list[list[tuple[Column[Row], Cell]]] = [[(column, column.cell(row)) for column in columns] for row in page]
    return {"rows": cells, "columns": columns, "wanted": wanted, "found_rows": page}


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, "results/_accounts.html" if part else template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _order() -> tuple[str, ...]:
    try:
        found: tuple[str, ...] = policy_in_force().at(timezone.localdate())[declared.order]
        return found
    except ClaveError:
        return ()


def results_harvest(request: HttpRequest) -> HttpResponse:
    """Every reason against its target."""
    opened = _opened(request)
    if isinstance(opened, HttpResponse):
        return opened
    run, found = opened
    context, window = _context(request, run, found, "results_harvest"), window_of(request)
    places = {key: place for place, key in enumerate(_order(), 1)}
    rows = [
        harvest.category_row(one, places.get(one.key, 0), window, sees=context["sees"])
        for one in _sorted(found, places)
    ]
    return render(request, "results/harvest.html", context | {"rows": rows, "yields": _yields(found)})


def _sorted(found: Harvest, places: dict[str, int]) -> list[Category]:
    return sorted(found.categories, key=lambda one: (one.accounts == 0, places.get(one.key, len(places) + 1)))


def _yields(found: Harvest) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (told(one.name), told(one.says), told(one.against), told(WORDS[one.word]), *harvest.TONES[one.word])
        for one in found.yields
    ]


def results_category(request: HttpRequest, key: str) -> HttpResponse:
    """One reason: its figure, its target with reason and source, and the accounts that are key by it. 404 for another name."""
    if key not in targets.TARGETS:
        raise Http404
    opened = _opened(request)
    if isinstance(opened, HttpResponse):
        return opened
    run, found = opened
    context, one = _context(request, run, found, "results_category", key), found.category(key)
    if one is None:
        return empty(request, run)
    columns = harvest.columns_of(one, found.currency, context["opens"])
    wanted = wanted_of(request, tuple(harvest.STATES), (), [column.key for column in columns])
    hidden = key in TELLS_MARGIN and not context["sees"]
    rows: list[Fact] = [] if hidden else harvest.explained(one.facts, wanted.state)
    context |= _list(request, rows, columns, wanted, lambda fact: f"{fact.name} {fact.customer}") | {
        "one": harvest.category_row(one, 0, window_of(request), sees=context["sees"]),
        "strip": [] if hidden else harvest.strip(one, found.currency), "hidden": hidden, "any": bool(one.facts),
        "states": [(name, told(label)) for name, label in harvest.STATES.items()], "file": "cosecha", "target": _target(key),
        "facts": _facts(request, key), "subject": told(_("Accounts that are key by this reason")),
    }  # fmt: skip
    return _answer(request, "results/category.html", context)


def _target(key: str) -> dict[str, str]:
    """The reason and the source of a target, as policy has them, and where it is changed."""
    value = targets.TARGETS[key]
    try:
        dated = policy_in_force().version_of(value.key, timezone.localdate())
    except ClaveError:
        return {}
    return (
        {}
        if dated is None
        else {"reason": told(Text(dated.reason)), "source": told(Text(dated.source)), "key": value.key}
    )


def _facts(request: HttpRequest, key: str) -> tuple[str, str] | None:
    """The page that holds what was written down for this reason, for who may open it."""
    route, label = harvest.FACTS.get(key, ("", None))
    return (reverse(route), told(label)) if route and allows(required(request).role, route) else None


def results_retention(request: HttpRequest) -> HttpResponse:
    """Who stays and how much of their money; margin before and after what serving costs."""
    opened = _opened(request)
    if isinstance(opened, HttpResponse):
        return opened
    run, found = opened
    context = _context(request, run, found, "results_retention")
    margin = request.GET.get("ver") == "margen"
    kept, margins = found.retention, found.margins
    context |= {
        "groups": [retention.group_row(one, found.currency) for one in (kept.key, kept.comparable, kept.rest)],
        "differences": retention.differences(kept), "missing": [told(one) for one in kept.missing],
        "matched": told(kept.matched),
        "margins": [retention.margin_row(one) for one in (margins.key, margins.comparable, margins.rest)],
        "margin_differences": retention.margin_differences(margins), "margin_missing": [told(one) for one in margins.missing],
        "unknown_drivers": ", ".join(told(one) for one in margins.unknown_drivers), "margin": margin,
        "since": Figure(kept.since, "date") if kept.since != found.window.start else None,
        "file": "margen" if margin else "retencion",
    }  # fmt: skip
    sides = [(key, told(label)) for key, label in retention.SIDES.items() if key != "rest"]
    listed = _margin_list(request, found, context) if margin else _stayed_list(request, found, context)
    return _answer(request, "results/retention.html", context | listed | {"sides": sides})


def _stayed_list(request: HttpRequest, found: Harvest, context: dict[str, Any]) -> dict[str, Any]:
    columns = retention.stayed_columns(found.currency, context["opens"])
    wanted = wanted_of(request, tuple(retention.STATES), tuple(retention.SIDES), [one.key for one in columns])
    rows = [
        one for one in found.retention.accounts if wanted.state in ("", one.state) and wanted.side in ("", one.side)
    ]
    states = [(key, told(label)) for key, (label, _tone, _icon) in retention.STATES.items()]
    subject = told(_("Account by account"))
    about = {"states": states, "any": bool(found.retention.accounts), "subject": subject}
    return _list(request, rows, columns, wanted, lambda one: f"{one.name} {one.customer}") | about


def _margin_list(request: HttpRequest, found: Harvest, context: dict[str, Any]) -> dict[str, Any]:
    columns = retention.margin_columns(found.currency, context["opens"])
    wanted = wanted_of(request, (), tuple(retention.SIDES), [one.key for one in columns])
    rows = [one for one in found.margins.accounts if wanted.side in ("", one.side)] if context["sees"] else []
    about = {
        "any": bool(found.margins.accounts),
        "hidden": not context["sees"],
        "subject": told(_("Account by account")),
    }
    return _list(request, rows, columns, wanted, lambda one: f"{one.name} {one.customer}") | about


def results_relation(request: HttpRequest) -> HttpResponse:
    """NPS, satisfaction, trust, commitment, and whether they notice that they are key."""
    opened = _opened(request)
    if isinstance(opened, HttpResponse):
        return opened
    run, found = opened
    context, seen = _context(request, run, found, "results_relation"), found.relation
    columns = relation.voiced_columns(context["opens"])
    wanted = wanted_of(request, (), (), [one.key for one in columns])
    context |= _list(request, seen.voiced, columns, wanted, lambda one: f"{one.name} {one.customer}") | {
        "strip": relation.strip(seen), "surveys": [relation.asked_row(one) for one in seen.surveys],
        "missing": [told(one) for one in seen.missing], "any": bool(seen.voiced), "file": "relacion",
        "opens_survey": allows(required(request).role, "survey"),
        "subject": told(_("Accounts that may be looked at alone")),
    }  # fmt: skip
    return _answer(request, "results/relation.html", context)


def results_promises(request: HttpRequest) -> HttpResponse:
    """Accounts with more promises kept beside those with fewer."""
    opened = _opened(request)
    if isinstance(opened, HttpResponse):
        return opened
    run, found = opened
    context, said = _context(request, run, found, "results_promises"), found.promises
    columns = relation.promised_columns(context["opens"])
    names = {"mas": "more", "menos": "less", "sin": ""}
    wanted = wanted_of(request, (), tuple(names), [one.key for one in columns])
    rows = [one for one in said.accounts if not wanted.side or one.side == names[wanted.side]]
    context |= _list(request, rows, columns, wanted, lambda one: f"{one.name} {one.customer}") | {
        "compared": [relation.compared_row(one) for one in said.compared], "caution": told(said.caution),
        "missing": [told(one) for one in said.missing], "any": bool(said.accounts), "file": "promesas", "said": said,
        "sides": [(key, told(relation.SIDES[side])) for key, side in names.items()],
        "subject": told(_("Account by account")),
    }  # fmt: skip
    return _answer(request, "results/kept.html", context)


def results_list_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A list with all its accounts: `cosecha`, `retencion`, `margen`, `relacion` or `promesas`, `.xlsx` or `.csv`; 404 for
    another name, and for margins of who may not see them."""
    name, _dot, form = kind.rpartition(".")
    run = newest_outcome()
    found = part_of(run, window_of(request), HARVEST) if run else None
    if form not in ("xlsx", "csv") or name not in FILES or not isinstance(found, Harvest) or run is None:
        raise Http404
    if name == "margen" and not sight(request).sees_all(MARGIN):
        raise Http404
    label, made = FILES[name]
    columns, rows = made(found, sight(request).sees_all(MARGIN))
    note_outcome_export(by=required(request), now=timezone.now())
    window = f"{told(Figure(found.window.start, 'date'))} – {told(Figure(found.window.end, 'date'))}"
    about = [
        (told(_("Window")), window),
        (told(_("Facts")), run.facts_version),
        (told(_("Policy")), run.policy_version),
    ]
    return as_file(label, form, heads(columns), rows, about)


Made = tuple[Sequence[Column[Any]], list[list[Value]]]


def _harvest_rows(found: Harvest, sees: bool) -> Made:
    """Every account of every reason; its parts in words, because they differ from reason to reason."""
    pairs = [(one, fact) for one in found.categories if sees or one.key not in TELLS_MARGIN for fact in one.facts]
    columns: list[Column[tuple[Category, Fact]]] = [
        _plain(_("Reason"), lambda pair: told(pair[0].name), 18), _plain(_("Customer"), lambda pair: pair[1].customer, 14),
        _plain(_("Account"), lambda pair: pair[1].name, 34), _plain(_("Key since"), lambda pair: pair[1].since, 12, "date"),
        _plain(_("Figure"), lambda pair: told(pair[0].figure), 30),
        _plain(_("Value"), lambda pair: pair[1].value, 14, "number"),
        _plain(_("The window before"), lambda pair: pair[1].before, 14, "number"),
        _plain(_("Unit"), lambda pair: told(harvest.UNITS[pair[0].unit]), 16),
        _plain(_("Target of the reason"), lambda pair: pair[0].target, 14, "number"),
        _plain(_("Made from"), lambda pair: _parts(pair[1], found.currency), 50),
        _plain(_("Why there is none"), lambda pair: told(pair[1].why), 50),
    ]  # fmt: skip
    return columns, values(pairs, columns)


def _parts(fact: Fact, currency: str) -> str:
    named = ((harvest.PARTS[key], value) for key, value in fact.parts.items() if key in harvest.PARTS)
    return "; ".join(
        f"{told(label)}: {harvest.exact(value, unit, currency)}" for (label, unit), value in named if value is not None
    )


def _plain(label: Text, value: Callable[[Any], Value], width: int, kind: Any = "text") -> Column[Any]:
    return Column(str(label), label, lambda row: Cell(""), value, kind, width)


def _stayed_rows(found: Harvest, _sees: bool) -> Made:
    columns = retention.stayed_file(found.currency)
    return columns, values(found.retention.accounts, columns)


def _margin_rows(found: Harvest, _sees: bool) -> Made:
    columns = [*retention.margin_extra(), *retention.margin_columns(found.currency, False)]
    return columns, values(found.margins.accounts, columns)


def _relation_rows(found: Harvest, _sees: bool) -> Made:
    columns = [*relation.voiced_extra(), *relation.voiced_columns(False)]
    return columns, values(found.relation.voiced, columns)


def _promises_rows(found: Harvest, _sees: bool) -> Made:
    columns = [*relation.promised_extra(), *relation.promised_columns(False)]
    return columns, values(found.promises.accounts, columns)


FILES: dict[str, tuple[Text, Callable[[Harvest, bool], Made]]] = {
    "cosecha": (_("harvest"), _harvest_rows), "retencion": (_("retention"), _stayed_rows), "margen": (_("margin"), _margin_rows),
    "relacion": (_("relationship"), _relation_rows), "promesas": (_("promises and results"), _promises_rows),
}  # fmt: skip
