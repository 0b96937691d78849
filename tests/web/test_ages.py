"""How long ago something was, as people say it: never «hace 1010 días»."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clave.web.words import told
from clave.web.written import ago


@pytest.mark.parametrize(
    ("days", "es", "en"),
    [
        (0, "hoy", "today"), (1, "ayer", "yesterday"), (2, "hace 2 días", "2 days ago"), (60, "hace 60 días", "60 days ago"),
        (61, "hace 2 meses", "2 months ago"), (219, "hace 7 meses", "7 months ago"), (365, "hace 12 meses", "12 months ago"),
        (597, "hace 20 meses", "20 months ago"), (731, "hace 2 años", "2 years ago"),
        (1010, "hace 2 años y 9 meses", "2 years and 9 months ago"), (1126, "hace 3 años y 1 mes", "3 years and 1 month ago"),
    ],
)  # fmt: skip
def test_ages_in_both_languages(days: int, es: str, en: str) -> None:
    for language, words in (("es", es), ("en", en)):
        with translation.override(language):
            assert told(ago(days)) == words


@given(st.integers(0, 40_000))
def test_no_figure_in_it_is_large(days: int) -> None:
    with translation.override("en"):
        figures = [int(word) for word in told(ago(days)).split() if word.isdigit()]
    assert all(figure <= 110 for figure in figures)
