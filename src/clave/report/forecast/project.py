"""What a customer is likely to buy of each family in the months ahead, with a range: the proposal for its budget. (G10)

Where nothing can be said there is a reason, never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _, counted
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.forecast.experience import Experience, Missed, expected_of, own, varied
from clave.report.forecast.series import FINE, SHORT, TOO_LARGE, UNSURE, WHY, Series, matrix, readable, since, together

Amounts = tuple[float, ...]


@dataclass(frozen=True)
class Expected:
    """An amount for each month ahead, between `low` and `high`; their sum, with a range of its own, because months that miss to
    either side make up for each other. No amount is below zero."""

    point: Amounts
    low: Amounts
    high: Amounts
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Forecast:
    """Of one family or of all together: what is expected, or None; `why` says by which reckoning, or why there is none."""

    expected: Expected | None
    why: Text

    def __bool__(self) -> bool:
        return self.expected is not None


@dataclass(frozen=True)
class Projection:
    """The months ahead (first days), every family in the order it was handed in, and all those that can be forecast `together`.

    `left_out` have no forecast and are not in the whole; `level` is the share of the past that the range would have held."""

    months: tuple[date, ...]
    families: Mapping[str, Forecast]
    together: Forecast
    left_out: tuple[str, ...]
    level: float

    @property
    def says(self) -> Text:
        """What the range is, as it is printed below it."""
        said = _("Of ten ranges made like this, about {inside} held what was then bought.")
        return said.fill(inside=Figure(self.level * 10, "count"))

    @property
    def without(self) -> Text | None:
        """That families are not in the whole, or None."""
        count = len(self.left_out)
        if not count:
            return None
        return counted(
            "{n} family has no forecast and is not in it", "{n} families have no forecast and are not in it", count
        )


def project(
    series: Series, *, start: date, limits: Limits, horizon: int | None = None, experience: Experience | None = None
) -> Projection:
    """The months after those of `series`, whose first one begins on `start`.

    `horizon` None = as policy says; `experience` is what the company's past teaches (`learned`): where it is not given, or too
    little, the customer's own past has to do."""
    ahead = horizon or limits[declared.forecast_horizon]
    names = sorted(series)  # the order in which they come must change no digit
    rows = matrix({name: series[name] for name in names})
    why, months = readable(rows, limits), since(rows)
    fine = np.flatnonzero(why == FINE)
    known = _known(experience, rows[fine], limits, ahead)
    expected = expected_of(rows[fine], ahead, limits)
    told = dict(
        zip(fine.tolist(), _forecasts(expected, varied(rows[fine], limits), known.families, limits), strict=True)
    )
    found = {
        name: told[at] if at in told else _without(int(why[at]), int(months[at]), limits)
        for at, name in enumerate(names)
    }
    whole = Forecast(None, _nobody(found))
    if len(fine):
        width = varied(together(rows[fine])[None], limits)
        whole = _forecasts(together(expected)[None], width, known.totals, limits)[0]
    return Projection(
        tuple(months_before(start, -rows.shape[1] - place) for place in range(ahead)),
        {name: found[name] for name in series},
        whole,
        tuple(name for name in series if not found[name]),
        limits[declared.forecast_range],
    )


def _known(experience: Experience | None, rows: Floats, limits: Limits, horizon: int) -> Experience:
    """What the company's past teaches, and the customer's own where that teaches nothing."""
    known = experience or Experience()
    if known.families and known.totals:
        return known
    alone = own(rows, limits, horizon)
    return Experience(known.families or alone.families, known.totals or alone.totals)


def _nobody(found: Mapping[str, Forecast]) -> Text:
    """Why there is no whole: the reason of the family if there is one alone, or what holds for all of them."""
    reasons = {forecast.why for forecast in found.values()}
    return reasons.pop() if len(reasons) == 1 else _("Of no family enough is known") if reasons else WHY[2]


def _forecasts(expected: Floats, width: Floats, missed: Missed | None, limits: Limits) -> list[Forecast]:
    if missed is None:
        return [_without(UNSURE, 0, limits) for _row in expected]
    with np.errstate(over="ignore", invalid="ignore"):
        return [_forecast(point, float(one), missed, limits) for point, one in zip(expected, width, strict=True)]


def _forecast(point: Floats, width: float, missed: Missed, limits: Limits) -> Forecast:
    """The range holds what is expected and nothing below zero."""
    total = float(point.sum())
    low = np.clip(point + missed.month_low * width, 0.0, point)
    high = np.maximum(point + missed.month_high * width, point)
    total_low = min(max(total + missed.sum_low * width, 0.0), total)
    total_high = max(total + missed.sum_high * width, total)
    if not np.isfinite([*high, total, total_high]).all():
        return _without(TOO_LARGE, 0, limits)
    sides = tuple(point.tolist()), tuple(low.tolist()), tuple(high.tolist())
    return Forecast(Expected(*sides, total, total_low, total_high), WHY[FINE])


def _without(why: int, known: int, limits: Limits) -> Forecast:
    reason = WHY[why]
    if why == SHORT:
        reason = reason.fill(known=Figure(known, "months"), least=Figure(limits[declared.forecast_least], "months"))
    return Forecast(None, reason)
