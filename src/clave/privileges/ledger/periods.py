"""Promises due per period, request and event: contacts, reports, answers, previews. (C4, C6, D4, G4, G6, G10)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.facts.tables import TABLES
from clave.privileges.ledger.due import BROKEN, KEPT, UNKNOWN, Due
from clave.privileges.ledger.seen import Happened, Seen
from clave.privileges.ledger.term import Term

NO_CONTACTS = _("Not measurable: no contacts are recorded or loaded; the register of contacts would tell.")
NO_SPONSOR = _("Not measurable: nobody is written down as its sponsor.")
NOT_LOADED = _("Not measurable: the file «{table}» was not loaded; it would tell.")
UNRECORDED = _("Not measurable yet: {evidence}")
NOT_YET = _("Not measurable: the register of contacts begins on {day}.")
NOT_KEPT_YET = _("Not measurable: clave keeps them since {day}.")
A_YEAR = 12


def spans(term: Term, days: int | None = None, months: int | None = None) -> Iterator[tuple[date, date]]:
    """The spans of a grant from its first day, each of so many days or months, both ends inside; those that ended by
    `as_of` in the window of the term."""
    turn = 0
    while True:
        if days is not None:
            start = term.grant.since + timedelta(days=turn * days)
            after = start + timedelta(days=days)
        else:
            start = months_before(term.grant.since, -turn * (months or A_YEAR))
            after = months_before(term.grant.since, -(turn + 1) * (months or A_YEAR))
        end = after - timedelta(days=1)
        if end > min(term.until, term.as_of):
            return
        if term.holds(end):
            yield start, end
        turn += 1


def contacted(term: Term, seen: Seen, *, by: str | None = None) -> Iterator[Due]:
    """A contact in each span; `by` only those of one person."""
    rows = seen.rows("touchpoint")
    days = None if rows is None else [
        row["date"] for row in rows if row["customer"] == term.account and by in (None, row["by"])
    ]  # fmt: skip
    begun = seen.begun.get("touchpoint")
    yield from _in_each(term, spans(term, days=int(term.parameter("days", 30))), days, NO_CONTACTS, begun)


def sponsored(term: Term, seen: Seen) -> Iterator[Due]:
    """A contact of its sponsor in each span; without a sponsor nobody can tell."""
    who = (seen.sponsors or {}).get(term.account)
    if who is None:
        yield from _in_each(term, spans(term, days=int(term.parameter("days", 90))), None, NO_SPONSOR)
    else:
        yield from contacted(term, seen, by=who)


def repeated(term: Term, seen: Seen) -> Iterator[Due]:
    """Something done once in each span of so many months: a report, a review of the plan."""
    records = seen.happened.get(term.privilege.key)
    days = None if records is None else [
        one.done for one in records if one.account == term.account and one.done is not None
    ]  # fmt: skip
    begun = seen.begun.get(term.privilege.key)
    months = spans(term, months=int(term.parameter("months", 6)))
    yield from _in_each(term, months, days, unrecorded(term), begun, NOT_KEPT_YET)


def _in_each(
    term: Term,
    of: Iterator[tuple[date, date]],
    days: Sequence[date] | None,
    missing: Text,
    begun: date | None = None,
    not_yet: Text = NOT_YET,
) -> Iterator[Due]:
    """Kept, broken, or not known: without `days`, and of a span that the records (`begun`) do not cover from its first."""
    for start, end in of:
        about = f"{start:%Y-%m-%d}…{end:%Y-%m-%d}"
        inside = [day for day in days or () if start <= day <= end]
        if days is None:
            yield term.due(end, about, UNKNOWN, missing)
        elif inside:
            yield term.due(end, about, KEPT, _("The last one was on {day}.").fill(day=Figure(max(inside), "date")))
        elif begun is not None and start < begun:
            yield term.due(end, about, UNKNOWN, not_yet.fill(day=Figure(begun, "date")))
        else:
            yield term.due(end, about, BROKEN, _("None between {first} and {last}.").fill(
                first=Figure(start, "date"), last=Figure(end, "date")))  # fmt: skip


def answered(term: Term, seen: Seen) -> Iterator[Due]:
    """Each request or invoice error answered within the days of the grant."""
    records = seen.happened.get(term.privilege.key)
    if records is None:
        yield from unmeasured(term)
        return
    allowed = timedelta(days=int(term.parameter("days", 0)))
    for one in _mine(term, records):
        last = one.asked + allowed
        done = one.done if one.done is not None and one.done <= term.as_of else None
        if not term.holds(done if done is not None and done <= last else last):
            continue
        if done is not None and done <= last:
            yield term.due(done, one.about, KEPT, _("Answered on {day}.").fill(day=Figure(done, "date")))
        elif done is not None:
            why = _("Answered on {day}; it was promised by {last}.")
            yield term.due(last, one.about, BROKEN, why.fill(day=Figure(done, "date"), last=Figure(last, "date")))
        elif last < term.as_of:
            yield term.due(last, one.about, BROKEN, _("Promised by {last} and not answered yet.").fill(
                last=Figure(last, "date")))  # fmt: skip


def ahead(term: Term, seen: Seen) -> Iterator[Due]:
    """Each novelty or lot shown to it so many days before everybody else (`asked` = the day everybody saw it)."""
    records = seen.happened.get(term.privilege.key)
    if records is None:
        yield from unmeasured(term)
        return
    before = timedelta(days=int(term.parameter("days", 0)))
    for one in _mine(term, records):
        if not term.holds(one.asked):
            continue
        if one.done is not None and one.done <= one.asked - before:
            yield term.due(one.asked, one.about, KEPT, _("Shown to it on {day}.").fill(day=Figure(one.done, "date")))
        elif one.done is not None:
            why = _("Shown to it on {day}, later than {last}.")
            last = Figure(one.asked - before, "date")
            yield term.due(one.asked, one.about, BROKEN, why.fill(day=Figure(one.done, "date"), last=last))
        else:
            yield term.due(one.asked, one.about, BROKEN, _("Not shown to it before everybody else saw it."))


def _mine(term: Term, records: Sequence[Happened]) -> list[Happened]:
    mine = [one for one in records if one.account == term.account and one.asked <= term.as_of]
    return sorted(mine, key=lambda one: (one.asked, one.about))


def unmeasured(term: Term, missing: str = "") -> Iterator[Due]:
    """One promise a month that nobody can judge: what is promised and not measured is said, not left out. `missing` names
    the table that was not loaded."""
    why = NOT_LOADED.fill(table=TABLES[missing].title) if missing else unrecorded(term)
    for start, end in spans(term, months=1):
        yield term.due(end, f"{start:%Y-%m-%d}…{end:%Y-%m-%d}", UNKNOWN, why)


def unrecorded(term: Term) -> Text:
    """What would tell, in the words of the catalogue."""
    return UNRECORDED.fill(evidence=term.privilege.evidence.words)
