"""Taking back what was just done: the next page says it and offers the opposite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from clave.base.words import Joined, Text, stored
from clave.web.words import told

KEPT = "undo"


@dataclass(frozen=True)
class Undo:
    """What was done, and the form that takes it back; without an address there is nothing to take back."""

    said: str
    address: str
    fields: Mapping[str, str]


def done(request: HttpRequest, said: Text | Joined, address: str = "", **fields: str) -> None:
    """Keep for the next page what was done and where its opposite is posted."""
    request.session[KEPT] = {"said": stored(said), "address": address, "fields": fields}


def taken(request: HttpRequest) -> Undo | None:
    """What the page before did, once."""
    kept: dict[str, Any] | None = request.session.pop(KEPT, None)
    return Undo(told(kept["said"]), kept["address"], kept["fields"]) if kept else None
