"""What the start page of the portal says of the account that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted
from clave.facts.customers import first_invoice
from clave.report.relationship import WHY, why
from clave.selection.life import LANDING
from clave.store.facts import book_of
from clave.store.knowing import known_account
from clave.store.models import KeyStatus, Visitor
from clave.store.nominations import known_customer
from clave.store.portal import closes_on
from clave.store.status import MEMBER_STATES, status_of
from clave.web.portal.shown_people import Attending, attending

MUCH = 2
"""From so many years on they are told; before, it is thanks alone."""


@dataclass(frozen=True)
class Hero:
    """The account by name, since when it is key (None where it is not), the thanks, why it is key in words that it may read,
    until when the portal opens where it is key no more, and who attends it."""

    name: str
    since: date | None
    thanks: Text
    why: Text
    until: date | None
    people: Attending


def hero(visitor: Visitor, today: date) -> Hero:
    """What stands on top of the start page."""
    code, status = visitor.customer, status_of(visitor.customer)
    is_key = status is not None and status.state in MEMBER_STATES
    name = known_customer(code) or (status.name if status else "") or code
    return Hero(
        name=name,
        since=status.since if status and is_key else None,
        thanks=_thanks(name, _years(code, today)),
        why=_why(status, code, today, is_key),
        until=None if is_key else closes_on(code, today),
        people=attending(code, today),
    )


def _thanks(name: str, years: int | None) -> Text:
    if years is None or years < MUCH:
        return _("{name}, thank you for working with us").fill(name=name)
    return counted("{name}, thank you for {n} year together", "{name}, thank you for {n} years together", years).fill(
        name=name
    )


def _years(code: str, today: date) -> int | None:
    """Whole years since the first invoice that we know; None where no invoice is known."""
    try:
        first = first_invoice(book_of(""), code)
    except ClaveError:  # no facts at all, or none that can be opened
        return None
    return today.year - first.year - ((today.month, today.day) < (first.month, first.day)) if first else None


def _why(status: KeyStatus | None, code: str, today: date, is_key: bool) -> Text:
    """Why it is key: the reason that was decided, never a score; where it is not, that, honestly."""
    if not is_key:
        if status is not None and status.state == LANDING:
            return _("Your company stops being a key account soon; what was agreed goes on until then.")
        return _("Today your company is not among our key accounts. What you ordered and asked for goes on as agreed.")
    known = known_account(code, today)
    reasons = why(known.reasons if known else ())
    decided = [WHY[status.category]] if status and status.category in WHY else []
    told = list(dict.fromkeys([*decided, *reasons]))[:2]
    if not told:
        return _("You are among the customers with whom we plan the whole year.")
    if len(told) == 1:
        return _("You are among the customers with whom we plan the whole year: {first}.").fill(first=told[0])
    return _("You are among the customers with whom we plan the whole year: {first}, and {second}.").fill(
        first=told[0], second=told[1]
    )
