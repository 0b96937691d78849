"""The facts of a stretch and of those before it, as the harvest reads them: the measures, with the stretch as their year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from clave.base.period import Stretch, Windows
from clave.facts.book import Book
from clave.measures.orders import documents
from clave.measures.run import measure_over
from clave.outcome.harvest.given import Account, Span, Table
from clave.outcome.window import Window
from clave.policy.limits import Limits

NOW = ("sales", "place", "rhythm", "cash", "idle", "cost")
PAST = ("sales", "rhythm", "cash", "idle", "wallet")
EARLIER = ("sales", "rhythm")


def windows_of(window: Window) -> Windows:
    """The windows of the measures whose year is this stretch; of twelve months the very ones that every measure has."""
    usual = Windows(window.end)
    return usual if usual.year_from == window.start else Stretch(window.end, window.start)


def measured(book: Book, limits: Limits, window: Window, families: Iterable[str]) -> Table:
    """These families of measures of a stretch."""
    return Table(measure_over(book, limits, windows_of(window), only=tuple(families)))


def span(book: Book, limits: Limits, window: Window, keys: tuple[Account, ...], ever: Collection[str]) -> Span:
    """A stretch and the one before it; `keys` are the key accounts at its start, `ever` all that were key within it."""
    now, past = measured(book, limits, window, NOW), measured(book, limits, window.before(), PAST)
    return Span(window, now, past, keys, frozenset(ever))


Documents = tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]


def orders_of(book: Book, limits: Limits, window: Window) -> Documents:
    """Documents with a purchase, by customer, of the stretch and of the two before it."""
    before = window.before()
    now, past, earlier = (documents(book, limits, windows_of(one)) for one in (window, before, before.before()))
    return now, past, earlier
