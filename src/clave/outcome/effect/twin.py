"""The weights of a synthetic control: not negative, of sum one, nearest in least squares to what is to be imitated.

Abadie, Diamond and Hainmueller 2010, by outcomes alone."""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from clave.measures.shape import Floats

FIRM = 1e4  # how much heavier the row that makes the weights sum to one is than the data


def weights(wanted: Floats, donors: Floats) -> Floats:
    """Of each donor (columns of `donors`, months × donors) so that they imitate `wanted` (months).

    Raises ValueError without donors or with unknown months."""
    if not donors.shape[1] or np.isnan(donors).any() or np.isnan(wanted).any():
        raise ValueError("a twin needs donors and months that are all known")
    scale = max(float(np.abs(donors).max()), float(np.abs(wanted).max()), 1e-300)
    rows = np.vstack([donors / scale, np.full((1, donors.shape[1]), FIRM)])
    found, _rest = nnls(rows, np.append(wanted / scale, FIRM))
    return np.asarray(found / found.sum(), dtype=np.float64)


def rmse(values: Floats) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values))))
