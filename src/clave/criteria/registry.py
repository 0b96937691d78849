"""The twelve criteria in the default order of importance (F1). A thirteenth is one more line here."""

from __future__ import annotations

from clave.criteria import (
    cash,
    distributor,
    extraordinary,
    idle_stock,
    kilos,
    knowledge,
    loyalty,
    multinational,
    potential,
    prestige,
    profit,
    volume,
)
from clave.criteria.shape import Criterion

CRITERIA: dict[str, Criterion] = {
    criterion.key: criterion
    for criterion in (
        volume.criterion,
        distributor.criterion,
        kilos.criterion,
        profit.criterion,
        potential.criterion,
        loyalty.criterion,
        knowledge.criterion,
        idle_stock.criterion,
        prestige.criterion,
        multinational.criterion,
        extraordinary.criterion,
        cash.criterion,
    )
}
