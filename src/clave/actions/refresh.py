"""A fresh selection from a book of facts: measured, listed and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.measures.registry import MEASURES
from clave.measures.run import measure
from clave.measures.shape import Measured
from clave.policy.reading import Policy
from clave.selection.certainty import Progress
from clave.selection.kams import Totals, fed, fed_note
from clave.selection.listed import Asked
from clave.selection.listing import Listing
from clave.selection.run import date_of, select_measured
from clave.store.kams import people_totals
from clave.store.models import Person, SelectionRun
from clave.store.trial import keep_measured


@dataclass(frozen=True)
class Fresh:
    """A list and the measures behind it, computed and not kept yet."""

    listing: Listing
    measured: Measured


def fresh_selection(
    *,
    book: Book,
    policy: Policy,
    as_of: date | None,
    progress: Progress | None = None,
    people: Totals | None = None,
) -> Fresh:
    """Measure and select; the long part, without any transaction. `people`: what the managers can carry, which counts where
    policy says so. Raises ClaveError as `select` does."""
    summary = book.summary()
    day = date_of(summary, as_of)
    limits = policy.at(day)
    measured = measure(book, limits, day)
    keep_measured(book.version, day, limits, measured)  # so that other policies can be tried on them
    listing = select_measured(
        measured,
        summary,
        fed(limits, people) if people else limits,
        day,
        asked=Asked(progress=progress),
        facts_version=book.version,
        rejected=book.rejected,
    )
    note = fed_note(limits, people) if people else None
    return Fresh(replace(listing, notes=(*listing.notes, note)) if note else listing, measured)


def keep_fresh(fresh: Fresh, *, by: Person | None, now: datetime) -> SelectionRun:
    """Keep a computed selection, in one transaction."""
    return keep_selection(
        listing=fresh.listing,
        measured=fresh.measured,
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=by,
        now=now,
    )


def refresh_selection(
    *,
    book: Book,
    policy: Policy,
    as_of: date | None,
    by: Person | None,
    now: datetime,
    progress: Progress | None = None,
) -> SelectionRun:
    """Measure, select and keep. Raises ClaveError as `select` does."""
    people = people_totals(now.date())
    fresh = fresh_selection(book=book, policy=policy, as_of=as_of, progress=progress, people=people)
    return keep_fresh(fresh, by=by, now=now)
