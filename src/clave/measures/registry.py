"""Every family of measures, in the order in which they are computed: later ones may read earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from clave.measures import (
    breadth,
    cash,
    continuity,
    cost,
    families,
    growth,
    idle,
    loyalty,
    payment,
    place,
    ratings,
    rhythm,
    sales,
    wallet,
)  # fmt: skip
from clave.measures.frame import Frame, Outcome
from clave.measures.shape import Measure


@dataclass(frozen=True)
class Family:
    """Measures that are computed together, from those of the families `after`."""

    key: str
    measures: tuple[Measure, ...]
    compute: Callable[[Frame], Outcome]
    after: tuple[str, ...] = ()


FAMILIES: tuple[Family, ...] = (
    Family("sales", sales.MEASURES, sales.compute),
    Family("place", place.MEASURES, place.compute),
    Family("growth", growth.MEASURES, growth.compute, ("sales",)),
    Family("continuity", continuity.MEASURES, continuity.compute),
    Family("rhythm", rhythm.MEASURES, rhythm.compute),
    Family("families", families.MEASURES, families.compute),
    Family("payment", payment.MEASURES, payment.compute),
    Family("cash", cash.MEASURES, cash.compute),
    Family("idle", idle.MEASURES, idle.compute),
    Family("wallet", wallet.MEASURES, wallet.compute, ("sales", "place", "families")),
    Family("breadth", breadth.MEASURES, breadth.compute, ("families", "wallet")),
    Family("cost", cost.MEASURES, cost.compute, ("sales",)),
    Family("loyalty", loyalty.MEASURES, loyalty.compute),
    Family("ratings", ratings.MEASURES, ratings.compute),
)
MEASURES: dict[str, Measure] = {measure.key: measure for family in FAMILIES for measure in family.measures}


def families_of(only: Collection[str]) -> tuple[Family, ...]:
    """The families of these keys and those that they are computed from, in order. An unknown key raises KeyError."""
    by_key = {family.key: family for family in FAMILIES}
    wanted: set[str] = set()
    waiting = list(only)
    while waiting:
        key = waiting.pop()
        wanted.add(key)
        waiting += by_key[key].after
    return tuple(family for family in FAMILIES if family.key in wanted)
