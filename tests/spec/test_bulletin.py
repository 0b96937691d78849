"""What the weekly bulletin tells, and how each function treats a key account: the rules as a manual."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from clave.base.words import said
from clave.criteria.registry import CRITERIA
from clave.policy.reading import default
from clave.privileges.catalogue.code import Code, code_of
from clave.privileges.catalogue.grants import in_force
from clave.privileges.catalogue.templates import proposed
from clave.report.announcement import ToCustomer, letter_data, letter_pdf
from clave.report.bulletin import TITLES, Issue, News, do_of, issue_of, kind_of, ordered
from clave.report.relationship import WHY, why
from clave.report.treatment import BY_ROLE, SHEETS, function_of, what_to_do
from clave.selection.life import STATES, is_member
from clave.store.roles import STAFF

TELLS = """
    before     after      tells
    proposed   decided    entered
    former     decided    entered
    decided    announced  announced
    decided    trial      announced
    announced  trial      -
    trial      confirmed  confirmed
    trial      watched    watched
    watched    confirmed  confirmed
    watched    trial      confirmed
    watched    landing    landing
    landing    confirmed  confirmed
    landing    former     left
    -          nominated  -
    nominated  proposed   -
    decided    decided    -
"""


@pytest.mark.parametrize("row", [line.split() for line in TELLS.strip().splitlines()[1:]], ids=" ".join)
def test_the_bulletin_tells_what_stands_at_the_end_of_the_week_against_its_beginning(row: list[str]) -> None:
    before, after, tells = ("" if word == "-" else word for word in row)
    assert (kind_of(before, after) or "") == tells


@given(st.sampled_from(["", *STATES]), st.sampled_from(["", *STATES]))
def test_it_tells_of_key_accounts_and_of_who_was_one_and_of_nobody_else(before: str, after: str) -> None:
    tells = kind_of(before, after)
    assert tells is None or is_member(before) or is_member(after)
    assert (tells in ("entered", "left")) == (is_member(before) != is_member(after))


def test_news_come_by_kind_and_then_by_name() -> None:
    news = [
        News("left", "C2", "Beta", "former"),
        News("entered", "C1", "Zeta", "decided"),
        News("entered", "C3", "Alfa", "decided"),
    ]
    assert [one.name for one in ordered(news)] == ["Alfa", "Zeta", "Beta"]


def test_an_issue_is_read_back_as_it_was_kept() -> None:
    news = (
        News("entered", "C1", "Zeta", "decided", ("volume",), ("Rosa", "rosa@clave.example")),
        News("left", "C2", "Beta", "former"),
    )
    issue = Issue(date(2026, 11, 9), date(2026, 11, 15), 12, news)
    assert issue_of(issue.stored()) == issue


def test_who_enters_is_told_with_what_each_function_does_and_who_leaves_with_courtesy() -> None:
    entered = News("entered", "C1", "Zeta", "decided", ("kilos",))
    assert [text.say("es") for text in do_of(entered, "dispatch")][:2] == [
        "Todavía no se le ha dicho: trátalo como clave y no lo menciones.",
        "Sus cargas son grandes: acuerda día y muelle con un día de anticipación.",
    ]
    (left,) = do_of(News("left", "C2", "Beta", "former"), "dispatch")
    assert left.say("es") == "Desde ahora trátalo como a todos los clientes, con la misma cortesía."


def test_every_role_of_ours_has_a_sheet_and_every_sheet_speaks_of_known_reasons() -> None:
    assert {function_of(role) for role in STAFF} <= SHEETS.keys()
    assert set(BY_ROLE) <= set(STAFF)
    for sheet in SHEETS.values():
        assert sheet.by_reason.keys() <= CRITERIA.keys()
    assert TITLES.keys() == {"entered", "announced", "confirmed", "watched", "landing", "left", "owner"}


@given(st.sampled_from([*SHEETS]), st.lists(st.sampled_from([*CRITERIA]), unique=True), st.sampled_from([*STATES]))
def test_what_always_holds_is_never_left_out(function: str, reasons: list[str], state: str) -> None:
    told = what_to_do(function, reasons, state)
    assert told[-len(SHEETS[function].always) :] == SHEETS[function].always
    assert len(set(told)) == len(told)


FORBIDDEN = ("puntaje", "puesto", "margen", "rentab", "score", "rank", "margin", "profit", "%", "$")


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("reason", [*CRITERIA])
def test_a_customer_never_reads_of_scores_places_or_margins(reason: str, language: str) -> None:
    code = code_of_category(reason)
    said_to_them = " ".join(said(text, language) for text in (*why([reason]), *code.commit, *code.ask))
    assert not [word for word in FORBIDDEN if word in said_to_them.lower()]
    assert WHY[reason] in why([reason])


def code_of_category(category: str) -> Code:
    """What a customer of that category reads when it is told."""
    day = date(2026, 11, 20)
    return code_of(in_force(proposed("C1", category, default().at(day), day), day))


def test_the_letter_says_what_the_account_has_in_the_words_of_the_catalogue() -> None:
    data = letter_data(letter(code=code_of_category("kilos")))
    commit = [said(text, "en") for text in data["commit"]]  # type: ignore[attr-defined]
    assert len(commit) == 8
    assert "Day and dock agreed for every load." in commit
    assert "Room in our production plan for what you forecast." in commit


def letter(**changes: object) -> ToCustomer:
    """A letter to a customer."""
    given = {
        "company": "Adhesivos Farallones", "customer": "Calzado La Sabana S.A.S.", "addressee": "Rosalba Cárdenas",
        "reasons": ("loyalty", "volume", "kilos"), "paragraph": "Paso el martes.", "kam": "Rosa Vélez",
        "kam_email": "rosa@farallones.example", "day": date(2026, 11, 20), "code": code_of_category("loyalty"),
        "link": "https://clave.example/recibido/abc/",
    }  # fmt: skip
    return ToCustomer(**(given | changes))  # type: ignore[arg-type]


def test_the_letter_says_why_in_two_reasons_and_speaks_to_ustedes() -> None:
    opening = said(letter_data(letter())["opening"], "es")
    assert opening == (
        "Nos alegra contarles que Calzado La Sabana S.A.S. es cliente clave de Adhesivos Farallones desde ahora, por su "
        "constancia y porque nos cuentan a tiempo cómo van; por lo que nos confían, año tras año."
    )


def test_the_letter_is_the_same_bytes_for_the_same_data_and_holds_what_is_typed_as_plain_words() -> None:
    content = letter_pdf(letter(paragraph="#set text(red) $x$ *a* <b>"), "es")
    assert content == letter_pdf(letter(paragraph="#set text(red) $x$ *a* <b>"), "es")
    assert content.startswith(b"%PDF-")


def test_the_link_on_paper_is_a_square_to_scan_and_reads_letter_by_letter() -> None:
    """Inter draws 5x7 as 5×7 where nobody stops it, and then nobody could type the address."""
    link = "https://clave.example/recibido/5x7x9-0Ol/"
    drawn = PdfReader(BytesIO(letter_pdf(letter(link=link), "es"))).pages[0]
    assert link in "".join(drawn.extract_text().split())
    assert "Apunten la cámara" in " ".join(drawn.extract_text().split())
    assert "<path" in str(letter_data(letter(link=link))["square"])
    assert letter_data(letter(link=""))["square"] == ""
