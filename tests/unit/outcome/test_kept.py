"""Whatever a job keeps of the outcome is read back as it was."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _
from clave.outcome.kept import recalled, stored


@dataclass(frozen=True)
class Inner:
    label: Text
    value: float | None
    day: date


@dataclass(frozen=True)
class Other:
    count: int


@dataclass(frozen=True)
class Outer:
    key: str
    sure: bool
    count: int | None
    value: float
    why: Text | Joined | None
    day: date | None
    pair: tuple[str, float]
    rows: tuple[Inner, ...]
    by_name: Mapping[str, tuple[float | None, ...]]
    either: Inner | Other | None
    said: str | Text
    nested: Mapping[str, Inner]


SAMPLES = ("We know nothing yet.", "{n} of {of}", "Compras", "")
numbers = st.floats(allow_nan=False)
texts = st.builds(
    lambda msgid, n, day: Text(msgid, (("n", n), ("day", Figure(day, "date")))),
    st.sampled_from(SAMPLES), st.integers(0, 9), st.dates(),
)  # fmt: skip
joins = st.builds(
    lambda parts, between: Joined(tuple(parts), between), st.lists(texts | st.text()), st.text(max_size=2)
)
inners = st.builds(Inner, texts, st.none() | numbers, st.dates())
plain = st.text().filter(lambda word: word not in ("nan", "inf", "-inf"))
outers = st.builds(
    Outer, key=st.text(), sure=st.booleans(), count=st.none() | st.integers(), value=numbers,
    why=st.none() | texts | joins, day=st.none() | st.dates(), pair=st.tuples(st.text(), numbers),
    rows=st.lists(inners, max_size=3).map(tuple),
    by_name=st.dictionaries(st.text(), st.lists(st.none() | numbers, max_size=3).map(tuple), max_size=3),
    either=st.none() | inners | st.builds(Other, st.integers()), said=plain | texts,
    nested=st.dictionaries(st.text(), inners, max_size=2),
)  # fmt: skip


@given(outers)
def test_what_is_kept_is_read_back_as_it_was(outer: Outer) -> None:
    assert recalled(Outer, json.loads(json.dumps(stored(outer), allow_nan=False))) == outer


ONE = Outer(
    "a",
    True,
    None,
    1.5,
    None,
    None,
    ("x", 2.0),
    (),
    {},
    None,
    "said",
    {"a": Inner(_("Compras"), None, date(2026, 1, 1))},
)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_no_number_stays_that(value: float) -> None:
    kept = json.loads(json.dumps(stored(replace(ONE, value=value, by_name={"a": (value,)})), allow_nan=False))
    read = recalled(Outer, kept)
    assert str(read.value) == str(read.by_name["a"][0]) == str(value)


@pytest.mark.parametrize("thing", [{1: "a"}, object(), [1], {"a"}, 1j, b"a"])
def test_what_could_not_be_read_back_is_not_kept(thing: Any) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        stored((thing,))


@pytest.mark.parametrize(
    "kept",
    [{}, [], None, 3, {"count": "3"}, {"count": 3, "more": 1}, {"count": None}, {"count": True}],
)
def test_what_another_version_kept_is_told_apart(kept: Any) -> None:
    with pytest.raises(ValueError, match="is no Other"):
        recalled(Other, kept)
