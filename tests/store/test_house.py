"""Clearing: what is older than policy keeps it goes, the rest and what is still needed stay."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.house import Cleared, clear_old
from clave.actions.mail import Attachment, write
from clave.policy.reading import default
from clave.store.models import AuditEvent, Import, Job, Mail, MailAttachment, Person
from clave.store.models.imports import LOADED, UPLOADED
from clave.store.models.jobs import DONE, RUNNING
from clave.store.models.mail import SENT

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LIMITS = default().at(date(2026, 11, 20))
pytestmark = pytest.mark.django_db


def job(state: str, days: int) -> Job:
    """A job that ended so many days ago."""
    ended = NOW - timedelta(days=days)
    return Job.objects.create(
        task="t", title="", queue="default", attempts=1, state=state, created_at=ended, run_after=ended,
        finished_at=ended if state == DONE else None,
    )  # fmt: skip


def test_old_jobs_go_and_what_still_runs_stays() -> None:
    job(DONE, 91)
    kept = {job(DONE, 89).pk, job(RUNNING, 400).pk}
    assert clear_old(limits=LIMITS, now=NOW).jobs == 1
    assert set(Job.objects.values_list("pk", flat=True)) == kept


def test_of_an_old_mail_only_that_it_was_sent_remains_and_it_is_never_written_again() -> None:
    attached = [Attachment("a.pdf", "application/pdf", b"%PDF")]
    for key, days in (("old", 366), ("new", 364)):
        write(
            by=None, now=NOW, to="a@b.example", template="trial", data={}, language="es", key=key, attachments=attached
        )
        Mail.objects.filter(key=key).update(state=SENT, sent_at=NOW - timedelta(days=days))
    assert clear_old(limits=LIMITS, now=NOW).mails == 1
    old, new = Mail.objects.get(key="old"), Mail.objects.get(key="new")
    assert (old.text, old.html, old.subject, old.emptied_at) == ("", "", "", NOW)
    assert new.text
    assert MailAttachment.objects.get().mail == new
    assert write(by=None, now=NOW, to="a@b.example", template="trial", data={}, language="es", key="old") == old


def test_originals_of_imports_that_ended_go_and_their_rejects_stay(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_IMPORTS = tmp_path
    ana = Person.objects.create_person(
        email="ana@c.example", name="Ana", role="administrator", password=None, created_at=NOW
    )
    long_ago = NOW - timedelta(days=181)
    for state in (LOADED, UPLOADED):
        one = Import.objects.create(
            state=state, created_at=long_ago, by=ana, ended_at=long_ago if state == LOADED else None
        )
        (one.folder / "files").mkdir(parents=True)
        (one.folder / "files" / "ventas.csv").write_text("x")
        (one.folder / "rejects.es.csv").write_text("y")
    assert clear_old(limits=LIMITS, now=NOW).originals == 1
    left = sorted(path.name for path in tmp_path.rglob("*.csv"))
    assert left == ["rejects.es.csv", "rejects.es.csv", "ventas.csv"], "what nobody loaded is still needed"
    assert clear_old(limits=LIMITS, now=NOW) == Cleared(0, 0, 0, 0), "twice does nothing more"
    assert AuditEvent.objects.filter(what="house.cleared").count() == 1


def test_measures_of_old_trials_go(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_DATA = tmp_path
    (tmp_path / "measured").mkdir()
    for name, days in (("old.arrow", 31), ("new.arrow", 29)):
        path = tmp_path / "measured" / name
        path.write_bytes(b"")
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    assert clear_old(limits=LIMITS, now=NOW).measured == 1
    assert [path.name for path in (tmp_path / "measured").iterdir()] == ["new.arrow"]
