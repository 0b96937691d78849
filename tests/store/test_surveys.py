"""Surveys kept: who is asked and how often, answers with a name, alerts of the same day, what comes by itself. (C8, C1)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from clave.actions.alerts import keep_alerts
from clave.actions.answering import answer_survey
from clave.actions.surveys import (
    Arrived,
    ask_announced,
    ask_pulses,
    change_survey,
    close_due_surveys,
    close_survey,
    extend_survey,
    open_survey,
    prepare_survey,
    remind_surveys,
    withdraw_survey,
)
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.operations.surveys.questions import Sheet
from clave.operations.surveys.said import Choice, SurveySaid
from clave.store.alert_sources import look
from clave.store.audit import verify
from clave.store.models import (
    OWNER,
    Announcement,
    ContactConsent,
    Mail,
    Ownership,
    Person,
    RaisedAlert,
    Survey,
    SurveyAnswer,
    SurveyAsk,
)
from clave.store.surveys import results, said_of, waiting_for
from tests.store.lives import person
from tests.store.voiced import NORTE, NOW, SUR, TODAY, ask, key, limits, survey, visitor

pytestmark = pytest.mark.django_db
GOOD = Sheet({"recommend": 9, "satisfied": 6, "pleased": 7, "keeps": 6}, "Sigan así")
LOW = Sheet({"recommend": 3}, "Nos llegó tarde dos veces")


@pytest.fixture
def diana() -> Person:
    return person("director", "Diana")


def mails(template: str) -> list[str]:
    return sorted(Mail.objects.filter(template=template).values_list("to", flat=True))


def test_several_people_of_each_account_are_asked_and_who_said_no_is_not(diana: Person) -> None:
    key(), key(SUR, "Suelas del Sur")
    visitor(), visitor(name="Pedro Sin", says=None), visitor(name="Nora No", says=False), visitor(SUR, "Saúl Sur")
    kept = survey(diana)
    asked = SurveyAsk.objects.filter(survey=kept)
    assert sorted(one.contact.name for one in asked) == ["Pedro Sin", "Rosalba Cárdenas", "Saúl Sur"]
    assert mails("survey") == ["rosalba@c-0100.example", "saul@c-0200.example"]
    assert "con su nombre" in Mail.objects.filter(template="survey")[0].text  # told before they answer
    assert verify().broken is None


def test_nobody_is_asked_more_often_than_agreed(diana: Person) -> None:
    key()
    visitor()
    for at in range(4):
        survey(diana, title=f"Ronda {at}", now=NOW + timedelta(hours=at))
    with pytest.raises(ClaveError, match="nobody of the chosen accounts can be asked"):
        survey(diana, title="La quinta", now=NOW + timedelta(hours=9))
    assert SurveyAsk.objects.count() == 4


def test_who_answers_does_so_once_and_with_the_name_that_was_told(diana: Person) -> None:
    key()
    rosalba = visitor()
    kept = survey(diana)
    number = ask(kept, rosalba)
    answer_survey(visitor=rosalba, now=NOW, number=number, sheet=GOOD, limits=limits())
    with pytest.raises(ClaveError, match="already"):
        answer_survey(visitor=rosalba, now=NOW, number=number, sheet=LOW, limits=limits())
    answer = SurveyAnswer.objects.get()
    assert (answer.values["recommend"], answer.words, answer.low) == (9, "Sigan así", "")
    found = results(kept, limits())
    assert (found.rate.asked, found.rate.answered, found.words) == (
        1,
        1,
        (("Calzado Norte S.A.S.", "Rosalba Cárdenas", "Sigan así"),),
    )
    assert not waiting_for(rosalba, TODAY)
    assert not RaisedAlert.objects.exists()


@pytest.mark.parametrize(("sheet", "where"), [
    (Sheet({}), "recommend"), (Sheet({"satisfied": 5}), "recommend"), (Sheet({"recommend": 11}), "recommend"),
    (Sheet({"recommend": 9, "keeps": 0}), "keeps"),
])  # fmt: skip
def test_an_answer_off_its_scale_is_refused_and_may_be_given_again(diana: Person, sheet: Sheet, where: str) -> None:
    key()
    rosalba = visitor()
    number = ask(survey(diana), rosalba)
    with pytest.raises(ClaveError) as refused:
        answer_survey(visitor=rosalba, now=NOW, number=number, sheet=sheet, limits=limits())
    assert refused.value.where == where
    answer_survey(visitor=rosalba, now=NOW, number=number, sheet=GOOD, limits=limits())


def test_somebody_elses_question_is_not_theirs(diana: Person) -> None:
    key(), key(SUR, "Suelas del Sur")
    rosalba, saul = visitor(), visitor(SUR, "Saúl Sur")
    kept = survey(diana)
    with pytest.raises(ClaveError):
        answer_survey(visitor=saul, now=NOW, number=ask(kept, rosalba), sheet=GOOD, limits=limits())
    close_survey(by=diana, now=NOW, number=kept.pk)
    with pytest.raises(ClaveError):
        answer_survey(visitor=rosalba, now=NOW, number=ask(kept, rosalba), sheet=GOOD, limits=limits())


def test_a_low_answer_alerts_the_same_day_and_the_night_finds_it_again(
    diana: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"
    key()
    andrea, rosalba = person("kam", "Andrea"), visitor()
    Ownership.objects.create(customer=NORTE, part=OWNER, person=andrea, starts_on=TODAY, created_at=NOW)
    kept = survey(diana)
    answer_survey(visitor=rosalba, now=NOW, number=ask(kept, rosalba), sheet=LOW, limits=limits())
    raised = RaisedAlert.objects.get()
    assert (raised.kind, raised.customer, raised.first_day) == ("survey", NORTE, TODAY)
    assert "Nos llegó tarde" in recalled(raised.why).say("es")
    assert "Rosalba" in recalled(raised.why).say("es")
    assert mails("survey_low") == [andrea.email]
    for days in (0, 1, 29, 31):
        looked = look(TODAY + timedelta(days=days), limits())
        keep_alerts(looked=looked, limits=limits(), by=None, now=NOW + timedelta(days=days))
    raised.refresh_from_db()
    assert RaisedAlert.objects.filter(kind="survey").count() == 1
    assert raised.last_day == TODAY + timedelta(days=29)
    assert raised.ended_on == TODAY + timedelta(days=31)


def test_an_alert_of_today_stands_even_if_the_search_had_read_before_the_answer(
    diana: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"
    key()
    rosalba = visitor()
    kept, before = survey(diana), look(TODAY, limits())
    answer_survey(visitor=rosalba, now=NOW, number=ask(kept, rosalba), sheet=LOW, limits=limits())
    keep_alerts(looked=before, limits=limits(), by=None, now=NOW)
    assert RaisedAlert.objects.get(kind="survey").ended_on is None


def test_anonymous_or_not_is_fixed_when_it_is_prepared_even_for_raw_sql(diana: Person) -> None:
    key()
    visitor()
    kept = survey(diana, opened=False)
    other = SurveySaid(kept.kind, kept.title, kept.closes_on or TODAY, anonymous=True)
    with pytest.raises(ClaveError, match="fixed"):
        change_survey(by=diana, now=NOW, number=kept.pk, survey=other, seen=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE store_survey SET anonymous = NOT anonymous")
    assert Survey.objects.get().anonymous is False
    with pytest.raises(ClaveError, match="one person at a time"):
        prepare_survey(by=diana, now=NOW, survey=SurveySaid("pulse", "¿Cómo llegó?", TODAY, anonymous=True))


def test_a_pulse_asks_about_the_last_delivery_and_then_rests(diana: Person) -> None:
    key()
    rosalba = visitor()
    survey(diana, "pulse", days=200)
    assert not SurveyAsk.objects.exists()
    arrived = [Arrived(NORTE, "R-1", TODAY - timedelta(days=5)), Arrived(NORTE, "R-2", TODAY - timedelta(days=3))]
    assert [ask_pulses(now=NOW, arrived=arrived, limits=limits()) for _twice in range(2)] == [1, 0]
    made = SurveyAsk.objects.get()
    assert (made.about, made.about_on, made.ends_on) == ("R-2", TODAY - timedelta(days=3), TODAY + timedelta(days=10))
    month = NOW + timedelta(days=30)
    again = [Arrived(NORTE, "R-3", TODAY + timedelta(days=27))]
    assert ask_pulses(now=month, arrived=again, limits=limits()) == 0  # rests sixty days
    assert ask_pulses(now=NOW + timedelta(days=61), arrived=again, limits=limits()) == 1
    with pytest.raises(ClaveError):  # its own days are over
        answer_survey(visitor=rosalba, now=month, number=made.pk, sheet=Sheet({"went": 5}), limits=limits())


def announced(by: Person, on: date, email: str = "") -> Announcement:
    return Announcement.objects.create(
        customer=NORTE, name="Norte", reasons=[], addressee="Rosalba", email=email, channel="mail", language="es", letter=b"",
        announced_on=on, by=by, created_at=NOW, token_hash=f"h{Announcement.objects.count()}", expires_at=NOW,
    )  # fmt: skip


def test_weeks_after_the_announcement_the_question_comes_by_itself_once(diana: Person) -> None:
    key()
    rosalba = visitor()
    visitor(name="Pedro Otro")
    kept = announced(diana, TODAY - timedelta(days=44), "rosalba@c-0100.example")
    assert ask_announced(now=NOW, limits=limits()) == 0  # a day too early
    tomorrow = NOW + timedelta(days=1)
    assert [ask_announced(now=tomorrow, limits=limits()) for _twice in range(2)] == [1, 0]
    made = SurveyAsk.objects.get()  # the one who got the letter
    assert (made.contact_id, made.about, made.survey.by) == (rosalba.contact_id, f"announcement:{kept.pk}", None)
    answer_survey(visitor=rosalba, now=tomorrow, number=made.pk, sheet=Sheet({"noticed": 1}, "Nada"), limits=limits())
    assert RaisedAlert.objects.get().kind == "survey"  # not noticed is low


def test_an_acknowledged_announcement_counts_from_that_day_and_an_old_one_asks_nobody(diana: Person) -> None:
    key()
    visitor()
    kept = announced(diana, TODAY - timedelta(days=50))
    Announcement.objects.update(
        acknowledged_on=TODAY - timedelta(days=30), acknowledged_at=NOW, acknowledged_how="hand"
    )
    assert ask_announced(now=NOW, limits=limits()) == 0
    assert ask_announced(now=NOW + timedelta(days=15), limits=limits()) == 1
    SurveyAsk.objects.all().delete()
    Announcement.objects.filter(pk=kept.pk).update(acknowledged_on=TODAY - timedelta(days=100))
    assert ask_announced(now=NOW, limits=limits()) == 0


def test_who_is_silent_is_reminded_once_unless_they_took_their_consent_back(diana: Person) -> None:
    key()
    rosalba, pedro = visitor(), visitor(name="Pedro Quieto")
    visitor(name="Nora Fue")
    kept = survey(diana, days=5)
    answer_survey(visitor=rosalba, now=NOW, number=ask(kept, rosalba), sheet=GOOD, limits=limits())
    ContactConsent.objects.create(contact=pedro.contact, purpose="survey", given=False, on=TODAY, at=NOW)
    assert [remind_surveys(now=NOW, limits=limits()) for _twice in range(2)] == [1, 0]
    assert mails("survey_reminder") == ["nora@c-0100.example"]


def test_more_days_closing_and_withdrawing(diana: Person) -> None:
    key()
    rosalba = visitor()
    kept = survey(diana, days=1)
    extend_survey(by=diana, now=NOW, number=kept.pk, day=TODAY + timedelta(days=9))
    assert close_due_surveys(now=NOW + timedelta(days=9)) == 0
    assert [close_due_surveys(now=NOW + timedelta(days=10)) for _twice in range(2)] == [1, 0]
    other = survey(diana, title="Otra", now=NOW + timedelta(hours=1))
    withdraw_survey(by=diana, now=NOW, number=other.pk)
    assert not waiting_for(rosalba, TODAY)


def test_who_may_not_ask_and_a_form_sent_twice(diana: Person) -> None:
    for role in ("kam", "lab"):
        with pytest.raises(ClaveError, match="may not do this"):
            survey(person(role, role.title()), opened=False)
    assert survey(diana, opened=False).pk == survey(diana, opened=False).pk
    with pytest.raises(ClaveError):
        open_survey(by=diana, now=NOW, number=999, limits=limits())


@pytest.fixture
def chosen_accounts(diana: Person) -> Iterator[Person]:
    key(), key(SUR, "Suelas del Sur", state="trial", category="potential")
    visitor(), visitor(SUR, "Saúl Sur")
    return diana


@pytest.mark.parametrize(("choice", "asked"), [
    (Choice(), {NORTE, SUR}), (Choice(states=("trial",)), {SUR}), (Choice(categories=("volume",)), {NORTE}),
    (Choice(customers=(SUR,)), {SUR}), (Choice(categories=("volume",), customers=(SUR,)), {NORTE, SUR}),
])  # fmt: skip
def test_accounts_are_chosen_by_state_by_category_and_by_hand(
    chosen_accounts: Person, choice: Choice, asked: set[str]
) -> None:
    kept = survey(chosen_accounts, choice=choice)
    assert set(SurveyAsk.objects.values_list("customer", flat=True)) == asked
    assert said_of(kept).choice == choice
