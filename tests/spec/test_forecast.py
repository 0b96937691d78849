"""What a customer is likely to buy in the next semester, family by family, with a range; and how good the last one was. (G10)

The worked figures of docs/explanation/pronostico.md are asserted here."""

from __future__ import annotations

from datetime import date
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from clave.policy import declared
from clave.policy.reading import default
from clave.report.forecast import Experience, Forecast, Projection, learned, looked_back, project
from clave.report.forecast.experience import Missed
from clave.report.forecast.methods import middle, reckonings

LIMITS = default().at(date(2026, 1, 1))
START = date(2023, 1, 1)
YEAR = [8.0, 8.0, 10.0, 12.0, 10.0, 8.0, 8.0, 8.0, 10.0, 14.0, 12.0, 12.0]
MONTHS = [*YEAR, *(1.1 * one for one in YEAR), *(1.2 * one for one in YEAR)]
"""Three years in millions: April and October are high, and each year brings more."""
SEEN = Missed(-1.1, 1.2, -4.2, 3.9, 7000)
"""What the past of a company may teach: a semester missed by less than 4.2 standard deviations of its months below, 3.9 above."""
COMPANY = Experience(SEEN, SEEN)


def said(series: dict[str, Any], **more: Any) -> Projection:
    return project(series, start=START, limits=LIMITS, experience=more.pop("experience", COMPANY), **more)


def one(months: list[Any], **more: Any) -> Forecast:
    return said({"PU": months}, **more).families["PU"]


def why(months: list[Any], **more: Any) -> str:
    found = one(months, **more)
    assert found.expected is None
    return found.why.say("en").replace("\u00a0", " ")


def rounded(values: Any) -> list[float]:
    return [round(float(value), 1) for value in values]


def test_four_reckonings_and_the_middle_of_them() -> None:
    """
    January to June of the next year, in millions:

    same months    9.6   9.6  12.0  14.4  12.0   9.6     the floor to beat
    level         13.6  13.6  13.6  13.6  13.6  13.6
    season        12.3  12.3  13.2  14.0  13.1  12.2
    trend         12.1  12.2  13.1  14.0  13.1  12.2
    middle        12.2  12.2  13.1  14.0  13.1  12.2
    """
    four = reckonings(np.array([MONTHS]), 6, LIMITS[declared.forecast_held])
    assert rounded(four[0, 0]) == [9.6, 9.6, 12.0, 14.4, 12.0, 9.6]
    assert rounded(four[1, 0]) == [13.6] * 6
    assert rounded(four[2, 0]) == [12.3, 12.3, 13.2, 14.0, 13.1, 12.2]
    assert rounded(four[3, 0]) == [12.1, 12.2, 13.1, 14.0, 13.1, 12.2]
    assert rounded(middle(four)[0]) == [12.2, 12.2, 13.1, 14.0, 13.1, 12.2]


def test_a_semester_has_a_range_of_its_own_narrower_than_its_months_together() -> None:
    """76.9 expected, from 67.0 to 86.1: its months vary by 2.35, and 4.2 × 2.35 = 9.9 less, 3.9 × 2.35 = 9.2 more."""
    expected = one(MONTHS).expected
    assert expected
    assert rounded((expected.total, expected.total_low, expected.total_high)) == [76.9, 67.0, 86.1]
    assert rounded(expected.low) == [9.6, 9.6, 10.5, 11.4, 10.5, 9.6]
    assert rounded(expected.high) == [15.1, 15.1, 16.0, 16.8, 15.9, 15.0]
    assert sum(expected.low) < expected.total_low < expected.total < expected.total_high < sum(expected.high)


def test_the_months_ahead_follow_the_last_one() -> None:
    assert said({"PU": MONTHS}).months == tuple(date(2026, month, 1) for month in range(1, 7))
    assert said({"PU": MONTHS}, horizon=3).months == tuple(date(2026, month, 1) for month in range(1, 4))


def test_the_range_says_what_it_is() -> None:
    assert said({"PU": MONTHS}).says.say("en") == "Of ten ranges made like this, about 8 held what was then bought."


@pytest.mark.parametrize(
    ("months", "reason"),
    [
        ([nan] * 36, "Nothing is known of these months"),
        ([None] * 36, "Nothing is known of these months"),
        ([inf] * 36, "Nothing is known of these months"),
        ([], "Nothing is known of these months"),
        ([0.0] * 36, "Nothing was bought in these months"),
        ([0.0] * 35 + [7.0], "Too little history: 1 month since the first purchase, and 12 months are needed"),
        ([0.0] * 25 + [7.0] * 11, "Too little history: 11 months since the first purchase, and 12 months are needed"),
        ([None] * 25 + [7.0] * 11, "Too little history: 11 months since the first purchase, and 12 months are needed"),
        ([7.0] * 24 + [0.0] * 12, "Nothing was bought in the last twelve months"),
        ([7.0] * 30 + [-7.0] * 6, "In the last twelve months no less was returned than bought"),
        ([1e308] * 36, "The amounts are too large to be added up"),
    ],
)
def test_where_nothing_can_be_said_there_is_a_reason_and_no_zero(months: list[Any], reason: str) -> None:
    assert why(months) == reason
    assert not said({"PU": months}).together


def test_twelve_months_are_enough_where_the_company_taught_the_range() -> None:
    assert one([0.0] * 24 + [7.0] * 12)
    assert why([7.0] * 12, experience=None) == "Too few months of the past to say how sure a forecast would be"


def test_a_month_that_nobody_knows_is_not_a_month_without_purchases() -> None:
    with_hole: list[Any] = [*MONTHS]
    with_hole[20] = None
    as_zero = [*MONTHS]
    as_zero[20] = 0.0
    hole, zero, whole = one(with_hole).expected, one(as_zero).expected, one(MONTHS).expected
    assert hole
    assert zero
    assert whole
    assert abs(hole.total - whole.total) < abs(zero.total - whole.total)


def test_returns_lower_what_is_expected_but_never_below_nothing() -> None:
    returned = [*MONTHS[:-1], -4.0]
    expected = one(returned).expected
    assert expected
    assert expected.total < 76.9
    assert min(expected.low) >= 0


def test_who_buys_now_and_then_has_a_wide_range_from_nothing() -> None:
    """Every fourth month 12, else nothing: 24 in the mean semester."""
    expected = one([0.0, 0.0, 0.0, 12.0] * 9).expected
    assert expected
    assert expected.total_low == 0
    assert 10 < expected.total < 30 < expected.total_high


def test_the_whole_is_the_sum_of_the_families_that_have_a_forecast_and_says_which_have_none() -> None:
    found = said({"PU": MONTHS, "PVC": MONTHS, "New": [0.0] * 30 + [5.0] * 6, "Old": [5.0] * 12 + [0.0] * 24})
    assert found.left_out == ("New", "Old")
    assert str(found.without) == "2 families have no forecast and are not in it"
    both, whole = found.families["PU"].expected, found.together.expected
    assert both
    assert whole
    assert whole.total == pytest.approx(2 * both.total)
    assert said({"PU": MONTHS}).without is None


def test_nobody_bought_anything() -> None:
    found = said({})
    assert found.families == {}
    assert str(found.together.why) == "Nothing was bought in these months"


def test_what_the_company_missed_becomes_the_range() -> None:
    """Forty accounts, four years: what was missed at the end of the two last semesters is what the next one may miss by."""
    rng = np.random.default_rng(7)
    accounts = [{"PU": list(rng.gamma(4, 10, 48)), "PVC": list(rng.gamma(1, 10, 48))} for _account in range(40)]
    known = learned(accounts, LIMITS)
    assert known.families
    assert known.totals
    assert known.families.cases == 160, "forty accounts, two families, two semesters"
    assert known.totals.cases == 80
    assert known.families.sum_low < 0 < known.families.sum_high
    assert learned(accounts[:3], LIMITS) == Experience(None, None), "12 cases: too few for a range"


def test_a_customer_alone_teaches_itself() -> None:
    """Without a company to learn from, every month of its own past counts as the end of a semester."""
    rng = np.random.default_rng(7)
    found = said({"PU": list(rng.gamma(4, 10, 48))}, experience=None).together.expected
    assert found
    assert found.total_low < found.total < found.total_high


def test_how_good_the_last_forecast_was() -> None:
    """The same reckoning half a year before, with what was known then: 70.2 expected, from 61.4 to 78.5, and 76.8 bought."""
    found = looked_back({"PU": MONTHS}, start=START, limits=LIMITS, experience=COMPANY)
    assert found.months == tuple(date(2025, month, 1) for month in range(7, 13))
    assert (found.held, found.told) == (1, 1)
    then = found.together.forecast.expected
    assert then
    assert rounded((then.total, then.total_low, then.total_high)) == [70.2, 61.4, 78.5]
    assert found.together.actual == pytest.approx(76.8)
    said_so = found.together.says("USD").say("en").replace("\u00a0", " ")
    assert said_so == "We expected US$ 70, from US$ 61 to US$ 78, and you bought US$ 77: within the range."


@pytest.mark.parametrize(("bought", "ends"), [(5.0, "less than the range held."), (25.0, "more than the range held.")])
def test_a_forecast_that_missed_says_so_and_to_which_side(bought: float, ends: str) -> None:
    found = looked_back({"PU": [*MONTHS[:-6], *[bought] * 6]}, start=START, limits=LIMITS, experience=COMPANY)
    assert found.together.inside is False
    assert str(found.together.says("USD")).endswith(ends)


def test_what_was_not_known_then_or_is_not_known_now_is_said() -> None:
    new = looked_back({"New": [0.0] * 28 + [5.0] * 8}, start=START, limits=LIMITS, experience=COMPANY)
    assert new.families["New"].inside is None
    assert "Too little history: 2" in str(new.families["New"].says("USD"))
    hole = looked_back({"PU": [*MONTHS[:-1], None]}, start=START, limits=LIMITS, experience=COMPANY)
    assert str(hole.together.says("USD")) == "What was bought in these months is not known"
    assert (hole.held, hole.told) == (0, 0)


def test_every_sentence_is_there_in_spanish() -> None:
    found = looked_back({"PU": MONTHS}, start=START, limits=LIMITS, experience=COMPANY)
    assert found.together.says("USD").say("es").startswith("Esperábamos US$")
    assert (
        said({"PU": MONTHS}).says.say("es")
        == "De cada diez rangos hechos así, cerca de 8 contuvieron lo que se compró después."
    )


def test_families_of_different_months_are_refused() -> None:
    with pytest.raises(ValueError, match="same months"):
        said({"PU": MONTHS, "PVC": MONTHS[1:]})
