"""What people note about the collection of an account, each on a page of its own with its form: contacts, promises, disputes,
errors, the route, how the invoice goes out; and what may be done with each afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clave.actions.collection import (
    CONTACT,
    DISPUTE,
    ERROR,
    KINDS,
    PROMISE,
    close_note,
    note_contact,
    note_promise,
    open_dispute,
    reopen_note,
    report_error,
    take_back_note,
)
from clave.actions.collection_terms import (
    ROUTE,
    WISH,
    choose_route,
    end_route,
    end_wish,
    keep_wish,
    take_back_route,
    take_back_wish,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.records import Days
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish
from clave.store.collection import IN_PERSON, routes_kept, routing, wishes_kept
from clave.store.models import CollectionRoute, InvoiceWish, Person
from clave.store.ownership import parts_held
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.privileges import held_of
from clave.store.roles import DEPARTMENTS, KAM, MANAGEMENT
from clave.store.touchpoints import people_in
from clave.web import undo
from clave.web.collection_forms import (
    ClosingForm,
    ContactForm,
    DisputeForm,
    ErrorForm,
    PromiseForm,
    RouteForm,
    WishForm,
    people_of,
)
from clave.web.pages.collection_account import Debtor, account_page, debtor, may
from clave.web.pages.customers_people import note_of
from clave.web.privilege_forms import Ending
from clave.web.refusals import beside
from clave.web.shown.collection import NOBODY
from clave.web.who import required
from clave.web.words import told
from clave.web.written import cop, fecha_corta

CLOSE, REOPEN, END, BACK = "cerrar", "reabrir", "terminar", "deshacer"
WHAT = {
    "contacto": CONTACT, "promesa": PROMISE, "disputa": DISPUTE, "error": ERROR, "ruta": ROUTE, "factura": WISH,
}  # fmt: skip
_TABLES: dict[str, type[Model]] = {**KINDS, ROUTE: CollectionRoute, WISH: InvoiceWish}
SLUGS = {kind: slug for slug, kind in WHAT.items()}


@dataclass(frozen=True)
class Page:
    """One form: what the page is called, the action that its permission is asked of, what was done in words."""

    title: Text
    doing: str
    done: Text
    button: Text
    help: Text | None = None


PAGES: dict[str, Page] = {
    CONTACT: Page(
        _("Note a contact"), "note_contact", _("The contact is noted."), _("Note the contact"),
        _("A natural person may be asked Monday to Friday from 7:00 to 19:00 and on Saturdays from 8:00 to 15:00, never on "
          "Sundays or holidays, once a day and by one channel a week (Ley 2300 de 2023, art. 3)."),
    ),
    PROMISE: Page(
        _("Note a promise to pay"), "note_promise", _("The promise is noted."), _("Note the promise"),
        _("Whether it is kept is told by the payments; nobody has to come back to say it."),
    ),
    DISPUTE: Page(
        _("Note a dispute"), "open_dispute", _("The dispute is noted: it is not collected until it is closed."),
        _("Note the dispute"), _("While it is open the invoice is not collected; whoever answers finds it in their worklist."),
    ),
    ERROR: Page(
        _("Report an error on an invoice"), "report_error", _("The error is reported."), _("Report it"),
        _("The ledger of promises counts whether it was put right in the days that were promised."),
    ),
    ROUTE: Page(
        _("Choose the route of collection"), "choose_route", _("The route is chosen."), _("Choose this route"),
        _("Who asks, how, when and whom. What held before ends the day before this one begins. No letter goes by itself."),
    ),
    WISH: Page(
        _("How it wants its invoice"), "keep_wish", _("It is written down."), _("Write it down"),
        _("Who makes its invoices reads it here before one goes out."),
    ),
}  # fmt: skip


def collection_new(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Note one thing; `?corrige=` begins with one that was noted and takes its place; `?documento=` names the invoice,
    `?desde=` the contact in which it was said."""
    kind = WHAT.get(what)
    if kind is None:
        raise Http404
    limits = policy_in_force().at(timezone.localdate())
    found = debtor(code, limits)
    corrects = _number(request.POST.get("corrige") or request.GET.get("corrige", ""))
    before = _noted(kind, code, corrects)
    form = _form(kind, request, found, limits, before)
    may_it = may(request, PAGES[kind].doing, parts_held(required(request), code, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            row = _DO[kind](required(request), found, form.cleaned_data, before.pk if before else None)
        except ClaveError as refused:
            beside(form, refused)
        else:
            address = reverse("collection_act", args=[code, what, row.pk, BACK])
            undo.done(request, PAGES[kind].done, "" if before else address)
            return redirect("collection_account", code)
    page = PAGES[kind]
    context = {
        "debtor": found, "form": form, "page": page, "corrects": before.pk if before else "", "may": may_it,
        "route": routing(timezone.localdate(), limits, [code])(code), "note": note_of(request, code),
    }  # fmt: skip
    return render(request, "collection/form.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _noted(kind: str, code: str, number: int | None) -> Any:
    """The record that is corrected; None where there is none."""
    if number is None or kind not in KINDS:
        return None
    return KINDS[kind]._default_manager.filter(pk=number, customer=code, withdrawn_at=None).first()


def collection_act(request: HttpRequest, code: str, what: str, number: int, act: str) -> HttpResponse:
    """Close, reopen, end or take back one thing that was noted."""
    kind = WHAT.get(what)
    acts = {BACK, END} if kind in (ROUTE, WISH) else {BACK, CLOSE, REOPEN} if kind in (DISPUTE, ERROR) else {BACK}
    if kind is None or act not in acts:
        raise Http404
    if not _TABLES[kind]._default_manager.filter(pk=number, customer=code).exists():
        raise Http404
    limits = policy_in_force().at(timezone.localdate())
    found = debtor(code, limits)
    if act in (CLOSE, END):
        return _ending(request, found, kind, number)
    if request.method != "POST":
        return redirect("collection_account", code)
    given = {"by": required(request), "now": timezone.now(), "customer": code, "number": number}
    try:
        if act == REOPEN:
            reopen_note(kind=kind, **given)  # type: ignore[arg-type]
        elif kind in (ROUTE, WISH):
            (take_back_route if kind == ROUTE else take_back_wish)(**given)  # type: ignore[arg-type]
        else:
            take_back_note(kind=kind, **given)  # type: ignore[arg-type]
    except ClaveError as refused:
        return account_page(request, found, limits, refused=told(refused.sentence()), status=422)
    undo.done(request, _("It is open again.") if act == REOPEN else _("It was taken back."))
    return redirect("collection_account", code)


def _ending(request: HttpRequest, found: Debtor, kind: str, number: int) -> HttpResponse:
    """The page on which a route or a wish ends, or a dispute or an error is closed."""
    today, by_day = timezone.localdate(), kind in (ROUTE, WISH)
    sent = request.POST if request.method == "POST" else None
    form: forms.Form = (
        Ending(sent, initial={"last": today}) if by_day else ClosingForm(sent, initial={"closed_on": today})
    )
    if sent is not None and form.is_valid():
        given = {"by": required(request), "now": timezone.now(), "customer": found.code, "number": number}
        try:
            row: Any = _end(kind, given, form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            again = BACK if by_day else REOPEN
            undo.done(
                request, _("It ends on that day.") if by_day else _("It is closed."),
                reverse("collection_act", args=[found.code, SLUGS[kind], row.pk, again]),
            )  # fmt: skip
            return redirect("collection_account", found.code)
    context = {"debtor": found, "form": form, "page": ENDINGS[kind], "may": True, "corrects": ""}
    return render(request, "collection/form.html", context, status=422 if form.errors else 200)


ENDINGS: dict[str, Page] = {
    ROUTE: Page(_("End the chosen route"), "end_route", _("It ends on that day."), _("End it"),
                _("From the next day on policy says who asks, how and when.")),
    WISH: Page(_("End how its invoices go out"), "end_wish", _("It ends on that day."), _("End it")),
    DISPUTE: Page(_("Close the dispute"), "close_note", _("It is closed."), _("Close it"),
                  _("From then on the invoice is collected again.")),
    ERROR: Page(_("The error was put right"), "close_note", _("It is closed."), _("Close it")),
}  # fmt: skip


def _end(kind: str, given: Mapping[str, Any], good: Mapping[str, Any]) -> Any:
    if kind == ROUTE:
        return end_route(**given, last=good["last"], because=good["because"])
    if kind == WISH:
        return end_wish(**given, last=good["last"], because=good["because"])
    return close_note(**given, kind=kind, closed_on=good["closed_on"], outcome=good["outcome"])


def _people(kind: str, begins: Mapping[str, Any]) -> list[Person]:
    """Who may be named: of a route those who may collect; of an error or a dispute those of any department that can put
    an invoice right. Whoever the record names already stays among them."""
    able = DOINGS["note_contact"].roles | {KAM.key}
    roles = able if kind == ROUTE else able | {*DEPARTMENTS, MANAGEMENT.key}
    named = begins.get("asks" if kind == ROUTE else "answers") or None
    found = Person.objects.filter(Q(role__in=roles) | Q(pk=named), is_active=True)
    return list(found.order_by("name", "pk"))


def _open_invoices(found: Debtor, also: Any) -> list[tuple[str, str]]:
    """The documents of which something is open, and those of the record that is corrected."""
    named: dict[str, str] = {}
    for debt in sorted(found.debts.open, key=lambda one: (one.due, one.document)):
        named.setdefault(
            debt.document, f"{debt.document} · {cop(debt.balance, debt.currency)} · {fecha_corta(debt.due)}"
        )
    for document in getattr(also, "documents", None) or ([also.document] if hasattr(also, "document") else []):
        named.setdefault(document, document)
    return list(named.items())


def _form(kind: str, request: HttpRequest, found: Debtor, limits: Limits, before: Any) -> forms.Form:
    sent = request.POST if request.method == "POST" else None
    today, asked = timezone.localdate(), request.GET.get("documento", "")[:100]
    given: dict[str, Any] = {"initial": _initial(kind, found, limits, today, asked, before)}
    if before is None and (note := note_of(request, found.code)):
        said_by = ", ".join(one.name for one in people_in([note]).get(note.pk, []))
        given["initial"] |= {"made": note.on, "told_on": note.on, "said_by": said_by, "words": note.text}
    if kind in (PROMISE, DISPUTE):
        given["invoices"] = _open_invoices(found, before)
    if kind in (DISPUTE, ERROR, ROUTE):
        given["people"] = people_of(_people(kind, given["initial"]))
    if kind == ROUTE:
        given["department"] = told(NOBODY)
    return _FORMS[kind](sent, **given)


_FORMS: dict[str, Callable[..., forms.Form]] = {
    CONTACT: ContactForm, PROMISE: PromiseForm, DISPUTE: DisputeForm, ERROR: ErrorForm, ROUTE: RouteForm, WISH: WishForm,
}  # fmt: skip


def _initial(kind: str, found: Debtor, limits: Limits, today: date, asked: str, before: Any) -> dict[str, Any]:
    """What the form begins with: what is corrected, else what holds now, else what is usual."""
    if before is not None:
        said = {name: getattr(before, name) for name in _FIELDS[kind]}
        if "answers" in said:
            said["answers"] = before.answers_id
        return said
    route = routing(today, limits, [found.code])(found.code)
    if kind == ROUTE:
        own = routes_kept([found.code], today).get(found.code)
        asks = Person.objects.filter(name=route.by, is_active=True).first() if route.by else None
        return {
            "asks": asks.pk if asks else "", "way": route.way, "tone": route.tone, "contact": route.contact,
            "before": route.before, "first": route.first, "again": route.again, "since": today,
            "person": {True: "person", False: "company", None: ""}[own.person if own else None],
        }  # fmt: skip
    if kind == WISH:
        wish = wishes_kept([found.code], today).get(found.code) or Wish(found.code)
        return {
            "channel": wish.channel, "recipient": wish.recipient, "portal": wish.portal, "cut_off": wish.cut_off,
            "needs_order": wish.needs_order, "since": today,
        }  # fmt: skip
    return {
        "moment": timezone.localtime().replace(second=0, microsecond=0), "way": route.way, "whom": route.contact,
        "documents": [asked], "document": asked, "made": today, "told_on": today,
        "until": today + timedelta(days=_days_to_answer(found.code, today, limits)) if kind == ERROR else None,
    }  # fmt: skip


_FIELDS: dict[str, tuple[str, ...]] = {
    CONTACT: ("moment", "way", "whom", "words"),
    PROMISE: ("documents", "amount", "until", "made", "said_by"),
    DISPUTE: ("document", "reason", "amount", "told_on", "answers", "words"),
    ERROR: ("document", "kind", "told_on", "until", "answers", "words"),
}


def _days_to_answer(code: str, today: date, limits: Limits) -> int:
    """The days in which an error is put right: those of its grant, else those of policy."""
    held = next((one for one in held_of(code, today) if one.privilege.key == IN_PERSON), None)
    return (
        int(held.grant.parameters.get("days", limits[declared.promise_invoice]))
        if held
        else limits[declared.promise_invoice]
    )


def _contact(by: Person, found: Debtor, good: Mapping[str, Any], corrects: int | None) -> Any:
    return note_contact(by=by, now=timezone.now(), customer=found.code, corrects=corrects, **good)


def _promise(by: Person, found: Debtor, good: Mapping[str, Any], corrects: int | None) -> Any:
    return note_promise(by=by, now=timezone.now(), customer=found.code, corrects=corrects, **good)


def _dispute(by: Person, found: Debtor, good: Mapping[str, Any], corrects: int | None) -> Any:
    given = dict(good) | {"answers": Person.objects.get(pk=good["answers"])}
    return open_dispute(by=by, now=timezone.now(), customer=found.code, corrects=corrects, **given)


def _error(by: Person, found: Debtor, good: Mapping[str, Any], corrects: int | None) -> Any:
    given = dict(good) | {"answers": Person.objects.get(pk=good["answers"])}
    return report_error(by=by, now=timezone.now(), customer=found.code, corrects=corrects, **given)


def _route(by: Person, found: Debtor, good: Mapping[str, Any], _corrects: int | None) -> Any:
    route = Route(
        found.code, "", good["way"], good["tone"], good["contact"], good["before"], good["first"], good["again"],
        person=good["person"],
    )  # fmt: skip
    return choose_route(
        by=by, now=timezone.now(), customer=found.code, route=route,
        asks=Person.objects.get(pk=good["asks"]) if good["asks"] else None, days=Days(good["since"], good["until"]),
        reason=good["reason"],
    )  # fmt: skip


def _wish(by: Person, found: Debtor, good: Mapping[str, Any], _corrects: int | None) -> Any:
    wish = Wish(found.code, good["recipient"], good["channel"], good["portal"], good["needs_order"], good["cut_off"])
    days = Days(good["since"], good["until"])
    return keep_wish(by=by, now=timezone.now(), customer=found.code, wish=wish, days=days, reason=good["reason"])


_DO: dict[str, Callable[[Person, Debtor, Mapping[str, Any], int | None], Any]] = {
    CONTACT: _contact, PROMISE: _promise, DISPUTE: _dispute, ERROR: _error, ROUTE: _route, WISH: _wish,
}  # fmt: skip
