"""The port of the engine: what reads a whole book for the measures. DuckDB does it here; another one is a setting (ADR 0042)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol

import pyarrow as pa

from clave.facts.warehouse import Source, Value


class OpenBook(Protocol):
    """A book that some engine holds open: portable SQL in, Arrow tables out, one view per declared table.

    `clave.facts.warehouse.Warehouse` says what each does; every engine answers the same, cell by cell."""

    @property
    def loaded(self) -> frozenset[str]:
        """The tables that hold facts."""

    def query(self, sql: str, **values: Value) -> pa.Table:
        """Run portable SQL with `:name` placeholders filled; ClaveError where the engine cannot."""

    def add(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable under `name`."""

    def define(self, name: str, sql: str, **values: Value) -> None:
        """Make portable SQL readable as the view `name`."""

    def close(self) -> None:
        """Let go of what was opened."""

    def __enter__(self) -> OpenBook: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class Engine(Protocol):
    """An engine that a setting names, beside DuckDB."""

    def open(self, sources: Mapping[str, Source]) -> OpenBook:
        """Open these facts; ClaveError where the engine is not there."""

    def held(self) -> AbstractContextManager[None]:
        """While this lasts, the engine keeps what it takes from one book to the next; then it gives it back."""
