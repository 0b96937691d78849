"""Contactos que tocan: what is due with customers, for one person or for all; and the calendar one subscribes to. (C4, D4)"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clave.actions.cadence import agenda_of, choose_agenda, offer_agenda, revoke_agenda, tell_agenda
from clave.base.words import _, counted, joined
from clave.operations.diary import KINDS, Entry
from clave.report.calendar_feed import calendar_of
from clave.store.cadence import DueFor, agreed, due_for
from clave.store.diary import diary, horizon, wants_agenda
from clave.store.models import AgendaFeed
from clave.store.roles import COMMITTEE
from clave.store.touchpoints import customer_names, left_to_do, others_spoke
from clave.web import undo
from clave.web.shown.touch import grouped
from clave.web.who import required
from clave.web.words import reader, told

ALL = "todos"
YEAR = timedelta(days=366)  # how far ahead the calendar tells
LATELY = timedelta(days=7)
MOST_OTHERS = 20
ADDRESS = "agenda_address"
CALENDAR = "text/calendar; charset=utf-8"


def due_contacts(request: HttpRequest) -> HttpResponse:
    """What is due to the end of next week: mine, or with `de=todos` everybody's for those of the committee."""
    me, today = required(request), timezone.localdate()
    may_all = me.role in COMMITTEE
    everybody = may_all and request.GET.get("de") == ALL
    until = horizon(today)
    found = agreed(today)
    due = [DueFor(one) for one in found] if everybody else due_for(me, found, today)
    left = left_to_do(me, today, until)
    others = list(others_spoke(me, today, timezone.now() - LATELY)[:MOST_OTHERS])
    names = customer_names({*(one.agreed.row.customer for one in due), *(row.customer for row in [*left, *others])})
    late = sum(one.agreed.stand.state == "overdue" for one in due)
    now = sum(one.agreed.stand.state == "today" for one in due)
    context = {
        "groups": grouped(due, names, today, until),
        "left": [(row, names.get(row.customer, row.customer), _late(row.follow_up_on, today)) for row in left],
        "others": [(row, names.get(row.customer, row.customer)) for row in others],
        "summary": told(joined(
            (counted("{n} late", "{n} late", late), counted("{n} today", "{n} today", now),
             counted("{n} thing left to do", "{n} things left to do", len(left))), " · ")),
        "everybody": everybody, "may_all": may_all, "any": bool(due), "until": until, "undo": undo.taken(request),
        "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "touch/due.html", context)


def _late(day: date | None, today: date) -> bool:
    return day is not None and day < today


@require_GET
def agenda_ics(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever has this secret; 404 for another one, in the same words and the same time."""
    feed = agenda_of(secret)
    if feed is None:
        raise Http404
    person, now = feed.person, timezone.now()
    today = timezone.localdate(now)
    host = urlsplit(settings.CLAVE_ADDRESS).hostname or "clave"

    def page(entry: Entry) -> str:
        return str(settings.CLAVE_ADDRESS) + reverse(entry.route, args=[entry.customer])

    language = person.language or reader()
    entries = tell_agenda(now=now, feed=feed, entries=diary(person, today, today + YEAR, feed.kinds), language=language)
    body = calendar_of(
        entries, name=person.name, host=host, page=page, now=now, language=language, zone=settings.TIME_ZONE
    )
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    response = HttpResponse(status=304) if etag in known else HttpResponse(body, content_type=CALENDAR)
    response.headers["ETag"] = etag
    response.headers["Content-Disposition"] = 'inline; filename="clave.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def agenda_feed(request: HttpRequest) -> HttpResponse:
    """Make a new secret address of one's own calendar, shown once on the profile, or take it away."""
    me, now = required(request), timezone.now()
    if request.POST.get("que") == "elegir":
        choose_agenda(by=me, now=now, kinds=request.POST.getlist("kinds"))
        undo.done(
            request, _("Your calendar holds what you chose; programs that subscribed see it when they ask again.")
        )
        return redirect("profile")
    if request.POST.get("que") == "quitar":
        revoke_agenda(by=me, now=now)
        undo.done(request, _("The address of your calendar opens nothing any more."))
        return redirect("profile")
    secret = offer_agenda(by=me, now=now)
    request.session[ADDRESS] = settings.CLAVE_ADDRESS + reverse("agenda_ics", args=[secret])
    return redirect("profile")


def agenda_shown(request: HttpRequest) -> dict[str, Any]:
    """What the profile says of one's calendar: since when it has an address, and the new one, once."""
    me = required(request)
    feed = AgendaFeed.objects.filter(person=me).first()
    address = request.session.pop(ADDRESS, "")
    return {
        "agenda_kinds": [(key, told(label), not feed.kinds or key in feed.kinds) for key, label in KINDS.items()] if feed else (),
        "agenda_feed": feed, "agenda_address": address, "wants_agenda": wants_agenda(me), "undo": undo.taken(request),
    }  # fmt: skip
