"""What the tests of moving share: databases that cost nothing, a process that stops where it is told, hostile rows."""

from __future__ import annotations

import os
import secrets
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import models

from clave.store.models import Contact, Person
from clave.store.personal import PERSONAL
from tests.cli.installation import Installations, Ran, environment, python
from tests.store.canaries import OVERRIDES, Garden, contact

STOPS = """
import os, sys, django; django.setup()
from django.conf import settings
from clave.base.errors import ClaveError
from clave.project.database import database_at, place_of
from clave.store.moving.move import move
stage = float(sys.argv[1])
def stop(share, doing):
    global stage
    if share >= stage:
        stage = 2
        print("here", flush=True)
        sys.stdin.readline()
target = database_at(os.environ["CLAVE_MOVE_TO"], settings.CLAVE_DATA)
try:
    move(target, place_of(target), scratch=settings.CLAVE_DATA, finish=lambda: None, progress=stop)
except ClaveError as error:
    print(error.say("en"))
"""
"""A move that stands still once it is so far, to be killed there or to lose its connection."""
TEXT = "Ñandú «€» 🐤 \\N \\. \t|\r\n\u2028\u202e'\"%s {x} \u00a0"
"""What a COPY, an INSERT, a format or a terminal could trip over."""
NESTED = {
    "ñ": [None, True, 0, -0.0, 1.0, 1e23, 1e300, 0.1, 5e-324, 10**30, TEXT, "", {"": {}, "\u2028": []}],
    "a": {"z": 1, "Z": 2},
}
FLOATS = (1.7976931348623157e308, 5e-324, -0.0, 0.1 + 0.2, -1e15)
EXACT = 15
"""Digits that SQLite keeps of a decimal."""


@dataclass(frozen=True)
class Server:
    """The server of the tests; databases are made from one another, because a copy costs nothing."""

    address: str

    def new(self, like: str = "") -> str:
        """The address of a new database: empty, or as another one is."""
        name = f"clave_{secrets.token_hex(4)}"
        template = f" TEMPLATE {like.rpartition('/')[2]}" if like else ""
        self.ask("postgres", f"CREATE DATABASE {name}{template}")
        return f"{self.address}/{name}"

    def emptied(self, like: str) -> str:
        """One with the tables of another and no rows, as a move leaves it that made them and was then taken back."""
        address = self.new(like)
        name = address.rpartition("/")[2]
        tables = ", ".join(f'"{table}"' for table in self.tables(address) if table != "django_migrations")
        self.ask(name, "SET session_replication_role = replica", f"TRUNCATE {tables} RESTART IDENTITY")
        return address

    def ask(self, name: str, *statements: str) -> list[tuple[Any, ...]]:
        """What the last of some statements answered."""
        with psycopg.connect(f"{self.address}/{name}", autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def tables(self, address: str) -> list[str]:
        """The tables that somebody made there."""
        found = self.ask(address.rpartition("/")[2], "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(name for (name,) in found)

    def rows(self, address: str, table: str = "store_person") -> int:
        """How many rows a table has."""
        ((count,),) = self.ask(address.rpartition("/")[2], f"SELECT COUNT(*) FROM {table}")
        return int(count)

    def hang_up(self, address: str) -> None:
        """End everybody's connection to a database."""
        name = address.rpartition("/")[2]
        self.ask("postgres", f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def moving(at: Installations, data: Path, target: str, *more: str, database: str = "") -> Ran:
    """`clave db move` in the installation of a folder."""
    os.environ["CLAVE_MOVE_TO"] = target
    try:
        return at.run(data, "move_database", *more, database=database)
    finally:
        del os.environ["CLAVE_MOVE_TO"]


def stopped(data: Path, target: str, stage: float, **more: Any) -> subprocess.Popen[str]:
    """A move in a process of its own that has come so far and waits for a line."""
    process = subprocess.Popen(
        [*python(STOPS), str(stage)], env=environment(data, CLAVE_MOVE_TO=target), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more,
    )  # fmt: skip
    assert process.stdout
    said = process.stdout.readline()
    assert said == "here\n", said + process.stdout.read()
    return process


class Hostile(Garden):
    """One row of every model, each column with the worst that its kind can hold."""

    def _value(self, model: type[models.Model], one: models.Field[Any, Any]) -> Any:
        label = model._meta.label
        if one.name in OVERRIDES.get(label, {}) or isinstance(one, models.ForeignKey):
            return super()._value(model, one)
        return worst(one, len(self.rows))


def worst(one: models.Field[Any, Any], turn: int) -> Any:
    """The worst of its kind that both databases can hold."""
    if isinstance(one, models.UUIDField):
        return one.get_default()
    if isinstance(one, models.DecimalField):
        assert one.max_digits is not None
        assert one.decimal_places is not None
        whole = min(one.max_digits, EXACT) - one.decimal_places
        return -Decimal("9" * whole + "." + "9" * one.decimal_places)
    if isinstance(one, models.CharField | models.TextField):
        return TEXT[: one.max_length or None]
    kinds: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
        (models.DateTimeField, (datetime(1, 1, 2, 0, 0, 0, 1, UTC), datetime(9999, 12, 30, 23, 59, 59, 999999, UTC))[turn % 2]),
        (models.DateField, (date.min, date.max)[turn % 2]),
        (models.BooleanField, True),
        (models.FloatField, FLOATS[turn % len(FLOATS)]),
        (models.BigIntegerField, 2**63 - 1),
        (models.SmallIntegerField, 2**15 - 1),
        (models.IntegerField, 2**31 - 1),
        (models.JSONField, NESTED),
        (models.BinaryField, bytes(range(256))),
    )  # fmt: skip
    return next(value for kind, value in kinds if isinstance(one, kind))


def plant_the_worst(by: Person) -> None:
    """A hostile row in every table; what the log and the links hold is there already."""
    garden = Hostile(by)
    garden.rows[Contact] = contact("Otra Persona", email="", phone="").pk
    for label in PERSONAL:
        if label not in ("store.AuditEvent", "store.AuditHead", "store.SetupLink"):
            garden.plant(apps.get_model(label))
    session = SessionStore()
    session["said"] = TEXT
    session.save()
