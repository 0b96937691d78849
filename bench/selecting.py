"""The list and how sure it is: seconds and memory by number of customers, 2,000 draws each.

    python -m bench.selecting [customers …]        (1,000, 20,000 and 200,000 by default)

Reach: 20,000 customers in 3 seconds. For 20,000 also with what single accounts would cost: drawn freely, and close to
what each is worth, which is the hardest case for an exact best set; and who is compared with whom where nobody has a
sector or a channel, so that the mix of families decides.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from bench.side import HEAD, contest

from clave.measures import peers
from clave.policy import declared
from clave.selection.capacity import Treatment
from clave.selection.listed import Asked, Grounds, listed
from tests.unit.selection.population import large, limits

SIZES = (1_000, 20_000, 200_000)
DRAWS = 2_000
BUDGET, FAMILIES = 500_000.0, 24


def plain(size: str) -> int:
    """Everything in the selection included."""
    return len(listed(large(int(size)), Asked(draws=DRAWS)).lines)


def own_costs(size: str) -> int:
    """Each account costs what it costs, whatever it buys."""
    rng = np.random.default_rng(5)
    return _with(large(int(size)), rng.uniform(1000, 20_000, int(size)))


def costs_like_worth(size: str) -> int:
    """Each account costs nearly in proportion to what it buys."""
    made, rng = large(int(size)), np.random.default_rng(5)
    money = np.asarray(made.measured.columns["money"].values, dtype=np.float64)
    return _with(made, money**0.35 * rng.uniform(60, 70, len(money)))


def _with(made: Grounds, costs: Sequence[float] | np.ndarray) -> int:
    held = replace(made, limits=limits({declared.capacity_budget: BUDGET}))
    each = {
        code: Treatment(cost=round(float(cost), 2)) for code, cost in zip(made.measured.customers, costs, strict=True)
    }
    return len(listed(held, Asked(draws=DRAWS, treatments=each)).lines)


def by_mix(size: str) -> int:
    """Peers by the mix of families alone."""
    count, rng = int(size), np.random.default_rng(3)
    money = np.zeros((count, FAMILIES))
    for customer in range(count):
        some = 3 + customer % 9
        money[customer, (customer * 7 + np.arange(some)) % FAMILIES] = rng.gamma(2, 1000, some)
    policy = limits()
    found = peers.find(
        money, np.ones(count, dtype=bool), {}, policy[declared.peer_minimum], policy[declared.peer_maximum]
    )
    return int((found.nearest != peers.NOBODY).sum())


def main(sizes: Sequence[int]) -> None:
    """Every size, and the hard cases of 20,000."""
    cases = [(f"{size:,} customers", "bench.selecting:plain", [size]) for size in sizes]
    if 20_000 in sizes:
        cases += [
            ("20,000 with own costs", "bench.selecting:own_costs", [20_000]),
            ("20,000, costs like worth", "bench.selecting:costs_like_worth", [20_000]),
            ("20,000, peers by family mix", "bench.selecting:by_mix", [20_000]),
        ]
    print(f"{DRAWS:,} draws, everything in the selection included; making the population too")
    print(HEAD.split(" × wall")[0])
    for found in contest(cases, 3):
        print(found.row())


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
