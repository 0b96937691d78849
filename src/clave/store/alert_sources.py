"""What alerts are found in: the newest facts and what people keep here, of the accounts that somebody answers for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from django.db.models import Count as Counted
from django.db.models import Max

from clave.base.folding import folded
from clave.base.words import Joined, Text, _
from clave.facts.book import Book
from clave.measures.bought_days import bought_days
from clave.measures.frame import Ints
from clave.operations.alerts.buying import Bought, families_stopped, silent, thinning
from clave.operations.alerts.kept import broken, ending
from clave.operations.alerts.noted import competitors, low_answers, stale_plans
from clave.operations.alerts.payment import Paid, drifting
from clave.operations.alerts.people import Around, Known, around
from clave.operations.alerts.shape import Alert
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.debts import last_news, read
from clave.store.alert_notes import competitors_seen, low_answered, plans_looked
from clave.store.ending_conditions import used
from clave.store.imports import fact_store
from clave.store.models import (
    OWNER,
    SPONSOR,
    SUBSTITUTE,
    AccountLine,
    Contact,
    KeyStatus,
    Ownership,
    Touchpoint,
    TouchpointContact,
)
from clave.store.models.ledger import BROKEN
from clave.store.ownership import in_force
from clave.store.privileges import agreed, held_by_all, standing_conditions
from clave.store.promises import as_due, newest_ledger
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES

LINES, RECEIVABLE = "invoice_line", "receivable"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Followed:
    """The accounts that alerts are about, by code with their names; `key` are the key ones, `bought` what each bought in a
    year by the latest list."""

    names: dict[str, str]
    key: frozenset[str]
    bought: dict[str, float]


@dataclass(frozen=True)
class Looked:
    """What one search found; `judged` the kinds it could judge, `dark` why it could not judge the others."""

    day: date
    known_to: date | None
    facts_version: str
    currency: str
    accounts: dict[str, str]
    alerts: tuple[Alert, ...]
    judged: frozenset[str]
    dark: tuple[Text | Joined, ...]


@dataclass
class _Search:
    """A search on its way; `families` = what each account bought of each family in the year up to the last day of the facts."""

    followed: Followed
    day: date
    limits: Limits
    alerts: list[Alert]
    judged: set[str]
    dark: list[Text | Joined]
    families: dict[tuple[str, str], float]

    def found(self, kinds: tuple[str, ...], alerts: list[Alert]) -> None:
        self.judged.update(kinds)
        self.alerts += [one for one in alerts if one.account in self.followed.names]


def followed(day: date) -> Followed:
    """Key accounts, and every account with an owner or a substitute on a day."""
    members = dict(KeyStatus.objects.filter(state__in=MEMBER_STATES).values_list("customer", "name"))
    owned = set(in_force(day).filter(part__in=(OWNER, SUBSTITUTE)).values_list("customer", flat=True))
    run, codes = latest_run(), owned | set(members)
    lines = (
        AccountLine.objects.filter(run=run, customer__in=codes).values_list("customer", "name", "money") if run else ()
    )
    known = {code: (name, money) for code, name, money in lines}
    names = {code: known[code][0] if code in known else members.get(code, code) for code in codes}
    bought = {code: money for code, (_name, money) in known.items() if money is not None}
    return Followed(names, frozenset(members), bought)


def look(day: date, limits: Limits, tell: Callable[[float], object] = lambda _share: None) -> Looked:
    """Look for every alert of a day. Raises ClaveError where the facts cannot be read."""
    search = _Search(followed(day), day, limits, [], set(), [], {})
    book = fact_store().open() if fact_store().version() is not None else None
    known_to = _sold(search, book)
    tell(0.5)
    _paid(search, book)
    _promised(search)
    tell(0.8)
    _people(search)
    _noted(search)
    return Looked(
        day, known_to, book.version if book else "", book.currency if book else "COP", search.followed.names,
        tuple(search.alerts), frozenset(search.judged), tuple(search.dark),
    )  # fmt: skip


def _sold(search: _Search, book: Book | None) -> date | None:
    """Silence, families and mix, as of the last day of the facts: of the days after it nobody knows anything."""
    last = book.summary().last_day if book and book.has(LINES) else None
    if book is None or last is None:
        search.dark.append(_("No sales were loaded: nobody can tell who is silent."))
        return None
    as_of = min(last, search.day)
    bought = _bought(*bought_days(book, search.limits, as_of, search.followed.names))
    search.families = _families(bought, as_of)
    quiet = silent(bought, as_of, search.limits)
    search.found(("silent",), quiet)
    if not bought.families:
        search.dark.append(_("No product has a family: nobody can tell which one stopped."))
        return as_of
    besides = frozenset(one.account for one in quiet)
    search.found(("family",), families_stopped(bought, as_of, search.limits, besides))
    search.found(("mix",), thinning(bought, as_of, search.limits))
    return as_of


def _bought(codes: tuple[str, ...], table: pa.Table) -> Bought:
    """As the deciders read it: only the accounts that bought, families by place."""
    columns = table.to_pydict()
    units = np.array(columns["unit"], dtype=np.int64)
    there, account = np.unique(units, return_inverse=True)
    names = sorted({name for name in columns["family"] if name})
    place = {name: at for at, name in enumerate(names)}
    family: Ints = np.array([place.get(name, -1) for name in columns["family"]], dtype=np.int64)
    day = np.array([(one - date(1970, 1, 1)).days for one in columns["date"]], dtype=np.int64)
    order = np.lexsort((day, family, account))
    money = np.array(columns["money"], dtype=np.float64)
    accounts = tuple(codes[at] for at in there.tolist())
    return Bought(accounts, tuple(names), account[order], family[order], day[order], money[order])


def _families(bought: Bought, as_of: date) -> dict[tuple[str, str], float]:
    """What each account bought of each family in the year up to a day; of what has no family nothing."""
    since = (as_of - A_YEAR - date(1970, 1, 1)).days
    found: dict[tuple[str, str], float] = {}
    recent = (bought.day > since) & (bought.family >= 0)
    columns = (bought.account[recent].tolist(), bought.family[recent].tolist(), bought.money[recent].tolist())
    for account, family, money in zip(*columns, strict=True):
        cell = bought.accounts[account], folded(bought.families[family])
        found[cell] = found.get(cell, 0.0) + money
    return found


def _paid(search: _Search, book: Book | None) -> None:
    """How they pay, as of the last day of which the receivables say something."""
    if book is None or not book.has(RECEIVABLE):
        search.dark.append(_("No receivables were loaded: nobody can tell who pays later."))
        return
    as_of = last_news(book, search.day) or search.day
    debts = read(book, as_of, customers=list(search.followed.names))
    paid = [Paid(one.customer, one.due, one.paid_on if not one.balance else None, one.balance) for one in debts.rows]
    search.found(("payment",), drifting(paid, as_of, search.limits))


def _promised(search: _Search) -> None:
    """Promises that broke by the last ledger, and conditions that end."""
    ledger = newest_ledger()
    if ledger is None:
        search.dark.append(_("The promises were not judged yet: nobody can tell which broke."))
    else:
        since = search.day - timedelta(days=search.limits[declared.alert_broken])
        rows = ledger.dues.filter(state=BROKEN, on__gt=since, on__lte=search.day)
        search.found(("promise",), broken(map(as_due, rows), search.day, search.limits))
    conditions = [agreed(row) for row in standing_conditions().filter(until__gte=search.day)]
    use = used(tuple(conditions)) or {}
    money = {number: float(one.money) for number, one in use.items()}
    search.found(("condition",), ending(conditions, search.day, search.limits, money))


def _people(search: _Search) -> None:
    """People around the key accounts; what nobody has begun to write down yet is no alert of every account."""
    found = around(_around(search), search.day, search.limits)
    if not Contact.objects.filter(removed_at=None, erased_at=None).exists():
        search.dark.append(_("No people of customers were written down yet: nobody can tell whom we know."))
        found = [one for one in found if one.kind == "sponsor"]
    else:
        search.judged.update(("contact", "thread", "profile"))
    search.found(("sponsor",), found)


def _noted(search: _Search) -> None:
    """Competitors who were seen, and plans that are alive no longer: people wrote both down, so both can always be judged."""
    codes = sorted(search.followed.names)
    seen = competitors_seen(codes, search.day, search.limits, search.families)
    search.found(("competitor",), competitors(seen, search.day, search.limits))
    answered = low_answered(codes, search.day, search.limits, search.followed.bought)
    search.found(("survey",), low_answers(answered, search.day, search.limits))
    search.found(("plan",), stale_plans(plans_looked(codes, search.day, search.limits, search.followed.bought)))


def _around(search: _Search) -> list[Around]:
    codes = sorted(search.followed.key)
    sponsors = _sponsors(codes, search.day)
    people, since = _known(codes, search.day), search.day - timedelta(days=search.limits[declared.alert_thread])
    logged = Touchpoint.objects.filter(withdrawn_at=None, customer__in=codes, on__lte=search.day)
    touched = dict(logged.filter(on__gt=since).order_by().values_list("customer").annotate(n=Counted("pk")))
    if not logged.exists():
        search.dark.append(_("No contact was logged yet: nobody can tell whether sponsors show."))
        sponsors = {code: replace(one, sponsor_since=None) for code, one in sponsors.items()}
    nobody, held = Around("", "", None, None, ()), held_by_all(search.day)
    promised = {code for code, ones in held.items() if any(one.privilege.key == "sponsor" for one in ones)}
    return [
        replace(
            sponsors.get(code, nobody), account=code, people=tuple(people.get(code, ())),
            money=search.followed.bought.get(code), touched=touched.get(code, 0), promised=code in promised,
        )
        for code in codes
    ]  # fmt: skip


def _sponsors(codes: list[str], day: date) -> dict[str, Around]:
    """The sponsor of each account, since when, and their last contact with it."""
    parts: list[Ownership] = list(in_force(day).filter(part=SPONSOR, customer__in=codes).select_related("person"))
    met = Touchpoint.objects.filter(
        withdrawn_at=None, customer__in=codes, by__in=[one.person_id for one in parts], on__lte=day
    )
    last = {(code, by): on for code, by, on in met.order_by().values_list("customer", "by").annotate(on_=Max("on"))}
    return {
        one.customer: Around(one.customer, one.person.name, one.starts_on, last.get((one.customer, one.person_id)), ())
        for one in parts
    }


def _known(codes: list[str], day: date) -> dict[str, list[Known]]:
    """The people of each account, and when each was last spoken with."""
    spoken = dict(
        TouchpointContact.objects.filter(touchpoint__withdrawn_at=None, touchpoint__on__lte=day)
        .order_by().values_list("contact").annotate(on_=Max("touchpoint__on"))
    )  # fmt: skip
    rows = Contact.objects.filter(removed_at=None, erased_at=None, customer__in=codes).order_by("customer", "pk")
    found: dict[str, list[Known]] = {}
    for row in rows:
        found.setdefault(row.customer, []).append(
            Known(row.pk, row.name, row.confirmed_on, row.left_on, spoken.get(row.pk))
        )
    return found
