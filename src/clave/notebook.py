"""clave in a notebook: the chain over files or over Arrow, pandas and polars tables, without a server.

import clave
book = clave.read("ventas.csv", "clientes.xlsx")
listing = clave.rank(book, as_of=date(2026, 10, 31))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.book import Book
from clave.facts.intake import Source
from clave.facts.intake import read as read_files
from clave.facts.tables import TABLES
from clave.measures.run import By
from clave.measures.run import measure as measure_book
from clave.measures.shape import Measured
from clave.policy.reading import Policy
from clave.policy.reading import default as default_policy
from clave.policy.reading import read as read_policy_file
from clave.selection.listing import Listing
from clave.selection.run import date_of, select


def read(*paths: str | Path, source: Source | None = None, currency: str | None = None) -> Book:
    """Read the ERP's files into a book; raises ClaveError where a file cannot be used."""
    limits = default_policy().at(date.max)
    return read_files([Path(path) for path in paths], limits, source=source, currency=currency).book


def book(*, currency: str | None = None, **tables: Any) -> Book:
    """A book from tables by name (`invoice_line=frame`): Arrow, pandas, polars or anything that speaks Arrow.

    Columns are recognised as in files; raises ClaveError for a table clave does not declare."""
    unknown = sorted(set(tables) - set(TABLES))
    if unknown:
        raise ClaveError(
            _("clave has no table «{name}».").fill(name=unknown[0]),
            remedy=_("Its tables are: {tables}.").fill(tables=", ".join(TABLES)),
        )
    with TemporaryDirectory(prefix="clave-notebook-") as folder:
        # through a file, so that a table is recognised, checked and balanced exactly as the ERP's own export is
        paths = [Path(folder) / f"{name}.parquet" for name in tables]
        for path, frame in zip(paths, tables.values(), strict=True):
            parquet.write_table(pa.table(frame), path)
        return read_files(paths, default_policy().at(date.max), table=tuple(tables), currency=currency).book


def rank(
    book: Book,
    *,
    as_of: date | None = None,
    policy: Policy | None = None,
    order: Sequence[str] | None = None,
    by: By = "customer",
) -> Listing:
    """The list of a book at a date (the last day in the facts where none is given), of customers or `by="group"`."""
    return select(book, policy or default_policy(), as_of, by=by, order=tuple(order) if order else None)


def measure(book: Book, *, as_of: date | None = None, policy: Policy | None = None, by: By = "customer") -> Measured:
    """Every measure of every customer (or `by="group"`) at a date."""
    day = date_of(book.summary(), as_of)
    return measure_book(book, (policy or default_policy()).at(day), day, by=by)


def read_policy(path: str | Path) -> Policy:
    """A company's policy file on top of the default."""
    return read_policy_file(Path(path))
