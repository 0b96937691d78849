"""A4: one criterion that is judged kind by kind, and how its kinds make one value.

The rule is policy (`judged.kinds`), the same for one customer on a screen as for all of them in a list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clave.base.words import Text, _
from clave.measures.shape import Floats

KIND_NAMES: Mapping[str, Text] = {
    "product": _("Knowledge of product"),
    "service": _("Knowledge of service"),
    "market": _("Knowledge of market"),
    "demand": _("Level of demand"),
    "singularity": _("Singularity"),
}
WHOLE: Text = _("The benefit as a whole")
"""What was judged before there were kinds, or in a file that names none: a line of its own."""


def together(lines: Floats, rule: str) -> Floats:
    """What the kinds come to: `best` one, or `mean` of those that are known; shape (kinds, customers) → (customers,).

    A kind that nobody has rated is NaN and stays out of it: unknown is not zero. NaN where all of them are."""
    if rule == "mean":
        known = (~np.isnan(lines)).sum(axis=0)
        return np.where(known > 0, np.nansum(lines, axis=0) / np.maximum(known, 1), np.nan)
    return np.asarray(np.fmax.reduce(lines, axis=0), dtype=np.float64)
