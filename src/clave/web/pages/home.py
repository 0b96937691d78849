"""The start page: each role lands where its work begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clave.store.roles import CREDIT, KAM
from clave.web.access import allows
from clave.web.who import signed_in

FIRST = {KAM.key: "accounts", CREDIT.key: "accounts"}


def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the role; to the profile, which says what the role may see, where there is none yet."""
    person = signed_in(request)
    role = person.role if person else None
    first = FIRST.get(role or "", "selection")
    return redirect(first if allows(role, first) else "profile")
