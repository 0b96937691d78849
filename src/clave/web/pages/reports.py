"""Informes: every key account with the report of its period, files of the list, and what is done with many at once. (G10)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.reports import note_reports_export
from clave.base.words import Text, _, counted
from clave.jobs.reports import start_approving, start_preparing, start_sending
from clave.policy.limits import Limits
from clave.report.sheet import Head, Value
from clave.store.facts import newest_facts
from clave.store.models import Job
from clave.store.models.reports import APPROVED, PREPARED
from clave.store.ownership import owner_counts
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.reports import NONE, ORDERS, STATES, Row, Wanted, among, listed
from clave.web import undo
from clave.web.pages.privileges import as_file
from clave.web.shown.reports import Choice, choices, row_shown, spans, state, strip, total_words
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 50
FILE = _("reports of consumption")
ONLY = ("mias", "sin-ver")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Period"), "text", 12), (_("From"), "date", 12),
    (_("Until"), "date", 12), (_("State"), "text", 20), (_("KAM"), "text", 24), (_("Prepared"), "date", 12),
    (_("Approved"), "date", 12), (_("Approved by"), "text", 24), (_("Sent"), "date", 12), (_("Sent by"), "text", 24),
    (_("Seen"), "date", 12), (_("People who may read it"), "whole", 12),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the period and which of its rows."""

    period: Choice
    periods: list[Choice]
    wanted: Wanted
    every: list[Row]
    chosen: list[Row]


def reports(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    asked, today = _asked(request), timezone.localdate()
    found = Paginator(asked.chosen, PAGE).get_page(request.GET.get("pagina"))
    acting = [(key, act, len(concerned(request, key, asked.chosen))) for key, act in ACTS.items()]
    context: dict[str, Any] = {
        "found": found,
        "rows": [row_shown(row, mine=may_act(request, row.customer)) for row in found],
        "wanted": asked.wanted,
        "periods": asked.periods,
        "period": asked.period,
        "any": bool(asked.every),
        "totals": total_words(asked.chosen),
        "states": [state(key) for key in STATES],
        "kams": owner_counts(today),
        "acts": [(key, act.button, count) for key, act, count in acting if count],
        "facts": newest_facts() is not None,
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= {"strip": strip(asked.every), "spans": spans(asked.every), "undo": undo.taken(request)}
    response = render(request, "reports/_list.html" if part else "reports/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def reports_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as on the page, as `informes.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "informes":
        raise Http404
    asked = _asked(request)
    note_reports_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Reports of consumption")), total_words(asked.chosen))]
    return as_file(FILE, form, heads, [_cells(row) for row in asked.chosen], about)


def _cells(row: Row) -> list[Value]:
    kept = row.report
    days = [
        timezone.localdate(one) if one else None
        for one in ((kept.prepared_at, kept.approved_at, kept.sent_at, kept.seen_at) if kept else (None,) * 4)
    ]
    approved = kept.approved_by.name if kept and kept.approved_by else ""
    sent = kept.sent_by.name if kept and kept.sent_by else ""
    return [
        row.customer, row.name, row.period.label, row.period.first, row.period.last, told(STATES[row.state]),
        row.owner.name if row.owner else "", days[0], days[1], approved, days[2], sent, days[3], row.readers,
    ]  # fmt: skip


@dataclass(frozen=True)
class Act:
    """Something done with many reports: the state they must be in, what is on its button and its page, and what it changes."""

    here: str
    button: Text
    title: Text
    words: Text


ACTS = {
    "preparar": Act(
        NONE, _("Prepare them"), _("Prepare reports"),
        _("clave reads the newest facts and makes each report; nobody outside sees it. Those that exist stay as they are."),
    ),
    "aprobar": Act(
        PREPARED, _("Approve them"), _("Approve reports"),
        _("From then on what each says does not change any more. Nothing is sent."),
    ),
    "enviar": Act(
        APPROVED, _("Send them"), _("Send reports"),
        _("Each person of the customer who may read it gets one mail with the link to the portal. It cannot be called back."),
    ),
}  # fmt: skip


def reports_many(request: HttpRequest, act: str) -> HttpResponse:
    """What will happen to the rows of the list; confirmed, it is done in the background."""
    if act not in ACTS:
        raise Http404
    asked = _asked(request)
    rows = concerned(request, act, asked.chosen)
    if request.method == "POST" and rows:
        return redirect("job", _start(request, act, rows, asked).pk)
    unread = [row for row in rows if act == "enviar" and not (row.readers and row.told)]
    context = {
        "act": ACTS[act], "rows": [row_shown(row, mine=True) for row in rows[:PAGE]], "count": len(rows),
        "more": max(0, len(rows) - PAGE), "others": len(asked.chosen) - len(rows), "unread": len(unread),
        "mails": sum(row.readers for row in rows if row.told), "query": request.GET.urlencode(),
        "said": told(counted("{n} report", "{n} reports", len(rows))), "key": act, "period": asked.period,
    }  # fmt: skip
    return render(request, "reports/many.html", context)


def _start(request: HttpRequest, act: str, rows: list[Row], asked: Asked) -> Job:
    by, now = required(request), timezone.now()
    then = reverse("reports") + (f"?semestre={asked.period.key}" if asked.period.key else "")
    if act == "preparar":
        return start_preparing(
            by=by, now=now, customers=[row.customer for row in rows], day=asked.period.day, then=then
        )
    numbers = [row.report.pk for row in rows if row.report]
    begin = start_approving if act == "aprobar" else start_sending
    return begin(by=by, now=now, numbers=numbers, then=then)


def concerned(request: HttpRequest, act: str, rows: list[Row]) -> list[Row]:
    """The rows that an act is about: in its state, and of accounts that whoever asks answers for or decides on."""
    return [row for row in rows if row.state == ACTS[act].here and may_act(request, row.customer)]


def may_act(request: HttpRequest, customer: str) -> bool:
    """Whether whoever asks prepares, approves and sends the reports of an account; the actions ask again."""
    roles = {required(request).role, *powers(request).departments(customer)}
    parts = frozenset({"owner"}) if customer in sight(request).held else frozenset()
    return any(DOINGS["send_report"].allows(role, parts) for role in roles)


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for; what nobody declared is ignored."""
    today = timezone.localdate()
    limits: Limits = policy_in_force().at(today)
    periods = choices(today, limits)
    period = next((one for one in periods if one.key == request.GET.get("semestre", "")), periods[0])
    wanted, every = _wanted(request), listed(period.day, today, limits)
    return Asked(period, periods, wanted, every, among(every, wanted, sight(request).held))


def _wanted(request: HttpRequest) -> Wanted:
    get = request.GET
    here, only, order, kam = get.get("estado", ""), get.get("solo", ""), get.get("orden", ""), get.get("kam", "")
    return Wanted(
        get.get("q", "").strip()[:100], here if here in STATES else "", kam if kam.isascii() and kam.isdigit() else "",
        only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip
