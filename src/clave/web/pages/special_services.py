"""Servicios especiales: the list over all accounts, one service, and the year of an account against its budget. (G7)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.special_services import note_services_export
from clave.base.words import Text, _
from clave.operations.service_forecast import forecast
from clave.operations.special_services import APPROVERS, FOLLOWING, KINDS, STAGES, position
from clave.report.sheet import Head, Value
from clave.store.fields import FIELDS, SERVED, reserved
from clave.store.initiatives import listed as initiatives_listed
from clave.store.models import SpecialService
from clave.store.needs import listed as needs_listed
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.roles import DECIDERS
from clave.store.special_services import (
    ONLY,
    ORDERS,
    Listed,
    Wanted,
    among,
    budgets_of,
    currency_now,
    lines_of,
    listed,
    logged_hours,
    price_of,
    standing_steps,
    waiting_for,
    year_of,
)
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import figures, shown
from clave.web.pages.privileges import as_file
from clave.web.service_forms import BudgetForm, CancelForm, DecideForm, DoneForm, PriceForm, written
from clave.web.shown.header import Account
from clave.web.shown.needs import initiative_row, need_row
from clave.web.shown.special_services import cost, row, stages, strip, trail, year, year_lines
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 50
FILE = _("special services")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Service"), "text", 10), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Kind"), "text", 26),
    (_("What is asked"), "text", 50), (_("Stage"), "text", 14), (_("By when"), "date", 12), (_("Done"), "date", 12),
    (_("Hours"), "number", 10), (_("Cost"), "text", 18), (_("How it is known"), "text", 22), (_("Document"), "text", 16),
    (_("Asked by"), "text", 24), (_("What came of it"), "text", 40),
)  # fmt: skip


def services(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted, currency = _every(request), _wanted(request), currency_now()
    found = Paginator(_among(request, every, wanted), PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": found,
        "rows": [row(one, currency, seen=sees(request, one.row.customer)) for one in found],
        "wanted": wanted,
        "any": bool(every),
        "stages": stages(),
        "kinds": [(key, told(label)) for key, label in KINDS.items()],
        "may_ask": may(request, "service_new"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        me, all_seen = required(request), sees(request, None)
        waiting = waiting_for(me, powers(request).departments())
        context |= {
            "strip": strip(every, waiting, timezone.localdate(), currency, seen=all_seen), "undo": undo.taken(request),
        }  # fmt: skip
    response = render(request, "services/_list.html" if part else "services/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def services_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The services as on the page, as `servicios.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "servicios":
        raise Http404
    found, currency = _among(request, _every(request), _wanted(request)), currency_now()
    note_services_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    cells = [_cells(one, currency, seen=sees(request, one.row.customer)) for one in found]
    return as_file(FILE, form, heads, cells, [(told(_("Services")), str(len(found)))])


def _cells(one: Listed, currency: str, *, seen: bool) -> list[Value]:
    said, kept = row(one, currency, seen=seen), one.row
    return [
        said.number, kept.customer, kept.name, said.kind, kept.what, said.stage.label, kept.needed_on, kept.done_on,
        None if kept.hours is None else float(kept.hours), said.cost.figure, said.cost.about, kept.document, kept.by.name,
        kept.result,
    ]  # fmt: skip


def service(request: HttpRequest, number: int) -> HttpResponse:
    """One service: what is asked, who approved it, what it took."""
    return service_page(request, get_object_or_404(SpecialService, pk=number, removed_at=None))


def service_page(request: HttpRequest, kept: SpecialService, **bound: forms.Form) -> HttpResponse:
    """The page of a service, with a form that was refused in the place of an empty one (422)."""
    today, currency = timezone.localdate(), currency_now()
    limits = policy_in_force().at(today)
    seen = sees(request, kept.customer)
    logged = logged_hours([kept.request_id] if kept.request_id else [])
    counted = year_of(kept.customer, kept.needed_on.year, limits)
    budget = budgets_of(kept.customer).filter(year=kept.needed_on.year).first()
    stands = position(lines_of(counted), budget.amount if budget else None, kept.needed_on.year, limits)
    steps, can = standing_steps(kept), rights(request, kept)
    one = Listed(kept, price_of(kept, limits, currency, logged), today)
    context: dict[str, Any] = {
        "row": row(one, currency, seen=seen),
        "kept": kept,
        "expected": cost(one.price, currency, seen=seen, done=kept.stage == "done"),
        "logged": logged.get(kept.request_id or 0),
        "year": year(stands, forecast(lines_of(counted), stands, today, limits), currency) if seen else None,
        "reserved": told(reserved(FIELDS[SERVED])),
        "trail": trail(steps),
        "last": steps[-1] if len(steps) > 1 and can["move"] else None,
        "can": can,
        "next": FOLLOWING[kept.stage],
        "opens": may(request, "account_services"),
        "decide": DecideForm(initial={"to": "approved"}),
        "done": DoneForm(initial={"day": today, "hours": "" if kept.request_id else written(kept.hours)}),
        "price": PriceForm(
            initial={"hours": "" if kept.request_id else written(kept.hours), "cost": written(kept.cost)}
        ),
        "cancel": CancelForm(),
        "undo": undo.taken(request),
    } | bound
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "services/service.html", context, status=status)


@figures("services")
def account_services(request: HttpRequest, found: Account) -> HttpResponse:
    """What an account was given beyond the ordinary in a year, against its budget; its needs and initiatives beside."""
    return account_page(request, found)


def account_page(request: HttpRequest, found: Account, form: BudgetForm | None = None) -> HttpResponse:
    """The tab, with a budget that was refused in the place of the one that stands (422)."""
    today, currency, code = timezone.localdate(), currency_now(), found.code
    limits = policy_in_force().at(today)
    budgets = list(budgets_of(code))
    of_year = _year(request, today)
    budget = next((one for one in budgets if one.year == of_year), None)
    counted, seen = year_of(code, of_year, limits), sees(request, code)
    stands = position(lines_of(counted), budget.amount if budget else None, of_year, limits)
    initial = {
        "year": of_year,
        "amount": written(budget.amount) if budget else "",
        "reason": budget.reason if budget else "",
    }
    context = {
        "year": year(stands, forecast(lines_of(counted), stands, today, limits), currency) if seen else None,
        "lines": year_lines(counted, currency, seen=seen),
        "of_year": of_year,
        "years": sorted({today.year - 1, today.year, today.year + 1, of_year}, reverse=True),
        "budget": budget,
        "reserved": told(reserved(FIELDS[SERVED])),
        "form": form or BudgetForm(initial=initial),
        "may_budget": may(request, "account_budget"),
        "may_ask": may(request, "service_new"),
        "may_need": may(request, "need_new"),
        "needs": [need_row(one, currency) for one in needs_listed(today) if one.row.customer == code],
        "initiatives": [initiative_row(one) for one in initiatives_listed(today, limits) if one.row.customer == code],
        "undo": undo.taken(request),
    }
    response = shown(request, found, "services", "accounts/services.html", context)
    response.status_code = 422 if form is not None and form.errors else 200
    return response


def _year(request: HttpRequest, today: date) -> int:
    asked = (request.POST.get("year") or request.GET.get("anio", ""))[:4]
    return int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100 else today.year


def rights(request: HttpRequest, kept: SpecialService) -> dict[str, bool]:
    """What whoever asks may do with a service; the actions ask again."""
    person, held = required(request), kept.customer in sight(request).held
    roles = {person.role, *powers(request).departments(kept.customer)}
    parts = frozenset({"owner"}) if held else frozenset()
    return {
        "move": any(DOINGS["finish_service"].allows(role, parts) for role in roles),
        "decide": bool({APPROVERS[kept.kind], *DECIDERS} & roles),
    }


def sees(request: HttpRequest, customer: str | None) -> bool:
    """Whether whoever asks sees what the services of an account cost (None = of every account), in their role or for a
    department delegated to them."""
    mine, departments = sight(request), powers(request).departments(customer)
    if FIELDS[SERVED].roles & departments:
        return True
    return mine.sees_all(SERVED) if customer is None else mine.sees(SERVED, customer)


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def _every(request: HttpRequest) -> list[Listed]:
    today, me = timezone.localdate(), required(request)
    return listed(today, policy_in_force().at(today), {me.role, *powers(request).departments()})


def _among(request: HttpRequest, every: list[Listed], wanted: Wanted) -> list[Listed]:
    if wanted.order.removeprefix("-") == "cost" and not sees(request, None):  # an order tells as much as a figure
        wanted = Wanted(wanted.text, wanted.stage, wanted.kind, wanted.customer, wanted.only)
    return among(every, wanted, required(request), sight(request).held)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    stage, kind, only, order = get.get("etapa", ""), get.get("clase", ""), get.get("solo", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], stage if stage in (*STAGES, "todas") else "", kind if kind in KINDS else "",
        get.get("cliente", "")[:100], only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def address_of(kept: SpecialService) -> str:
    """The page of a service."""
    return reverse("service", args=[kept.pk])
