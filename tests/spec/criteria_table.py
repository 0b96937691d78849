"""Small ASCII tables of measures, as the spec tests of the criteria read them.

    customer | money | kilos
    Andina   |   900 |  1200
    Boreal   |     - |     -

`-` is not known. `channel` and `group` are words. Without a column `active`, only who has no money is inactive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from clave.criteria import gate
from clave.criteria.read import read
from clave.criteria.registry import CRITERIA
from clave.criteria.shape import Reading, Verdict
from clave.measures.registry import MEASURES
from clave.measures.shape import Column, Measure, Measured, floats, texts
from clave.policy import reading
from clave.policy.limits import Limits

LIMITS = reading.default().at(date(2026, 1, 1))
WORDS = {Verdict.APPLIES: "applies", Verdict.DOES_NOT: "does not", Verdict.UNKNOWN: "unknown"}


def measured(table: str) -> Measured:
    """The table as measures of its customers; what it has no column for is known of nobody."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    names = [line[0] for line in lines]
    read_columns = {key: _column(key, [line[i] for line in lines]) for i, key in enumerate(header) if i}
    columns: dict[str, Column] = {key: floats([None] * len(names)) for key in _keys()}
    columns["active"] = floats([_active(line[header.index("money")] if "money" in header else "") for line in lines])
    return Measured(tuple(names), tuple(names), {**columns, **read_columns}, "COP")


def company(rows: Sequence[Mapping[str, object]]) -> Measured:
    """Measures of many customers from mappings, for what no table on a page can hold."""
    names = tuple(f"c{i:04}" for i in range(len(rows)))
    keys = dict.fromkeys(key for row in rows for key in row)
    columns: dict[str, Column] = {key: floats([None] * len(rows)) for key in _keys()}
    columns["active"] = floats([1.0] * len(rows))
    given = {key: _column(key, [str(row.get(key, "-")) for row in rows]) for key in keys}
    return Measured(names, names, {**columns, **given}, "COP")


def said(key: str, table: Measured, customer: str, limits: Limits = LIMITS, language: str = "es") -> str:
    """The explanation of one criterion for one customer, with plain spaces."""
    text = CRITERIA[key].explain(table, table.index(customer), limits).say(language)
    return text.replace("\u00a0", " ")


def told(key: str, table: Measured, limits: Limits = LIMITS) -> dict[str, str]:
    """Verdict and score after the gate of every customer: `applies 100`."""
    result = read_one(key, table, limits)
    pairs = zip(table.customers, result.verdict, result.score, strict=True)
    return {name: f"{WORDS[Verdict(verdict)]} {score:.0f}" for name, verdict, score in pairs}


def read_one(key: str, table: Measured, limits: Limits = LIMITS) -> Reading:
    """The reading of one criterion."""
    return read(table, limits, [key])[key]


def _keys() -> set[str]:
    listed = [m for criterion in CRITERIA.values() for m in (*criterion.needs, *criterion.helped_by)]
    measures: list[Measure] = [*MEASURES.values(), *listed, *gate.NEEDS]
    return {measure.key for measure in measures} | {"idle_kilos", "rhythm", "days_since", "wallet"}


def _column(key: str, cells: list[str]) -> Column:
    if key in ("channel", "group"):
        return texts([None if cell == "-" else cell for cell in cells])
    return floats([None if cell == "-" else float(cell) for cell in cells])


def _active(money: str) -> float:
    return 1.0 if money in ("", "-") or float(money) > 0 else 0.0
