"""Why an order is not in a plan: what a person decided before what the facts know."""

from __future__ import annotations

from datetime import date

from clave.base.words import _, said
from clave.privileges.production.absent import absent
from clave.privileges.production.progress import Seen

MADE = Seen("OP-5", date(2026, 3, 2), date(2026, 3, 3))


def test_what_a_person_keeps_back_is_said_in_their_words() -> None:
    held = _("{order} is held back by {name} until {day}: {reason}").fill(
        order="OP-5", name="Hernán", day="3 mar", reason="Falta la resina"
    )
    assert absent("OP-5", MADE, held) is held


def test_what_was_made_says_by_when() -> None:
    text = said(absent("OP-5", MADE, None), "en")
    assert text.startswith("OP-5 is no longer planned")
    assert "2026" in text


def test_what_is_open_and_left_out_says_where_to_look() -> None:
    assert "set aside" in said(absent("OP-5", Seen("OP-5"), None), "en")


def test_what_the_facts_do_not_have_is_gone() -> None:
    assert "The facts have no OP-5 any more" in said(absent("OP-5", None, None), "en")
