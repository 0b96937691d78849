"""What somebody typed, repeated in a sentence: whole, or cut so that everybody sees that it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.typed import QUOTED, quoted


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [("", 5, ""), ("abcde", 5, "abcde"), ("abcdef", 5, "abcd…"), ("x" * 61, QUOTED, "x" * 59 + "…")],
)
def test_it_is_repeated(text: str, most: int, shown: str) -> None:
    assert quoted(text, most) == shown


@given(st.text(max_size=200), st.integers(1, 100))
def test_it_is_never_longer_and_says_where_something_is_missing(text: str, most: int) -> None:
    found = quoted(text, most)
    assert len(found) <= max(most, 1)
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))
