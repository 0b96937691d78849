"""Eventos: the register, and one event with who takes part, what of theirs is used in public, and what came of it. (C7)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.events import note_events_export
from clave.base.words import Text, _
from clave.operations.events import KINDS, STANDS
from clave.report.sheet import Head, Value
from clave.store.events import ORDERS, Listed, Wanted, among, came_of, listed, one_event
from clave.store.fields import FIELDS, MEETING, reserved
from clave.store.models import Contact, Event, EventAccount
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.special_services import currency_now
from clave.web import undo
from clave.web.event_forms import UseForm
from clave.web.pages.offsite import day_in, may, rights
from clave.web.pages.privileges import as_file
from clave.web.shown.events import Row, event_row, strip, use_row
from clave.web.shown.portal_asked import invited_said
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 50
FILE = _("events")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Event"), "whole", 9), (_("Kind"), "text", 18), (_("What it is called"), "text", 36), (_("First day"), "date", 12),
    (_("Last day"), "date", 12), (_("Place"), "text", 26), (_("State"), "text", 14), (_("Customers"), "text", 50),
    (_("In public now"), "whole", 10), (_("To take down"), "whole", 10), (_("Cost"), "text", 18), (_("What for"), "text", 40),
)  # fmt: skip


def events(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted = listed(timezone.localdate()), _wanted(request)
    found = Paginator(_among(request, every, wanted), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    seen, currency = sight(request), currency_now()
    context: dict[str, Any] = {
        "found": found, "rows": [event_row(one, currency, seen) for one in found], "wanted": wanted, "any": bool(every),
        "kinds": [(key, told(label)) for key, label in KINDS.items()],
        "stands": [(key, told(label)) for key, label in STANDS.items()], "may_write": may(request, "event_new"),
    }  # fmt: skip
    if not part:
        context |= {"strip": strip(every, currency, seen), "undo": undo.taken(request)}
    response = render(request, "events/_list.html" if part else "events/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def events_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The events as on the page, as `eventos.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "eventos":
        raise Http404
    found = _among(request, listed(timezone.localdate()), _wanted(request))
    currency, seen = currency_now(), sight(request)
    shown = [event_row(one, currency, seen) for one in found]
    note_events_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in shown], [(told(_("Events")), str(len(found)))])


def _cells(said: Row) -> list[Value]:
    one, kept = said.one, said.one.row
    return [
        kept.pk, said.kind, kept.title, kept.starts_on, kept.ends_on, kept.place, said.stands.label,
        "; ".join(each.name for each in one.accounts), sum(each.row.state == "published" for each in one.uses), one.down,
        said.cost, kept.about,
    ]  # fmt: skip


def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event."""
    return event_page(request, get_object_or_404(Event.objects.select_related("by"), pk=number, removed_at=None))


def event_page(request: HttpRequest, kept: Event, **bound: forms.Form) -> HttpResponse:
    """The page of an event, with a form that was refused in the place of an empty one (422)."""
    today = timezone.localdate()
    one, seen = one_event(kept, today), sight(request)
    codes = [each.customer for each in one.accounts]
    mine = {code for code in codes if rights(request, code, "plan_public_use")}
    came = came_of(one, policy_in_force().at(today))
    context: dict[str, Any] = {
        "row": event_row(one, currency_now(), seen),
        "kept": kept,
        "reserved": told(reserved(FIELDS[MEETING])),
        "accounts": [(each, _people(each), each.customer in mine) for each in one.accounts],
        "uses": [(use_row(each), each.row.customer in mine) for each in one.uses],
        "came": came,
        "mine": mine,
        "can": may_change(request),
        "adds": any(DOINGS["add_event_account"].allows(role) for role in _roles(request)) or bool(seen.held),
        "opens": may(request, "account_offsites"),
        "needs": may(request, "need"),
        "use": use_form(kept, mine, None),
        "consenting": may(request, "consent_new"),
        "undo": undo.taken(request),
        "today": today,
    } | bound
    wrong = any(form.errors for form in bound.values())
    return render(request, "events/one.html", context, status=422 if wrong else 200)


def _people(one: EventAccount) -> list[str]:
    return [invited_said(guest.contact.name, guest.answer, guest.also) for guest in one.guests.all()]


def use_form(kept: Event, mine: set[str], sent: Any) -> UseForm:
    """What may be planned: of the customers for whom whoever asks may, from the first day of the event to its last."""
    accounts = kept.accounts.filter(customer__in=mine).order_by("name")
    people = Contact.objects.filter(customer__in=mine, removed_at=None, erased_at=None, left_on=None).order_by("name")
    return UseForm(
        sent, initial={"starts_on": max(kept.starts_on, timezone.localdate()), "ends_on": kept.ends_on},
        customers=[(one.customer, one.name) for one in accounts], people=list(people),
    )  # fmt: skip


def may_change(request: HttpRequest) -> bool:
    """Whether whoever asks may change an event."""
    return any(DOINGS["change_event"].allows(role) for role in _roles(request))


def _roles(request: HttpRequest) -> set[str]:
    return {required(request).role, *powers(request).departments()}


def address_of(kept: Event) -> str:
    """The page of an event."""
    return reverse("event", args=[kept.pk])


def _among(request: HttpRequest, every: list[Listed], wanted: Wanted) -> list[Listed]:
    return among(every, wanted, sees_cost=sight(request).sees_all(MEETING))


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    kind, when, only, order = (get.get(name, "") for name in ("tipo", "cuando", "solo", "orden"))
    return Wanted(
        get.get("q", "").strip()[:100], kind if kind in KINDS else "", when if when in STANDS else "",
        day_in(get.get("desde", "")), day_in(get.get("hasta", "")), only if only == "retirar" else "",
        order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip
