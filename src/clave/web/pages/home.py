"""The start page: each role lands where its work begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clave.web.start import first_page
from clave.web.who import signed_in


def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the role."""
    person = signed_in(request)
    return redirect(first_page(person.role if person else None))
