"""The book of one day's dispatch: what is asked, by whom, with which grant, against which stock, receipts and dock.

Everything is frozen and in whole numbers, so that a plan is the same on every machine:

- **quantities** in the smallest unit of their product: with `decimals` 0 a piece, with 1 a tenth (12,5 kg = 125);
- **money** in ten-thousandths of the company's currency (`MONEY`), **weight** in ten-thousandths of a kilo (`KILO`),
  **pallets** in thousand-millionths of one (`PALLET`), rounded down by product so that a full pallet is never more than one;
- **days** since 1970-01-01; `NEVER` stands for a day that nobody said, and sorts after every other.

Lines, which are many, are columns; orders, accounts and products are small rows. Source: G2, G3, E8; dispatch.md §3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MONEY = 10_000  # ten-thousandths in a peso, euro or dollar: what the facts keep (ADR 0005)
KILO = 10_000
PALLET = 10**9
NEVER = 2_000_000  # a day in the year 7445: nobody said one
UNKNOWN = -1  # a price or weight nobody said; never zero
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date | None:
    """The day of a number; None for `NEVER`."""
    return None if number >= NEVER else _EPOCH + timedelta(days=number)


class Partial(IntEnum):
    """How a customer takes what is not complete: anything, each line whole from one warehouse, the order whole from one."""

    ANY = 0
    LINE = 1
    ORDER = 2


class Grade(IntEnum):
    """Of which quality stock is; only `PRIME` goes to everybody (E8)."""

    PRIME = 0
    SECOND = 1
    SLOW = 2


class Pin(IntEnum):
    """What a person decided about a line: nothing, first of the day, or that it stays."""

    NONE = 0
    FIRST = 1
    BLOCKED = 2


@dataclass(frozen=True, slots=True)
class Account:
    """A customer with its dispatch grant in force; ordinary where `category` is empty.

    `head_start` is H in days, for the sort and for the hold; `accepts` the families and grades it signed for; `hold` the
    reason of a credit hold, empty = none; `takes` what it accepted of single offers: product, grade, and how many units of
    sale it takes of it at most."""

    code: str
    name: str = ""
    category: str = ""
    head_start: int = 0
    partial: Partial = Partial.ANY
    minimum_waived: bool = False
    accepts: frozenset[tuple[str, Grade]] = frozenset()
    hold: str = ""
    takes: tuple[tuple[str, Grade, Decimal], ...] = ()

    @property
    def key(self) -> bool:
        """Whether a dispatch grant is in force."""
        return bool(self.category)


@dataclass(frozen=True, slots=True)
class Order:
    """A sales order; `account` is a place in `Book.accounts`. `value` is that of its open lines (money, `UNKNOWN` where a
    price is missing), `minimum` what it must reach (0 = none), `complete` that all of it leaves together. `deliveries` is on
    how many days before today something of it left, `most` in how many it may be delivered (0 = any); `begun` that something
    of it left before this plan, be it today."""

    code: str
    account: int
    ordered: int = 0
    complete: bool = False
    hold: str = ""
    value: int = UNKNOWN
    minimum: int = 0
    deliveries: int = 0
    most: int = 0
    begun: bool = False

    @property
    def last(self) -> bool:
        """Whether what leaves next is its last delivery: so all that is open leaves in it, or nothing."""
        return 0 < self.most <= self.deliveries + 1


@dataclass(frozen=True, slots=True)
class Product:
    """A product: its family, how many decimals its quantities have, and what one unit of sale weighs and takes of a pallet
    (`UNKNOWN` where nobody said it)."""

    code: str
    name: str = ""
    family: str = ""
    decimals: int = 0
    weight: int = UNKNOWN
    pallet: int = UNKNOWN

    @property
    def scale(self) -> int:
        """Smallest units in one unit of sale."""
        return int(10**self.decimals)


@dataclass(frozen=True, eq=False)
class Lines:
    """Open order lines as columns of one length n; `order` and `product` are places in the book's lists.

    number: as the order has it · quantity: open and not yet released · pack: multiple that leaves (1 = any) · due: the day
    it has to leave · price: money of one unit of sale · warehouses: allowed ones, the first is its home · early: may leave
    before its day · pin: `Pin` · displaced: times priority displaced it."""

    order: Ints
    number: Sequence[str]
    product: Ints
    quantity: Ints
    due: Ints
    pack: Ints
    price: Ints
    warehouses: Sequence[tuple[int, ...]]
    early: Bools
    pin: Ints
    displaced: Ints

    def __len__(self) -> int:
        return len(self.order)


@dataclass(frozen=True, slots=True)
class Lot:
    """Free stock of one product in one warehouse: `quantity` is on hand less blocked and released. `expiry` `NEVER` = none."""

    product: int
    warehouse: int
    quantity: int
    grade: Grade = Grade.PRIME
    code: str = ""
    expiry: int = NEVER


@dataclass(frozen=True, slots=True)
class Receipt:
    """What will come in; only `confirmed` ones are promised on and held against."""

    product: int
    warehouse: int
    day: int
    quantity: int
    confirmed: bool = True
    document: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """What left, or is being picked, today: out of the scan, and out of the stock. `key` says for whom."""

    product: int
    warehouse: int
    quantity: int
    key: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """What an earlier plan of the day promised to a line, in units of sale: kept from the same warehouse and grade, since it
    may be on a list of picks already."""

    order: str
    number: str
    warehouse: str
    grade: Grade
    quantity: Decimal


@dataclass(frozen=True, eq=False)
class Book:
    """Everything a plan is made from. `dock` holds the weight and `pallets` the pallets that may still leave each warehouse
    today (None = no limit),
    `pins` the person and reason behind a pin by (order, line number), `promised` what an earlier plan of the day sends,
    `released` what left already, `version` the facts it was read from."""

    today: int
    currency: str
    warehouses: tuple[str, ...]
    products: Sequence[Product]
    accounts: Sequence[Account]
    orders: Sequence[Order]
    lines: Lines
    lots: Sequence[Lot] = ()
    receipts: Sequence[Receipt] = ()
    dock: Sequence[int | None] = ()
    released: Sequence[Released] = ()
    pins: Mapping[tuple[str, str], PinnedBy] = field(default_factory=dict)
    promised: Sequence[Promise] = ()
    version: str = ""
    pallets: Sequence[int | None] = ()

    @cached_property
    def key(self) -> Bools:
        """Per line: whether its account has a dispatch grant."""
        by_order = np.array([self.accounts[order.account].key for order in self.orders], dtype=np.bool_)
        return np.asarray(by_order[self.lines.order] if len(self.lines) else np.zeros(0, dtype=np.bool_))

    @cached_property
    def head_start(self) -> Ints:
        """Per line: H in days, 0 of ordinary lines."""
        by_order = np.array([self.accounts[order.account].head_start for order in self.orders], dtype=np.int64)
        return np.asarray(np.where(self.key, by_order[self.lines.order], 0) if len(self.lines) else by_order[:0])

    @cached_property
    def scale(self) -> Ints:
        """Per line: smallest units in one unit of sale."""
        return np.array([product.scale for product in self.products], dtype=np.int64)[self.lines.product]

    @cached_property
    def weight(self) -> Ints:
        """Per line: weight of one unit of sale, `UNKNOWN` where nobody said it."""
        return np.array([product.weight for product in self.products], dtype=np.int64)[self.lines.product]

    @cached_property
    def pallet(self) -> Ints:
        """Per line: what one unit of sale takes of a pallet, `UNKNOWN` where nobody said it."""
        return np.array([product.pallet for product in self.products], dtype=np.int64)[self.lines.product]

    def buyer(self, line: int) -> int:
        """Whose line it is, as a place in `accounts`."""
        return self.orders[int(self.lines.order[line])].account

    def account(self, line: int) -> Account:
        """Whose line it is."""
        return self.accounts[self.buyer(line)]

    def of(self, line: int) -> tuple[str, str]:
        """Order and number of a line: how people name it, and how a run is compared with another."""
        return self.orders[self.lines.order[line]].code, self.lines.number[line]

    def units(self, line: int, quantity: int) -> Decimal:
        """A quantity of a line in its unit of sale."""
        return Decimal(quantity).scaleb(-self.products[self.lines.product[line]].decimals)

    def value(self, quantity: Ints) -> Ints:
        """Money of these quantities, one per line; `UNKNOWN` where there is no price."""
        price, whole, rest = self.lines.price, quantity // self.scale, quantity % self.scale
        return np.where(price < 0, UNKNOWN, price * whole + price * rest // self.scale)  # in two: no overflow


@dataclass(frozen=True, slots=True)
class PinnedBy:
    """Who moved a line by hand, and why."""

    by: str
    reason: str


def money(amount: int) -> Decimal:
    """Money of the book as people count it."""
    return Decimal(int(amount)) / MONEY
