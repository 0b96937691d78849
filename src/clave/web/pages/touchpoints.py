"""Contactos: the dialog that logs one from any page, the timeline of an account and of all, changed and undone. (G7, D3)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from clave.actions.touchpoints import (
    change_touchpoint,
    finish_follow_up,
    log_touchpoint,
    note_touchpoints_export,
    restore_touchpoint,
    withdraw_touchpoint,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _, joined
from clave.operations.duties import FUNCTIONS
from clave.operations.touchpoints import DIRECTIONS, KINDS
from clave.report.sheet import Head, Value
from clave.store.cadence import next_contact
from clave.store.fields import MARGIN, RESERVED
from clave.store.models import Company, Contact, Touchpoint
from clave.store.nominations import known_customer
from clave.store.touchpoints import (
    FOLLOW_UPS,
    TARGETS,
    Wanted,
    authors,
    changeable,
    contacts_of,
    customer_names,
    numbers,
    page_of,
    people_in,
    standing,
    touchpoints,
)
from clave.web import undo
from clave.web.access import allows
from clave.web.customer_field import customer_asked
from clave.web.pages.account import shown as account_shown
from clave.web.pages.privileges import as_file
from clave.web.refusal import beside, sentence
from clave.web.shown.header import account_of
from clave.web.shown.touch import Entry, entries, next_words, targets
from clave.web.touch_forms import TouchpointForm, initial_of
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE, LONGEST, MOST_ROWS, MOST_NAMED = 25, 100, 100_000, 20
DIALOG = "log"
FRESH = (
    "touchpoints", "account_touchpoints", "account_cadence", "due_contacts", "today", *(f"day_{key}" for key in FUNCTIONS),
)  # fmt: skip
"""Pages that show what was logged: there the dialog ends by showing the page anew."""
FILE = _("contacts")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Day"), "date", 12), (_("Customer"), "text", 12), (_("Name"), "text", 32), (_("Kind"), "text", 14),
    (_("Who came to whom"), "text", 16), (_("Who of ours"), "text", 24), (_("With whom"), "text", 32),
    (_("In a line"), "text", 70),
    (_("Topics"), "text", 24), (_("In the customer's own words"), "text", 40), (_("What is left to do"), "text", 34),
    (_("Until when"), "date", 12), (_("Done"), "date", 12), (_("What it cost"), "number", 14),
)  # fmt: skip


def touchpoint_new(request: HttpRequest) -> HttpResponse:
    """Log a contact: a page of its own, or what stands in the dialog of any page (`HX-Target: log`). `cliente`, `tipo` and
    `persona` in the address fill in what is known."""
    customer, today = customer_asked(request), timezone.localdate()
    contacts = contacts_of(customer.code) if customer.code else []
    given = request.GET
    named = [int(one) for one in given.getlist("persona") if one.isascii() and one.isdigit() and len(one) < 10]
    initial = {
        "kind": given.get("tipo", "") if given.get("tipo") in KINDS else "", "on": today, "direction": "out",
        "people": named[:MOST_NAMED],
    }  # fmt: skip
    form = TouchpointForm(_sent(request, initial), contacts=contacts, initial=initial)
    if request.method == "POST" and form.is_valid() and customer.code:
        try:
            row = log_touchpoint(
                by=required(request), now=timezone.now(), customer=customer.code, said=form.said(),
                people=form.cleaned_data["people"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _logged(request, row, customer.name or customer.code)
    wrong = bool(form.errors or customer.wrong)
    context = {
        "form": form, "customer": customer, "next": next_contact(customer.code, today) if customer.code else None,
        "dialog": _in_dialog(request), "kept": None,
    }  # fmt: skip
    context["next_words"] = told(next_words(context["next"])) if context["next"] else ""  # type: ignore[arg-type]
    template = "touch/_form.html" if context["dialog"] else "touch/new.html"
    response = render(request, template, context, status=422 if wrong else 200)
    patch_vary_headers(response, ("HX-Target",))
    return response


def _sent(request: HttpRequest, usual: Mapping[str, Any]) -> Any:
    """What was sent, with the usual day and direction where the short form sent none."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    for name in ("on", "direction"):
        if not sent.get(name):
            sent[name] = str(usual[name])
    return sent


def _in_dialog(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == DIALOG


def _logged(request: HttpRequest, row: Touchpoint, name: str) -> HttpResponse:
    """It is said at once when the next contact is due, with the way back; in the dialog, or on the page it leads to."""
    said = joined(
        (_("Logged with {name}.").fill(name=name), next_words(next_contact(row.customer, timezone.localdate()))), " "
    )
    back = reverse("touchpoint_act", args=[row.pk, "retirar"])
    if not _in_dialog(request):
        undo.done(request, said, back)
        return redirect("account_touchpoints", row.customer)
    here = _page_of(request)
    if here and resolve(urlsplit(here).path).view_name in FRESH:
        undo.done(request, said, back)
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = here
        return response
    context = {"undo": undo.Undo(told(said), back, {"volver": here}), "code": row.customer}
    return render(request, "touch/_done.html", context)


def _page_of(request: HttpRequest) -> str:
    """The page on which the dialog was open, where it is one of ours; empty otherwise."""
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    here = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        resolve(parts.path)
    except Resolver404:
        return ""
    return here if parts.netloc == request.get_host() else ""


def touchpoint_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say a contact better; whoever may not change it reads it and is told who may."""
    row = get_object_or_404(standing().select_related("by"), pk=number)
    named = Contact.objects.filter(touchpoints__touchpoint=row)
    contacts = sorted({*contacts_of(row.customer), *named}, key=lambda one: (one.name, one.pk))
    sent = request.POST if request.method == "POST" else None
    form = TouchpointForm(sent, contacts=contacts, initial=initial_of(row))
    me, today = required(request), timezone.localdate()
    may = row.pk in changeable(me, [row], today)
    if not (may or sight(request).sees(MARGIN, row.customer)):
        form.initial["cost"] = None
    if sent is not None and form.is_valid():
        try:
            change_touchpoint(
                by=me, now=timezone.now(), number=row.pk, said=form.said(), people=form.cleaned_data["people"],
                seen=_moment(sent.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The contact is kept as you say it now."))
            return redirect("account_touchpoints", row.customer)
    name = known_customer(row.customer) or row.customer
    context = {
        "form": form, "kept": row, "name": name, "may": may,
        "seen": sent.get("seen", "") if sent else row.changed_at.isoformat(),
    }  # fmt: skip
    return render(request, "touch/edit.html", context, status=422 if form.errors else 200)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@require_POST
def touchpoint_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """`retirar`, `recuperar`, `hecho`, `pendiente`: each with its way back."""
    row = Touchpoint.objects.filter(pk=number).first()
    if row is None or act not in _ACTS:
        raise Http404
    now, me = timezone.now(), required(request)
    said, opposite = _ACTS[act]
    back = request.POST.get("volver", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    page = back if back and safe else reverse("account_touchpoints", args=[row.customer])
    try:
        if act in ("retirar", "recuperar"):
            (withdraw_touchpoint if act == "retirar" else restore_touchpoint)(by=me, now=now, number=number)
        else:
            finish_follow_up(by=me, now=now, number=number, done=act == "hecho")
    except ClaveError as refused:
        return _listed(request, row.customer, refused=sentence(refused))
    next_one = next_words(next_contact(row.customer, timezone.localdate())) if act == "hecho" else None
    message = joined((said, next_one), " ") if next_one else said
    undo.done(request, message, reverse("touchpoint_act", args=[number, opposite]), volver=page)
    return redirect(page)


_ACTS: dict[str, tuple[Text, str]] = {
    "retirar": (_("The contact was withdrawn."), "recuperar"), "recuperar": (_("The contact is back."), "retirar"),
    "hecho": (_("What was left to do is done."), "pendiente"), "pendiente": (_("It is open again."), "hecho"),
}  # fmt: skip


def touchpoint_list(request: HttpRequest) -> HttpResponse:
    """Every contact with every customer; the list alone where htmx filters it."""
    return _listed(request)


def account_touchpoints(request: HttpRequest, code: str) -> HttpResponse:
    """The timeline of one account: a tab for whoever reads accounts, a page of its own for everybody else."""
    return _listed(request, code)


def _listed(request: HttpRequest, code: str = "", *, refused: str = "") -> HttpResponse:
    name = known_customer(code) if code else ""
    if name is None:
        raise Http404
    wanted = wanted_of(request, code)
    context = _timeline(request, wanted, {code: name} if code else None) | {
        "name": name,
        "code": code,
        "refused": refused,
    }
    status = 422 if refused else 200
    if request.headers.get("HX-Target") == "contacts" and "HX-History-Restore-Request" not in request.headers:
        response = render(request, "touch/_timeline.html", context, status=status)
    elif code and _may(request, "account"):
        context["undo"] = undo.taken(request)
        response = account_shown(request, account_of(code, sight(request)), "contacts", "touch/account.html", context)
        response.status_code = status
    else:
        context["undo"] = undo.taken(request)
        response = render(request, "touch/page.html", context, status=status)
    patch_vary_headers(response, ("HX-Target",))
    return response


def _timeline(request: HttpRequest, wanted: Wanted, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    me, today = required(request), timezone.localdate()
    listed, asked = touchpoints(wanted, me, today), request.GET.get("pagina")
    found: Page[Any]
    if wanted.text:
        found = Paginator(numbers(listed), PAGE).get_page(asked)
        rows = page_of(found)
    else:
        found = Paginator(listed.select_related("by"), PAGE).get_page(asked)
        rows = list(found)
    plain = Wanted(customer=wanted.customer)
    return {
        "found": found,
        "rows": _entries(request, rows, names),
        "wanted": wanted,
        "plain": wanted == plain,
        "any": found.paginator.count > 0 or (wanted != plain and touchpoints(plain, me, today).exists()),
        "kinds": [(key, told(word)) for key, word in KINDS.items()],
        "directions": [(key, told(word)) for key, word in DIRECTIONS.items()],
        "follow_ups": [(key, told(word)) for key, word in FOLLOW_UPS.items()],
        "authors": authors(),
        "contacts": contacts_of(wanted.customer) if wanted.customer else [],
        "here": request.get_full_path() if request.method == "GET" else "",
    }


def _entries(request: HttpRequest, rows: list[Touchpoint], names: Mapping[str, str] | None) -> list[Entry]:
    today, me = timezone.localdate(), required(request)
    company = Company.objects.order_by("id").first()
    return entries(
        rows, people_in(rows), names or customer_names({row.customer for row in rows}), changeable(me, rows, today),
        targets({one.route for one in TARGETS if _may(request, one.route)}), sight(request), today,
        company.currency if company else "COP",
    )  # fmt: skip


def _may(request: HttpRequest, route: str) -> bool:
    return allows(required(request).role, route, powers(request).departments())


def wanted_of(request: HttpRequest, code: str = "") -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    kind, direction, follow = get.get("tipo", ""), get.get("sentido", ""), get.get("pendiente", "")
    return Wanted(
        text=get.get("q", "").strip()[:LONGEST], customer=code or get.get("cliente", "")[:LONGEST],
        kind=kind if kind in KINDS else "", direction=direction if direction in DIRECTIONS else "",
        by=_number(get.get("quien", "")), contact=_number(get.get("persona", "")), since=_day(get.get("desde", "")),
        until=_day(get.get("hasta", "")), follow_up=follow if follow in FOLLOW_UPS else "", mine=get.get("mias") == "si",
    )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def touchpoints_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The contacts as on the page, as `contactos.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "contactos":
        raise Http404
    me, today = required(request), timezone.localdate()
    rows = list(touchpoints(wanted_of(request), me, today).select_related("by")[:MOST_ROWS])
    note_touchpoints_export(by=me, now=timezone.now())
    people, names = people_in(rows), customer_names({row.customer for row in rows})
    sees = sight(request)
    hidden = told(RESERVED)
    cells: list[list[Value]] = [
        [
            row.on, row.customer, names.get(row.customer, ""), told(KINDS[row.kind]), told(DIRECTIONS[row.direction]),
            row.by.name, ", ".join(one.name for one in people.get(row.pk, [])), row.text, ", ".join(row.topics),
            row.feedback, row.follow_up, row.follow_up_on, row.done_on,
            None if row.cost is None else float(row.cost) if sees.sees(MARGIN, row.customer) else hidden,
        ]
        for row in rows
    ]  # fmt: skip
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, cells, [(told(_("Contacts")), str(len(cells)))])
