"""The secret key is changed and what it sealed goes on: whatever is sealed in a table is sealed anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from pytest_django.fixtures import Settings

from clave.actions.mail import Attachment, Link, write
from clave.actions.seals import renew_seals
from clave.base.words import _
from clave.jobs.mail import message
from clave.report.letters import HIDDEN
from clave.store.models import Mail, Person

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LINK = "https://clave.example/entrar/abc/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> Mail:
    """An invitation that waits with a file."""
    ana = Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )
    return write(
        by=None, now=NOW, to=ana, template="notice", language="es", key="a",
        data={"subject": _("a"), "paragraphs": [], "act": (_("See it"), HIDDEN)},
        attachments=[Attachment("plan.txt", "text/plain", b"rows")], link=Link(LINK, NOW + timedelta(days=7)),
    )  # fmt: skip


def test_a_mail_that_waits_still_lets_its_reader_in(waiting: Mail, settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "s" * 60, [settings.SECRET_KEY]
    assert renew_seals() == 1
    settings.SECRET_KEY_FALLBACKS = []
    waiting.refresh_from_db()
    sent = message(waiting)
    assert LINK in str(sent.body)
    assert sent.attachments[0][1] == "rows"


def test_what_nobody_opens_is_left(waiting: Mail, settings: Settings) -> None:
    before = waiting.sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "s" * 60, ["t" * 60]
    assert renew_seals() == 0
    waiting.refresh_from_db()
    assert waiting.sealed == before


def test_whatever_is_sealed_is_sealed_anew() -> None:
    """A new column of this kind needs its line in `renew_seals`."""
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("store").get_models()
        for field in model._meta.get_fields()
        if field.name.startswith("sealed")
    }
    assert found == {"FactSource.sealed", "Webhook.sealed", "Webhook.sealed_before", "Mail.sealed"}
