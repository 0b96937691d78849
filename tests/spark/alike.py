"""Comparing what two engines say, cell by cell, and companies put side by side so that one question asks about many."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from clave.measures.shape import Measured
from tests.oracle.measure_books import Company, Rows, company

LAST_BITS = 4e-16
"""Two units in the last place: DuckDB turns a decimal of more than 15 digits into a double by dividing, Spark by reading its
digits. Everything else, and every decimal below that, must be equal to the bit."""
NAMED = ("customer", "product", "document")


def differences(one: Measured, other: Measured) -> list[str]:
    """Every cell in which two answers differ, in words."""
    found = [] if one.customers == other.customers else [f"customers {one.customers} {other.customers}"]
    found += [] if one.names == other.names else [f"names {one.names} {other.names}"]
    found += [] if list(one.columns) == list(other.columns) else ["other measures"]
    for key, column in one.columns.items():
        cells = zip(
            one.customers,
            column.values,
            other.columns[key].values,
            column.missing,
            other.columns[key].missing,
            strict=True,
        )
        for customer, got, want, missing, lacks in cells:
            if missing != lacks or not same(got, want):
                found.append(f"{key} of {customer}: {got!r} ({missing}), and {want!r} ({lacks})")
    return found


def opened_alike(one: Measured, other: Measured) -> list[str]:
    """The families whose figures do not open to the same rows."""
    return [key for key in one.details if not same(plain(one.details[key], one), plain(other.details[key], other))]


def plain(value: Any, measured: Measured) -> Any:
    """A detail as plain Python: what opens by customer is opened for each."""
    if isinstance(value, Mapping):
        return {key: plain(value[key], measured) for key in value}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name), measured) for field in fields(value) if field.name != "limits"
        }
    if isinstance(value, tuple | list):
        return [plain(part, measured) for part in value]
    return value.to_pylist() if isinstance(value, pa.Table) else value


def same(got: Any, want: Any) -> bool:
    """Equal; numbers to the last bits, NaN and NaN."""
    if isinstance(got, Mapping):
        return got.keys() == want.keys() and all(same(got[key], want[key]) for key in got)
    if isinstance(got, tuple | list):
        return len(got) == len(want) and all(same(a, b) for a, b in zip(got, want, strict=True))
    if isinstance(got, float) and isinstance(want, float):
        return got == want or (math.isnan(got) and math.isnan(want)) or math.isclose(got, want, rel_tol=LAST_BITS)
    return bool(got == want)


def together(seed: int, count: int, size: int) -> Company:
    """`count` hostile companies in one book, each with customers, products and documents of its own."""
    parts = [company(seed + place, size) for place in range(count)]
    rows: Rows = {}
    for place, part in enumerate(parts):
        for table, some in part.rows.items():
            rows.setdefault(table, []).extend(_own(row, f"{place:02}·") for row in some)
    return Company(rows, parts[0].limits, parts[0].as_of, seed, size)


def _own(row: dict[str, Any], mark: str) -> dict[str, Any]:
    return {name: mark + value if name in NAMED and value else value for name, value in row.items()}
