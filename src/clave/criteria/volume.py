"""A1, E1: big in money, and an excellent payer."""

from __future__ import annotations

from clave.base.words import Joined, Text, _
from clave.criteria import evidence, gate, value
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.criteria.standing import standing
from clave.measures import sales
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """Inside the top share of active customers by money; before the gate."""
    return verdicts(standing(measured, sales.money).top(limits[declared.volume_top]), measured.known(sales.money))


def score(measured: Measured, limits: Limits) -> Floats:
    """Money of twelve months, logarithmic between active customers."""
    return value.size(measured.numbers(sales.money), value.active(measured), limits)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """Money, its share of sales, the place, and how it pays."""
    places = standing(measured, sales.money)
    if not places.place[index]:
        return evidence.bought_nothing()
    reason = _(
        "It bought {money} in twelve months, {share} of sales: "
        "number {place} of {count} active customers, of whom those up to number {first} are big."
    ).fill(
        **evidence.figures(measured, index, money=sales.money, share=sales.share),
        **places.figures(index, limits[declared.volume_top]),
    )
    return gate.with_payment(reason, measured, index, limits)


criterion = Criterion(
    key="volume",
    source=("A1", "E1"),
    name=_("Volume"),
    label=_("Big and pays well"),
    harvest=_("sales volume"),
    needs=(sales.money,),
    applies=applies,
    score=score,
    explain=explain,
    gated=True,
)
