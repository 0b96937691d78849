"""Mail through a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.jobs.post import Postbox, mail_server


@pytest.fixture
def to_smtp(settings: Settings) -> Settings:
    """The settings of an installation with CLAVE_SMTP; nobody listens unless `postbox` does."""
    settings.CLAVE_SMTP, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.EMAIL_PORT = 1  # reserved: nobody listens there
    settings.DEFAULT_FROM_EMAIL = "clave <clave@farallones.example>"
    return settings


@pytest.fixture
def postbox(to_smtp: Settings) -> Iterator[Postbox]:
    """A real mail server, and clave set to it."""
    with mail_server() as box:
        to_smtp.EMAIL_PORT = box.port
        yield box
