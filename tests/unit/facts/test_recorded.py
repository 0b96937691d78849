"""What people record is joined to what files brought, and measures the same as if a file had brought it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.facts.book import Book
from clave.facts.recorded import packed, unpacked, version_of
from clave.facts.tables import TABLES
from clave.measures.run import measure
from clave.policy.reading import default
from tests.oracle.measure_books import Company, Row, company
from tests.web.made import table

DAY = date(2026, 10, 31)
companies = st.builds(company, st.integers(0, 2**32), st.sampled_from((5, 20, 60)))


def rating(rater: str, value: int, on: date = DAY, customer: str = "C1", reason: str = "x") -> Row:
    return {
        "customer": customer,
        "criterion": "prestige",
        "rater": rater,
        "date": on,
        "rating": value,
        "reason": reason,
    }


def wallet(amount: int, on: date) -> Row:
    return {"customer": "C1", "date": on, "amount": Decimal(amount)}


def joined(name: str, files: list[Row], recorded: list[Row], day: date | None = None) -> list[Row]:
    """The rows of a table after the join, the columns that were given only."""
    book = Book({name: table(name, files)} if files else {}).with_recorded({name: table(name, recorded)}, day)
    kept: pa.Table = book.sources[name]
    return [{key: value for key, value in row.items() if value is not None} for row in kept.to_pylist()]


def test_what_a_person_recorded_stands_beside_what_a_file_brought() -> None:
    brought, recorded = rating("Ana", 3), rating("person:7", 4)
    assert joined("rating", [brought], [recorded]) == [brought, recorded]


def test_without_a_file_the_recorded_table_is_there() -> None:
    assert joined("rating", [], [rating("person:7", 4)]) == [rating("person:7", 4)]


def test_nobody_recorded_anything_so_the_table_is_not_there() -> None:
    empty = {"rating": TABLES["rating"].schema.empty_table()}
    assert not Book({}).with_recorded(empty).has("rating")


def test_of_the_same_day_the_row_of_the_file_stands() -> None:
    brought, recorded = wallet(100, DAY), wallet(900, DAY)
    assert joined("declared_wallet", [brought], [recorded]) == [brought]


def test_of_different_days_both_stand_and_the_measures_take_the_later() -> None:
    brought, recorded = wallet(100, date(2026, 1, 5)), wallet(900, date(2026, 2, 5))
    assert joined("declared_wallet", [brought], [recorded]) == [brought, recorded]


def test_in_the_newest_list_what_was_recorded_since_the_last_day_of_the_facts_counts_as_of_that_day() -> None:
    recorded = [rating("person:7", 4, date(2026, 11, 3)), rating("person:7", 2, date(2026, 11, 20))]
    assert joined("rating", [], recorded, DAY) == [rating("person:7", 2, DAY)]
    assert joined("rating", [], recorded) == recorded, "a list of an earlier day: each from its own day on"


def test_the_later_word_takes_the_place_of_the_file_of_the_last_day() -> None:
    assert joined("declared_wallet", [wallet(100, DAY)], [wallet(900, date(2026, 11, 3))], DAY) == [wallet(900, DAY)]


def test_the_version_is_of_what_is_said_not_of_its_order() -> None:
    one, other = rating("person:1", 3), rating("person:2", 3)
    assert version_of({"rating": table("rating", [one, other])}) == version_of(
        {"rating": table("rating", [other, one])}
    )
    assert version_of({"rating": table("rating", [one])}) != version_of({"rating": table("rating", [other])})
    assert version_of({"rating": table("rating", [])}) == ""


@given(companies)
@settings(max_examples=25, deadline=None)
def test_packed_and_unpacked_say_the_same(some: Company) -> None:
    tables = {name: pa.Table.from_pylist(rows, TABLES[name].schema) for name, rows in some.rows.items()}
    back = unpacked(packed(tables))
    assert back == tables
    assert version_of(back) == version_of(tables)


@given(companies, st.integers(0, 2**16))
@settings(max_examples=30, deadline=None)
def test_recorded_rows_measure_as_if_a_file_had_brought_them(some: Company, cut: int) -> None:
    """Whichever of the rows came from files and whichever from people: the same measures."""
    rows = {name: _once(name, some.rows.get(name, [])) for name in ("rating", "declared_wallet")}
    files = Company({**some.rows, **rows}, some.limits, some.as_of)
    kept = {name: found[: cut % (len(found) + 1)] for name, found in rows.items()}
    people = {name: pa.Table.from_pylist(found[len(kept[name]) :], TABLES[name].schema) for name, found in rows.items()}
    both = Company({**some.rows, **kept}, some.limits, some.as_of).book().with_recorded(people)
    one, other = _judged(files.book(), some), _judged(both, some)
    for key, column in one.items():
        np.testing.assert_array_equal(other[key], column, err_msg=key)


def _once(name: str, rows: list[Row]) -> list[Row]:
    """One row of each identity."""
    return list({tuple(row.get(key) for key in TABLES[name].identity): row for row in rows}.values())


def _judged(book: Book, some: Company) -> dict[str, Any]:
    measured = measure(book, some.limits, some.as_of, only={"ratings", "wallet"})
    return {key: column.values for key, column in measured.columns.items() if column.values.dtype != object}


@pytest.mark.parametrize(("as_of", "expected"), [(DAY, 4.0), (date(2026, 9, 30), 2.0)])
def test_a_newest_list_knows_what_people_know_and_an_earlier_one_what_they_knew(as_of: date, expected: float) -> None:
    lines = [{"date": day, "document": str(day), "customer": "C1", "net": Decimal(10)}
             for day in (date(2026, 9, 1), DAY)]  # fmt: skip
    book = Book({"invoice_line": table("invoice_line", lines)})
    recorded = {"rating": table("rating", [rating("person:7", 2, date(2026, 9, 5)),
                                           rating("person:7", 4, date(2026, 11, 5))])}  # fmt: skip
    whole = book.with_recorded(recorded, DAY if as_of == DAY else None)
    measured = measure(whole, default().at(as_of), as_of)
    assert measured.columns["prestige_rating"].values[0] == expected
