"""What people type into forms: numbers in both habits, shares as percentages, words, parts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.base.figures import number
from clave.base.typed import number_of
from clave.policy import declared
from clave.policy.groups import GROUPS, group_of
from clave.policy.kinds import DECLARED
from clave.policy.shape import Value
from clave.policy.typed import expects, typed, typed_parts


@pytest.mark.parametrize(
    ("text", "es", "en"),
    [
        ("12,5 %", 12.5, 12.5), ("12.5", 12.5, 12.5), ("1.500", 1500, 1.5), ("1,500", 1.5, 1500),
        ("$ 38.000", 38000, 38), ("1.284.500,75", 1284500.75, None), ("0.125", 0.125, 0.125), ("−3", -3, -3),
        ("5 días", 5, 5), ("COP 5.000", 5000, 5), ("1.23,5", None, None), ("1e5", None, None), ("nan", None, None),
        ("", None, None), ("١٢", None, None), ("=1+1", None, None), ("9" * 400, None, None), ("12 000", 12000, 12000),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, es: float | None, en: float | None) -> None:
    assert (number_of(text, "es"), number_of(text, "en")) == (es, en)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["es", "en"]))
def test_what_we_show_can_be_typed_back(value: int, language: str) -> None:
    assert number_of(number(value, 0, language), language) == value
    assert number_of(number(value, 2, language), language) == value


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = number_of(text)
    assert found is None or abs(found) < 1e20


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        (declared.volume_top, "7", 0.07), (declared.volume_top, "7,5 %", 0.075), (declared.potential_growth, "-2", -0.02),
        (declared.gate_days, "8", 8.0), (declared.capacity_count, "30", 30), (declared.capacity_count, "30,0", 30),
        (declared.cost_delivery, "$ 38.500", 38500.0), (declared.capacity_kams, "", None), (declared.cost_visit, "", None),
        (declared.capacity_kams, "6", 6.0),
        (declared.value_shape, "linear", "linear"),
        (declared.distributor_channels, " Mayorista \n\nDealer", ("Mayorista", "Dealer")),
    ],
)  # fmt: skip
def test_a_field_becomes_its_value(value: Value[Any], text: str, found: object) -> None:
    assert typed(value, text) == found
    assert type(typed(value, text)) is type(found)


@pytest.mark.parametrize(
    ("value", "text", "says"),
    [
        (declared.volume_top, "110", "un porcentaje de 0 a 100"), (declared.volume_top, "", "Está vacío"),
        (declared.capacity_count, "3,5", "entero"), (declared.capacity_count, "0", "entero"),
        (declared.interval_level, "100", "porcentaje"), (declared.gate_days, "-1", "menor que 0"),
        (declared.cost_visit, "0", "un valor mayor que 0, o nada"), (declared.cost_visit, "-5", "un valor mayor que 0, o nada"),
        (declared.cost_small_order, "0", "un valor mayor que 0"), (declared.cost_small_order, "", "un valor mayor que 0"),
        (declared.cost_capital, "0", "un porcentaje mayor que 0"), (declared.cost_capital, "-1", "un porcentaje mayor que 0"),
        (declared.value_shape, "curva", "logarithmic"), (declared.gate_days, "x" * 400, "…"),
    ],
)  # fmt: skip
def test_what_may_not_be_says_what_may(value: Value[Any], text: str, says: str) -> None:
    with pytest.raises(ClaveError) as refused:
        typed(value, text)
    assert says in refused.value.what.say("es")


def test_parts_are_typed_one_by_one() -> None:
    assert typed_parts(declared.seats, {"knowledge": "2", "prestige": " ", "bogus": "x"}) == {"knowledge": 2}
    assert typed_parts(declared.typed_weights, {"volume": "30", "loyalty": "12,5"}) == {"volume": 30, "loyalty": 12.5}
    assert typed_parts(declared.typed_weights, {"volume": "0", "loyalty": ""}) is None
    assert typed_parts(declared.seats, {}) == {}


@pytest.mark.parametrize(
    ("value", "given", "says"),
    [
        (declared.seats, {"knowledge": "dos"}, "no es un número"),
        (declared.seats, {"knowledge": "1,5"}, "enteros"),
        (declared.typed_weights, {"volume": "-3"}, "pesos"),
    ],
)
def test_a_part_that_may_not_be_says_so(value: Value[Any], given: dict[str, str], says: str) -> None:
    with pytest.raises(ClaveError) as refused:
        typed_parts(value, given)
    assert says in refused.value.what.say("es")


def test_every_value_has_one_group_and_says_what_may_be_typed() -> None:
    for key, value in DECLARED.items():
        assert [group.key for group in GROUPS if group.holds(key)] == [group_of(key).key]
        assert expects(value).say("es")
    assert sum(len(group.values) for group in GROUPS) == len(DECLARED)
