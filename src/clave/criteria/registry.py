"""The twelve criteria in the default order of importance (F1).

A thirteenth is: its file beside these, its name here and in `clave.policy.declared.CRITERIA` (and in the independence
contract of `.importlinter`), its policy entry with reason and source, its spec test, and its label and harvest in the
catalogue. Nothing else knows the criteria by name."""

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
