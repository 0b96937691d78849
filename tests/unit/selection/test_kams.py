"""How much a manager carries, in worked figures: who has room, and what would have to go for one account more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.selection.kams import (
    Can,
    Carried,
    Load,
    Own,
    Totals,
    fed,
    fed_note,
    takes,
    takes_because,
    too_many,
    totals,
    treatments,
    warnings,
)

LIMITS = default().at(date(2026, 11, 20))
SABANA = Carried("C-1", "Calzado La Sabana", hours=12, score=80, money=1_349e6)
CAUCA = Carried("C-2", "Empaques del Cauca", hours=12, score=60, money=900e6)
SIERRA = Carried("C-3", "Colchones Sierra Nevada", hours=6, score=20, money=300e6)
TAYRONA = Carried("C-4", "Suelas Tayrona", hours=12, score=70, money=500e6)


def ana(can: Can, *accounts: Carried) -> Load:
    return Load(1, "Ana Ruiz", can, accounts)


def limits(**changes: object) -> Limits:
    return LIMITS.reform({getattr(declared, name): value for name, value in changes.items()})


def test_what_is_not_entered_limits_nothing() -> None:
    load = ana(Can(), SABANA, CAUCA)
    assert (load.accounts, load.hours, load.room_accounts, load.room_hours) == (2, 24, None, None)
    assert load.fits(TAYRONA)
    assert load.give_up(TAYRONA) == ()


def test_one_account_too_many_names_the_one_of_least_score_per_hour() -> None:
    load = ana(Can(accounts=3), SABANA, CAUCA, SIERRA)
    assert load.room_accounts == 0
    assert not load.fits(TAYRONA)
    # score per hour: La Sabana 80/12 = 6.7, Cauca 60/12 = 5, Sierra 20/6 = 3.3
    assert load.give_up(TAYRONA) == (SIERRA,)
    assert too_many(load, TAYRONA).say("es") == too_many(load, TAYRONA).say("es")
    assert "«Colchones Sierra Nevada»" in too_many(load, TAYRONA).say("en")


def test_hours_may_ask_for_more_than_one_account() -> None:
    load = ana(Can(hours=32), SABANA, CAUCA, SIERRA)
    assert (load.hours, load.room_hours) == (30, 2)
    # giving Sierra up frees 6: 24 + 12 is still over 32, so Cauca goes too
    assert load.give_up(TAYRONA) == (SIERRA, CAUCA)


def test_what_would_not_fit_even_alone_says_so() -> None:
    load = ana(Can(hours=10), SIERRA)
    assert load.give_up(TAYRONA) == ()
    assert "not fit even alone" in too_many(load, TAYRONA).say("en")


def test_hours_that_nobody_said_refuse_nobody_by_hours() -> None:
    unknown = Carried("C-5", "Sin horas", hours=None, score=1)
    load = ana(Can(hours=1, accounts=5), SABANA, unknown)
    assert (load.hours, load.room_hours) == (None, None)
    assert load.fits(TAYRONA)


def test_of_what_an_account_takes_the_nearest_word_counts() -> None:
    """Its own hours; else its relationships, each as policy says; else what policy says of any account."""
    held = limits(treatment_hours=8.0, relationship_hours=1.5)
    assert takes(Own(), LIMITS) is None, "not set, never assumed"
    assert takes(Own(), held) == 8
    assert takes(Own(relationships=6), held) == 9, "6 × 1.5"
    assert takes(Own(relationships=0), held) == 0, "nobody to look after was entered: that is known"
    assert takes(Own(hours=14, relationships=6), held) == 14
    assert takes(Own(relationships=6), limits(treatment_hours=8.0)) == 8, "policy does not say what one takes"
    assert takes(Own(relationships=6), LIMITS) is None
    words = [takes_because(own, held).say("en") for own in (Own(hours=14), Own(relationships=6), Own())]
    assert words == ["entered for it", "6 relationships, 1.5 hours each", "what the policy says of any account"]
    assert "nobody said" in takes_because(Own(), LIMITS).say("en")


def test_an_account_with_more_relationships_than_its_manager_can_look_after_does_not_fit() -> None:
    wide = Carried("C-9", "Grupo Andino", hours=6, relationships=8)
    load = ana(Can(relationships=5), SIERRA)
    assert (load.too_wide(wide), load.fits(wide), load.give_up(wide)) == (3, False, ())
    assert "3 would be left alone" in too_many(load, wide).say("en")
    assert ana(Can(relationships=8)).fits(wide)
    assert ana(Can()).fits(wide), "not entered limits nothing"
    assert load.fits(TAYRONA), "nobody entered its relationships"


def test_warnings_come_above_35_accounts_and_above_5_each() -> None:
    accounts = tuple(Carried(f"C-{n}", f"Cuenta {n}", hours=None) for n in range(36))
    assert warnings([ana(Can(), *accounts[:5])], LIMITS) == ()
    assert [text.say("en") for text in warnings([ana(Can(), *accounts[:6])], LIMITS)] == [
        "Ana Ruiz has 6 accounts: above 5, nobody is managed."
    ]
    spread = [Load(n, f"KAM {n}", Can(), accounts[n * 5 : n * 5 + 5]) for n in range(8)]
    assert [text.say("en") for text in warnings(spread, LIMITS)] == [
        "36 accounts with an owner: above 35, the treatment is no longer special."
    ]


def test_totals_add_up_what_was_entered_and_name_who_entered_nothing() -> None:
    beto = Load(2, "Beto", Can(accounts=4), ())
    assert totals([ana(Can(hours=80, accounts=6)), beto]) == Totals(2, 10, 80, ("Beto",))
    assert totals([Load(3, "Cira", Can())]) == Totals(1, None, None, ("Cira",))


def test_the_selection_counts_with_the_people_only_where_policy_says_so() -> None:
    people = Totals(4, 18, 300.0, ())
    assert fed(LIMITS, people) is LIMITS
    assert fed_note(LIMITS, people) is None
    asked = limits(capacity_source="people")
    held = fed(asked, people)
    assert held[declared.capacity_hours] == 300
    assert held[declared.capacity_kams] == 4
    assert held[declared.capacity_accounts] == pytest.approx(4.5)
    assert held.version == asked.version, "the policy is the same: the people are not policy"


def test_the_list_counts_the_own_hours_of_an_account_that_says_them() -> None:
    """Three accounts: 20 hours entered, five relationships of two hours each, and one of which only relationships are
    known while policy says nothing of them: that one takes what any account takes."""
    entered = {"A": Own(hours=20.0), "B": Own(relationships=5), "C": Own(hours=0.0)}
    both = limits(treatment_hours=6.0, relationship_hours=2.0)
    assert {code: one.hours for code, one in treatments(entered, both).items()} == {"A": 20, "B": 10, "C": 0}
    alone = limits(treatment_hours=6.0)
    assert treatments(entered, alone)["B"].hours == 6
    assert treatments(entered, limits()) == {}, "nobody says what the others take: nothing can be held against them"


def test_what_policy_sets_itself_stays() -> None:
    asked = limits(capacity_source="people", capacity_hours=120.0, capacity_kams=2.0)
    held = fed(asked, Totals(4, 18, 300.0, ("Beto",)))
    assert (held[declared.capacity_hours], held[declared.capacity_kams], held[declared.capacity_accounts]) == (
        120,
        2,
        None,
    )
    note = fed_note(asked, Totals(4, 18, 300.0, ("Beto",)))
    assert note is not None
    assert "Beto" in note.say("en")


carried = st.builds(
    Carried, st.uuids().map(str), st.just("x"), st.floats(0.5, 40), st.none() | st.floats(0, 100), st.floats(0, 1e9)
)


@given(st.lists(carried, max_size=12), carried, st.floats(1, 200) | st.none(), st.integers(0, 12) | st.none())
def test_what_is_given_up_makes_room_and_one_less_does_not(
    accounts: list[Carried], more: Carried, hours: float | None, most: int | None
) -> None:
    load = ana(Can(hours, most), *accounts)
    given_up = load.give_up(more)
    if load.fits(more):
        assert given_up == ()
        return
    if not given_up:
        assert not ana(Can(hours, most)).fits(more), "refused without a remedy only where it fits nowhere"
        return
    kept = [one for one in accounts if one not in given_up]
    assert ana(Can(hours, most), *kept).fits(more)
    assert not ana(Can(hours, most), *kept, given_up[-1]).fits(more)
    assert all(out.worth <= stays.worth for out in given_up for stays in kept)
