"""Errors as `application/problem+json` (RFC 9457): what, and what to do, in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from clave.actions.shape import MayNot
from clave.base.errors import ClaveError
from clave.base.words import LANGUAGES, Shown, Text, _, said

KIND = "application/problem+json"
MOST_PLACES = 20
"""Places at fault that one answer names."""
TITLES = {
    400: _("This request cannot be read"),
    401: _("This needs a key"),
    403: _("This key is not for that"),
    404: _("There is nothing here"),
    405: _("This is not done here"),
    413: _("This request is too large"),
    415: _("This is written in a form that is not read here"),
    422: _("Something in the request is not possible"),
    429: _("Too many questions"),
    500: _("Something broke here"),
}
UNREADABLE = _("The body is no JSON that can be read. Write it as the description of the API says.")
TOO_LARGE = _("The body is larger than a request may be. Send it in parts.")
NOT_DONE = _("This address knows another method: {methods}.")
NOT_JSON = _("Send the body as application/json, in UTF-8.")
BROKEN = _(
    "Nothing was changed. What happened stands in the record of the server; try again, and tell an administrator."
)
NOT_SO: Text = _("This is not what is expected here: look at the description of the API.")
WHY: dict[str, Text] = {
    "missing": _("This is missing."),
    "string_type": _("Write it as text, between quotation marks."),
    "string_too_short": _("This is empty: write it."),
    "string_too_long": _("This is too long."),
    "string_pattern_mismatch": _("This has signs that no code has."),
    "string_unicode": _("This has signs that cannot be read."),
    "list_type": _("Write it as a list."),
    "too_long": _("These are more than one question may hold: ask in parts."),
    "too_short": _("Write at least one."),
    "date_from_datetime_parsing": _("This is no day: write it as 2026-12-31."),
    "date_parsing": _("This is no day: write it as 2026-12-31."),
    "date_type": _("This is no day: write it as 2026-12-31."),
    "extra_forbidden": _("Nothing of this name is asked for here: leave it out."),
    "model_attributes_type": _("Write it as an object, between braces."),
    "dict_type": _("Write it as an object, between braces."),
    "bool_type": _("Write true or false."),
    "int_type": _("Write a whole number."),
    "int_parsing": _("Write a whole number."),
    "float_type": _("Write a number."),
    "finite_number": _("Write a number."),
    "decimal_type": _("Write a number."),
    "decimal_parsing": _("Write a number."),
    "decimal_max_places": _("This has more decimals than a sum has."),
    "literal_error": _("This is none of the words that stand in the description of the API."),
    "greater_than": _("This is too small."),
    "greater_than_equal": _("This is too small."),
    "less_than": _("This is too large."),
    "less_than_equal": _("This is too large."),
    "timezone_aware": _("Write the moment with its zone, as in 2026-12-31T15:00:00-05:00."),
    "datetime_parsing": _("Write the moment with its zone, as in 2026-12-31T15:00:00-05:00."),
    "datetime_from_date_parsing": _("Write the moment with its zone, as in 2026-12-31T15:00:00-05:00."),
}
"""What to do about an error of a place in the request, by the kind that pydantic gives it."""


class Refusal(Exception):
    """What is answered with a problem: its status, its sentence, and the places at fault."""

    def __init__(self, status: int, detail: Shown | str = "", errors: Sequence[dict[str, str]] = ()) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.errors = status, detail, errors


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
        return problem(422, errors=[_place(one) for one in error.errors[:MOST_PLACES]])

    @api.exception_handler(MayNot)
    def may_not(request: HttpRequest, error: MayNot) -> HttpResponse:
        return problem(403, error.sentence())

    @api.exception_handler(ObjectDoesNotExist)
    def gone(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
        return problem(404)

    @api.exception_handler(ClaveError)
    def refused(request: HttpRequest, error: ClaveError) -> HttpResponse:
        places = [{"where": error.where, "why": said(error.what, language())}] if error.where else []
        return problem(422, error.sentence(), places)

    @api.exception_handler(Refusal)
    def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        return problem(error.status, error.detail, error.errors)

    @api.exception_handler(Http404)
    def nothing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404)

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(413, TOO_LARGE)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, UNREADABLE if error.status_code == 400 else "")


def _place(error: dict[str, Any]) -> dict[str, str]:
    """Where, and what was expected; never what was sent."""
    where = ".".join(str(part)[:60] for part in error.get("loc", ())[1:])
    return {"where": where, "why": WHY.get(str(error.get("type", "")), NOT_SO).say(language())}
