"""A harvest of a few accounts, for the tests that look at what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from clave.facts.book import Book
from clave.outcome.harvest.given import Account, Given, Voices, Written
from clave.outcome.harvest.reading import EARLIER, measured, orders_of, span
from clave.outcome.window import Window, window
from clave.policy.limits import Limits
from clave.policy.reading import default

AS_OF = date(2024, 12, 31)
YEAR = window("12", as_of=AS_OF, first_entry=None)
LIMITS = default().at(AS_OF)


def accounts(
    reasons: Mapping[str, Collection[str]] | Collection[str], since: date = date(2023, 1, 1)
) -> tuple[Account, ...]:
    """Key accounts called as their code, with the reasons of each."""
    named = reasons if isinstance(reasons, Mapping) else dict.fromkeys(reasons, ())
    return tuple(Account(code, code, since, tuple(why)) for code, why in sorted(named.items()))


def given(
    book: Book,
    keys: Mapping[str, Collection[str]] | Collection[str],
    *,
    over: Window = YEAR,
    limits: Limits = LIMITS,
    earlier: bool = False,
    **more: Any,
) -> Given:
    """What a harvest of these key accounts is made from; they were key all the time. Orders, and the stretch before the
    one before, are read only where they are asked for (`earlier`)."""
    mine = accounts(keys)
    read = span(book, limits, over, mine, {one.customer for one in mine})
    found: dict[str, Any] = {
        "written": Written(), "written_before": Written(), "voices": Voices(), "solved": None, "joint": None,
        "recommended": None, "promises": None,
        "earlier": measured(book, limits, over.before().before(), EARLIER) if earlier else None,
        "documents": orders_of(book, limits, over) if earlier else ({}, {}, {}),
    }  # fmt: skip
    return Given(as_of=over.end, span=read, start=read, keys=mine, limits=limits, **{**found, **more})
