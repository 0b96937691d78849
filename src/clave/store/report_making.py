"""Making reports of consumption from the newest facts: content and paper of one account after the other, so that memory stays
flat however many there are. (G10)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.facts.book import Book
from clave.measures.consumed import Consumed, consumed, newest_invoice
from clave.policy.limits import Limits
from clave.report.consumption.ahead import Taught, taught
from clave.report.consumption.content import Content, kept
from clave.report.consumption.figures import READ
from clave.report.consumption.made import bought_of, content_of
from clave.report.consumption.paper import report_pdf
from clave.report.consumption.period import Period
from clave.store.models import Company, Logo
from clave.store.report_content import around
from clave.store.reports import languages_of
from clave.store.status import key_accounts

CHUNK = 25
"""Accounts whose surroundings are read together."""


@dataclass(frozen=True)
class Made:
    """A report before it is kept: its period, what it says, and its paper."""

    customer: str
    name: str
    period: Period
    content: Content
    language: str
    pdf: bytes
    facts_version: str

    def stored(self) -> dict[str, Any]:
        """What it says, as JSON keeps it."""
        return kept(self.content)


def made(book: Book, wanted: Mapping[str, tuple[str, Period]], day: date, limits: Limits) -> Iterator[Made]:
    """The reports of these accounts (name and period of each by its code) as of `day`, one by one. Raises ClaveError where a
    stored file cannot be read."""
    by_period: dict[Period, dict[str, str]] = {}
    for code, (name, period) in wanted.items():
        by_period.setdefault(period, {})[code] = name
    languages, company, logo = languages_of(wanted), _company(), logo_of_company()
    for period, names in sorted(by_period.items()):
        yield from _of_period(book, period, names, day, limits, company, languages, logo)


def _of_period(
    book: Book, period: Period, names: Mapping[str, str], day: date, limits: Limits, company: str,
    languages: Mapping[str, str], logo: bytes | None,
) -> Iterator[Made]:  # fmt: skip
    """Every key account teaches the forecast, so that one report made alone says what it says among all."""
    every = [one.customer for one in key_accounts()]
    facts: dict[str, Consumed] = consumed(book, [*names, *every], period.last, READ)
    known: Taught = taught((bought_of(one) for one in facts.values()), period.months, limits)
    last, codes = newest_invoice(book, period.last), list(names)
    for at in range(0, len(codes), CHUNK):
        chunk = codes[at : at + CHUNK]
        beside = around(book, chunk, period, day, limits)
        for code in chunk:
            content = content_of(
                facts[code], period, limits, beside.beside(code), known, company=company, customer=names[code],
                made_on=day, invoices_until=last,
            )  # fmt: skip
            language = languages[code]
            paper = report_pdf(content, language, logo=logo)
            yield Made(code, names[code], period, content, language, paper, book.version)


def logo_of_company() -> bytes | None:
    """The company's own sign; None where there is none."""
    kept = Logo.objects.order_by("id").values_list("content", flat=True).first()
    return bytes(kept) if kept else None


def _company() -> str:
    return Company.objects.order_by("id").values_list("name", flat=True).first() or "clave"
