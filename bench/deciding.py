"""The decision at order entry, in the process: 20,000 customers known, of whom 300 are key, orders of 20 lines.

    python -m bench.deciding [decisions]        (5,000 by default)

Then a day of 100,000 open lines that was dispatched oldest first, judged by the ledger: every priority inversion in it.

Every key account has a dispatch grant, no minimum and three conditions, two of them with limits; forty minimums hold, by channel,
family and product. Customers, products and quantities are drawn with a fixed seed; one line in fifty makes no sense. The message
for the clerk is said in Spanish within the time. Milliseconds. Reach: p99 of 10 ms.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date
from decimal import Decimal
from statistics import median

from bench.dispatching import generated
from clave.policy.reading import default
from clave.privileges.catalogue.grants import Grant
from clave.privileges.conditions import Condition
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.without import without_priority
from clave.privileges.entry import Asked, Customer, Known, Product, decide
from clave.privileges.ledger.inversions import judged, planned_shipments
from clave.privileges.minimums import Minimum

CUSTOMERS, KEY, PRODUCTS, LINES = 20_000, 300, 5_000, 20
SINCE, UNTIL, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 17)


def known(chance: random.Random) -> Known:
    """The company."""
    products = {
        f"P{n}": Product(f"P{n}", f"F{n % 40}", Decimal(chance.randrange(1_000, 90_000))) for n in range(PRODUCTS)
    }
    customers = {f"C{n}": customer(f"C{n}", n, chance) for n in range(CUSTOMERS)}
    minimums = [
        Minimum("order", "money", Decimal(300_000), SINCE),
        *(Minimum("order", "money", Decimal(200_000 + n), SINCE, channel=f"H{n}") for n in range(4)),
        *(Minimum("product", "quantity", Decimal(2), SINCE, family=f"F{n}") for n in range(15)),
        *(Minimum("product", "quantity", Decimal(5), SINCE, product=f"P{n}") for n in range(20)),
    ]
    return Known(customers, products, minimums, {}, TODAY)


def customer(code: str, place: int, chance: random.Random) -> Customer:
    """A customer; the first ones are key."""
    channel = f"H{place % 4}"
    if place >= KEY:
        return Customer(code, f"Cliente {place}", channel=channel)
    grants = tuple(
        Grant(code, key, SINCE, None, figures, "plan")
        for key, figures in (("dispatch", {"days": 14.0}), ("no_minimum", {}), ("preferential", {}))
    )
    conditions = tuple(
        Condition(
            code, "discount", Decimal("0.05"), SINCE, UNTIL, "volume", "plan", family=f"F{chance.randrange(40)}",
            quantity=Decimal(500) if turn else None, number=place * 3 + turn + 1,
        )
        for turn in range(3)
    )  # fmt: skip
    return Customer(
        code, f"Cuenta {place}", "volume", channel, owner="Marta Ruiz", grants=grants, conditions=conditions
    )


def order(chance: random.Random) -> tuple[str, list[Asked]]:
    """One order in two of a key account; one line in fifty is wrong."""
    code = f"C{chance.randrange(KEY if chance.random() < 0.5 else CUSTOMERS)}"
    lines = [
        Asked("?" if chance.random() < 0.01 else f"P{chance.randrange(PRODUCTS)}",
              "doce" if chance.random() < 0.01 else chance.randrange(1, 200))
        for _each in range(LINES)
    ]  # fmt: skip
    return code, lines


def main(decisions: int) -> None:
    """Time every decision."""
    chance = random.Random(26)
    company, limits = known(chance), default().at(TODAY)
    wall: list[float] = []
    processor: list[float] = []
    for turn in range(decisions + 100):
        code, lines = order(chance)
        start, worked = time.perf_counter(), time.thread_time()
        decide(code, lines, date(2026, 11, 25), company, limits, on=TODAY).message().say("es")
        if turn >= 100:
            wall.append((time.perf_counter() - start) * 1000)
            processor.append((time.thread_time() - worked) * 1000)
    print(f"{decisions:,} decisions of {LINES} lines, {CUSTOMERS:,} customers")
    told("wall", wall)
    told("processor", processor)
    book = generated(100_000)
    gone = planned_shipments(without_priority(book, Rules()))
    start, worked = time.perf_counter(), time.process_time()
    found = judged(book, Rules(), gone).inversions
    took = time.perf_counter() - start, time.process_time() - worked
    print(f"a day of 100,000 lines judged: {took[0]:.1f} s, processor {took[1]:.1f} s; {len(found):,} inversions")


def told(name: str, took: list[float]) -> None:
    """One row."""
    times = sorted(took)
    late = [times[min(len(times) - 1, round(share * len(times)))] for share in (0.95, 0.99)]
    print(f"{name:<10} median {median(times):6.2f}  p95 {late[0]:6.2f}  p99 {late[1]:6.2f}  worst {times[-1]:7.2f} ms")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["5000"])[0]))
