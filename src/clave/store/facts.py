"""The book of facts a selection was made from."""

from __future__ import annotations

from django.conf import settings

from clave.facts.book import Book
from clave.facts.store import FactStore


def book_of(version: str) -> Book:
    """The facts as they stood at a version; the newest where a selection names none. Raises ClaveError when gone."""
    return FactStore(settings.CLAVE_FACTS).open(int(version) if version else None)
