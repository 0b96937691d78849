"""Small tables of facts for the tests of the store and of coverage, written as people would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from clave.facts.store import FactStore, FileLoaded, Loaded
from clave.facts.tables import TABLES, Kind

NOW = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
LINE = ("date", "document", "line", "customer", "net")
EXACT = (Kind.MONEY, Kind.QUANTITY, Kind.KILOS)


def facts(name: str, columns: Iterable[str], *rows: tuple[Any, ...]) -> pa.Table:
    """A table of the declared types; dates are written '2026-01-31', exact numbers as text or whole numbers."""
    table, arrays = TABLES[name], {}
    for at, column in enumerate(columns):
        values = [row[at] for row in rows]
        kind = table.by_name[column].kind if column in table.by_name else None
        if kind is Kind.DATE:
            values = [date.fromisoformat(value) if value else None for value in values]
        if kind in EXACT:
            values = [None if value is None else Decimal(str(value)) for value in values]
        arrays[column] = pa.array(values, kind.arrow) if kind else pa.array(values)
    return pa.table(arrays)


def invoices(*rows: tuple[Any, ...]) -> dict[str, pa.Table]:
    """Invoice lines: date, document, line, customer, net."""
    return {"invoice_line": facts("invoice_line", LINE, *rows)}


def load(folder: Path, tables: Mapping[str, pa.Table], name: str = "ventas.csv", **more: Any) -> Loaded:
    """An import of one file, by Ana."""
    settings = {"source": "erp", "digest": name, "now": NOW, "by": "ana", "files": (FileLoaded(name, "invoice_line"),)}
    return FactStore(folder).load(tables, **{**settings, **more})


def rows_of(folder: Path, table: str, columns: str, version: int | None = None) -> list[tuple[Any, ...]]:
    """Some columns of a stored table, ordered."""
    with FactStore(folder).open(version).open() as warehouse:
        found = warehouse.query(f"SELECT {columns} FROM {table} ORDER BY {columns}").to_pylist()
    return [tuple(row.values()) for row in found]


def documents(folder: Path, version: int | None = None) -> list[tuple[str, str, int]]:
    """Month, document and whole money of every stored line."""
    rows = rows_of(folder, "invoice_line", "date, document, net", version)
    return [(f"{day:%Y-%m}", document, int(net)) for day, document, net in rows]
