"""The environment every test runs in: its own data folder, and nothing from this machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.db import connection

os.environ["CLAVE_DATA"] = tempfile.mkdtemp(prefix="clave-tests-")
os.environ["CLAVE_SECRET_KEY"] = "only-for-tests-" * 5
os.environ["CLAVE_LANGUAGE"] = "es"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser drives its own loop in the thread of the tests
os.environ.pop("CLAVE_HTTPS", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the tests use a file, as installations do: in memory, threads would meet in other locks than real ones."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["CLAVE_DATA"]) / "tests.sqlite3")
