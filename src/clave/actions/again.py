"""A form that was sent twice: the same words of the same person within a moment are one thing, not two.

A double click, a reload and a slow net send what the browser sent before. Whoever makes something that no constraint keeps
single asks here first; an answer is the one thing that is there already, and nothing is recorded again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from clave.store.models import Person

JUST_NOW = timedelta(minutes=1)
"""Longer than a browser repeats by itself, shorter than anybody means the same words anew."""
M = TypeVar("M", bound=Model)


def just_made(same: QuerySet[M], *, by: Person, now: datetime, when: str = "created_at") -> M | None:
    """The newest of the rows with this very content (`same`) that was made a moment ago, by its column `when`.

    Holds the person to the end of the transaction, so that two windows of one person come one after the other."""
    Person.objects.select_for_update().get(pk=by.pk)
    return same.filter(**{f"{when}__gt": now - JUST_NOW}).order_by("-pk").first()
