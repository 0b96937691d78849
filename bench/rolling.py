"""A hundred and twenty days of dispatch on real demand, day by day, with priority and without.

    python -m bench.rolling [days]        (120 by default; needs ../shared/data)

Demand is real: the order lines of one manufacturer in Iowa (data/README.md). **The supply is generated** (the set has none):
each product begins with 85 % of fourteen days of its demand and gets a weekly receipt of about its mean; every third one (from
the most sold on) gets 10 % less than it needs, so that it is short all along. So are the days on which customers need it: two
to nine after they ordered. The key accounts are the 5 % of the stores that bought most in the year before, with 14 days of
head start.

Both worlds see the same demand and the same supply. A line is late by the days between the day it had to leave and the day
its last unit left; what never left by the end counts to the end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from clave.privileges.dispatch.book import MONEY, Account, Book, Lines, Lot, Order, Product, Receipt, day_number
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import scan
from clave.privileges.dispatch.without import without_priority
from tests.real.books import shared_data

START, DAYS, WARM = date(2021, 3, 1), 120, 14
HEAD_START, KEY_SHARE, COVER = 14, 0.05, 0.85
EVERY, LACKING, AMPLE = 3, 0.9, 1.05
SEED = 2021
_DEMAND = """
SELECT date, store, item, SUM(bottles) AS bottles, SUM(usd) AS usd
FROM '{data}/iowa_liquor/mfr_phillips.parquet'
WHERE date BETWEEN DATE '{first}' AND DATE '{last}' AND bottles > 0 AND usd > 0 AND store IS NOT NULL
GROUP BY ALL ORDER BY date, store, item
"""
_KEY = """
SELECT store FROM '{data}/iowa_liquor/mfr_phillips.parquet'
WHERE date BETWEEN DATE '2020-01-01' AND DATE '2020-12-31' AND store IS NOT NULL
GROUP BY store ORDER BY SUM(usd) DESC, store
"""


@dataclass(frozen=True)
class Asked:
    """One real order line: the day it came, when it has to leave, whose, what, how much, at what price (money of the book)."""

    day: int
    due: int
    store: str
    item: str
    quantity: int
    price: int


@dataclass(frozen=True)
class World:
    """The same demand and supply for both rules: lines by day, receipts by product, stock at the start, key stores."""

    first: int
    days: int
    asked: Sequence[Asked]
    items: tuple[str, ...]
    stores: tuple[str, ...]
    key: frozenset[str]
    start: Sequence[int]
    receipts: Sequence[Receipt]


@dataclass(frozen=True)
class Class:
    """How one class fared: lines due, share that left on its day, mean, 95th percentile and worst days late."""

    lines: int
    on_time: float
    mean: float
    p95: float
    worst: int


@dataclass(frozen=True)
class Story:
    """One world played to its end: days late by line (−1 = not due in the days that count), and the two classes."""

    late: np.ndarray
    key: Class
    others: Class


def world(days: int = DAYS, seed: int = SEED) -> World:
    """The real demand of so many days from `START` on, and the supply generated for it."""
    rng, first = np.random.default_rng(seed), day_number(START)
    last = START + timedelta(days=days - 1)
    with duckdb.connect() as engine:
        rows = engine.execute(_DEMAND.format(data=shared_data(), first=START, last=last)).fetchall()
        ranked = [row[0] for row in engine.execute(_KEY.format(data=shared_data())).fetchall()]
    wait = rng.integers(2, 10, len(rows))
    asked = [
        Asked(day_number(day), day_number(day) + int(days_on), store, item, int(bottles), round(usd / bottles * MONEY))
        for (day, store, item, bottles, usd), days_on in zip(rows, wait, strict=True)
    ]
    items, stores = sorted({line.item for line in asked}), sorted({line.store for line in asked})
    total = dict.fromkeys(items, 0)
    for line in asked:
        total[line.item] += line.quantity
    receipts: list[Receipt] = []
    most_sold = sorted(items, key=lambda item: -total[item])
    for at, item in enumerate(items):
        share = AMPLE if most_sold.index(item) % EVERY else LACKING
        receipts += _weekly(rng, at, total[item] / days * 7 * share, first + int(rng.integers(1, 8)), first + days)
    start = [int(total[item] / days * 14 * COVER) for item in items]
    key = frozenset(ranked[: int(len(ranked) * KEY_SHARE)])
    return World(first, days, asked, tuple(items), tuple(stores), key, start, receipts)


def _weekly(rng: np.random.Generator, item: int, quantity: float, day: int, end: int) -> Iterator[Receipt]:
    """A receipt every week, of more or less its mean."""
    for week in range(day, end, 7):
        yield Receipt(item, 0, week, max(1, int(quantity * rng.uniform(0.6, 1.4))))


def played(made: World, *, priority: bool) -> Story:
    """The days of a world, one plan each: what leaves is gone, what stays is asked again the next day."""
    item_at = {item: at for at, item in enumerate(made.items)}
    store_at = {store: at for at, store in enumerate(made.stores)}
    products = [Product(item) for item in made.items]
    accounts = [
        Account(store, category="volume" if store in made.key else "", head_start=HEAD_START * (store in made.key))
        for store in made.stores
    ]
    stock, left = list(made.start), [line.quantity for line in made.asked]
    gone = np.full(len(made.asked), made.first + made.days, dtype=np.int64)
    open_lines: list[int] = []
    arriving, coming = 0, sorted(made.receipts, key=lambda receipt: receipt.day)
    at = 0
    for today in range(made.first, made.first + made.days):
        while at < len(made.asked) and made.asked[at].day <= today:
            open_lines.append(at)
            at += 1
        while arriving < len(coming) and coming[arriving].day <= today:
            stock[coming[arriving].product] += coming[arriving].quantity
            arriving += 1
        seen = [receipt for receipt in coming[arriving:] if receipt.day <= today + 30]
        book = _book(made, today, open_lines, left, stock, products, accounts, item_at, store_at, seen)
        run = scan(book, Rules()) if priority else without_priority(book, Rules())
        for place, sent in zip(open_lines, run.shipped.tolist(), strict=True):
            left[place] -= sent
            stock[item_at[made.asked[place].item]] -= sent
            if not left[place]:
                gone[place] = today
        open_lines = [place for place in open_lines if left[place]]
    return _told(made, gone)


def _book(
    made: World, today: int, places: list[int], left: list[int], stock: list[int], products: list[Product],
    accounts: list[Account], item_at: dict[str, int], store_at: dict[str, int], receipts: list[Receipt],
) -> Book:  # fmt: skip
    """The book of one day; a store's lines of a day are one order."""
    asked = [made.asked[place] for place in places]
    orders: dict[tuple[int, str], int] = {}
    order_of = [orders.setdefault((line.day, line.store), len(orders)) for line in asked]
    n = len(asked)
    none = np.zeros(n, dtype=np.int64)

    def column(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    lines = Lines(
        column(order_of), [made.asked[place].item for place in places], column([item_at[line.item] for line in asked]),
        column([left[place] for place in places]), column([line.due for line in asked]), none + 1,
        column([line.price for line in asked]), [(0,)] * n, np.zeros(n, dtype=np.bool_), none, none,
    )  # fmt: skip
    rows = [Order(f"{day}-{store}", store_at[store], day) for day, store in orders]
    lots = [Lot(at, 0, quantity) for at, quantity in enumerate(stock)]
    return Book(today, "USD", ("",), products, accounts, rows, lines, lots, receipts)


def _told(made: World, gone: np.ndarray) -> Story:
    due = np.array([line.due for line in made.asked])
    counts = (due >= made.first + WARM) & (due < made.first + made.days)
    late = np.where(counts, np.maximum(gone - due, 0), -1)
    key = np.array([line.store in made.key for line in made.asked])
    return Story(late, _class(late[counts & key]), _class(late[counts & ~key]))


def _class(late: np.ndarray) -> Class:
    share = float((late == 0).mean())
    return Class(len(late), share, float(late.mean()), float(np.percentile(late, 95)), int(late.max()))


@dataclass(frozen=True)
class GaveWay:
    """Ordinary lines that left later with priority than without, their customers, the days, and money × days (USD)."""

    lines: int
    customers: int
    days: float
    money_days: float
    sooner: int


def gave_way(made: World, story: Story, plain: Story) -> GaveWay:
    """Who gave way: line by line, the world with priority against the one without."""
    more = np.where(story.late >= 0, story.late - plain.late, 0)
    ordinary = np.array([line.store not in made.key for line in made.asked])
    later = np.flatnonzero((more > 0) & ordinary)
    money = sum(made.asked[at].quantity * made.asked[at].price / MONEY * int(more[at]) for at in later)
    stores = {made.asked[at].store for at in later}
    days = float(more[later].mean()) if len(later) else 0.0
    return GaveWay(len(later), len(stores), days, money, int(((more < 0) & ~ordinary).sum()))


def row(name: str, one: Class) -> str:
    """One line of the table."""
    return f"{name:<28} {one.lines:>7,} {one.on_time:>8.1%} {one.mean:>7.2f} {one.p95:>6.1f} {one.worst:>6}"


def main(days: int) -> None:
    """Both worlds and what lies between them."""
    made = world(days)
    story, plain = played(made, priority=True), played(made, priority=False)
    print(f"{days} days, {len(made.asked):,} lines, {len(made.items)} products, {len(made.key)} key stores; days late:")
    print(f"{'':<28} {'lines':>7} {'on time':>8} {'mean':>7} {'p95':>6} {'worst':>6}")
    for name, one in (
        ("key, without priority", plain.key), ("key, with priority", story.key),
        ("others, without priority", plain.others), ("others, with priority", story.others),
    ):  # fmt: skip
        print(row(name, one))
    print(gave_way(made, story, plain))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DAYS)
