"""What would it take, held to its word: the change is made in the measures and the whole selection is run again.

A size is made a little larger than promised (5 %), and the chance is compared within a few points. It is promised with
everybody else as they are; run again, whoever grows raises the ends from which all are measured, so that the others fall,
and whoever shrinks lowers them, so that the others rise: the verdict is then surer than promised, never less sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clave.criteria.registry import CRITERIA
from clave.demo import build
from clave.measures.run import measure
from clave.measures.shape import Column, Measured, Missing
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.selection.listed import Asked
from clave.selection.listing import Change, Line, Listing
from clave.selection.run import select_measured
from tests.spec.criteria_table import LIMITS, company
from tests.unit.selection.population import AS_OF, SUMMARY

MORE = 0.05  # how much further than promised
PAYMENT = (
    ("days_beyond", declared.gate_days, 1),
    ("within_terms", declared.gate_within, -1),
    ("worst_open", declared.gate_open_days, 1),
)


def put(measured: Measured, row: int, **values: float) -> Measured:
    """The same measures with other values for one customer."""
    columns = dict(measured.columns)
    for key, value in values.items():
        numbers, missing = columns[key].values.copy(), columns[key].missing.copy()
        numbers[row], missing[row] = value, Missing.NO
        columns[key] = Column(numbers, missing)
    return replace(measured, columns=columns)


def figure(change: Change, name: str) -> float:
    """A figure of the sentence of a change."""
    return float(dict(change.text.values)[name].value)  # type: ignore[attr-defined]


def made(measured: Measured, row: int, change: Change, inside: bool, limits: Limits, further: float) -> Measured:
    """The measures after a change, made `further` than it says."""
    if change.kind in ("money", "kilos"):
        now, wanted = figure(change, "now"), figure(change, "wanted")
        return put(measured, row, **{change.kind: wanted + (wanted - now) * further})
    if change.kind == "days" and inside:
        return put(measured, row, days_beyond=limits[declared.gate_days] + 1)
    if change.kind == "days":
        now = {key: float(measured.columns[key].values[row]) for key, _limit, _sign in PAYMENT}
        return put(measured, row, **{key: limits[v] for key, v, sign in PAYMENT if sign * (now[key] - limits[v]) > 0})
    key, rating = change.kind.removeprefix("rating:"), figure(change, "rating")
    return put(measured, row, **{f"{key}_{part}": rating for part in ("rating", "low", "high")}, **{f"{key}_raters": 1})


def line(listing: Listing, customer: str) -> Line:
    return next(line for line in listing.lines if line.customer == customer)


Again = Callable[[Measured, Asked], Listing]


def kept(measured: Measured, limits: Limits, again: Again, lines: list[Line], order: tuple[str, ...]) -> Iterator[str]:
    """Every promise that is not kept, in words."""
    for was in lines:
        for change in was.would_take:
            asked = Asked()
            after, close = measured, measured
            row = measured.index(was.customer)
            if change.kind == "order":
                first, second = (dict(change.text.values)[name] for name in ("first", "second"))
                asked = Asked(order=swapped(order, first, second))
            else:
                after = made(measured, row, change, was.member, limits, MORE)
                close = made(measured, row, change, was.member, limits, 0.0)
            promised = line(again(close, asked), was.customer)
            near = 0.25 if change.kind == "order" else 0.1  # other orders are judged on a quarter of the draws
            exact = change.kind not in ("money", "kilos")
            turned = promised if exact else line(again(after, asked), was.customer)
            off = promised.sure - change.sure if was.member else change.sure - promised.sure
            if turned.member == was.member or off > near or (exact and -off > near):
                yield f"{was.customer} {change.text.say('en')}: {change.sure:.2f}, {promised.sure:.2f} {turned.member}"


def swapped(order: tuple[str, ...], first: object, second: object) -> tuple[str, ...]:
    keys = {CRITERIA[key].name: key for key in order}
    one, other = keys[first], keys[second]
    return tuple({one: other, other: one}.get(key, key) for key in order)


@pytest.fixture(scope="module")
def demo() -> tuple[Measured, Limits, Any]:
    made_up = build()
    limits = default().at(made_up.until)
    return measure(made_up.book(), limits, made_up.until), limits, made_up


def test_the_demo_company_keeps_its_promises(demo: tuple[Measured, Limits, Any]) -> None:
    """Members at the cut, seat holders, distributors outside, and who is key but for payment."""
    measured, limits, made_up = demo

    def again(table: Measured, asked: Asked) -> Listing:
        return select_measured(table, SUMMARY, limits, made_up.until, asked=replace(asked, draws=1000))

    listing = again(measured, Asked())
    chosen = [
        *[one for one in listing.lines if one.seat],
        *[one for one in listing.lines if one.member and "distributor" in one.categories][-2:],
        *[one for one in listing.lines if not one.member and "distributor" in one.categories and one.would_take][:5],
        *[one for one in listing.lines if one.but_for_payment][:2],
        *[one for one in listing.lines if one.firmness == "debate"],
    ]
    assert sum(len(one.would_take) for one in chosen) > 25
    assert list(kept(measured, limits, again, chosen, tuple(listing.weights))) == []


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**20), gate_known=st.booleans())
@example(seed=82498, gate_known=True)  # the holder of a seat that nobody else can take finds a place by value
@example(seed=713, gate_known=True)  # whoever grows past the middle of the distributors moves that middle
@example(seed=1006219, gate_known=True)  # the last one whom volume applies to keeps it until the next is ahead
@example(seed=168966, gate_known=True)  # and level with it is not behind it
@example(seed=60105, gate_known=False)  # so does the very largest
@example(seed=158073, gate_known=False)  # one of the largest takes less: the others rise, and it is further out
def test_any_company_keeps_its_promises(seed: int, gate_known: bool) -> None:
    measured = generated(seed, gate_known)
    limits = LIMITS.reform({declared.capacity_count: 12, declared.capacity_share: 1.0})

    def again(table: Measured, asked: Asked) -> Listing:
        return select_measured(table, SUMMARY, limits, AS_OF, asked=replace(asked, draws=300))

    listing = again(measured, Asked())
    near = sorted((one for one in listing.lines if one.would_take), key=lambda one: abs(one.rank - 12))[:5]
    assert list(kept(measured, limits, again, near, tuple(listing.weights))) == []


def generated(seed: int, gate_known: bool, n: int = 120) -> Measured:
    """A company of many reasons: sizes log-normal, some distributors, some bad payers, a few ratings that differ."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for _customer in range(n):
        money, pays = float(np.exp(rng.normal(14, 1.5))), rng.random() < 0.7
        row: dict[str, object] = {
            "money": money, "kilos": money * float(np.exp(rng.normal(-8, 0.7))), "margin": money * rng.uniform(0, 0.4),
            "margin_rate": rng.uniform(0, 0.4), "headroom": money * float(np.exp(rng.normal(0, 1))),
            "continuity": rng.uniform(0, 1), "silent": int(rng.random() < 0.1), "touches_in": int(rng.integers(0, 20)),
            "touches_out": int(rng.integers(0, 20)), "profile_age": int(rng.integers(0, 500)),
            "idle_money": money * max(rng.uniform(-1, 0.5), 0.0),
            "channel": "Distribuidor" if rng.random() < 0.3 else "Industria",
        }  # fmt: skip
        if gate_known and rng.random() < 0.97:
            row |= {"days_beyond": 2.0 if pays else 19.0, "within_terms": 0.95 if pays else 0.7, "worst_open": 0.0}
        for key in ("knowledge", "prestige", "multinational", "extraordinary"):
            if rng.random() < 0.04:
                low, middle, high = sorted(rng.integers(0, 5, 3).tolist())
                row |= {f"{key}_rating": middle, f"{key}_low": low, f"{key}_high": high, f"{key}_raters": 3}
        rows.append(row)
    return company(rows)
