"""How good the last forecast was for this customer: made again with what was known then, held against what was bought. (G10)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.forecast.experience import Experience
from clave.report.forecast.project import Forecast, project
from clave.report.forecast.series import Series, matrix, together

HELD = _("We expected {expected}, from {low} to {high}, and you bought {actual}: within the range.")
ABOVE = _("We expected {expected}, from {low} to {high}, and you bought {actual}: more than the range held.")
BELOW = _("We expected {expected}, from {low} to {high}, and you bought {actual}: less than the range held.")
NOT_KNOWN = _("What was bought in these months is not known")


@dataclass(frozen=True)
class Compared:
    """What was expected of a family, or of all together, and what was bought: None = one of the two is not known."""

    forecast: Forecast
    actual: float | None

    @property
    def inside(self) -> bool | None:
        """Whether the range held what was bought; None where nothing can be compared."""
        if self.forecast.expected is None or self.actual is None:
            return None
        return self.forecast.expected.total_low <= self.actual <= self.forecast.expected.total_high

    def says(self, currency: str) -> Text:
        """In words, with its figures in money."""
        expected, inside = self.forecast.expected, self.inside
        if expected is None:
            return self.forecast.why
        if self.actual is None:
            return NOT_KNOWN
        said = HELD if inside else ABOVE if self.actual > expected.total_high else BELOW
        return said.fill(
            expected=Figure(expected.total, "money", currency),
            low=Figure(expected.total_low, "money", currency),
            high=Figure(expected.total_high, "money", currency),
            actual=Figure(self.actual, "money", currency),
        )


@dataclass(frozen=True)
class LookedBack:
    """The months that were ahead then (first days), every family, and together those that had a forecast; `held` ranges of
    `told` held what was bought."""

    months: tuple[date, ...]
    families: Mapping[str, Compared]
    together: Compared
    held: int
    told: int


def looked_back(
    series: Series, *, start: date, limits: Limits, horizon: int | None = None, experience: Experience | None = None
) -> LookedBack:
    """The last `horizon` months of `series` (its first one begins on `start`) as they would have been forecast with the months
    before them; `experience` must have been learned from those too (`before`)."""
    ahead = horizon or limits[declared.forecast_horizon]
    then = project(before(series, ahead), start=start, limits=limits, horizon=ahead, experience=experience)
    bought = matrix(series)[:, -ahead:]
    actual = {name: _sum(months) for name, months in zip(series, bought, strict=True)}
    families = {name: Compared(forecast, actual[name]) for name, forecast in then.families.items()}
    had = [at for at, name in enumerate(series) if then.families[name]]
    told = [one.inside for one in families.values() if one.inside is not None]
    return LookedBack(
        then.months,
        families,
        Compared(then.together, _sum(together(bought[had]))),
        sum(told),
        len(told),
    )


def before(series: Series, months: int) -> Series:
    """The same without the last `months`."""
    return {name: tuple(values)[: max(0, len(values) - months)] for name, values in series.items()}


def _sum(months: Floats) -> float | None:
    with np.errstate(over="ignore"):
        total = float(months.sum())
    return total if np.isfinite(total) else None
