"""The database is the one that was asked for, and keeps what the other one would keep."""

from __future__ import annotations

import os

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_database_is_the_one_of_the_address() -> None:
    asked = os.environ.get("DATABASE_URL", "").startswith("postgres")
    assert connection.vendor == ("postgresql" if asked else "sqlite")
