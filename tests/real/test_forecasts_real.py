"""How good the forecast is, on purchases that nobody here made: docs/explanation/pronostico.md in figures.

What policy says was chosen on the semesters that end in 2018-06 … 2019-12; those from 2020-06 to 2022-06, the pandemic among
them, chose nothing. M3 was looked at too when the four reckonings and the years that hold a season were chosen."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from clave.policy import declared
from clave.policy.reading import default
from clave.report.forecast.experience import expected_of
from tests.real.books import shared_data
from tests.real.forecasts_judged import Competition, Iowa, competition, holding, iowa, missing

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
LIMITS = default().at(date(2026, 1, 1))
SEEN = ((2017, 12), (2018, 6), (2018, 12), (2019, 6))
UNSEEN = ((2019, 12), (2020, 6), (2020, 12), (2021, 6), (2021, 12))
"""The last month that was known."""
WHOLE = LIMITS.reform({declared.forecast_history: 1000})
"""M3 hands in up to eleven years, and all of it is read, as its entrants did."""
PUBLISHED_NAIVE2, PUBLISHED_THETA = 16.90, 13.89


@cache
def stores() -> Iowa:
    return iowa()


@cache
def some_stores() -> Iowa:
    return iowa(every=4)


@cache
def m3() -> Competition:
    return competition()


def test_the_floor_of_the_m3_competition_is_reproduced() -> None:
    """Naive2, monthly: published as 16.90 (16.89 from its submitted forecasts), here 16.92."""
    assert len(m3().before) == 1428
    assert m3().smape(m3().naive2()) == pytest.approx(PUBLISHED_NAIVE2, abs=0.05)


def test_on_m3_the_middle_of_four_beats_the_floor_and_loses_to_the_best() -> None:
    ours = expected_of(m3().before, m3().actual.shape[1], WHOLE)
    assert round(m3().smape(ours), 2) == 14.34
    assert PUBLISHED_THETA < m3().smape(ours) < m3().smape(m3().naive2())
    assert round(m3().mase(ours), 3) == 0.958
    assert round(m3().mase(m3().naive2()), 3) == 1.039


def test_policy_was_chosen_on_semesters_that_are_not_reported() -> None:
    """Semester totals missed over bought: no other season or history misses less by a hundredth of the purchases."""
    missed = {
        (held, history): missing(
            stores(), SEEN, LIMITS.reform({declared.forecast_held: held, declared.forecast_history: history})
        ).wape["middle"]
        for held in (2, 4, 8)
        for history in (24, 36, 60)
    }
    chosen = LIMITS[declared.forecast_held], LIMITS[declared.forecast_history]
    assert round(missed[chosen], 3) == 0.344
    assert missed[chosen] - min(missed.values()) < 0.01
    assert missed[4, 24] > missed[chosen]


def test_in_five_semesters_not_seen_it_misses_less_than_the_year_before() -> None:
    found = missing(stores(), UNSEEN, LIMITS)
    assert found.cases == 17_657
    assert {name: round(value, 3) for name, value in found.mase.items()} == {
        "same months": 1.133, "level": 0.960, "season": 0.964, "trend": 0.924, "middle": 0.944,
    }  # fmt: skip
    assert {name: round(value, 3) for name, value in found.wape.items()} == {
        "same months": 0.515, "level": 0.414, "season": 0.419, "trend": 0.428, "middle": 0.411,
    }  # fmt: skip
    assert round(found.bias, 3) == 0.098, "this manufacturer sold less from 2021 on, and no reckoning foresaw it"


def test_the_range_of_eighty_percent_holds_about_eighty_of_a_hundred() -> None:
    """A quarter of the stores every day, all of them in `make soak`."""
    found = [holding(some_stores(), end, LIMITS) for end in UNSEEN[::2]]
    for one in found:
        assert one.share("families") == pytest.approx(LIMITS[declared.forecast_range], abs=0.06)
        assert one.share("customers") == pytest.approx(LIMITS[declared.forecast_range], abs=0.07)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("end", "families", "customers"),
    [
        ((2019, 12), (2983, 3838), (1124, 1418)),
        ((2020, 6), (3083, 4012), (1138, 1485)),
        ((2020, 12), (3319, 4083), (1219, 1523)),
        ((2021, 6), (3434, 4146), (1291, 1562)),
        ((2021, 12), (3320, 4052), (1328, 1590)),
    ],
)
def test_every_range_of_every_store(
    end: tuple[int, int], families: tuple[int, int], customers: tuple[int, int]
) -> None:
    found = holding(stores(), end, LIMITS)
    assert found.families == families
    assert found.customers == customers
    assert min(found.by_size) > 0.72, "neither the small nor the large are left out"
