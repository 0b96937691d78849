"""A fresh selection from a book of facts: measured, listed and kept."""

from __future__ import annotations

from datetime import date, datetime

from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.measures.registry import MEASURES
from clave.measures.run import measure
from clave.policy.reading import Policy
from clave.selection.certainty import Progress
from clave.selection.listed import Asked
from clave.selection.run import date_of, select_measured
from clave.store.models import Person, SelectionRun


def refresh_selection(
    *,
    book: Book,
    policy: Policy,
    as_of: date | None,
    by: Person | None,
    now: datetime,
    progress: Progress | None = None,
) -> SelectionRun:
    """Measure, select and keep; computing needs no transaction, keeping is one. Raises ClaveError as `select` does."""
    summary = book.summary()
    day = date_of(summary, as_of)
    limits = policy.at(day)
    measured = measure(book, limits, day)
    listing = select_measured(
        measured,
        summary,
        limits,
        day,
        asked=Asked(progress=progress),
        facts_version=book.version,
        rejected=book.rejected,
    )
    return keep_selection(
        listing=listing,
        measured=measured,
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=by,
        now=now,
    )
