"""For the one who watches the server: whether it lives, whether it can work, and its figures (ADR 0040)."""

from __future__ import annotations

import json
from hmac import compare_digest
from ipaddress import ip_address
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.views.decorators.http import require_safe

from clave.base.errors import ClaveError
from clave.jobs.backups import standing
from clave.jobs.ready import READY
from clave.web.watching.exposition import CONTENT_TYPE, exposed
from clave.web.watching.figures import families

Answer = TypeVar("Answer", bound=HttpResponse)
BY_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-Ip")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, 503 otherwise; where backups are made by themselves, how that goes.

    A backup that failed stops no page, so it is no reason to start the server again: whoever watches reads the word."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _fresh(JsonResponse({"status": "database"}, status=503))
    backup = _backup()
    return _fresh(JsonResponse({"status": "ok"} | ({"backup": backup} if backup else {})))


def _backup() -> str | None:
    try:
        return standing(timezone.now())
    except ClaveError:  # a policy that cannot be read, which its own page says
        return "unknown"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks nothing else, so that a database that is away starts nobody again.

    It says how it was reached, so that `clave doctor` sees whether a proxy in front passes on what it must."""
    named = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
    host = split_domain_port(named)[0]
    reached = {"secure": request.is_secure(), "known_host": bool(host) and validate_host(host, settings.ALLOWED_HOSTS)}
    return _fresh(JsonResponse({"status": "ok", **reached}))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where clave can do its work, otherwise 503 with a sentence for each part that it lacks."""
    parts = READY.at(timezone.now())
    ready = all(part.good for part in parts)
    told = {
        "status": "ready" if ready else "not ready",
        "parts": {part.key: "ok" if part.good else "lacking" for part in parts},
        "words": [part.words.say(settings.LANGUAGE_CODE) for part in parts if not part.good],
    }
    body = json.dumps(told, ensure_ascii=False)
    return _fresh(HttpResponse(body, status=200 if ready else 503, content_type="application/json"))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every figure as OpenMetrics, for who carries CLAVE_METRICS_TOKEN or, without one, for this machine; for all others
    there is nothing here."""
    if not _may_read(request):
        return _fresh(HttpResponse(status=404))
    return _fresh(HttpResponse(exposed(families(timezone.now())), content_type=CONTENT_TYPE))


def _may_read(request: HttpRequest) -> bool:
    """A proxy on this machine makes everybody look local, so what came through one needs the token."""
    if token := settings.CLAVE_METRICS_TOKEN:
        kind, _space, given = request.headers.get("Authorization", "").partition(" ")
        return kind.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())
    proxied = settings.CLAVE_PROXY or any(name in request.headers for name in BY_A_PROXY)
    return not proxied and _local(request.META.get("REMOTE_ADDR", ""))


def _local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _fresh(response: Answer) -> Answer:
    """Kept by no cache, and shown as what it is."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
