"""What dispatch and the plant share of their plans: which one people look at, what counts by hand, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from clave.base.words import Text
from clave.store.models.plans import CONFIRMED, OPEN, ByHand, Plan

P = TypeVar("P", bound=Plan)
H = TypeVar("H", bound=ByHand)
NO_CATEGORY = "own"
"""What the category of an account is called whose grant is its own."""
FRESH = 3
"""Days after which facts are no longer those of today, weekends between."""


def newest(plans: type[P], day: date | None = None) -> P | None:
    """The plan people look at: the open one of the latest day (or of that day), else its last confirmed one."""
    found = plans._default_manager.filter(state__in=(OPEN, CONFIRMED)).select_related("by", "confirmed_by")
    if day is not None:
        found = found.filter(day=day)
    last = found.order_by("-day", "-pk").first()
    if last is None or last.state == OPEN:
        return last
    return found.filter(day=last.day, state=OPEN).first() or last


def standing(by_hand: type[H], day: date) -> QuerySet[H]:
    """What people decided that counts on a day, the first asked first."""
    return by_hand._default_manager.filter(ended_at=None, until__gte=day).order_by("pk")


def changed(parts: Mapping[str, Text], before: Mapping[str, str], now: Mapping[str, str]) -> list[Text]:
    """The parts of a basis that differ, in words; [] = none."""
    return [words for part, words in parts.items() if now[part] != before.get(part)]


def digest(what: Any) -> str:
    """A part of a basis as a word that is the same for the same content."""
    return hashlib.sha256(json.dumps(what, default=str, sort_keys=True).encode()).hexdigest()[:32]
