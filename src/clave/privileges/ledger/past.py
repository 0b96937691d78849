"""A past day from the facts: the book as the day began, what really left on it, and what that comes to. (G2)

A day is replayed only where its stock was counted that morning for every product that left; of other days nobody can say what
lay in the warehouse, and the promises that depend on them are not measurable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from clave.facts.book import Book as Facts
from clave.policy.limits import Limits
from clave.privileges.dispatch.book import Book
from clave.privileges.dispatch.opening import Decided, opened
from clave.privileges.dispatch.rules import rules_of
from clave.privileges.ledger.inversions import Day, Shipped, judged
from clave.privileges.ledger.seen import Breach, breaches_of

_LEFT = """
SELECT "order" AS "order", COALESCE(line, '1') AS line, product, warehouse, quantity, shipped_quantity
FROM order_line WHERE shipped_date = :day ORDER BY 1, 2
"""
_COUNTED = "SELECT DISTINCT product FROM stock WHERE date = :day"


@dataclass(frozen=True)
class Replayed:
    """Days that could be replayed, their breaches, and every replayed day with its exceptions."""

    days: frozenset[date]
    breaches: tuple[Breach, ...]
    stories: tuple[Day, ...] = ()


def replayed(
    facts: Facts, days: Iterable[date], limits: Callable[[date], Limits], decided: Callable[[date], Decided]
) -> Replayed:
    """These days under the policy and with the grants and pins of each of them. Raises ClaveError where a file cannot be
    read."""
    done: set[date] = set()
    stories: list[Day] = []
    for day in sorted(set(days)):
        story = replay(facts, day, limits(day), decided(day))
        if story is not None:
            done.add(day)
            stories.append(story)
    return Replayed(frozenset(done), tuple(b for story in stories for b in breaches_of(story)), tuple(stories))


def replay(facts: Facts, day: date, limits: Limits, decided: Decided) -> Day | None:
    """One day; None where the stock of what left was not counted that day, or no file says from which of several
    warehouses it left."""
    if not (facts.has("order_line") and facts.has("stock")):
        return None
    with facts.open() as warehouse:
        rows = warehouse.query(_LEFT, day=day).to_pylist()
        counted = {row["product"] for row in warehouse.query(_COUNTED, day=day).to_pylist()}
    if not {row["product"] for row in rows} <= counted:
        return None
    book = opened(facts, day, limits, decided, past=True).book
    shipments = _shipments(book, rows)
    return None if shipments is None else judged(book, rules_of(limits), shipments)


def _shipments(book: Book, rows: Iterable[dict[str, object]]) -> list[Shipped] | None:
    place = {book.of(line): line for line in range(len(book.lines))}
    house = {name: at for at, name in enumerate(book.warehouses)}
    found: list[Shipped] = []
    for row in rows:
        line = place.get((str(row["order"]), str(row["line"])))
        if line is None:
            continue  # set aside when the book was opened: it asks for nothing and is not judged
        named = house.get(str(row["warehouse"] or ""))
        allowed = book.lines.warehouses[line]
        where = named if named is not None else allowed[0] if len(allowed) == 1 else None
        if where is None:
            return None
        quantity = row["quantity"] if row["shipped_quantity"] is None else row["shipped_quantity"]
        found.append(Shipped(line, where, int(quantity * int(book.scale[line]))))  # type: ignore[operator]
    return found
