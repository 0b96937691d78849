"""E3: big in kilos, and an excellent payer."""

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
    """Inside the top share of active customers by kilos; before the gate."""
    return verdicts(standing(measured, sales.kilos).top(limits[declared.kilos_top]), measured.known(sales.kilos))


def score(measured: Measured, limits: Limits) -> Floats:
    """Kilos of twelve months, logarithmic between active customers."""
    return value.size(measured.numbers(sales.kilos), value.active(measured), limits)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """Kilos, the place, and how it pays."""
    if not evidence.known(measured, sales.kilos, index):
        return evidence.missing(measured, sales.kilos, index)
    places = standing(measured, sales.kilos)
    if not places.place[index]:
        return _("It took no kilos in the last twelve months, net of returns.")
    reason = _(
        "It took {kilos} in twelve months: "
        "number {place} of {count} active customers, of whom those up to number {first} are big in kilos."
    ).fill(
        **evidence.figures(measured, index, kilos=sales.kilos),
        **places.figures(index, limits[declared.kilos_top]),
    )
    return gate.with_payment(reason, measured, index, limits)


criterion = Criterion(
    key="kilos",
    source=("E3",),
    name=_("Kilos"),
    label=_("Moves many kilos and pays well"),
    harvest=_("load for the plant"),
    needs=(sales.kilos,),
    applies=applies,
    score=score,
    explain=explain,
    gated=True,
)
