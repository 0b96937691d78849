"""The history of the book and the imports that wait, as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clave.base.words import _
from clave.facts.tables import TABLES
from clave.store.imports import Step, last_jobs
from clave.store.models import Import, Job
from clave.store.models.imports import DISCARDED, LOADED, READ, SAME, UPLOADED
from clave.store.models.jobs import FAILED as JOB_FAILED
from clave.web.shown.selection import Badge
from clave.web.words import reader, told

FILES_NAMED = 3
STATES = {
    UPLOADED: Badge("info", "clock", _("To be read")),
    READ: Badge("warn", "eye", _("To be checked")),
    LOADED: Badge("ok", "check", _("Loaded")),
    SAME: Badge("", "minus", _("Nothing new")),
    DISCARDED: Badge("", "x", _("Thrown away")),
}
WORKING = Badge("info", "clock", _("In progress"))
FAILED = Badge("bad", "alert-triangle", _("Did not work"))
CURRENT, UNDONE, CLEARED = (
    Badge("ok", "circle-check", _("Current")),
    Badge("", "arrow-back-up", _("Taken back")),
    Badge("", "database-off", _("Cleaned away")),
)
ACTIONS = {"undo": _("Took back the last import"), "reopen": _("Went back to version {version}")}
EMPTIED = _("Emptied the book")


@dataclass(frozen=True)
class Entry:
    """A version of the book: what was done, by whom and when, from which files, how much it holds, and its state."""

    version: int
    at: datetime
    by: str
    what: str
    more_files: int
    lines: int
    rows: str
    badge: Badge | None
    number: int | None
    rejected: int
    can_reopen: bool


@dataclass(frozen=True)
class Waiting:
    """An import without a version of its own: its files, who brought them and when, and its state."""

    number: int
    files: str
    more_files: int
    by: str
    at: datetime
    badge: Badge
    problem: str


def entries(steps: Iterable[Step]) -> list[Entry]:
    """Versions, newest first."""
    return [_entry(step) for step in steps]


def _entry(step: Step) -> Entry:
    version = step.version
    rows = dict(version.rows)
    names = list(dict.fromkeys(file.name for file in version.files))
    told_rows = [f"{TABLES[name].title.say(reader())}: {count}" for name, count in rows.items() if name in TABLES]
    if version.action == "load":
        what = ", ".join(names[:FILES_NAMED]) or version.source
    else:
        said = ACTIONS[version.action].fill(version=version.content) if version.content else EMPTIED
        what = said.say(reader())
    return Entry(
        version=version.version,
        at=version.at,
        by=version.by,
        what=what,
        more_files=max(0, len(names) - FILES_NAMED),
        lines=rows.get("invoice_line", 0),
        rows=" · ".join(told_rows),
        badge=_badge(step),
        number=step.made_by.pk if step.made_by else None,
        rejected=sum(file.rejected for file in version.files),
        can_reopen=version.kept and not version.current,
    )


def _badge(step: Step) -> Badge | None:
    if step.version.current:
        return CURRENT
    if not step.version.kept:
        return CLEARED
    return None if step.standing or not step.version.content else UNDONE


def waiting_entries(found: Iterable[Import]) -> list[Waiting]:
    """Imports in the order they come, with the state of the last work on each."""
    every = list(found)
    jobs = last_jobs([one.pk for one in every])
    return [_waiting(one, jobs.get(one.pk)) for one in every]


def _waiting(one: Import, job: Job | None) -> Waiting:
    failed = one.open and job is not None and job.state == JOB_FAILED
    names = [file.name for file in one.files.all()]
    return Waiting(
        number=one.pk,
        files=", ".join(names[:FILES_NAMED]),
        more_files=max(0, len(names) - FILES_NAMED),
        by=one.by.name,
        at=one.ended_at or one.created_at,
        badge=FAILED if failed else WORKING if job is not None and job.live else STATES[one.state],
        problem=told(job.error) if failed and job else "",
    )


@dataclass(frozen=True)
class Changed:
    """What an import did to one table, in documents, or in single rows where the table has none."""

    table: str
    added: int
    replaced: int
    vanished: int


def outcome(one: Import) -> list[Changed]:
    """What an import changed, table by table."""
    return [
        Changed(TABLES[kept["table"]].title.say(reader()), kept["added"], kept["replaced"], kept["vanished"])
        for kept in (one.outcome or {}).get("tables", ())
        if kept["months"]
    ]
