"""How long each unit (a customer, or a customer and a family) goes without buying, against its own gaps. (E6, B1)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from clave.base.period import Windows
from clave.measures.frame import Bools, Ints, day_number
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits


@dataclass(frozen=True)
class Habits:
    """One value a unit; days. `times` purchase days in 36 months, `usual` the median gap, `longest` the longest one,
    `since` the days since the last purchase, `chance` the share of its gaps at least as long as that, this silence counted
    among them: what it would be by chance alone. NaN where nothing was bought, or only once."""

    times: Ints
    usual: Floats
    longest: Floats
    since: Floats
    chance: Floats


def habits(units: Ints, days: Ints, count: int, as_of: date) -> Habits:
    """The habits of `count` units from their purchase days (1970-01-01 = 0), each once and sorted by unit and day; what is
    after `as_of` or older than 36 months is not looked at."""
    today = day_number(as_of)
    seen = (days <= today) & (days >= day_number(Windows(as_of).history_from))
    units, days = units[seen], days[seen]
    last = np.full(count, np.nan)
    last[units] = days
    since = today - last
    same = units[1:] == units[:-1]
    owners, gaps = units[1:][same], (days[1:] - days[:-1])[same]
    many = np.bincount(owners, minlength=count)
    usual, longest = _spread(owners, gaps, many)
    as_long = np.bincount(owners[gaps >= since[owners]], minlength=count)
    chance = np.where(many > 0, (as_long + 1) / (many + 1), np.nan)
    return Habits(np.bincount(units, minlength=count), usual, longest, since, chance)


def _spread(owners: Ints, gaps: Ints, many: Ints) -> tuple[Floats, Floats]:
    """Median and longest gap of every unit."""
    ordered = gaps[np.lexsort((gaps, owners))].astype(np.float64)
    begin = np.cumsum(many) - many
    usual, longest = np.full((2, len(many)), np.nan)
    has = many > 0
    low, high = (begin + (many - 1) // 2)[has], (begin + many // 2)[has]
    usual[has] = (ordered[low] + ordered[high]) / 2
    longest[has] = ordered[(begin + many - 1)[has]]
    return usual, longest


def stopped(found: Habits, limits: Limits) -> Bools:
    """Which units are silent for longer than policy takes for a habit: beyond the longest gap they ever had, long enough
    to be no holiday, and not so long that everybody knows."""
    often = found.times >= limits[declared.alert_purchases]
    beyond = found.since >= limits[declared.alert_longest] * found.longest
    quiet = found.since >= limits[declared.alert_quiet]
    news = found.since <= limits[declared.alert_gone]
    return np.asarray(often & beyond & quiet & news)


def unheard(found: Habits, days: int, limits: Limits) -> npt.NDArray[np.bool_]:
    """The simple rule, to compare with: nothing bought in so many days, whoever it is."""
    often = found.times >= limits[declared.alert_purchases]
    return np.asarray(often & (found.since >= days) & (found.since <= limits[declared.alert_gone]))
