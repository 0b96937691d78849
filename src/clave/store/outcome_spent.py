"""What was spent on key accounts in a window, as the cost of the programme adds it up: the ledger's costs, and what people
recorded beside it. No figure is reckoned twice: what the ledger counts stays out of the rest. (F2, G7, G11, C3, C7, G9)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from clave.base.words import Text, _
from clave.facts.book import Book
from clave.operations.hospitality.kinds import ALLOWED, APPROVED, KINDS, OUT
from clave.operations.special_services import priced
from clave.outcome.cost.parts import LAB_HOURS
from clave.outcome.cost.programme import Spent, Time
from clave.policy.limits import Limits
from clave.privileges.ledger.cost import Cost, costs
from clave.privileges.ledger.gave_way import summed
from clave.privileges.ledger.kept import Given, terms
from clave.privileges.ledger.seen import Row, Seen, read
from clave.privileges.ledger.term import Term
from clave.selection.kams import NOTHING_OWN, takes
from clave.store.kams import own_loads
from clave.store.ledger import last_days, sponsors_on, waited_in, what_was_given, with_contacts, with_services
from clave.store.models import Event, Hospitality, KeyStatus, OffsiteSession, Promotion, StatusChange
from clave.store.status import MEMBER_STATES

DAYS_A_MONTH = 365 / 12
_DAY = timedelta(days=1)
RECORDED = _("What was recorded of {known} of {times}.")
SHARED = _("Its equal part of the cost of each event in which it took part.")
COUNTED_AS = {"lab": "laboratory", "return": "returns"}
"""The privilege with which the ledger counts a service of a kind."""


@dataclass(frozen=True)
class Keys:
    """Who was a key account on which days of a window: stretches of days, both ends inside, by customer."""

    spans: Mapping[str, tuple[tuple[date, date], ...]]
    names: Mapping[str, str]

    def on(self, customer: str, day: date) -> bool:
        """Whether it was one on that day."""
        return any(first <= day <= last for first, last in self.spans.get(customer, ()))

    def months(self, customer: str) -> float:
        """How many months it was one."""
        days = sum((last - first).days + 1 for first, last in self.spans.get(customer, ()))
        return days / DAYS_A_MONTH


def keys_between(since: date, until: date) -> Keys:
    """Who was a key account between two days, both inside, by the steps that count: of those from a day or before, the one
    entered last. Two queries."""
    steps: dict[str, list[tuple[date, int, str]]] = {}
    rows = StatusChange.objects.filter(effective_on__lte=until).order_by("pk")
    for customer, day, number, after in rows.values_list("customer", "effective_on", "pk", "after"):
        steps.setdefault(customer, []).append((day, number, after))
    spans = {customer: tuple(_spans(found, since, until)) for customer, found in steps.items()}
    held = {customer: found for customer, found in spans.items() if found}
    names = dict(KeyStatus.objects.values_list("customer", "name"))
    return Keys(held, {customer: names.get(customer) or customer for customer in held})


def _spans(steps: Sequence[tuple[date, int, str]], since: date, until: date) -> Iterable[tuple[date, date]]:
    starts = sorted({since, *(day for day, _number, _after in steps if day > since)})
    for at, first in enumerate(starts):
        last = starts[at + 1] - _DAY if at + 1 < len(starts) else until
        counted = [(number, after) for day, number, after in steps if day <= first]
        if counted and max(counted)[1] in MEMBER_STATES:
            yield first, last


@dataclass(frozen=True)
class Judged:
    """What the ledger reckons of a window, and what it was reckoned from."""

    costs: tuple[Cost, ...]
    given: Given
    services: Sequence[Row] | None
    names: Mapping[str, str]
    terms: Mapping[tuple[str, str], Sequence[Term]] = field(default_factory=dict)

    def counts(self, privilege: str, customer: str, day: date) -> bool:
        """Whether the ledger counts something of a privilege for an account on a day."""
        return any(term.holds(day) for term in self.terms.get((customer, privilege), ()))


def ledger_between(facts: Book, keys: Keys, limits: Limits, since: date, until: date, moment: datetime) -> Judged:
    """The costs of the ledger, over a window of its own: the rules are the ledger's, and so is every figure."""
    given = what_was_given(facts)
    accounts = {one.account for one in given.grants} | {*keys.spans}
    oldest = min((one.since for one in given.conditions), default=since)
    brought = read(facts, accounts, since, until, invoices_since=oldest, only_theirs=True)
    tables = with_services(brought, accounts, since, until, moment)
    tables, begun, known = with_contacts(tables, last_days(facts, until), accounts, until)
    waited = waited_in(since, until)
    seen = Seen(tables, sponsors=sponsors_on(until), currency=facts.currency, known=known, begun=begun)
    gave = None if waited is None else summed(waited)
    found = costs(given, seen, gave, limits, since=since, until=until, as_of=until)
    every: dict[tuple[str, str], list[Term]] = {}
    for term in terms(given.grants, since, until, until):
        every.setdefault((term.account, term.privilege.key), []).append(term)
    return Judged(found, given, tables.get("service"), _names(facts, accounts), every)


def _names(facts: Book, accounts: Iterable[str]) -> dict[str, str]:
    if not facts.has("customer"):
        return {}
    wanted = set(accounts)
    with facts.open() as warehouse:
        sql = "SELECT customer, MIN(name) AS name FROM customer WHERE name IS NOT NULL GROUP BY customer"
        rows = warehouse.query(sql).to_pylist()
    return {row["customer"]: row["name"] for row in rows if row["customer"] in wanted}


@dataclass
class _Sum:
    times: int = 0
    known: int = 0
    money: Decimal = Decimal(0)


class Tally:
    """What was spent, added up by account as it is found."""

    def __init__(self, what: str, formula: Text = RECORDED) -> None:
        self._what, self._formula = what, formula
        self._by_account: dict[str, _Sum] = {}

    def add(self, account: str, money: Decimal | None) -> None:
        """One more, with its money (None = nobody knows)."""
        found = self._by_account.setdefault(account, _Sum())
        found.times += 1
        if money is not None:
            found.known += 1
            found.money += money

    def spent(self) -> Iterable[Spent]:
        """One for each account."""
        for account, found in sorted(self._by_account.items()):
            words = self._formula.fill(known=found.known, times=found.times)
            money = float(found.money) if found.known else None
            yield Spent(self._what, account, found.times, money, found.times - found.known, words)


def spent_between(
    judged: Judged, keys: Keys, limits: Limits, currency: str, since: date, until: date
) -> tuple[Spent, ...]:
    """What people recorded beside the ledger, of days on which the account was key."""
    window = (since, until)
    readers: tuple[Callable[[], Iterable[Spent]], ...] = (
        lambda: _services(judged, keys, limits, currency), lambda: _hospitality(judged, keys, window),
        lambda: _sessions(keys, window), lambda: _events(keys, window), lambda: _promotions(keys, window),
    )  # fmt: skip
    return tuple(one for reader in readers for one in reader())


def _services(judged: Judged, keys: Keys, limits: Limits, currency: str) -> Iterable[Spent]:
    """Services that no privilege counts: those of an account without it, and kinds that belong to none."""
    tallies: dict[str, Tally] = {}
    for row in judged.services or ():
        customer, day, kind = row["customer"], row["date"], row["kind"]
        privilege = COUNTED_AS.get(kind, "")
        if keys.on(customer, day) and not (privilege and judged.counts(privilege, customer, day)):
            what = LAB_HOURS if kind == "lab" else f"service_{kind}"
            price = priced(kind, _decimal(row["hours"]), _decimal(row["cost"]), limits, currency)
            tallies.setdefault(what, Tally(what)).add(customer, price.amount)
    return [one for _what, tally in sorted(tallies.items()) for one in tally.spent()]


def _decimal(figure: Any) -> Decimal | None:
    return None if figure is None else Decimal(str(figure))


def _hospitality(judged: Judged, keys: Keys, window: tuple[date, date]) -> Iterable[Spent]:
    """What we gave. Where the contact in which it was said has a cost that the ledger counts, it is counted there."""
    tally = Tally("hospitality")
    rows = Hospitality.objects.filter(direction=OUT, state__in=(ALLOWED, APPROVED), on__range=window)
    for row in rows.select_related("said_in").order_by("pk"):
        said = row.said_in
        told = said is not None and said.withdrawn_at is None and said.cost is not None
        if (
            told
            and said is not None
            and any(judged.counts(one, said.customer, said.on) for one in ("contact", "sponsor"))
        ):
            continue
        if keys.on(row.customer, row.on):
            tally.add(row.customer, row.cost if row.cost is not None or KINDS[row.kind].worth else Decimal(0))
    return tally.spent()


def _sessions(keys: Keys, window: tuple[date, date]) -> Iterable[Spent]:
    tally = Tally("session")
    rows = OffsiteSession.objects.filter(removed_at=None, stage__in=("held", "closed"), on__range=window)
    for customer, day, cost in rows.order_by("pk").values_list("customer", "on", "cost"):
        if keys.on(customer, day):
            tally.add(customer, cost)
    return tally.spent()


def _events(keys: Keys, window: tuple[date, date]) -> Iterable[Spent]:
    """What an event cost, in equal parts among the customers that took part, key or not."""
    tally = Tally("event", SHARED)
    rows = Event.objects.filter(removed_at=None, starts_on__range=window).prefetch_related("accounts").order_by("pk")
    for row in rows:
        there = [one.customer for one in row.accounts.all()]
        for customer in sorted(there):
            if keys.on(customer, row.starts_on):
                tally.add(customer, None if row.cost is None else row.cost / len(there))
    return tally.spent()


def _promotions(keys: Keys, window: tuple[date, date]) -> Iterable[Spent]:
    """Our side of the promotions that began in the window and were not called off."""
    tally = Tally("promotion")
    rows = Promotion.objects.filter(removed_at=None, stage__in=("running", "ended"), starts_on__range=window)
    for customer, day, spent in rows.order_by("pk").values_list("customer", "starts_on", "ours_spent"):
        if keys.on(customer, day):
            tally.add(customer, spent)
    return tally.spent()


def time_between(keys: Keys, limits: Limits, until: date) -> tuple[Time, ...]:
    """The hours a month that each key account takes of its KAM, as they are entered on the last day of the window."""
    own = own_loads(keys.spans, until)
    return tuple(
        Time(customer, takes(own.get(customer, NOTHING_OWN), limits), keys.months(customer))
        for customer in sorted(keys.spans)
    )


def told_by_records(judged: Judged) -> frozenset[str]:
    """Which of the costs that tell others something records at all: hours of laboratory and events."""
    found = {LAB_HOURS} if judged.services is not None else set()
    if Event.objects.filter(removed_at=None).exists():
        found.add("event")
    return frozenset(found)
