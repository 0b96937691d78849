"""Surveys: the published rule of the NPS, its interval, spread, who is asked, what alerts, and when nothing is shown. (C8)

docs/explanation/encuestas.md works the same figures by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clave.base.errors import ClaveError
from clave.operations.consent import Answer, Consent, allowed
from clave.operations.surveys.anonymity import enough, may_carry_account, parts_shown
from clave.operations.surveys.asking import Asked, turn
from clave.operations.surveys.low import low, low_words
from clave.operations.surveys.questions import KINDS, SUBJECTS, Sheet, checked_sheet
from clave.operations.surveys.said import Choice, SurveySaid, checked_survey, promise
from clave.operations.surveys.scores import Nps, Rate, nps, nps_of, spread, subjects_of
from clave.policy.reading import default

TODAY = date(2026, 11, 17)
LIMITS = default().at(TODAY)
YES = allowed("survey", [Consent("survey", True, TODAY)], TODAY)
NO = allowed("survey", [Consent("survey", False, TODAY)], TODAY)
NEVER_ASKED = allowed("survey", [], TODAY)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


# answer:     0  1  2  3  4  5  6  7  8  9 10
KINDS_OF = "  D  D  D  D  D  D  D  P  P  +  +"


@pytest.mark.parametrize(("answer", "is_a"), list(enumerate(KINDS_OF.split())))
def test_zero_to_six_detract_seven_and_eight_are_passive_nine_and_ten_promote(answer: int, is_a: str) -> None:
    """Reichheld 2003."""
    assert nps([answer]) == {"D": Nps(0, 0, 1), "P": Nps(0, 1, 0), "+": Nps(1, 0, 0)}[is_a]


@pytest.mark.parametrize(("answers", "value"), [
    ([10, 9], 100), ([0, 6], -100), ([7, 8], 0), ([9, 6], 0), ([10, 10, 8, 3], 25), ([9, 8, 8], 100 / 3),
])  # fmt: skip
def test_the_nps_is_the_share_of_promoters_less_the_share_of_detractors(answers: list[int], value: float) -> None:
    assert nps(answers).value == pytest.approx(value)


def test_of_nobody_there_is_no_nps_and_no_zero() -> None:
    assert nps([]).value is None
    assert nps([]).interval(0.95) is None
    assert Rate(0, 0).share is None


def test_the_interval_is_that_of_the_explanation() -> None:
    """Six promoters, four passives, two detractors: +33, between −11 and +65. With three answers more, 6.75 and 2.75 of 15:
    middle 26.67, variance 0.5622, error 0.1936."""
    found = nps([10, 10, 9, 9, 9, 10, 8, 8, 7, 7, 6, 4])
    assert (found.promoters, found.passives, found.detractors) == (6, 4, 2)
    assert found.value == pytest.approx(33.33, abs=0.01)
    assert found.interval(0.95) == (pytest.approx(-11.28, abs=0.01), pytest.approx(64.61, abs=0.01))


def test_each_question_is_told_by_its_spread() -> None:
    sheets = [Sheet({"recommend": 9, "keeps": one, "interests": other}) for one, other in ((7, 6), (7, 2), (5, 5))]
    found = spread("relationship", "trust", sheets)
    assert (found.n, found.people, found.ends, found.middle, found.mean) == (6, 3, (2, 7), 5.5, pytest.approx(32 / 6))
    assert dict(found.counts) == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2, 6: 1, 7: 2}
    assert spread("relationship", "keeps", sheets).n == 3


def test_what_nobody_answered_is_not_the_middle_of_the_scale() -> None:
    found = spread("relationship", "commitment", [Sheet({"recommend": 9})])
    assert (found.n, found.people, found.mean, found.middle, found.ends) == (0, 0, None, None, None)
    assert nps_of([Sheet({})]).value is None


def test_every_question_has_its_source_and_there_are_few() -> None:
    assert subjects_of("relationship") == ("recommend", "satisfaction", "trust", "commitment")
    for kind in KINDS.values():
        assert len(kind.questions) <= 7
        assert all(one.source and one.of in SUBJECTS for one in kind.questions)
    assert len(KINDS["pulse"].questions) == len(KINDS["announcement"].questions) == 1


@pytest.mark.parametrize(
    ("consent", "asked", "mail"), [(YES, True, True), (NEVER_ASKED, True, False), (NO, False, False)]
)
def test_who_said_no_is_not_asked_and_who_said_nothing_gets_no_mail(consent: Answer, asked: bool, mail: bool) -> None:
    found = turn("relationship", [], consent, TODAY, LIMITS)
    assert (found.asked, found.mail) == (asked, mail)


def test_nobody_is_asked_more_than_four_times_in_a_year() -> None:
    four = [Asked(ago(days), "relationship") for days in (300, 200, 100, 10)]
    found = turn("relationship", four, YES, TODAY, LIMITS)
    assert not found.asked
    assert found.why is not None
    assert "21 ene" in found.why.say("es")
    assert turn("relationship", [Asked(ago(366), "relationship"), *four[1:]], YES, TODAY, LIMITS).asked


def test_a_pulse_rests_sixty_days_and_other_surveys_do_not_count_for_it() -> None:
    assert not turn("pulse", [Asked(ago(59), "pulse")], YES, TODAY, LIMITS).asked
    assert turn("pulse", [Asked(ago(60), "pulse")], YES, TODAY, LIMITS).asked
    assert turn("pulse", [Asked(ago(1), "relationship")], YES, TODAY, LIMITS).asked


@pytest.mark.parametrize(("kind", "values", "found"), [
    ("relationship", {"recommend": 6}, ("recommend", 6)), ("relationship", {"recommend": 7}, None),
    ("relationship", {"recommend": 9, "keeps": 3}, ("keeps", 3)), ("relationship", {"recommend": 9, "keeps": 4}, None),
    ("relationship", {"recommend": 0, "keeps": 1}, ("recommend", 0)),
    ("relationship", {"recommend": 9, "keeps": 3, "effort": 1}, ("effort", 1)),
    ("pulse", {"went": 2}, ("went", 2)), ("pulse", {"went": 3}, None),
    ("announcement", {"noticed": 1}, ("noticed", 1)), ("announcement", {"noticed": 2}, None),
])  # fmt: skip
def test_which_answers_alert(kind: str, values: dict[str, int], found: tuple[str, int] | None) -> None:
    assert low(kind, Sheet(values), LIMITS) == found


def test_a_low_answer_is_told_with_who_what_and_their_words() -> None:
    said = low_words("relationship", "Rosalba Cárdenas", "recommend", 3, "Llegó tarde.").say("es")
    assert "Rosalba Cárdenas" in said
    assert "3 de 10" in said
    assert "«Llegó tarde»" in said


# groups       shown one by one          why
PARTS = """
5              N:5                       enough, and nobody is left
4              -                         too few
5 4            -                         who sees 5 and 9 knows the 4
5 5            N:5 S:5                   both enough
6 3 2          N:6                       five are left together
6 5 2          N:6                       the 5 joins the 2, so that seven are left
5 2            -                         two would be left alone
"""


@pytest.mark.parametrize("line", list(PARTS.strip().splitlines()))
def test_no_part_is_shown_that_leaves_few(line: str) -> None:
    counts = [int(one) for one in line[:15].split()]
    expected = {one[0] for one in line[15:41].split() if one != "-"}
    assert parts_shown(dict(zip("NSO", counts, strict=False)), 5) == expected


def test_fewer_than_five_are_not_shown_and_few_asked_carry_no_account() -> None:
    assert (enough(4, 5), enough(5, 5)) == (False, True)
    assert (may_carry_account(4, 5), may_carry_account(5, 5)) == (False, True)


def test_what_is_promised_is_told_before_the_first_question() -> None:
    assert "anónima" in promise(True, "Farallones", 5).say("es")
    assert "con su nombre" in promise(False, "Farallones", 5).say("es")


@pytest.mark.parametrize(("more", "where"), [
    ({"kind": "poll"}, "kind"), ({"title": "  "}, "title"), ({"closes_on": ago(1)}, "closes_on"),
    ({"closes_on": TODAY + timedelta(days=400)}, "closes_on"), ({"kind": "pulse", "anonymous": True}, "anonymous"),
])  # fmt: skip
def test_what_no_survey_can_be(more: dict[str, object], where: str) -> None:
    given = {"kind": "relationship", "title": "¿Cómo vamos?", "closes_on": TODAY} | more
    with pytest.raises(ClaveError) as refused:
        checked_survey(SurveySaid(**given), TODAY)  # type: ignore[arg-type]
    assert refused.value.where == where


def test_an_answer_keeps_only_what_was_asked() -> None:
    kept = checked_sheet("pulse", Sheet({"went": 4, "recommend": 9}, "  bien  "))
    assert kept == Sheet({"went": 4}, "bien")


@pytest.mark.parametrize(("choice", "holds"), [
    (Choice(), True), (Choice(states=("trial",)), False), (Choice(categories=("volume",)), True),
    (Choice(states=("confirmed",), categories=("cash",)), False), (Choice(customers=("X",)), False),
    (Choice(states=("trial",), customers=("N",)), True),
])  # fmt: skip
def test_accounts_are_chosen_by_state_and_category_and_by_hand(choice: Choice, holds: bool) -> None:
    assert choice.holds("N", "confirmed", "volume") is holds
