"""What somebody may act as today: roles × delegations × days, and the sentence when a delegation no longer counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.store.powers import Grant, powers
from clave.store.roles import DEPARTMENTS, ROLES

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
CREDIT = Grant(1, "credit", frozenset(), FIRST, LAST)
ALLOWED = frozenset({"administrator", "credit"})


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 10, 31), "planned"),
        (date(2026, 11, 1), "in_force"),
        (date(2026, 11, 30), "in_force"),
        (date(2026, 12, 1), "ended"),
    ],
)
def test_both_days_are_included(day: date, state: str) -> None:
    assert CREDIT.state(day) == state
    assert powers("kam", [CREDIT], day).acting(ALLOWED) == ("credit" if state == "in_force" else "")


def test_revoked_stops_at_once_on_that_very_day() -> None:
    revoked = Grant(1, "credit", frozenset(), FIRST, LAST, revoked_on=date(2026, 11, 12))
    assert revoked.state(date(2026, 11, 11)) == "in_force"
    assert revoked.state(date(2026, 11, 12)) == "revoked"
    assert revoked.over_on == date(2026, 11, 12)


def test_for_some_accounts_it_opens_these_and_nothing_that_is_about_no_single_one() -> None:
    one = Grant(1, "credit", frozenset({"C-1"}), FIRST, LAST)
    today = powers("kam", [one], FIRST)
    assert today.acting(ALLOWED, "C-1") == "credit"
    assert today.acting(ALLOWED, "C-2") == ""
    assert today.acting(ALLOWED) == ""
    assert today.without(ALLOWED, "C-2") == one, "which is said: for other accounts"


def test_who_may_in_their_own_role_acts_in_their_own_name() -> None:
    assert powers("credit", [CREDIT], FIRST).acting(ALLOWED) == ""
    assert powers("administrator", [CREDIT], FIRST).acting(ALLOWED) == ""


def test_nobody_signed_in_has_nothing() -> None:
    assert powers(None, [CREDIT], FIRST).acting(ALLOWED) == ""
    assert powers(None, [CREDIT], FIRST).without(ALLOWED) is None


def test_of_several_that_no_longer_count_the_last_to_end_is_named() -> None:
    older = Grant(2, "credit", frozenset(), FIRST - timedelta(90), LAST - timedelta(90))
    later = Grant(3, "credit", frozenset(), LAST + timedelta(60), LAST + timedelta(90))
    assert powers("kam", [older, CREDIT, later], LAST + timedelta(10)).without(ALLOWED) == CREDIT
    assert powers("kam", [later], LAST).without(ALLOWED) == later
    assert powers("kam", [Grant(4, "lab", frozenset(), FIRST, LAST)], LAST).without(ALLOWED) is None


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
codes = st.sampled_from(["C-1", "C-2", "C-3"])
grants = st.builds(
    lambda number, department, customers, ends, revoked: Grant(
        number, department, frozenset(customers), min(ends), max(ends), revoked
    ),
    st.integers(1, 99),
    st.sampled_from(DEPARTMENTS),
    st.sets(codes),
    st.tuples(days, days),
    st.none() | days,
)


@given(
    st.sampled_from(list(ROLES)),
    st.lists(grants, max_size=6),
    days,
    st.none() | codes,
    st.sets(st.sampled_from(list(ROLES))),
)
def test_it_opens_exactly_where_one_delegation_counts(
    role: str, given_: list[Grant], day: date, customer: str | None, roles: set[str]
) -> None:
    allowed = frozenset(roles)
    today = powers(role, given_, day)
    counts = [
        one
        for one in given_
        if one.department in allowed
        and one.starts_on <= day <= one.ends_on
        and (one.revoked_on is None or day < one.revoked_on)
        and (not one.customers or customer in one.customers)
    ]
    acting = today.acting(allowed, customer)
    assert bool(acting) == (bool(counts) and role not in allowed)
    assert not acting or acting in {one.department for one in counts}
    if role not in allowed and not counts:
        named = today.without(allowed, customer)
        assert (named is not None) == any(one.department in allowed for one in given_)
