"""B1, E6: how often does a customer buy, and is it silent for longer than it ever is?"""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.frame import Bools, Frame, Ints, Outcome, day_number, numeric, ratio
from clave.measures.quantiles import EXACT, by_customer
from clave.measures.shape import Floats, Measure, Missing
from clave.policy import declared

rhythm = Measure(
    "rhythm", _("Rhythm"), "days", _("Median days between its purchase days of the last 36 months."), ("E6", "B1")
)
days_since = Measure("days_since", _("Days since"), "days", _("Days since its last purchase."), ("E6", "B1"))
overdue = Measure(
    "overdue", _("Overdue"), "quantity", _("Days since its last purchase over its rhythm: 2 = twice as long."), ("B1",)
)
silent = Measure(
    "silent", _("Silent"), "flag",
    _("Silent for longer than nearly all its own gaps; with few purchases, than those of customers of similar rhythm."),
    ("E6", "B1"),
)  # fmt: skip
purchases = Measure("purchases", _("Purchases, counted"), "count", _("Purchase days of the last 36 months."), ("E6",))

MEASURES = (rhythm, days_since, overdue, silent, purchases)


def compute(frame: Frame) -> Outcome:
    """A rhythm needs two purchase days in history; who never bought a product has no days since. The detail is the days
    past which each customer is silent, NaN where that is not known; shape (customers,)."""
    units, days = frame.purchase_days
    count = len(frame)
    last = np.full(count, np.nan)
    last[units] = days  # sorted by day: the last one stays
    since = day_number(frame.windows.as_of) - last
    recent = days >= day_number(frame.windows.history_from)
    owners, gaps = _gaps(units[recent], days[recent])
    own = by_customer(owners, gaps, count, 0.5)
    times = np.bincount(units[recent], minlength=count).astype(np.float64)
    longest = _longest(frame, owners, gaps, own, times)
    quiet = np.where(np.isnan(longest), np.nan, (since > longest).astype(np.float64))
    why = np.where(np.isnan(last), Missing.NOT_AVAILABLE, Missing.TOO_LITTLE_HISTORY).astype(np.int8)
    return Outcome(
        {
            "rhythm": numeric(own, why),
            "days_since": numeric(since),
            "overdue": numeric(ratio(since, own), why),
            "silent": numeric(quiet, why),
            "purchases": numeric(times),
        },
        longest,
    )


def _gaps(units: Ints, days: Ints) -> tuple[Ints, Floats]:
    """Customer and length of every gap between neighbouring purchase days."""
    same = units[1:] == units[:-1]
    return units[1:][same], (days[1:] - days[:-1])[same].astype(np.float64)


def _longest(frame: Frame, owners: Ints, gaps: Floats, own: Floats, times: Floats) -> Floats:
    """Days past which each customer is silent: the quantile of its own gaps, or of its peers' in units of rhythm."""
    quantile = frame.limits[declared.silent_quantile]
    steady = times >= frame.limits[declared.silent_purchases]
    alone = by_customer(owners, gaps, len(frame), quantile)
    relative = gaps / own[owners]
    trusted = steady[owners] if steady.any() else np.ones(len(owners), dtype=bool)
    pooled = own * _pooled(_band(own), _band(own)[owners], relative, trusted, quantile)
    return np.where(steady, alone, np.round(pooled, EXACT))


def _band(own: Floats) -> Ints:
    """Customers of similar rhythm: 1–2 days, 2–4, 4–8 …; 0 where there is no rhythm."""
    return np.where(np.isnan(own), 0, np.frexp(np.nan_to_num(own))[1]).astype(np.int64)


def _pooled(bands: Ints, gap_bands: Ints, relative: Floats, trusted: Bools, quantile: float) -> Floats:
    """The quantile of the relative gaps of each customer's band; of all bands where its own has none to trust."""
    by_band = by_customer(gap_bands[trusted], relative[trusted], int(bands.max(initial=0)) + 1, quantile)
    everyone = by_customer(np.zeros(int(trusted.sum()), dtype=np.int64), relative[trusted], 1, quantile)[0]
    by_band = np.where(np.isnan(by_band), everyone, by_band)
    return by_band[bands]
