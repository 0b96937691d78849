"""What is proposed: carried by an address and back, laid over a policy, never contradicting itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.policy.draft import Draft, draft_of, encoded
from clave.policy.kinds import DECLARED
from clave.policy.reading import default
from clave.policy.shape import Value

DAY = date(2026, 6, 1)


def values(value: Value[Any]) -> st.SearchStrategy[Any]:
    """Whatever a declared value may be."""
    given_kind: dict[str, st.SearchStrategy[Any]] = {
        "share": st.floats(0, 1),
        "level": st.floats(0.01, 0.99),
        "number": st.floats(1, 1e9),
        "whole": st.integers(100, 2000),
        "limit": st.none() | st.floats(0, 1e12),
        "choice": st.sampled_from(value.known or ("",)),
        "words": st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=4).map(tuple),
        "ordering": st.lists(st.sampled_from(value.known or ("",)), min_size=1, unique=True).map(tuple),
        "counts": st.dictionaries(st.sampled_from(value.known or ("",)), st.integers(0, 9)),
        "cron": st.sampled_from(["0 7 * * 1", "30 3 * * *", "*/15 8-18 * * 1-5"]),
        "weights": st.none() | st.dictionaries(st.sampled_from(value.known or ("",)), st.integers(1, 99).map(float), min_size=1),
    }  # fmt: skip
    return given_kind[value.kind]


@given(st.data())
def test_an_address_carries_every_value_there_and_back(data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(DECLARED)), unique=True, max_size=5))
    changes = {key: data.draw(values(DECLARED[key])) for key in keys}
    changes = {
        key: value for key, value in changes.items() if value is None or DECLARED[key].check(_raw(value)) == value
    }
    draft = Draft(changes)
    assert draft_of(draft.words()).changes == changes
    assert draft_of(reversed(draft.words())).words() == draft.words()


def _raw(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@given(st.lists(st.tuples(st.sampled_from([*DECLARED, "q", "pagina"]), st.text(max_size=20))))
def test_nothing_in_an_address_breaks_it(words: list[tuple[str, str]]) -> None:
    draft = draft_of(words)
    assert set(draft.changes) <= set(DECLARED)
    for error in draft.refused:
        assert error.say("es")


def test_it_is_laid_over_the_policy_from_a_day_on() -> None:
    draft = Draft({"order": ("loyalty", "volume"), "capacity.kams": 6.0})
    policy = draft.on(default(), DAY)
    assert policy.at(DAY)[declared.order] == ("loyalty", "volume")
    assert policy.at(date(2026, 5, 31)).values == default().at(DAY).values
    assert draft.against(policy, DAY).changes == {}
    assert draft.against(default(), DAY) == draft
    assert bool(draft.without("order", "capacity.kams")) is False
    assert draft.changed("draws", 500).words()[-1] == ("draws", "500")


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(ClaveError) as refused:
        Draft({"bands.out": 0.9}).on(default(), DAY)
    assert "must not be above" in refused.value.say("en")


def test_addresses_can_be_read_by_people() -> None:
    assert encoded(declared.order, ("loyalty", "volume")) == "loyalty,volume"
    assert encoded(declared.seats, {"knowledge": 1, "prestige": 2}) == "knowledge:1,prestige:2"
    assert encoded(declared.volume_top, 0.07) == "0.07"
    assert encoded(declared.capacity_kams, None) == ""
