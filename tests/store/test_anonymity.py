"""What the database knows of anonymous answers: nothing that leads to who gave them. (ADR 0031)"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, models

from clave.actions.answering import answer_survey
from clave.actions.surveys import close_survey
from clave.operations.surveys.questions import Sheet
from clave.store.models import (
    AnonymousSheet,
    AnonymousWords,
    AuditEvent,
    Mail,
    Person,
    RaisedAlert,
    Survey,
    SurveyAnswer,
    SurveyAsk,
    Visitor,
)
from clave.store.surveys import results
from tests.store.lives import person
from tests.store.voiced import NORTE, NOW, SUR, ask, key, limits, survey, visitor

pytestmark = pytest.mark.django_db
NAMES = ("Ana Uno", "Berta Dos", "Carla Tres", "Dora Cuatro", "Elsa Cinco", "Fina Seis")


@pytest.fixture
def diana() -> Person:
    return person("director", "Diana")


def crowd(customer: str = NORTE, names: tuple[str, ...] = NAMES) -> list[Visitor]:
    key(customer, f"Cuenta {customer}")
    return [visitor(customer, name) for name in names]


def answered(kept: Survey, who: list[Visitor], words: str = "") -> None:
    """Each answers at another hour with another number, so that an order would be seen."""
    for at, one in enumerate(who):
        sheet = Sheet({"recommend": at, "keeps": 1 + at % 7}, f"{words}{at}" if words else "")
        now = NOW + timedelta(hours=at)
        answer_survey(visitor=one, now=now, number=ask(kept, one), sheet=sheet, limits=limits())


def test_the_tables_have_no_column_that_could_tell() -> None:
    allowed = {
        AnonymousSheet: {"id", "survey", "customer", "values"},
        AnonymousWords: {"id", "survey", "words"},
    }
    for model, columns in allowed.items():
        assert {field.name for field in model._meta.concrete_fields} == columns
        assert isinstance(model._meta.pk, models.UUIDField)  # drawn: it counts nothing
        keys = [one for one in apps.get_models() for field in one._meta.concrete_fields if field.related_model is model]
        assert keys == []  # and nothing points to an answer
    moments = [field.name for field in SurveyAsk._meta.concrete_fields if isinstance(field, models.DateTimeField)]
    assert moments == []


def test_no_row_of_any_table_holds_who_and_what_together(diana: Person) -> None:
    people = crowd()
    kept = survey(diana, anonymous=True)
    answered(kept, people, "palabra-canario-")
    every = json.loads(
        serializers.serialize("json", [row for model in apps.get_models() for row in model._default_manager.all()])
    )
    holding = [row for row in every if "palabra-canario" in json.dumps(row)]
    assert {row["model"] for row in holding} == {"store.anonymouswords"}
    assert len(holding) == len(people)
    assert not SurveyAnswer.objects.exists()
    assert not RaisedAlert.objects.exists()


def test_the_log_and_the_outbox_say_that_somebody_answered_and_not_who(diana: Person) -> None:
    people = crowd()
    kept = survey(diana, anonymous=True)
    before = Mail.objects.count()
    answered(kept, people)
    events = AuditEvent.objects.filter(what="survey.answered")
    assert {(one.by, one.about) for one in events} == {("customer", f"survey:{kept.pk}")}
    assert Mail.objects.count() == before


def test_neither_places_nor_keys_tell_an_order(diana: Person) -> None:
    """The rows are drawn and written anew with each answer: the order in which they lie is not that in which they came, and no
    row that was there before an answer is there after it."""
    people = crowd(names=tuple(f"Persona{at} Apellido" for at in range(12)))
    kept = survey(diana, anonymous=True)
    answered(kept, people[:11])
    keys = set(AnonymousSheet.objects.values_list("pk", flat=True))
    last = [people[11]]
    sheet = Sheet({"recommend": 10})
    answer_survey(visitor=last[0], now=NOW, number=ask(kept, last[0]), sheet=sheet, limits=limits())
    assert not keys & set(AnonymousSheet.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        place = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f'SELECT CAST("values" AS TEXT) FROM store_anonymoussheet ORDER BY {place}')
        lying = [json.loads(row[0])["recommend"] for row in cursor.fetchall()]
    assert sorted(lying) == sorted([*range(11), 10])
    assert lying != [*range(11), 10]  # one chance in twelve factorial


def test_nothing_is_shown_before_it_is_closed_nor_of_fewer_than_policy_asks_for(diana: Person) -> None:
    people = crowd()
    kept = survey(diana, anonymous=True)
    answered(kept, people)
    open_ = results(kept, limits())
    assert open_.hidden is not None
    assert open_.sheets == ()
    assert open_.words == ()
    assert open_.rate.answered == 6
    close_survey(by=diana, now=NOW, number=kept.pk)
    kept.refresh_from_db()
    assert len(results(kept, limits()).sheets) == 6
    few = survey(diana, anonymous=True, title="Otra")
    answered(few, people[:4])
    close_survey(by=diana, now=NOW, number=few.pk)
    few.refresh_from_db()
    found = results(few, limits())
    assert found.hidden is not None
    assert found.sheets == ()
    assert found.words == ()


def test_an_account_of_few_is_not_even_kept(diana: Person) -> None:
    """Of an account with fewer people asked than policy asks for the answer has no account in the database."""
    people, others = crowd(), crowd(SUR, ("Gina Sur", "Hilda Sur"))
    kept = survey(diana, anonymous=True)
    answered(kept, [*people, *others])
    assert set(AnonymousSheet.objects.values_list("customer", flat=True)) == {NORTE, ""}
    close_survey(by=diana, now=NOW, number=kept.pk)
    kept.refresh_from_db()
    found = results(kept, limits())
    assert found.apart == frozenset()  # Norte less the whole would leave two
    assert {code for code, _sheet in found.sheets} == {""}


def test_a_withdrawn_survey_shows_nothing_that_a_closed_one_would_not(diana: Person) -> None:
    people = crowd()
    kept = survey(diana, anonymous=True)
    answered(kept, people[:3])
    Survey.objects.filter(pk=kept.pk).update(state="withdrawn")
    kept.refresh_from_db()
    assert results(kept, limits()).hidden is not None
