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


def test_keeping_a_plan_costs_a_fraction_of_what_model_objects_do() -> None:
    """Half a minute for 100,000 lines through objects. The peer writes rows that are made already; keeping makes them too,
    words and all. And planning again after confirming reads what was sent without building an object for each."""
    took = once("bench.dispatch_day:measured", "10000").result
    assert took["keep"] < took["keep the same lines through objects"]
    assert took["plan again without what was sent"] < 3 * took["read the facts and plan"]
    assert all(seconds < 0.2 for name, seconds in took.items() if name.startswith("/despacho/")), took
