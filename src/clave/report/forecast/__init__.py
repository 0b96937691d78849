"""What a customer is likely to buy next, with a range, and how good the last such forecast was. (G10, method.md §6)

- `learned` reads once for the whole company how far forecasts missed;
- `project` says the months ahead of one customer, family by family and together;
- `looked_back` holds the last forecast against what was bought.

docs/explanation/pronostico.md has the rule with worked figures and how it was measured."""

from __future__ import annotations

from clave.report.forecast.experience import Experience, learned
from clave.report.forecast.looked_back import Compared, LookedBack, before, looked_back
from clave.report.forecast.project import Expected, Forecast, Projection, project
from clave.report.forecast.series import Series

__all__ = [
    "Compared", "Expected", "Experience", "Forecast", "LookedBack", "Projection", "Series", "before", "learned", "looked_back",
    "project",
]  # fmt: skip
