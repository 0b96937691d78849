"""Personas: who works at a customer, how each is reached, and what each consents to. (G12)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.contacts import (
    add_contact,
    change_contact,
    confirm_contact,
    note_back,
    note_contacts_export,
    note_left,
    remove_contact,
    restore_contact,
    say_consent,
)
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.operations.consent import PURPOSES
from clave.operations.contacts import AREAS, CHANNELS, LANGUAGES
from clave.report.sheet import Head, Value
from clave.store.contacts import (
    answers,
    consents_of,
    contacts_of,
    last_spoken,
    said_of,
    sees_birthday,
    sees_details,
)
from clave.store.fields import CONTACT_DETAILS, FIELDS, INFLUENCE, RESERVED, reserved
from clave.store.models import Contact
from clave.web import undo
from clave.web.pages.customers_people import Customer, customer_of, may, moment_of, note_of, page, posted, sentence
from clave.web.pages.privileges import as_file
from clave.web.people_forms import ConsentForm, ContactForm, LeftForm, initial_contact
from clave.web.refusals import beside
from clave.web.shown.people_of_customer import PersonRow, consent_rows, person_row
from clave.web.who import required, sight
from clave.web.words import told

PAGE = 40
ORDERS = ("name", "area", "spoken", "confirmed")
FILE = _("people")
HEADS = (
    (_("Name"), "text", 30), (_("Position"), "text", 28), (_("Area"), "text", 22), (_("E-mail"), "text", 30),
    (_("Phone"), "text", 20), (_("Channel"), "text", 16), (_("Language"), "text", 12), (_("Left on"), "date", 12),
    (_("Last contact"), "date", 14), (_("Confirmed on"), "date", 14), (_("How we know"), "text", 30),
    *((label, "text", 24) for label in PURPOSES.values()),
)  # fmt: skip


def account_people(request: HttpRequest, code: str) -> HttpResponse:
    """The people of a customer: `q` searches, `area` filters, `ver=todas` shows those who left too, `orden` sorts."""
    found = customer_of(request, code)
    rows = _rows(request, code)
    get = request.GET
    shown = Paginator(_among(rows, request), PAGE).get_page(get.get("pagina"))
    context = {
        "found": shown,
        "any": bool(rows),
        "left": sum(1 for row in rows if row.contact.left_on),
        "wanted": {"text": get.get("q", "")[:100], "area": get.get("area", ""), "order": get.get("orden", "name"),
                   "all": get.get("ver") == "todas"},
        "areas": [(key, told(label)) for key, label in AREAS.items()],
        "may": may(request, "add_contact", code),
        "details": sees_details(sight(request), code),
        "reserved": told(reserved(FIELDS[CONTACT_DETAILS])),
    }  # fmt: skip
    return page(request, found, "people", "people/list.html", context)


def contact_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a person; `?desde=` begins with a note."""
    found, note = customer_of(request, code), note_of(request, code)
    begins = {
        "language": "es",
        "area": "other",
        "source": told(_("Note of {day}").fill(day=f"{note.on:%d/%m/%Y}")) if note else "",
    }
    form = ContactForm(posted(request), initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            kept = add_contact(by=required(request), now=timezone.now(), customer=code, contact=form.said())
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("{name} is written down.").fill(name=kept.name), _act(kept, "quitar"))
            return redirect("contact", code, kept.pk)
    return _form(
        request, found, form, _("New person"), reverse("account_people", args=[code]), words=note.text if note else ""
    )


def contact(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Everything about one person: who they are, how to reach them, and every word on consent."""
    return _contact(request, customer_of(request, code), _held(code, number))


def contact_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say better who a person is."""
    found, kept = customer_of(request, code), _held(code, number)
    before = said_of(kept)
    form = ContactForm(posted(request), initial=initial_contact(before), details=sees_details(sight(request), code))
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                by=required(request), now=timezone.now(), customer=code, number=number, contact=form.said(before),
                seen=moment_of(request.POST.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("{name} was corrected.").fill(name=form.cleaned_data["name"]))
            return redirect("contact", code, number)
    seen = request.POST.get("seen") or kept.changed_at.isoformat()
    back = reverse("contact", args=[code, number])
    return _form(request, found, form, _("Correct the person"), back, seen=seen)


@require_POST
def contact_act(request: HttpRequest, code: str, number: int, act: str) -> HttpResponse:
    """One thing that is done with a person; their page with the sentence and 422 where it is refused."""
    found = customer_of(request, code)
    if act not in ACTS:
        raise Http404
    kept = _held(code, number, removed=act == "devolver")
    left, given = LeftForm(request.POST) if act == "salio" else None, {}
    if left is not None:
        if not left.is_valid():
            return _contact(request, found, kept, left=left)
        given = {"on": left.cleaned_data["on"]}
    do, said, opposite = ACTS[act]
    try:
        do(by=required(request), now=timezone.now(), customer=code, number=number, **given)
    except ClaveError as refused:
        if left is not None:
            beside(left, refused)
        return _contact(request, found, kept, left=left, refused="" if left else sentence(refused))
    undo.done(request, said.fill(name=kept.name), _act(kept, opposite) if opposite else "")
    return redirect("account_people", code) if act == "quitar" else redirect("contact", code, number)


@require_POST
def contact_consent(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write down what a person said for one purpose."""
    found, kept = customer_of(request, code), _held(code, number)
    form = ConsentForm(request.POST)
    if form.is_valid():
        good = form.cleaned_data
        try:
            say_consent(
                by=required(request), now=timezone.now(), customer=code, number=number, purpose=good["purpose"],
                given=good["given"] == "yes", on=good["on"], evidence=good["evidence"],
                birthday=(good["birth_day"], good["birth_month"]),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("What {name} said is written down.").fill(name=kept.name))
            return redirect("contact", code, number)
    return _contact(request, found, kept, consent=form)


def contacts_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The people as on the page, as `personas.xlsx` or `.csv`; 404 for another."""
    found = customer_of(request, code)
    name, _dot, form = kind.rpartition(".")
    if name != "personas" or form not in ("xlsx", "csv"):
        raise Http404
    rows = [_cells(row) for row in _among(_rows(request, code), request)]
    note_contacts_export(by=required(request), now=timezone.now(), customer=code)
    heads = [Head(told(label), unit, width) for label, unit, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Customer")), f"{found.name} ({code})"), (told(_("Day")), f"{timezone.localdate():%Y-%m-%d}")]
    return as_file(FILE, form, heads, rows, about)


def _rows(request: HttpRequest, code: str) -> list[PersonRow]:
    people = contacts_of(code)
    numbers = [one.pk for one in people]
    words, spoken, seen, today = consents_of(numbers), last_spoken(numbers), sight(request), timezone.localdate()
    details = sees_details(seen, code)
    return [
        person_row(one, answers(words.get(one.pk, ()), today), spoken.get(one.pk), details=details) for one in people
    ]


def _among(rows: list[PersonRow], request: HttpRequest) -> list[PersonRow]:
    get = request.GET
    words, area = folded(get.get("q", "")[:100]).split(), get.get("area", "")
    found = [
        row
        for row in rows
        if (get.get("ver") == "todas" or row.contact.left_on is None)
        and (area not in AREAS or row.contact.area == area)
        and all(word in row.contact.folded for word in words)
    ]
    order = get.get("orden", "name")
    column = order.removeprefix("-")
    keys: dict[str, Callable[[PersonRow], Any]] = {
        "name": lambda row: row.contact.folded, "area": lambda row: (folded(row.area), row.contact.folded),
        "spoken": lambda row: row.spoken or date.min, "confirmed": lambda row: row.contact.confirmed_on,
    }  # fmt: skip
    return sorted(found, key=keys[column if column in ORDERS else "name"], reverse=order.startswith("-"))


def _contact(
    request: HttpRequest, found: Customer, kept: Contact, *, consent: ConsentForm | None = None,
    left: LeftForm | None = None, refused: str = "",
) -> HttpResponse:  # fmt: skip
    today, seen = timezone.localdate(), sight(request)
    words = consents_of([kept.pk]).get(kept.pk, [])
    said = answers(words, today)
    wrong = bool(refused or (consent and consent.errors) or (left and left.errors))
    context = {
        "row": person_row(kept, said, last_spoken([kept.pk]).get(kept.pk), details=sees_details(seen, found.code)),
        "consents": consent_rows(said),
        "words": [(row, told(PURPOSES[row.purpose])) for row in words],
        "birthday": f"{kept.birth_day:02}/{kept.birth_month:02}"
        if kept.birth_day and sees_birthday(seen, kept, said)
        else "",
        "reserved": told(reserved(FIELDS[CONTACT_DETAILS])),
        "may": may(request, "change_contact", found.code),
        "sees_map": seen.sees(INFLUENCE, found.code),
        "attends": may(request, "register_data_request", found.code),
        "consent": consent or ConsentForm(initial={"on": today}),
        "left_form": left or LeftForm(initial={"on": today}),
        "refused": refused,
        "shown_left": left is not None,
    }
    return page(request, found, "people", "people/contact.html", context, 422 if wrong else 200)


def _form(
    request: HttpRequest, found: Customer, form: ContactForm, title: Any, back: str, *, seen: str = "", words: str = ""
) -> HttpResponse:
    context = {
        "form": form, "title": title, "back": back, "seen": seen, "quoted": words,
        "lead": _("Whoever they are, they may ask what is kept of them: write what you would say in front of them."),
    }  # fmt: skip
    return page(request, found, "people", "people/form.html", context, 422 if form.errors else 200)


def _held(code: str, number: int, *, removed: bool = False) -> Contact:
    found = Contact.objects.filter(pk=number, customer=code, erased_at=None, removed_at__isnull=not removed)
    if (kept := found.select_related("by").first()) is None:
        raise Http404
    return kept


def _act(kept: Contact, act: str) -> str:
    return reverse("contact_act", args=[kept.customer, kept.pk, act])


def _cells(row: PersonRow) -> list[Value]:
    one, hidden = row.contact, told(RESERVED)
    return [
        one.name, one.position, row.area, one.email if row.details else hidden, one.phone if row.details else hidden,
        told(CHANNELS[one.channel]) if one.channel else "", told(LANGUAGES[one.language]), one.left_on, row.spoken,
        one.confirmed_on, one.source, *(words for _label, _tone, _icon, words in consent_rows(row.said)),
    ]  # fmt: skip


ACTS: dict[str, tuple[Callable[..., Any], Any, str]] = {
    "quitar": (remove_contact, _("{name} was taken out."), "devolver"),
    "devolver": (restore_contact, _("{name} is back."), ""),
    "salio": (note_left, _("That {name} left is noted."), "volvio"),
    "volvio": (note_back, _("{name} is there again."), ""),
    "sigue": (confirm_contact, _("Confirmed: {name} is still there."), ""),
}
