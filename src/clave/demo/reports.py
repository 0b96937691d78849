"""The reports of the last semester of Farallones' key accounts: some only prepared, some approved, some sent, one opened.
(G10)"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from clave.actions.reports import approve_report, keep_report, note_report_seen, send_report, write_report_note
from clave.demo.judged import DIANA
from clave.demo.programme import Cast
from clave.policy.limits import Limits
from clave.selection.life import DECIDED
from clave.store.facts import book_of
from clave.store.models import ConsumptionReport
from clave.store.report_making import made
from clave.store.reports import periods_of, readers_of
from clave.store.status import key_accounts

NOTE = (
    "Gracias por un semestre de trabajo juntos. Miremos en la próxima visita las familias que bajaron: si hay algo de la "
    "planta o de nuestros productos que no les sirve, queremos saberlo primero."
)
WAITING = 4
"""Of so many reports one stays prepared, for somebody to read and approve."""


def report_consumption(cast: Cast, until: date, limits: Limits, *, now: datetime) -> int:
    """Prepare the report of the semester that ended last before `until` of every key account, approve most, send those that
    somebody of the customer may read; the first of these was opened. How many."""
    told = [one for one in key_accounts() if one.state != DECIDED]
    periods = periods_of([one.customer for one in told], until, limits)
    wanted = {one.customer: (one.name or one.customer, periods[one.customer]) for one in told}
    kept = [
        keep_report(by=None, now=now, customer=one.customer, made=one)[0]
        for one in made(book_of(""), wanted, until, limits)
    ]
    seen = False
    for place, report in enumerate(kept):
        if place % WAITING != WAITING - 1:
            seen = _further(cast, report, now, seen=seen)
    return len(kept)


def _further(cast: Cast, report: ConsumptionReport, now: datetime, *, seen: bool) -> bool:
    """Approve it, with a note where it is the first to be sent; send it where somebody may read it; whether one was opened."""
    about = {"now": now, "customer": report.customer, "number": report.pk}
    director, readers = cast.people[DIANA], readers_of(report.customer, timezone.localdate(now))
    if readers and not seen:
        write_report_note(by=director, note=NOTE, seen=None, **about)  # type: ignore[arg-type]
    approve_report(by=director, **about)  # type: ignore[arg-type]
    if not readers:
        return seen
    send_report(by=director, **about)  # type: ignore[arg-type]
    return seen or note_report_seen(visitor=readers[0], now=now, number=report.pk)
