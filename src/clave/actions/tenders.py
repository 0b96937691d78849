"""Tenders of accounts: from a day to another nothing of worth goes either way, and no approval lifts it. (G11)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.hospitality import again, hold, judged
from clave.actions.judging import said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.hospitality.kinds import ALLOWED, APPROVED, REFUSED, WAITING
from clave.operations.hospitality.verdict import Verdict
from clave.store.hospitality import rules_on, verdict_of
from clave.store.models import Hospitality, Person, TenderBlackout


@dataclass(frozen=True)
class TenderSaid:
    """A tender: from a day to another (None = until somebody ends it), and what it is about."""

    since: date
    until: date | None
    why: str


@action
def open_tender(*, by: Person, now: datetime, customer: str, name: str, tender: TenderSaid) -> TenderBlackout:
    """Write down that an account has a tender open; what was to be given in those days waits. Raises ClaveError (`where`
    names the field) for days that end before they begin, without words, and where one like it stands already."""
    hold()
    why = said(tender.why, "why", _("say which tender it is."), _("Its name or number, and who told us."))
    if tender.until is not None and tender.until < tender.since:
        raise ClaveError(
            _("it would end before it began."), where="until", remedy=_("Choose a later day, or leave it empty.")
        )
    if TenderBlackout.objects.filter(customer=customer, since=tender.since, ended_at=None).exists():
        raise ClaveError(
            _("a tender of this account begins on that day already."), where="since",
            remedy=_("End the other one first, or leave it."),
        )  # fmt: skip
    kept = TenderBlackout.objects.create(
        customer=customer, name=name, since=tender.since, until=tender.until, why=why, by=by, at=now
    )
    for row, verdict in _coming(customer, now, (ALLOWED, APPROVED)):
        if verdict.answer == REFUSED:
            judged(row, verdict, WAITING)
            row.save()
    record(by=by, now=now, what="tender.opened", about=f"customer:{customer}")
    return kept


@action
def end_tender(*, by: Person, now: datetime, customer: str, number: int, words: str) -> TenderBlackout:
    """It was decided, or it was a slip: it holds no more, and what waited for it is judged anew. Raises ClaveError where it
    was ended already, and without words."""
    hold()
    kept = TenderBlackout.objects.filter(pk=number, customer=customer, ended_at=None).first()
    if kept is None:
        raise ClaveError(_("this was ended already."), remedy=_("Look at the list again; nothing was changed."))
    because = said(words, "words", _("say why."), _("Who won it, or why it was a slip: compliance reads it."))
    kept.ended_by, kept.ended_at, kept.ended_words = by, now, because
    kept.save()
    for row, _verdict in _coming(customer, now, (WAITING,)):
        again(row)
        row.save()
    record(by=by, now=now, what="tender.ended", about=f"customer:{customer}")
    return kept


def _coming(customer: str, now: datetime, states: tuple[str, ...]) -> list[tuple[Hospitality, Verdict]]:
    """What is to take place from today on, with what is said of it now."""
    found = Hospitality.objects.filter(customer=customer, state__in=states, on__gte=timezone.localdate(now))
    rows = list(found.order_by("on", "pk").prefetch_related("guests"))
    return [(row, verdict_of(row, [one.contact_id for one in row.guests.all()], rules_on(row.on))) for row in rows]
