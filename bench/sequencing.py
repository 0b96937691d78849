"""The sequence of a plant: EDD, ATCS and annealing, what each comes to and how long it takes.

    python -m bench.sequencing [orders …]          (50, 200, 500 and 2,000 by default)

Four machines, eight setup families, an overloaded plant; a fifth of the orders for key accounts of weight 10, 7 or 4. Cost is
weighted lateness, as a ratio to a run of two million moves. Then what priority does: key orders late, lateness of the others
and setup hours, without weights and with them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench.side import contest
from clave.privileges.production.annealing import anneal
from clave.privileges.production.plant import Lines, Plant
from clave.privileges.production.rules import atcs, edd
from clave.privileges.production.schedule import Schedule, timed
from clave.privileges.production.shop import Shop
from tests.unit.privileges.production.plants import drawn

SIZES = (50, 200, 500, 2_000)
WAYS = ("edd", "atcs", "50,000 moves", "200,000 moves", "2,000,000 moves")


def made(orders: str, way: str) -> int:
    """Weighted lateness of one way, in minutes."""
    return timed(drawn(int(orders)), lines(drawn(int(orders)), way)).weighted_lateness


def lines(plant: Plant, way: str) -> Lines:
    """The sequence that one way finds."""
    shop = Shop(plant.sorted())
    if way == "edd":
        return shop.kept(edd(shop))
    moves = 0 if way == "atcs" else int(way.split()[0].replace(",", ""))
    return shop.kept(anneal(shop, atcs(shop), moves, 1))


def priority(orders: str) -> list[float]:
    """Share of key orders late, mean hours late of the others, setup hours: without priority, then with it."""
    plant = drawn(int(orders))
    plain = timed(plant, lines(plant.unweighted(), "200,000 moves"))
    return [*_told(plain), *_told(timed(plant, lines(plant, "200,000 moves")))]


def _told(schedule: Schedule) -> list[float]:
    key, others = schedule.totals(key=True), schedule.totals(key=False)
    return [round(key.late / key.orders, 3), round(others.mean_late_hours or 0.0, 1), round(schedule.setup_hours, 1)]


def main(sizes: Sequence[int]) -> None:
    """Every size and way, then priority."""
    cases = [(f"{size:,} orders, {way}", "bench.sequencing:made", [size, way]) for size in sizes for way in WAYS]
    runs = {each.name: each for each in contest(cases, 1)}
    print(f"{'':<14}" + "".join(f"{way:>26}" for way in WAYS))
    for size in sizes:
        best = runs[f"{size:,} orders, {WAYS[-1]}"].result
        cells = [runs[f"{size:,} orders, {way}"] for way in WAYS]
        print(f"{size:>7,} orders" + "".join(f"{each.result / best:>16.3f} {each.cpu:>7.2f} s" for each in cells))
    print("key orders late, mean hours late of the others, setup hours: without priority, with priority")
    for each in contest([(f"{size:,} orders", "bench.sequencing:priority", [size]) for size in sizes], 1):
        print(f"{each.name:<14}", *each.result)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
