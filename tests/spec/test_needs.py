"""Needs and who else could use what solved them; joint initiatives and when they stand still. (B3, B4, E10)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.operations import initiatives, needs
from clave.operations.initiatives import InitiativeSaid, Standing, checked_initiative, stale
from clave.operations.needs import (
    SURE,
    Candidate,
    NeedSaid,
    Origin,
    checked_gain,
    checked_need,
    sold_since,
    suggested,
)
from clave.policy.reading import default

TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
ORIGIN = Origin("C-1", "Calzado Uno", "calzado", "Hotmelt")
NEED = NeedSaid("El adhesivo no seca en frío", TODAY - timedelta(days=5), "Jefe de planta")
BEGUN = InitiativeSaid("product", "Suela sin solvente", TODAY - timedelta(days=5))


def one(
    code: str, sector: str = "", *, money: float = 0, share: float | None = None, left: float = 0, key: bool = False
) -> Candidate:
    return Candidate(code, code, key, sector, money, share, left > 0, left, left / 2, left * 2)


def sure(candidate: Candidate, origin: Origin = ORIGIN) -> tuple[str, list[str]]:
    found = suggested(origin, [candidate], 8)
    return (found[0].sure, [why.say("en") for why in found[0].why]) if found else ("", [])


def test_white_space_and_the_same_sector_are_the_surest() -> None:
    assert sure(one("C-2", "calzado", share=0.7, left=40)) == (
        "high", ["7 of 10 customers like it buy Hotmelt, and it buys none", "same sector as Calzado Uno: calzado"],
    )  # fmt: skip


def test_one_of_both_is_fair_and_only_the_sector_is_a_guess() -> None:
    assert sure(one("C-2", "empaque", share=0.4, left=40, money=9)) == (
        "medium", ["4 of 10 customers like it buy Hotmelt, and it buys less than they do"]
    )  # fmt: skip
    assert sure(one("C-2", "calzado", money=9))[0] == "medium", "it buys the family already"
    assert sure(one("C-2", "calzado")) == ("low", ["same sector as Calzado Uno: calzado"])
    assert sure(one("C-2", "empaque", money=9)) == ("", []), "buying the family alone says nothing"


def test_an_unknown_sector_is_nobodys_sector() -> None:
    assert sure(one("C-2", ""), replace(ORIGIN, sector=""))[0] == ""


def test_who_asked_and_who_was_offered_it_are_left_out() -> None:
    origin = replace(ORIGIN, offered=frozenset({"C-2"}))
    found = suggested(origin, [one(code, "calzado", share=0.5, left=9) for code in ("C-1", "C-2", "C-3")], 8)
    assert [each.candidate.code for each in found] == ["C-3"]


def test_key_accounts_come_first_among_equally_sure_ones_then_the_money() -> None:
    pool = [
        one("C-2", "calzado", share=0.5, left=90), one("C-3", "calzado", share=0.5, left=10, key=True),
        one("C-4", "calzado", share=0.5, left=95), one("C-5", "calzado", key=True),
    ]  # fmt: skip
    assert [each.candidate.code for each in suggested(ORIGIN, pool, 8)] == ["C-3", "C-4", "C-2", "C-5"]
    assert len(suggested(ORIGIN, pool, 2)) == 2


def test_only_white_space_has_money_and_it_has_a_range() -> None:
    found = suggested(ORIGIN, [one("C-2", "calzado", share=0.5, left=10), one("C-3", "calzado")], 8)
    assert [each.money for each in found] == [(10, 5, 20), None]


@given(
    st.lists(
        st.builds(
            one, st.sampled_from([f"C-{n}" for n in range(1, 9)]), st.sampled_from(["", "calzado", "empaque"]),
            money=st.sampled_from([0, 5]), share=st.one_of(st.none(), st.floats(0, 1)), left=st.sampled_from([0, 7, 70]),
            key=st.booleans(),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_every_suggestion_has_a_reason_and_the_surest_stand_first(pool: list[Candidate]) -> None:
    found = suggested(ORIGIN, pool, 50)
    assert all(each.why for each in found)
    places = [SURE.index(each.sure) for each in found]
    assert places == sorted(places)
    assert "C-1" not in {each.candidate.code for each in found}


def test_sold_is_what_they_buy_since_and_did_not_before() -> None:
    """Offered on 1 October, facts up to 31 October: 31 days after against 31 before, as the explanation says."""
    offered, until = date(2026, 10, 1), date(2026, 10, 31)
    bought = [(date(2026, 9, 10), 4.0), (date(2026, 8, 1), 100.0), (date(2026, 10, 1), 6.0), (date(2026, 10, 31), 3.0)]
    found = sold_since(bought, offered, until)
    assert (found.since, found.before, found.counts) == (9.0, 4.0, True)
    assert not sold_since(bought[:2], offered, until).counts
    assert not sold_since([(date(2026, 9, 10), 9.0), (offered, 9.0)], offered, until).counts, "no more than before"


def test_an_offer_that_the_facts_do_not_reach_is_not_measured() -> None:
    found = sold_since([], date(2026, 11, 2), date(2026, 10, 31))
    assert (found.since, found.counts) == (None, False)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"problem": " "}, "problem"),
        ({"asked_on": TODAY + timedelta(days=1)}, "asked_on"),
        ({"asked_by": ""}, "asked_by"),
    ],
)
def test_a_need_that_cannot_be_is_said_beside_its_field(change: dict[str, object], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_need(replace(NEED, **change), TODAY)  # type: ignore[arg-type]
    assert refused.value.where == where


def test_a_person_we_know_is_enough_of_who_asked() -> None:
    assert checked_need(replace(NEED, asked_by="", contact=3), TODAY).contact == 3


def test_solved_says_with_what_and_what_came_of_it() -> None:
    needs.check_step("working", "solved", "PU-300 invierno", "Seca en 8 min")
    for solution, result, where in (("", "x", "solution"), ("x", "", "result")):
        with pytest.raises(ClaveError) as refused:
            needs.check_step("working", "solved", solution, result)
        assert refused.value.where == where
    with pytest.raises(ClaveError):
        needs.check_step("solved", "heard", "x", "x")
    with pytest.raises(ClaveError):
        checked_gain(Decimal(-1))
    checked_gain(Decimal(0))


def test_a_chance_at_another_site_says_where_with_whom_and_what_comes_next() -> None:
    chance = replace(
        BEGUN, kind="site", site="Planta de Querétaro", country="mx", contact_name="Compras México", next_step="Llamar",
        next_on=TODAY,
    )  # fmt: skip
    assert checked_initiative(chance, TODAY).country == "MX"
    for lacking, where in (
        ({"site": "", "country": ""}, "site"), ({"contact_name": ""}, "contact_name"),
        ({"next_step": "", "next_on": None}, "next_step"),
    ):  # fmt: skip
        with pytest.raises(ClaveError) as refused:
            checked_initiative(replace(chance, **lacking), TODAY)  # type: ignore[arg-type]
        assert refused.value.where == where


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "party"}, "kind"), ({"title": ""}, "title"), ({"started_on": TODAY + timedelta(days=1)}, "started_on"),
        ({"due_on": TODAY - timedelta(days=9)}, "due_on"), ({"due_on": date(2040, 1, 1)}, "due_on"),
        ({"next_step": "Llamar"}, "next_on"), ({"next_on": TODAY}, "next_step"),
        ({"next_step": "Llamar", "next_on": TODAY - timedelta(days=9)}, "next_on"),
    ],
)  # fmt: skip
def test_an_initiative_that_cannot_be_is_said_beside_its_field(change: dict[str, object], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_initiative(replace(BEGUN, **change), TODAY)  # type: ignore[arg-type]
    assert refused.value.where == where


def test_an_initiative_that_stands_still_says_why() -> None:
    moved = TODAY - timedelta(days=46)
    still = stale(Standing("working", moved, TODAY - timedelta(days=1), TODAY - timedelta(days=3)), TODAY, LIMITS)
    assert [why.say("en") for why in still] == [
        "its next step is 3 days late", "nothing moved for 46 days", "it should have been done 1 day ago"
    ]  # fmt: skip
    assert [why.say("en") for why in stale(Standing("idea", TODAY, None, None), TODAY, LIMITS)] == [
        "it has no next step"
    ]
    assert stale(Standing("idea", TODAY - timedelta(days=45), None, TODAY), TODAY, LIMITS) == ()


def test_what_is_over_stands_nowhere() -> None:
    long_ago = TODAY - timedelta(days=900)
    for stage in ("achieved", "dropped"):
        assert stale(Standing(stage, long_ago, long_ago, None), TODAY, LIMITS) == ()


def test_an_end_says_what_came_of_it_and_what_was_dropped_can_be_taken_up() -> None:
    initiatives.check_step("working", "achieved", "2.000 kg al mes")
    initiatives.check_step("dropped", "idea", "")
    for here, to, note in (("working", "achieved", " "), ("idea", "working", "x"), ("achieved", "idea", "x")):
        with pytest.raises(ClaveError):
            initiatives.check_step(here, to, note)
