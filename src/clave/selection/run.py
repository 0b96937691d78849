"""The selection: from a book of facts and a policy to the list at a date (F1, F2; method.md §3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.criteria import gate
from clave.criteria.read import out_of_force, read
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book, Summary
from clave.measures.run import By, measure
from clave.measures.shape import Measured
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.selection.bands import Membership
from clave.selection.capacity import Treatment
from clave.selection.certainty import Progress
from clave.selection.listed import Asked, Grounds, listed
from clave.selection.listing import Listing
from clave.selection.ordering import asked as ordered

LATEST = date(9998, 12, 31)  # the periods before a date count from the day after it


def select(
    book: Book,
    policy: Policy,
    as_of: date | None = None,
    *,
    by: By = "customer",
    order: Sequence[str] | None = None,
    members: Mapping[str, Membership] | None = None,
    treatments: Mapping[str, Treatment] | None = None,
    explain: str | Collection[str] = (),
    progress: Progress | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Listing:
    """The list at `as_of`: where none is given, the last day in the facts.

    `by='group'` ranks customer groups, a customer without one being its own (E10); codes are then those of the groups.
    `order` puts these criteria first, the rest follow as policy has them; `members` are the current key accounts with
    their state, so that the bands apply; `treatments` are what single customers would take of hours and budget;
    `explain` names one customer or several to explain in full besides those inside and near the cut; `progress` is
    told the share done. Raises ClaveError for an empty book, a date before the facts, an order that makes no sense,
    nobody active."""
    summary = book.summary()
    day = date_of(summary, as_of)
    if not summary.customers:
        raise ClaveError(
            _("no invoice line says which customer it is of, so nobody can be chosen."),
            where="invoice_line",
            remedy=_("Export the customer's code or name with each line; where the file has it under another header, "
                     "`clave import FILE --set customer=Header` says so."),
        )  # fmt: skip
    limits = policy.at(day)
    ordered(limits, order)  # an order that makes no sense is said before the facts are measured
    return select_measured(
        measure(book, limits, day, by=by),
        summary,
        limits,
        day,
        asked=Asked(
            order, members, treatments, (explain,) if isinstance(explain, str) else explain, draws, seed, progress
        ),
        facts_version=book.version,
        rejected=book.rejected,
    )


def select_measured(
    measured: Measured,
    summary: Summary,
    limits: Limits,
    as_of: date,
    *,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    facts_version: str = "",
    rejected: int = 0,
) -> Listing:
    """The list of a population that was measured at `as_of`; errors as for `select`."""
    grounds = grounds_of(
        measured, summary, limits, as_of, order=asked.order, facts_version=facts_version, rejected=rejected
    )
    return listed(grounds, asked)


def grounds_of(
    measured: Measured,
    summary: Summary,
    limits: Limits,
    as_of: date,
    *,
    order: Sequence[str] | None = None,
    facts_version: str = "",
    rejected: int = 0,
) -> Grounds:
    """What a list of a measured population stands on: its readings in all the criteria that may count."""
    keys, _notes = ordered(limits, order)
    readings = read(measured, limits, keys)
    return Grounds(
        measured=measured,
        readings=readings,
        gates=gate.states(measured, limits),
        criteria=CRITERIA,
        limits=limits,
        as_of=as_of,
        summary=summary,
        out_of_force=out_of_force(measured, readings),
        facts_version=facts_version,
        rejected=rejected,
    )


def date_of(summary: Summary, as_of: date | None = None) -> date:
    """The date of a list: `as_of`, or the last day in the facts. Raises ClaveError where no fact is that old."""
    if summary.first_day is None or summary.last_day is None:
        raise ClaveError(
            _("there are no invoice lines, so nobody can be chosen."),
            where="invoice_line",
            remedy=_("Load the invoices of the last three years; one year is enough to start."),
        )
    if as_of is not None and as_of < summary.first_day:
        raise ClaveError(
            _("{day} is before the first invoice, of {first}.").fill(
                day=Figure(as_of, "date"), first=Figure(summary.first_day, "date")
            ),
            where="as_of",
            remedy=_("Choose a date from {first} on.").fill(first=Figure(summary.first_day, "date")),
        )
    if as_of is not None and as_of > LATEST:
        raise ClaveError(
            _("{day} is beyond the calendar.").fill(day=Figure(as_of, "date")),
            where="as_of",
            remedy=_("Choose a date up to {last}.").fill(last=Figure(LATEST, "date")),
        )
    return as_of or summary.last_day
