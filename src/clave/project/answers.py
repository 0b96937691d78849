"""What is answered where nothing is, or where something broke: to a system a problem, to a person a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from clave.api.door import PREFIX
from clave.api.problems import BROKEN, problem
from clave.web.pages import errors


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing at this address, or not for who asks."""
    return problem(404) if request.path.startswith(PREFIX) else errors.not_found(request, exception)


def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    """500: without asking the database, which may be what broke."""
    return problem(500, BROKEN) if request.path.startswith(PREFIX) else errors.broken(request, *args)
