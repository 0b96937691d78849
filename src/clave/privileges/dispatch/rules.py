"""The rules of a plan as policy has them on its day (dispatch.md §2, §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from clave.policy import declared
from clave.policy.limits import Limits

PARTS = 10_000  # shares are kept in ten-thousandths: a floor must not depend on binary fractions


@dataclass(frozen=True, slots=True)
class Rules:
    """What the scan obeys. `head_start` switches H and the hold on; `guard` is the share of each stock kept first for
    ordinary lines, in ten-thousandths; `relief` the displacements after which a line goes first (0 = never); `waiver`
    whether waived minimums are waived; `by_weight` sorts equal days by money per kilo instead of oldest first."""

    head_start: bool = True
    guard: int = 0
    relief: int = 0
    waiver: bool = True
    by_weight: bool = False
    version: str = ""

    def without(self, *, waiver: bool) -> Rules:
        """The same rules without priority: H = 0, no hold; guard and relief, which only fence it in, fall away with it."""
        return replace(self, head_start=False, waiver=waiver)


@dataclass(frozen=True, slots=True)
class Rates:
    """What waiting and handling cost: shares of money by day and by week, money of one order handled."""

    carrying_day: Decimal = Decimal(0)
    lost_week: Decimal = Decimal(0)
    handling: Decimal = Decimal(0)


def rules_of(limits: Limits) -> Rules:
    """The rules in force under a policy."""
    return Rules(
        guard=round(limits[declared.dispatch_guard] * PARTS),
        relief=limits[declared.dispatch_relief],
        by_weight=limits[declared.dispatch_ties] == "money_per_kilo",
        version=limits.version,
    )


def rates_of(limits: Limits) -> Rates:
    """The rates in force under a policy."""
    return Rates(
        carrying_day=Decimal(str(limits[declared.dispatch_carrying])),
        lost_week=Decimal(str(limits[declared.dispatch_lost])),
        handling=Decimal(str(limits[declared.cost_small_order])),
    )
