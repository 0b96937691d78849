"""Who stays and how much of their money, against plain loops over the lines, on hostile companies; and the laws of both. (B1)"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.measures.shape import Missing
from clave.outcome.harvest.given import Span
from clave.outcome.harvest.interval import Sure, difference, quotient, share
from clave.outcome.harvest.reading import EARLIER, measured
from clave.outcome.harvest.retention import group, stayed
from clave.outcome.harvest.shape import Estimate, Group, Stayed
from clave.outcome.window import Window, window
from clave.privileges.ledger.sure import difference as newcombe
from clave.privileges.ledger.sure import share as wilson
from tests.oracle import measure_oracle as slow
from tests.oracle.measure_books import Company, company

SURE = Sure(0.95, 200, 7)
companies = st.builds(company, st.integers(0, 2**32), st.sampled_from((0, 1, 5, 20, 60, 200)))
counted = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
money = st.lists(st.tuples(st.integers(-500, 5_000), st.integers(1, 5_000)), min_size=1, max_size=12)


def stretch(some: Company, days: int | None) -> Window:
    """The year up to the company's date, or the last so many days."""
    year = window("12", as_of=some.as_of, first_entry=None)
    return year if days is None else Window("all", some.as_of - timedelta(days=days - 1), some.as_of)


def told(some: Company, over: Window) -> dict[str, tuple[str, Any, Any, Any]]:
    """State, last purchase, money of the stretch and of the one before of every customer, by plain loops."""
    end, start = slow.World(some), slow.World(replace(some, as_of=over.start - timedelta(days=1)))
    silent_now = dict(zip(end.units, slow.rhythm(end)["silent"], strict=True))
    silent_then = dict(zip(start.units, slow.rhythm(start)["silent"], strict=True))
    before = Window(over.key, end.before_from, over.start - timedelta(days=1)) if over.key == "12" else over.before()
    days = [line["date"] for line in end.rows("invoice_line")]
    reaches = bool(days) and (min(days).year, min(days).month) <= (before.start.year, before.start.month)
    found = {}
    for unit in end.units:
        then, now = silent_then.get(unit, slow.NONE), silent_now[unit]
        state = (
            "unknown" if isinstance(then, Missing) else "silent_before" if then else "unknown" if isinstance(now, Missing)
            else "broken" if now else "kept"
        )  # fmt: skip
        last = max(end.purchase_days(unit), default=None)
        spent, spent_before = end.money(unit, over.start, over.end), end.money(unit, before.start, before.end)
        found[unit] = state, last, spent, spent_before if reaches else None
    return found


def near(got: float | None, want: Fraction | None) -> bool:
    if got is None or want is None:
        return got is None and want is None
    return math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=10, deadline=None)
@given(companies, st.sampled_from((None, 30, 400)))
def test_who_stays_is_what_plain_loops_say(some: Company, days: int | None) -> None:
    over = stretch(some, days)
    now, past = (measured(some.book(), some.limits, one, EARLIER) for one in (over, over.before()))
    read = Span(over, now, past, (), frozenset())
    want = told(some, over)
    assert set(read.now.codes) == set(want)
    for unit, (state, last, spent, before) in want.items():
        one = stayed(read, unit, "rest")
        assert (one.state, one.last_date) == (state, last), (some.seed, some.size, unit)
        assert near(one.money, spent), (some.seed, unit)
        assert near(one.before, before), (some.seed, unit)
    together = group("rest", [stayed(read, unit, "rest") for unit in read.now.codes], SURE)
    assert_group(together, want)


def assert_group(found: Group, want: dict[str, tuple[str, Any, Any, Any]]) -> None:
    """The sides add up to all of them, and the renewal is money over money of those that bought before."""
    states = [state for state, *_rest in want.values()]
    assert [found.kept, found.broken, found.silent_before, found.unknown] == [
        states.count(state) for state in ("kept", "broken", "silent_before", "unknown")
    ]
    buyers = [(now, before) for _s, _l, now, before in want.values() if before is not None and before > 0]
    assert found.buyers == len(buyers)
    whole = sum(before for _now, before in buyers)
    assert near(found.renewal.value, sum(now for now, _b in buyers) / whole if buyers else None)


def account(number: int, now: float, before: float, state: str = "kept") -> Stayed:
    return Stayed(f"C{number}", f"C{number}", "key", state, 7.0, None, None, now, before)  # type: ignore[arg-type]


@given(money, money)
def test_the_renewal_of_all_lies_between_those_of_its_parts(some: list[Any], more: list[Any]) -> None:
    """Law: money over money of two groups together is never above both, nor below both."""
    parts = [[account(at, now, before) for at, (now, before) in enumerate(rows)] for rows in (some, more)]
    one, other = (group("key", rows, SURE).renewal.value or 0.0 for rows in parts)
    whole = group("key", parts[0] + parts[1], SURE).renewal.value or 0.0
    assert min(one, other) - 1e-9 <= whole <= max(one, other) + 1e-9


@given(money, st.integers(0, 10_000))
def test_who_is_new_changes_no_renewal(some: list[Any], spent: int) -> None:
    rows = [account(at, now, before) for at, (now, before) in enumerate(some)]
    assert group("key", [*rows, account(99, spent, 0.0)], SURE).renewal == group("key", rows, SURE).renewal


@given(money, st.integers(2, 1_000))
def test_a_renewal_knows_no_currency(some: list[Any], times: int) -> None:
    one = group("key", [account(at, now, before) for at, (now, before) in enumerate(some)], SURE).renewal.value
    other = group(
        "key", [account(at, now * times, before * times) for at, (now, before) in enumerate(some)], SURE
    ).renewal.value
    assert one == pytest.approx(other)


@given(st.lists(st.sampled_from(("kept", "broken", "silent_before", "unknown")), max_size=30))
def test_who_stays_one_more_is_never_less(states: list[str]) -> None:
    """Law: one that leaves and stays instead raises retention; the sides always add up."""
    rows = [account(at, 1.0, 1.0, state) for at, state in enumerate(states)]
    found = group("key", rows, SURE)
    assert found.kept + found.broken + found.silent_before + found.unknown == found.accounts == len(states)
    better = [account(at, 1.0, 1.0, "kept" if state == "broken" else state) for at, state in enumerate(states)]
    if found.retention.value is not None:
        assert (group("key", better, SURE).retention.value or 0.0) >= found.retention.value


@given(counted, counted)
def test_a_share_is_wilsons_and_the_difference_of_two_newcombes(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = share(*one, SURE), share(*other, SURE)
    assert (first.low, first.high) == (wilson(*one, 0.95).low, wilson(*one, 0.95).high)
    want, got = newcombe(wilson(*one, 0.95), wilson(*other, 0.95)), difference(first, second)
    assert want is not None
    assert (got.value, got.low, got.high) == (want.value, want.low, want.high)
    assert difference(second, first).value == pytest.approx(-(got.value or 0.0))


@given(money)
def test_the_quotient_lies_inside_its_interval(some: list[Any]) -> None:
    found = quotient([now for now, _b in some], [before for _n, before in some], SURE)
    assert (found.low is None) == (len(some) == 1)
    if found.low is not None and found.value is not None and found.high is not None:
        assert found.low <= found.value <= found.high


def test_the_formula_of_many_says_what_the_bootstrap_of_few_says() -> None:
    """2.001 accounts by formula and 2.000 by drawing: ends that differ by less than a tenth of the width."""
    rows = [(100 + (at * 37) % 90, 100 + (at * 53) % 70) for at in range(2_001)]
    many = quotient([a for a, _b in rows], [b for _a, b in rows], Sure(0.95, 2_000, 7))
    few = quotient([a for a, _b in rows[1:]], [b for _a, b in rows[1:]], Sure(0.95, 2_000, 7))
    wide = (many.high or 0.0) - (many.low or 0.0)
    assert abs((many.low or 0.0) - (few.low or 0.0)) < 0.1 * wide
    assert abs((many.high or 0.0) - (few.high or 0.0)) < 0.1 * wide


def test_nothing_is_nothing_and_no_zero() -> None:
    assert share(0, 0, SURE) == quotient([], [], SURE) == quotient([5.0], [0.0], SURE) == Estimate(None, None, None, 0)
    assert difference(Estimate(None, None, None, 0), share(1, 2, SURE)).value is None
