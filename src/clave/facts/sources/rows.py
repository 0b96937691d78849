"""Rows of a driver as Arrow, each column in a type that the intake reads without guessing, and stable over pages."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

LARGEST = 2**63 - 1
PLACES = 10
"""Decimals that are kept; a division of a database can have hundreds."""


def as_arrow(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows under their headers. A column of one kind keeps it; one of several kinds becomes text."""
    columns = zip(*rows, strict=True) if rows else ([] for _header in headers)
    arrays = [_array([_plain(value) for value in column]) for column in columns]
    return pa.table(arrays, names=list(headers))


def _plain(value: Any) -> Any:
    """A value that Arrow and the intake know: moments as the clock on the wall of the source, what is no number as none."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _rounded(value) if value.is_finite() else None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _rounded(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return round(value, PLACES) if isinstance(exponent, int) and exponent < -PLACES else value


def _array(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values} - {type(None)}
    if not kinds:
        return pa.nulls(len(values))
    if kinds <= {int, Decimal} and _fits(values):
        return pa.array(values if kinds == {int} else [None if v is None else Decimal(v) for v in values])
    if kinds <= {int, float, Decimal}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    if kinds <= {date, datetime}:
        return pa.array([_day(value) for value in values], pa.date32()) if date in kinds else pa.array(values)
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _fits(values: list[Any]) -> bool:
    """Whether whole numbers fit 64 bits and decimals 38 digits."""
    numbers = [value for value in values if value is not None]
    if any(isinstance(value, int) and abs(value) > LARGEST for value in numbers):
        return False
    decimals = [value for value in numbers if isinstance(value, Decimal)]
    places = max((-int(value.as_tuple().exponent) for value in decimals), default=0)
    whole = max(
        (value.adjusted() + 1 if isinstance(value, Decimal) else len(str(abs(value))) for value in numbers), default=1
    )
    return max(whole, 1) + max(places, 0) <= 38


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
