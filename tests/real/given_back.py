"""Key accounts that never were, decided by clave's own rule on the purchases of two real companies, and what they would have
given in the year after. Nobody did anything for them: whatever they give more than others is not the programme's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.period import months_before
from clave.facts.book import Book
from clave.notebook import rank
from clave.outcome.harvest.given import Given
from clave.outcome.harvest.retention import state_of
from clave.outcome.harvest.shape import Harvest
from clave.outcome.harvest.whole import harvest
from clave.outcome.window import Window
from tests.real.test_measures_real import IOWA, RETAIL, STORES, facts
from tests.unit.outcome.harvested import given


@dataclass(frozen=True)
class GivenBack:
    """A list decided on a day, and its harvest of the year after."""

    reasons: dict[str, tuple[str, ...]]
    given: Given
    harvest: Harvest


def stores() -> Book:
    """A manufacturer of spirits and the stores that buy from it, with litres and cost."""
    return Book({"invoice_line": facts("invoice_line", IOWA), "customer": facts("customer", STORES)}, "USD")


def wholesaler() -> Book:
    """A wholesaler of gifts without weights or costs."""
    return Book({"invoice_line": facts("invoice_line", RETAIL)}, "GBP")


def decided(book: Book, day: date) -> GivenBack:
    """Who the default policy would have chosen on the day before, with the criteria in which each was strong; and the year from
    that day on."""
    listing = rank(book, as_of=day - timedelta(days=1))
    reasons = {line.customer: line.categories for line in listing.members}
    found = given(book, reasons, over=Window("12", day, months_before(day, -12) - timedelta(days=1)), earlier=True)
    return GivenBack(reasons, found, harvest(found))


def came_back(book: Book, found: GivenBack, days: int) -> tuple[int, int]:
    """Of who was never key and broke its rhythm, how many bought again within so many days after the window; of how many."""
    span = found.given.span
    last = span.window.end
    broke = [code for code in span.past.codes if code not in span.ever and _broke(found, code)]
    with book.open() as warehouse:
        rows = warehouse.query(
            "SELECT DISTINCT line.customer AS customer FROM invoice_line AS line WHERE line.net > 0 AND line.date > :last "
            "AND line.date <= :until",
            last=last, until=last + timedelta(days=days),
        ).to_pylist()  # fmt: skip
    again = {row["customer"] for row in rows}
    return sum(code in again for code in broke), len(broke)


def _broke(found: GivenBack, code: str) -> bool:
    return state_of(found.given.span.past, found.given.span.now, code) == "broken"
