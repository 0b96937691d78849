"""A folder that is watched: each file that lies there whole becomes an import, is loaded, and is put aside with a report."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from clave.actions.audit import record
from clave.actions.imports import Received, bring_files
from clave.actions.loading import keep_load, load_files
from clave.actions.pulls import Progress, to_look_at
from clave.actions.reading import keep_reading, read_files
from clave.actions.shape import action
from clave.actions.source_alarms import tell_of_failure
from clave.base.errors import ClaveError, reason_of
from clave.base.words import Text, _, recalled, stored
from clave.facts.bring import digest_of
from clave.facts.intake.report import FileReport
from clave.facts.sources.folder import Held, Looked, as_aside, as_seen, copied, look, put_aside, still_growing
from clave.facts.sources.port import SourceError
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import FactSource, Import, Person, SourceRun
from clave.store.models.imports import OPEN
from clave.store.models.sources import ABANDONED, LOADED, SAME, STOPPED, WAITING

WATCHED = timedelta(days=1)
"""How long a file that was put aside is looked at: a copy that pauses longer begins anew."""


@dataclass(frozen=True)
class Taken:
    """What became of the files of a folder; `made` says whether the book changed, `by` in whose name."""

    by: Person
    loaded: int = 0
    refused: int = 0
    waiting: int = 0
    made: bool = False


def take_files(*, number: int, limits: Limits, clock: Callable[[], datetime], progress: Progress) -> Taken:
    """Look into the folder and take in, one after another, the files that lay there unchanged long enough.

    A file that cannot be loaded does not keep the others waiting. Raises SourceError where the folder cannot be read."""
    source, now = FactSource.objects.select_related("by").get(pk=number), clock()
    folder = Path(source.settings["folder"])
    try:
        still_growing(folder, source.seen)
        looked = look(folder, source.seen, now, timedelta(seconds=limits[declared.sources_settled]))
    except SourceError as error:
        look_at_folder(number=number, looked=None, error=error, limits=limits, now=now)
        raise
    look_at_folder(number=number, looked=looked, error=None, limits=limits, now=now)
    loaded = refused = 0
    made = False
    for place, path in enumerate(looked.ready):
        progress(place / len(looked.ready), _("Reading {file}").fill(file=path.name))
        good, changed = _take(source, path, looked, limits, clock)
        loaded, refused, made = loaded + good, refused + (not good), made or changed
    return Taken(source.by, loaded, refused, len(looked.waiting), made)


@action
def look_at_folder(
    *, number: int, looked: Looked | None, error: ClaveError | None, limits: Limits, now: datetime
) -> None:
    """Keep how the files of a folder were seen, or once why it could not be read."""
    source = FactSource.objects.select_for_update().get(pk=number)
    if looked is not None:
        aside = {name: seen for name, seen in source.seen.items() if "/" in name and _young(seen, now)}
        source.seen = {name: list(seen) for name, seen in looked.seen.items()} | aside
        source.save(update_fields=["seen"])
        source.runs.filter(state=STOPPED).update(state=ABANDONED, ended_at=now)
    elif error is not None:
        run, new = SourceRun.objects.get_or_create(of=source, state=STOPPED, defaults={"begun_at": now})
        run.error, run.why, run.tries = stored(error.sentence()), getattr(error, "why", ""), run.tries + (not new)
        run.save(update_fields=["error", "why", "tries"])
        tell_of_failure(run=run, limits=limits, now=now)
        if new:
            record(by=None, now=now, what="feed.stopped", about=f"feed:{number}")


def _take(
    source: FactSource, path: Path, looked: Looked, limits: Limits, clock: Callable[[], datetime]
) -> tuple[bool, bool]:  # fmt: skip
    """Whether a file was loaded, and whether the book changed by it.

    What is wrong with the file puts it aside; what is wrong with us (a full disk, somebody who writes to the book) leaves it
    where it is, to be taken in the next time."""
    try:
        one, held = _brought(source, path, looked, clock())
        reading = read_files(number=one.pk, limits=limits)
        one = keep_reading(number=one.pk, reading=reading, now=clock())
        if why := to_look_at(one, limits):
            _refused(source, held, one, ClaveError(_("it was not loaded: {why}").fill(why=why)), limits, clock())
            return False, False
        done = load_files(number=one.pk, by=source.by, now=clock())
        if done is not None:
            keep_load(number=one.pk, done=done, by=source.by, now=clock())
    except ClaveError as error:
        look_at_folder(number=source.pk, looked=None, error=error, limits=limits, now=clock())
        return False, False
    changed = done is not None and done.made
    files = reading.intake.files
    told = [_outcome(one.pk), *(_balance(report) for report in files), *_rejects(files)]
    rejected = sum(report.balance.rejected for report in files)
    _ended(source, held, one.pk, LOADED if changed else SAME, None, limits, clock(), told, rejected)
    return True, changed


def _refused(
    source: FactSource, held: Held, one: Import, error: ClaveError, limits: Limits, now: datetime
) -> None:  # fmt: skip
    told = [
        _("{file}: {why}").fill(file=held.path.name, why=error.sentence()),
        _("It waits in clave as import {n}: correct there how it is read, or throw it away.").fill(n=one.pk),
    ]
    _ended(source, held, one.pk, WAITING, error, limits, now, told)


def _brought(source: FactSource, path: Path, looked: Looked, now: datetime) -> tuple[Import, Held]:
    """The file as an import: the one that an earlier try made of it, where it is still open; and what it was when it was
    read. Raises ClaveError where the disk refuses, and where it is not any more what was looked at."""
    copy = settings.CLAVE_IMPORTS / "arriving" / secrets.token_hex(16)
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        held = copied(path, copy)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise ClaveError(
            _("the file could not be kept: {reason}.").fill(reason=reason_of(error)),
            where=path.name,
            remedy=_(
                "Make room on the disk of the server: the file stays where it is, and is taken in with the next look."
            ),
        ) from error
    if not as_seen(looked.seen[path.name], held.read):
        copy.unlink()
        raise ClaveError(
            _("the file was written while it was read."),
            where=path.name,
            remedy=_("It is taken in by itself once it lies unchanged."),
        )
    digest = digest_of(copy)
    known = Import.objects.filter(state__in=OPEN, origin=source.origin, files__digest=digest, by=source.by).first()
    if known is not None:
        copy.unlink(missing_ok=True)
        return known, held
    file = Received(path.name, copy.stat().st_size, digest, copy)
    table = source.settings.get("table", "")
    return bring_files(files=[file], by=source.by, now=now, table=table, origin=source.origin), held


def _ended(
    source: FactSource, held: Held, number: int, state: str, error: ClaveError | None, limits: Limits, now: datetime,
    told: list[Text], rejected: int = 0,
) -> None:  # fmt: skip
    """The file aside with its report, and the run of it kept."""
    aside = put_aside(held, loaded=error is None, language=settings.LANGUAGE_CODE, stamp=now, report=told)
    if aside.exists():
        remember_aside(number=source.pk, held=held, aside=aside, now=now)
    one = Import.objects.filter(pk=number).first()
    rows = sum(report["balance"]["lines"] for report in (one.reports if one else []) if "balance" in report)
    run = SourceRun.objects.create(
        of=source, state=state, rows=rows, rejected=rejected, brought=one,
        error=stored(error.sentence()) if error else None, notes=[stored(_("File: {file}").fill(file=held.path.name))],
        begun_at=now, ended_at=now,
    )  # fmt: skip
    tell_of_failure(run=run, limits=limits, now=now)


@action
def remember_aside(*, number: int, held: Held, aside: Path, now: datetime) -> None:
    """How long the file was when it was read: what grows afterwards was not whole."""
    source = FactSource.objects.select_for_update().get(pk=number)
    name, seen = as_aside(held, aside, now)
    source.seen = {**source.seen, name: list(seen)}
    source.save(update_fields=["seen"])


def _young(seen: Sequence[Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(seen[2]) < WATCHED


def _outcome(number: int) -> Text:
    sentence: Text = recalled((Import.objects.get(pk=number).outcome or {}).get("sentence", ""))
    return _("Import {n}: {sentence}").fill(n=number, sentence=sentence)


def _balance(report: FileReport) -> Text:
    balance = report.balance
    return _("{file}: {lines} rows came, {loaded} were loaded, {rejected} were rejected.").fill(
        file=report.file, lines=balance.lines, loaded=balance.loaded, rejected=balance.rejected
    )


def _rejects(reports: tuple[FileReport, ...]) -> list[Text]:
    told = _("line {line}, «{column}» = «{value}»: {reason}")
    return [
        told.fill(line=reject.line, column=reject.column, value=reject.value, reason=reject.reason)
        for report in reports
        for reject in report.rejects
    ]
