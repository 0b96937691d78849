"""B1, A3: which product families a customer buys, and which it has stopped buying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, day_number, nobody, numeric, text
from clave.measures.opened import Opened
from clave.measures.shape import Floats, Measure
from clave.policy import declared
from clave.policy.limits import Limits

_NEEDS = ("invoice_line", "product")
families_bought = Measure(
    "families_bought", _("Families bought"), "count",
    _("Product families with net purchases above zero in the year."), ("A3", "B3"), _NEEDS,
)  # fmt: skip
lost_families = Measure(
    "lost_families", _("Families lost"), "count",
    _("Families it used to buy whose own rhythm is long overdue."), ("B1", "G10"), _NEEDS,
)  # fmt: skip

MEASURES = (families_bought, lost_families)


@dataclass(frozen=True)
class Purchases:
    """Net money by customer and family in the year and the year before; shape (customers, families).

    `known` tells who has any line with a family in either year, or no product line at all."""

    families: tuple[str, ...]
    money: Floats
    money_before: Floats
    known: npt.NDArray[np.bool_]


def compute(frame: Frame) -> Outcome:
    """Families are the product file's, else the invoice's own; where nobody has any they are not available."""
    bought = purchases(frame)
    if not bought.families:
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES}, basis=bought)
    lost = _lost(frame)
    counted = np.bincount(np.asarray(lost["unit"].to_numpy(), dtype=np.int64), minlength=len(frame))
    columns = {
        "families_bought": numeric(np.where(bought.known, (bought.money > 0).sum(axis=1), np.nan)),
        "lost_families": numeric(np.where(bought.known, counted, np.nan)),
    }
    return Outcome(columns, Opened(frame.codes, lost), bought)


def purchases(frame: Frame) -> Purchases:
    """What every customer bought of every family."""
    rows = frame.query("families")
    families = tuple(sorted({family for family in rows["family"].tolist() if family}))
    place = {family: index for index, family in enumerate(families)}
    at = np.array([place.get(family, -1) for family in rows["family"].tolist()], dtype=np.int64)
    named = at >= 0
    units = rows["unit"].astype(np.int64)
    money, before = np.zeros((2, len(frame), len(families)))
    money[units[named], at[named]] = rows["money"][named]
    before[units[named], at[named]] = rows["money_before"][named]
    known = np.ones(len(frame), dtype=bool)
    known[units[~named]] = False
    known[units[named]] = True
    return Purchases(families, money, before, known)


def _lost(frame: Frame) -> pa.Table:
    """Families bought often enough, whose days since the last purchase reach so many times their rhythm."""
    spent_from = frame.windows.history_from - timedelta(days=365)  # the year up to a last purchase may begin before
    table = frame.warehouse.query(text("family_rhythm"), **frame.values(), spent_from=spent_from)
    last = np.asarray(table["last_date"].cast(pa.int32()).to_numpy(), dtype=np.float64)
    rhythm = np.asarray(table["rhythm"].cast(pa.float64()).to_numpy(), dtype=np.float64)
    purchases = np.asarray(table["purchases"].to_numpy(), dtype=np.float64)
    return table.filter(pa.array(stopped(purchases, day_number(frame.windows.as_of) - last, rhythm, frame.limits)))


def stopped(purchases: Floats, since: Floats, rhythm: Floats, limits: Limits) -> npt.NDArray[np.bool_]:
    """Which families count as lost: `purchases` days, days `since` the last, usual gap in days (NaN = none)."""
    often = purchases >= limits[declared.family_purchases]
    return np.asarray(often & (since >= limits[declared.family_overdue] * rhythm))
