"""E5: does a customer grow, and how sure is that?"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from clave.base.period import Windows
from clave.base.words import _
from clave.measures.frame import Frame, Ints, Outcome, numeric, ratio
from clave.measures.quantiles import along, middle
from clave.measures.shape import Floats, Measure, Missing
from clave.policy import declared

MONTHS = 24  # the windows `year` and `before` of method.md §1
CHUNK = 2000  # customers whose draws are held in memory at a time

growth = Measure(
    "growth", _("Growth"), "share",
    _("Purchases of the year over those of the year before, minus one. A new customer has none."), ("E5",),
)  # fmt: skip
growth_median = Measure(
    "growth_median", _("Growth, month by month"), "share",
    _("Median change of a month against the same month a year before, over 24 months."), ("E5",),
)  # fmt: skip
growth_low = Measure(
    "growth_low", _("Growth, lower bound"), "share",
    _("Lower end of the interval of that median, by redrawing blocks of months."), ("E5",),
)  # fmt: skip
growth_high = Measure(
    "growth_high", _("Growth, upper bound"), "share",
    _("Upper end of the interval of that median, by redrawing blocks of months."), ("E5",),
)  # fmt: skip

MEASURES = (growth, growth_median, growth_low, growth_high)


def compute(frame: Frame) -> Outcome:
    """Growth of who bought in enough of 24 months; the others have too little history. The detail is the series
    of months by customer, oldest first; shape (customers, 24)."""
    months = series(frame)
    before, year = months[:, : MONTHS // 2], months[:, MONTHS // 2 :]
    enough = ((months > 0).sum(axis=1) >= frame.limits[declared.growth_months]) & frame.reaches_before
    changes = np.where(before > 0, year / np.where(before > 0, before, 1.0) - 1.0, np.nan)
    changes[~enough] = np.nan
    whole = ratio(frame.numbers("money"), frame.numbers("money_before")) - 1.0
    low, high = _interval(frame, changes)
    columns = {
        "growth": np.where(enough, whole, np.nan),
        "growth_median": middle(changes.copy()),
        "growth_low": low,
        "growth_high": high,
    }
    return Outcome({key: numeric(values, Missing.TOO_LITTLE_HISTORY) for key, values in columns.items()}, months)


def series(frame: Frame) -> Floats:
    """Net money of each customer in each of the 24 months up to the date, oldest first; shape (customers, 24)."""
    frame.warehouse.add("slot", _slots(frame.windows))
    rows = frame.query("growth")
    months = np.zeros((len(frame), MONTHS))
    months[rows["unit"], rows["slot"]] = rows["net"]
    return months


def _slots(windows: Windows) -> pa.Table:
    firsts = [windows.first_of(MONTHS - slot) for slot in range(MONTHS)]
    lasts = [*(following - timedelta(days=1) for following in firsts[1:]), windows.as_of]
    return pa.table({"slot": pa.array(range(MONTHS), pa.int32()), "first_day": firsts, "last_day": lasts})


def _interval(frame: Frame, changes: Floats) -> tuple[Floats, Floats]:
    """Ends of the interval of the median of `changes`, by a circular block bootstrap with the policy's seed."""
    limits = frame.limits
    chosen = _blocks(
        limits[declared.seed], limits[declared.growth_draws], limits[declared.growth_block], changes.shape[1]
    )
    tail = (1.0 - limits[declared.interval_level]) / 2.0
    low, high = np.full(len(changes), np.nan), np.full(len(changes), np.nan)
    known = np.flatnonzero((~np.isnan(changes)).any(axis=1))
    for start in range(0, len(known), CHUNK):
        some = known[start : start + CHUNK]
        medians = middle(changes[some][:, chosen])
        low[some], high[some] = along(medians, tail), along(medians, 1.0 - tail)
    return low, high


def _blocks(seed: int, draws: int, block: int, length: int) -> Ints:
    """Positions of the months of every draw: blocks of neighbouring months, the last one followed by the first."""
    starts = np.random.default_rng(seed).integers(0, length, size=(draws, -(-length // block)))
    positions = (starts[:, :, None] + np.arange(block)) % length
    return positions.reshape(draws, -1)[:, :length]
