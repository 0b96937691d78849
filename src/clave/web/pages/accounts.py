"""Cuentas: who are they and how are they? The list, filtered and ordered by its address."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.policy import declared
from clave.store.accounts import Totals, Whole, accounts, lines, saved_views, table_choice, totals, whole
from clave.store.models import AccountLine, SelectionRun, TableChoice
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.web import address
from clave.web.access import allows
from clave.web.columns import choosable, chosen, unseen
from clave.web.permitted import hidden_views, permitted
from clave.web.shown.accounts import column_heads, summary, table
from clave.web.shown.filters import FIELDS, MORE, chips, filters, orders, segments
from clave.web.shown.selection import heads
from clave.web.who import sight, signed_in
from clave.web.words import told

PAGE = 50
ROWS = "rows"


def accounts_list(request: HttpRequest) -> HttpResponse:
    """The whole page, or only the rows and what is said of them, where htmx asks for `#rows`."""
    part = request.headers.get("HX-Target", "") if _partial(request) else ""
    kept, asked = address.kept(request.GET), address.read(request.GET)
    if not part and "" in request.GET.values():  # a plain form sends its empty fields too
        return HttpResponseRedirect(_here(kept, asked.page))
    run = latest_run()
    if run is None or not run.overview:
        return render(request, "selection/empty.html" if run is None else "accounts/none.html")
    context = _rows(request, run, asked) | {"asked": asked, "kept": kept, "part": part}
    if part != ROWS:
        context |= _around(request, run, asked, context["whole"])
    template = "accounts/_rows.html" if part == ROWS else "accounts/list.html"
    response = render(request, template, context, status=422 if asked.errors else 200)
    if part == ROWS:
        response.headers["HX-Push-Url"] = _here(kept, asked.page)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _partial(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _here(kept: str, page: int) -> str:
    number = f"{address.PAGE}={page}" if page > 1 else ""
    return f"{reverse('accounts')}?{'&'.join(part for part in (kept, number) if part)}".removesuffix("?")


def choice_of(request: HttpRequest) -> TableChoice:
    """How the reader likes the table."""
    person = signed_in(request)
    return table_choice(person) if person else TableChoice()


def _rows(request: HttpRequest, run: SelectionRun, asked: address.Address) -> dict[str, Any]:
    """The table, its totals, and what is said of the whole run above it."""
    person = signed_in(request)
    seen = sight(request)
    wanted, refused = permitted(asked.wanted, seen)
    choice, found, named = choice_of(request), accounts(run, wanted), heads(run)
    sums, every = totals(found), whole(run)
    columns = chosen(asked.columns, choice.columns, unknown=every.unknown | unseen(seen))
    shown = table(run, named, columns, seen, wished=bool(asked.columns or choice.columns))
    page = _page(found, sums, asked.page)
    return {
        "run": run,
        "summary": summary(sums, every, run.currency),
        "table_heads": column_heads(shown.columns, request.GET, wanted.order, seen),
        "rows": shown.rows(lines(page.object_list)),
        "found": page,
        "sums": sums,
        "totals": shown.totals(sums),
        "whole": every,
        "chips": chips(run, filters(named, {}, wanted), request.GET, wanted),
        "clear": address.changed(request.GET, **dict.fromkeys(address.FILTERS, "")),
        "can_review": allows(person.role if person else None, "selection"),
        "compact": choice.compact,
        "wished": shown.wished,
        "orders": orders(shown.columns, wanted.order, seen),
        "picked": {column.key for column in shown.columns},
        "choosable": choosable(seen),
        "refused": [told(sentence) for sentence in refused],
        "errors": {name: asked.errors.get(name) for name in address.ENDS},
    }


def _page(found: QuerySet[AccountLine], sums: Totals, number: int) -> Any:
    """The count is known from the totals, so that it is not asked twice."""
    pages = Paginator(found.values_list("pk", flat=True), PAGE)
    pages.count = sums.count
    return pages.get_page(number)


def _around(request: HttpRequest, run: SelectionRun, asked: address.Address, every: Whole) -> dict[str, Any]:
    """Views, filters and how old the facts are: all that filtering itself does not change."""
    person = signed_in(request)
    own = saved_views(person) if person else []
    seen = sight(request)
    wanted, _refused = permitted(asked.wanted, seen)
    shown = filters(heads(run), {name: every.options[field] for name, field in FIELDS.items()}, wanted)
    age = (timezone.localdate() - run.as_of).days
    limit = policy_in_force().at(timezone.localdate())[declared.coverage_stale]
    return {
        "filters": shown,
        "more": [shown[name] for name in MORE],
        "segments": segments(every, own, request.GET, wanted, hidden_views(seen)),
        "typed": {name: request.GET.get(name, "") for name in address.ENDS},
        "age": age if age > limit else None,
    }
