"""The days on which nobody is asked anything."""

from __future__ import annotations

import pytest

from clave.base.holidays import COUNTRIES, holidays_of


def test_the_holidays_of_colombia_in_2026() -> None:
    """Those of the Ley 51 de 1983, moved to their Mondays, and the one that a later law added (13 July)."""
    assert [f"{day:%m-%d}" for day in sorted(holidays_of("CO", 2026))] == [
        "01-01", "01-12", "03-23", "04-02", "04-03", "05-01", "05-18", "06-08", "06-15", "06-29",
        "07-13", "07-20", "08-07", "08-17", "10-12", "11-02", "11-16", "12-08", "12-25",
    ]  # fmt: skip


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_that_may_be_chosen_has_a_calendar(country: str) -> None:
    assert {day.year for day in holidays_of(country, 2026)} == {2026}
    assert len(holidays_of(country, 2026)) >= 5
