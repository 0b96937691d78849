"""E6: in how many of the months since it began does a customer buy?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from clave.base.period import month_index
from clave.base.words import _
from clave.measures.frame import Frame, Outcome, numeric
from clave.measures.shape import Column, Measure, Missing

HISTORY_MONTHS = 36  # the window `history` of method.md §1, in calendar months

continuity = Measure(
    "continuity", _("Continuity"), "share",
    _("Calendar months with a purchase over the months since the first one, both within the last 36."), ("E6",),
)  # fmt: skip
months_bought = Measure(
    "months_bought", _("Months with purchase"), "count", _("Calendar months with a purchase, of the last 36."), ("E6",)
)
first_purchase = Measure(
    "first_purchase", _("First purchase"), "date", _("Day of the first purchase in the facts."), ("E6",)
)

MEASURES = (continuity, months_bought, first_purchase)


def compute(frame: Frame) -> Outcome:
    """Continuity by calendar month; a purchase is a day with a product line of positive net that is no credit."""
    units, days = frame.purchase_days
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12 + 1
    last = month_index(frame.windows.as_of)
    recent = months > last - HISTORY_MONTHS
    pairs = np.unique(units[recent] * HISTORY_MONTHS + (last - months[recent]))
    bought = np.bincount(pairs // HISTORY_MONTHS, minlength=len(frame)).astype(np.float64)
    first = np.full(len(frame), np.iinfo(np.int64).max)
    np.minimum.at(first, units, months)
    began = first <= last
    since = np.where(began, np.minimum(last - first + 1, HISTORY_MONTHS), 1)
    return Outcome(
        {
            "continuity": numeric(np.where(began, bought / since, np.nan)),
            "months_bought": numeric(bought),
            "first_purchase": _first(frame),
        }
    )


def _first(frame: Frame) -> Column:
    units, days = frame.purchase_days
    buyers, where = np.unique(units, return_index=True)
    values = np.full(len(frame), None, dtype=object)
    for buyer, day in zip(buyers.tolist(), days[where].tolist(), strict=True):
        values[buyer] = date(1970, 1, 1) + timedelta(days=day)
    missing = np.full(len(frame), Missing.NOT_AVAILABLE, dtype=np.int8)
    missing[buyers] = Missing.NO
    return Column(values, missing)
