"""The state of an installation: its database, what of this version is in it, its clock, who can read its files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import time

from django.conf import settings
from django.db import DatabaseError, connection

from clave.base.words import _, joined
from clave.jobs.pace import PACE
from clave.jobs.ready import behind
from clave.project.examining.shape import Asked, Found, lasted
from clave.store.facts import newest_facts
from clave.store.models import Company
from clave.store.queries import administrators

OLDEST_POSTGRESQL = 15
OTHERS = 0o077


def database(asked: Asked) -> Iterator[Found]:
    """Which one, whether it is whole, and whether it keeps what it acknowledged."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        yield Found(
            "database", False, _("The database does not answer."),
            _("See whether it runs and whether DATABASE_URL leads to it; nothing else can be looked at before."),
        )  # fmt: skip
        return
    yield from (_postgresql() if connection.vendor == "postgresql" else _sqlite())


def _postgresql() -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0]).split()[0]
        cursor.execute("SHOW max_connections")
        most = int(cursor.fetchone()[0])
    right = int(version.split(".")[0]) >= OLDEST_POSTGRESQL
    yield Found(
        "database", right, _("The database is PostgreSQL {version}.").fill(version=version),
        None if right else _("Take PostgreSQL 15 or later: that is what clave is tested with."),
    )  # fmt: skip
    needed = settings.CLAVE_AT_ONCE + settings.CLAVE_WAITING + 16
    if most < needed:
        yield Found(
            "database", False,
            _("The database takes {most} connections, and clave may need {needed}.").fill(most=most, needed=needed),
            _("Raise max_connections, or lower CLAVE_AT_ONCE and CLAVE_WAITING."),
        )  # fmt: skip


def _sqlite() -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        whole = cursor.fetchone()[0] == "ok"
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
    text = _("The database is SQLite {version}, {megabytes} MB, in one file.")
    size = Path(connection.settings_dict["NAME"]).stat().st_size / 1e6
    yield Found(
        "database", whole, text.fill(version=sqlite3.sqlite_version, megabytes=f"{size:.0f}")
        if whole else _("The file of the database is damaged."),
        None if whole else _("Stop clave, keep a copy of the file, and restore the newest backup into an empty folder."),
    )  # fmt: skip
    if mode != "wal":
        yield Found(
            "database", False, _("The database cannot keep its log beside it (mode {mode}).").fill(mode=mode),
            _("Put CLAVE_DATA on a disk of this machine: SQLite needs one, and a folder of the network is none."),
        )  # fmt: skip


def migrations(asked: Asked) -> Iterator[Found]:
    """Whether the database has the shape of this version."""
    lacking = behind()
    if lacking:
        yield Found(
            "migrations", False, _("The database lacks what this version brings: {names}.").fill(names=joined(lacking)),
            _("Make a backup, then start `clave serve` once: it brings the database up to date."),
        )  # fmt: skip
    else:
        yield Found("migrations", True, _("The database is up to date with this version."))


def clock(asked: Asked) -> Iterator[Found]:
    """Leases compare clocks: a machine that is ahead takes work out of other hands."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        before = time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        there = float(cursor.fetchone()[0])
        here = (before + time()) / 2
    off = abs(there - here)
    right = off <= PACE.heartbeat
    yield Found(
        "clock", right, _("The clock of the database and that of this machine are {off} apart.").fill(off=lasted(off)),
        None if right else _("Let both keep the time by NTP: with clocks apart, work may be begun twice."),
    )  # fmt: skip


def company(asked: Asked) -> Iterator[Found]:
    """Whether there is one, and somebody who administers it."""
    found = Company.objects.order_by("id").first()
    if found is None:
        yield Found("company", None, _("No company has been set up yet: nothing is done by itself before."))
    elif found.demonstration:
        yield Found("company", None, _("This is the demonstration company, not yours."))
    if found is not None and not administrators():
        yield Found(
            "company",
            False,
            _("Nobody administers clave."),
            _("Start `clave serve`: it prints a link for the first one."),
        )


def secrets(asked: Asked) -> Iterator[Found]:
    """Who else on this machine can read what must stay ours."""
    key = settings.CLAVE_DATA / "secret-key"
    if key.exists() and key.stat().st_mode & OTHERS:
        yield Found(
            "secrets", False, _("Others on this machine can read the secret key."),
            _("Run: chmod 600 {file}").fill(file=str(key)),
        )  # fmt: skip
    for path in (settings.CLAVE_DATA, settings.CLAVE_BACKUPS):
        if path and path.is_dir() and path.stat().st_mode & 0o007:
            yield Found(
                "secrets", None, _("Everybody on this machine can look into {folder}.").fill(folder=str(path)),
                _("Run: chmod o-rwx {file}").fill(file=str(path)),
            )  # fmt: skip


def facts(asked: Asked) -> Iterator[Found]:
    """How old they are; whether they are whole is looked at without the database (clave.cli.doctor)."""
    newest = newest_facts()
    if newest is not None:
        text = _("The book of facts is at version {version}, loaded {ago} ago.")
        yield Found(
            "facts", True, text.fill(version=newest.version, ago=lasted((asked.now - newest.at).total_seconds()))
        )
