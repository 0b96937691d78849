"""A pull of a source, from its first page to the book: the very intake, checks and balance of a file.

The pages are on disk before the database says that they came; the rows are in the book before the source says from when
on it is asked next. Whatever dies on the way, the next try goes on, and what is read twice changes nothing."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils.timezone import get_default_timezone

from clave.actions.audit import record
from clave.actions.imports import Received, bring_files, discard_import
from clave.actions.loading import keep_months, preview_months
from clave.actions.shape import action
from clave.actions.source_alarms import tell_of_failure
from clave.base.errors import ClaveError, reason_of
from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, recalled, stored
from clave.facts.bring import digest_of
from clave.facts.sources.headers import LOOKED_AT, columns_of
from clave.facts.sources.kinds import connector
from clave.facts.sources.moments import ahead, earlier, next_since, set_back
from clave.facts.sources.port import Ask, SourceError
from clave.facts.sources.pulling import Standing, counted_rows, pull
from clave.facts.sources.spool import Spool
from clave.facts.tables import TABLES
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import FactSource, Import, Person, SourceRun
from clave.store.models.imports import LOADED as IMPORT_LOADED
from clave.store.models.imports import SAME as IMPORT_SAME
from clave.store.models.sources import ABANDONED, EMPTY, LOADED, RUNNING, SAME, STOPPED, WAITING
from clave.store.sources import asks_of, secrets_of, standings, unfinished, wants_all

Progress = Callable[[float, Text | Joined], None]
PULLING, WHOLE = 0.6, 0.65
CONNECTING = _("Connecting")


class Overtaken(Exception):
    """Another try took this pull over: stop, and write nothing."""


@action
def take_up_pull(
    *, number: int, full: bool, holder: str, for_whom: Person | None, limits: Limits, now: datetime
) -> SourceRun:  # fmt: skip
    """The pull that stopped half way, or a new one, from now on in the hands of `holder`.

    A pull that came whole and waits for somebody is settled first: what was loaded by hand counts, what still waits is
    thrown away, because the new pull brings it again. One of which a page is gone begins anew: a backup does not hold them.
    Raises ClaveError where nothing is asked of the source."""
    source = FactSource.objects.select_for_update().get(pk=number)
    _settle(source, limits, now)
    run = unfinished(source)
    if run is not None and ((full and not run.full) or not _there(run)):
        _abandon(run, now)
        full, run = full or run.full, None
    if run is not None:
        run.holder, run.tries, run.state, run.error, run.why = holder, run.tries + 1, RUNNING, None, ""
        run.save(update_fields=["holder", "tries", "state", "error", "why"])
        return run
    tables = list(source.tables.all())
    if not tables:
        raise ClaveError(
            _("nothing is asked of this source yet."), where=source.name, remedy=_("Say which tables it brings.")
        )
    whole = {table.table: full or wants_all(table, now, limits[declared.sources_full]) for table in tables}
    begun = {
        table.table: Standing(since="" if whole[table.table] else table.since).stored() for table in tables
    }  # fmt: skip
    return SourceRun.objects.create(
        of=source, full=all(whole.values()), tables=begun, holder=holder, begun_at=now, by=for_whom
    )


def _there(run: SourceRun) -> bool:
    spool = Spool(run.folder)
    return all(spool.holds(table, standing.pages) for table, standing in standings(run).items())


def pull_pages(*, run: SourceRun, limits: Limits, progress: Progress, now: datetime) -> dict[str, Standing]:
    """Bring every page that is still to come; how far each table is then. Raises SourceError as the source does,
    ClaveError where the disk refuses, Overtaken where another try holds the pull."""
    source, found = run.of, standings(run)
    spool = Spool(run.folder)
    progress(0.01, CONNECTING)
    reached = connector(source.kind).reach(source.settings, secrets_of(source), limits)
    with closing(reached):
        if not run.clock:
            run.clock, run.clock_at = reached.clock(), now
            back = set_back_by(run)
            found = {name: replace(one, since=earlier(one.since, back)) for name, one in found.items()}
            _note(run, clock=run.clock, clock_at=now, tables={name: one.stored() for name, one in found.items()})
        asks = [ask for ask in asks_of(source) if ask.table in found]
        rows = counted_rows(reached, asks, found)
        for place, ask in enumerate(asks):

            def told(
                standing: Standing, table: str = ask.table, place: int = place, expected: int | None = rows[ask.table]
            ) -> None:
                found[table] = standing
                _note(run, tables={name: one.stored() for name, one in found.items()})
                share = min(1.0, standing.rows / expected) if expected else 0.5
                progress(PULLING * (place + share) / len(asks), _reading(table, standing.rows))

            pull(reached, ask, found[ask.table], spool, told)
    return found


def set_back_by(run: SourceRun) -> timedelta:
    """By how much the clock of the source was set back since the pull before this one."""
    before = run.of.runs.filter(pk__lt=run.pk, clock_at__isnull=False).order_by("-pk").first()
    if before is None or run.clock_at is None or before.clock_at is None:
        return timedelta(0)
    return set_back(before.clock, run.clock, run.clock_at - before.clock_at)


def _reading(table: str, rows: int) -> Text:
    return _("{table}: {rows} rows").fill(table=TABLES[table].title, rows=rows)


def _note(run: SourceRun, **changes: Any) -> None:
    if "tables" in changes:
        changes["rows"] = sum(kept["rows"] for kept in changes["tables"].values())
    if not SourceRun.objects.filter(pk=run.pk, holder=run.holder, state=RUNNING).update(**changes):
        raise Overtaken(f"pull {run.pk}")


def files_of(*, run: SourceRun, found: Mapping[str, Standing]) -> list[Received]:
    """One file a table, of all that came; none where nothing had changed."""
    spool, keys = Spool(run.folder), {ask.table: ask.key for ask in asks_of(run.of)}
    paths = [spool.together(table, keys.get(table, ""), standing.pages) for table, standing in found.items()]
    return [_arrived(path) for path in paths if path is not None]


def _arrived(path: Path) -> Received:
    """A file of a run where the imports are, which may be another disk. Raises ClaveError where that one refuses."""
    place = settings.CLAVE_IMPORTS / "arriving" / secrets.token_hex(16)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
    except OSError as error:
        raise ClaveError(
            _("what came from the source could not be kept: {reason}.").fill(reason=reason_of(error)),
            where=path.name,
            remedy=_("Make room on the disk of the server; the next pull goes on where this one stopped."),
        ) from error
    return Received(path.name, place.stat().st_size, digest_of(place), place)


@action
def bring_pull(*, run: int, holder: str, files: list[Received], now: datetime) -> Import:
    """What was pulled as an import like any other, read by what was said of each table; the one that an earlier try of
    this pull made, where it is still open."""
    FactSource.objects.select_for_update(of=("self",)).get(runs=run)  # the name of the ERP stands still from here on
    held = _held(run, holder)
    if held.brought is not None and held.brought.open:
        return held.brought
    one = bring_files(files=files, by=held.by or held.of.by, now=now, origin=held.of.origin)
    said = {ask.table: _columns(ask, one) for ask in asks_of(held.of)}
    plain = {"decimal": "", "dates": "", "encoding": "", "delimiter": ""}
    one.said = {
        file.name: {"table": (table := file.name.removesuffix(".parquet")), "columns": said.get(table, {}), **plain}
        for file in one.files.all()
    }
    one.save(update_fields=["said"])
    held.brought = one
    held.save(update_fields=["brought"])
    return one


def _columns(ask: Ask, one: Import) -> dict[str, str]:
    """Which header is which, where somebody said some of them; the rest is recognised in what came."""
    path = one.folder / "files" / f"{ask.table}.parquet"
    if not ask.columns or not path.exists():
        return dict(ask.columns)
    with pq.ParquetFile(path) as file:
        first = next(file.iter_batches(batch_size=LOOKED_AT), None)
        return columns_of(ask, pa.Table.from_batches([first] if first else [], file.schema_arrow))


def to_look_at(one: Import, limits: Limits) -> Text | Joined | None:
    """Why an import of a source is not loaded before somebody looked at it; None where nothing speaks against it."""
    for report in one.reports:
        if "error" in report:
            found: Text = recalled(report["error"])
            return found
        balance = report.get("balance", {})
        if balance.get("rejected", 0) > limits[declared.sources_rejected] * balance.get("lines", 0):
            return _(
                "{rejected} of {lines} rows of «{table}» were rejected, more than the policy lets pass: look at the import "
                "before it is loaded."
            ).fill(rejected=balance["rejected"], lines=balance["lines"], table=TABLES[report["table"]].title)
    return None


@dataclass(frozen=True)
class Deleted:
    """What a full pull did not bring any more: lines that leave the book, the word that agrees to it ('' = none leaves), and
    why somebody has to look first."""

    lines: int = 0
    agreed: str = ""
    why_held: Text | None = None


def deleted_in(*, run: SourceRun, one: Import, limits: Limits, now: datetime) -> Deleted:
    """What a full pull of whole months would take out of the book, because the ERP does not have it any more.

    Nothing where rows were rejected: their documents are in the ERP, and would vanish with the deleted ones."""
    balances = [report["balance"] for report in one.reports if "balance" in report]
    if not (run.full and run.of.replaces) or any(balance["rejected"] for balance in balances):
        return Deleted()
    preview = preview_months(number=one.pk)
    if not preview.lines:
        return Deleted()
    keep_months(number=one.pk, preview=preview, now=now)
    came = sum(balance["lines"] for balance in balances)
    if preview.lines <= limits[declared.sources_vanished] * came:
        return Deleted(preview.lines, preview.agreement)
    return Deleted(
        preview.lines, preview.agreement,
        _(
            "{lines} lines that the book has did not come any more, more than the policy lets go by itself: look at the "
            "months before they are replaced."
        ).fill(lines=Figure(preview.lines, "count")),
    )  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a pull ended: its state, rows that were rejected, why somebody has to look at it, and lines of documents that the
    ERP has no longer."""

    state: str
    rejected: int = 0
    why_held: Text | Joined | None = None
    deleted: int = 0


@action
def end_pull(*, run: int, holder: str, ended: Ended, limits: Limits, now: datetime) -> SourceRun:
    """Keep how a pull ended; where its rows are in the book, the next one asks from there on. Its pages are for whoever
    calls to throw away, once this is kept."""
    held = _held(run, holder)
    held.state, held.rejected, held.ended_at, held.holder = ended.state, ended.rejected, now, ""
    held.notes = [stored(note) for note in (*_notes(held, limits), *_gone(ended))]
    held.error = stored(ended.why_held) if ended.why_held else None
    held.save(update_fields=["state", "rejected", "ended_at", "holder", "notes", "error"])
    if ended.state in (LOADED, SAME, EMPTY):
        _advance(held, limits)
    elif ended.state == WAITING:
        tell_of_failure(run=held, limits=limits, now=now)
    record(by=held.by, now=now, what="feed.pulled", about=f"feed:{held.of_id}")
    return held


@action
def stop_pull(*, run: int, holder: str, error: ClaveError, limits: Limits, now: datetime) -> SourceRun | None:
    """Keep why a pull stopped; its pages stay, and the next try goes on. Who administers hears of it once where that goes
    on. None where another try holds it by now."""
    held = SourceRun.objects.select_for_update().filter(pk=run, holder=holder, state=RUNNING).first()
    if held is None:
        return None
    held.state, held.holder, held.error = STOPPED, "", stored(error.sentence())
    held.why = error.why if isinstance(error, SourceError) else ""
    held.save(update_fields=["state", "holder", "error", "why"])
    record(by=held.by, now=now, what="feed.stopped", about=f"feed:{held.of_id}")
    tell_of_failure(run=held, limits=limits, now=now)
    return held


def _held(run: int, holder: str) -> SourceRun:
    held = SourceRun.objects.select_for_update(of=("self",)).select_related("of", "brought").get(pk=run)
    if held.holder != holder or held.state != RUNNING:
        raise Overtaken(f"pull {run}")
    return held


def _settle(source: FactSource, limits: Limits, now: datetime) -> None:
    for run in source.runs.filter(state=WAITING).select_related("brought", "of"):
        one = run.brought
        if one is not None and one.state in (IMPORT_LOADED, IMPORT_SAME):
            run.state = LOADED if one.state == IMPORT_LOADED else SAME
            run.error = None
            run.save(update_fields=["state", "error"])
            _advance(run, limits)
        else:
            _abandon(run, now)


def _abandon(run: SourceRun, now: datetime) -> None:
    """It counts no more; nobody is asked any longer to look at what it brought."""
    if run.brought is not None and run.brought.open:
        discard_import(number=run.brought.pk, by=run.by or run.of.by, now=now)
    run.state, run.ended_at, run.holder = ABANDONED, now, ""
    run.save(update_fields=["state", "ended_at", "holder"])
    shutil.rmtree(run.folder, ignore_errors=True)


def _advance(run: SourceRun, limits: Limits) -> None:
    overlap, numbers = timedelta(minutes=limits[declared.sources_overlap]), limits[declared.sources_numbers]
    found = standings(run)
    for table in run.of.tables.all():
        standing = found.get(table.table)
        if standing is None or not standing.done:
            continue
        if not standing.since:
            table.full_at = run.begun_at
        if table.changed and standing.latest:
            table.since = next_since(
                standing.latest, run.clock, overlap, get_default_timezone(), numbers, since=standing.since
            )
        table.save(update_fields=["since", "full_at"])


def _gone(ended: Ended) -> list[Text]:
    if not ended.deleted:
        return []
    said = counted(
        "{n} line left the book, because the ERP has its document no longer.",
        "{n} lines left the book, because the ERP has their documents no longer.",
        ended.deleted,
    )
    return [said]


def _notes(run: SourceRun, limits: Limits) -> list[Text]:
    overlap = timedelta(minutes=limits[declared.sources_overlap])
    told = _(
        "«{table}» has rows stamped {moment}, later than the clock of the source ({clock}): they will be read again until "
        "that moment has passed."
    )
    back = set_back_by(run)
    turned = _(
        "the clock of the source went back by {minutes} minutes since the pull before: rows were asked for from so much "
        "earlier on."
    )
    return [
        *([turned.fill(minutes=Figure(back // timedelta(minutes=1), "count"))] if back > overlap else []),
        *(told.fill(table=TABLES[table].title, moment=standing.latest, clock=run.clock)
        for table, standing in standings(run).items()
        if ahead(standing.latest, run.clock, overlap, get_default_timezone())),
    ]  # fmt: skip
