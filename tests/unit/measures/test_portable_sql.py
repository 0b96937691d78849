"""Every measure's SQL stays in the portable subset, and the lint that says so catches what it must."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from sqlglot import exp, parse_one

from clave.base.period import Windows
from clave.facts.warehouse import RATE, Value, render
from tests.unit.measures.portable import faults

SQL = {entry.name: entry.read_text("utf-8") for entry in files("clave.measures").joinpath("sql").iterdir()}
SQL["rate"] = RATE
VALUES: dict[str, Value] = {
    **Windows(date(2024, 2, 29)).dates(), "currency": "COP", "by": "group", "small": 600000.0, "fresh_from": date(2023, 2, 28),
    "spent_from": date(2020, 3, 1), "everything": 0, "since": date(2021, 3, 1), "until": date(2024, 2, 29),
}  # fmt: skip
PLANTED = (
    ("SELECT a.x / a.y AS r FROM a", "cast to DOUBLE"),
    ("SELECT CAST(a.x AS DOUBLE) / a.y AS r FROM a", "cast to DOUBLE"),
    ("SELECT DATEDIFF('month', a.p, a.q) AS r FROM a", "only differences in days"),
    ("SELECT a.due_date - a.paid_date AS r FROM a", "date minus date"),
    ("SELECT DATE_TRUNC('month', a.date) AS r FROM a", "DATE_TRUNC"),
    ("SELECT ROUND(a.x) AS r FROM a", "ROUND"),
    ("SELECT QUANTILE_CONT(a.x, 0.5) AS r FROM a", "QUANTILE_CONT"),
    ("SELECT MAX_BY(a.x, a.y) AS r FROM a", "MAX_BY"),
    ("SELECT ARG_MIN(a.x, a.y) AS r FROM a", "MIN_BY"),
    ("SELECT a.x AS x, COUNT(*) AS n FROM a GROUP BY ALL", "GROUP BY ALL"),
    ("SELECT SUM(a.x) AS r FROM a", "COALESCE"),
    ("SELECT CAST(SUM(a.x) FILTER (WHERE a.y > 0) AS DOUBLE) AS r FROM a", "COALESCE"),
    ("SELECT UPPER(a.x) AS r FROM a", "UPPER"),
    ("SELECT LOWER(a.x) AS r FROM a", "LOWER"),
    ("SELECT a.x FROM a", "alias"),
    ("WITH b AS (SELECT a.x FROM a) SELECT b.x AS x FROM b", "alias"),
    ("SELECT * FROM a", "named one by one"),
    ("SELECT CURRENT_DATE AS r FROM a", "clock"),
    ("SELECT ROW_NUMBER() OVER (PARTITION BY a.x ORDER BY a.y) AS r FROM a", "ties"),
    ("SELECT a.x AS x FROM a ORDER BY x LIMIT 3", "ties"),
    ("SELECT a.x AS x, a.y AS y, COUNT(*) AS n FROM a GROUP BY a.x, a.y", "order by all keys"),
    ("SELECT a.x AS x, a.y AS y, COUNT(*) AS n FROM a GROUP BY a.x, a.y ORDER BY x", "order by all keys"),
    ("SELECT a.x % a.y AS r FROM a", "% by zero"),
    ("SELECT a.x // a.y AS r FROM a", "// by zero"),
)


@pytest.mark.parametrize("name", sorted(SQL))
def test_every_file_is_portable(name: str) -> None:
    assert faults(SQL[name]) == []


@pytest.mark.parametrize(("sql", "says"), PLANTED)
def test_planted_violations_are_caught(sql: str, says: str) -> None:
    assert any(says in fault for fault in faults(sql)), faults(sql)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "clickhouse"])
@pytest.mark.parametrize("name", sorted(SQL))
def test_every_file_transpiles(name: str, dialect: str) -> None:
    assert parse_one(render(SQL[name], VALUES, dialect), read=dialect).find(exp.Placeholder) is None


@pytest.mark.parametrize("name", sorted(SQL))
def test_every_file_says_what_it_gives(name: str) -> None:
    assert SQL[name].startswith("-- ")
