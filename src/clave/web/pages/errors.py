"""Pages for what cannot be shown: they say what did not happen and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.jobs.lines import REQUEST
from clave.store.powers import Grant
from clave.store.queries import administrators
from clave.store.roles import ROLES
from clave.web.portal_rules import AT
from clave.web.rule import Rule

DELEGATED: dict[str, Text] = {
    "ended": _("Your delegation of {department} ended on {last}."),
    "revoked": _("Your delegation of {department} was revoked on {last}."),
    "planned": _("Your delegation of {department} begins on {first}."),
    "elsewhere": _("Your delegation of {department} is for other accounts."),
}


def no_permission(request: HttpRequest, rule: Rule) -> HttpResponse:
    """403 for a colleague who may know that the page exists: who can see it, and whom to ask."""
    context = {
        "what": rule.what,
        "roles": joined([role.label for key, role in ROLES.items() if key in rule.allowed]),
        "ask": administrators(),
    }
    return render(request, "errors/no_permission.html", context, status=403)


def not_delegated(request: HttpRequest, rule: Rule, grant: Grant) -> HttpResponse:
    """403 for whom a delegation would let in, and does not today: it ended, begins later, or is for other accounts."""
    state = "elsewhere" if (found := grant.state(timezone.localdate())) == "in_force" else found
    sentence = DELEGATED[state].fill(
        department=ROLES[grant.department].label,
        first=Figure(grant.starts_on, "date"),
        last=Figure(grant.over_on, "date"),
    )
    context = {"what": rule.what, "sentence": sentence, "number": grant.number, "ask": administrators()}
    return render(request, "errors/not_delegated.html", context, status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 without more to say."""
    return render(request, "errors/forbidden.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection no longer holds, mostly because the page stood open for long."""
    portal = request.path.startswith(AT)
    return render(request, "portal/stale_form.html" if portal else "errors/stale_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for this person."""
    portal = request.path.startswith(AT)
    return render(request, "portal/not_found.html" if portal else "errors/not_found.html", status=404)


def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    """500: without asking the database, which may be what broke; with the number under which the log has it."""
    return render(None, "errors/broken.html", {"theme": "", "number": REQUEST.get()}, status=500)
