"""The figures of an explanation, and the sentences that several criteria say."""

from __future__ import annotations

from typing import cast

from clave.base.figures import Figure, Unit
from clave.base.words import Text, _
from clave.measures.shape import Measure, Measured, Missing


def figure(measured: Measured, measure: Measure, index: int) -> Figure:
    """One customer's value of a measure, with its unit; unknown stays unknown."""
    value = measured.numbers(measure)[index]
    return Figure(float(value), cast(Unit, measure.unit), measured.currency if measure.unit == "money" else "")


def figures(measured: Measured, index: int, **measures: Measure) -> dict[str, Figure]:
    """Several of them, by the name a sentence gives them."""
    return {name: figure(measured, measure, index) for name, measure in measures.items()}


def known(measured: Measured, measure: Measure, index: int) -> bool:
    """Whether one customer has a value of a measure."""
    return bool(measured.columns[measure.key].missing[index] == Missing.NO)


def missing(measured: Measured, measure: Measure, index: int) -> Text:
    """Why a customer has no value of a measure."""
    if measured.columns[measure.key].missing[index] == Missing.TOO_LITTLE_HISTORY:
        return _("{measure}: too little history to tell.").fill(measure=measure.label)
    return _("{measure}: not known for this customer.").fill(measure=measure.label)


def bought_nothing() -> Text:
    """What is said of a customer without purchases, for whom no size counts."""
    return _("It bought nothing in the last twelve months, net of returns.")
