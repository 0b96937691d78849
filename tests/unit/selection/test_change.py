"""What would it take: against running everything again, and change by change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.criteria.shape import GateState
from clave.measures.shape import floats
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection import capacity
from clave.selection.certainty import repeat
from clave.selection.change import Changes
from clave.selection.inverse import Moved, greatest, least, scale
from clave.selection.listed import Asked, listed
from clave.selection.listing import Change, Line, Listing
from clave.selection.picture import Picture
from clave.selection.proposal import propose
from clave.selection.seats import reserved
from clave.selection.slate import Slate, build
from clave.selection.weights import of_order
from clave.selection.whatif import WhatIf
from tests.unit.selection.population import grounds, large, limits, reading

NO_SEATS: dict[Value[Any], Any] = {declared.seats: {}}


def picture(n: int, seed: int, seats: dict[str, int], cap: int = 12, draws: int = 300) -> Picture:
    made = large(n, seed)
    policy = limits({declared.seats: seats, declared.capacity_count: cap, declared.capacity_share: 1.0})
    slate = build(made.measured, made.readings, made.gates, made.criteria, list(made.readings), policy)
    room, weights = capacity.room(slate.customers, policy), of_order(slate.criteria, policy)
    places = reserved(slate, seats, room.cap)
    return Picture(
        made.measured,
        made.readings,
        made.criteria,
        policy,
        slate,
        made.gates,
        weights,
        room,
        propose(slate, weights, places, room),
        repeat(slate, places, room.cap, draws, 3),
    )


def changed(slate: Slate, row: int, column: int, score: float, applies: bool) -> Slate:
    """The same slate with one certain score of one customer."""
    parts = {"point": score, "low": score, "middle": score, "high": score, "applies": applies, "doubtful": False}
    matrices = {name: getattr(slate, name).copy() for name in (*parts, "verdict")}
    for name, value in {**parts, "verdict": int(applies)}.items():
        matrices[name][row, column] = value
    return replace(slate, **matrices)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_sure_as_if_everything_were_run_again(seed: int) -> None:
    """Without seats the stored cuts give exactly the acceptability of a new run, upwards and downwards."""
    seen = picture(300, seed, {})
    rng = np.random.default_rng(seed)
    for row in np.argsort(-seen.draws.sure)[:30]:
        column, score = int(rng.integers(0, 4)), float(rng.uniform(0, 100))
        again = repeat(changed(seen.slate, int(row), column, score, True), (), seen.room.cap, 300, 3)
        got = WhatIf(seen, int(row)).sure({column: score}, {column: True})
        assert got == pytest.approx(again.sure[row], abs=1e-12)


def test_with_seats_too_where_the_score_rises() -> None:
    seats = {"knowledge": 1, "prestige": 1}
    seen = picture(300, 5, seats)
    column = seen.slate.column("knowledge")
    for row in np.argsort(-seen.proposal.values)[5:45]:
        higher = changed(seen.slate, int(row), column, 100.0, True)
        again = repeat(higher, reserved(higher, seats, 12), seen.room.cap, 300, 3)
        got = WhatIf(seen, int(row)).sure({column: 100.0}, {column: True})
        assert got == pytest.approx(again.sure[row], abs=0.02)


def test_every_change_turns_the_verdict() -> None:
    """Rating changes applied to the slate: the rule then says the opposite, and one step less does not."""
    seats = {"knowledge": 1, "prestige": 1}
    seen = picture(200, 8, seats)
    checked = 0
    for row in np.argsort(-seen.proposal.values)[:40]:
        before = bool(seen.proposal.inside[row])
        for change in Changes(seen).of(int(row)):
            if not change.kind.startswith("rating:"):
                continue
            column = seen.slate.column(change.kind.removeprefix("rating:"))
            rating = float(dict(change.text.values)["rating"].value)  # type: ignore[attr-defined]
            step = -1 if not before else 1
            assert verdict(seen, int(row), column, rating, seats) != before
            if 0 <= rating + step <= 4 and (rating + step) * 25 != seen.slate.point[row, column]:
                assert verdict(seen, int(row), column, rating + step, seats) == before
            checked += 1
    assert checked > 20


def verdict(seen: Picture, row: int, column: int, rating: float, seats: dict[str, int]) -> bool:
    slate = changed(seen.slate, row, column, rating * 25, rating >= 3)
    return bool(propose(slate, seen.weights, reserved(slate, seats, seen.room.cap), seen.room).inside[row])


def line(listing: Listing, code: str) -> Line:
    return next(line for line in listing.lines if line.customer == code)


def of_kind(found: tuple[Change, ...], kind: str) -> Change:
    return next(change for change in found if change.kind == kind)


SIZES = [float(money) for money in (10, 20, 40, 80, 160, 320)]
SCORES = [0.0, 20, 40, 60, 80, 100]


def sizes(policy: dict[Value[Any], Any] | None = None, gates: list[int] | None = None, **after: list[float]) -> Listing:
    """Six customers whose scores rise 20 points each time their money doubles; two places, no seats."""
    logarithmic = {declared.value_population: 2}  # six are few, and would be scored by place
    ends: dict[Value[Any], Any] = {declared.value_low: 0.0, declared.value_high: 1.0}
    two = {
        **NO_SEATS,
        **logarithmic,
        **ends,
        declared.capacity_count: 2,
        declared.capacity_share: 1.0,
        **(policy or {}),
    }
    score = after.get("volume", SCORES)
    made = {
        "volume": reading(score, ungated=SCORES, before_gate=[s >= 50 for s in SCORES], low=score, high=score),
        "loyalty": reading([0.0, 0, 0, 60, 0, 0], applies=[False, False, False, True, False, False]),
    }
    columns = {"money": floats(SIZES), "days_beyond": floats([2, 2, 2, 2, 2, 19])}
    return listed(grounds(made, limits(two), gates=gates, columns=columns), Asked(draws=500, explain=["C00002"]))


def test_how_much_more_money() -> None:
    """C3 has 60 and 60: with ¾ and ¼ it stands at 60; C4 has 0.75 × 80 = 60 too: code breaks the tie."""
    listing = sizes()
    assert [line.customer for line in listing.members] == ["C00005", "C00003"]
    out = line(listing, "C00004")
    assert (out.score, line(listing, "C00003").score) == (60.0, 60.0)
    more = of_kind(out.would_take, "money")
    assert "more a year" in more.text.say("en")
    assert more.sure >= out.sure


def test_money_follows_the_logarithm() -> None:
    """20 points each doubling: C2, at 40 × 0.75 = 30, lacks 30 points of value, 40 of volume: two doublings."""
    out = line(sizes(), "C00002")
    wanted = dict(of_kind(out.would_take, "money").text.values)["wanted"]
    assert float(wanted.value) == pytest.approx(160, rel=1e-4)  # type: ignore[attr-defined]


def test_how_much_less_money_puts_a_member_out() -> None:
    """C5 is the largest, and 100 is what the largest has: at 160 it still has 100. Below, 16 times lie between 0 and 100,
    and with 80 it is level with the one outside: 10 × 16 ^ 0.8 = 92."""
    inside = line(sizes(), "C00005")
    less = of_kind(inside.would_take, "money")
    wanted = dict(less.text.values)["wanted"]
    assert float(wanted.value) == pytest.approx(10 * 16**0.8, rel=1e-4)  # type: ignore[attr-defined]
    assert less.sure < inside.sure


def test_an_order_that_brings_it_in() -> None:
    """With loyalty first, C3 leads, and C5 stays: nobody turns. With one place, C3 takes it."""
    listing = sizes({declared.capacity_count: 1})
    found = of_kind(line(listing, "C00003").would_take, "order")
    assert found.text.say("en").startswith("«loyalty» ahead of «volume»")
    assert found.sure > line(listing, "C00003").sure


def test_key_but_for_payment_says_what_to_mend() -> None:
    gates = [GateState.PASSES] * 5 + [GateState.FAILS]
    listing = sizes(gates=[int(gate) for gate in gates], volume=[0, 20, 40, 60, 80, 0])
    out = line(listing, "C00005")
    assert out.but_for_payment
    assert not out.member
    assert out.gate == "fails"
    assert "Key but for payment" in " ".join(text.say("en") for text in out.why)
    days = of_kind(out.would_take, "days")
    assert days.text.say("en").replace("\u00a0", " ") == "Pay as agreed: 5 days beyond terms at most (now 19 days)."
    assert days.sure > 0.8
    assert all(change.kind != "money" for change in out.would_take)


def test_what_nobody_reaches_is_not_offered() -> None:
    pairs = scale(np.array([1.0, 2, 4]), np.array([0.0, 50, 90]))
    assert [pairs.at(measure, 1) for measure in (0.5, 1, 2, 4, 9)] == [0, 0, 50, 90, 90]
    assert pairs.at(2**1.5, 1) == pytest.approx(70)
    assert least(lambda measure: pairs.at(measure, 1) >= 91, 1.0, 4.0) is None
    assert least(lambda measure: pairs.at(measure, 1) >= 70, 1.0, 4.0) == pytest.approx(2**1.5)
    assert greatest(lambda measure: pairs.at(measure, 1) < 0, 1.0, 4.0) is None
    assert greatest(lambda measure: pairs.at(measure, 1) <= 50, 1.0, 4.0) == pytest.approx(2)
    zero = scale(np.array([0.0, 2, np.nan]), np.array([0.0, 50, 3]))
    assert zero.at(1.0, 0) == 25
    assert least(lambda measure: zero.at(measure, 0) >= 25, 0.0, 2.0) == pytest.approx(1)
    assert greatest(lambda measure: zero.at(measure, 0) <= 25, 0.0, 2.0) == pytest.approx(1)


def test_where_places_are_scored_only_passing_somebody_counts() -> None:
    """Fewer than twenty are scored by their place: 2 is worth more only past 4, and less only below 1."""
    places = scale(np.array([1.0, 2, 4, 8]), np.array([0.0, 30, 60, 90]), "ranks")
    assert [places.at(measure, 2) for measure in (0.5, 1.5, 2, 3.9, 4.1, 9)] == [0, 30, 30, 30, 60, 90]
    line = scale(np.array([0.0, 4]), np.array([0.0, 80]), "linear")
    assert line.at(1, 0) == 20


@given(st.lists(st.integers(-3, 9), min_size=2, max_size=9), st.data())
def test_a_customer_that_moves_moves_the_ends_of_the_scale(measures: list[int], data: st.DataObject) -> None:
    """The ends after its move are those of the whole population written again with it."""
    now = np.sort(np.array(measures, dtype=np.float64))
    place, new, share = (
        data.draw(st.integers(0, len(now) - 1)),
        data.draw(st.integers(-3, 9)),
        data.draw(st.floats(0, 1)),
    )
    then, moved = now.copy(), Moved(now, float(now[place]), float(new))
    then[place] = new
    assert moved.quantile(share) == pytest.approx(np.quantile(then, share))
    assert moved.smallest == then[then > 0].min(initial=np.inf) or (moved.smallest, (then > 0).any()) == (0.0, False)


def test_an_empty_seat_is_taken_by_the_rating_that_makes_it_apply() -> None:
    """Prestige has a seat and nobody with a 3: who gets one is in, in every draw, however small it is."""
    made = {
        "volume": reading([0.0, 20, 40, 60, 80, 100]),
        "prestige": reading([50.0, 0, 0, 0, 0, 0], applies=[False] * 6),
    }
    policy = limits({declared.seats: {"prestige": 1}, declared.capacity_count: 2, declared.capacity_share: 1.0})
    out = line(listed(grounds(made, policy), Asked(draws=200, explain=["C00000"])), "C00000")
    change = of_kind(out.would_take, "rating:prestige")
    assert change.text.say("en").startswith("A rating of 3 in «prestige»")
    assert change.sure == 1.0


def test_who_alone_can_hold_a_seat_is_not_put_out_by_buying_less() -> None:
    made = {
        "volume": reading([60.0, 70, 80, 90, 95, 100]),
        "prestige": reading([100.0, 0, 0, 0, 0, 0]),
    }
    policy = limits({declared.seats: {"prestige": 1}, declared.capacity_count: 2, declared.capacity_share: 1.0})
    seated = line(listed(grounds(made, policy), Asked(draws=200)), "C00000")
    assert seated.seat == "prestige"
    assert [change.kind for change in seated.would_take] == ["rating:prestige"]
