"""`/slow` is answered once somebody writes into the pipe SLOW_GO; `/inside` says how many are inside, itself left out."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from clave.web.watched import WATCHERS
from clave.web.watching.gate import gate

WAITING = Lock()
GONE: list[str] = []


def slow(request: HttpRequest) -> HttpResponse:
    """The first one reads the pipe, the others wait for it."""
    with WAITING:
        if not GONE:
            GONE.append(Path(os.environ["SLOW_GO"]).read_text())
    return HttpResponse(b"done")


def inside(request: HttpRequest) -> HttpResponse:
    """Of the gate of this process."""
    return JsonResponse({"inside": gate().inside, "waiting": gate().waiting})


WATCHERS["/inside"] = inside  # it must be answered where there is no room
urlpatterns = [path("slow", slow), path("inside", inside)]
