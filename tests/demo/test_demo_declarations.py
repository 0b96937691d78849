"""Every declared table and column is in the demo / Toda tabla y columna declarada está en la empresa de ejemplo."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clave.demo import Company, build
from clave.demo.columns import LEFT_EMPTY, table
from clave.facts.tables import TABLES

DIGEST = "import clave.demo; print(clave.demo.build(seed=7).digest())"


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_the_declared_schema_and_rows(company: Company, name: str) -> None:
    assert company.tables[name].schema.equals(TABLES[name].schema)
    assert company.tables[name].num_rows > 0


@pytest.mark.parametrize("name", TABLES)
def test_each_declared_column_holds_something_or_says_why_not(company: Company, name: str) -> None:
    for column in TABLES[name].columns:
        empty = company.tables[name].column(column.name).null_count == company.tables[name].num_rows
        assert empty == (column.name in LEFT_EMPTY.get(name, {})), column.name


@pytest.mark.parametrize("name", TABLES)
def test_values_keep_to_the_declaration(company: Company, name: str) -> None:
    facts = company.tables[name]
    for column in TABLES[name].columns:
        values = facts.column(column.name)
        if column.name in LEFT_EMPTY.get(name, {}):
            continue
        if column.required:
            assert values.null_count == 0, column.name
        if column.choices:
            assert set(pc.unique(values).drop_null().to_pylist()) <= set(column.choices), column.name
        for bound, least in ((column.minimum, True), (column.maximum, False)):
            if bound is not None:
                edge = pc.min_max(values)["min" if least else "max"].as_py()
                assert edge >= bound if least else edge <= bound, column.name


@pytest.mark.parametrize("name", TABLES)
def test_rows_can_be_told_apart_by_their_identity(company: Company, name: str) -> None:
    identity = company.tables[name].select(list(TABLES[name].identity))
    assert identity.group_by(identity.column_names).aggregate([]).num_rows == identity.num_rows


def test_a_column_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="declares no column"):
        table("profile_date", {"customer": pa.array(["1"]), "mood": pa.array(["good"])})


def test_the_same_seed_gives_the_same_company_in_another_process() -> None:
    here = build(seed=7).digest()
    there = subprocess.run([sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


def test_another_seed_or_date_gives_another_company(company: Company) -> None:
    other = build(seed=company.seed + 1, until=date(2025, 6, 30))
    assert other.digest() != company.digest()
    last = pc.max(other.tables["invoice_line"].column("date")).as_py()
    assert date(2025, 6, 20) < last <= date(2025, 6, 30)
