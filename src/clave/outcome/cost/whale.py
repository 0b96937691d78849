"""The whale curve: customers from the one that leaves most to the one that takes most, and the profit cumulated. (B2, G7)

Every customer whose margin is known stands on it, with or without key status; who has none stands outside and is counted."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.outcome.cost.shape import DriverCost, Whale, Whaled
from clave.policy import declared
from clave.policy.limits import Limits

NO_MARGIN = _(
    "No customer has a known margin, so there is no curve. Import the cost of each invoice line, or of each product."
)
NOBODY = _("Nobody bought anything in this year, so there is no curve.")
NO_TABLE = _("The file «{table}» is not loaded.")
NOT_SET = _("Its unit cost is not set in the policy; what is written down of it counts.")
NO_UNIT_COSTS = _("Policy holds no unit costs in {currency}.")
MANY = 20
"""From so many customers on it is said what one in ten of them make."""


@dataclass(frozen=True)
class Served:
    """One customer in the year: what it bought, its margin and cost to serve (None = not known)."""

    customer: str
    name: str
    money: float
    margin: float | None
    cost: float | None

    @property
    def net(self) -> float | None:
        """What it leaves after it is served; the margin where no cost to serve is known."""
        return None if self.margin is None else self.margin - (self.cost or 0.0)

    @property
    def there(self) -> bool:
        """Whether anything of it happened in the year."""
        return bool(self.money or self.margin or self.cost)


@dataclass(frozen=True)
class Drove:
    """What one driver of cost to serve comes to: whether its table is loaded, the money it makes of all customers (None = not
    known), its policy key ("" = only costs that are written down), and whether its unit cost is the one clave ships."""

    key: str
    label: Text
    table: str
    loaded: bool
    policy: str
    shipped: bool
    money: float | None


def whale(
    customers: Sequence[Served], drivers: Iterable[Drove], keys: Collection[str], limits: Limits, currency: str, *,
    since: date, until: date,
) -> Whale:  # fmt: skip
    """The curve of the customers of whom anything happened, in any order. Of equal ones the code decides."""
    costed = currency in limits[declared.cost_currency]
    there = [one for one in customers if one.there]
    known = sorted(
        ((one.net, one) for one in there if one.net is not None), key=lambda pair: (-pair[0], pair[1].customer)
    )
    outside = [one for one in there if one.net is None]
    points = _points([one for _net, one in known], keys, costed=costed)
    nets = [net for net, _one in known]
    gained, lost = math.fsum(net for net in nets if net > 0), math.fsum(net for net in nets if net < 0)
    total = math.fsum(nets)
    peak_rank = sum(net > 0 for net in nets)
    destroyers = [point for point in points if point.net < 0]
    refused = None if points else (NO_MARGIN if there else NOBODY)
    return Whale(
        since, until, currency, points, total, peak_rank, gained, gained / total if total > 0 else None, len(destroyers),
        -lost + 0.0, sum(point.key for point in destroyers), len(outside), math.fsum(one.money for one in outside), costed,
        tuple(_drivers(drivers, limits, currency, costed=costed)),
        refused or _said(nets, total, currency), refused,
    )  # fmt: skip


def _points(ranked: Sequence[Served], keys: Collection[str], *, costed: bool) -> tuple[Whaled, ...]:
    """Each with the profit cumulated down to it, added up without losing cents, so that the last one is the whole."""
    nets = [one.net or 0.0 for one in ranked]
    total, points, so_far = math.fsum(nets), [], Running()
    for rank, (one, net) in enumerate(zip(ranked, nets, strict=True), 1):
        reached = so_far.add(net) if rank < len(nets) else total
        points.append(
            Whaled(rank, one.customer, one.name, one.customer in keys, one.money, one.margin or 0.0,
                   one.cost if costed else None, net, reached, reached / total if total > 0 else None)
        )  # fmt: skip
    return tuple(points)


class Running:
    """A sum that goes on and keeps what rounding would lose (Neumaier 1974)."""

    def __init__(self) -> None:
        self._sum = self._rest = 0.0

    def add(self, value: float) -> float:
        """One more; the sum so far."""
        whole = self._sum + value
        larger, smaller = (self._sum, value) if abs(self._sum) >= abs(value) else (value, self._sum)
        self._rest += (larger - whole) + smaller
        self._sum = whole
        return self._sum + self._rest


def _drivers(drivers: Iterable[Drove], limits: Limits, currency: str, *, costed: bool) -> Iterable[DriverCost]:
    values: Mapping[str, object] = limits.values
    for one in drivers:
        found = values.get(one.policy) if one.policy else None
        rate = float(found) if isinstance(found, int | float) else None
        set_ = not one.policy or rate is not None
        why = None
        if not one.loaded:
            why = NO_TABLE.fill(table=one.table)
        elif not costed:
            why = NO_UNIT_COSTS.fill(currency=currency)
        elif not set_:
            why = NOT_SET
        known = one.loaded and costed and set_
        yield DriverCost(
            one.key, one.label, known, one.policy, rate, one.shipped, one.money if one.loaded and costed else None, why
        )


def _said(nets: Sequence[float], total: float, currency: str) -> Text | Joined:
    """The curve in few sentences; `nets` are what customers leave, the best first."""
    if total <= 0:
        return _("After they are served, all customers together leave {total}: there is no profit to share out.").fill(
            total=Figure(total, "money", currency)
        )
    best, worst = sum(net > 0 for net in nets), [net for net in nets if net < 0]
    parts = [_tenth(nets, total)] if len(nets) >= MANY else []
    if not worst:
        leave = counted(
            "{shown} customer leaves profit, and nobody gives any of it back.",
            "{shown} customers leave profit, and nobody gives any of it back.",
            best,
        ).fill(shown=Figure(best, "count"))
        return joined([*parts, leave], " ")
    share = Figure(math.fsum(nets[:best]) / total, "share")
    first = counted(
        "{shown} customer makes {share} of the profit.", "The best {shown} customers make {share} of the profit.", best
    ).fill(share=share, shown=Figure(best, "count"))
    last = counted("The last {shown} gives {money} back.", "The last {shown} give {money} back.", len(worst)).fill(
        money=Figure(-math.fsum(worst), "money", currency), shown=Figure(len(worst), "count")
    )
    return joined([*parts, first, last], " ")


def _tenth(nets: Sequence[float], total: float) -> Text:
    """What the first one in ten make."""
    n = math.ceil(len(nets) / 10)
    return _("One in ten, the best {tenth} of {all} customers, make {share} of the profit.").fill(
        tenth=Figure(n, "count"), all=Figure(len(nets), "count"), share=Figure(math.fsum(nets[:n]) / total, "share")
    )
