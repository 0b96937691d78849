"""Who gave way to priority: ordinary customers, lines, days and money, from the comparison of each day's plan with the same
day without priority, and from nothing else (dispatch.md §1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.privileges.dispatch.book import day_of, money
from clave.privileges.dispatch.plan import Plan

Name = tuple[str, str]


@dataclass(frozen=True)
class GaveWay:
    """One ordinary customer: its lines that gave way on any day, on how many days, the most money of them that waited at
    once, line by line, and that money × the days it waited; `unpriced` lines have no price and count no money."""

    customer: str
    lines: int
    days: int
    money: Decimal
    money_days: Decimal
    unpriced: int


@dataclass(frozen=True)
class Waited:
    """A line of an ordinary customer that got less on a day than it would have without priority, and what that is worth
    (None without a price)."""

    customer: str
    line: Name
    on: date
    worth: Decimal | None


def gave_way(plans: Iterable[Plan]) -> tuple[GaveWay, ...]:
    """Over the plans of several days, most money × days first. Each day on which a line got less than without priority
    counts one day; a line on three days is one line."""
    return summed(one for plan in plans for one in waited(plan))


def waited(plan: Plan) -> Iterator[Waited]:
    """The ordinary lines that gave way in one plan."""
    book, on = plan.book, day_of(plan.book.today) or date.min
    for line in plan.gave_way:
        account = book.account(line)
        if not account.key:
            lost, price = -int(plan.changed.more[line]), int(book.lines.price[line])
            worth = None if price < 0 else money(price) * book.units(line, lost)
            yield Waited(account.code, book.of(line), on, worth)


def summed(lines: Iterable[Waited]) -> tuple[GaveWay, ...]:
    """What gave way, by customer, most money × days first."""
    found: dict[str, dict[Name, list[tuple[date, Decimal | None]]]] = {}
    for one in lines:
        found.setdefault(one.customer, {}).setdefault(one.line, []).append((one.on, one.worth))
    return tuple(
        sorted(
            (_summed(customer, stories) for customer, stories in found.items()),
            key=lambda one: (-one.money_days, one.customer),
        )
    )


def _summed(customer: str, lines: dict[Name, list[tuple[date, Decimal | None]]]) -> GaveWay:
    days = {on for story in lines.values() for on, _worth in story}
    known = [[worth for _on, worth in story if worth is not None] for story in lines.values()]
    return GaveWay(
        customer, len(lines), len(days), sum((max(story) for story in known if story), Decimal(0)),
        sum((sum(story, Decimal(0)) for story in known), Decimal(0)), sum(not story for story in known),
    )  # fmt: skip
