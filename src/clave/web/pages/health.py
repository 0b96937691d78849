"""For the one who watches the server."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.jobs.backups import standing


def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, 503 otherwise; where backups are made by themselves, how that goes.

    A backup that failed stops no page, so it is no reason to start the server again: whoever watches reads the word."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database"}, status=503)
    backup = _backup()
    return JsonResponse({"status": "ok"} | ({"backup": backup} if backup else {}))


def _backup() -> str | None:
    try:
        return standing(timezone.now())
    except ClaveError:  # a policy that cannot be read, which its own page says
        return "unknown"
