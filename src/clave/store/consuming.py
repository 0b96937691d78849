"""What a customer buys up to now, made fresh from the newest facts for its page in the portal; made once for a version of the
facts and a month. (G10)"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from clave.base.errors import ClaveError
from clave.base.period import months_before
from clave.facts.book import Book
from clave.measures.consumed import consumed, newest_invoice
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.consumption.ahead import Taught, taught
from clave.report.consumption.content import Content
from clave.report.consumption.figures import READ
from clave.report.consumption.made import Beside, bought_of, content_of
from clave.report.consumption.period import Period, usable
from clave.store.facts import book_of, newest_facts
from clave.store.models import Company
from clave.store.policy import policy_in_force
from clave.store.status import key_accounts

KEPT = 256
"""Accounts whose figures of the month are kept in memory."""


def consumption_now(customer: str, name: str, today: date) -> Content | None:
    """The months up to the last whole one that the facts reach, with what may come next; None where there are no facts that
    can be read."""
    newest = newest_facts()
    if newest is None:
        return None
    try:
        return _content(customer, name, str(newest.version), policy_in_force().version, today.replace(day=1))
    except ClaveError:
        return None


@lru_cache(KEPT)
def _content(customer: str, name: str, version: str, _policy: str, month: date) -> Content | None:
    limits, book = policy_in_force().at(month), book_of(version)
    last = newest_invoice(book, month - timedelta(days=1))
    if last is None:
        return None
    period = _period(last, month, limits)
    found = consumed(book, [customer], period.last, READ)[customer]
    known = _taught(version, _policy, period)
    company = Company.objects.order_by("id").values_list("name", flat=True).first() or ""
    return content_of(
        found, period, limits, Beside(), known, company=company, customer=name, made_on=last, invoices_until=last
    )


@lru_cache(4)
def _taught(version: str, _policy: str, period: Period) -> Taught:
    """What all key accounts teach about the months ahead."""
    book: Book = book_of(version)
    limits = policy_in_force().at(period.last)
    facts = consumed(book, [one.customer for one in key_accounts()], period.last, READ)
    return taught((bought_of(one) for one in facts.values()), period.months, limits)


def _period(last: date, month: date, limits: Limits) -> Period:
    """As many whole months as a report of the company has, the last of them one that the facts reach to its end, or nearly."""
    end = min(month, _whole(last, limits))
    months = usable(limits[declared.report_months])
    return Period(months_before(end, months), months, limits[declared.report_begins])


def _whole(last: date, limits: Limits) -> date:
    """The first day after the last month that the facts tell whole."""
    following = months_before(last.replace(day=1), -1)
    near = last + timedelta(days=limits[declared.report_gap]) >= following - timedelta(days=1)
    return following if near else last.replace(day=1)
