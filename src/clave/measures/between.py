"""What each customer bought between two days, and which customers belong to one group. (E10)

The same lines as every measure reads (`sql/sale.sql`), so that no figure here is a second one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clave.base.period import Windows
from clave.facts.book import Book
from clave.facts.warehouse import column
from clave.measures.frame import text
from clave.measures.run import frame_of
from clave.policy.limits import Limits


def bought_between(book: Book, limits: Limits, since: date, until: date) -> Mapping[str, float]:
    """Net money of each customer from `since` to `until`, both inside, in the book's currency; who bought nothing is
    not in, nor whose money nobody knows."""
    with book.open() as warehouse:
        frame, _names = frame_of(warehouse, book.currency, limits, Windows(until), "customer")
        rows = frame.query("between", since=since)
        whole = zip(rows["unit"], rows["net"], rows["known"], strict=True)
        return {frame.codes[int(unit)]: float(net) for unit, net, known in whole if known}


def groups_of(book: Book, as_of: date) -> Mapping[str, str]:
    """The group of each customer that belongs to one with others that bought up to `as_of`."""
    with book.open() as warehouse:
        found = warehouse.query(text("population"), as_of=as_of, by="group")
        group = dict(zip(map(str, column(found, "customer")), map(str, column(found, "unit")), strict=True))
    size: dict[str, int] = {}
    for unit in group.values():
        size[unit] = size.get(unit, 0) + 1
    return {customer: unit for customer, unit in group.items() if size[unit] > 1}
