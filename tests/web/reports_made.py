"""Reports of consumption in each state, as their pages show them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.utils import timezone

from clave.base.folding import folded
from clave.measures.consumed import Consumed
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.report.consumption.ahead import Taught
from clave.report.consumption.content import Content, kept
from clave.report.consumption.made import Beside, content_of
from clave.report.consumption.paper import report_pdf
from clave.report.consumption.period import Period
from clave.store.models import ConsumptionReport, Contact, Person
from clave.store.models.reports import APPROVED, PREPARED, SEEN, SENT
from tests.web import made

LIMITS: Limits = default().at(date(2026, 1, 1))
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
MONTHS = 60
PERIOD = Period(date(2026, 1, 1))
M = 1_000_000.0


def amounts(level: float, months: int = MONTHS) -> tuple[float, ...]:
    """Three levels by turns, so that nothing is the same every month."""
    return tuple(level * (0.8 + 0.2 * (at % 3)) for at in range(months))


def consumed(start: date = date(2021, 7, 1), **families: tuple[float | None, ...]) -> Consumed:
    """What somebody bought, family by family, from the first month on; kilos are a thousandth of the money."""
    kilos = {name: tuple(None if one is None else one / 1000 for one in found) for name, found in families.items()}
    months = len(next(iter(families.values()), ())) or MONTHS
    return Consumed(start, months, "COP", dict(families), kilos)


def content(
    name: str = "Calzado 2 S.A.S.", found: Consumed | None = None, beside: Beside | None = None, period: Period = PERIOD,
    company: str = "Adhesivos Farallones",
) -> Content:  # fmt: skip
    """A report of three families that are bought every month."""
    usual = consumed(PU=amounts(30 * M), Agua=amounts(12 * M), Limpiadores=amounts(4 * M))
    return content_of(
        usual if found is None else found, period, LIMITS, beside or Beside(), Taught(), company=company, customer=name,
        made_on=period.last + timedelta(days=5), invoices_until=period.last,
    )  # fmt: skip


def report(
    by: Person | None, customer: str = "C-0002", state: str = PREPARED, *, period: Period = PERIOD, name: str = "",
    note: str = "", seen_by: Contact | None = None, holds: Content | None = None, language: str = "es",
    paper: bytes = b"",
) -> ConsumptionReport:  # fmt: skip
    """A report that came so far."""
    now, named = timezone.now(), name or f"Calzado {customer} S.A.S."
    said = holds or content(named, period=period)
    paper = paper or report_pdf(said, language, note=note)
    approved, sent = state in (APPROVED, SENT, SEEN), state in (SENT, SEEN)
    return ConsumptionReport.objects.create(
        customer=customer, name=named, first=period.first, last=period.last, months=period.months, label=period.label,
        language=language, currency=said.currency, content=kept(said), pdf=paper, digest=hashlib.sha256(paper).hexdigest(),
        note=note, state=state, folded=folded(f"{customer} {named}"), prepared_by=by, prepared_at=now, changed_at=now,
        approved_by=by if approved else None, approved_at=now if approved else None, sent_by=by if sent else None,
        sent_at=now if sent else None, seen_at=now if state == SEEN else None, seen_by=seen_by,
    )  # fmt: skip


def plain(by: Person, customer: str, state: str) -> ConsumptionReport:
    """One with a small paper, for races that make many."""
    return report(by, customer, state, holds=usual(), paper=b"%PDF-1.7")


@cache
def usual() -> Content:
    """The content of the usual one, made once."""
    return content()


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    earlier = Period(date(2025, 7, 1))
    seen = report(by, state=SEEN, period=earlier)
    return {
        "report": report(by, state=PREPARED, note="Gracias por este semestre.").pk, "report_seen": seen.pk,
        "report_sent": report(by, made.code(0), SENT).pk,
    }  # fmt: skip
