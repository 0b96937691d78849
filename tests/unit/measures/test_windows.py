"""Windows: twelve months up to a day, whichever day it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.period import Windows, months_before

DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("as_of", "year_from", "before_from", "semester_from"),
    [
        ("2021-12-31", "2021-01-01", "2020-01-01", "2021-07-01"),
        ("2026-06-17", "2025-06-18", "2024-06-18", "2025-12-18"),
        ("2026-11-30", "2025-12-01", "2024-12-01", "2026-06-01"),
        ("2023-02-28", "2022-03-01", "2021-03-01", "2022-09-01"),
        ("2024-02-29", "2023-03-01", "2022-03-01", "2023-09-01"),
        ("2025-02-28", "2024-03-01", "2023-03-01", "2024-09-01"),
    ],
)
def test_where_each_window_begins(as_of: str, year_from: str, before_from: str, semester_from: str) -> None:
    windows = Windows(date.fromisoformat(as_of))
    found = (windows.year_from, windows.before_from, windows.semester_from)
    assert [day.isoformat() for day in found] == [year_from, before_from, semester_from]


@given(DAYS)
def test_the_year_and_the_one_before_touch_and_never_overlap(as_of: date) -> None:
    windows = Windows(as_of)
    assert windows.before_to + ONE == windows.year_from
    assert windows.before_from < windows.before_to < windows.year_from < as_of
    assert 365 <= (as_of - windows.year_from).days + 1 <= 366
    assert 364 <= (windows.before_to - windows.before_from).days + 1 <= 366
    assert windows.history_from < windows.before_from


@given(DAYS, st.integers(1, 40))
def test_a_month_end_looks_back_to_a_first_of_month(day: date, months: int) -> None:
    end = date(day.year + day.month // 12, day.month % 12 + 1, 1) - ONE
    first = Windows(end).first_of(months)
    assert first.day == 1
    assert first == months_before(date(end.year, end.month, 1), months - 1)
