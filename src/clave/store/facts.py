"""The stored book of facts: as a selection was made from it, and which imports touched whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from clave.facts.book import Book
from clave.facts.store import FactStore, Touch, Version


def book_of(version: str) -> Book:
    """The facts as they stood at a version; the newest where a selection names none. Raises ClaveError when gone."""
    return FactStore(settings.CLAVE_FACTS).open(int(version) if version else None)


@contextmanager
def whole(book: Book) -> Iterator[Book]:
    """The same book, read whole by the engine of this installation while this lasts: for jobs that measure every customer."""
    engine = settings.CLAVE_ENGINE
    if engine is None:
        yield book
        return
    with engine.held():
        yield book.on(engine)


def newest_facts() -> Version | None:
    """The version of the facts that is the book now; None before the first import."""
    return FactStore(settings.CLAVE_FACTS).version()


def imports_of(customer: str, most: int = 20) -> tuple[Touch, ...]:
    """The imports that changed something of a customer, newest first."""
    return FactStore(settings.CLAVE_FACTS).touched_by(customer, most)


def outdated(version: str) -> bool:
    """Whether the book has other facts by now than at a version. Raises ClaveError when that version is gone."""
    store = FactStore(settings.CLAVE_FACTS)
    return bool(version) and store.content() != store.content(int(version))
