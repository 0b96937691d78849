"""T22: with and without priority, the difference and the new dates of 100,000 lines in 3 seconds and 500 MiB."""

from __future__ import annotations

from bench.dispatching import generated
from bench.side import once


def test_t22_a_hundred_thousand_lines() -> None:
    """Processor time, because the machine is shared; making the book is not the plan's."""
    whole = once("bench.dispatching:whole_plan", "100000")
    alone = once("bench.dispatching:only_the_book", "100000")
    assert whole.cpu - alone.cpu < 3
    assert whole.peak < 500


def test_the_book_is_like_the_one_that_was_measured() -> None:
    made = generated(20_000)
    assert 0.18 < made.key.mean() < 0.27
    assert 0.7 < (made.lines.due <= made.today).mean() < 0.8
