"""From NumPy arrays to Arrow tables of the declared schemas; every declared column is filled or says why it is not."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clave.facts.tables import TABLES

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

# Declared columns that this company does not have, with the reason; all others must hold something.
LEFT_EMPTY: Mapping[str, Mapping[str, str]] = {
    "customer": {"max_deliveries": "no customer limits how often an order may be delivered in parts"},
    "product": {"pallet_quantity": "the dock counts kilos"},
    "dispatch_capacity": {"pallets": "the dock counts kilos"},
    "order_line": {
        "max_deliveries": "no customer limits how often an order may be delivered in parts",
        "pack_quantity": "every product is sold by the unit it is packed in",
        "released_quantity": "nothing is being picked when the day ends",
        "credit_hold": "credit holds customers back, not single orders",
        "hold_reason": "credit holds customers back, not single orders",
    },
    "stock": {
        "lot": "stock is counted by product and warehouse",
        "released_quantity": "nothing is being picked when the day ends",
        "expiry_date": "stock is counted by product and warehouse",
    },
}
NEVER = np.datetime64("NaT", "D")


def stream(seed: int, part: str) -> np.random.Generator:
    """A random stream of its own for each part, so that a change in one leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def table(name: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """The declared table `name` in declared order and type; a column too many or too few raises KeyError."""
    schema = TABLES[name].schema
    empty = LEFT_EMPTY.get(name, {})
    strangers = set(columns) - set(schema.names)
    if strangers:
        raise KeyError(f"{name} declares no column {sorted(strangers)}")
    rows = len(next(iter(columns.values())))
    return pa.table(
        [pa.nulls(rows, field.type) if field.name in empty else columns[field.name] for field in schema], schema=schema
    )


def rows(name: str, records: Sequence[Mapping[str, object]]) -> pa.Table:
    """The declared table `name` from few hand-written records; what a record does not say is null."""
    return pa.Table.from_pylist([dict(record) for record in records], schema=TABLES[name].schema)


def words(choices: Sequence[str | None], at: Whole | None = None) -> pa.Array:
    """Text: `choices`, or the choice that `at` names for every row (−1 = none)."""
    text = pa.array(choices, pa.string())
    if at is None:
        return text
    return text.take(pa.array(at, mask=at < 0))


def numbered(prefix: str, numbers: Whole, missing: Flags | None = None) -> pa.Array:
    """Text such as FE-20418."""
    return pc.binary_join_element_wise(prefix, pa.array(numbers, mask=missing).cast(pa.string()), "")


def decimals(values: Floats | Whole, missing: Flags | None = None) -> pa.Array:
    """DECIMAL(18,4) without a Python object per row: Arrow keeps it as two 64-bit halves, low one first."""
    unknown = np.zeros(len(values), dtype=bool) if missing is None else missing
    scaled = np.rint(np.where(unknown, 0, values) * 10_000).astype(np.int64)
    halves = np.column_stack([scaled, scaled >> 63]).astype("<i8")
    present = np.packbits(~unknown, bitorder="little")
    return pa.Array.from_buffers(
        pa.decimal128(18, 4), len(scaled), [pa.py_buffer(present.tobytes()), pa.py_buffer(halves.tobytes())]
    )


def numbers(values: Floats | Whole | Flags, missing: Flags | None = None) -> pa.Array:
    """Floats, whole numbers or flags, null where `missing`."""
    return pa.array(values, mask=missing)


def dates(values: Days) -> pa.Array:
    """Days; NaT becomes null."""
    return pa.array(values.astype("datetime64[D]"), pa.date32())
