"""What a measure is, and how its values are held: a value, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from clave.base.figures import Unit
from clave.base.words import Text

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]
Kind = Unit | Literal["text", "flag"]


class Missing(IntEnum):
    """Why a customer has no value: missing is not zero."""

    NO = 0
    NOT_AVAILABLE = 1  # the file that would give it is not loaded, or holds nothing for this customer
    TOO_LITTLE_HISTORY = 2


@dataclass(frozen=True)
class Measure:
    """One measure: what it means, its unit, the rows of product.md it serves and the fact tables it needs."""

    key: str
    label: Text
    unit: Kind
    meaning: Text
    source: tuple[str, ...]
    needs: tuple[str, ...] = ("invoice_line",)


@dataclass(frozen=True)
class Column:
    """The values of one measure: numbers with NaN, or objects with None, where `missing` says why."""

    values: Floats | Objects
    missing: npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Measured:
    """Measures of all customers at a date: `customers` in code order; every column has their length.

    `details` keeps, per family of measures, what its figures open to (lost families, peers, failed invoices)."""

    customers: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, Column]
    currency: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.customers)

    def numbers(self, measure: Measure) -> Floats:
        """Values as floats, NaN where missing; shape (customers,)."""
        return np.asarray(self.columns[measure.key].values, dtype=np.float64)

    def words(self, measure: Measure) -> Objects:
        """Values as text or None; shape (customers,)."""
        return np.asarray(self.columns[measure.key].values, dtype=object)

    def known(self, measure: Measure) -> npt.NDArray[np.bool_]:
        """Where there is a value; shape (customers,)."""
        return np.asarray(self.columns[measure.key].missing == Missing.NO)

    def available(self, measure: Measure) -> bool:
        """Whether anybody has a value."""
        return bool(self.known(measure).any())

    def index(self, customer: str) -> int:
        """Position of a customer; ValueError where unknown."""
        return self.customers.index(customer)


def floats(values: Sequence[Any], missing: npt.NDArray[np.int8] | None = None) -> Column:
    """A numeric column from Python values; None becomes NaN and *not available* unless `missing` says otherwise."""
    array = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    why = np.where(np.isnan(array), Missing.NOT_AVAILABLE, Missing.NO).astype(np.int8) if missing is None else missing
    return Column(array, why)


def texts(values: Sequence[Any]) -> Column:
    """A column of words; None is *not available*."""
    array = np.array(list(values), dtype=object)
    return Column(array, np.array([Missing.NOT_AVAILABLE if v is None else Missing.NO for v in values], dtype=np.int8))


Compute = Callable[..., Mapping[str, Column]]
