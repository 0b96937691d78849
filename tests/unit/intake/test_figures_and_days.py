"""Laws of the readers of figures and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.base.figures import number
from clave.facts.intake import dates, numbers
from clave.facts.intake.headers import likeness, plain

FIGURES = st.decimals(Decimal("-99999999999.9999"), Decimal("99999999999.9999"), places=4)


def figures(cells: list[str], sign: str) -> list[Decimal | None]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {numbers.sql('t', sign, False)} FROM (SELECT UNNEST(CAST(? AS VARCHAR[])) AS t)", [cells]
        ).fetchall()
    return [row[0] for row in rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=20))
def test_what_is_written_in_either_language_is_read_back_exactly(values: list[Decimal]) -> None:
    for language, sign in (("es", ","), ("en", ".")):
        assert figures([number(value, 4, language) for value in values], sign) == values


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_no_text_breaks_the_reader_of_figures(cells: list[str]) -> None:
    cells = [cell.replace("\x00", "") for cell in cells]
    assert len(figures(cells, ",")) == len(figures(cells, ".")) == len(cells)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_a_day_is_the_same_day_in_every_writing(day: date) -> None:
    for pattern, order in (
        ("%d/%m/%Y", "dmy"), ("%m/%d/%Y", "mdy"), ("%Y-%m-%d", "dmy"), ("%d.%m.%y", "dmy"), ("%Y%m%d", "mdy"),
    ):  # fmt: skip
        assert dates.day_of(day.strftime(pattern), order) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_days(text: str) -> None:
    assert dates.day_of(text, "dmy") is None or dates.is_day(text) or dates.has_parts([text]) or text.strip().isdigit()


def test_headers_are_compared_without_accents_case_or_abbreviations() -> None:
    assert plain("Cód. Cliente") == "cod cliente"
    assert plain("InvoiceDate") == "invoice date"
    assert likeness("Cód. Cliente", "codigo cliente") == 0.95
    assert likeness("customerNumber", "customer number") == 1.0
    assert likeness("Fecha de Pago", "fecha factura") == 0.0
