"""How often a promotion that never was is called a lift, and how often the truth falls inside the stated interval: on the stores
and families of a real manufacturer. docs/explanation/promociones-y-referencias.md in figures.

What policy says of season and pull was chosen on 2019; 2020 and 2021 were looked at once, with that policy."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from clave.policy import declared
from clave.policy.reading import default
from tests.real.books import shared_data
from tests.real.promotions_placebo import Months, months, placebos

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
LIMITS = default().at(date(2026, 1, 1))
SEEN, UNSEEN = (2019, 2019), (2020, 2021)


@cache
def data() -> Months:
    return months()


def test_policy_was_chosen_on_2019_as_what_missed_least() -> None:
    """Share of the pull and by how much a season must be better: money missed over money expected."""
    missed = {
        (pull, better): placebos(
            data(), SEEN, 500, LIMITS.reform({declared.promotion_pull: pull, declared.promotion_season: better})
        ).missed
        for pull in (0.0, 0.5, 1.0)
        for better in (0.0, 0.05, 1.0)
    }
    chosen = LIMITS[declared.promotion_pull], LIMITS[declared.promotion_season]
    assert min(missed, key=lambda one: missed[one]) == chosen
    assert round(missed[chosen], 3) == 0.354
    assert round(missed[0.0, 1.0], 3) == 0.379, "the level alone"


def test_of_a_thousand_placebos_in_years_not_seen() -> None:
    """Inside the interval of 95 %, called a lift, called a fall."""
    assert placebos(data(), UNSEEN, 1000, LIMITS).row == (1000, 936, 38, 26)


@pytest.mark.parametrize(("more", "lifts"), [(0.5, 43), (1.0, 132), (2.0, 336)])
def test_how_many_of_five_hundred_real_lifts_are_seen(more: float, lifts: int) -> None:
    """Half as much again, twice, three times what it bought: one account and one family alone say little."""
    assert placebos(data(), UNSEEN, 500, LIMITS, more=more).lifts == lifts
