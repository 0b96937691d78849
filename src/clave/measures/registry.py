"""Every family of measures, in the order in which they are computed: later ones may read earlier ones."""

from __future__ import annotations

from collections.abc import Callable
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
    """Measures that are computed together."""

    key: str
    measures: tuple[Measure, ...]
    compute: Callable[[Frame], Outcome]


FAMILIES: tuple[Family, ...] = (
    Family("sales", sales.MEASURES, sales.compute),
    Family("place", place.MEASURES, place.compute),
    Family("growth", growth.MEASURES, growth.compute),
    Family("continuity", continuity.MEASURES, continuity.compute),
    Family("rhythm", rhythm.MEASURES, rhythm.compute),
    Family("families", families.MEASURES, families.compute),
    Family("payment", payment.MEASURES, payment.compute),
    Family("cash", cash.MEASURES, cash.compute),
    Family("idle", idle.MEASURES, idle.compute),
    Family("wallet", wallet.MEASURES, wallet.compute),
    Family("breadth", breadth.MEASURES, breadth.compute),
    Family("cost", cost.MEASURES, cost.compute),
    Family("loyalty", loyalty.MEASURES, loyalty.compute),
    Family("ratings", ratings.MEASURES, ratings.compute),
)
MEASURES: dict[str, Measure] = {measure.key: measure for family in FAMILIES for measure in family.measures}
