"""Which header of a SELECT is which column: what somebody said, and the rest recognised as in a file."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

from clave.facts.intake.guess import guess
from clave.facts.intake.headers import plain
from clave.facts.sources.port import Ask

LOOKED_AT = 200
"""Rows whose cells help to recognise a column."""


def header_like(wanted: str, headers: Collection[str]) -> str:
    """A header as it is really written; '' where there is none like it."""
    if not wanted or wanted in headers:
        return wanted
    return next((name for name in headers if plain(name) == plain(wanted)), "")


def columns_of(ask: Ask, rows: pa.Table) -> dict[str, str]:
    """{column: header}; empty where nobody said anything, because then the intake recognises all of them."""
    if not ask.columns:
        return {}
    said = {plain(header) for header in ask.columns.values()}
    left = [name for name in rows.column_names if plain(name) not in said]
    if not left:
        return dict(ask.columns)
    first = rows.slice(0, LOOKED_AT)
    samples = [[str(value) for value in first.column(name).to_pylist() if value is not None] for name in left]
    found = guess(tuple(left), samples, ask.table)
    more = {one.column: one.header for one in found.columns if one.column not in ask.columns} if found else {}
    return {**more, **ask.columns}
