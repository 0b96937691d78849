"""What the store's fault tests run in a child process: imports that somebody may kill, starve of disk or read beside.

Import number k says k everywhere: every line is worth k and every customer is called «v<k>», so a reader that sees two
numbers saw half an import.
"""

from __future__ import annotations

import resource
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from clave.base.errors import ClaveError
from clave.facts.store import FactStore, Loaded
from clave.facts.tables import TABLES

NOW = datetime(2024, 1, 31, 18, 0, tzinfo=UTC)
MONTHS = [date(2022 + month // 12, month % 12 + 1, 5) for month in range(24)]
CUSTOMERS = 40


def tables(k: int) -> dict[str, pa.Table]:
    """Two years of lines, one document a month and customer, and the customers themselves."""
    pairs = [(day, customer) for day in MONTHS for customer in range(CUSTOMERS)]
    return {
        "invoice_line": pa.table(
            {
                "date": [day for day, _ in pairs],
                "document": [f"F{day:%y%m}-{customer}" for day, customer in pairs],
                "line": ["1"] * len(pairs),
                "customer": [f"C{customer}" for _, customer in pairs],
                "net": pa.array([Decimal(k)] * len(pairs), TABLES["invoice_line"]["net"].kind.arrow),
            }
        ),
        "customer": pa.table(
            {"customer": [f"C{customer}" for customer in range(CUSTOMERS)], "name": [f"v{k}"] * CUSTOMERS}
        ),
    }


def load(folder: Path, k: int) -> Loaded:
    """Import number k."""
    return FactStore(folder).load(tables(k), source="erp", digest=f"import {k}", now=NOW, by="prueba")


def said(folder: Path, version: int | None = None) -> set[int]:
    """The numbers that a version says: one of them where it is whole."""
    with FactStore(folder).open(version).open() as warehouse:
        lines = warehouse.query("SELECT net AS k, COUNT(*) AS n FROM invoice_line GROUP BY net").to_pylist()
        names = warehouse.query("SELECT name AS k, COUNT(*) AS n FROM customer GROUP BY name").to_pylist()
    whole = len(MONTHS) * CUSTOMERS
    assert sum(row["n"] for row in lines) in (0, whole)
    return {int(row["k"]) for row in lines} | {int(row["k"].removeprefix("v")) for row in names}


def main(folder: str, first: str, last: str, limit: str) -> None:
    """Imports `first` to `last`, saying each one done; with `limit` no file may grow beyond so many bytes."""
    print("ready", flush=True)
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    for k in range(int(first), int(last) + 1):
        try:
            print("done", k, load(Path(folder), k).version, flush=True)
        except ClaveError as error:
            print("refused", error.say("en"), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
