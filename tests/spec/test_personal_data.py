"""What people ask of their data and until when; where a text mentions them; how long they are kept. The rules, by example.

Deadlines: Ley 1581 de 2012, art. 14 (queries, ten business days) and 15 (claims, fifteen), with the holidays of Colombia."""

from __future__ import annotations

import string
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.base.holidays import holidays_of
from clave.operations.personal.mentions import NEUTRAL, Sought, changed, snippet, texts_of, without
from clave.operations.personal.requests import (
    DONE,
    ERASE,
    EXPORT,
    OPEN,
    Deadlines,
    business_day,
    checked,
    days_left,
    due_by,
    standing,
)
from clave.operations.personal.retention import COLLEAGUE, LEFT, REFUSED, TAKEN_OUT, Kept, Terms, due

COLOMBIA = partial(holidays_of, "CO")
LAW = Deadlines(query=10, claim=15)
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
ZOE = Sought("Zoraida Quimbaya Ferreira", "zoraida.q@norte.co", "+57 301 777 4242")


class TestDeadlines:
    """The day it came does not count; neither do Saturdays, Sundays and public holidays."""

    @pytest.mark.parametrize(
        ("kind", "received", "until"),
        [
            (EXPORT, date(2026, 11, 20), date(2026, 12, 4)),  # ten business days, no holiday among them
            (ERASE, date(2026, 11, 20), date(2026, 12, 14)),  # fifteen, and the 8th of December is a holiday
            (EXPORT, date(2026, 12, 23), date(2027, 1, 8)),  # Christmas and New Year are holidays
            (EXPORT, date(2026, 11, 21), date(2026, 12, 4)),  # came on a Saturday: as if on Friday
        ],
    )
    def test_worked_dates(self, kind: str, received: date, until: date) -> None:
        assert due_by(received, LAW.of(kind), COLOMBIA) == until

    @given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 40))
    def test_there_are_as_many_business_days_as_the_law_says(self, received: date, days: int) -> None:
        until = due_by(received, days, COLOMBIA)
        between = [received + timedelta(one) for one in range(1, (until - received).days + 1)]
        assert sum(business_day(day, COLOMBIA) for day in between) == days
        assert business_day(until, COLOMBIA)
        assert days_left(received, until, COLOMBIA) == days
        assert days_left(until, received, COLOMBIA) <= 0

    def test_it_says_in_words_how_late_it_is(self) -> None:
        assert standing(OPEN, FRIDAY, FRIDAY, COLOMBIA).words.say("en") == "due today"
        late = standing(OPEN, MONDAY + timedelta(1), FRIDAY, COLOMBIA)
        assert late.overdue
        assert late.words.say("en") == "overdue by 2 business days"
        weekend = standing(OPEN, FRIDAY + timedelta(1), FRIDAY, COLOMBIA)
        assert weekend.overdue
        assert weekend.words.say("en") == "overdue by 1 business day"
        assert standing(OPEN, FRIDAY, MONDAY, COLOMBIA).soon
        assert not standing(OPEN, FRIDAY, FRIDAY + timedelta(14), COLOMBIA).soon
        assert standing(DONE, MONDAY, FRIDAY, COLOMBIA).words.say("en") == "Attended"


class TestWhatIsAsked:
    def test_the_words_are_kept_without_spaces_around(self) -> None:
        assert checked(ERASE, FRIDAY, "  por correo ", FRIDAY) == "por correo"

    @pytest.mark.parametrize(
        ("kind", "day", "words", "where"),
        [
            ("forget", FRIDAY, "x", "kind"),
            (ERASE, MONDAY, "x", "received_on"),
            (ERASE, date(2024, 1, 1), "x", "received_on"),
            (ERASE, FRIDAY, "  ", "words"),
            (ERASE, FRIDAY, "x" * 2_001, "words"),
        ],
    )
    def test_what_cannot_be_names_its_field(self, kind: str, day: date, words: str, where: str) -> None:
        with pytest.raises(ClaveError) as found:
            checked(kind, day, words, FRIDAY)
        assert found.value.where == where


class TestMentions:
    """Surely the person: the whole name, the first name with a later one, the address, the number; in any case and spacing."""

    @pytest.mark.parametrize(
        "text",
        [
            "Zoraida Quimbaya Ferreira vino", "ZORAIDA   QUIMBAYA", "zoraida ferreira llama", "Zoráida Quimbayá",
            "Zoraida\nQuimbaya",
            "(zoraida.q@norte.co)", "Escribir a ZORAIDA.Q@NORTE.CO.", "tel. 301-777-4242", "+573017774242", "(301) 777 42 42",
        ],
    )  # fmt: skip
    def test_sure(self, text: str) -> None:
        found = ZOE.spans(text)
        assert [one.sure for one in found] == [True]
        assert ZOE.spans(without(text, found)) == []

    @pytest.mark.parametrize(
        "text", ["Zoraidas Quimbaya", "Quimbaya Zoraida vino", "azoraida.q@norte.co", "1301777424299", "zoraida.q@norte.com", ""]
    )  # fmt: skip
    def test_somebody_else(self, text: str) -> None:
        assert ZOE.spans(text) == []

    def test_half_a_name_is_possible_only_near_them(self) -> None:
        assert ZOE.spans("La señora Quimbaya llamó") == []
        assert [one.sure for one in ZOE.spans("La señora Quimbaya llamó", near=True)] == [False]
        assert [one.sure for one in ZOE.spans("Zoraida Quimbaya y la señora Ferreira", near=True)] == [True, False]

    def test_who_has_no_name_no_address_and_no_number_is_nowhere(self) -> None:
        assert Sought("").spans("todo el texto") == []
        assert Sought("Ana", phone="12").spans("Ana vino") == []

    def test_words_around_are_shown(self) -> None:
        text = "a" * 200 + " Zoraida Quimbaya " + "b" * 200
        assert len(snippet(text, ZOE.spans(text))) < 150

    def test_inside_of_json_names_of_fields_count_too(self) -> None:
        held = {"Zoraida Quimbaya": ["x", {"y": "zoraida.q@norte.co"}], "n": 7}
        assert len([one for one in texts_of(held) if ZOE.spans(one)]) == 2
        clean = changed(held, lambda text: without(text, ZOE.spans(text)))
        assert clean == {NEUTRAL: ["x", {"y": NEUTRAL}], "n": 7}

    words = st.text(string.ascii_letters + "áéíóúñÁÉ", min_size=4, max_size=9)

    @given(words, words, st.text(max_size=40), st.text(max_size=40))
    def test_whatever_stands_around_the_name_goes_and_the_rest_stays(
        self, first: str, last: str, before: str, after: str
    ) -> None:
        who = Sought(f"{first} {last}")
        text = f"{before} {first.upper()}  {last.lower()} {after}"
        found = who.spans(text)
        assert found
        assert who.surely is not None
        assert not who.surely.search(without(text, found, "·"))

    @given(st.text(max_size=200))
    def test_a_text_without_them_is_left_as_it_is(self, text: str) -> None:
        assert without(text, []) == text


class TestRetention:
    """Policy says for how many days; a hold stops it; nobody is due before their day."""

    TERMS = Terms(left=730, taken_out=90, refused=15, colleague=1825)

    def test_each_reason_has_its_days(self) -> None:
        kept = [
            Kept(1, LEFT, date(2024, 11, 20)), Kept(2, LEFT, date(2024, 11, 21)), Kept(3, TAKEN_OUT, date(2026, 8, 1)),
            Kept(4, REFUSED, date(2026, 11, 5)), Kept(1, COLLEAGUE, date(2021, 1, 1)),
        ]  # fmt: skip
        found = due(kept, self.TERMS, FRIDAY)
        assert [(one.kind, one.number) for one in found] == [(COLLEAGUE, 1), (TAKEN_OUT, 3), (LEFT, 1), (REFUSED, 4)]
        assert "730" in found[2].why.say("en")

    def test_of_two_reasons_the_first_due_counts(self) -> None:
        kept = [Kept(1, LEFT, date(2020, 1, 1)), Kept(1, REFUSED, date(2019, 1, 1))]
        assert [one.kind for one in due(kept, self.TERMS, FRIDAY)] == [REFUSED]

    def test_who_is_held_stands_last_and_says_why(self) -> None:
        kept = [Kept(1, LEFT, date(2020, 1, 1), "Proceso 2026-118"), Kept(2, LEFT, date(2024, 1, 1))]
        assert [(one.number, one.held) for one in due(kept, self.TERMS, FRIDAY)] == [(2, ""), (1, "Proceso 2026-118")]

    @given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
    def test_nobody_is_due_before_their_day(self, since: date, today: date) -> None:
        found = due([Kept(1, LEFT, since)], self.TERMS, today)
        assert bool(found) == (since + timedelta(730) <= today)


def test_the_page_of_the_manual_says_the_same_days() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/datos-personales.md").read_text("utf-8")
    for kind, said in ((EXPORT, "4 dic 2026"), (ERASE, "14 dic 2026")):
        until = due_by(FRIDAY, LAW.of(kind), COLOMBIA)
        assert f"| {LAW.of(kind)} | {said}" in page
        assert said.startswith(f"{until.day} dic")
