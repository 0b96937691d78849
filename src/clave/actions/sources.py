"""Setting sources up: how each is reached, and what is asked of it. Credentials go in and never come out again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cronsim import CronSim, CronSimError
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Text, _, stored
from clave.facts.intake.source import Source, checked
from clave.facts.sources.folder import checked_folder
from clave.facts.sources.kinds import FOLDER, SQL, connector
from clave.facts.sources.port import Ask, Probe, SourceError
from clave.facts.sources.spool import Spool
from clave.facts.sources.sql.address import file_of
from clave.facts.tables import TABLES
from clave.store.models import THE_ONE, FactSource, Person, SourceRun, SourceTable
from clave.store.models.imports import LOADED as IMPORT_LOADED
from clave.store.models.imports import OPEN
from clave.store.models.imports import SAME as IMPORT_SAME
from clave.store.models.sources import ABANDONED, LOADED, SAME, UNFINISHED
from clave.store.sources import last_pull_jobs, sealed, secrets_of, unfinished

ENTRY = "entrada"
"""The one folder in the data of clave that is for sources: in a container there is often no other place to drop a file."""
SAMPLES = 200
"""Fields of a table that are kept of what the probe found."""


@dataclass(frozen=True)
class Entered:
    """What somebody enters of a source: its name, its settings with the credentials apart (an empty credential leaves the
    one that is there), the name of the ERP in the book, when it is pulled ('' = by hand only), and whether a full pull brings
    whole months."""

    name: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    origin: str = "erp"
    cron: str = ""
    replaces: bool = False


@action
def connect_source(*, kind: str, entered: Entered, by: Person, now: datetime) -> FactSource:
    """A new source. Raises ClaveError naming in `where` what was entered wrong."""
    told = sound_settings(kind, entered)
    source = FactSource(
        name=entered.name.strip(), kind=kind, settings=told, sealed=sealed(entered.secrets), origin=entered.origin,
        cron=entered.cron.strip(), looked_at=now, created_at=now, by=by, replaces=entered.replaces,
    )  # fmt: skip
    _named(source)
    SourceTable.objects.bulk_create([_kept(source, ask) for ask in _own_asks(kind, told)])
    record(by=by, now=now, what="feed.connected", about=f"feed:{source.pk}")
    return source


@action
def change_source(*, number: int, entered: Entered, by: Person, now: datetime, seen: int | None = None) -> FactSource:
    """Change how a source is reached; a pull that stopped half way is given up, because it may be another database now.
    `seen` is the version that was on the page. Raises ClaveError as `connect_source` does, and where somebody else changed
    it meanwhile."""
    source = FactSource.objects.select_for_update().get(pk=number)
    told = sound_settings(source.kind, entered)
    _still(source.version, seen)
    _same_origin(source, entered.origin)
    elsewhere = told != source.settings
    fields = [*(["settings"] if elsewhere else []), *(["credentials"] if any(entered.secrets.values()) else [])]
    if any(entered.secrets.values()) or elsewhere:
        kept = {} if elsewhere else _still_readable(source)
        source.sealed = sealed({**kept, **{name: text for name, text in entered.secrets.items() if text}})
    source.name, source.settings, source.origin = entered.name.strip(), told, entered.origin
    source.cron, source.by, source.looked_at, source.replaces = entered.cron.strip(), by, now, entered.replaces
    if elsewhere:
        _begin_anew(source, now)
        source.probe, source.setup, source.seen = None, None, {}
    source.version += 1
    _named(source)
    record(by=by, now=now, what="feed.changed", about=f"feed:{source.pk}", fields=fields)
    return source


@action
def switch_source(*, number: int, active: bool, by: Person, now: datetime) -> FactSource:
    """Pull it by its schedule, or leave it alone."""
    source = FactSource.objects.select_for_update().get(pk=number)
    if source.active != active:
        source.active, source.looked_at = active, now
        source.save(update_fields=["active", "looked_at"])
        record(by=by, now=now, what="feed.switched", about=f"feed:{number}", fields=["active"])
    return source


@action
def ask_table(*, number: int, ask: Ask, by: Person, now: datetime, seen: int | None = None) -> SourceTable:
    """Say how a table is asked of a source, in the place of what was said before (its version `seen`, 0 = nothing was said);
    it is then read whole once.

    Raises ClaveError naming in `where` what will not do, and where somebody else changed it meanwhile."""
    source = FactSource.objects.select_for_update().get(pk=number)
    sound_ask(ask)
    kept = _kept(source, ask)
    known = source.tables.filter(table=ask.table).first()
    if known and (known.select, known.columns, known.key, known.changed) == (
        kept.select,
        kept.columns,
        kept.key,
        kept.changed,
    ):
        return known
    _still(known.version if known else 0, seen)
    if known:
        kept.pk, kept.version = known.pk, known.version + 1
    kept.save()
    _give_up(source, now)
    record(by=by, now=now, what="feed.asked", about=f"feed:{number}", fields=[ask.table])
    return kept


@action
def leave_table(*, number: int, table: str, by: Person, now: datetime) -> None:
    """Ask for a table no longer; what it brought stays in the book."""
    source = FactSource.objects.select_for_update().get(pk=number)
    if source.tables.filter(table=table).delete()[0]:
        _give_up(source, now)
        record(by=by, now=now, what="feed.left", about=f"feed:{number}", fields=[table])


@action
def give_up_pull(*, number: int, by: Person, now: datetime) -> None:
    """Throw away what came of a pull that stopped half way; the next one begins anew. Nothing where somebody works on it."""
    source = FactSource.objects.select_for_update().get(pk=number)
    stopped, job = unfinished(source), last_pull_jobs([number]).get(number)
    if stopped is not None and (job is None or not job.live):
        _give_up(source, now)
        record(by=by, now=now, what="feed.given_up", about=f"feed:{number}")
        Spool(stopped.folder).clear()


@action
def note_sources_export(*, by: Person, now: datetime) -> None:
    """That somebody took the list of sources or their history out as a file."""
    record(by=by, now=now, what="feed.exported", about=f"company:{THE_ONE}")


@action
def keep_probe(*, number: int, probe: Probe, now: datetime) -> FactSource:
    """Keep what was found behind a source."""
    source = FactSource.objects.select_for_update().get(pk=number)
    source.probe = {
        "version": probe.version, "clock": probe.clock, "at": now.isoformat(), "tables": [_found(one) for one in probe.tables],
    }  # fmt: skip
    source.save(update_fields=["probe"])
    return source


def _still_readable(source: FactSource) -> dict[str, str]:
    """The credentials that are kept; none where nobody has the key that sealed them, so that they can be entered anew."""
    try:
        return {name: secret.reveal() for name, secret in secrets_of(source).items()}
    except SourceError:
        return {}


def _still(version: int, seen: int | None) -> None:
    if seen is not None and seen != version:
        raise ClaveError(
            _("somebody else changed it while you were at it."),
            remedy=_(
                "Open it again, look at what it says now, and change what is still to be changed. Nothing of yours was kept."
            ),
        )


def _same_origin(source: FactSource, origin: str) -> None:
    """Raises ClaveError where what the source brought is in the book under another name of the ERP, or may still come there,
    because somebody can load it by hand."""
    if origin == source.origin:
        return
    waits = source.runs.filter(brought__state__in=OPEN).order_by("-pk").first()
    if waits is not None:
        raise ClaveError(
            _("what it brought waits as import {n}, to be loaded as «{origin}».").fill(
                n=waits.brought_id, origin=source.origin
            ),
            where="origin",
            remedy=_("Throw that import away, and change the name then."),
        )
    loaded = Q(state__in=(LOADED, SAME)) | Q(brought__state__in=(IMPORT_LOADED, IMPORT_SAME))
    if source.runs.filter(loaded).exists():
        raise ClaveError(
            _(
                "what it brought is in the book as «{origin}»: under another name every document would be there twice."
            ).fill(origin=source.origin),
            where="origin",
            remedy=_("Keep the name. If it is another ERP now, connect it as a source of its own."),
        )


def _named(source: FactSource) -> None:
    """Keep it; raises ClaveError where another source has its name, also where both are named at one moment."""
    taken = ClaveError(_("there is a source of this name already."), where="name", remedy=_("Give it another name."))
    if FactSource.objects.filter(name=source.name).exclude(pk=source.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise taken from error


def _found(one: Any) -> dict[str, Any]:
    return {
        "table": one.table,
        "fields": [[field.name, field.type] for field in one.fields[:SAMPLES]],
        "rows": one.rows,
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "lacking": list(one.lacking),
        "notes": [stored(note) for note in one.notes],
        "error": stored(one.error.sentence()) if one.error else None,
    }


def sound_settings(kind: str, entered: Entered) -> dict[str, str]:
    """The settings, cleaned; raises ClaveError naming what will not do."""
    if not re.fullmatch(r"\w[\w .-]{0,59}", entered.name.strip()):
        raise _wrong("name", _("a source needs a name of letters, figures, blanks, points and hyphens."))
    if not re.fullmatch(r"\w[\w .-]{0,39}", entered.origin):
        raise _wrong("origin", _("an ERP cannot be called «{name}».").fill(name=entered.origin))
    if entered.cron.strip():
        _due(entered.cron.strip())
    if kind == FOLDER:
        folder = checked_folder(entered.settings.get("folder", ""))
        _not_ours(folder, "folder")
        return {"folder": str(folder), "table": entered.settings.get("table", "")}
    told = connector(kind).checked(entered.settings)
    if kind == SQL and (file := file_of(told["url"])):
        _not_ours(file, "url")
    return told


def _due(cron: str) -> None:
    try:
        if len(cron.split()) != 5:
            raise CronSimError
        CronSim(cron, timezone.now())
    except CronSimError as error:
        raise _wrong("cron", _("this is no time of a schedule: {cron}").fill(cron=cron[:60])) from error


def _not_ours(path: Path, where: str) -> None:
    """What clave keeps is nobody's source: it holds what only clave may read, wherever it was told to keep it."""
    try:
        found = path.resolve()
    except (
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # a circle of links, a folder that is closed to us, a null character
        raise _wrong(where, _("clave cannot look at that place of the disk.")) from error
    entry = Path(settings.CLAVE_DATA).resolve() / ENTRY
    if entry in found.parents or found == entry:
        return
    kept = (
        settings.CLAVE_DATA,
        settings.CLAVE_FACTS,
        settings.CLAVE_IMPORTS,
        settings.CLAVE_SOURCES,
        settings.CLAVE_BACKUPS,
    )
    state = settings.DATABASES["default"]
    files = (state["NAME"],) if state["ENGINE"].endswith("sqlite3") else ()
    for own in (Path(place).resolve() for place in (*kept, *files) if place):
        if found == own or own in found.parents or found in own.parents:
            raise _wrong(where, _("clave keeps its own data there, which no source may read."))


def _wrong(where: str, what: Text) -> ClaveError:
    return ClaveError(what, where=where, remedy=_("Correct it; nothing was changed."))


def _own_asks(kind: str, told: Mapping[str, str]) -> tuple[Ask, ...]:
    return () if kind == FOLDER else connector(kind).asks(told)


def sound_ask(ask: Ask) -> None:
    """Raises ClaveError naming in `where` what will not do."""
    if ask.table not in TABLES or TABLES[ask.table].recorded:
        raise ClaveError(
            _("«{name}» is not a table of facts.").fill(name=ask.table),
            where="table",
            remedy=_("The tables are: {known}.").fill(
                known=", ".join(name for name in TABLES if not TABLES[name].recorded)
            ),
        )
    if ask.changed and not ask.key:
        raise ClaveError(
            _("what changed can only be asked for where the column of the document or of the code is named."),
            where="key",
            remedy=_("Name it: all the rows of one document come together, so that none of them is lost."),
        )
    checked(Source(ask.table, ask.table, ask.columns), "columns")


def _kept(source: FactSource, ask: Ask) -> SourceTable:
    return SourceTable(
        of=source,
        table=ask.table,
        select=ask.select.strip(),
        columns=dict(ask.columns),
        key=ask.key,
        changed=ask.changed,
    )


def _give_up(source: FactSource, now: datetime) -> None:
    """What was pulled half way was asked for otherwise."""
    SourceRun.objects.filter(of=source, state__in=UNFINISHED).update(state=ABANDONED, ended_at=now, holder="")


def _begin_anew(source: FactSource, now: datetime) -> None:
    _give_up(source, now)
    source.tables.update(since="", full_at=None)
