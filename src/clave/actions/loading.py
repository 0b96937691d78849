"""Loading an import into the book, and the way back. What a version holds becomes visible all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clave.actions.audit import record
from clave.actions.imports import still_open
from clave.actions.reading import currency_of_the_book
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Text, _, stored
from clave.facts.bring import combined
from clave.facts.store import FactStore, FileLoaded, Loaded, Preview
from clave.facts.tables import TABLES
from clave.facts.warehouse import ParquetFiles
from clave.store.imports import fact_store
from clave.store.models import Company, Import, Person
from clave.store.models.imports import LOADED, READ, SAME
from clave.store.sources import taken_back

Progress = Callable[[float, Text], None]
ROWS_SHOWN = 200


def preview_months(*, number: int) -> Preview:
    """What replacing whole months by these files would take out of the book."""
    one = _ready(number)
    return fact_store().preview(tables_of(one), source=one.origin)


@action
def keep_months(*, number: int, preview: Preview | None, now: datetime) -> Import:
    """Keep a preview; without one the files replace the documents they contain and nothing else."""
    one = still_open(number)
    one.months = _months(preview) if preview else None
    one.save(update_fields=["months"])
    return one


@dataclass(frozen=True)
class Done:
    """What came of a load; `made` says whether the version now current is this import's own."""

    loaded: Loaded
    made: bool


def load_files(
    *, number: int, by: Person, now: datetime, agreed: str = "", progress: Progress | None = None
) -> Done | None:
    """Put what was read into the book as a new version; `agreed` is the word of the preview that was agreed to.

    Doing it twice loads once (None the second time). Raises ClaveError where a file still waits for a correction, where
    what would vanish was not agreed to, somebody else writes, or the disk refuses: the book stays as it was, and it can
    be tried again."""
    if Import.objects.get(pk=number).state in (LOADED, SAME):
        return None
    one = _ready(number)
    _all_read(one)
    _in_our_currency(one)
    if (one.months or {}).get("agreement", "") != agreed:
        raise ClaveError(
            _("what would vanish was not agreed to."),
            remedy=_("Look at the months that would be replaced, and agree to them or leave them as they are."),
        )
    store, company, tables = fact_store(), Company.objects.first(), tables_of(one)
    loaded = store.load(
        tables,
        source=one.origin,
        digest=combined(file.digest for file in one.files.all()),
        now=now,
        by=by.name,
        files=_files(one),
        currency=one.currency,
        company=company.name if company else "",
        whole_months=agreed,
        progress=_by_table(list(tables), progress),
        gone=taken_back(one),
    )
    return Done(loaded, _made(store, one, loaded))


def _in_our_currency(one: Import) -> None:
    """Raise ClaveError where the files were read in another currency than the book is kept in."""
    ours = currency_of_the_book()
    if ours and one.currency != ours:
        raise ClaveError(
            _("these files were read in {currency}, and the book is kept in {ours}.").fill(
                currency=one.currency, ours=ours
            ),
            remedy=_("Read them again, and look at the balance; nothing was loaded."),
        )


@action
def keep_load(*, number: int, done: Done, by: Person, now: datetime) -> Import:
    """Keep what came of a load; nothing more where somebody pressed twice and the other was faster."""
    one = Import.objects.select_for_update().get(pk=number)
    if not one.open:
        return one
    one.state, one.version = LOADED if done.made else SAME, done.loaded.version
    one.outcome, one.ended_at, one.ended_by = _outcome(done.loaded), now, by
    one.save(update_fields=["state", "version", "outcome", "ended_at", "ended_by"])
    record(by=by, now=now, what="import.loaded", about=f"import:{one.pk}")
    for path in one.read_folder.glob("*.parquet"):
        path.unlink()
    return one


@action
def undo_import(*, seen: int, by: Person, now: datetime) -> int:
    """Make what the book said before its current version current again; returns the new version."""
    version = fact_store().undo(now=now, by=by.name, seen=seen)
    record(by=by, now=now, what="book.undone", about=f"book:{seen}")
    return version


@action
def reopen_version(*, version: int, seen: int, by: Person, now: datetime) -> int:
    """Make an earlier version the current book; returns the new version."""
    current = fact_store().reopen(version, now=now, by=by.name, seen=seen)
    record(by=by, now=now, what="book.reopened", about=f"book:{version}")
    return current


def tables_of(one: Import) -> dict[str, ParquetFiles]:
    """The rows that were read, by table: files, because they may be too many for memory."""
    paths = {path.stem: path for path in one.read_folder.glob("*.parquet")}
    return {name: ParquetFiles((str(paths[name]),)) for name in TABLES if name in paths}


def _outcome(loaded: Loaded) -> dict[str, Any]:
    return {
        "sentence": stored(loaded.sentence()),
        "tables": [
            {
                "table": change.table, "added": change.added, "replaced": change.replaced, "vanished": change.vanished,
                "repeated": change.repeated, "months": len(change.months),
            }
            for change in loaded.tables
        ],
    }  # fmt: skip


def _ready(number: int) -> Import:
    one = Import.objects.prefetch_related("files").get(pk=number)
    if one.state != READ:
        raise ClaveError(
            _("these files are not read, or they were loaded or thrown away already."),
            remedy=_("Open the import and look at what it says."),
        )
    return one


def _all_read(one: Import) -> None:
    waiting = [report["file"] for report in one.reports if "error" in report]
    if waiting:
        raise ClaveError(
            _("«{file}» was not read, so nothing was loaded.").fill(file=waiting[0]),
            remedy=_("Correct how it is read, or leave it out."),
        )


def _files(one: Import) -> list[FileLoaded]:
    digests = {file.name: file.digest for file in one.files.all()}
    return [
        FileLoaded(report["file"], report["table"], digests.get(report["path"], ""), report["balance"]["rejected"])
        for report in one.reports
        if "balance" in report
    ]


def _made(store: FactStore, one: Import, loaded: Loaded) -> bool:
    """Whether the current version is this import's: made now, or by an attempt that was killed before it was kept."""
    if loaded.changed:
        return True
    current = store.version()
    return (
        current is not None
        and current.action == "load"
        and current.at >= one.created_at
        and list(current.files) == _files(one)
    )


def _by_table(names: list[str], progress: Progress | None) -> Callable[[str, int, int], None] | None:
    if progress is None:
        return None

    def tell(table: str, done: int, total: int) -> None:
        progress((names.index(table) + done / max(1, total)) / len(names), TABLES[table].title)

    return tell


def _months(preview: Preview) -> Mapping[str, Any]:
    return {
        "agreement": preview.agreement,
        "base": preview.base,
        "count": len(preview.vanishing),
        "lines": preview.lines,
        "rows": [
            {
                "table": row.table, "period": row.period, "documents": row.documents, "lines": row.lines,
                "money": None if row.money is None else str(row.money), "examples": list(row.examples),
            }
            for row in preview.vanishing[:ROWS_SHOWN]
        ],
    }  # fmt: skip
