"""Two engines, one answer: every measure against the slow oracle, on hostile companies."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clave.measures.registry import FAMILIES, MEASURES
from clave.measures.run import By, measure
from clave.measures.shape import Measured, Missing
from tests.oracle import measure_oracle as slow
from tests.oracle import measure_oracle_more as more
from tests.oracle.measure_books import Company, company

ORACLES = (
    slow.sales, slow.place, slow.continuity, slow.rhythm, slow.payment, more.growth, more.families, more.wallet,
    more.cash, more.idle, more.cost, more.loyalty, more.ratings,
)  # fmt: skip
companies = st.builds(company, st.integers(0, 2**32), st.sampled_from((0, 1, 2, 5, 20, 60, 200)))


def run(some: Company, by: By = "customer") -> Measured:
    return measure(some.book(), some.limits, some.as_of, by=by)


def differences(measured: Measured, world: slow.World) -> list[str]:
    """Every cell in which the two answers differ, in words."""
    found = [] if measured.customers == tuple(world.units) else [f"customers {measured.customers} {world.units}"]
    answers = {key: values for oracle in ORACLES for key, values in oracle(world).items()}
    answers.update(net_margins(world, answers))
    assert set(answers) == set(MEASURES)
    for key, values in answers.items():
        column = measured.columns[key]
        for customer, got, missing, want in zip(world.units, column.values, column.missing, values, strict=True):
            if not same(got, Missing(int(missing)), want):
                found.append(f"{key} of {customer}: {got} ({Missing(int(missing)).name}), and the oracle says {want}")
    return found


def net_margins(world: slow.World, answers: slow.Answers) -> slow.Answers:
    out: slow.Answers = {"net_margin": [], "net_margin_rate": []}
    for margin, rate, cost in zip(answers["margin"], answers["margin_rate"], answers["cost_to_serve"], strict=True):
        known = not isinstance(margin, Missing)
        out["net_margin"].append(margin - slow.Fraction(cost) if known else slow.NONE)
        covered = margin / rate if known and not isinstance(rate, Missing) and rate else None
        out["net_margin_rate"].append((margin - slow.Fraction(cost)) / covered if covered else None)
    return out


def same(got: Any, missing: Missing, want: Any) -> bool:
    if want is None:  # the oracle has no opinion
        return True
    if isinstance(want, Missing):
        return missing == want and (got is None or (isinstance(got, float) and math.isnan(got)))
    if missing != Missing.NO:
        return False
    if isinstance(want, str) or not isinstance(want, int | float | slow.Fraction):
        return bool(got == want)
    return math.isclose(got, float(want), rel_tol=1e-9, abs_tol=1e-7)


@settings(max_examples=40, deadline=None)
@given(companies, st.sampled_from(("customer", "group")))
def test_every_measure_equals_the_oracle(some: Company, by: By) -> None:
    assert differences(run(some, by), slow.World(some, by)) == []


@pytest.mark.parametrize("by", ["customer", "group"])
def test_a_company_of_many_lines_equals_the_oracle(by: By) -> None:
    some = company(20260101, 1500)
    assert differences(run(some, by), slow.World(some, by)) == []


@settings(max_examples=8, deadline=None)
@given(companies, st.integers(0, 2**32))
def test_the_order_of_the_rows_does_not_matter(some: Company, seed: int) -> None:
    mixed = {name: Random(seed).sample(rows, len(rows)) for name, rows in some.rows.items()}
    assert cells(run(replace(some, rows=mixed))) == cells(run(some))


@settings(max_examples=8, deadline=None)
@given(companies)
def test_what_happens_after_the_date_changes_nothing(some: Company) -> None:
    late = [{**line, "date": some.as_of + timedelta(days=1 + n)} for n, line in enumerate(some.rows["invoice_line"])]
    known = [line for line in some.rows["invoice_line"] if line["date"] <= some.as_of]
    with_them = replace(some, rows={**some.rows, "invoice_line": known + late})
    without = replace(some, rows={**some.rows, "invoice_line": known})
    assert not known or cells(run(with_them)) == cells(run(without))


@settings(max_examples=8, deadline=None)
@given(companies)
def test_renaming_the_customers_renames_the_answers(some: Company) -> None:
    renamed = {
        table: [
            {**row, "customer": row["customer"] and "x" + row["customer"]} if "customer" in row else row for row in rows
        ]
        for table, rows in some.rows.items()
    }
    before, after = run(some), run(replace(some, rows=renamed))
    assert after.customers == tuple("x" + customer for customer in before.customers)
    assert cells(after) == cells(before)


@example(company(1, 0))
@settings(max_examples=5, deadline=None)
@given(companies)
def test_every_measure_has_one_value_or_reason_per_customer(some: Company) -> None:
    measured = run(some)
    assert list(measured.columns) == list(MEASURES) == [m.key for family in FAMILIES for m in family.measures]
    for column in measured.columns.values():
        assert len(column.values) == len(column.missing) == len(measured)
        empty = np.array(
            [value is None or (isinstance(value, float) and math.isnan(value)) for value in column.values], dtype=bool
        )
        assert (empty == (column.missing != Missing.NO)).all()


def cells(measured: Measured) -> dict[str, list[tuple[str, int]]]:
    """Every cell to the last bit."""
    return {
        key: [(repr(value), int(missing)) for value, missing in zip(column.values, column.missing, strict=True)]
        for key, column in measured.columns.items()
    }
