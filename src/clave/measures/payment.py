"""E1, E2: how a customer pays. Open invoices count as if they were paid on the date, so that not paying never helps."""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, nobody, numeric, ratio, text
from clave.measures.opened import Opened
from clave.measures.shape import Measure, Missing

_NEEDS = ("invoice_line", "receivable")
days_beyond = Measure(
    "days_beyond", _("Days beyond terms"), "days",
    _("Money-weighted days late over what fell due in the year and everything older still open; early never offsets late."),
    ("E1", "E2"), _NEEDS,
)  # fmt: skip
within_terms = Measure(
    "within_terms", _("Paid within terms"), "share",
    _("Share of that money paid on its due date or before, or not late yet."), ("E1", "E2"), _NEEDS,
)  # fmt: skip
worst_open = Measure(
    "worst_open", _("Worst open delay"), "days",
    _("Days that the oldest open invoice is late on the date; 0 where none is."), ("E1",), _NEEDS,
)  # fmt: skip
overdue_money = Measure(
    "overdue_money", _("Overdue money"), "money", _("Open money past its due date."), ("E1",), _NEEDS
)

MEASURES = (days_beyond, within_terms, worst_open, overdue_money)


def compute(frame: Frame) -> Outcome:
    """The habit as of the date only. A customer whose invoices have not fallen due yet has too little history."""
    if not frame.loaded("receivable"):
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES})
    rows = frame.query("payment")
    due, owes = frame.spread(rows, "due"), frame.spread(rows, "worst_open")
    why = np.where(np.isnan(owes), Missing.NOT_AVAILABLE, Missing.TOO_LITTLE_HISTORY).astype(np.int8)
    columns = {
        "days_beyond": numeric(ratio(frame.spread(rows, "money_days"), due), why),
        "within_terms": numeric(ratio(frame.spread(rows, "in_time"), due), why),
        "worst_open": numeric(owes),
        "overdue_money": numeric(frame.spread(rows, "overdue_money")),
    }
    late = frame.warehouse.query(text("payment_late"), **frame.values())
    return Outcome(columns, Opened(frame.codes, late))
