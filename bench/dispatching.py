"""The dispatch plan: seconds and memory by number of open lines, on a generated book like that of dispatch.md §1.

    python -m bench.dispatching [lines …]        (100,000 and 1,000,000 by default)

10,000 customers per 100,000 lines, 3 % of them with a grant and about 22 % of the lines; 5,000 products, 4 warehouses, two
of them allowed for most lines; three of four lines are due, a third of the products is short; packs, minimums, credit holds,
complete deliveries, a dock, a guard of 20 %. Reach: with and without priority, the difference and the new dates of 100,000
lines in 3 seconds and 500 MiB.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from bench.side import HEAD, contest
from clave.privileges.dispatch.book import NEVER, Account, Book, Lines, Lot, Order, Partial, Product, Receipt
from clave.privileges.dispatch.promises import promises
from clave.privileges.dispatch.rules import Rates, Rules
from clave.privileges.dispatch.scan import scan
from clave.privileges.dispatch.without import difference, price, without_priority

SIZES = (100_000, 1_000_000)
TODAY, PRODUCTS, WAREHOUSES = 20_454, 5_000, 4
KEY_CUSTOMERS, KEY_LINES = 0.03, 0.22
RULES = Rules(guard=2000, relief=3)


def generated(lines: int, seed: int = 2026) -> Book:
    """A seeded book of about so many open lines: orders of one to six lines."""
    rng = np.random.default_rng(seed)
    customers, orders = max(lines // 10, 20), max(lines * 10 // 32, 1)
    keys = max(round(customers * KEY_CUSTOMERS), 1)
    key_order = rng.random(orders) < KEY_LINES * 0.9
    account = np.where(key_order, rng.integers(0, keys, orders), rng.integers(keys, customers, orders))
    size = rng.integers(1, 6, orders) + key_order
    order = np.repeat(np.arange(orders), size)[:lines]
    n = len(order)
    product = (rng.beta(0.8, 2.2, n) * PRODUCTS).astype(np.int64)
    pack = rng.choice([1, 1, 1, 6, 12], PRODUCTS)
    quantity = (rng.gamma(1.6, 12, n) * np.where(key_order[order], 2.2, 1)).astype(np.int64) + 1
    quantity = np.maximum(quantity // pack[product], 1) * pack[product]
    cost = np.exp(rng.normal(10.5, 0.9, PRODUCTS)).astype(np.int64) * 10_000
    offset = np.where(rng.random(orders) < 0.75, -rng.integers(0, 15, orders), rng.integers(1, 30, orders))
    home = rng.integers(0, WAREHOUSES, orders)
    second = rng.random(orders) < 0.7
    places = [(int(a), int((a + 1) % WAREHOUSES)) if two else (int(a),) for a, two in zip(home, second, strict=True)]
    value = np.bincount(order, quantity * (cost[product] // 10_000), orders).astype(np.int64) * 10_000
    none = np.zeros(n, dtype=np.int64)
    columns = Lines(
        order=order.astype(np.int64),
        number=[str(at) for at in (np.arange(n) - np.searchsorted(order, order) + 1).tolist()],
        product=product,
        quantity=quantity,
        due=TODAY + offset[order],
        pack=pack[product],
        price=cost[product],
        warehouses=[places[at] for at in order.tolist()],
        early=rng.random(n) < 0.1,
        pin=none,
        displaced=rng.choice([0, 0, 0, 0, 1, 2, 3], n),
    )
    return Book(
        TODAY, "COP", tuple(f"B{place}" for place in range(WAREHOUSES)),
        [Product(f"P{place:04d}", family=f"F{place % 12}", weight=10_000) for place in range(PRODUCTS)],
        [_account(place, keys, rng) for place in range(customers)],
        [
            Order(f"PV-{at:07d}", int(account[at]), int(TODAY - 20 + min(offset[at], 0)), bool(rng.random() < 0.04),
                  value=int(value[at]), minimum=400_000 * 10_000)
            for at in range(orders)
        ],
        columns,
        _stock(order, product, quantity, home, rng),
        _receipts(product, quantity, rng),
        [int(quantity.sum() * 10_000 * 0.22)] * WAREHOUSES,
    )  # fmt: skip


def _account(place: int, keys: int, rng: np.random.Generator) -> Account:
    key = place < keys
    partial = Partial(int(rng.choice([0, 0, 0, 0, 0, 0, 1, 1, 2, 0])))
    hold = "cupo" if rng.random() < 0.02 else ""
    return Account(
        f"C{place:06d}", f"Cliente {place}", "volume" if key else "", 14 if key else 0, partial, key, hold=hold
    )


def _stock(
    order: np.ndarray, product: np.ndarray, quantity: np.ndarray, home: np.ndarray, rng: np.random.Generator
) -> list[Lot]:
    """A third of the products covers 20 to 90 % of what is asked of it; the others more than all."""
    asked = np.bincount(product * WAREHOUSES + home[order], quantity, PRODUCTS * WAREHOUSES)
    short = np.repeat(rng.random(PRODUCTS) < 0.36, WAREHOUSES)
    cover = np.where(short, rng.uniform(0.2, 0.9, len(asked)), rng.uniform(1, 1.6, len(asked)))
    return [Lot(at // WAREHOUSES, at % WAREHOUSES, int(free)) for at, free in enumerate(asked * cover)]


def _receipts(product: np.ndarray, quantity: np.ndarray, rng: np.random.Generator) -> list[Receipt]:
    asked = np.bincount(product, quantity, PRODUCTS) / WAREHOUSES
    return [
        Receipt(
            at // WAREHOUSES, at % WAREHOUSES, int(TODAY + rng.integers(1, 30)), int(asked[at // WAREHOUSES] * 0.5) + 1
        )
        for at in range(PRODUCTS * WAREHOUSES)
        if rng.random() < 0.5
    ]


def whole_plan(size: str) -> list[int]:
    """With and without priority, the difference, its price and the new dates; what comes out, so that runs can agree."""
    book = generated(int(size))
    run = scan(book, RULES)
    plain = without_priority(book, RULES)
    changed = difference(book, run, plain)
    days = promises(book, run)
    cost = price(book, run, changed, days, Rates())
    late = int((days == NEVER).sum())
    return [len(book.lines), int(run.shipped.sum()), int(changed.displaced.sum()), late, int(cost.deferred)]


def only_the_book(size: str) -> int:
    """Making the book alone: what to take off."""
    return len(generated(int(size)).lines)


def main(sizes: Sequence[int]) -> None:
    """Every size."""
    cases = []
    for size in sizes:
        cases += [
            (f"{size:,} lines: with, without, difference, dates", "bench.dispatching:whole_plan", [size]),
            (f"{size:,} lines: making the book alone", "bench.dispatching:only_the_book", [size]),
        ]
    print(HEAD.split(" × wall")[0])
    for found in contest(cases, 3):
        print(found.row())


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
