"""Laws of cost, whale curve, concentration and return, and a slow reckoning of each in exact fractions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.base.words import Text
from clave.outcome.cost.concentration import concentration, held_by, index
from clave.outcome.cost.parts import OTHERS, PARTS, part_of, whats
from clave.outcome.cost.programme import Gathered, Spent, Time, programme
from clave.outcome.cost.returned import LOSES, PART, PAYS, UNCLEAR, UNKNOWN, returned
from clave.outcome.cost.shape import Programme, Whale, Where
from clave.outcome.cost.whale import Served, whale
from clave.policy import declared
from clave.policy.reading import default
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.ledger.cost import Cost

LIMITS = default().at(date(2026, 1, 1))
DAYS = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
MONEY = st.integers(-10_000_000, 90_000_000).map(lambda cents: cents / 100)
COSTS = st.integers(0, 5_000_000).map(lambda cents: cents / 100)
LEISURE = settings(suppress_health_check=[HealthCheck.too_slow])
"""Twelve customers are drawn slowly where others work beside us; no law is about that."""
CODES = tuple(f"C{n}" for n in range(12))
SERVED = st.lists(
    st.builds(
        Served, st.sampled_from(CODES), st.just("Un cliente"), MONEY, st.one_of(st.none(), MONEY), COSTS
    ),
    max_size=12, unique_by=lambda one: one.customer,
)  # fmt: skip


def curve(customers: Sequence[Served]) -> Whale:
    return whale(customers, (), frozenset({"C1", "C2"}), LIMITS, "COP", **DAYS)


def exact(customers: Sequence[Served]) -> list[tuple[str, Fraction, Fraction]]:
    """The curve as one would reckon it by hand: customer, what it leaves, cumulated."""
    there = [one for one in customers if one.margin is not None and (one.money or one.margin or one.cost)]
    nets = [(one.customer, Fraction(one.margin or 0) - Fraction(one.cost or 0)) for one in there]
    found, so_far = [], Fraction(0)
    for customer, net in sorted(nets, key=lambda pair: (-float(pair[1]), pair[0])):
        so_far += net
        found.append((customer, net, so_far))
    return found


@LEISURE
@given(SERVED)
def test_the_curve_is_what_one_reckons_by_hand(customers: list[Served]) -> None:
    found, slow = curve(customers), exact(customers)
    assert [one.customer for one in found.points] == [customer for customer, _net, _sum in slow]
    for point, (_customer, net, so_far) in zip(found.points, slow, strict=True):
        assert point.net == pytest.approx(float(net), abs=1e-6)
        assert point.cumulated == pytest.approx(float(so_far), abs=1e-6)
    assert found.outside == sum(one.margin is None and one.there for one in customers)


@LEISURE
@given(SERVED)
def test_the_curve_ends_at_the_whole_and_peaks_where_the_last_one_still_leaves_something(
    customers: list[Served],
) -> None:
    found = curve(customers)
    if found.points:
        assert found.points[-1].cumulated == found.total
        assert found.total == pytest.approx(found.peak - found.given_back, abs=1e-6)
        assert max(0.0, *(one.cumulated for one in found.points)) == pytest.approx(found.peak, abs=1e-6)
        assert found.destroyers == sum(one.net < 0 for one in found.points)
    if found.total > 0 and found.points:
        assert found.points[-1].share == 1.0
        assert found.peak_share is not None
        assert found.peak_share >= 1


@LEISURE
@given(SERVED, st.randoms())
def test_the_order_of_the_rows_changes_nothing(customers: list[Served], chance: Random) -> None:
    shuffled = list(customers)
    chance.shuffle(shuffled)
    groups = {"C1": "G", "C2": "G", "C3": "G"}
    assert curve(customers) == curve(shuffled)
    assert concentration(customers, groups, (), LIMITS, "COP", **DAYS) == concentration(
        shuffled, groups, (), LIMITS, "COP", **DAYS
    )


@LEISURE
@given(SERVED, st.sampled_from(CODES), COSTS)
def test_more_cost_never_raises_what_anybody_leaves(customers: list[Served], whose: str, more: float) -> None:
    dearer = [
        Served(one.customer, one.name, one.money, one.margin, (one.cost or 0) + (more if one.customer == whose else 0))
        for one in customers
    ]
    before, after = ({one.customer: one.net for one in curve(which).points} for which in (customers, dearer))
    for customer in before.keys() & after.keys():
        assert after[customer] <= before[customer]
    assert curve(dearer).total <= curve(customers).total + 1e-6


@given(st.lists(st.floats(1e-3, 1e12), min_size=1, max_size=60))
def test_the_index_lies_between_equal_shares_and_one_alone(figures: list[float]) -> None:
    found = index(figures)
    assert 1 / len(figures) <= found <= 1
    slow = sum((Fraction(one) / sum(map(Fraction, figures))) ** 2 for one in figures)
    assert found == pytest.approx(float(slow), rel=1e-9)


@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_equal_customers_give_an_index_of_one_over_their_number(n: int) -> None:
    held = held_by("money", [250.0] * n, LIMITS, "COP")
    assert held.hhi == pytest.approx(1 / n)
    assert held.effective == pytest.approx(n)
    assert [top.share for top in held.tops] == pytest.approx([min(one, n) / n for one in (1, 5, 10)])
    assert ("A single customer" in str(held.said)) == (n == 1)


@LEISURE
@given(SERVED)
def test_shares_are_of_those_above_zero_and_everybody_is_counted(customers: list[Served]) -> None:
    for held in concentration(customers, {}, (), LIMITS, "COP", **DAYS).held:
        assert held.customers + held.below + held.unknown == sum(one.there for one in customers)
        if held.tops:
            shares = [top.share for top in held.tops]
            assert shares == sorted(shares)
            assert 0 < shares[0] <= shares[-1] <= 1 + 1e-9


@LEISURE
@given(SERVED)
def test_losing_each_of_them_takes_all(customers: list[Served]) -> None:
    positive = [one for one in customers if one.money > 0]
    found = concentration(positive, {}, (), LIMITS, "COP", **DAYS).losses
    if found:
        assert math.fsum(one.money_share or 0 for one in found) == pytest.approx(1)
        assert [one.money for one in found] == sorted((one.money for one in found), reverse=True)


@LEISURE
@given(SERVED)
def test_a_group_is_lost_as_one(customers: list[Served]) -> None:
    groups = dict.fromkeys(("C1", "C2", "C3"), "G")
    found = concentration(customers, groups, (), LIMITS, "COP", **DAYS).losses
    mine = [one for one in customers if one.customer in groups and one.there]
    loss = next((one for one in found if set(one.members) & set(groups)), None)
    if loss is not None:
        assert set(loss.members) == {one.customer for one in mine}
        assert loss.money == pytest.approx(sum(one.money for one in mine))
        assert (loss.margin is None) == any(one.margin is None for one in mine)


SOME = Text("Some cost.")
LEDGER = st.builds(
    Cost, st.sampled_from([*PRIVILEGES]), st.sampled_from((*CODES[:4], "")), st.integers(0, 9),
    st.one_of(st.none(), st.decimals(0, 10**9, places=2)), st.just(SOME), st.integers(0, 3),
)  # fmt: skip
SPENT = st.builds(
    Spent, st.sampled_from([one for one in OTHERS if one != "kam_time"]), st.sampled_from(CODES[:4]), st.integers(1, 9),
    st.one_of(st.none(), COSTS), st.integers(0, 3), st.just(SOME),
)  # fmt: skip
TIME = st.builds(Time, st.sampled_from(CODES[:4]), st.one_of(st.none(), st.integers(0, 40).map(float)), st.just(12.0))


def cost_of(
    ledger: Sequence[Cost], spent: Sequence[Spent], time: Sequence[Time], rate: float | None = None
) -> Programme:
    gathered = Gathered(
        "COP", {code: code for code in CODES[:4]}, ledger, spent, time, sales=dict.fromkeys(CODES, 10.0)
    )
    limits = LIMITS if rate is None else LIMITS.reform({declared.cost_kam_hour: rate})
    return programme(gathered, limits, lambda what, account: Where("promises_costs", account), **DAYS)


@given(st.lists(LEDGER, max_size=12), st.lists(SPENT, max_size=12), st.lists(TIME, max_size=4))
def test_parts_privileges_and_accounts_add_up_to_the_same(
    ledger: list[Cost], spent: list[Spent], time: list[Time]
) -> None:
    found = cost_of(ledger, spent, time, 90_000.0)
    whole = found.total or 0.0
    for rows in (found.parts, found.privileges, found.accounts, found.amounts):
        assert math.fsum(one.money or 0.0 for one in rows) == pytest.approx(whole, abs=1e-6)  # type: ignore[attr-defined]
    given_money = [float(one.money) for one in ledger if one.money is not None] + [
        one.money for one in spent if one.money is not None
    ]
    hours = sum(one.hours or 0 for one in time)
    assert whole == pytest.approx(math.fsum(given_money) + hours * 12 * 90_000.0, abs=1e-6)
    assert found.whole == (not found.unknown)
    if any(one.hours is None for one in time):
        assert "kam_time" in {one.what for one in found.unknown}


@given(st.lists(LEDGER, max_size=8), st.lists(SPENT, max_size=8), st.lists(TIME, max_size=4), st.randoms())
def test_the_cost_does_not_hang_on_the_order(
    ledger: list[Cost], spent: list[Spent], time: list[Time], chance: Random
) -> None:
    before = cost_of(ledger, spent, time)
    for rows in (ledger, spent, time):
        chance.shuffle(rows)  # type: ignore[arg-type]
    after = cost_of(ledger, spent, time)
    assert (before.total, before.parts, before.privileges, before.accounts) == (
        after.total, after.parts, after.privileges, after.accounts,
    )  # fmt: skip
    assert {(one.what, one.accounts) for one in before.unknown} == {(one.what, one.accounts) for one in after.unknown}


def test_every_privilege_and_every_other_cost_has_its_part() -> None:
    assert set(whats()) == {*PRIVILEGES, *OTHERS}
    assert {part_of(one) for one in whats()} == set(PARTS)


GAIN = st.integers(-(10**9), 10**9).map(float)


@given(st.tuples(GAIN, GAIN, GAIN), st.one_of(st.none(), st.integers(-5, 10**9).map(float)), st.booleans())
def test_a_return_is_said_only_where_it_can_be(
    gains: tuple[float, float, float], cost: float | None, whole: bool
) -> None:
    low, gain, high = sorted(gains)
    found = returned(low, gain, high, cost, whole=whole, level=0.95)
    if cost is None or cost <= 0:
        assert (found.verdict, found.point) == (UNKNOWN, None)
        return
    assert found.low is not None
    assert found.point is not None
    assert found.high is not None
    assert found.low <= found.point <= found.high
    assert found.point == gain / cost
    expected = LOSES if found.high < 1 else UNCLEAR if found.low <= 1 else PAYS if whole else PART
    assert found.verdict == expected


@given(st.tuples(GAIN, GAIN, GAIN), st.integers(1, 10**9).map(float), st.integers(0, 10**9).map(float))
def test_what_cannot_pay_pays_no_better_with_more_cost(
    gains: tuple[float, float, float], cost: float, more: float
) -> None:
    low, gain, high = sorted(gains)
    if returned(low, gain, high, cost, whole=False, level=0.95).verdict == LOSES:
        assert returned(low, gain, high, cost + more, whole=True, level=0.95).verdict == LOSES


@pytest.mark.parametrize("gains", [(None, 1.0, 2.0), (0.0, None, 2.0), (0.0, 1.0, None), (0.0, 1.0, math.inf)])
def test_without_a_gain_there_is_no_return(gains: tuple[float | None, float | None, float | None]) -> None:
    found = returned(*gains, 10.0, whole=True, level=0.95)
    assert (found.verdict, found.low, found.point, found.high) == (UNKNOWN, None, None, None)


def test_an_interval_holds_its_point() -> None:
    with pytest.raises(ValueError, match="between"):
        returned(2.0, 1.0, 3.0, 10.0, whole=True, level=0.95)


def test_money_of_the_ledger_loses_no_cents() -> None:
    found = cost_of([Cost("returns", "C1", 1, Decimal("0.10"), SOME)] * 3, [], [])
    assert found.total == pytest.approx(0.30)
