"""Who stays, and how much of their money: key accounts, comparable customers and the rest. (B1)

An account stays if, at the end of the window, it is not silent for longer than nearly all its own gaps: the rhythm is its own,
as the measure `silent` has it; who did break it may still come back. Only who was buying by its rhythm when the window began can
stay or break it; who was silent already, and who has too little history to say, are counted beside. Net revenue retention is the
money of the window of those that bought in the window before, over their money then: new customers are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import floor

from clave.base.words import Text, _
from clave.measures import rhythm, sales
from clave.outcome.harvest.comparable import comparable, everybody
from clave.outcome.harvest.given import Given, Span, Table
from clave.outcome.harvest.interval import Sure, difference, quotient, share
from clave.outcome.harvest.shape import Buying, Group, Retention, Side, Stayed

SILENT = 1.0
NOBODY = _("Nobody was key when the window began, so that nobody can have stayed: choose a longer window, or wait.")
NO_COMPARABLE = _(
    "No key account has comparable customers: the customer file with sector and channel, or products with their family, would "
    "give them."
)
SOME_COMPARABLE = _("{n} of the {of} key accounts have comparable customers: the others are compared with nobody.")
NO_BEFORE = _("The facts do not reach back over the window before: net revenue retention cannot be said.")
NO_RHYTHM = _("No account of the window's start has enough purchases to know its rhythm.")


def stayed(span: Span, customer: str, side: Side) -> Stayed:
    """What became of one customer between the start of a stretch and its end."""
    now, end = span.now, span.window.end
    last = _last(now, customer, end)
    state = state_of(span.past, now, customer)
    return Stayed(
        customer, now.name(customer), side, state, now.number(rhythm.rhythm, customer), last,
        _broken(now, customer, last) if now.number(rhythm.silent, customer) == SILENT else None,
        now.number(sales.money, customer), now.number(sales.money_before, customer),
    )  # fmt: skip


def state_of(past: Table, now: Table, customer: str) -> Buying:
    """Whether it was buying by its rhythm then, and whether it still does."""
    then, still = past.number(rhythm.silent, customer), now.number(rhythm.silent, customer)
    if then is None:
        return "unknown"
    if then == SILENT:
        return "silent_before"
    return "unknown" if still is None else "broken" if still == SILENT else "kept"


def _last(now: Table, customer: str, end: date) -> date | None:
    since = now.number(rhythm.days_since, customer)
    return None if since is None else end - timedelta(days=int(since))


def _broken(now: Table, customer: str, last: date | None) -> date | None:
    """The first day on which it was silent for longer than nearly all its own gaps."""
    longest = now.detail("rhythm", customer)
    return None if last is None or longest is None else last + timedelta(days=floor(longest) + 1)


def group(side: Side, accounts: Sequence[Stayed], sure: Sure) -> Group:
    """The accounts of one side together."""
    count = {
        state: sum(one.state == state for one in accounts) for state in ("kept", "broken", "silent_before", "unknown")
    }
    buyers = [
        (one.money, one.before)
        for one in accounts
        if one.money is not None and one.before is not None and one.before > 0
    ]
    money, before = [now for now, _then in buyers], [then for _now, then in buyers]
    return Group(
        side, len(accounts), count["kept"], count["broken"], count["silent_before"], count["unknown"],
        share(count["kept"], count["kept"] + count["broken"], sure), quotient(money, before, sure), len(buyers),
        sum(money) if buyers else None, sum(before) if buyers else None,
    )  # fmt: skip


def retention(given: Given) -> Retention:
    """Key accounts of the start beside comparable customers, and beside everybody who was never key in the stretch."""
    span, sure = given.start, given.sure
    keys = [one.customer for one in span.keys]
    alike, how = comparable(span, keys, given.matched, given.limits)
    mine = [stayed(span, code, "key") for code in keys]
    like = [stayed(span, code, "comparable") for code in everybody(alike)]
    others = [stayed(span, code, "rest") for code in _rest(span)]
    key, near, rest = group("key", mine, sure), group("comparable", like, sure), group("rest", others, sure)
    missing = tuple(_missing(given, key, len(alike)))
    return Retention(
        span.window.start, key, near, rest, difference(key.retention, near.retention),
        difference(key.retention, rest.retention), how, (*mine, *like), missing,
    )  # fmt: skip


def _rest(span: Span) -> Iterable[str]:
    """Who had ever bought when the stretch began and was key on none of its days."""
    return (code for code in span.past.codes if code not in span.ever)


def _missing(given: Given, key: Group, compared: int) -> Iterable[Text]:
    if given.began is not None:
        yield given.began
    if not key.accounts:
        yield NOBODY
        return
    if key.retention.value is None:
        yield NO_RHYTHM
    if not compared:
        yield NO_COMPARABLE
    elif compared < key.accounts:
        yield SOME_COMPARABLE.fill(n=compared, of=key.accounts)
    if key.renewal.value is None:
        yield NO_BEFORE
