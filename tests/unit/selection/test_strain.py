"""One key account more, in worked figures: who loses how many hours, what is left of the budget, what is not known."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clave.policy.reading import default
from clave.selection.kams import Can, Carried, Load
from clave.selection.strain import Budget, Strain, losing, strain

LIMITS = default().at(date(2026, 11, 20))
SABANA = Carried("C-1", "Calzado La Sabana", hours=12, score=80, money=1_349e6)
CAUCA = Carried("C-2", "Empaques del Cauca", hours=12, score=60, money=900e6)
SIERRA = Carried("C-3", "Colchones Sierra Nevada", hours=6, score=20, money=300e6)
TAYRONA = Carried("C-4", "Suelas Tayrona", hours=12, score=70, money=500e6)
NO_BUDGET = Budget(None, None, 10, "COP")


def ana(can: Can, *accounts: Carried) -> Load:
    return Load(1, "Ana Ruiz", can, accounts)


def said(found: Strain) -> dict[str, list[str]]:
    """Every sentence in English, by what it says."""
    names = ("exceeds", "fits", "warns", "unknown")
    return {
        name: [text.say("en").replace("\u00a0", " ") for text in getattr(found, name)]
        for name in names
        if getattr(found, name)
    }


def test_hours_that_are_missing_are_taken_from_the_least_score_per_hour() -> None:
    """30 of 32 hours are taken; 12 more are 42: 10 are missing. Sierra (20/6 = 3.3 a hour) loses its 6, then Cauca
    (60/12 = 5) four of its 12; La Sabana (6.7) none."""
    owner = ana(Can(hours=32), SABANA, CAUCA, SIERRA)
    assert losing(TAYRONA, owner) == ((SIERRA, 6), (CAUCA, 4))
    assert said(strain(TAYRONA, owner, NO_BUDGET, LIMITS))["exceeds"] == [
        "With it Ana Ruiz needs 42 of 32 hours a month: 10 are missing. Those of least score per hour would lose "
        "them: «Colchones Sierra Nevada» (6), «Empaques del Cauca» (4)."
    ]


def test_what_fits_says_what_stays_free() -> None:
    owner = ana(Can(hours=48, accounts=4), SABANA, CAUCA, SIERRA)
    budget = Budget(total=180e6, each=15e6, accounts=10, currency="COP")
    assert said(strain(TAYRONA, owner, budget, LIMITS)) == {
        "fits": [
            "Ana Ruiz: 42 of 48 hours a month with it, 6 free.", "Ana Ruiz: 4 of 4 accounts with it.",
            "Budget: $ 15.0 M of $ 180 M a year are left with it.",
        ]
    }  # fmt: skip


def test_one_account_too_many_for_the_budget_says_what_is_left() -> None:
    """11 × 15 = 165 of 175: 10 are left, and it takes 15."""
    budget = Budget(total=175e6, each=15e6, accounts=11, currency="COP")
    assert (budget.spent, budget.left) == (165e6, 10e6)
    (text,) = said(strain(TAYRONA, None, budget, LIMITS))["exceeds"]
    assert text == "It costs $ 15.0 M a year, and of the $ 175 M of the budget $ 10.0 M are left."


def test_a_budget_that_is_overdrawn_already_says_by_how_much() -> None:
    """36 × 14 = 504 of 500: 4 over."""
    (text,) = said(strain(TAYRONA, None, Budget(500e6, 14e6, 36, "COP"), LIMITS))["exceeds"]
    assert text == (
        "It costs $ 14.0 M a year, and the key accounts of now already take $ 4.0 M more than the budget of $ 500 M."
    )


def test_what_nobody_said_is_not_known_and_refuses_nothing() -> None:
    """Nobody answers for it; hours, accounts and budget not entered; an account whose hours nobody said."""
    assert said(strain(TAYRONA, None, NO_BUDGET, LIMITS)) == {
        "unknown": [
            "Nobody answers for it yet, so whose hours it takes is not known.", "The budget of the programme is not set.",
        ]
    }  # fmt: skip
    assert said(strain(TAYRONA, ana(Can()), Budget(1e6, None, 3, "COP"), LIMITS)) == {
        "unknown": [
            "The hours that Ana Ruiz has are not entered.", "How many accounts Ana Ruiz can carry is not entered.",
            "What treating one account as key costs is not set, so what is left is not known.",
        ]
    }  # fmt: skip
    unsaid = Carried("C-5", "Sin horas", hours=None)
    for account, owner in ((unsaid, ana(Can(hours=1))), (TAYRONA, ana(Can(hours=1), unsaid))):
        assert not strain(account, owner, NO_BUDGET, LIMITS).exceeds
        assert losing(account, owner) == ()


def test_one_that_fits_nowhere_says_so() -> None:
    (text,) = said(strain(TAYRONA, ana(Can(hours=10)), NO_BUDGET, LIMITS))["exceeds"]
    assert text == "With it Ana Ruiz needs 12 of 10 hours a month: 2 are missing. It does not fit even alone."


def test_accounts_relationships_and_the_warnings_of_policy() -> None:
    wide = Carried("C-9", "Grupo Andino", hours=None, relationships=8)
    owner = ana(Can(accounts=5, relationships=5), *(Carried(f"C-{n}", f"Cuenta {n}", None) for n in range(5)))
    found = said(strain(wide, owner, Budget(None, None, 35, "COP"), LIMITS))
    assert found["exceeds"] == [
        "With it Ana Ruiz answers for 6 accounts, and can carry 5.",
        "It has 8 relationships, and Ana Ruiz can look after 5 in each account: 3 would be left alone.",
    ]
    assert found["warns"] == [
        "36 key accounts: above 35, the treatment is no longer special.",
        "Ana Ruiz has 6 accounts: above 5, nobody is managed.",
    ]


carried = st.builds(Carried, st.uuids().map(str), st.just("x"), st.floats(0.5, 40), st.none() | st.floats(0, 100))


@given(st.lists(carried, max_size=9), carried, st.floats(1, 200))
def test_what_is_lost_is_what_is_missing(accounts: list[Carried], more: Carried, hours: float) -> None:
    owner = ana(Can(hours=hours), *accounts)
    found, lost = strain(more, owner, NO_BUDGET, LIMITS), losing(more, owner)
    assert bool(found.exceeds) == (not owner.fits(more))
    assert (lost == ()) or not owner.fits(more)
    if more.hours is not None and more.hours <= hours and found.exceeds and owner.hours is not None:
        assert abs(sum(each for _one, each in lost) - (owner.hours + more.hours - hours)) < 1e-6
    assert all(each <= (one.hours or 0) for one, each in lost)
