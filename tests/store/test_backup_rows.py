"""Rows as a backup writes them: the same line for the same row, from whichever database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.store.backup.state import kept_models, plain
from clave.store.backup.sums import summed


def test_a_value_is_written_the_same_whoever_kept_it() -> None:
    """PostgreSQL keeps 1.0 of a JSON as 1.0 or 1, and an instant in the zone of the server."""
    bogota = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert plain(bogota) == plain(datetime(2026, 11, 20, 15, 0, tzinfo=UTC)) == "2026-11-20T15:00:00.000000+00:00"
    assert plain({"b": 1.0, "a": [Decimal("2.50"), None, True]}) == {"b": 1, "a": ["2.50", None, True]}
    assert plain({"a": 1e23, "b": [2.0**60, -0.0]}) == plain({"a": 10**23, "b": [1152921504606847000, 0]}), (
        "PostgreSQL keeps a number of JSON by its digits"
    )
    assert plain(date(2026, 1, 2)) == "2026-01-02"
    assert plain(memoryview(b"\x00\xff")) == "AP8="
    with pytest.raises(TypeError, match="No line can hold a object"):
        plain(object())


@given(st.lists(st.binary(min_size=1)), st.randoms())
def test_the_sum_is_of_the_rows_and_not_of_their_order(lines: list[bytes], dice: object) -> None:
    shuffled = list(lines)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert summed(shuffled) == summed(lines)
    assert summed([*lines, b"x"]) != summed(lines)


def test_every_table_of_ours_is_kept_and_no_session() -> None:
    labels = {model._meta.label_lower for model in kept_models()}
    assert {"store.person", "store.auditevent", "store.selectionline", "mfa.authenticator"} <= labels
    assert not {label for label in labels if label.startswith(("sessions.", "usersessions.", "contenttypes."))}
