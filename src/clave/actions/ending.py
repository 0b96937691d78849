"""How a statement ends and is taken back, the same for grants, conditions and minimums: by another row, never by a change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from clave.actions.audit import record
from clave.actions.following import Row, restore, superseded
from clave.actions.status import limits_of
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _, counted
from clave.policy import declared
from clave.store.models import Grant, KeyStatus, MinimumRule, Person
from clave.store.models.collection import Noted
from clave.store.models.privileges import ENDED, Statement


def end_statement(row: Row, *, what: str, by: Person, now: datetime, last: date, because: str) -> Row:
    """A held row holds until `last`, that day inside; `what` is recorded. Raises ClaveError without a reason, before it
    began, or after the end it has."""
    checked_end(row, last, because)
    kept = superseded(row, by=by, now=now, did=ENDED, until=last, because=because.strip())
    _note(kept, what, by, now)
    return kept


def take_back_statement(row: Row, *, what: str, by: Person, now: datetime) -> Row:
    """Undo the last thing that was done with a held row, by another row. Raises ClaveError after policy's hours."""
    checked_back(row, now)
    kept = restore(row, by=by, now=now)
    _note(kept, what, by, now)
    return kept


def _note(kept: Statement, what: str, by: Person, now: datetime) -> None:
    about = f"minimum:{kept.pk}" if isinstance(kept, MinimumRule) else f"customer:{kept.customer}"  # type: ignore[attr-defined]
    fields = ("privilege",) if isinstance(kept, Grant) else ()
    record(by=by, now=now, what=what, about=about, fields=fields)


def held_with_account(standing: QuerySet[Row], number: int) -> Row:
    """A grant or condition that stands, its account held, so that two people never change the same one. Raises ClaveError
    where somebody changed it a moment ago."""
    found = standing.model.objects.filter(pk=number).first()
    list(KeyStatus.objects.select_for_update().filter(customer=getattr(found, "customer", None)))
    return still(standing, number)


def still(standing: QuerySet[Row], number: int) -> Row:
    """The row, if it stands. Raises ClaveError where somebody changed it a moment ago."""
    row = standing.filter(pk=number).first()
    if row is None:
        raise gone()
    return row


def gone() -> ClaveError:
    """What is said of a row that no longer stands."""
    return ClaveError(_("somebody changed it a moment ago."), remedy=_("Look at it again; nothing was changed by you."))


def checked_end(row: Statement, last: date, because: str) -> None:
    """Raise ClaveError where something that stands cannot end on that day, for that reason."""
    if not because.strip():
        raise ClaveError(_("it ends for a reason."), where="because", remedy=_("Write it in one sentence."))
    if last < row.since:
        raise ClaveError(
            _("it began on {day}: it cannot end before.").fill(day=Figure(row.since, "date")), where="last",
            remedy=_("Choose a later day; one given by a slip is taken back."),
        )  # fmt: skip
    if row.until is not None and last > row.until:
        raise ClaveError(
            _("it ends on {day} already.").fill(day=Figure(row.until, "date")), where="last",
            remedy=_("Choose an earlier day, or give it again from then on."),
        )  # fmt: skip


def checked_back(row: Statement | Noted, now: datetime) -> None:
    """Raise ClaveError where it was too long ago to be taken back."""
    hours = limits_of(now)[declared.life_back]
    if now - row.at > timedelta(hours=hours):
        raise ClaveError(
            counted(
                "what was done can be taken back within {n} hour.", "what was done can be taken back within {n} hours.",
                hours,
            ),
            remedy=_("End it, or give it anew."),
        )  # fmt: skip
