"""`move_database`: the state of this installation into another database, whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from clave.actions.backups import note_moved
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Joined, _, joined, said
from clave.cli.database import TO
from clave.cli.show import progress
from clave.jobs.instance import nobody_at_work
from clave.project.database import database_at, is_sqlite, mark_ready, place_of, setting_of
from clave.project.management.commands.backup import at_the_terminal
from clave.store.moving.move import Moved, move


class Command(BaseCommand):
    """Moves everything, or nothing."""

    help = "Move the state to the database of CLAVE_MOVE_TO."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether it is only a rehearsal. Where to stands in the environment, because it may hold a password."""
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """A few sentences, or JSON."""
        _check_there()
        target = database_at(os.environ.get(TO, ""), settings.CLAVE_DATA, TO)
        source, place = place_of(connection.settings_dict), place_of(target)
        if source == place:
            raise ClaveError(
                _("the state is in this database already."),
                where=place,
                remedy=_("Name another one; nothing was changed."),
            )
        with (
            _alone(rehearse=options["check"]),
            mark_ready(settings.CLAVE_DATA, source, place, timezone.now()) as leave_mark,
            progress(settings.LANGUAGE_CODE) as report,
        ):
            moved = move(
                target,
                place,
                scratch=settings.CLAVE_DATA,
                rehearse=options["check"],
                finish=lambda: note_moved(source=source, target=place, by=at_the_terminal(), now=timezone.now()),
                progress=report,
            )
            if moved.written or (moved.before and not options["check"]):
                leave_mark()
        setting = setting_of(target, settings.CLAVE_DATA)
        told = (
            as_json(moved, setting)
            if options["json"]
            else said(sentences(moved, place, setting), settings.LANGUAGE_CODE)
        )
        self.stdout.write(told)


def _check_there() -> None:
    """Raises ClaveError where there is no file of SQLite: asking it anything would make one."""
    kept = connection.settings_dict
    if is_sqlite(kept) and not Path(kept["NAME"]).exists():
        raise ClaveError(
            _("there is no installation here."),
            where=str(settings.CLAVE_DATA),
            remedy=_("Name its data folder with --data or CLAVE_DATA."),
        )


@contextmanager
def _alone(*, rehearse: bool) -> Iterator[None]:
    """A rehearsal disturbs nobody; the move itself needs everybody to be away."""
    if rehearse:
        yield
        return
    with nobody_at_work(settings.CLAVE_DATA):
        yield


def sentences(moved: Moved, place: str, setting: str | None) -> Joined:
    """What was done and what is left to do, for people."""
    figures = {"rows": Figure(moved.rows, "count"), "tables": Figure(len(moved.tables), "count"), "place": place}
    if moved.before:
        first = _("Everything was moved to {place} already, whole, and nothing happened here since.")
    elif not moved.written:
        return joined(
            (
                _("It fits: {rows} rows of {tables} tables arrive at {place} equal by hash, with all their rules, and the log "
                  "whole. All of it was taken back: nothing stays there.").fill(**figures),
            )
        )  # fmt: skip
    else:
        first = _(
            "Moved to {place}: {rows} rows of {tables} tables, equal by hash, the log whole. The old database is as it was."
        )
    left = _("Take DATABASE_URL out of where clave starts.") if setting is None else _(
        "Set this where clave starts: DATABASE_URL={setting}").fill(setting=setting)  # fmt: skip
    parts = [first.fill(**figures), left]
    if setting and ":…@" in setting:
        parts.append(_("(with the password in the place of «…»)"))
    return joined(parts, "\n")


def as_json(moved: Moved, setting: str | None) -> str:
    """The same for machines; `set` without the password."""
    return json.dumps(
        {
            "moved": moved.written or moved.before,
            "rows": moved.rows,
            "audit": str(moved.audit),
            "set": {"DATABASE_URL": setting},
            "tables": {label: asdict(rows) for label, rows in moved.tables.items()},
        }
    )
