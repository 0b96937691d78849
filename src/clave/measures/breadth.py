"""A3, E6: how much of what similar customers buy does a customer buy, and does its mix thin out?"""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.families import Purchases
from clave.measures.frame import Frame, Outcome, nobody, numeric, ratio
from clave.measures.shape import Measure, Missing
from clave.measures.wallet import Estimate

_NEEDS = ("invoice_line", "product")
breadth = Measure(
    "breadth", _("Breadth"), "share",
    _("Of the families that enough comparable customers buy, the share that it buys."), ("A3", "E6"), _NEEDS,
)  # fmt: skip
breadth_trend = Measure(
    "breadth_trend", _("Trend of breadth"), "count",
    _("Families bought in the year minus those bought in the year before."), ("E6", "B1"), _NEEDS,
)  # fmt: skip

MEASURES = (breadth, breadth_trend)


def compute(frame: Frame) -> Outcome:
    """Breadth needs peers; its trend needs facts that reach back to the year before."""
    bought: Purchases = frame.done["families"].basis
    estimate: Estimate = frame.done["wallet"].basis
    if not bought.families:
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES})
    trend = (bought.money > 0).sum(axis=1) - (bought.money_before > 0).sum(axis=1).astype(np.float64)
    why = Missing.NOT_AVAILABLE if frame.reaches_before else Missing.TOO_LITTLE_HISTORY
    return Outcome(
        {
            "breadth": numeric(ratio(estimate.bought, estimate.expected)),
            "breadth_trend": numeric(np.where(bought.known & frame.reaches_before, trend, np.nan), why),
        }
    )
