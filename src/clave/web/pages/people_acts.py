"""What an administrator does about one person: each act says first what it will do, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from clave.actions.entry import offer_link, withdraw_invitation
from clave.actions.members import change_role, deactivate, end_sessions, reactivate, reset_second_factor
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.store.models import Person
from clave.store.people import described
from clave.store.roles import ROLES
from clave.web import undo
from clave.web.pages.people import by_mail, offered, person_page
from clave.web.shown.people import difference
from clave.web.who import signed_in
from clave.web.words import told


@dataclass(frozen=True)
class Act:
    """One thing that can be done about a person: what is asked, what follows, and for whom in which state it is."""

    asks: Text
    follows: tuple[Text, ...]
    button: Text
    said: Text
    do: Callable[..., Any]
    states: frozenset[str]
    danger: bool = False
    opposite: str = ""
    leads: str = "user"


ACTIVE, INVITED, DEACTIVATED = "active", "invited", "deactivated"
ACTS: dict[str, Act] = {
    "enlace": Act(
        asks=_("Make a new link for {name}?"),
        follows=(
            _("With it they choose a password and come in. The link before it stops working."),
            _("Nothing else changes: until they use it, their present password and sessions go on."),
        ),
        button=_("Make the link"),
        said=_("Link made for {name}."),
        do=offer_link,
        states=frozenset({ACTIVE, INVITED}),
    ),
    "sesiones": Act(
        asks=_("Sign {name} out everywhere?"),
        follows=(_("Every browser where they are signed in asks for the password again, from this moment."),),
        button=_("End all sessions"),
        said=_("{name} is signed out everywhere."),
        do=end_sessions,
        states=frozenset({ACTIVE}),
        danger=True,
    ),
    "segundo-paso": Act(
        asks=_("Take the second step off {name}?"),
        follows=(
            _("For a lost telephone: they sign in with the password alone, and can set the second step up again."),
            _("Make sure that it is really they who ask: call them, don't answer a message."),
        ),
        button=_("Take the second step off"),
        said=_("{name} signs in with the password alone."),
        do=reset_second_factor,
        states=frozenset({ACTIVE}),
        danger=True,
    ),
    "desactivar": Act(
        asks=_("Deactivate {name}?"),
        follows=(
            _("They are signed out at once and cannot come in any more."),
            _("What they did stays, under their name. You can reactivate them whenever you like."),
        ),
        button=_("Deactivate"),
        said=_("{name} is deactivated: they are signed out and cannot come in."),
        do=deactivate,
        states=frozenset({ACTIVE, INVITED}),
        danger=True,
        opposite="reactivar",
    ),
    "reactivar": Act(
        asks=_("Reactivate {name}?"),
        follows=(_("They may come in again with the password and the role they had."),),
        button=_("Reactivate"),
        said=_("{name} may come in again."),
        do=reactivate,
        states=frozenset({DEACTIVATED}),
        opposite="desactivar",
    ),
    "retirar": Act(
        asks=_("Take back the invitation of {name}?"),
        follows=(_("The link stops working and {name} leaves the list. You can invite them again."),),
        button=_("Take it back"),
        said=_("The invitation of {name} was taken back."),
        do=withdraw_invitation,
        states=frozenset({INVITED}),
        danger=True,
        leads="users",
    ),
}


def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask; and when the answer comes, do it, say it and offer the opposite."""
    them, me = get_object_or_404(described(Person.objects.all(), timezone.now()), pk=pk), signed_in(request)
    wanted = ACTS.get(what)
    if wanted is None or me is None:
        raise Http404
    context: dict[str, Any] = {"them": them, "act": wanted, "asks": wanted.asks.fill(name=them.name)}
    context["mail"] = what == "enlace" and settings.CLAVE_SMTP
    context["follows"] = [text.fill(name=them.name) if "{name}" in text.msgid else text for text in wanted.follows]
    if getattr(them, "state", "") not in wanted.states:
        context["late"] = True
        return render(request, "people/act.html", context, status=409)
    if request.method != "POST":
        return render(request, "people/act.html", context)
    try:
        more = {"mailed": by_mail(request)} if what == "enlace" else {}
        given = wanted.do(by=me, now=timezone.now(), person=them, **more)
    except ClaveError as error:
        return render(request, "people/act.html", context | {"error": told(error.sentence())}, status=422)
    if what == "enlace":
        return offered(request, them, given)
    back = reverse("user_act", args=[pk, wanted.opposite]) if wanted.opposite else ""
    undo.done(request, wanted.said.fill(name=them.name), back)
    return redirect("users") if wanted.leads == "users" else redirect("user", pk)


def role(request: HttpRequest, pk: int) -> HttpResponse:
    """What another role would change for a person, and then the change itself."""
    them, me = get_object_or_404(Person, pk=pk), signed_in(request)
    new = (request.POST if request.method == "POST" else request.GET).get("rol", "")
    if new not in ROLES or me is None:
        return redirect("user", pk)
    context = person_page(request, pk) | {"new": ROLES[new], "change": difference(them.role, new)}
    if request.method == "POST":
        refused = _change(request, me, them, new, timezone.now())
        if refused is None:
            return redirect("home") if them.pk == me.pk else redirect("user", pk)
        return render(request, "people/person.html", context | {"error": told(refused.sentence())}, status=422)
    part = "HX-Request" in request.headers
    return render(request, "people/_role.html" if part else "people/person.html", context)


def _change(request: HttpRequest, me: Person, them: Person, new: str, now: datetime) -> ClaveError | None:
    """None when it was done; otherwise why not."""
    before = them.role
    try:
        change_role(by=me, now=now, person=them, role=new)
    except ClaveError as error:
        return error
    if them.pk == me.pk:  # whoever gives up administering could not take it back
        return None
    said = _("{name} is now: {role}.").fill(name=them.name, role=ROLES[new].label)
    undo.done(request, said, reverse("user_role", args=[them.pk]), rol=before)
    return None
