"""Examples written as a director would read them: small tables of facts, a date, and what the measures then say.

al 2024-12-31
invoice_line
date       | document | customer | net
2024-01-10 | F1       | A        | 100
→ money A = 100
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.facts.tables.shape import Kind
from clave.measures.run import measure
from clave.measures.shape import Measured, Missing
from clave.policy.kinds import DECLARED
from clave.policy.reading import default

WORDS = {"no disponible": Missing.NOT_AVAILABLE, "poca historia": Missing.TOO_LITTLE_HISTORY}


@dataclass
class Example:
    """Facts by table, the date, the policy values changed, and the expected answers: measure, customer, value."""

    as_of: date = date(2024, 12, 31)
    currency: str = "COP"
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    expected: list[tuple[str, str, str]] = field(default_factory=list)

    def measured(self) -> Measured:
        """The measures of these facts."""
        tables = {name: pa.Table.from_pylist(rows, TABLES[name].schema) for name, rows in self.rows.items()}
        limits = default().at(self.as_of).reform({DECLARED[key]: value for key, value in self.changes.items()})
        return measure(Book(tables, self.currency), limits, self.as_of)


def read(text: str) -> Example:
    """An example from its lines."""
    example, table, names = Example(), "", []
    for line in (line.strip() for line in text.strip().splitlines()):
        if line.startswith("al "):
            example.as_of = date.fromisoformat(line[3:])
        elif line.startswith("moneda "):
            example.currency = line[7:]
        elif line.startswith("política "):
            key, value = line[9:].split(" = ")
            example.changes[key] = float(value) if "." in value else int(value)
        elif line.startswith("→ "):
            key, customer, _equals, value = line[2:].split(" ", 3)
            example.expected.append((key, customer, value))
        elif line in TABLES:
            table, names = line, []
            example.rows[table] = []
        elif line and not names:
            names = [name.strip() for name in line.split("|")]
        elif line:
            values = dict(zip(names, (value.strip() for value in line.split("|")), strict=True))
            example.rows[table].append({name: _value(table, name, value) for name, value in values.items()})
    return example


def _value(table: str, name: str, text: str) -> Any:
    if text in ("", "-"):
        return None
    kind = TABLES[table][name].kind
    if kind is Kind.DATE:
        return date.fromisoformat(text)
    if kind in (Kind.MONEY, Kind.QUANTITY, Kind.KILOS):
        return Decimal(text)
    return {Kind.RATE: float, Kind.INTEGER: int, Kind.FLAG: lambda word: word == "sí"}.get(kind, str)(text)


def wrong(example: Example) -> list[str]:
    """The answers that differ from what the example expects, in words."""
    measured = example.measured()
    found = []
    for key, customer, value in example.expected:
        column, index = measured.columns[key], measured.index(customer)
        got, missing = column.values[index], Missing(int(column.missing[index]))
        if value in WORDS:
            right = missing == WORDS[value]
        elif isinstance(got, float) and missing == Missing.NO:
            right = math.isclose(got, float(value), abs_tol=0.00051 if "." in value else 1e-9)
        else:
            right = missing == Missing.NO and str(got) == value
        if not right:
            found.append(f"{key} {customer} = {got} ({missing.name}), not {value}")
    return found
