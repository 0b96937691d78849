"""The worklist of collection: what is due and coming in the newest facts, by the routes and with what people noted. (G6)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.book import Book
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.debts import Debt, Debts, last_news, read, read_documents, read_open
from clave.privileges.collection.promises import Promise
from clave.privileges.collection.records import A_YEAR
from clave.privileges.collection.routes import of
from clave.privileges.collection.worklist import Asked, Task, in_order, worklist
from clave.store.collection import attended, contacts, disputes, known_persons, promises, routes_kept, routing
from clave.store.imports import fact_store
from clave.store.models import MeasureLine
from clave.store.queries import latest_run

RECEIVABLE = "receivable"
ROUTE_OF_ALL = (declared.collection_first, declared.collection_again)
"""The policy that says the route of an ordinary customer."""


@dataclass(frozen=True)
class Collected:
    """A worklist: of which day, the last day of which the facts say something (`news`), in order, and what was left out.

    `old` = the news are older than policy allows, and the day is theirs."""

    day: date
    news: date | None
    old: bool
    currency: str
    tasks: tuple[Task, ...]
    set_aside: tuple[Text, ...] = ()


def has_receivables() -> bool:
    """Whether the newest facts say what customers owe. Raises ClaveError where they cannot be read."""
    return fact_store().version() is not None and fact_store().open().has(RECEIVABLE)


def receivables(customer: str, day: date) -> Debts:
    """All that a customer ever owed, as it stands on a day; nothing where no receivables were loaded."""
    book = _book()
    return Debts(()) if book is None else read(book, day, customers=[customer])


def news_of(today: date) -> date | None:
    """The last day of which the newest facts say what was invoiced or paid; None where no receivables were loaded."""
    book = _book()
    return None if book is None else last_news(book, today)


def _book() -> Book | None:
    if fact_store().version() is None:
        return None
    book = fact_store().open()
    return book if book.has(RECEIVABLE) else None


def day_of(news: date | None, today: date, limits: Limits) -> tuple[date, bool]:
    """The day that a worklist is of, and whether it is an old one: that of the last news where they are too old to say who
    has paid since."""
    old = news is not None and news < today - timedelta(days=limits[declared.collection_fresh])
    return (news if old and news else today), old


def collected(now: datetime, limits: Limits) -> Collected:
    """The worklist of now. Raises ClaveError where no receivables were loaded, or they cannot be read."""
    book = _book()
    if book is None:
        raise ClaveError(_("no receivables were loaded."), remedy=_("Import what customers owe (receivable) first."))
    here = timezone.localtime(now)
    news = last_news(book, here.date())
    day, old = day_of(news, here.date(), limits)
    owed = _owed(_Read(book, day, limits))
    ours, kept, promised = attended(here.date()), routes_kept(day=here.date()), promises()
    noted = Asked(
        here.replace(year=day.year, month=day.month, day=day.day), (), routing(here.date(), limits, ours=ours), promised,
        disputes(), contacts(since=now - timedelta(days=A_YEAR)),
    )  # fmt: skip
    special = {one.customer for rows in (promised, noted.disputes, noted.contacts) for one in rows} | ours | set(kept)
    debts = [debt for customer in special for debt in owed.open.get(customer, ())]
    theirs = worklist(replace(noted, debts=(*debts, *_settled(book, day, promised, debts))), limits)
    tasks = in_order((*theirs, *(task for task in owed.ordinary if task.customer not in special)))
    return Collected(day, news, old, book.currency, tasks, owed.set_aside)


@dataclass(frozen=True)
class _Owed:
    """What is open on a day, by customer, and the tasks there are where nobody noted anything and the route is of policy
    (one for all natural persons, one for all companies: it names no customer)."""

    open: Mapping[str, tuple[Debt, ...]]
    ordinary: tuple[Task, ...]
    set_aside: tuple[Text, ...]


class _Read:
    """What the open debts are read from. Two are equal where the same files, read on the same day by the same policy, say the
    same: then they are read once."""

    def __init__(self, book: Book, day: date, limits: Limits) -> None:
        self.book, self.day, self.limits = book, day, limits
        files = tuple(book.sources.get(name) for name in (RECEIVABLE, "customer"))
        self.key = (*files, book.currency, day, *(limits[one] for one in ROUTE_OF_ALL))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=2)
def _owed(asked: _Read) -> _Owed:
    """A data file is named by what it holds, so what was read of it stays true; what people note is joined to it each time."""
    found = read_open(asked.book, asked.day)
    each: dict[str, list[Debt]] = {}
    for debt in found.rows:
        each.setdefault(debt.customer, []).append(debt)
    start = datetime.combine(asked.day, datetime.min.time())
    kinds = known_persons()
    usual = {kind: of("", asked.limits, person=kind) for kind in (True, False, None)}
    ordinary = worklist(Asked(start, found.rows, lambda code: usual[kinds.get(code)]), asked.limits)
    return _Owed({code: tuple(rows) for code, rows in each.items()}, ordinary, found.set_aside)


def _settled(book: Book, day: date, promised: Iterable[Promise], debts: Iterable[Debt]) -> tuple[Debt, ...]:
    """What was promised and is paid whole by now: it says how a promise was kept."""
    still = {debt.document for debt in debts}
    gone = {document for one in promised for document in one.documents} - still
    return tuple(debt for debt in read_documents(book, day, gone).rows if debt.balance <= 0) if gone else ()


def habits(codes: list[str]) -> Mapping[str, float]:
    """The days beyond terms that each of these customers usually takes, as the latest list measured it; who has none is not
    in it."""
    run = latest_run()
    rows = MeasureLine.objects.filter(run=run, customer__in=codes).values_list("customer", "values") if run else ()
    found = {code: (values or {}).get("days_beyond") for code, values in rows}
    return {code: float(days) for code, days in found.items() if isinstance(days, int | float)}
