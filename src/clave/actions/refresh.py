"""A fresh selection from a book of facts: measured, listed and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from clave.actions.selection import keep_selection
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.measures.registry import MEASURES
from clave.measures.run import measure
from clave.measures.shape import Measured
from clave.policy.reading import Policy
from clave.selection.bands import Membership
from clave.selection.certainty import Progress
from clave.selection.kams import Own, Totals, fed, fed_note, treatments
from clave.selection.listed import Asked
from clave.selection.listing import Listing
from clave.selection.run import date_of, select_measured
from clave.store.kams import entered_loads, people_totals
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


@dataclass(frozen=True)
class Known:
    """What people of the company have said by a moment: what they recorded, who the key accounts are, to whom the bands
    apply (empty: the rule alone chooses), what the managers can carry, which counts where policy says so, and what single
    accounts take of it."""

    recorded: Recorded = Recorded()  # noqa: RUF009 - frozen
    members: Mapping[str, Membership] = field(default_factory=dict)
    people: Totals | None = None
    loads: Mapping[str, Own] = field(default_factory=dict)


def known_by(now: datetime) -> Known:
    """All of it, as it is kept now."""
    today = now.date()
    return Known(recorded_at(now), memberships(), people_totals(today), entered_loads(today))


def fresh_selection(
    *,
    book: Book,
    policy: Policy,
    as_of: date | None,
    known: Known = Known(),
    progress: Progress | None = None,
) -> Fresh:
    """Measure and select; the long part, without any transaction. Raises ClaveError as `select` does.

    Of a list of an earlier day than the facts reach, only what people had said by that day counts."""
    summary = book.summary()
    day = date_of(summary, as_of)
    limits = policy.at(day)
    whole = book.with_recorded(known.recorded.tables, day if day == summary.last_day else None)
    tell = progress or _nobody_hears
    measured = measure(whole, limits, day, told=lambda share: tell(MEASURED * share, MEASURING))
    keep_measured(
        book.version, known.recorded.version, day, limits, measured
    )  # so that other policies can be tried on them
    fed_limits = fed(limits, known.people) if known.people else limits
    listing = select_measured(
        measured,
        summary,
        fed_limits,
        day,
        asked=Asked(
            members=known.members or None,
            treatments=treatments(known.loads, fed_limits),
            explain=tuple(known.members),
            progress=_rest_of(tell),
        ),
        facts_version=book.version,
        rejected=book.rejected,
    )
    note = fed_note(limits, known.people) if known.people else None
    listing = replace(listing, notes=(*listing.notes, note)) if note else listing
    return Fresh(listing, measured, known.recorded)


MEASURING = _("Measuring every customer")
MEASURED = 0.3
"""The share of the work that measuring takes, of choosing 20,000 customers from 10 million lines."""


def _rest_of(tell: Progress) -> Progress:
    """What is told while choosing, after measuring."""
    return lambda share, doing: tell(MEASURED + share * (1 - MEASURED), doing)


def _nobody_hears(share: float, doing: Text) -> None:
    """Where nobody asked how far it is."""


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
    """Measure, select with what people have recorded and decided by `now`, and keep. Raises ClaveError as `select` does."""
    fresh = fresh_selection(book=book, policy=policy, as_of=as_of, known=known_by(now), progress=progress)
    return keep_fresh(fresh, by=by, now=now)
