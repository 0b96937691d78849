"""Minimums, as a manual: which one binds, what is missing, who is free of them and what that costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.privileges.minimums import Line, Minimum, answer, binding, checked

DAY = date(2026, 11, 20)
BEGAN = date(2026, 1, 1)
HANDLING = Decimal(60_000)
RULES = (
    Minimum("order", "money", Decimal(500_000), BEGAN, reason="A trip costs it", number=1),
    Minimum("order", "money", Decimal(2_000_000), BEGAN, channel="distributor", reason="They buy pallets", number=2),
    Minimum("order", "quantity", Decimal(6), BEGAN, reason="A box", number=3),
    Minimum("product", "quantity", Decimal(20), BEGAN, family="Base agua", reason="A drum", number=4),
    Minimum("product", "quantity", Decimal(50), BEGAN, product="PU-440", reason="It is made to order", number=5),
    Minimum("invoice", "money", Decimal(300_000), BEGAN, date(2026, 6, 30), reason="Cost of an invoice", number=6),
)
BINDING = """
of      | channel     | product        | rules that bind
order   |             |                | 1 3
order   | distributor |                | 2 3
invoice |             |                |
product |             | PU-440 Base agua | 5
product |             | BA-100 Base agua | 4
product |             | XX-1 Otros     |
"""
ORDERS = """
channel     | lines (product quantity money)     | waived | passes | told
            | XX-1 10 600000 | no | yes    |
            | XX-1 10 480000 | no | no     | Add $ 20,000 to reach the minimum of $ 500,000.
distributor | XX-1 10 1.5e6 | no | no     | Add $ 500,000 to reach the minimum of $ 2.0 M.
            | XX-1 2 900000 | no | no     | Add 4 units to reach the minimum of 6.
            | XX-1 5 900000 | no | no     | Add 1 unit to reach the minimum of 6.
            | PU-440 30 900000 | no | no     | Add 20 of PU-440 to reach its minimum of 50.
            | XX-1 10 480000 | yes    | yes    | Below the minimum, which is waived: handling it costs $ 60,000.
            | XX-1 10 600000                     | yes    | yes    |
            | XX-1 10 ? | no | no     | A line has no price: whether it reaches the minimum is not known.
            | XX-1 5 300000; XX-2 5 ? | no | no     | A line has no price: whether it reaches the minimum is not known.
            | XX-1 5 600000; XX-2 5 ? | no | yes    |
            | XX-1 10 ? | yes    | yes    |
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def lines_of(text: str) -> list[Line]:
    found = []
    for piece in text.split(";"):
        product, quantity, money = piece.split()
        family = "Base agua" if product in ("PU-440", "BA-100") else ""
        found.append(Line(product, Decimal(quantity), None if money == "?" else Decimal(money), family))
    return found


@pytest.mark.parametrize("row", rows(BINDING), ids=lambda row: " ".join(row[:3]))
def test_the_most_particular_minimum_binds(row: list[str]) -> None:
    of, channel, about, numbers = row
    product, _space, family = about.partition(" ")
    line = Line(product, Decimal(1), Decimal(1), family) if about else None
    found = binding(RULES, of, channel, DAY, line)
    assert [str(rule.number) for rule in found] == numbers.split()


@pytest.mark.parametrize("row", rows(ORDERS), ids=lambda row: " ".join(row[:3]))
def test_what_an_order_is_told(row: list[str]) -> None:
    channel, lines, waived, passes, words = row
    got = answer(lines_of(lines), RULES, channel=channel, at=DAY, waived=waived == "yes", handling=HANDLING)
    assert got.passes == (passes == "yes")
    assert " ".join(text.say("en") for text in got.words("COP")).replace("\u00a0", " ") == words
    assert got.cost == (HANDLING if "waived" in words else 0)


def test_a_minimum_holds_on_its_days_only() -> None:
    assert [rule.number for rule in binding(RULES, "invoice", "", date(2026, 6, 30))] == [6]
    assert not binding(RULES, "invoice", "", date(2026, 7, 1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"of": "pallet"}, "of"),
        ({"measure": "smiles"}, "of"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"until": date(2025, 12, 31)}, "until"),
        ({"product": "PU-440"}, "product"),
        ({"of": "product", "product": "A", "family": "B"}, "family"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_minimum_says_what_it_must(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked(replace(RULES[0], **change))
    assert refused.value.where == field


def test_two_minimums_that_contradict_are_refused() -> None:
    other = replace(RULES[0], amount=Decimal(400_000), since=date(2026, 5, 1))
    with pytest.raises(ClaveError) as refused:
        checked(other, RULES)
    assert "there is already a minimum for the same" in refused.value.say("en")
    after = replace(RULES[5], amount=Decimal(250_000), since=date(2026, 7, 1), until=None)
    assert checked(after, RULES) is after
    assert checked(replace(other, channel="export"), RULES)


money = st.one_of(st.none(), st.decimals(0, 3_000_000, places=2))
order = st.lists(st.builds(Line, st.sampled_from(["XX-1", "PU-440"]), st.decimals(1, 100, places=0), money), min_size=1)


@given(order, st.sampled_from(["", "distributor"]))
def test_a_waiver_never_holds_an_order_and_costs_once(lines: list[Line], channel: str) -> None:
    got = answer(lines, RULES, channel=channel, at=DAY, waived=True, handling=HANDLING)
    assert got.passes
    assert got.cost in (0, HANDLING)
    assert (got.cost > 0) == got.waived == bool(got.short)


@given(order)
def test_what_is_missing_is_enough(lines: list[Line]) -> None:
    """Adding what the answer says to add reaches the minimum, to the unit."""
    got = answer(lines, RULES[:1], channel="", at=DAY, waived=False, handling=HANDLING)
    more = sum((one.missing for one in got.short), Decimal(0))
    again = answer(
        [*lines, Line("XX-9", Decimal(1), more)], RULES[:1], channel="", at=DAY, waived=False, handling=HANDLING
    )
    assert not again.short
