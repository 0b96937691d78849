"""E11: how much does a customer pay in advance or on delivery, and what does that cost in discount?"""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, numeric, ratio
from clave.measures.shape import Measure

cash_share = Measure(
    "cash_share", _("Paid in cash"), "share",
    _("Invoiced money of the year payable on delivery or before; without terms, paid on the day of the invoice or before."),
    ("E11",), ("invoice_line", "receivable"),
)  # fmt: skip
cash_discount = Measure(
    "cash_discount", _("Discount given for cash"), "money",
    _("What the discounts on those lines were worth."), ("E11",), ("invoice_line",),
)  # fmt: skip

MEASURES = (cash_share, cash_discount)


def compute(frame: Frame) -> Outcome:
    """From the terms of the lines; for customers whose lines have none, from their receivables."""
    rows = frame.query("cash")
    by_terms = ratio(frame.spread(rows, "cash"), frame.spread(rows, "money"))
    paid = frame.query("cash_paid")
    otherwise = ratio(frame.spread(paid, "cash"), frame.spread(paid, "money"))
    given = np.zeros(len(frame))
    discount = np.clip(rows["discount"], 0.0, None)
    usual = discount < 1.0  # who pays nothing was given no discount for cash
    worth = rows["discounted"][usual] * discount[usual] / (1.0 - discount[usual])
    np.add.at(given, rows["unit"][usual], worth)
    return Outcome(
        {
            "cash_share": numeric(np.where(np.isnan(by_terms), otherwise, by_terms)),
            "cash_discount": numeric(np.where(np.isnan(by_terms), np.nan, given)),
        }
    )
