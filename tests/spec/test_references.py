"""References: who may be asked and how often, in words; what came of them; who fits best. (B5)"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.base.words import said as words
from clave.operations.consent import Answer
from clave.operations.references import (
    COUNTING,
    Asked,
    AskSaid,
    Candidate,
    Free,
    ReferralSaid,
    WillingSaid,
    check_answer,
    check_result,
    checked_ask,
    checked_referral,
    checked_willing,
    fits,
    free,
)
from clave.policy import declared
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))
TODAY = date(2026, 11, 20)
YES, NO, NEVER = (
    Answer(True, _("they said yes")),
    Answer(False, _("they said no")),
    Answer(None, _("nobody has asked them yet")),
)


def es(found: Free) -> str:
    return " | ".join(words(text, "es").replace("\u00a0", " ") for text in found.why)


def laura(*asked: Asked, consent: Answer = YES, on: date = TODAY) -> Free:
    return free("Laura", 1, asked, consent, on, LIMITS)


def test_who_gave_two_in_twelve_months_is_available_again_a_year_after_the_first_of_them() -> None:
    """The sentence of the explanation."""
    found = laura(Asked(1, date(2026, 3, 3), "given"), Asked(1, date(2026, 8, 1), "given"))
    assert not found.allowed
    assert es(found) == "Laura ya dio 2 referencias en doce meses; vuelve a estar disponible el 3 mar 2027"
    assert (found.again, found.given, found.left, found.account_left) == (date(2027, 3, 3), 2, 0, 2)
    assert laura(Asked(1, date(2026, 3, 3), "given"), Asked(1, date(2026, 8, 1), "given"), on=date(2027, 3, 3)).allowed


def test_somebody_rests_between_two_and_a_colleague_does_not_rest_for_them() -> None:
    found = laura(Asked(1, TODAY - timedelta(days=20), "asked"))
    assert es(found) == "a Laura se le pidió el 31 oct 2026 y descansa hasta el 30 dic 2026"
    assert found.again == date(2026, 12, 30)
    assert laura(Asked(2, TODAY - timedelta(days=20), "asked")).allowed


def test_an_account_has_a_cap_of_its_own() -> None:
    found = laura(*(Asked(one, TODAY - timedelta(days=70), "given") for one in (2, 3, 4, 5)))
    assert not found.allowed
    assert "La cuenta ya dio 4 referencias" in es(found)


@pytest.mark.parametrize("state", ["refused", "silent", "dropped"])
def test_what_was_not_given_wears_nobody_out(state: str) -> None:
    assert laura(*(Asked(1, TODAY - timedelta(days=day), state) for day in (1, 2, 3))).allowed


@pytest.mark.parametrize(("consent", "because"), [(NO, "dijo que no"), (NEVER, "nadie")])
def test_without_consent_no_day_makes_it_possible(consent: Answer, because: str) -> None:
    found = laura(consent=consent)
    assert (found.allowed, found.again) == (False, None)
    assert "no ha dicho que sí a ser referencia" in es(found)


ASKED = st.lists(
    st.builds(
        Asked,
        st.integers(1, 3),
        st.dates(date(2024, 1, 1), TODAY),
        st.sampled_from(["asked", "given", "refused", "silent"]),
    ),
    max_size=12,
)


@given(ASKED)
def test_it_is_what_counting_day_by_day_says(asked: list[Asked]) -> None:
    counting = [one for one in asked if one.state in COUNTING]
    year = {TODAY.replace(year=2025) + timedelta(days=more) for more in range(1, 366)}
    mine = [one for one in counting if one.contact == 1]
    capped = sum(one.on in year for one in mine) >= LIMITS[declared.reference_contact]
    whole = sum(one.on in year for one in counting) >= LIMITS[declared.reference_account]
    tired = any((TODAY - one.on).days < LIMITS[declared.reference_rest] for one in mine)
    found = laura(*asked)
    assert found.allowed is not (capped or whole or tired)
    assert len(found.why) == capped + whole + tired


@given(ASKED)
def test_on_the_day_it_says_they_can_be_asked_and_not_on_the_day_before(asked: list[Asked]) -> None:
    found = laura(*asked)
    if found.again is not None:
        assert laura(*asked, on=found.again).allowed
        assert not laura(*asked, on=found.again - timedelta(days=1)).allowed


def test_what_was_asked_on_a_leap_day_leaves_the_window_in_march() -> None:
    asked = [Asked(1, date(2024, 2, 29), "given"), Asked(1, date(2024, 6, 1), "given")]
    found = laura(*asked, on=date(2024, 12, 1))
    assert found.again is not None
    assert laura(*asked, on=found.again).allowed
    assert not laura(*asked, on=found.again - timedelta(days=1)).allowed


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: checked_willing(WillingSaid(1, (), TODAY), TODAY), "ways"),
        (lambda: checked_willing(WillingSaid(1, ("call",), date(2027, 1, 1)), TODAY), "since"),
        (lambda: checked_ask(AskSaid(" ", "call", TODAY), TODAY, ["call"]), "prospect"),
        (lambda: checked_ask(AskSaid("X", "visit", TODAY), TODAY, ["call"]), "way"),
        (lambda: checked_ask(AskSaid("X", "call", date(2027, 1, 1)), TODAY, ["call"]), "on"),
        (lambda: checked_referral(ReferralSaid(" ", TODAY), TODAY), "prospect"),
        (lambda: check_answer("given", "refused", TODAY, TODAY, TODAY), ""),
        (lambda: check_answer("asked", "fiesta", TODAY, TODAY, TODAY), "to"),
        (lambda: check_answer("asked", "given", TODAY, TODAY - timedelta(days=1), TODAY), "day"),
        (lambda: check_result("fiesta", None), "result"),
        (lambda: check_result("lost", Decimal(5)), "amount"),
        (lambda: check_result("won", Decimal(-1)), "amount"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(call: Any, where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        call()
    assert refused.value.where == where
    assert refused.value.remedy is not None


def candidate(
    key: int, *, sector: str = "Calzado", rested: int | None = None, allowed: bool = True, **more: Any
) -> Candidate:
    one = Free(allowed, (), None, 0, 2, 4, rested)
    given_: dict[str, Any] = {"families": frozenset({"PU"}), "about": "", "gave": 0} | more
    return Candidate(key, sector, given_["families"], given_["about"], one, given_["gave"])


def test_who_can_be_asked_comes_first_then_who_fits_then_who_is_rested() -> None:
    every = [
        candidate(1, rested=70), candidate(2), candidate(3, allowed=False), candidate(4, sector="Empaque", families=frozenset()),
        candidate(5, sector="Muebles", families=frozenset(), about="colchones y calzado"), candidate(6, rested=300),
    ]  # fmt: skip
    found = fits(every, "calzado", "pu")
    assert [one.key for one in found] == [2, 6, 1, 5, 3], "the fourth fits neither"
    assert [words(text, "es") for text in found[0].why] == ["mismo sector: Calzado", "compra PU"]
    assert [one.key for one in fits(every, "", "")] == [2, 4, 5, 6, 1, 3], "nothing looked for: everybody"
