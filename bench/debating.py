"""The debate: ten people's orders of importance on one population, seconds and memory by number of customers.

    python -m bench.debating [customers …]        (1,000, 20,000 and 200,000 by default)

Reach: 20,000 customers in 3 seconds, all of it together: the population read once, how far the ten agree, the Borda and
the Kemeny order, and who enters and leaves, with reasons, under each of the twelve orders and under three what-ifs
(another cap, other seats, other weights). Making the population is in it too, and stands beside it alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bench.side import HEAD, contest
from clave.policy import declared
from clave.selection.agreement import agreement
from clave.selection.consensus import borda, kemeny
from clave.selection.debate import Population, effect
from tests.unit.selection.population import large, limits

SIZES = (1_000, 20_000, 200_000)
PEOPLE = 10
WHAT_IFS = (
    {declared.capacity_count: 20},
    {declared.seats: {"knowledge": 2, "prestige": 2}},
    {declared.weighting: "rank_sum"},
)


def population(size: str) -> int:
    """Only making the customers, which every other row does too."""
    return len(large(int(size)).measured)


def debate(size: str) -> int:
    """Everything that the page of a debate shows."""
    grounds, rng = large(int(size)), np.random.default_rng(3)
    held = Population(grounds)
    now = held.choose()
    orders = [tuple(rng.permutation(held.usual).tolist()) for _person in range(PEOPLE)]
    agreement(orders, grounds.limits)
    middle = borda(orders, held.usual)
    group = (middle.order, kemeny(orders, middle.order).order)
    effects = [effect(now, held.choose(order)) for order in (*orders, *group)]
    effects += [effect(now, Population(replace(grounds, limits=limits(what_if))).choose()) for what_if in WHAT_IFS]
    return sum(len(found.entered) for found in effects)


def main(sizes: Sequence[int]) -> None:
    """Every size, alone and debated."""
    cases = [
        (f"{size:,} customers, {what}", f"bench.debating:{call}", [size])
        for size in sizes
        for what, call in (("made", "population"), ("made and debated", "debate"))
    ]
    print(f"{PEOPLE} people, their group orders and {len(WHAT_IFS)} what-ifs; making the population too")
    print(HEAD.split(" × wall")[0])
    for found in contest(cases, 3):
        print(found.row())


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
