"""How a mail is drawn: both halves say the same, lines stay together, dark readers are not blinded, links stay hidden."""

from __future__ import annotations

import re
from datetime import date

import pytest

from clave.report import announcement, bulletin, entering, notices  # noqa: F401 - declare their letters
from clave.report.bulletin import Issue, News
from clave.report.letters import HIDDEN, cover, letter, reveal

NOTICE = {
    "company": "Adhesivos Farallones S.A.",
    "subject": "Aviso",
    "paragraphs": ["Cordialmente,\nRosa\nrosa@a.example"],
}
LINK = "https://clave.example/enlace/a?b=1&c=2"


def test_a_company_whose_name_ends_in_a_point_does_not_end_the_sentence_in_two() -> None:
    said = letter("notice", NOTICE, "es")
    for part in (said.text, said.html):
        assert "en Adhesivos Farallones S.A." in part
        assert "S.A.." not in part


def test_points_that_somebody_wrote_on_purpose_stay() -> None:
    assert "Y entonces..." in letter("notice", NOTICE | {"paragraphs": ["Y entonces..."]}, "es").text


def test_the_lines_of_a_paragraph_stay_together() -> None:
    html = letter("notice", NOTICE, "es").html
    assert "Cordialmente,<br>Rosa<br>rosa@a.example" in html


def test_it_is_drawn_for_dark_and_for_light_readers_without_a_style_sheet() -> None:
    html = letter("notice", NOTICE, "es").html
    assert "<style" not in html
    assert 'name="color-scheme" content="light dark"' in html
    for colour in re.findall(r"(?:color|background|border): ?[^;\"]*light-dark", html):
        name = colour.split(":")[0]
        assert re.search(rf"{name}: ?[^;]*#[0-9a-f]{{6}};{name}:", html), "who does not know it has a colour before it"


def test_a_hidden_link_is_put_in_place_for_its_reader_and_for_nobody_else() -> None:
    said = letter("notice", NOTICE | {"act": ("Entrar", HIDDEN)}, "es")
    theirs, ours = reveal(said, LINK), cover(said, "es")
    assert LINK in theirs.text
    assert 'href="https://clave.example/enlace/a?b=1&amp;c=2"' in theirs.html
    assert "un enlace que solo ve quien lo lee" in ours.text
    assert "<a href" not in ours.html
    for half in (theirs.text, theirs.html, ours.text, ours.html):
        assert HIDDEN not in half


def news(number: int, *reasons: str) -> News:
    return News("entered", f"C{number}", f"Cuenta {number}", "decided", reasons, ("Rosa", "rosa@a.example"))


@pytest.mark.parametrize("half", ["text", "html"])
def test_the_bulletin_says_once_what_holds_for_all_that_enter(half: str) -> None:
    issue = Issue(date(2026, 11, 9), date(2026, 11, 15), 3, (news(1, "kilos"), news(2, "volume"), news(3)))
    data = {
        "company": "A", "address": "https://clave.example", "issue": issue.stored(), "function": "dispatch",
        "page": "/q/", "profile": "/p/",
    }  # fmt: skip
    said = " ".join(getattr(letter("bulletin", data, "es"), half).split())
    assert said.count("Entre dos pedidos del mismo producto, el suyo sale primero.") == 1
    assert said.count("acuerda día y muelle") == 1
    assert said.index("acuerda día y muelle") < said.index("Cuenta 2"), "what is its own stands with it"
    assert "Con todos ellos" in said


def test_of_one_that_enters_everything_stands_with_it() -> None:
    issue = Issue(date(2026, 11, 9), date(2026, 11, 15), 1, (news(1, "kilos"),))
    data = {
        "company": "A", "address": "https://clave.example", "issue": issue.stored(), "function": "dispatch",
        "page": "/q/", "profile": "/p/",
    }  # fmt: skip
    assert "Con todos ellos" not in letter("bulletin", data, "es").text
