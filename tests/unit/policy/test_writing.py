"""Whatever policy accepts comes back from the file as it was given."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clave.policy import declared
from clave.policy.reading import parse
from clave.policy.rows import written
from clave.policy.shape import Dated
from clave.policy.writing import appended

sentences = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
criteria = st.sampled_from(declared.CRITERIA)
entries = st.one_of(
    st.tuples(st.just("volume.top_share"), st.floats(0, 1)),
    st.tuples(st.just("gate.days_beyond_terms"), st.floats(0, 1e6)),
    st.tuples(st.just("draws"), st.integers(100, 10**5)),
    st.tuples(st.just("value.shape"), st.sampled_from(["linear", "steps"])),
    st.tuples(st.just("distributor.channels"), st.lists(sentences, max_size=4).map(tuple)),
    st.tuples(st.just("order"), st.lists(criteria, min_size=1, unique=True).map(tuple)),
    st.tuples(st.just("seats"), st.dictionaries(criteria, st.integers(0, 9))),
    st.tuples(st.just("typed_weights"), st.dictionaries(criteria, st.floats(0.5, 99), min_size=1)),
)


@given(given=st.lists(st.tuples(entries, days, sentences, sentences), max_size=6, unique_by=lambda e: (e[0][0], e[1])))
def test_every_entry_comes_back_and_the_text_only_grows(given: list[tuple[tuple[str, Any], date, str, str]]) -> None:
    text = "# ours\n"
    for (key, value), since, reason, source in given:
        longer = appended(text, key, Dated(since, value, reason, source))
        assert longer.startswith(text)
        text = longer
    found = {(key, version) for key, versions in parse(text, "policy.toml").items() for version in map(repr, versions)}
    assert found == {(key, repr(Dated(since, value, *why))) for (key, value), since, *why in given}


def test_words_with_quotes_are_written_as_toml() -> None:
    assert written('a "b" \\ c') == '"a \\"b\\" \\\\ c"'
