"""The collection of one account: what it owes and what was promised, how it wants its invoice, who asks it, and how. (G6)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.debts import Debts
from clave.privileges.collection.hours import Contact, when
from clave.privileges.collection.routes import WAYS, Route
from clave.privileges.collection.worklist import Asked, worklist
from clave.store.collecting import day_of, news_of, receivables
from clave.store.collection import (
    IN_PERSON,
    attended,
    dispute_of,
    promise_of,
    routing,
    standing_routes,
    standing_wishes,
    wish_of,
)
from clave.store.models import CollectionContact, InvoiceDispute, InvoiceError, KeyStatus, MeasureLine, PaymentPromise
from clave.store.ownership import parts_held
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES, status_of
from clave.web import undo
from clave.web.access import allows
from clave.web.shown.collection import CODES
from clave.web.shown.collection_account import (
    compared,
    habit_lines,
    invoices,
    owes,
    promises,
    route_parts,
    wish_words,
)
from clave.web.who import powers, required
from clave.web.words import told

MOST = 50
"""Rows of each kind that the page shows, the newest."""


@dataclass(frozen=True)
class Debtor:
    """A customer as collection sees it: its code, name and status, its debts, and the day they are of."""

    code: str
    name: str
    status: KeyStatus | None
    debts: Debts
    day: date
    news: date | None
    old: bool
    failed: str = ""

    @property
    def key(self) -> bool:
        """Whether it is a key account now."""
        return self.status is not None and self.status.state in MEMBER_STATES


def debtor(code: str, limits: Limits) -> Debtor:
    """A customer that the latest list, the statuses or the receivables know; 404 for another."""
    status, run, today = status_of(code), latest_run(), timezone.localdate()
    named = MeasureLine.objects.filter(run=run, customer=code).values_list("name", flat=True).first() if run else None
    failed = ""
    try:
        news = news_of(today)
        day, old = day_of(news, today, limits)
        debts = receivables(code, day)
    except ClaveError as refused:
        debts, day, news, old, failed = Debts(()), today, None, False, told(refused.sentence())
    if named is None and status is None and not debts.rows:
        raise Http404
    name = named or (status.name if status else "") or next((one.name for one in debts.rows if one.name), None) or code
    return Debtor(code, name, status, debts, day, news, old, failed)


def may(request: HttpRequest, doing: str, parts: frozenset[str]) -> bool:
    """Whether whoever asks may do something, by role, by delegation, or by the parts that they have in the account."""
    roles = {required(request).role, *powers(request).departments()}
    return any(DOINGS[doing].allows(role, parts) for role in roles)


def collection_account(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about the collection of one account, and what may be noted of it."""
    limits = policy_in_force().at(timezone.localdate())
    found = debtor(code, limits)
    return account_page(request, found, limits)


def account_page(
    request: HttpRequest, found: Debtor, limits: Limits, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was refused of a button on it."""
    now, code = timezone.localtime(), found.code
    since = now - timedelta(hours=limits[declared.life_back])
    ours, asked = attended(now.date()), _rows(CollectionContact, code)
    route = routing(now.date(), limits, [code], ours)(code)
    theirs = [Contact(code, timezone.localtime(row.moment), row.way) for row in asked]
    promised, disputed, wrong = (_rows(model, code) for model in (PaymentPromise, InvoiceDispute, InvoiceError))
    kept, judged = promises(promised, found.debts.rows, found.day, limits, since)
    person, parts = required(request), parts_held(required(request), code, now.date())
    may_ask = when(now, route.way, bool(route.person), theirs, limits)
    context: dict[str, Any] = {
        "debtor": found,
        "refused": refused,
        "undo": undo.taken(request),
        "owes": owes(found.debts.rows, found.day),
        "invoices": invoices(found.debts.rows, found.day, kept, disputed, wrong)[:MOST],
        "tasks": _tasks(found, route, limits, now, theirs, promised, disputed),
        "must_wait": told(may_ask.because) if not may_ask.now else "",
        "promises": kept,
        "judged": judged,
        "disputes": [(row, row.at >= since) for row in disputed],
        "errors": [(row, row.at >= since, row.closed_on is None and row.until < now.date()) for row in wrong],
        "contacts": [(row, row.at >= since, told(WAYS[row.way])) for row in asked],
        "attended": code in ours,
        "opens": allows(person.role, "account_receivables"),
        "may": may(request, "note_contact", parts),
        "may_route": may(request, "choose_route", parts),
        **_terms(code, route, since, now.date()),
        **_habit(found, limits),
    }
    return render(request, "collection/account.html", context, status=status)


def _rows(model: Any, code: str) -> list[Any]:
    """What was noted of one kind and stands, the newest first."""
    order = "-moment" if model is CollectionContact else "-pk"
    related = [name for name in ("by", "answers", "closed_by") if any(f.name == name for f in model._meta.fields)]
    return list(model.objects.filter(customer=code, withdrawn_at=None).select_related(*related).order_by(order)[:MOST])


def _terms(code: str, route: Route, since: datetime, today: date) -> dict[str, Any]:
    """Its route and its wish as they hold today, however old the receivables are; what may be done, what begins later."""
    rows = [row for row in standing_routes().filter(customer=code) if _runs(row, today)]
    wants = [row for row in standing_wishes().filter(customer=code) if _runs(row, today)]
    now = [row for row in rows if row.since <= today]
    wish = [row for row in wants if row.since <= today]
    return {
        "route": route,
        "route_parts": route_parts(route, bool(now) and now[0].person is not None),
        "route_row": now[0] if now else None,
        "route_fresh": bool(now) and now[0].at >= since,
        "route_later": [row for row in rows if row.since > today],
        "wish_parts": wish_words(wish_of(wish[0]) if wish else None),
        "wish_row": wish[0] if wish else None,
        "wish_fresh": bool(wish) and wish[0].at >= since,
        "wish_later": [row for row in wants if row.since > today],
        "privilege": IN_PERSON,
    }


def _runs(row: Any, day: date) -> bool:
    return row.until is None or row.until >= day


def _tasks(
    found: Debtor,
    route: Route,
    limits: Limits,
    now: datetime,
    theirs: list[Contact],
    promised: list[Any],
    disputed: list[Any],
) -> list[tuple[str, str, str, str]]:
    """What the worklist says of it: label, tone, icon, reason."""
    at = now.replace(year=found.day.year, month=found.day.month, day=found.day.day)
    rows = tuple(promise_of(row) for row in promised)
    still = tuple(dispute_of(row) for row in disputed if row.closed_on is None)
    asked = Asked(at, found.debts.rows, lambda _code: route, rows, still, tuple(theirs))
    return [(told(CODES[one.code][0]), CODES[one.code][1], CODES[one.code][2], told(one.reason))
            for one in worklist(asked, limits)]  # fmt: skip


def _habit(found: Debtor, limits: Limits) -> dict[str, Any]:
    """Days beyond terms before and since it is a key account, in the currency of most of its debts."""
    currencies = [one.currency for one in found.debts.rows]
    currency = max(set(currencies), key=currencies.count) if currencies else ""
    since = found.status.since if found.status and found.key else None
    both = compared(found.debts.rows, since, found.day, limits, currency)
    return {
        "compared": told(both.sentence) if both else "",
        "habit": habit_lines(both) if both else [],
        "since": since,
    }
