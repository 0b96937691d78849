"""Regression to the mean, shown: companies in which status does nothing, chosen at their best, give intervals that hold zero as
often as they say; a planted effect is found. docs/explanation/importo-el-estado.md in figures; the full runs are `make soak`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from clave.outcome.effect.shape import SALES, Effect
from clave.outcome.effect.single import single
from clave.outcome.window import Window
from clave.policy.reading import default
from tests.spec.effect_panels import page, shown
from tests.unit.outcome.null_companies import MONTHS, Plan, company, judged

LIMITS = default().at(date(2026, 1, 1))
ONE, QUARTERS = Plan(), Plan(at=tuple(range(30, 57, 3)), each=3)
RAISED = Plan(at=QUARTERS.at, each=3, raises=0.3)
SOME, SEVERAL, MANY = 60, 200, 400
LUCK = (0.0275, 0.0725)  # 95 % of what 400 intervals of 95 % exclude


@dataclass(frozen=True)
class Tally:
    """Over many companies: how many had a figure, the share of intervals without zero, the mean figure, what comparing with
    themselves said, the share of intervals that hold the truth, and the mean number of accounts compared."""

    companies: int
    excludes: float
    mean: float
    before_after: float
    holds: float
    accounts: float


@cache
def tally(plan: Plan, count: int, *, never: bool = False) -> Tally:
    """What clave says of so many companies."""
    found = [one for seed in range(count) if (one := _said(judged(seed, plan, LIMITS, never=never), plan)) is not None]
    values = np.array(found, dtype=float)
    sure, mean, naive, holds, accounts = map(float, values.mean(axis=0))
    return Tally(len(found), sure, mean, naive, holds, accounts)


def _said(effect: Effect, plan: Plan) -> tuple[bool, float, float, bool, int] | None:
    one = effect.figure(SALES)
    if one is None or one.value is None or one.low is None or one.high is None or one.before_after is None:
        return None
    return one.sure, one.value, one.before_after, one.low <= plan.raises <= one.high, one.accounts


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
@pytest.mark.parametrize("plan", [ONE, QUARTERS, Plan(customers=800, each=25)])
def test_nothing_is_found_at_the_stated_rate(plan: Plan) -> None:
    """Of 400 companies 20 would exclude zero, and by luck alone between 11 and 29."""
    assert LUCK[0] <= tally(plan, MANY).excludes <= LUCK[1]


@pytest.mark.soak
def test_never_treated_controls_would_be_chosen_by_the_future() -> None:
    """Why who enters later is compared (ADR 0033): without them, those that did not rise stand for what would have been."""
    ours, never = tally(QUARTERS, MANY), tally(QUARTERS, MANY, never=True)
    assert never.mean > ours.mean + 0.05
    assert never.excludes > LUCK[1]
    ours, never = tally(RAISED, SEVERAL), tally(RAISED, SEVERAL, never=True)
    assert abs(ours.mean - RAISED.raises) < 0.05 < abs(never.mean - RAISED.raises)
    assert never.holds < 0.92 < ours.holds


@pytest.mark.soak
def test_the_page_says_what_comes_out() -> None:
    """Every figure of «Donde nada pasó» in docs/explanation/importo-el-estado.md."""
    one, many = tally(ONE, MANY), tally(QUARTERS, MANY)
    found, never = tally(Plan(raises=0.3), MANY), tally(QUARTERS, MANY, never=True)
    assert (
        f"son {shown(one.excludes)} con una lista y {shown(many.excludes)} con una lista cada trimestre; las cifras se inclinan "
        f"{shown(one.mean)} y +{shown(many.mean)}. Comparadas con ellas mismas las cuentas «caen» {shown(-one.before_after)} y "
        f"{shown(-many.before_after)}. Un efecto de 30 % se encuentra en {shown(found.excludes)} de las empresas: con "
        f"{one.accounts:.0f} cuentas el intervalo es ancho."
    ) in page()
    assert (
        f"con una lista cada trimestre la inclinación sería +{shown(never.mean)} y {shown(never.excludes)} de los intervalos no "
        f"contendrían el cero; y un efecto de 30 % se leería como {shown(tally(RAISED, SEVERAL, never=True).mean)}, no como "
        f"{shown(tally(RAISED, SEVERAL).mean)}."
    ) in page()
