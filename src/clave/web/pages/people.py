"""Usuarios: who may come in, as what, and what each role sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy

from clave.actions.entry import invite_person
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.log import PERSON, Asked, events
from clave.store.models import Person
from clave.store.models.people import LANGUAGES
from clave.store.people import ORDERS, STATES, Wanted, counted_states, described, live_sessions, people
from clave.store.roles import EMPLOYEE, PARTS, ROLES, STAFF
from clave.web import undo
from clave.web.initials import initials
from clave.web.refusal import sentence
from clave.web.shown.log import shown as events_shown
from clave.web.shown.mails import MailShown, mail_shown
from clave.web.shown.people import (
    LAPSED,
    browser,
    doings,
    fields,
    for_everybody,
    matrix,
    opens,
    roles,
)
from clave.web.shown.people import STATES as BADGES
from clave.web.shown.selection import Badge
from clave.web.who import signed_in
from clave.web.words import told

PAGE = 50
LATEST = 12
SHOWN = "enlace"
"""What the form sends where the administrator asks to see the link."""


@dataclass(frozen=True)
class Row:
    """A described person on the list, with its state and what its role opens."""

    them: Person
    badge: Badge
    opens: str


class Invitation(forms.Form):
    """Whom to invite, as what, and in which language they read."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail, with which they sign in"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("This is no e-mail: write it whole, such as ana@company.com.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Reads in"), choices=LANGUAGES)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(key, key) for key in STAFF],
        error_messages={
            "invalid_choice": gettext_lazy("Nobody can be invited as «%(value)s»: choose one of the roles below.")
        },
    )


def users(request: HttpRequest) -> HttpResponse:
    """Everybody who may come in; the list alone where htmx filters it."""
    wanted, now = _wanted(request), timezone.now()
    found = Paginator(people(wanted, now), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found,
        "rows": [Row(person, badge(person), ", ".join(opens(person.role))) for person in found],
        "wanted": wanted,
        "states": {key: BADGES[key].label for key in STATES},
        "roles": ROLES,
        "counts": counted_states(),
        "undo": undo.taken(request),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, "people/_list.html" if part else "people/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _wanted(request: HttpRequest) -> Wanted:
    given = request.GET
    role, state, order = given.get("rol", ""), given.get("estado", ""), given.get("orden", "")
    return Wanted(
        text=given.get("q", "").strip()[:100],
        role=role if role in ROLES else "",
        state=state if state in STATES else "",
        order=order if order.removeprefix("-") in ORDERS else "",
    )


def badge(person: Any) -> Badge:
    """The state of a described person; an invitation that ran out looks different."""
    lapsed = person.link_ends is not None and person.link_ends <= timezone.now()
    return LAPSED if person.state == "invited" and lapsed else BADGES[person.state]


def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: role, sessions, second step, and what the log knows of them."""
    return render(request, "people/person.html", person_page(request, pk))


def person_page(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What the page of a person shows. Raises Http404 where nobody has that number."""
    now = timezone.now()
    them = get_object_or_404(described(Person.objects.select_related("entry_link__mail"), now), pk=pk)
    mine = signed_in(request)
    return {
        "them": them,
        "badge": badge(them),
        "mailed": _mailed(them),
        "initials": initials(them.name),
        "opens": opens(them.role),
        "roles": {key: ROLES[key] for key in dict.fromkeys((*STAFF, them.role))},
        "myself": mine is not None and mine.pk == them.pk,
        "where": [(browser(session.user_agent), session) for session in live_sessions(now).filter(user=them)],
        "events": events_shown(events(Asked(who=f"{PERSON}{pk}"))[:LATEST]),
        "undo": undo.taken(request),
    }


def _mailed(person: Person) -> MailShown | None:
    """The mail with the link that still waits to be used."""
    link = getattr(person, "entry_link", None)
    return mail_shown(link.mail) if link and link.mail and link.used_at is None else None


def invite(request: HttpRequest) -> HttpResponse:
    """The form; then the link goes by mail, or is shown once where there is no mail or somebody asks for it, because only
    its hash is kept."""
    form = Invitation(
        request.POST if request.method == "POST" else None,
        initial={"role": EMPLOYEE.key, "language": request.LANGUAGE_CODE},
    )
    me = signed_in(request)
    if request.method == "POST" and me and form.is_valid():
        try:
            person, token = invite_person(by=me, now=timezone.now(), mailed=by_mail(request), **form.cleaned_data)
        except ClaveError as error:
            form.add_error("email", sentence(error))
        else:
            return offered(request, person, token)
    context = {"form": form, "roles": roles(STAFF), "chosen": form["role"].value()}
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


def by_mail(request: HttpRequest) -> bool:
    """Whether clave mails the link: wherever it can, unless the administrator asks to see it."""
    return settings.CLAVE_SMTP and request.POST.get("como") != SHOWN


def offered(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    """The link, for the only time; or, where it went by mail, their page, which says how the mail is doing."""
    if not token:
        messages.success(request, told(_("The link goes by mail to {email}.").fill(email=person.email)))
        return redirect("user", person.pk)
    person.refresh_from_db()
    link = request.build_absolute_uri(reverse("entry", args=[token]))
    return render(request, "people/link.html", {"them": person, "link": link, "kept": person.entry_link})


def permissions(request: HttpRequest) -> HttpResponse:
    """What each role sees, and with `ver=hacer` what each may do: the tables that decide it, in words."""
    context = (
        {"doing": True, "parts": PARTS.values(), "doings": doings(), "fields": fields()}
        if request.GET.get("ver") == "hacer"
        else {"matrix": matrix(), "roles": roles(), "everybody": for_everybody()}
    )
    return render(request, "people/permissions.html", context)
