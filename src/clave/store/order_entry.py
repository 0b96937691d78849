"""What order entry decides from, kept ready in memory: the facts, the list, what accounts were given, minimums and policy.

A question asks three things first: which version of the facts is the book, how far the audit log has come (everything that
people decide moves it, in the very transaction), and what day it is. What changed is read again, by whoever asks first; the
rest is as it was. A grant given in another process therefore counts at the next question (ADR 0027)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock

from django.conf import settings

from clave.base.errors import ClaveError
from clave.facts.book import CURRENCY, Book
from clave.facts.condition_use import Asked, condition_use
from clave.facts.order_entry import buyers, sold
from clave.facts.persons import persons
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.privileges.catalogue.grants import Grant
from clave.privileges.conditions import Condition, Used
from clave.privileges.entry import Customer, Known, Product
from clave.privileges.minimums import Minimum
from clave.store.collection import routes_kept
from clave.store.imports import fact_store
from clave.store.models import AuditHead, KeyStatus, SelectionRun
from clave.store.ownership import owners
from clave.store.policy import policy_in_force
from clave.store.privileges import agreed, given, minimums, standing_conditions, standing_grants
from clave.store.status import MEMBER_STATES

NO_CATEGORY = "own"
"""The category of a key account whose reason nobody decided."""


@dataclass(frozen=True)
class Ready:
    """What a question is decided from, under which limits; `basis` is a digest of all of it: the same list says the same."""

    known: Known
    limits: Limits
    basis: str


@dataclass(frozen=True)
class _Facts:
    """What the facts say, at the version that `key` names; `book` is None before the first import."""

    key: tuple[str, ...]
    book: Book | None = None
    customers: Mapping[str, Customer] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)


@dataclass(frozen=True)
class _People:
    """What people decided, as far as the audit log `key` had come on a day: key accounts and who has conditions, by code."""

    key: tuple[str, ...]
    accounts: Mapping[str, Customer]
    minimums: tuple[Minimum, ...]
    list_day: date | None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All their conditions."""
        return tuple(one for account in self.accounts.values() for one in account.conditions)


class Desk:
    """The memory of one process. The facts are read by one thread, while the others answer with the last good ones."""

    def __init__(self) -> None:
        self._reading, self._joining = Lock(), Lock()
        self._facts: _Facts | None = None
        self._known: tuple[tuple[str, ...], Policy, Ready] | None = None
        self._people: _People | None = None
        self._used: tuple[tuple[object, ...], Mapping[int, Used]] | None = None

    def ready(self, today: date) -> Ready:
        """Everything as it stands now. Raises ClaveError where the policy cannot be read."""
        facts, policy, head = self._newest_facts(), policy_in_force(), _head()
        key = (*facts.key, *head, today.isoformat())
        kept = self._known
        if kept is not None and kept[0] == key and kept[1] is policy and head:
            return kept[2]
        with self._joining:
            if self._people is None or not head or self._people.key != (*head, today.isoformat()):
                self._people = _people((*head, today.isoformat()), today)
            people = self._people
            known = _joined(facts, people, self._use(facts, people.conditions))
            ready = Ready(known, policy.at(today), _digest(facts, people, policy.version, today))
            self._known = (key, policy, ready)
        return ready

    def _newest_facts(self) -> _Facts:
        kept, key = self._facts, _facts_key()
        if kept is not None and kept.key == key:
            return kept
        same_store = kept is not None and kept.key[0] == key[0]
        if not self._reading.acquire(blocking=not same_store):
            return kept or _Facts(key)
        try:
            if self._facts is None or self._facts.key != key:
                self._facts = _read(key)
        except ClaveError:  # the last good ones decide; without any the list and the minimums still do
            return kept if kept is not None and same_store else _Facts(key)
        finally:
            self._reading.release()
        return self._facts

    def _use(self, facts: _Facts, conditions: tuple[Condition, ...]) -> Mapping[int, Used]:
        """What was bought with each condition that has a limit, by the invoices."""
        limited = tuple(one for one in conditions if one.quantity is not None or one.money is not None)
        key = (facts.key, limited)
        if self._used is None or self._used[0] != key:
            self._used = (key, _used(facts.book, limited))
        return self._used[1]


DESK = Desk()


def ready(today: date) -> Ready:
    """What orders are decided from on a day, in this process. Raises ClaveError where the policy cannot be read."""
    return DESK.ready(today)


def _facts_key() -> tuple[str, ...]:
    version = fact_store().version()
    folder = str(settings.CLAVE_FACTS)
    return (folder,) if version is None else (folder, str(version.version), version.at.isoformat())


def _head() -> tuple[str, ...]:
    """How far the audit log has come; () before anybody did anything, which nothing can be told from."""
    return tuple(AuditHead.objects.values_list("hash", flat=True)[:1])


def _read(key: tuple[str, ...]) -> _Facts:
    if len(key) == 1:
        return _Facts(key)
    book = fact_store().open(int(key[1]))
    kinds = persons(book)
    customers = {
        one.code.strip(): Customer(
            one.code.strip(), one.name, channel=one.channel, hold=one.hold, person=kinds.get(one.code)
        )
        for one in buyers(book)
    }
    products = {
        one.code.strip().upper(): Product(one.code.strip().upper(), one.family, one.price) for one in sold(book)
    }
    return _Facts(key, book, customers, products)


def _people(key: tuple[str, ...], today: date) -> _People:
    members = {
        code: (name, category or NO_CATEGORY)
        for code, name, category in KeyStatus.objects.filter(state__in=MEMBER_STATES).values_list(
            "customer", "name", "category"
        )
    }
    grants: dict[str, list[Grant]] = defaultdict(list)
    for row in standing_grants().exclude(until__lt=today):
        grants[row.customer].append(given(row))
    conditions: dict[str, list[Condition]] = defaultdict(list)
    for one in standing_conditions():
        conditions[one.customer].append(agreed(one))
    own, routes = owners(today, members), routes_kept(members, today)
    accounts = {}
    for code in {*members, *conditions}:
        name, category = members.get(code, ("", ""))
        accounts[code] = Customer(
            code, name, category, owner=own[code].name if code in own else None, grants=tuple(grants[code]),
            conditions=tuple(conditions[code]), route=routes.get(code),
        )  # fmt: skip
    run = SelectionRun.objects.order_by("-created_at", "-id").values_list("as_of", flat=True).first()
    return _People(key, accounts, tuple(minimums()), run)


def _used(book: Book | None, conditions: Iterable[Condition]) -> Mapping[int, Used]:
    asked = [Asked(one.number or 0, one.account, one.product, one.family, one.since, one.until) for one in conditions]
    try:
        found = condition_use(book, asked) if book else {}
    except ClaveError:
        return {}
    return {number: Used(use.quantity, use.money) for number, use in found.items()}


def _joined(facts: _Facts, people: _People, used: Mapping[int, Used]) -> Known:
    """Name, channel and hold are those of the facts; what it is to us, that of people."""
    customers = dict(facts.customers)
    for code, account in people.accounts.items():
        there = facts.customers.get(code)
        customers[code] = account if there is None else replace(
            account, name=there.name or account.name, channel=there.channel, hold=there.hold, person=there.person
        )  # fmt: skip
    currency = facts.book.currency if facts.book else CURRENCY
    return Known(customers, facts.products, people.minimums, used, people.list_day, currency)


def _digest(facts: _Facts, people: _People, policy: str, today: date) -> str:
    accounts = sorted((code, repr(one)) for code, one in people.accounts.items())
    said = repr((facts.key, policy, today, people.minimums, people.list_day, accounts))
    return hashlib.sha256(said.encode()).hexdigest()
