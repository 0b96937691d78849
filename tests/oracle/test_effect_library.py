"""The effect beside another account of it: `diff-diff`, a kept library of differences in differences (ADR 0033), on simulated
companies. It is given who clave compares with whom; the matching is ours."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from scipy.special import stdtrit

from clave.outcome.effect.shape import SALES, Effect, Match
from clave.policy import effect as rules
from clave.policy.reading import default
from tests.unit.outcome.null_companies import MONTHS, Plan, company, judged

pandas = pytest.importorskip("pandas")
library = pytest.importorskip("diff_diff", reason="requirements-test.lock has it: run make env-test")
TWO = default().at(date(2026, 1, 1)).reform({rules.controls: 2})
"""Two comparable customers of every account, so that all weigh the same in the library too."""
COEFFICIENTS = 3  # that the library counts: the mean, who is key, before or after
ONE, QUARTERS = Plan(raises=0.3), Plan(at=tuple(range(30, 57, 3)), each=3, raises=0.3)


def months(seed: int, plan: Plan, matches: tuple[Match, ...]) -> Any:
    """Of every account and its comparable customers the mean month before and after entry, over the mean month before."""
    panel, _entries, _capped = company(seed, plan)
    rows = []
    for one in matches:
        at = panel.at(one.entered)
        for code in (one.customer, *(each.customer for each in one.comparables)):
            money = panel.money[panel.codes.index(code)]
            key, base = int(code == one.customer), money[at - TWO[rules.match_months] : at].mean()
            rows.append((one.customer, code, key, 0, 1.0))
            rows.append((one.customer, code, key, 1, money[at:MONTHS].mean() / base))
    return pandas.DataFrame(rows, columns=["match", "unit", "key", "after", "bought"])


def measured(seed: int, plan: Plan) -> tuple[Effect, Any]:
    """What clave says of a company, and what the library is given. Without customers that became key later: of those clave takes
    their months with status out, which the library does not know."""
    said = judged(seed, plan, TWO, never=True)
    return said, months(seed, plan, said.matches)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan", [ONE, QUARTERS])
def test_the_effect_and_its_error_are_those_of_the_library(seed: int, plan: Plan) -> None:
    """Two-way fixed effects with the account and its comparable customers as one cluster give the same figure and, but for
    the library's correction of degrees of freedom, the same error (Abadie & Spiess 2022)."""
    said, given = measured(seed, plan)
    sales = said.figure(SALES)
    assert sales
    assert sales.value is not None
    assert sales.low is not None
    found = library.TwoWayFixedEffects(cluster="match").fit(
        given, outcome="bought", treatment="key", post="after", unit="unit"
    )
    assert found.att == pytest.approx(sales.value, abs=1e-9)
    error = found.se * math.sqrt((len(given) - COEFFICIENTS) / (len(given) - 1))
    assert error == pytest.approx((sales.value - sales.low) / float(stdtrit(len(said.matches) - 1, 0.975)), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_group_time_effects_of_each_quarter_add_to_the_figure(seed: int) -> None:
    """Callaway & Sant'Anna of the accounts of each quarter alone, each quarter weighed by its accounts."""
    said, given = measured(seed, QUARTERS)
    day = {one.customer: one.entered for one in said.matches}
    total = 0.0
    for _day, group in given.groupby(given.match.map(day)):
        found = library.CallawaySantAnna().fit(
            group.assign(first=group.key), outcome="bought", unit="unit", time="after", first_treat="first"
        )
        total += found.overall_att * group.match.nunique()
    sales = said.figure(SALES)
    assert sales
    assert total / len(said.matches) == pytest.approx(sales.value, abs=1e-9)
