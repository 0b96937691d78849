"""Cuentas: who are they and how are they? The list, filtered and ordered by its address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.policy import declared
from clave.store.accounts import (
    MINE,
    Totals,
    Wanted,
    Whole,
    accounts,
    lines,
    of_run,
    saved_views,
    table_choice,
    totals,
    whole,
)
from clave.store.models import AccountLine, SelectionRun, TableChoice
from clave.store.ownership import accounts_of, owner_counts, owners
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.store.status import states_of
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
    kept, asked = address.kept(request.GET), asked_of(request)
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


def asked_of(request: HttpRequest) -> address.Address:
    """The address, with the accounts of whoever asks where it asks for those."""
    person, day = signed_in(request), timezone.localdate()
    wants_own = request.GET.get(address.VIEW) == MINE
    return address.read(request.GET, accounts_of(person, day) if person and wants_own else frozenset(), day)


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
    page = _page(found, sums, asked.page)
    listed = lines(page.object_list)
    statuses = states_of(line.customer for line in listed)
    shown = table(run, named, columns, seen, statuses, wished=bool(asked.columns or choice.columns))
    if any(column.key == "owner" for column in shown.columns):
        answering = owners(timezone.localdate(), [line.customer for line in listed])
        shown = replace(shown, owners={code: one.name for code, one in answering.items()})
    return {
        "run": run,
        "summary": summary(sums, every, run.currency),
        "table_heads": column_heads(shown.columns, request.GET, wanted.order, seen),
        "rows": shown.rows(listed),
        "found": page,
        "sums": sums,
        "totals": shown.totals(sums),
        "whole": every,
        "chips": chips(run, filters(named, {}, wanted, owning(wanted)), request.GET, wanted),
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


def owning(wanted: Wanted) -> list[tuple[int, str, int]]:
    """The owners that chips must name; none is asked for where none is filtered by."""
    return owner_counts(timezone.localdate()) if wanted.owners else []


def _page(found: QuerySet[AccountLine], sums: Totals, number: int) -> Any:
    """The count is known from the totals, so that it is not asked twice."""
    pages = Paginator(found.values_list("pk", flat=True), PAGE)
    pages.count = sums.count
    return pages.get_page(number)


def _around(request: HttpRequest, run: SelectionRun, asked: address.Address, every: Whole) -> dict[str, Any]:
    """Views, filters and how old the facts are: all that filtering itself does not change."""
    person = signed_in(request)
    own = saved_views(person) if person else []
    offered = {name: every.options[field] for name, field in FIELDS.items()}
    seen = sight(request)
    wanted, _refused = permitted(asked.wanted, seen)
    shown = filters(heads(run), offered, wanted, owner_counts(timezone.localdate()))
    age = (timezone.localdate() - run.as_of).days
    limit = policy_in_force().at(timezone.localdate())[declared.coverage_stale]
    return {
        "filters": shown,
        "more": [shown[name] for name in MORE],
        "segments": segments(every, own, request.GET, wanted, _mine(request, run), hidden_views(seen)),
        "typed": {name: request.GET.get(name, "") for name in address.ENDS},
        "age": age if age > limit else None,
    }


def _mine(request: HttpRequest, run: SelectionRun) -> int:
    """How many accounts of the run whoever looks has a part in."""
    person = signed_in(request)
    codes = accounts_of(person, timezone.localdate()) if person else frozenset()
    return of_run(run).filter(customer__in=codes).count() if codes else 0
