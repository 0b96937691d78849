"""The order of importance: policy's, somebody's, and what typed weights say."""

from __future__ import annotations

import pytest

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.selection.listed import Asked, listed
from clave.selection.ordering import asked
from tests.unit.selection.population import grounds, limits, reading

TYPED = {declared.weighting: "typed", declared.typed_weights: {"loyalty": 30.0, "volume": 10.0, "prestige": 10.0}}


def test_a_short_order_goes_first_and_the_rest_follows() -> None:
    order, notes = asked(limits(), ["loyalty", "cash"])
    assert order[:3] == ("loyalty", "cash", "volume")
    assert len(order) == 12
    assert "the others follow" in notes[0].say("en")


def test_a_whole_order_needs_no_note() -> None:
    usual = limits()[declared.order]
    assert asked(limits(), usual) == (usual, ())


@pytest.mark.parametrize(("order", "said"), [(["size"], "«size» is not a criterion"), (["cash", "cash"], "twice")])
def test_an_order_that_makes_no_sense(order: list[str], said: str) -> None:
    with pytest.raises(ClaveError, match=said):
        asked(limits(), order)


def test_typed_weights_are_an_order_too() -> None:
    made = {"volume": reading([10, 90]), "loyalty": reading([90, 10]), "prestige": reading([0, 0])}
    listing = listed(grounds(made, limits(TYPED)), Asked(draws=100))
    assert listing.weights == {"loyalty": 0.6, "volume": 0.2, "prestige": 0.2}
    assert listing.order[:3] == ("loyalty", "volume", "prestige")
    assert any("not only around these" in note.say("en") for note in listing.notes)


def test_another_order_deals_typed_weights_out_again() -> None:
    made = {"volume": reading([10, 90]), "loyalty": reading([90, 10]), "prestige": reading([0, 0])}
    listing = listed(grounds(made, limits(TYPED)), Asked(order=["prestige", "volume"], draws=100))
    assert listing.weights == {"prestige": 0.6, "volume": 0.2, "loyalty": 0.2}


def test_weights_that_name_nobody_in_force() -> None:
    with pytest.raises(ClaveError, match="none of the criteria in force has a typed weight"):
        listed(grounds({"kilos": reading([10, 90])}, limits(TYPED)))


def test_rank_sum_is_the_milder_preset() -> None:
    made = {"volume": reading([10, 90]), "loyalty": reading([90, 10])}
    listing = listed(grounds(made, limits({declared.weighting: "rank_sum"})), Asked(draws=100))
    assert list(listing.weights.values()) == pytest.approx([2 / 3, 1 / 3])


def test_a_criterion_without_data_is_out_of_force_and_weights_are_renewed() -> None:
    nobody = reading([float("nan")] * 2)
    made = {"volume": reading([10, 90]), "kilos": nobody, "loyalty": reading([90, 10])}
    listing = listed(grounds(made), Asked(draws=100))
    assert list(listing.weights) == ["volume", "loyalty"]
    assert sum(listing.weights.values()) == pytest.approx(1)
    assert "kilos" in listing.out_of_force
    with pytest.raises(ClaveError, match="no criterion has data"):
        listed(grounds({"kilos": nobody}))


def test_nobody_active_is_an_error() -> None:
    with pytest.raises(ClaveError, match="no customer bought anything"):
        listed(grounds({"volume": reading([10, 90])}, active=[0, 0]))
