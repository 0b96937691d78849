"""From the facts to the book of a day: what is good is read, what is not is set aside with a sentence, and the rest stands.

Reads the declared tables order_line, stock, expected_receipt, dispatch_capacity, product and customer as they stand in a
`facts.book.Book`; what a table lacks is unknown, never zero. What people decided (grants, pins, promises, how often a line
gave way) is handed in by `Decided`, because it does not live in the facts. Source: dispatch.md §3 and §9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from clave.base.figures import Figure
from clave.facts.book import Book as Facts
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.dispatch import aside as said
from clave.privileges.dispatch.aside import Aside
from clave.privileges.dispatch.book import (
    KILO,
    MONEY,
    NEVER,
    PALLET,
    UNKNOWN,
    Account,
    Book,
    Grade,
    Lines,
    Lot,
    Order,
    Partial,
    Pin,
    PinnedBy,
    Product,
    Promise,
    Receipt,
    day_number,
)
from clave.privileges.dispatch.reading import Rows, read

Name = tuple[str, str]  # order and line
PARTIAL = {"any": Partial.ANY, "line": Partial.LINE, "order": Partial.ORDER}
GRADES = {"prime": Grade.PRIME, "second": Grade.SECOND, "slow": Grade.SLOW}
MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Grant:
    """The dispatch grant of an account in force on the day: its category, H in days (None = as policy has it), whether its
    minimums are waived, the families and grades it signed for, what it still takes of single offers it accepted (product,
    grade, units of sale), and its partial rule where the grant says one."""

    category: str
    head_start: int | None = None
    minimum_waived: bool = True
    accepts: frozenset[tuple[str, Grade]] = frozenset()
    partial: Partial | None = None
    takes: tuple[tuple[str, Grade, Decimal], ...] = ()


@dataclass(frozen=True)
class Decided:
    """What people decided, by customer or by (order, line): grants in force, lines put first or blocked with who and why,
    what an earlier plan of the day promised (`replan.promised`), how often priority displaced a line, what single orders
    must reach in money by the company's minimums (none = not held back by any), and the days on which confirmed plans sent
    something of an order, beside those that the facts know."""

    grants: Mapping[str, Grant] = field(default_factory=dict)
    first: Mapping[Name, PinnedBy] = field(default_factory=dict)
    blocked: Mapping[Name, PinnedBy] = field(default_factory=dict)
    promised: Sequence[Promise] = ()
    displaced: Mapping[Name, int] = field(default_factory=dict)
    minimums: Mapping[str, Decimal] = field(default_factory=dict)
    delivered: Mapping[str, frozenset[date]] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """A book, and what was set aside on the way (`refused` rows stay out, `noted` ones are in, with a remark)."""

    book: Book
    refused: tuple[Aside, ...]
    noted: tuple[Aside, ...]


def opened(facts: Facts, today: date, limits: Limits, decided: Decided | None = None, *, past: bool = False) -> Opened:
    """The book of `today`, or of a `past` day as it began. Raises ClaveError only where a stored data file cannot be read."""
    return _Opening(read(facts, today, past=past), today, limits, decided or Decided(), facts).done()


class _Opening:
    """One reading: rows in, book and remarks out."""

    def __init__(self, rows: Rows, today: date, limits: Limits, decided: Decided, facts: Facts) -> None:
        self.rows, self.today, self.limits, self.decided = rows, today, limits, decided
        self.currency, self.version = facts.currency, facts.version
        self.refused: list[Aside] = []
        self.noted: list[Aside] = []
        closed, held = limits[declared.dispatch_closed], limits[declared.dispatch_held]
        self.closed, self.held = _folded(closed), _folded(held)
        self.transit = limits[declared.dispatch_transit]

    def done(self) -> Opened:
        """The book and the remarks."""
        lines = [row for row in self._no_twice(self.rows.lines) if self._good(row)]
        lines, known = self._of_known_products(lines)
        decimals = _decimals(lines)
        self.products = tuple(_product(code, known.get(code), decimals.get(code, 0)) for code in sorted(decimals))
        self.place = {product.code: at for at, product in enumerate(self.products)}
        self.warehouses = self._all_warehouses(lines)
        self.house = {name: at for at, name in enumerate(self.warehouses)}
        lots, receipts = tuple(self._lots()), tuple(self._receipts())
        accounts, orders, order_of = self._orders(lines)
        columns = self._lines(lines, order_of)
        pins = {**self.decided.blocked, **self.decided.first}
        book = Book(
            day_number(self.today), self.currency, self.warehouses, self.products, accounts, orders, columns, lots,
            receipts, self._dock("kilos", KILO), (), pins, self.decided.promised, self.version, self._dock("pallets", PALLET),
        )  # fmt: skip
        return Opened(book, tuple(self.refused), tuple(self.noted))

    # lines ----------------------------------------------------------------------------------------------------------

    def _no_twice(self, rows: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        """A line that comes twice is taken once: the first one, whichever that is in the order of the file."""
        seen: set[Name] = set()
        for row in rows:
            name = (row["order"], row["line"])
            if name in seen and row["order"]:
                self.refused.append(Aside(*name, said.TWICE))
                continue
            seen.add(name)
            yield row

    def _good(self, row: dict[str, Any]) -> bool:
        """Whether a line can be planned; a row that already left or was cancelled is simply not open."""
        name = (row["order"] or "", row["line"])
        if (row["status"] or "").strip().casefold() in self.closed:
            return False
        quantity = row["quantity"]
        wrong = (
            said.NO_ORDER if not row["order"]
            else said.NO_CUSTOMER if not row["customer"]
            else said.NO_PRODUCT if not row["product"]
            else said.NO_DATE if row["ordered_date"] is None
            else said.NO_QUANTITY if quantity is None
            else said.NEGATIVE.fill(quantity=Figure(quantity, "quantity")) if quantity <= 0
            else None
        )  # fmt: skip
        if wrong:
            self.refused.append(Aside(*name, wrong))
            return False
        row["open"] = quantity - (row["shipped_quantity"] or 0) - (row["released_quantity"] or 0)
        return bool(row["open"] > 0)

    def _of_known_products(self, lines: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
        """The lines whose product the product file lists; all of them where no such file was loaded."""
        known = {row["product"]: row for row in self.rows.products}
        if not known:
            return lines, known
        good = []
        for row in lines:
            if row["product"] in known:
                good.append(row)
            else:
                self.refused.append(Aside(row["order"], row["line"], said.UNKNOWN_PRODUCT.fill(product=row["product"])))
        return good, known

    def _all_warehouses(self, lines: list[dict[str, Any]]) -> tuple[str, ...]:
        """Every warehouse that holds something or serves somebody, by name; one without a name where nobody says one."""
        named = {row["warehouse"] or "" for rows in (self.rows.stock, self.rows.receipts) for row in rows}
        named |= {name for row in lines for name in _allowed(row)}
        return tuple(sorted(named)) or ("",)

    def _lines(self, rows: list[dict[str, Any]], order_of: dict[str, int]) -> Lines:
        names = [(row["order"], row["line"]) for row in rows]
        scales = [self.products[self.place[row["product"]]].scale for row in rows]

        def column(values: Iterable[Any]) -> Any:
            return np.fromiter(values, dtype=np.int64, count=len(rows))

        return Lines(
            order=column(order_of[row["order"]] for row in rows),
            number=tuple(row["line"] for row in rows),
            product=column(self.place[row["product"]] for row in rows),
            quantity=column(int(row["open"] * scale) for row, scale in zip(rows, scales, strict=True)),
            due=column(self._due(row) for row in rows),
            pack=column(self._pack(row, scale) for row, scale in zip(rows, scales, strict=True)),
            price=column(self._price(row) for row in rows),
            warehouses=tuple(self._served_by(row) for row in rows),
            early=np.array([bool(row["early"]) for row in rows], dtype=np.bool_),
            pin=column(self._pin(name) for name in names),
            displaced=column(self.decided.displaced.get(name, 0) for name in names),
        )

    def _due(self, row: dict[str, Any]) -> int:
        """The day it has to leave: what the customer asked, else what we promised, less the days it travels."""
        day = row["required_date"] or row["promised_date"]
        if day is None:
            self.noted.append(Aside(row["order"], row["line"], said.NO_DAY))
            return NEVER
        return day_number(day) - self.transit

    def _pack(self, row: dict[str, Any], scale: int) -> int:
        return max(1, int((row["pack_quantity"] or 0) * scale))

    def _price(self, row: dict[str, Any]) -> int:
        if row["unit_price"] is None or row["unit_price"] < 0 or (row["currency"] or self.currency) != self.currency:
            return UNKNOWN
        return int(row["unit_price"] * MONEY)

    def _served_by(self, row: dict[str, Any]) -> tuple[int, ...]:
        """The allowed warehouses; every one where nobody says which."""
        return tuple(self.house[name] for name in _allowed(row)) or tuple(range(len(self.warehouses)))

    def _pin(self, name: Name) -> Pin:
        if name in self.decided.blocked:
            return Pin.BLOCKED
        return Pin.FIRST if name in self.decided.first else Pin.NONE

    # orders and accounts --------------------------------------------------------------------------------------------

    def _orders(self, lines: list[dict[str, Any]]) -> tuple[list[Account], list[Order], dict[str, int]]:
        """Accounts and orders in code order; the value of an order is that of its open lines."""
        customers = {row["customer"]: row for row in self.rows.customers}
        self.most = {row["customer"]: int(row["max_deliveries"] or 0) for row in self.rows.customers}
        self.delivered: dict[str, set[date]] = {}
        for row in self.rows.delivered:
            self.delivered.setdefault(row["order"], set()).add(row["day"])
        codes = sorted({row["customer"] for row in lines})
        accounts = [self._account(code, customers.get(code)) for code in codes]
        place = {code: at for at, code in enumerate(codes)}
        by_order: dict[str, list[dict[str, Any]]] = {}
        for row in lines:
            by_order.setdefault(row["order"], []).append(row)
        names = sorted(by_order)
        orders = [self._order(name, by_order[name], place) for name in names]
        return accounts, orders, {name: at for at, name in enumerate(names)}

    def _order(self, code: str, rows: list[dict[str, Any]], place: Mapping[str, int]) -> Order:
        prices = [self._price(row) for row in rows]
        value = UNKNOWN if UNKNOWN in prices else sum(int(p * row["open"]) for p, row in zip(prices, rows, strict=True))
        most = self._most(rows)
        held = [row for row in rows if row["credit_hold"] or (row["status"] or "").strip().casefold() in self.held]
        others = {row["customer"] for row in rows} - {rows[0]["customer"]}
        if others:
            self.noted.append(Aside(code, "", said.TWO_CUSTOMERS.fill(customer=rows[0]["customer"])))
        return Order(
            code,
            place[rows[0]["customer"]],
            min(day_number(row["ordered_date"]) for row in rows),
            any(row["complete"] for row in rows),
            next((row["hold_reason"] or row["status"] or code for row in held), ""),
            value,
            int(self.decided.minimums.get(code, Decimal(0)) * MONEY),
            self._deliveries(code, rows) if most else 0,
            most,
            self._begun(code, rows),
        )

    def _most(self, rows: list[dict[str, Any]]) -> int:
        """In how many deliveries an order may leave: as it says itself, else as its customer takes them; 0 = any."""
        own = [row["max_deliveries"] for row in rows if row["max_deliveries"]]
        return int(min(own)) if own else self.most.get(rows[0]["customer"], 0)

    def _deliveries(self, code: str, rows: list[dict[str, Any]]) -> int:
        """On how many days before today something of an order left; a part that left on a day nobody wrote is one."""
        days = self.delivered.get(code, set()) | {
            day for day in self.decided.delivered.get(code, ()) if day < self.today
        }
        return max(len(days), int(any(row["shipped_quantity"] for row in rows)))

    def _begun(self, code: str, rows: list[dict[str, Any]]) -> bool:
        """Whether something of an order left already, by the ERP or by a confirmed plan, be it earlier today."""
        sent = code in self.delivered or code in self.decided.delivered
        return sent or any(row["shipped_quantity"] for row in rows)

    def _account(self, code: str, row: Mapping[str, Any] | None) -> Account:
        row = row or {}
        grant = self.decided.grants.get(code)
        hold = (row.get("hold_reason") or row.get("name") or code) if row.get("credit_hold") else ""
        account = Account(
            code, row.get("name") or code, partial=PARTIAL.get(row.get("partial_rule") or "any", Partial.ANY), hold=hold
        )
        if grant is None:
            return account
        usual = self.limits[declared.promise_head_start].get(grant.category, 0)
        head = usual if grant.head_start is None else grant.head_start
        return replace(
            account,
            category=grant.category,
            head_start=head,
            minimum_waived=grant.minimum_waived,
            accepts=grant.accepts,
            takes=grant.takes,
            partial=account.partial if grant.partial is None else grant.partial,
        )

    # supply ---------------------------------------------------------------------------------------------------------

    def _lots(self) -> Iterable[Lot]:
        for row in self.rows.stock:
            name = (row["product"] or "", row["warehouse"] or "")
            if row["quantity"] is None or row["quantity"] < 0:
                self.refused.append(Aside(*name, said.NEGATIVE_STOCK, "stock"))
                continue
            if row["product"] not in self.place:
                continue  # nobody asks for it today
            if row["expiry_date"] and row["expiry_date"] < self.today:
                self.noted.append(Aside(*name, said.EXPIRED.fill(day=Figure(row["expiry_date"], "date")), "stock"))
                continue
            free = row["quantity"] - (row["blocked_quantity"] or 0) - (row["released_quantity"] or 0)
            if free < 0:
                self.noted.append(Aside(*name, said.OVER_RELEASED, "stock"))
            place = self.place[row["product"]]
            quantity = int(max(free, 0) * self.products[place].scale)
            grade = GRADES.get(row["grade"] or "prime", Grade.PRIME)
            expiry = NEVER if row["expiry_date"] is None else day_number(row["expiry_date"])
            yield Lot(place, self.house[row["warehouse"] or ""], quantity, grade, row["lot"] or "", expiry)

    def _receipts(self) -> Iterable[Receipt]:
        for row in self.rows.receipts:
            if row["product"] not in self.place or row["quantity"] is None or row["date"] is None:
                continue
            if row["date"] < self.today:
                text = said.LATE_RECEIPT.fill(day=Figure(row["date"], "date"))
                self.noted.append(Aside(row["document"] or "", row["product"], text, "expected_receipt"))
                continue
            place = self.place[row["product"]]
            day = max(day_number(row["date"]), day_number(self.today) + 1)  # what comes today is there tomorrow
            sure = row["confirmed"] is not False
            quantity = int(row["quantity"] * self.products[place].scale)
            yield Receipt(place, self.house[row["warehouse"] or ""], day, quantity, sure, row["document"] or "")

    def _dock(self, measure: str, unit: int) -> tuple[int | None, ...]:
        there = ((row["warehouse"], row[measure]) for row in self.rows.capacity)
        limit = {name: int(room * unit) for name, room in there if room is not None}
        return tuple(limit.get(name) for name in self.warehouses)


def _allowed(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Warehouses that a line names, each once: its own first, then the allowed ones in their order."""
    text = (row["allowed_warehouses"] or "").replace(";", ",").replace("/", ",")
    names = [name.strip() for name in text.split(",") if name.strip()]
    own = [row["warehouse"]] if row["warehouse"] else []
    return tuple(dict.fromkeys([*own, *names]))


def _decimals(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """By product, the decimals in which it is ordered: a product ordered in whole pieces never leaves in halves."""
    found: dict[str, int] = {}
    for row in lines:
        for quantity in (row["quantity"], row["open"], row["pack_quantity"]):
            exponent = Decimal(quantity or 0).normalize().as_tuple().exponent
            fine = min(max(0, -exponent) if isinstance(exponent, int) else 0, MOST_DECIMALS)
            found[row["product"]] = max(found.get(row["product"], 0), fine)
    return found


def _product(code: str, row: Mapping[str, Any] | None, decimals: int) -> Product:
    row = row or {}
    weight = UNKNOWN if row.get("weight") is None else int(row["weight"] * KILO)
    full = row.get("pallet_quantity")
    return Product(
        code,
        row.get("name") or code,
        row.get("family") or "",
        decimals,
        weight,
        int(PALLET / full) if full else UNKNOWN,
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words)
