"""What the minimums of the company ask of the orders in the facts. (G3)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clave.facts.book import Book
from clave.facts.small_orders import SmallDocument, small_documents
from clave.privileges.minimums import ORDER, Line, Minimum, answer
from clave.store.privileges import minimums

EVERY = 10_000_000
"""No day of dispatch has more orders than this."""


def order_floors(facts: Book, day: date) -> dict[str, Decimal]:
    """What each order that is too small as a whole must reach in money, by its number, for the dispatch of a day
    (`dispatch.opening.Decided.minimums`); whether its customer is free of it, the grant says.

    The whole order counts, also what already left of it, under the rule of the day on which it was placed: the rest of a
    large order is never too small. An order with a line without a price is not in it: nobody knows whether it is short.
    Raises ClaveError where a stored data file cannot be read."""
    rules = [rule for rule in minimums() if rule.of == ORDER and rule.measure == "money"]
    if not rules or not facts.has("order_line"):
        return {}
    most = max(rule.amount for rule in rules)
    small = small_documents(facts, ORDER, date.min, day, money=most, quantity=Decimal(0), most=EVERY)
    floors = {one.document: _floor(one, rules) for one in small}
    return {order: floor for order, floor in floors.items() if floor is not None}


def _floor(one: SmallDocument, rules: list[Minimum]) -> Decimal | None:
    told = answer(
        [Line("", one.quantity, one.money)], rules, channel=one.channel, at=one.day, waived=False, handling=Decimal(0)
    )
    return max((short.rule.amount for short in told.short if not short.unknown), default=None)
