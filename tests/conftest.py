"""What holds for every test; the environment it runs in is tests/environment.py."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import translation


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the tests use a file, as installations do: in memory, threads would meet in other locks than real ones."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["CLAVE_DATA"]) / "tests.sqlite3")


@pytest.fixture(autouse=True)
def spanish_again() -> Iterator[None]:
    """Whatever language a test has read, the next one starts in that of the installation."""
    yield
    translation.deactivate()
    assert settings.LANGUAGE_CODE == "es", "settings were put back in another order than they were changed in"


@pytest.fixture(scope="session", autouse=True)
def emptied_in_spite_of_its_guards() -> Iterator[None]:
    """Between tests with real transactions every table is emptied: the guards of what only grows step aside for that."""
    from clave.store.guards import Refuses

    operations = type(connection.ops)
    empty = operations.sql_flush
    editor = connection.schema_editor()
    rules = [(rule, model) for model in apps.get_models() for rule in model._meta.constraints]
    guards = [(rule, model) for rule, model in rules if isinstance(rule, Refuses)]

    def aside(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        off = [str(rule.remove_sql(model, editor)) for rule, model in guards]
        on = [str(rule.create_sql(model, editor)) for rule, model in guards]
        return [*off, *empty(self, *args, **kwargs), *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", aside)
        yield
