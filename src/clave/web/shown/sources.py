"""Sources as pages show them: how each stands, what it has, and what came of its pulls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from clave.base.timetable import next_due
from clave.base.words import Text, _, counted, recalled
from clave.facts.sources.kinds import CONNECTORS, FOLDER
from clave.facts.tables import TABLES
from clave.store.models import FactSource, Job, SourceRun, SourceTable
from clave.store.models.imports import LOADED as IMPORT_LOADED
from clave.store.models.imports import SAME as IMPORT_SAME
from clave.store.models.sources import ABANDONED, EMPTY, LOADED, RUNNING, SAME, STOPPED, WAITING
from clave.web.shown.selection import Badge
from clave.web.words import told

STATES = {
    RUNNING: Badge("info", "loader-2", _("Being read")),
    STOPPED: Badge("bad", "alert-triangle", _("Stopped half way")),
    WAITING: Badge("warn", "clock", _("Somebody must look at it")),
    LOADED: Badge("ok", "check", _("Loaded into the book")),
    SAME: Badge("ok", "check", _("The book said the same")),
    EMPTY: Badge("ok", "check", _("Nothing had changed")),
    ABANDONED: Badge("", "x", _("Given up")),
}
OFF, NEVER, BY_HAND = (
    Badge("", "x", _("Switched off")),
    Badge("", "minus", _("Never read")),
    Badge("ok", "check", _("Loaded by hand")),
)
OFF_STATE, NEVER_STATE = "off", "never"
MINUTE, HOUR = 60, 3_600
KIND_OF_FOLDER = _("Folder that is watched")


SILENT = _("it ended without a word, as when the server is switched off; the next reading goes on where it stopped.")


@dataclass(frozen=True)
class RunShown:
    """One pull: its state, what came, why it stopped or waits, how long it took, and the import it became."""

    run: SourceRun
    state: str
    badge: Badge
    error: str
    notes: tuple[str, ...]

    @property
    def goes_on(self) -> bool:
        """Whether the next pull goes on where this one stopped."""
        return self.state == STOPPED

    @property
    def took(self) -> str:
        """From its first try to its end, in words; empty while it goes on."""
        return lasted(self.run.ended_at - self.run.begun_at) if self.run.ended_at else ""

    @property
    def number(self) -> int | None:
        """The import to look at."""
        return self.run.brought_id


@dataclass(frozen=True)
class SourceShown:
    """One source of the list: its kind in words, how it stands and when it is read next."""

    source: FactSource
    kind: str
    state: str
    badge: Badge
    last: RunShown | None
    next_at: datetime | None
    good_at: datetime | None

    @property
    def failing(self) -> bool:
        """Whether somebody should look: it stopped, or its rows wait."""
        return self.state in (STOPPED, WAITING)


@dataclass(frozen=True)
class AskShown:
    """One table that is asked for, and what the probe found of it."""

    name: str
    title: str
    asked: SourceTable
    fields: tuple[str, ...]
    rows: int | None
    since: str
    until: str
    lacking: tuple[str, ...]
    notes: tuple[str, ...]
    error: str


def run_shown(run: SourceRun, *, live: bool) -> RunShown:
    """A pull; one that nobody works on any more (not `live`) did stop, whatever it says."""
    state = STOPPED if run.state == RUNNING and not live else run.state
    badge, error = STATES[state], told(SILENT) if state == STOPPED and not run.error else _said(run.error)
    by_hand = run.state == WAITING and run.brought is not None and run.brought.state in (IMPORT_LOADED, IMPORT_SAME)
    notes = tuple(told(recalled(note)) for note in run.notes)
    return RunShown(run, state, BY_HAND if by_hand else badge, "" if by_hand else error, notes)


def lasted(time: timedelta) -> str:
    """A time as people say it."""
    seconds = round(time.total_seconds())
    if seconds < MINUTE:
        return told(counted("{n} second", "{n} seconds", seconds))
    if seconds < HOUR:
        return told(counted("{n} minute", "{n} minutes", round(seconds / MINUTE)))
    return told(_("{n} h {m} min").fill(n=seconds // HOUR, m=seconds % HOUR // MINUTE))


def source_shown(
    source: FactSource, run: SourceRun | None, job: Job | None, now: datetime, good_at: datetime | None = None
) -> SourceShown:
    """A source with its newest pull, and when its rows were last in the book."""
    last = run_shown(run, live=job is not None and job.live) if run else None
    badge = OFF if not source.active else last.badge if last else NEVER
    state = OFF_STATE if not source.active else last.state if last else NEVER_STATE
    here = timezone.localtime(now, timezone.get_default_timezone())
    next_at = next_due(source.cron, here) if source.active and source.cron else None
    return SourceShown(source, kinds().get(source.kind, source.kind), state, badge, last, next_at, good_at)


def kinds() -> dict[str, str]:
    """The kinds of sources in words, in the order in which they are offered."""
    return {key: told(one.title) for key, one in CONNECTORS.items()} | {FOLDER: told(KIND_OF_FOLDER)}


def states() -> dict[str, str]:
    """The states by which sources are filtered."""
    return {OFF_STATE: told(OFF.label), NEVER_STATE: told(NEVER.label)} | run_states()


def run_states() -> dict[str, str]:
    """The states by which pulls are filtered."""
    return {key: told(badge.label) for key, badge in STATES.items()}


def asks_shown(source: FactSource) -> list[AskShown]:
    """The tables of a source with what was found of them."""
    found = {one["table"]: one for one in (source.probe or {}).get("tables", ())}
    return [_ask_shown(table, found.get(table.table, {})) for table in source.tables.all()]


def _ask_shown(table: SourceTable, found: Mapping[str, Any]) -> AskShown:
    return AskShown(
        table.table, told(TABLES[table.table].title), table, tuple(name for name, _type in found.get("fields", ())),
        found.get("rows"), found.get("since") or "", found.get("until") or "", tuple(found.get("lacking", ())),
        _all_said(found.get("notes", ())), _said(found.get("error")),
    )  # fmt: skip


def _all_said(kept: Iterable[Any]) -> tuple[str, ...]:
    return tuple(_said(one) for one in kept)


def _said(kept: Any) -> str:
    found: Text | None = recalled(kept) if kept else None
    return told(found) if found else ""
