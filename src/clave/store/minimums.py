"""What the minimums of the company ask of the orders in the facts, and what is too small by them. (G3)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.conf import settings

from clave.facts.book import Book
from clave.facts.small_orders import LeastOfLine, SmallDocument, small_documents, small_lines
from clave.facts.store import FactStore
from clave.privileges.minimums import INVOICE, ORDER, PRODUCT, Line, Minimum, answer
from clave.store.imports import fact_store
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


def small_ones(version: str, rules: tuple[Minimum, ...], first: date, last: date) -> tuple[SmallDocument, ...]:
    """Orders, invoices and lines of products of some days that may be below some rule, newest first, of the facts of a version
    (empty = the newest). The same question is answered from memory. Raises ClaveError where the facts cannot be read."""
    return _small(str(settings.CLAVE_FACTS), int(version) if version else fact_store().content(), rules, first, last)


@lru_cache(maxsize=2)
def _small(folder: str, version: int, rules: tuple[Minimum, ...], first: date, last: date) -> tuple[SmallDocument, ...]:
    book = FactStore(folder).open(version)
    alive = [rule for rule in rules if rule.since <= last and (rule.until is None or rule.until >= first)]
    found = [
        one
        for kind, table in ((ORDER, "order_line"), (INVOICE, "invoice_line"))
        if book.has(table) and any(rule.of == kind for rule in alive)
        for one in small_documents(
            book, kind, first, last, money=_most(alive, kind, "money"), quantity=_most(alive, kind, "quantity")
        )
    ]
    least = [
        LeastOfLine(
            rule.product, rule.family, rule.amount if rule.measure == "money" else Decimal(0),
            rule.amount if rule.measure == "quantity" else Decimal(0),
        )
        for rule in alive
        if rule.of == PRODUCT
    ]  # fmt: skip
    found += small_lines(book, first, last, least)
    return tuple(sorted(found, key=lambda one: (one.day, one.document), reverse=True))


def _most(rules: list[Minimum], of: str, measure: str) -> Decimal:
    return max((rule.amount for rule in rules if rule.of == of and rule.measure == measure), default=Decimal(0))
