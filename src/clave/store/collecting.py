"""The worklist of collection: what is due and coming in the newest facts, by the routes and with what people noted. (G6)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.book import Book
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.collection.debts import Debts, last_news, read
from clave.privileges.collection.records import A_YEAR
from clave.privileges.collection.worklist import Asked, Task, worklist
from clave.store.collection import contacts, disputes, promises, routing
from clave.store.imports import fact_store
from clave.store.models import MeasureLine
from clave.store.queries import latest_run

RECEIVABLE = "receivable"


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
    promised = promises()
    found = read(book, day, still_open={document for one in promised for document in one.documents})
    asked = Asked(
        here.replace(year=day.year, month=day.month, day=day.day), found.rows, routing(here.date(), limits), promised, disputes(),
        contacts(since=now - timedelta(days=A_YEAR)),
    )  # fmt: skip
    return Collected(day, news, old, book.currency, worklist(asked, limits), found.set_aside)


def habits(codes: list[str]) -> Mapping[str, float]:
    """The days beyond terms that each of these customers usually takes, as the latest list measured it; who has none is not
    in it."""
    run = latest_run()
    rows = MeasureLine.objects.filter(run=run, customer__in=codes).values_list("customer", "values") if run else ()
    found = {code: (values or {}).get("days_beyond") for code, values in rows}
    return {code: float(days) for code, days in found.items() if isinstance(days, int | float)}
