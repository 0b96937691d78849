"""Regression to the mean, shown: companies in which status does nothing, chosen at their best, give intervals that hold zero as
often as they say; a planted effect is found. docs/explanation/importo-el-estado.md in figures; the full runs are `make soak`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from clave.outcome.effect.shape import SALES, Effect
from clave.outcome.effect.single import single
from clave.outcome.window import Window
from clave.policy.reading import default
from tests.unit.outcome.null_companies import MONTHS, Plan, company, judged

LIMITS = default().at(date(2026, 1, 1))
ONE, QUARTERS = Plan(), Plan(at=tuple(range(30, 57, 3)), each=3)
SOME, MANY = 60, 400


@dataclass(frozen=True)
class Tally:
    """Over many companies: how many had a figure, the share of intervals without zero, the mean figure, what comparing with
    themselves said, and the share of intervals that hold the truth."""

    companies: int
    excludes: float
    mean: float
    before_after: float
    holds: float


def tally(plan: Plan, count: int, *, never: bool = False) -> Tally:
    """What clave says of so many companies."""
    found = [one for seed in range(count) if (one := _said(judged(seed, plan, LIMITS, never=never), plan)) is not None]
    values = np.array(found, dtype=float)
    sure, mean, naive, holds = values.mean(axis=0)
    return Tally(len(found), float(sure), float(mean), float(naive), float(holds))


def _said(effect: Effect, plan: Plan) -> tuple[bool, float, float, bool] | None:
    one = effect.figure(SALES)
    if one is None or one.value is None or one.low is None or one.high is None or one.before_after is None:
        return None
    return one.sure, one.value, one.before_after, one.low <= plan.raises <= one.high


def test_one_list_of_a_programme_that_does_nothing() -> None:
    """Near the 5 % that an interval of 95 % says; comparing with themselves shows a fall that is none of the status's."""
    found = tally(ONE, SOME)
    assert found.companies >= 50
    assert found.excludes <= 0.10
    assert abs(found.mean) < 0.04
    assert found.before_after < -0.04


def test_a_list_every_quarter_of_a_programme_that_does_nothing() -> None:
    """Who enters later is compared until then and after: nobody knew it, and leaving them out would choose by the future."""
    found = tally(QUARTERS, SOME // 2)
    assert found.excludes <= 0.10
    assert found.before_after < -0.05


def test_a_planted_effect_is_found() -> None:
    found = tally(Plan(raises=0.8), SOME // 2)
    assert found.excludes >= 0.8
    assert found.mean == pytest.approx(0.8, abs=0.12)
    assert found.holds >= 0.85


def unusual(companies: int) -> tuple[int, float, float]:
    """Of the twins of accounts in companies without effect: how many, the share called unusual, and the mean place among all."""
    places = []
    for seed in range(companies):
        panel, entries, _capped = company(seed, ONE)
        window = Window("all", entries[0].day, panel.first_day(MONTHS) - timedelta(days=1))
        found = [single(panel, one.customer, entries, window=window, limits=LIMITS) for one in entries[::2]]
        places += [one.rank / one.of for one in found if one.rank is not None]
    return len(places), float(np.mean(np.array(places) <= 0.05)), float(np.mean(places))


def test_a_twin_calls_unusual_what_seldom_is() -> None:
    """An account is ranked among customers that their twins imitate as well as its own does: among all of them, whom
    a twin cannot imitate at all, one in six looks unusual."""
    count, share, place = unusual(24)
    assert count >= 50
    assert share <= 0.09
    assert 0.4 < place < 0.65


@pytest.mark.soak
@pytest.mark.parametrize(
    ("plan", "low", "high"), [(ONE, 0.02, 0.08), (QUARTERS, 0.01, 0.09), (Plan(customers=800, each=25), 0.02, 0.08)]
)
def test_nothing_is_found_at_the_stated_rate(plan: Plan, low: float, high: float) -> None:
    assert low <= tally(plan, MANY).excludes <= high


@pytest.mark.soak
def test_never_treated_controls_would_be_chosen_by_the_future() -> None:
    """Why who enters later is compared: without them those that did not rise stand for what would have been."""
    assert tally(QUARTERS, MANY, never=True).mean > tally(QUARTERS, MANY).mean + 0.03
