"""Small order books for the laws of dispatch, at random or written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from clave.privileges.dispatch.book import (
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
    Product,
    Receipt,
)

TODAY = 20_000
CATEGORIES = (
    "volume", "distributor", "kilos", "profit", "potential", "loyalty", "knowledge", "idle_stock", "prestige", "multinational",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One open line as a test writes it: days are counted from today."""

    order: int
    product: int
    quantity: int
    due: int | None = 0
    pack: int = 1
    price: int | None = 10_000
    warehouses: tuple[int, ...] = (0,)
    early: bool = False
    pin: Pin = Pin.NONE
    displaced: int = 0
    number: str = ""


def book(
    rows: Sequence[Row],
    orders: Sequence[Order],
    accounts: Sequence[Account],
    lots: Sequence[Lot] = (),
    receipts: Sequence[Receipt] = (),
    dock: Sequence[int | None] = (),
    products: Sequence[Product] | None = None,
    warehouses: tuple[str, ...] = ("Norte", "Sur"),
    **more: Any,
) -> Book:
    """A book from rows; the value of an order is that of its lines."""
    many = 1 + max((row.product for row in rows), default=0)
    goods = tuple(products or (Product(f"P{n}", f"Product {n}", "F", 0, 10_000) for n in range(many)))
    numbers = [
        row.number or str(1 + sum(other.order == row.order for other in rows[:at])) for at, row in enumerate(rows)
    ]
    worth = [_value(place, rows) for place in range(len(orders))]
    valued = [order if order.value != UNKNOWN else replace(order, value=worth[at]) for at, order in enumerate(orders)]

    def column(values: list[Any], kind: Any = np.int64) -> Any:
        return np.array(values, dtype=kind)

    lines = Lines(
        order=column([row.order for row in rows]),
        number=tuple(numbers),
        product=column([row.product for row in rows]),
        quantity=column([row.quantity for row in rows]),
        due=column([NEVER if row.due is None else TODAY + row.due for row in rows]),
        pack=column([row.pack for row in rows]),
        price=column([UNKNOWN if row.price is None else row.price for row in rows]),
        warehouses=tuple(row.warehouses for row in rows),
        early=column([row.early for row in rows], np.bool_),
        pin=column([row.pin for row in rows]),
        displaced=column([row.displaced for row in rows]),
    )
    return Book(TODAY, "COP", warehouses, goods, accounts, valued, lines, lots, receipts, dock, **more)


def _value(order: int, rows: Sequence[Row]) -> int:
    prices = [(row.price, row.quantity) for row in rows if row.order == order]
    return UNKNOWN if any(price is None for price, _quantity in prices) else sum((p or 0) * q for p, q in prices)


@dataclass(frozen=True)
class Setting:
    """Which rules a random book has."""

    packs: bool = True
    complete: bool = True
    dock: bool = True
    warehouses: int = 2
    grades: bool = True
    marks: bool = True  # pins and displaced counts
    blocks: bool = True  # credit holds and minimums
    heads: tuple[int, ...] = (0, 3, 14)
    undated: bool = True
    receipts: bool = True
    ample: bool = False
    never: frozenset[str] = field(default_factory=frozenset)


EVERYTHING = Setting()
DIVISIBLE = Setting(packs=False, complete=False, dock=False, grades=False, marks=False)
PURE = replace(DIVISIBLE, warehouses=1, blocks=False, undated=False)


@st.composite
def books(draw: st.DrawFn, setting: Setting = EVERYTHING) -> Book:
    """Two to five accounts, up to eight orders and fourteen lines of three products; stock is short more often than not."""
    accounts = [draw(_accounts(place, setting)) for place in range(draw(st.integers(2, 5)))]
    orders = [draw(_orders(place, len(accounts), setting)) for place in range(draw(st.integers(1, 8)))]
    rows = [draw(_rows(len(orders), setting)) for _each in range(draw(st.integers(1, 14)))]
    lots, most = [], 200 if setting.ample else 25
    for product in range(3):
        for warehouse in range(setting.warehouses):
            least = 170 if setting.ample else 0
            lots.append(Lot(product, warehouse, draw(st.integers(least, most)), Grade.PRIME, "L1"))
            if setting.grades and draw(st.booleans()):
                lots.append(
                    Lot(product, warehouse, draw(st.integers(0, 9)), draw(st.sampled_from((Grade.SECOND, Grade.SLOW))))
                )
    receipts = []
    if setting.receipts:
        places, days = st.integers(0, setting.warehouses - 1), st.integers(TODAY, TODAY + 20)
        some = st.builds(Receipt, st.integers(0, 2), places, days, st.integers(1, 20), st.booleans())
        receipts = draw(st.lists(some, max_size=4))
    dock = [draw(st.none() | st.integers(0, 300_000)) for _w in range(setting.warehouses)] if setting.dock else []
    pallets = [draw(st.none() | st.integers(0, 3 * PALLET)) for _w in range(setting.warehouses)] if setting.dock else []
    weights, shares = (
        st.sampled_from((10_000, 7_000, 25_000, UNKNOWN)),
        st.sampled_from((PALLET // 12, PALLET // 40, UNKNOWN)),
    )
    products = [Product(f"P{n}", "", "F", 0, draw(weights), draw(shares)) for n in range(3)]
    names = ("Norte", "Sur", "Este")[: setting.warehouses]
    return book(rows, orders, accounts, lots, receipts, dock, products, names, pallets=pallets)


@st.composite
def _accounts(draw: st.DrawFn, place: int, setting: Setting) -> Account:
    key = draw(st.booleans())
    accepts = (
        draw(st.frozensets(st.sampled_from((("F", Grade.SECOND), ("F", Grade.SLOW)))))
        if setting.grades
        else frozenset()
    )
    return Account(
        f"C{place}",
        category=draw(st.sampled_from(CATEGORIES)) if key else "",
        head_start=draw(st.sampled_from(setting.heads)) if key else 0,
        partial=draw(st.sampled_from(Partial)) if setting.complete else Partial.ANY,
        minimum_waived=key and draw(st.booleans()),
        accepts=accepts,
        hold="cupo" if setting.blocks and draw(st.integers(0, 9)) == 0 else "",
    )


@st.composite
def _orders(draw: st.DrawFn, place: int, accounts: int, setting: Setting) -> Order:
    return Order(
        f"O{place}",
        draw(st.integers(0, accounts - 1)),
        TODAY - draw(st.integers(0, 20)),
        complete=setting.complete and draw(st.integers(0, 4)) == 0,
        minimum=draw(st.sampled_from((0, 0, 100_000))) if setting.blocks else 0,
        deliveries=draw(st.integers(0, 3)) if setting.complete else 0,
        most=draw(st.sampled_from((0, 0, 0, 1, 2, 3))) if setting.complete else 0,
    )


@st.composite
def _rows(draw: st.DrawFn, orders: int, setting: Setting) -> Row:
    due = draw(st.integers(-20, 20))
    every = tuple(range(setting.warehouses))
    return Row(
        draw(st.integers(0, orders - 1)),
        draw(st.integers(0, 2)),
        draw(st.integers(1, 12)),
        None if setting.undated and draw(st.integers(0, 9)) == 0 else due,
        draw(st.sampled_from((1, 1, 2, 3))) if setting.packs else 1,
        draw(st.sampled_from((10_000, 25_000, None))),
        tuple(draw(st.permutations(every)))[: draw(st.integers(1, len(every)))],
        draw(st.integers(0, 4)) == 0,
        draw(st.sampled_from((*[Pin.NONE] * 6, Pin.FIRST, Pin.BLOCKED))) if setting.marks else Pin.NONE,
        draw(st.sampled_from((0, 0, 1, 3))) if setting.marks else 0,
    )


def permuted(made: Book, sequence: Sequence[int]) -> Book:
    """The same book with its lines in another row order."""
    at = np.array(sequence, dtype=np.int64)
    old = made.lines
    columns = {
        name: getattr(old, name)[at]
        for name in ("order", "product", "quantity", "due", "pack", "price", "early", "pin", "displaced")
    }
    texts = {name: tuple(getattr(old, name)[place] for place in at) for name in ("number", "warehouses")}
    return replace(made, lines=replace(old, **columns, **texts))
