"""The invoice lines behind a figure as columns and rows of a sheet, for Excel and for CSV."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clave.base.words import Text, _
from clave.facts.lines import InvoiceLines
from clave.report.sheet import Head, Kind, Value

COST = "cost"
COLUMNS: tuple[tuple[str, Text, Kind, int], ...] = (
    ("date", _("Date"), "date", 11), ("document", _("Document"), "text", 14), ("line", _("Line"), "text", 7),
    ("document_kind", _("Document kind"), "text", 12), ("kind", _("Line kind"), "text", 10),
    ("product", _("Product"), "text", 14), ("product_name", _("Name of the product"), "text", 34),
    ("family", _("Family"), "text", 18), ("quantity", _("Quantity"), "number", 12), ("kilos", _("Kilos"), "number", 12),
    ("net", _("Net"), "number", 16), ("currency", _("Currency"), "text", 9), ("money", _("Money"), "number", 16),
    (COST, _("Cost"), "number", 16),
)  # fmt: skip


def lines_heads(language: str) -> tuple[Head, ...]:
    """The columns, in the order of the rows."""
    return tuple(Head(title.say(language), kind, width) for _key, title, kind, width in COLUMNS)


def lines_rows(found: InvoiceLines, reserved_cost: str | None = None) -> Iterator[tuple[Value, ...]]:
    """One row per line, newest first; what a line does not say is empty. `reserved_cost` stands in the place of every
    cost, where the reader may not see it."""
    kept = (found.rows.column(key).to_pylist() for key, *_rest in COLUMNS)
    columns = (
        [reserved_cost] * len(values) if reserved_cost and key == COST else values
        for (key, *_rest), values in zip(COLUMNS, kept, strict=True)
    )
    return (tuple(map(_plain, row)) for row in zip(*columns, strict=True))


def _plain(value: Any) -> Value:
    return float(value) if isinstance(value, Decimal) else value
