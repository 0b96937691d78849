"""The start page: each role lands where its work begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clave.store.roles import CREDIT, KAM
from clave.web.access import allows
from clave.web.who import signed_in

FIRST = {KAM.key: "accounts", CREDIT.key: "accounts"}


def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the role; to «Quién es clave», which everybody of ours has, where it has none of its own;
    to the profile otherwise."""
    person = signed_in(request)
    role = person.role if person else None
    first = FIRST.get(role or "", "selection")
    return redirect(next((page for page in (first, "who_is_key") if allows(role, page)), "profile"))
