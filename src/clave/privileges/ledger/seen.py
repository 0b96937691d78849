"""What the facts show of promises: rows of the declared tables, and days of dispatch that were replayed.

A table that was not loaded is None, never empty: nobody can say of what it would show that it did not happen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from clave.facts.book import Book as Facts
from clave.privileges.dispatch.book import UNKNOWN, day_of, money
from clave.privileges.ledger.inversions import Day

Row = Mapping[str, Any]
Rows = Sequence[Row]
_ORDERS = """
SELECT "order" AS "order", COALESCE(line, '1') AS line, customer, product, ordered_date, required_date, promised_date,
  quantity, unit_price, shipped_date, shipped_quantity, status
FROM order_line WHERE (ordered_date IS NULL OR ordered_date <= :until){theirs} ORDER BY 1, 2
"""
_DELIVERIES = """
SELECT document, customer, "order" AS "order", shipped_date, promised_date FROM delivery
WHERE shipped_date BETWEEN :since AND :until AND customer IN ({accounts}) ORDER BY document, "order"
"""
_INVOICES = """
SELECT document, line, customer, product, family, date, quantity, unit_price, discount, net FROM invoice_line
WHERE date BETWEEN :invoices_since AND :until AND customer IN ({accounts}) ORDER BY document, line
"""
_WORK = """
SELECT "order" AS "order", product, customer, due_date, finished_date FROM work_order
WHERE due_date <= :until AND customer IN ({accounts}) ORDER BY "order"
"""
_CONTACTS = """
SELECT customer, date, "by" AS "by", cost FROM touchpoint WHERE date <= :until AND customer IN ({accounts})
ORDER BY customer, date
"""
_SERVICES = """
SELECT customer, date, kind, hours, cost, document FROM service
WHERE date BETWEEN :since AND :until AND customer IN ({accounts}) ORDER BY customer, date, document
"""
_TABLES = {
    "order_line": _ORDERS, "delivery": _DELIVERIES, "invoice_line": _INVOICES, "work_order": _WORK,
    "touchpoint": _CONTACTS, "service": _SERVICES,
}  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """Something that people record in clave: a report delivered, a plan reviewed, a novelty shown, a request answered.

    `asked` the day from which a promise runs (a request came in, a novelty became public), `done` when it was done, None =
    not yet. `about` names it."""

    account: str
    privilege: str
    about: str
    asked: date
    done: date | None = None


@dataclass(frozen=True)
class Breach:
    """A key line that stayed while an ordinary one left: the day, what it lost in units of sale and in money (None without a
    price), and who took it, as (order, line, customer, units)."""

    day: date
    order: str
    line: str
    account: str
    lost: Decimal
    money: Decimal | None
    taken: tuple[tuple[str, str, str, Decimal], ...]


@dataclass(frozen=True)
class Seen:
    """Rows by table name (None where not loaded), what people recorded by privilege (None = nobody records it), the days
    of dispatch that were replayed with their breaches, and who sponsors each account. `known` is the last day that each
    table tells of: what a later day would show is not there yet, and breaks no promise. `names` are those of customers;
    `begun` is the first day that people's own records tell of."""

    tables: Mapping[str, Rows | None] = field(default_factory=dict)
    happened: Mapping[str, Sequence[Happened] | None] = field(default_factory=dict)
    replayed: frozenset[date] = frozenset()
    breaches: Sequence[Breach] = ()
    sponsors: Mapping[str, str] | None = None
    currency: str = "COP"
    known: Mapping[str, date] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    begun: Mapping[str, date] = field(default_factory=dict)

    def rows(self, table: str) -> Rows | None:
        """The rows of a table; None where it was not loaded."""
        return self.tables.get(table)

    def of(self, table: str, account: str) -> Rows:
        """The rows of one account in a table, in the order of the file; none where it was not loaded."""
        return self._by_account(table).get(account, ())

    @cached_property
    def left(self) -> Mapping[str, Mapping[date, frozenset[str]]]:
        """By product and day, the customers for whom something of it left."""
        found: dict[str, dict[date, set[str]]] = {}
        for row in self.rows("order_line") or ():
            if row["shipped_date"] is not None:
                found.setdefault(row["product"], {}).setdefault(row["shipped_date"], set()).add(row["customer"])
        return {code: {day: frozenset(them) for day, them in days.items()} for code, days in found.items()}

    def _by_account(self, table: str) -> Mapping[str, list[Row]]:
        if table not in self._indexed:
            found: dict[str, list[Row]] = {}
            for row in self.rows(table) or ():
                found.setdefault(row["customer"], []).append(row)
            self._indexed[table] = found
        return self._indexed[table]

    @cached_property
    def _indexed(self) -> dict[str, dict[str, list[Row]]]:
        return {}


def read(
    facts: Facts,
    accounts: Collection[str],
    since: date,
    until: date,
    *,
    invoices_since: date | None = None,
    only_theirs: bool = False,
) -> Mapping[str, Rows | None]:
    """The rows of `Seen.tables` for promises to these accounts due between two days, both inside; of order lines those of
    everybody, unless `only_theirs` are enough, as for what they cost. `invoices_since`: the first day of the oldest
    condition with a limit, whose use before the window counts.
    Raises ClaveError where a stored file cannot be read."""
    names = {f"account{at}": code for at, code in enumerate(sorted(accounts) or [""])}
    given: dict[str, Any] = {
        "since": since, "until": until, "invoices_since": min(since, invoices_since or since), **names,
    }  # fmt: skip
    listed = ", ".join(f":{name}" for name in names)
    found: dict[str, Rows | None] = dict.fromkeys(_TABLES)
    with facts.open() as warehouse:
        for name in _TABLES:
            if facts.has(name):
                theirs = f" AND customer IN ({listed})" if only_theirs else ""
                sql = _TABLES[name].format(accounts=listed, theirs=theirs)
                wanted = set(_NAMED.findall(sql))
                asked = {key: value for key, value in given.items() if key in wanted}
                found[name] = warehouse.query(sql, **asked).to_pylist()
    return found


_NAMED = re.compile(r":([a-z_]+[0-9]*)")


def breaches_of(day: Day) -> tuple[Breach, ...]:
    """The inversions of a replayed day as people name them."""
    book = day.book
    on = day_of(book.today) or date.min
    return tuple(
        Breach(
            on, *book.of(one.line), book.account(one.line).code, book.units(one.line, one.lost),
            None if one.money == UNKNOWN else money(one.money),
            tuple((*book.of(part.line), book.account(part.line).code, book.units(part.line, part.quantity))
                  for part in one.taken),
        )
        for one in day.inversions
    )  # fmt: skip


def leave_by(row: Row, transit: int) -> date | None:
    """The day a line has to leave: what the customer asked, else what we promised, less the days it travels."""
    day: date | None = row["required_date"] or row["promised_date"]
    return None if day is None else day - timedelta(days=transit)


def left_whole(row: Row) -> bool:
    """Whether all of a line left, on whatever day; what the ERP says nothing of left whole."""
    shipped = row["quantity"] if row["shipped_quantity"] is None else row["shipped_quantity"]
    return row["shipped_date"] is not None and shipped >= row["quantity"]
