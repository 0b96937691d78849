"""The rule "inside the top 10 %": how many that is, who ties at its edge, and who cannot be in it."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from clave.criteria.standing import Standing, standing
from clave.measures import sales
from tests.spec.criteria_table import company


def test_how_many_are_inside() -> None:
    assert [Standing(None, count).first(0.1) for count in (0, 1, 9, 10, 11, 30, 70, 241)] == [  # type: ignore[arg-type]
        0, 1, 1, 1, 2, 3, 7, 25,
    ]  # fmt: skip


@given(money=st.lists(st.integers(-3, 9), min_size=1, max_size=40), share=st.sampled_from([0.0, 0.05, 0.1, 0.5, 1.0]))
def test_laws_of_the_top(money: list[int], share: float) -> None:
    table = company([{"money": amount, "active": float(amount > 0)} for amount in money])
    top = standing(table, sales.money).top(share)
    active = sum(amount > 0 for amount in money)
    inside = sorted((amount for amount, within in zip(money, top, strict=True) if within), reverse=True)
    outside = [amount for amount, within in zip(money, top, strict=True) if not within]
    fit = math.ceil(round(share * active, 6))
    assert len(inside) >= min(fit, active)
    assert all(amount > 0 for amount in inside)
    assert max(outside, default=-9) < min(inside, default=10)
    assert len([amount for amount in inside if amount > inside[-1]]) < fit or not inside


def test_places_are_kept_while_the_measures_live() -> None:
    table = company([{"money": 3}, {"money": 2}])
    assert standing(table, sales.money) is standing(table, sales.money)
