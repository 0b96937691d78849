"""What surveys and novelties do by themselves, as the worker runs it: twice gives once. (C6, C8, C1)"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.customer_mail import behind_leaving, leave_mail
from clave.jobs.schedule import SCHEDULES, start_now
from clave.jobs.voice import start_voice
from clave.jobs.worker import work_off
from clave.store.models import Mail, Novelty, NoveltyAsk, Survey, SurveyAsk
from tests.store.lives import person
from tests.store.voiced import key, novelty, survey, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_facts(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"


def test_run_twice_it_closes_reminds_and_asks_once() -> None:
    key()
    visitor()
    diana, now = person("director", "Diana"), timezone.now()
    novelty(diana), survey(diana)
    today = timezone.localdate(now)
    Novelty.objects.update(closes_on=today + timedelta(days=1))
    Survey.objects.update(closes_on=today + timedelta(days=2))
    results = []
    for _twice in range(2):
        job = start_voice(None, now, now)
        assert job is not None
        work_off(now=timezone.now(), limit=5)
        job.refresh_from_db()
        assert job.error is None
        results.append(job.result)
    assert results == [{"closed": 0, "reminded": 2, "asked": 0}, {"closed": 0, "reminded": 0, "asked": 0}]
    assert sorted(Mail.objects.values_list("template", flat=True)) == [
        "novelty", "novelty_reminder", "survey", "survey_reminder"
    ]  # fmt: skip


def test_every_mail_about_novelties_and_surveys_carries_the_way_out_and_who_takes_it_gets_no_more() -> None:
    key()
    visitor()
    diana, now = person("director", "Diana"), timezone.now()
    novelty(diana), survey(diana)
    mails = Mail.objects.filter(template__in=("novelty", "survey"))
    assert [bool(mail.leave) for mail in mails] == [True, True]
    mail = mails[0]
    assert mail.leave in mail.text, "and whoever reads it sees it too"
    assert mail.leave in mail.html
    behind = behind_leaving(mail.leave.rstrip("/").rpartition("/")[2])
    assert behind is not None
    leave_mail(contact=behind[0], purpose=behind[1], now=now)
    Novelty.objects.update(closes_on=timezone.localdate(now) + timedelta(days=1))
    Survey.objects.update(closes_on=timezone.localdate(now) + timedelta(days=2))
    start_voice(None, now, now)
    work_off(now=timezone.now(), limit=5)
    assert Mail.objects.filter(template__endswith="_reminder").count() == 0


def test_who_comes_into_the_portal_while_it_is_open_is_asked_in_the_night_and_once() -> None:
    key()
    visitor()
    diana, now = person("director", "Diana"), timezone.now()
    novelty(diana), survey(diana)
    late = visitor(name="Beatriz Ocampo")
    for _twice in range(2):
        start_voice(None, now, now)
        work_off(now=timezone.now(), limit=5)
    asked = [list(rows.filter(contact=late.contact)) for rows in (NoveltyAsk.objects, SurveyAsk.objects)]
    assert [len(rows) for rows in asked] == [1, 1]
    assert sorted(Mail.objects.filter(to=late.contact.email).values_list("template", flat=True)) == [
        "novelty",
        "survey",
    ]
    assert Mail.objects.count() == 4, "nobody else gets another one"


def test_where_nothing_is_open_it_is_not_even_started() -> None:
    assert start_voice(None, timezone.now(), timezone.now()) is None


def test_it_is_among_what_clave_does_by_itself() -> None:
    key()
    visitor()
    diana = person("director", "Diana")
    novelty(diana)
    assert SCHEDULES["voice"].begin is start_voice
    assert start_now("voice", by=diana, now=timezone.now()) is not None
