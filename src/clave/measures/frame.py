"""What every family of measures computes from: one open warehouse, the windows of a date, and who the customers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clave.base.period import Windows
from clave.facts.engine import OpenBook
from clave.facts.warehouse import Value
from clave.measures.shape import Column, Floats, Missing
from clave.policy.limits import Limits

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Rows = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Outcome:
    """What a family gives: its columns, what they open to, and what later families compute from."""

    columns: Mapping[str, Column]
    detail: Any = None
    basis: Any = None


@dataclass(frozen=True)
class Frame:
    """Facts, policy and windows of one run. A customer (or group) is its position 0 … n − 1 in code order.

    `first_day` is the day on which the facts begin; None in an empty book."""

    warehouse: OpenBook
    limits: Limits
    windows: Windows
    codes: tuple[str, ...]
    currency: str
    first_day: date | None
    done: dict[str, Outcome] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.codes)

    def query(self, name: str, **values: Value) -> Rows:
        """The columns of `sql/<name>.sql` at this date; numbers with NaN where NULL, dates as days, text as objects."""
        table = self.warehouse.query(text(name), **self.values(), **values)
        return {column: _array(table[column]) for column in table.column_names}

    def values(self) -> dict[str, Value]:
        """What every SQL file may ask for by name."""
        return {**self.windows.dates(), "currency": self.currency}

    def loaded(self, *tables: str) -> bool:
        """Whether every one of these tables was loaded."""
        return self.warehouse.loaded.issuperset(tables)

    def spread(self, rows: Rows, name: str, fill: float = np.nan) -> Floats:
        """A column of a result that has one row per customer, in customer order; `fill` where there is no row."""
        values = np.full(len(self), fill)
        values[rows["unit"].astype(np.int64)] = rows[name]
        return values

    @cached_property
    def purchase_days(self) -> tuple[Ints, Ints]:
        """Customer and day of every purchase day up to the date, sorted by both; days since 1970-01-01."""
        rows = self.query("days")
        return rows["unit"].astype(np.int64), rows["date"].astype(np.int64)

    def column(self, key: str) -> Column:
        """A column that an earlier family has computed."""
        return next(outcome.columns[key] for outcome in self.done.values() if key in outcome.columns)

    def numbers(self, key: str) -> Floats:
        """Its numbers, NaN where missing."""
        return np.asarray(self.column(key).values, dtype=np.float64)

    @property
    def reaches_before(self) -> bool:
        """Whether the facts reach back to the month in which `before` begins."""
        start = self.windows.before_from
        return self.first_day is not None and (self.first_day.year, self.first_day.month) <= (start.year, start.month)


def numeric(values: Floats, why: Missing | npt.NDArray[np.int8] = Missing.NOT_AVAILABLE) -> Column:
    """A column of numbers; where they are NaN it is `why` that they are."""
    return Column(values, np.where(np.isnan(values), why, Missing.NO).astype(np.int8))


def nobody(count: int, why: Missing = Missing.NOT_AVAILABLE) -> Column:
    """A column in which nobody has a value."""
    return numeric(np.full(count, np.nan), why)


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below where below is positive, NaN elsewhere."""
    good = below > 0
    return np.where(good, above / np.where(good, below, 1.0), np.nan)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as the arrays of dates hold them."""
    return (day - date(1970, 1, 1)).days


@cache
def text(name: str) -> str:
    """The SQL of a measure family."""
    return files("clave.measures").joinpath("sql", f"{name}.sql").read_text("utf-8")


def _array(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    if pa.types.is_date(column.type):
        column = column.cast(pa.date32()).cast(pa.int32())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return np.array(column.to_pylist(), dtype=object)
    array = column.combine_chunks()
    if pa.types.is_integer(column.type) and not array.null_count:
        return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.int64)
    return np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
