"""The measures of a population in a file, so that another policy can be tried on them without measuring again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from clave.measures.registry import MEASURES
from clave.measures.shape import Column, Measured
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.rows import written
from clave.policy.shape import Value

READ: tuple[Value[Any], ...] = (
    declared.abc_a, declared.abc_b,
    declared.growth_months, declared.growth_draws, declared.growth_block, declared.interval_level, declared.seed,
    declared.silent_quantile, declared.silent_purchases, declared.family_purchases, declared.family_overdue,
    declared.peer_share, declared.peer_quantile, declared.peer_minimum, declared.peer_maximum, declared.wallet_days,
    declared.judged_days, declared.judged_kinds,
    declared.cost_currency, declared.cost_order_line, declared.cost_small_order, declared.cost_small_limit,
    declared.cost_delivery, declared.cost_urgent, declared.cost_visit, declared.cost_call, declared.cost_lab_hour,
    declared.cost_capital,
)  # fmt: skip
"""The values that the measures read: where all of these are equal, so are the measures of the same facts and date."""

FORMAT = 2
_WHY, _CURRENCY = "/why", b"currency"


def name_of(facts_version: str, recorded: str, as_of: date, limits: Limits) -> str:
    """The name of the file that holds the measures of these facts, with what people had `recorded`, at that date under this
    policy."""
    content = {value.key: written(limits[value]) for value in READ} | {
        "measures": [*MEASURES], "recorded": recorded, "format": FORMAT,
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
    return f"{facts_version}-{as_of.isoformat()}-{digest}.arrow"


def keep(measured: Measured, path: Path) -> None:
    """Write the measures to `path`, whole or not at all; `details` are not kept."""
    arrays: dict[str, pa.Array] = {"customer": pa.array(measured.customers, pa.string()),
                                   "name": pa.array(measured.names, pa.string())}  # fmt: skip
    for key, column in measured.columns.items():
        arrays[key], arrays[key + _WHY] = _array(column), pa.array(column.missing)
    table = pa.table(arrays).replace_schema_metadata({_CURRENCY: measured.currency.encode()})
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name + ".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file, pa.ipc.new_file(file, table.schema) as sink:
            sink.write_table(table)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def opened(path: Path) -> Measured | None:
    """The measures in a file, equal to those that were kept; None where there is none, or it is damaged."""
    try:
        with pa.ipc.open_file(pa.BufferReader(path.read_bytes())) as source:
            table = source.read_all()
        columns = {key: _column(table, key) for key in MEASURES}
    except (OSError, KeyError, pa.ArrowInvalid):
        return None
    customers, names = table["customer"].to_pylist(), table["name"].to_pylist()
    return Measured(tuple(customers), tuple(names), columns, (table.schema.metadata or {})[_CURRENCY].decode())


def _array(column: Column) -> pa.Array:
    if column.values.dtype == object:
        return pa.array(column.values.tolist())
    return pa.array(np.asarray(column.values, dtype=np.float64))


def _column(table: pa.Table, key: str) -> Column:
    why = table[key + _WHY].combine_chunks().to_numpy(zero_copy_only=False).astype(np.int8)
    values = table[key]
    if pa.types.is_float64(values.type):
        return Column(np.array(values.combine_chunks().to_numpy(zero_copy_only=False), dtype=np.float64), why)
    found: npt.NDArray[np.object_] = np.empty(len(values), dtype=object)
    found[:] = values.to_pylist()
    return Column(found, why)
