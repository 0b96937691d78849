"""The profile of an account: what somebody learnt of it, that all of it is still so, and which competitor was there. (G12)"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.profile import Said, checked_said
from clave.store.models import CompetitorVisit, Person, ProfileConfirmation, ProfileStatement, Touchpoint

STATEMENT, CONFIRMATION, VISIT = "statement", "confirmation", "visit"
TABLES: dict[str, type[ProfileStatement] | type[ProfileConfirmation] | type[CompetitorVisit]] = {
    STATEMENT: ProfileStatement, CONFIRMATION: ProfileConfirmation, VISIT: CompetitorVisit,
}  # fmt: skip


@dataclass(frozen=True)
class VisitSaid:
    """What is known of a visit of a competitor; the price is that of one unit, None = not known."""

    on: date
    competitor: str
    offered: str = ""
    family: str = ""
    price: Decimal | None = None
    source: str = ""


TAKEN_BACK = {
    "statement": "profile.statement_withdrawn", "confirmation": "profile.confirmation_withdrawn",
    "visit": "profile.visit_withdrawn",
}  # fmt: skip
BROUGHT_BACK = {
    "statement": "profile.statement_restored", "confirmation": "profile.confirmation_restored",
    "visit": "profile.visit_restored",
}  # fmt: skip
"""In the log, by what is taken back or brought back."""


@action
def state_profile(
    *, by: Person | None, now: datetime, customer: str, said: Said, seen: int | None = None,
    said_in: Touchpoint | None = None,
) -> ProfileStatement:  # fmt: skip
    """Write down a field of the profile as of a day, with its source; `seen` is the newest statement of it that the form showed
    (0: none, None: not asked). Raises ClaveError (`where` names the field), also where somebody said it meanwhile."""
    good = checked_said(said, timezone.localdate(now))
    standing = ProfileStatement.objects.filter(customer=customer, field=said.field, withdrawn_at=None)
    list(standing.select_for_update())  # whoever comes second reads what the first one wrote, below
    newest = max(standing.values_list("pk", flat=True), default=0)
    if seen is not None and newest != seen:
        raise ClaveError(
            _("somebody wrote this field down while you were writing."),
            remedy=_("What they wrote stands above: compare, and send yours again if it is still needed."),
        )
    row = ProfileStatement.objects.create(
        customer=customer, field=good.field, value=good.value, on=good.on, source=good.source, by=by, at=now,
        said_in=said_in,
    )  # fmt: skip
    record(by=by, now=now, what="profile.stated", about=f"customer:{customer}", fields=(good.field,))
    return row


@action
def confirm_profile(*, by: Person | None, now: datetime, customer: str, on: date, source: str) -> ProfileConfirmation:
    """Write down that the whole profile was seen to be so on a day. Raises ClaveError for a day to come, without a source,
    where nothing is known yet, and where that day is written down already."""
    if on > timezone.localdate(now):
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Choose today or an earlier day."))
    words = " ".join(source.split())
    if not words:
        raise ClaveError(
            _("say who confirmed it."), where="source", remedy=_("Who of theirs went over it with whom of ours.")
        )
    if not ProfileStatement.objects.filter(customer=customer, withdrawn_at=None, on__lte=on).exists():
        raise ClaveError(_("nothing was known by then that could be confirmed."), where="on",
                         remedy=_("Write down what you know of it first, field by field."))  # fmt: skip
    try:
        with transaction.atomic():
            row = ProfileConfirmation.objects.create(customer=customer, on=on, source=words, by=by, at=now)
    except IntegrityError as refused:
        raise ClaveError(
            _("it is confirmed as of this day already."), where="on", remedy=_("Choose another day, or leave it.")
        ) from refused
    record(by=by, now=now, what="profile.confirmed", about=f"customer:{customer}")
    return row


@action
def note_visit(
    *, by: Person | None, now: datetime, customer: str, visit: VisitSaid, said_in: Touchpoint | None = None
) -> CompetitorVisit:
    """Write down that a competitor was at an account. Raises ClaveError (`where` names the field) for a day to come, no name, a
    price that is none."""
    good = replace(visit, competitor=" ".join(visit.competitor.split()), offered=visit.offered.strip(),
                   family=visit.family.strip(), source=" ".join(visit.source.split()))  # fmt: skip
    if good.on > timezone.localdate(now):
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Choose today or an earlier day."))
    if not good.competitor:
        raise ClaveError(_("nobody was there."), where="competitor", remedy=_("Write which competitor it was."))
    if good.price is not None and good.price <= 0:
        raise ClaveError(_("a price is above zero."), where="price", remedy=_("Leave it empty where nobody knows."))
    row = CompetitorVisit.objects.create(customer=customer, **vars(good), by=by, at=now, said_in=said_in)
    record(by=by, now=now, what="competitor.noted", about=f"customer:{customer}")
    return row


@action
def withdraw_said(*, by: Person, now: datetime, customer: str, kind: str, number: int) -> None:
    """Take back a statement, a confirmation or a visit that was a slip. Raises ClaveError where it was taken back already."""
    row = _held(kind, number, customer, withdrawn=False)
    row.withdrawn_at, row.withdrawn_by = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by=by, now=now, what=TAKEN_BACK[kind], about=f"customer:{customer}")


@action
def restore_said(*, by: Person, now: datetime, customer: str, kind: str, number: int) -> None:
    """Bring back what was taken back. Raises ClaveError where it stands, or its day was confirmed again meanwhile."""
    row = _held(kind, number, customer, withdrawn=True)
    row.withdrawn_at = row.withdrawn_by = None
    try:
        with transaction.atomic():
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    except IntegrityError as refused:
        raise ClaveError(_("it is confirmed as of this day already.")) from refused
    record(by=by, now=now, what=BROUGHT_BACK[kind], about=f"customer:{customer}")


def _held(
    kind: str, number: int, customer: str, *, withdrawn: bool
) -> ProfileStatement | ProfileConfirmation | CompetitorVisit:
    found = (
        TABLES[kind]
        .objects.select_for_update()
        .filter(pk=number, customer=customer, withdrawn_at__isnull=not withdrawn)
    )
    row = found.first()
    if row is None:
        raise ClaveError(_("this was done already."), remedy=_("Look at the profile again; nothing was changed."))
    return row
