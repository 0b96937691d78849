"""What the facts of one customer say, read once for everybody who looks at its pages.

A version of the facts never changes, so neither does what is read of it: the pages of an account open it again and again, and
reading costs more than all the rest of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from clave.facts.book import Book
from clave.facts.customers import Card, card
from clave.facts.warehouse import ParquetFiles
from clave.measures.account import Family, Month, Payments, families, months, opened, payments
from clave.policy.reading import Policy

KEPT = 1_000
"""Customers kept in memory, at some 20 kB each."""
T = TypeVar("T")


@dataclass(frozen=True)
class AccountFacts:
    """What one customer bought month by month and family by family, and how it pays."""

    months: tuple[Month, ...] = ()
    families: tuple[Family, ...] = ()
    payments: Payments = field(default_factory=Payments)


@dataclass(frozen=True)
class _Same(Generic[T]):
    """A thing that is the same as any other of that name."""

    name: Hashable
    thing: T = field(compare=False)


def account_facts(book: Book, policy: Policy, as_of: date, customer: str, begin: date | None) -> AccountFacts:
    """All of it from one reading of its lines and debts; the facts begin on `begin`, where that is known. Raises
    ClaveError where they cannot be read, and keeps nothing then."""
    return _facts(_version(book), _Same(policy.version, policy), as_of, customer, begin)


def account_card(book: Book, customer: str) -> Card | None:
    """As the customer file says it; None where it does not list it. Raises ClaveError as above."""
    return _card(_version(book), customer)


def _version(book: Book) -> _Same[Book]:
    """Data files are named by what they hold; facts that are in memory are nobody else's."""
    files = [(name, files if isinstance(files, ParquetFiles) else id(files)) for name, files in book.sources.items()]
    return _Same((tuple(files), book.currency), book)


@lru_cache(maxsize=KEPT)
def _facts(book: _Same[Book], policy: _Same[Policy], as_of: date, customer: str, begin: date | None) -> AccountFacts:
    with opened(book.thing, policy.thing.at(as_of), as_of, customer) as frame:
        return AccountFacts(months(frame, begin), families(frame), payments(frame))


@lru_cache(maxsize=KEPT)
def _card(book: _Same[Book], customer: str) -> Card | None:
    return card(book.thing, customer)
