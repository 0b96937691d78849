"""A fresh selection from a book of facts: measured, listed and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.measures.registry import MEASURES
from clave.measures.run import measure
from clave.measures.shape import Measured
from clave.policy.reading import Policy
from clave.selection.bands import Membership
from clave.selection.certainty import Progress
from clave.selection.listed import Asked
from clave.selection.listing import Listing
from clave.selection.run import date_of, select_measured
from clave.store.models import Person, SelectionRun
from clave.store.recorded import Recorded, recorded_at
from clave.store.status import memberships
from clave.store.trial import keep_measured


@dataclass(frozen=True)
class Fresh:
    """A list, the measures behind it and what people had recorded, computed and not kept yet."""

    listing: Listing
    measured: Measured
    recorded: Recorded = Recorded()  # noqa: RUF009 - frozen


def fresh_selection(
    *,
    book: Book,
    policy: Policy,
    as_of: date | None,
    recorded: Recorded = Recorded(),  # noqa: B008 - frozen
    members: Mapping[str, Membership] | None = None,
    progress: Progress | None = None,
) -> Fresh:
    """Measure and select; the long part, without any transaction. Raises ClaveError as `select` does.

    `recorded` is what people said by now; of a list of an earlier day than the facts reach, only what they had said by
    that day counts. `members` are the key accounts of now, to whom the bands apply (`store.status.memberships`);
    without any the rule alone chooses."""
    summary = book.summary()
    day = date_of(summary, as_of)
    limits = policy.at(day)
    whole = book.with_recorded(recorded.tables, day if day == summary.last_day else None)
    measured = measure(whole, limits, day)
    keep_measured(book.version, recorded.version, day, limits, measured)  # so that other policies can be tried on them
    listing = select_measured(
        measured,
        summary,
        limits,
        day,
        asked=Asked(members=members or None, explain=tuple(members or ()), progress=progress),
        facts_version=book.version,
        rejected=book.rejected,
    )
    return Fresh(listing, measured, recorded)


def keep_fresh(fresh: Fresh, *, by: Person | None, now: datetime) -> SelectionRun:
    """Keep a computed selection, in one transaction."""
    return keep_selection(
        listing=fresh.listing,
        measured=fresh.measured,
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        recorded=fresh.recorded,
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
    """Measure, select with the members of now and what people have recorded by `now`, and keep. Raises ClaveError as
    `select` does."""
    fresh = fresh_selection(
        book=book, policy=policy, as_of=as_of, recorded=recorded_at(now), members=memberships(), progress=progress
    )
    return keep_fresh(fresh, by=by, now=now)
