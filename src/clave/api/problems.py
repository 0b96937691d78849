"""Errors as `application/problem+json` (RFC 9457): what, and what to do, in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from clave.base.errors import ClaveError
from clave.base.words import LANGUAGES, Shown, _, said

KIND = "application/problem+json"
TITLES = {
    400: _("This request cannot be read"),
    401: _("This needs a key"),
    403: _("This key is not for that"),
    404: _("There is nothing here"),
    405: _("This is not done here"),
    422: _("Something in the request is not possible"),
    429: _("Too many questions"),
}
KEYLESS = _(
    "Send the header «Authorization: Bearer …» with a key that an administrator made, not expired and not revoked."
)


def language() -> str:
    """'es' or 'en', as the request asked."""
    found = (get_language() or "es")[:2]
    return found if found in LANGUAGES else "es"


def problem(status: int, detail: Shown | str = "", errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """An error with its words; `errors` name the places at fault."""
    spoken = language()
    title = TITLES.get(status, TITLES[400])
    body: dict[str, Any] = {"type": "about:blank", "title": title.say(spoken), "status": status}
    if detail:
        body["detail"] = said(detail, spoken)
    if errors:
        body["errors"] = list(errors)
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=KIND)


def answer_errors(api: NinjaAPI) -> None:
    """Every error of the API answers as a problem."""

    @api.exception_handler(AuthenticationError)
    def keyless(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = problem(401, KEYLESS)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(AuthorizationError)
    def not_for_that(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
        return problem(403, _("An administrator can make a key that is."))

    @api.exception_handler(ValidationError)
    def impossible(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(422, errors=[_place(one) for one in error.errors])

    @api.exception_handler(ClaveError)
    def refused(request: HttpRequest, error: ClaveError) -> HttpResponse:
        return problem(422, error.sentence())

    @api.exception_handler(Http404)
    def nothing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code)


def _place(error: dict[str, Any]) -> dict[str, str]:
    """Where, and what was expected; never what was sent."""
    return {"where": ".".join(str(part) for part in error.get("loc", ())[1:]), "why": str(error.get("msg", ""))}
