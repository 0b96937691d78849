"""E4: highly profitable, and an excellent payer.

The margin is the one after cost to serve where most of those with a margin have it, and gross otherwise: one basis for
the whole company, so that like is compared with like, and every explanation says which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _
from clave.criteria import evidence, gate, value
from clave.criteria.kept import kept
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.criteria.standing import standing
from clave.measures import cost, sales
from clave.measures.shape import Floats, Measure, Measured
from clave.policy import declared
from clave.policy.limits import Limits


@dataclass(frozen=True)
class Basis:
    """Which margin is compared, and how it is called."""

    money: Measure
    rate: Measure
    called: Text


GROSS = Basis(sales.margin, sales.margin_rate, _("gross margin"))
NET = Basis(cost.net_margin, cost.net_margin_rate, _("margin after cost to serve"))


def basis(measured: Measured) -> Basis:
    """The margin after cost to serve where at least half of the active customers with a gross margin have it."""

    def reckon() -> Basis:
        gross = measured.known(sales.margin) & value.active(measured)
        net = measured.known(cost.net_margin) & gross
        return NET if net.any() and 2 * net.sum() >= gross.sum() else GROSS

    return kept(measured, "margin basis", reckon)


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """Margin money in the top share and a rate not below the company's median; before the gate."""
    margin = basis(measured)
    top = standing(measured, margin.money).top(limits[declared.profit_top])
    rates = np.nan_to_num(measured.numbers(margin.rate), nan=-np.inf)
    known = measured.known(margin.money) & (measured.known(margin.rate) | ~top)
    return verdicts(top & (rates >= _lowest_rate(measured, margin, limits)), known)


def score(measured: Measured, limits: Limits) -> Floats:
    """Margin money, linear from 0 to the policy's high quantile of active customers; a loss scores 0."""
    margin = measured.numbers(basis(measured).money)
    return value.signed(margin, value.active(measured), limits[declared.profit_high], limits)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """Which margin, its money, rate and place, against the median rate, and how it pays."""
    margin = basis(measured)
    if not evidence.known(measured, margin.money, index):
        return evidence.missing(measured, margin.money, index)
    places = standing(measured, margin.money)
    if not places.place[index]:
        return _("It left no profit in the last twelve months: {basis} {margin}.").fill(
            basis=margin.called, **evidence.figures(measured, index, margin=margin.money)
        )
    reason = _(
        "Its {basis} of twelve months is {margin}: number {place} of {count} active customers, of whom "
        "those up to number {first} count; its rate is {rate}, and it takes {lowest}."
    ).fill(
        basis=margin.called,
        lowest=Figure(_lowest_rate(measured, margin, limits), "share"),
        **evidence.figures(measured, index, margin=margin.money, rate=margin.rate),
        **places.figures(index, limits[declared.profit_top]),
    )
    return gate.with_payment(reason, measured, index, limits)


def _lowest_rate(measured: Measured, margin: Basis, limits: Limits) -> float:
    """The rate that policy asks for: a quantile of the rates of active customers; NaN where none is known."""
    quantile = limits[declared.profit_rate_quantile]

    def reckon() -> float:
        rates = measured.numbers(margin.rate)[value.active(measured) & measured.known(margin.rate)]
        return float(np.quantile(rates, quantile)) if len(rates) else float("nan")

    return kept(measured, ("lowest rate", margin.rate.key, quantile), reckon)


criterion = Criterion(
    key="profit",
    source=("E4",),
    name=_("Margin"),
    label=_("Profitable and pays well"),
    harvest=_("margin"),
    needs=(sales.margin, sales.margin_rate),
    applies=applies,
    score=score,
    explain=explain,
    gated=True,
    helped_by=(cost.net_margin, cost.net_margin_rate),
)
