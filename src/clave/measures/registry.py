"""Every family of measures, in the order in which they are computed: later ones may read earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clave.measures import continuity, payment, place, sales
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
    Family("continuity", continuity.MEASURES, continuity.compute),
    Family("payment", payment.MEASURES, payment.compute),
)
MEASURES: dict[str, Measure] = {measure.key: measure for family in FAMILIES for measure in family.measures}
