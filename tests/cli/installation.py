"""Installations side by side in one process: every command as `python -m clave.project` runs it, without the seconds
that a process takes to start. What only a process shows (its exit, its death) is tested with real ones."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from clave.project.__main__ import main
from clave.project.environment import Environment, read

SOURCE = Path(__file__).resolve().parents[2] / "src"


@dataclass(frozen=True)
class Ran:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Installations:
    """Opens one after another; `blocker` is pytest-django's, which otherwise refuses every database."""

    blocker: DjangoDbBlocker

    @contextmanager
    def opened(self, data: Path, database: str = "") -> Iterator[None]:
        """Everything that runs in here runs in the installation of this folder, and nothing of it stays behind."""
        found = read({"CLAVE_DATA": str(data), "DATABASE_URL": database, "CLAVE_LANGUAGE": "en"})
        with override_settings(**_settings(found)), self.blocker.unblock(), _connected(found.database):
            yield

    def run(self, data: Path, *arguments: str, database: str = "") -> Ran:
        """One command of the project in that installation."""
        out, err = io.StringIO(), io.StringIO()
        with self.opened(data, database), redirect_stdout(out), redirect_stderr(err):
            before, os.environ["CLAVE_LANGUAGE"] = os.environ.get("CLAVE_LANGUAGE", "es"), "en"
            try:
                code = main(list(arguments))
            except SystemExit as ended:
                code = int(ended.code or 0)
            finally:
                os.environ["CLAVE_LANGUAGE"] = before
        return Ran(code, out.getvalue(), err.getvalue())


def _settings(found: Environment) -> dict[str, Any]:
    folders = {name: found.data / name.removeprefix("CLAVE_").lower() for name in ("CLAVE_IMPORTS", "CLAVE_SOURCES")}
    return {
        "CLAVE_DATA": found.data,
        "CLAVE_FACTS": found.facts,
        "CLAVE_POLICY": found.data / "policy.toml",
        "SECRET_KEY": found.secret_key,
        "LANGUAGE_CODE": "en",
        **folders,
    }


@contextmanager
def _connected(database: Mapping[str, Any]) -> Iterator[None]:
    """The default connection leads there, and back again."""
    kept, mine = connections["default"], dict(connections.databases["default"])
    complete = connections.configure_settings({"default": {"TEST": mine["TEST"], **database}})
    connections.databases["default"] = complete["default"]
    del connections["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = mine
        connections["default"] = kept
        ContentType.objects.clear_cache()


def environment(data: Path, **more: str) -> dict[str, str]:
    """For a real process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    ours = {"PYTHONPATH": str(SOURCE), "CLAVE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    return {**kept, **ours, "CLAVE_LANG": "en", "CLAVE_LANGUAGE": "en", **more}


def python(*code: str) -> list[str]:
    """The command of a process that runs this."""
    return [sys.executable, "-c", *code]
