"""The first and the narrowest door of every request: its number, its line in the log, its place in the figures; and who is
let in at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from secrets import token_hex
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation

from clave.base.words import _
from clave.jobs.lines import REQUEST, line
from clave.web.pages.health import health, healthz, metrics, readyz
from clave.web.watching.counting import COUNTS
from clave.web.watching.gate import Full, gate

Answer = Callable[[HttpRequest], HttpResponseBase]
NUMBER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy in front of us may call a request."""
WATCHERS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz, "/readyz": readyz, "/metrics": metrics, "/salud": health,
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
API = "/api/"
BUSY = _("clave is answering as many requests as it can. Try again in {seconds} seconds; nothing was done.")


def watched(get_response: Answer) -> Answer:
    """Number, count and note every request. Whoever watches the server is answered here, without a session and by
    whatever name and protocol: a probe knows neither the host names nor the certificate."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if watcher := WATCHERS.get(request.path):
            return _unlogged(watcher(request))
        number, began = _number(request), perf_counter()
        here = REQUEST.set(number)
        try:
            response = get_response(request)
            response.headers[NUMBER] = number
            _note(request, response, perf_counter() - began)
        finally:
            REQUEST.reset(here)
        return response

    return answer


def _number(request: HttpRequest) -> str:
    """What the proxy calls it where one stands in front of us; otherwise our own, because anybody may write a header."""
    given = request.headers.get(NUMBER, "") if settings.CLAVE_PROXY else ""
    return given if GIVEN.fullmatch(given) else token_hex(8)


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route, method = _route(request), request.method if request.method in METHODS else "other"
    assert method is not None
    COUNTS.answered(route=route, method=method, status=response.status_code, seconds=seconds)
    line(
        "request", route=route, method=method, status=response.status_code, seconds=round(seconds, 4),
        waited=round(getattr(request, "clave_waited", 0.0), 4) or None,
    )  # fmt: skip


def _route(request: HttpRequest) -> str:
    """Its name in the table of access. Never the address: that names customers, and carries links that let people in."""
    if request.resolver_match:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith("/" + settings.STATIC_URL.lstrip("/")) else "none"


def let_in(get_response: Answer) -> Answer:
    """Let as many in as there is room for, and tell the others when to come back."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            with gate().passed() as waited:
                request.clave_waited = waited  # type: ignore[attr-defined]
                return get_response(request)
        except Full:
            return _busy(request)

    return answer


def _busy(request: HttpRequest) -> HttpResponse:
    """503 and when to come back, without asking anything of the database: as a page, or as problem+json for a program."""
    with translation.override(translation.get_language_from_request(request)):
        sentence = BUSY.fill(seconds=gate().room.again).say(translation.get_language() or settings.LANGUAGE_CODE)
        if request.path.startswith(API):
            told = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": sentence}
            response: HttpResponse = JsonResponse(told, status=503, content_type="application/problem+json")
        else:
            response = HttpResponse(_busy_page(sentence), status=503)
    response.headers["Retry-After"] = str(gate().room.again)
    return _unlogged(response)


@cache
def _busy_page(sentence: str) -> str:
    """Written once in each language: where there is no room there is no time either."""
    return render_to_string("errors/busy.html", {"sentence": sentence, "theme": ""})


def _unlogged(response: HttpResponse) -> HttpResponse:
    """Django would write an error for each 503: a probe asks every ten seconds, and where there is no room there are many.
    The figures count them."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
