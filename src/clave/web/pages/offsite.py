"""Sesiones: the off-site sessions with customers, one of them, and those of an account. (C3)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.offsite import note_offsites_export
from clave.base.words import Text, _
from clave.operations.offsite import FOLLOWING, LABELS, MOVES, OPEN, STAGES
from clave.report.sheet import Head, Value
from clave.store.events import consents
from clave.store.events import listed as events_listed
from clave.store.fields import FIELDS, MEETING, reserved
from clave.store.models import OffsitePerson, OffsiteSession
from clave.store.offsite import (
    ONLY,
    ORDERS,
    Listed,
    Wanted,
    among,
    listed,
    one_offsite,
    owners,
    people_in,
    points_of,
    standing_steps,
)
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.special_services import currency_now
from clave.web import undo
from clave.web.access import allows
from clave.web.offsite_forms import IdeaForm, OffsiteMoveForm, PointForm, WhyForm, name_of
from clave.web.pages.account import figures, shown
from clave.web.pages.privileges import as_file
from clave.web.shown.events import consent_row, event_row
from clave.web.shown.header import Account
from clave.web.shown.needs import trail
from clave.web.shown.offsite import ROUTES, TONES, Row, agenda, idea_row, offsite_row, stage_of, strip
from clave.web.shown.portal_asked import invited_said
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 50
FILE = _("sessions")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Session"), "text", 10), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Day"), "date", 12),
    (_("Place"), "text", 30), (_("What it is for"), "text", 44), (_("Stage"), "text", 16), (_("Whose"), "text", 24),
    (_("Ideas"), "whole", 8), (_("Became something"), "whole", 10), (_("Undecided"), "whole", 10), (_("Cost"), "text", 18),
    (_("What was agreed"), "text", 44), (_("Untouched ideas"), "text", 34),
)  # fmt: skip


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def rights(request: HttpRequest, customer: str, doing: str = "change_offsite") -> bool:
    """Whether whoever asks may do this in an account; the actions ask again."""
    roles = {required(request).role, *powers(request).departments(customer)}
    parts = frozenset({"owner"}) if customer in sight(request).held else frozenset()
    return any(DOINGS[doing].allows(role, parts) for role in roles)


def offsites(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted = _every(), _wanted(request)
    found = Paginator(_among(request, every, wanted), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context: dict[str, Any] = {
        "found": found, "rows": _rows(request, found), "wanted": wanted, "any": bool(every),
        "stages": [stage_of(key) for key in STAGES], "owners": owners(), "may_plan": may(request, "offsite_new"),
    }  # fmt: skip
    if not part:
        seen = sight(request).sees_all(MEETING)
        context |= {"strip": strip(every, currency_now(), seen=seen), "undo": undo.taken(request)}
    response = render(request, "offsite/_list.html" if part else "offsite/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def offsites_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The sessions as on the page, as `sesiones.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "sesiones":
        raise Http404
    found = _rows(request, _among(request, _every(), _wanted(request)))
    note_offsites_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in found], [(told(_("Sessions")), str(len(found)))])


def _cells(said: Row) -> list[Value]:
    one, kept = said.one, said.one.row
    return [
        said.number, kept.customer, kept.name, kept.on, kept.place, kept.purpose, said.stage.label, kept.owner.name,
        len(one.ideas), one.became, one.undecided, said.cost, kept.agreed, said.lying,
    ]  # fmt: skip


def offsite(request: HttpRequest, number: int) -> HttpResponse:
    """One session: who comes, the agenda, the ideas and what came of each."""
    found = OffsiteSession.objects.select_related("owner", "by")
    return offsite_page(request, get_object_or_404(found, pk=number, removed_at=None))


def offsite_page(request: HttpRequest, kept: OffsiteSession, **bound: forms.Form) -> HttpResponse:
    """The page of a session, with a form that was refused in the place of an empty one (422)."""
    today, can = timezone.localdate(), rights(request, kept.customer)
    one = one_offsite(kept, today, policy_in_force().at(today))
    people, steps = people_in(kept), standing_steps(kept)
    opens = [key for key, (route, *_rest) in ROUTES.items() if may(request, route)] if kept.stage != "closed" else []
    context: dict[str, Any] = {
        "row": offsite_row(one, currency_now(), seen=sight(request).sees(MEETING, kept.customer)),
        "kept": kept,
        "reserved": told(reserved(FIELDS[MEETING])),
        "sees": sight(request).sees(MEETING, kept.customer),
        "sides": [
            (told(_("Of ours")), [name_of(each) for each in people if each.person_id]),
            (
                told(_("Of the customer")),
                [_theirs(each) for each in people if each.contact_id],
            ),
        ],
        "points": agenda(points_of(kept)),
        "ideas": [idea_row(each, kept.customer, opens) for each in one.ideas],
        "trail": trail(steps, TONES, LABELS),
        "last": steps[-1] if len(steps) > 1 and can else None,
        "can": can,
        "open": kept.stage in OPEN,
        "next": [(stage_of(key), told(MOVES[key])) for key in FOLLOWING[kept.stage]],
        "opens": may(request, "account_offsites"),
        "point": PointForm(people=people),
        "idea": IdeaForm(people=people),
        "why": WhyForm(),
        "move": OffsiteMoveForm(),
        "undo": undo.taken(request),
    } | bound
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "offsite/one.html", context, status=status)


def _theirs(one: OffsitePerson) -> str:
    return invited_said(name_of(one), one.answer, one.also)


@figures("offsites")
def account_offsites(request: HttpRequest, found: Account) -> HttpResponse:
    """The sessions of an account, the events it takes part in, and what it lets us use in public."""
    today, code = timezone.localdate(), found.code
    seen, currency = sight(request).sees(MEETING, code), currency_now()
    context = {
        "rows": [offsite_row(one, currency, seen=seen) for one in listed(today, policy_in_force().at(today), code)],
        "events": [event_row(one, currency, sight(request)) for one in events_listed(today, code)],
        "consents": [consent_row(one, today) for one in consents(customer=code, today=today)],
        "may_plan": may(request, "offsite_new"),
        "may_consent": may(request, "consent_new"),
        "undo": undo.taken(request),
    }
    return shown(request, found, "offsites", "offsite/account.html", context)


def address_of(kept: OffsiteSession) -> str:
    """The page of a session."""
    return reverse("offsite", args=[kept.pk])


def _every() -> list[Listed]:
    today = timezone.localdate()
    return listed(today, policy_in_force().at(today))


def _rows(request: HttpRequest, found: Iterable[Listed]) -> list[Row]:
    currency, mine = currency_now(), sight(request)
    return [offsite_row(one, currency, seen=mine.sees(MEETING, one.row.customer)) for one in found]


def _among(request: HttpRequest, every: list[Listed], wanted: Wanted) -> list[Listed]:
    mine = sight(request)
    return among(every, wanted, mine.held, sees_cost=mine.sees_all(MEETING))


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    stage, only, order, owner = (get.get(name, "") for name in ("etapa", "solo", "orden", "responsable"))
    return Wanted(
        get.get("q", "").strip()[:100], stage if stage in (*STAGES, "todas") else "",
        int(owner) if owner.isascii() and owner.isdigit() and len(owner) < 10 else None, day_in(get.get("desde", "")),
        day_in(get.get("hasta", "")), only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def day_in(text: str) -> date | None:
    """A day of an address; None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
