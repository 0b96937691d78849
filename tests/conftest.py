"""What holds for every test; the environment it runs in is tests/environment.py."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from tests.blank import keep_blank

COMMITTED = pytest.StashKey[bool]()
"""Whether a test with real transactions came before, in this process."""
KEPT = ("static", "tests.sqlite3")
"""What stays in the data folder from one test to the next: the collected assets, and the database that pytest-django empties."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the tests use a file, as installations do: in memory, threads would meet in other locks than real ones."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["CLAVE_DATA"]) / "tests.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The tables as they were made, before anybody writes: installations of other processes begin with them."""
    if connection.vendor == "sqlite":
        keep_blank()


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


def commits(item: pytest.Item) -> bool:
    """Whether a test's transactions are real."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test inside a transaction begins with empty tables that count from one, whatever ran before it in this process.

    Tests with real transactions empty the tables themselves, but their numbers go on from where they were, and a page that
    a browser was still asking for is answered after the emptying. Every test begins with an empty data folder."""
    for left in Path(os.environ["CLAVE_DATA"]).iterdir():
        if not left.name.startswith(KEPT):
            # a page that a browser asked for may still be writing there
            rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    if commits(item):
        item.config.stash[COMMITTED] = True
    elif "db" in getattr(item, "fixturenames", ()) and item.config.stash.get(COMMITTED, False):
        item.config.stash[COMMITTED] = False
        for thread in threading.enumerate():
            if thread.name.endswith("(process_request_thread)"):
                thread.join(timeout=10)
        with item.config.stash[blocking_manager_key].unblock():
            call_command("flush", interactive=False, reset_sequences=True, inhibit_post_migrate=True, verbosity=0)
