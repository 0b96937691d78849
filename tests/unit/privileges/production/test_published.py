"""wt40 · The 125 published single-machine instances of the OR-Library and their optima: how near the plan comes.

One machine, no setups, no calendar: sum of weight times lateness. The file and its licence are in the shared data.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest

from clave.privileges.production.annealing import anneal
from clave.privileges.production.calendar import ALWAYS
from clave.privileges.production.plant import Machine, Plant, WorkOrder
from clave.privileges.production.rules import atcs, edd
from clave.privileges.production.shop import Shop
from tests.unit.privileges.production.plants import NOW, TODAY

FOLDER = Path(os.environ.get("CLAVE_SHARED_DATA", "../shared/data")) / "checks" / "weighted_tardiness"
JOBS, INSTANCES, SEED = 40, 125, 1
pytestmark = [pytest.mark.data, pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the shared data is not at {FOLDER}")]


def figures(name: str) -> list[int]:
    return [int(word) for word in (FOLDER / name).read_text().split()]


def instance(at: int) -> Shop:
    """Instance `at` in the units of the file: its due dates are minutes from now, which no calendar day is."""
    found = figures("wt40.txt")[at * 3 * JOBS : (at + 1) * 3 * JOBS]
    minutes, weights, due = found[:JOBS], found[JOBS : 2 * JOBS], found[2 * JOBS :]
    orders = tuple(
        WorkOrder(f"{job:02}", "P", "F", TODAY + timedelta(days=1), {"M": minutes[job]}, weights[job])
        for job in range(JOBS)
    )
    shop = Shop(Plant(NOW, (Machine("M", ALWAYS),), orders))
    shop.due[:] = shop.tracks[0].due[:] = due
    return shop


def gap(cost: int, optimum: int) -> float:
    """Share above the optimum; where the optimum is 0, anything above it counts as twice too much."""
    return (cost - optimum) / optimum if optimum else float(cost > 0)


def gaps(instances: range, moves: int) -> dict[str, list[float]]:
    """By what each way is above the optimum, instance by instance."""
    optima = figures("wtopt40.txt")
    found: dict[str, list[float]] = {"edd": [], "atcs": [], "annealing": []}
    for at in instances:
        shop = instance(at)
        rule = atcs(shop)
        made = {"edd": edd(shop), "atcs": rule, "annealing": anneal(shop, rule, moves, SEED)}
        for name, lines in made.items():
            found[name].append(gap(shop.cost(lines), optima[at]))
    return found


def test_a_sample_of_the_published_instances() -> None:
    """Every fifth instance, 100,000 moves: one tenth of the moves of the full run, and the same bound."""
    found = gaps(range(0, INSTANCES, 5), 100_000)
    assert mean(found["annealing"]) <= 0.005
    assert sum(each == 0 for each in found["annealing"]) >= 20
    assert mean(found["atcs"]) <= 0.04
    assert min(found["annealing"]) >= 0, "below a published optimum something is counted wrong"


@pytest.mark.soak
def test_all_published_instances() -> None:
    found = gaps(range(INSTANCES), 1_000_000)
    assert mean(found["annealing"]) <= 0.005
    assert sum(each == 0 for each in found["annealing"]) >= 115
    assert min(found["annealing"]) >= 0
