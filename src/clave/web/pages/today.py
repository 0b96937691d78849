"""Hoy: what a person does now. Alerts first, then who is to be called, the calendar and one's own list. (C4, G6, G7, G11)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.alerts import note_alerts_export
from clave.base.words import Text, _, recalled
from clave.jobs.alerts import start_looking
from clave.operations.alerts.shape import KINDS
from clave.operations.duties import FUNCTIONS
from clave.policy import declared
from clave.report.sheet import Head, Value
from clave.store.alerts import (
    OPEN,
    ORDERS,
    STATES,
    Wanted,
    alerts,
    earlier,
    newest_alerts,
    rates,
    takers,
)
from clave.store.cadence import DueFor, agreed, due_for
from clave.store.fields import Sight
from clave.store.models import Contact, Person, RaisedAlert
from clave.store.ownership import ANSWERING, in_force
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.portal_asking import answers_since, waiting
from clave.store.roles import KAM
from clave.store.today import Names, agenda_of, day_of
from clave.web import undo
from clave.web.access import allows
from clave.web.alert_forms import FalseAlarmForm, SnoozeForm, TakerForm
from clave.web.pages.duties import ROUTES
from clave.web.pages.privileges import as_file
from clave.web.shown.portal_asked import answers_shown, asked_shown
from clave.web.shown.today import alert as shown
from clave.web.shown.today import birthday, entry, follow_up, greeting, rate, summed
from clave.web.shown.touch import rhythm
from clave.web.who import required, sight
from clave.web.words import told

FIRST, PAGE = 8, 50
ANSWERED = timedelta(days=7)
"""For how long an answer of the portal stands on Hoy."""
MINE, TEAM = "mio", "equipo"
SHEET_OF: Mapping[str, str] = {
    "dispatch": "day_dispatch", "plant": "day_plant", "credit": "day_credit", "lab": "day_lab", "quality": "day_lab",
    "marketing": "day_marketing", "employee": "day_reception", "compliance": "day_reception",
}  # fmt: skip
"""Roles whose day is the sheet of their function."""
STATE_WORDS: dict[str, Text] = dict(
    zip(STATES, (_("Open alerts"), _("Alerts put off"), _("False alarms"), _("Alerts that are over")), strict=True)
)
ORDER_WORDS: dict[str, Text] = {
    "urgencia": _("The most urgent first"), "dinero": _("The most money first"), "cuenta": _("By account"),
    "desde": _("The oldest first"),
}  # fmt: skip
FILE = _("alerts")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Kind"), "text", 24), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Why"), "text", 70),
    (_("Money"), "number", 16), (_("Chance"), "number", 10), (_("Since"), "date", 12), (_("Seen last"), "date", 12),
    (_("Over on"), "date", 12), (_("Put off until"), "date", 12), (_("Reason"), "text", 40), (_("Given to"), "text", 24),
)  # fmt: skip


def today(request: HttpRequest) -> HttpResponse:
    """One's own day, or everybody's: a KAM begins with their own, the others with the team's, and who works in a function
    with its sheet."""
    person, day, now = required(request), timezone.localdate(), timezone.localtime()
    if (own := SHEET_OF.get(person.role)) and not (request.GET and allows(person.role, "alerts")):
        return redirect(own)
    limits = policy_in_force().at(day)
    whose = _whose(request, person)
    sees = sight(request)
    mine = _accounts(person, sees) if whose == MINE else None
    found = alerts(Wanted(whose=person if whose == MINE else None), day)
    first = list(found[: FIRST + 1])
    count = len(first) if len(first) <= FIRST else found.count()
    theirs = day_of(person, day, limits, mine, sees)
    run = newest_alerts()
    due = _due(person, day, whose)
    names = Names(sorted({one.agreed.row.customer for one in due[:FIRST]}))
    context: dict[str, Any] = {
        "greeting": greeting(person.name, now.hour),
        "day": day,
        "sums": summed(theirs, count, len(due)),
        "due": [rhythm(one.agreed, day, names[one.agreed.row.customer], one.told) for one in due[:FIRST]],
        "due_count": len(due),
        "sheets": [(told(FUNCTIONS[key].label), route) for key, route in ROUTES.items() if allows(person.role, route)],
        "here": request.get_full_path(),
        "whose": whose,
        "alerts": _shown(first[:FIRST]),
        "count": count,
        "may": _may(person, sees),
        "run": run,
        "old": run is not None
        and (run.known_to is None or run.known_to < day - timedelta(days=limits[declared.collection_fresh])),
        "dark": [told(recalled(one)) for one in run.dark] if run else [],
        "may_look": DOINGS["keep_alerts"].allows(person.role),
        "follow_ups": [follow_up(one) for one in theirs.follow_ups],
        "birthdays": [birthday(one) for one in theirs.birthdays],
        "waiting": theirs.waiting if allows(person.role, "dispatch") else 0,
        "reminders": theirs.reminders,
        "asked": asked_shown(waiting(mine), day)[:FIRST],
        "answers": answers_shown(answers_since(now - ANSWERED, mine))[:FIRST],
        "undo": undo.taken(request),
    }
    return render(request, "today/page.html", context)


def today_agenda(request: HttpRequest) -> HttpResponse:
    """What falls due in the coming days: a page of its own, and the part of Hoy that is asked for once it stands."""
    person, day = required(request), timezone.localdate()
    whose = _whose(request, person)
    mine = _accounts(person, sight(request)) if whose == MINE else None
    found = agenda_of(day, policy_in_force().at(day), mine)
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "today/_agenda.html" if part else "today/agenda.html"
    response = render(request, template, {"agenda": [entry(one, day) for one in found], "whose": whose})
    patch_vary_headers(response, ("HX-Request",))
    return response


def _due(person: Person, day: date, whose: str) -> list[DueFor]:
    """The agreed contacts that are due by a day, of a person or of everybody, what is late for longest first."""
    found = [one for one in agreed(day) if one.stand.due <= day]
    return due_for(person, found, day) if whose == MINE else [DueFor(one) for one in found]


def _whose(request: HttpRequest, person: Person) -> str:
    asked = request.GET.get("de", "")
    return asked if asked in (MINE, TEAM) else MINE if person.role == KAM.key else TEAM


def _accounts(person: Person, sees: Sight) -> list[str]:
    """The accounts that somebody answers for."""
    if sees.held:  # read already, but of who sees every account
        return sorted(sees.held)
    found = in_force(timezone.localdate()).filter(person=person, part__in=ANSWERING)
    return sorted(set(found.values_list("customer", flat=True)))


def _may(person: Person, sees: Sight) -> Any:
    """Whether whoever asks may answer the alerts of an account: a set of accounts, or everything."""
    return _Everything() if DOINGS["snooze_alert"].allows(person.role) else sees.held


class _Everything:
    """Holds every account."""

    def __contains__(self, customer: object) -> bool:
        return True


def _shown(rows: Iterable[RaisedAlert]) -> list[Any]:
    """Alerts with their last time and whom to call: two queries whatever their number."""
    kept = list(rows)
    before = earlier(kept)
    silent = [row.customer for row in kept if KINDS[row.kind].act == "call"]
    people = Contact.objects.filter(customer__in=silent, removed_at=None, erased_at=None, left_on=None).exclude(
        phone=""
    )
    call = {one.customer: one for one in people.order_by("customer", "confirmed_on", "pk")}
    return [shown(row, before.get(row.pk), call.get(row.customer)) for row in kept]


def alerts_list(request: HttpRequest) -> HttpResponse:
    """Every alert by state, kind and account, with how often each kind was a false alarm."""
    person, day = required(request), timezone.localdate()
    wanted = wanted_of(request, person)
    found = Paginator(alerts(wanted, day), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context: dict[str, Any] = {
        "found": found,
        "rows": _shown(found),
        "wanted": wanted,
        "whose": MINE if wanted.whose else TEAM,
        "states": [(key, told(label)) for key, label in STATE_WORDS.items()],
        "kinds": [(key, told(one.label)) for key, one in KINDS.items()],
        "orders": [(key, told(label)) for key, label in ORDER_WORDS.items()],
        "plain": wanted == Wanted(whose=wanted.whose),
        "today": day,
    }
    if not part:
        context |= {"rates": [rate(one) for one in rates()], "run": newest_alerts(), "undo": undo.taken(request)}
    response = render(request, "today/_list.html" if part else "today/alerts.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def wanted_of(request: HttpRequest, person: Person) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    state, kind, order = get.get("estado", ""), get.get("clase", ""), get.get("orden", "")
    return Wanted(
        state if state in STATES else OPEN, kind if kind in KINDS else "", get.get("cliente", "")[:100],
        get.get("q", "").strip()[:100], person if _whose(request, person) == MINE else None,
        order if order in ORDERS else "urgencia",
    )  # fmt: skip


def alert(request: HttpRequest, number: int) -> HttpResponse:
    """One alert: why, how sure, the last times, and what is done about it."""
    return alert_page(
        request, get_object_or_404(RaisedAlert.objects.select_related("assigned", "snoozed_by", "false_by"), pk=number)
    )


def alert_page(request: HttpRequest, row: RaisedAlert, **bound: Any) -> HttpResponse:
    """The page of an alert, with a form that was refused in the place of an empty one (422)."""
    person, day = required(request), timezone.localdate()
    kept = shown_one(row)
    others = RaisedAlert.objects.filter(customer=row.customer).exclude(pk=row.pk).order_by("-first_day", "-pk")[:10]
    people = takers(row.customer, day)
    context: dict[str, Any] = {
        "one": kept,
        "row": row,
        "today": day,
        "others": [shown(other, None) for other in others],
        "can": row.customer in _may(person, sight(request)),
        "put_off": row.snoozed_until is not None and row.snoozed_until >= day,
        "snooze": SnoozeForm(initial={"until": day + timedelta(days=7)}),
        "false": FalseAlarmForm(),
        "give": TakerForm(people=people, initial={"person": row.assigned_id}),
        "people": people,
        "undo": undo.taken(request),
    } | bound
    return render(request, "today/alert.html", context, status=422 if bound else 200)


def shown_one(row: RaisedAlert) -> Any:
    """One alert as the page shows it."""
    return _shown([row])[0]


def alerts_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The alerts as on the page, as `alertas.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "alertas":
        raise Http404
    person = required(request)
    rows = list(alerts(wanted_of(request, person), timezone.localdate()))
    note_alerts_export(by=person, now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(row) for row in rows], [(told(FILE).capitalize(), str(len(rows)))])


def _cells(row: RaisedAlert) -> list[Value]:
    return [
        told(KINDS[row.kind].label), row.customer, row.name, told(recalled(row.why)), row.money, row.chance, row.first_day,
        row.last_day, row.ended_on, row.snoozed_until, row.false_reason or row.snooze_reason,
        row.assigned.name if row.assigned else "",
    ]  # fmt: skip


@require_POST
def alerts_look(request: HttpRequest) -> HttpResponse:
    """Look for alerts again, in the background."""
    start_looking(by=required(request), now=timezone.now())
    return redirect("today")
