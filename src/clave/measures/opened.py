"""What a figure opens to: rows of facts by customer, turned into Python only for the customer that is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

Row = Mapping[str, Any]


class Opened(Mapping[str, tuple[Row, ...]]):
    """Rows by customer code, from a table sorted by its column `unit` (the customer's position); () where it has none."""

    def __init__(self, codes: tuple[str, ...], table: pa.Table) -> None:
        self._position = {code: position for position, code in enumerate(codes)}
        units = np.asarray(table["unit"].to_numpy(), dtype=np.int64)
        self._starts = np.searchsorted(units, np.arange(len(codes) + 1))
        self._rows = table.drop_columns(["unit"])

    def __getitem__(self, customer: str) -> tuple[Row, ...]:
        position = self._position[customer]
        start, end = int(self._starts[position]), int(self._starts[position + 1])
        return tuple(self._rows.slice(start, end - start).to_pylist())

    def __iter__(self) -> Iterator[str]:
        return iter(self._position)

    def __len__(self) -> int:
        return len(self._position)
