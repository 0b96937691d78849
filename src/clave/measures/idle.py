"""E8: how much of the seconds and of the slow or dead stock does a customer take?"""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, nobody, numeric
from clave.measures.shape import Measure

_NEEDS = ("invoice_line", "product")
idle_money = Measure(
    "idle_money", _("Idle stock taken"), "money",
    _("Net purchases of the year in products of second quality or of slow or dead rotation."), ("E8",), _NEEDS,
)  # fmt: skip
idle_kilos = Measure("idle_kilos", _("Idle stock taken, kilos"), "kilos", _("The same in kilos."), ("E8",), _NEEDS)
idle_share = Measure(
    "idle_share", _("Share of the idle stock"), "share",
    _("Its share of all idle stock sold to known customers in the year."), ("E8",), _NEEDS,
)  # fmt: skip

MEASURES = (idle_money, idle_kilos, idle_share)
_JUDGED = "SELECT COALESCE(SUM(item.judged), 0) AS judged FROM item AS item"


def compute(frame: Frame) -> Outcome:
    """Zero for who took none; not available where the product file says neither quality nor rotation of anything."""
    if not frame.warehouse.query(_JUDGED)["judged"][0].as_py():
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES})
    rows = frame.query("idle")
    taken = frame.spread(rows, "money", 0.0)
    weighed = frame.spread(rows, "weighed_lines")
    total = float(rows["total"][0]) if len(rows["total"]) else 0.0
    kilos = np.where(weighed == 0, np.nan, frame.spread(rows, "kilos", 0.0))
    some = bool((weighed > 0).any())
    return Outcome(
        {
            "idle_money": numeric(taken),
            "idle_kilos": numeric(kilos) if some else nobody(len(frame)),
            "idle_share": numeric(taken / total) if total > 0 else nobody(len(frame)),
        }
    )
