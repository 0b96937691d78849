"""Reading the files of an import: computing needs no transaction, keeping what came of it is one."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from clave.actions.imports import own_source, still_open
from clave.actions.shape import action
from clave.base.errors import ClaveError, reason_of
from clave.base.words import LANGUAGES, Text, _, stored
from clave.facts.intake import FileReport, Intake, Refusal, Source, read, write_rejects
from clave.facts.intake.saved import Sources
from clave.policy.limits import Limits
from clave.store.imports import fact_store
from clave.store.models import Company, Import
from clave.store.models.imports import READ

Progress = Callable[[float, Text], None]
REJECTS_SHOWN = 50
WIDEST_CELL = 80
WRITING = _("Keeping what was read")


@dataclass(frozen=True)
class Reading:
    """What came of reading: the folder that holds the rows, the intake, and the names of the saved sources."""

    folder: str
    intake: Intake
    saved: tuple[str, ...]


def read_files(*, number: int, limits: Limits, progress: Progress | None = None) -> Reading:
    """Read the files of an import; a file that is refused is told in the intake, the others are read.

    Raises ClaveError where every file was left out, or the disk refuses."""
    one = Import.objects.prefetch_related("files").get(pk=number)
    paths = [file.path for file in one.files.all() if one.said.get(file.name, {}) is not None]
    if not paths:
        raise ClaveError(_("every file was left out."), remedy=_("Take one in again, or throw the import away."))
    sources = Sources(settings.CLAVE_SOURCES)
    intake = read(
        paths,
        limits,
        source=[sources.read(name) for name in sources.names()],
        own={name: None if said is None else own_source(name, said) for name, said in one.said.items()},
        table=[(one.said.get(path.name) or {}).get("table", "") for path in paths],
        currency=currency_of_the_book() or None,
        go_on=True,
        progress=_first_part(progress),
    )
    if progress:
        progress(0.95, WRITING)
    return Reading(_written(one.folder, intake), intake, sources.names())


@action
def keep_reading(*, number: int, reading: Reading, now: datetime) -> Import:
    """Make this reading the one of the import, in the place of an earlier one."""
    one = still_open(number)
    earlier = one.reading
    intake = reading.intake
    one.state, one.reading, one.months = READ, reading.folder, None
    one.currency = intake.book.currency
    one.reports = [
        *(reported(report, reading.saved) for report in intake.files),
        *(refused(refusal) for refusal in intake.refused),
        *({"file": name, "left_out": True} for name, said in one.said.items() if said is None),
    ]
    one.save(update_fields=["state", "reading", "months", "currency", "reports"])
    if earlier:
        shutil.rmtree(one.folder / earlier, ignore_errors=True)
    return one


def currency_of_the_book() -> str:
    """The currency in which facts are kept: the book's, else the company's; empty before there is either."""
    book = fact_store().open()
    if book.sources:
        return book.currency
    company = Company.objects.first()
    return company.currency if company else ""


def _first_part(progress: Progress | None) -> Progress | None:
    return (lambda share, doing: progress(0.95 * share, doing)) if progress else None


def _written(folder: Path, intake: Intake) -> str:
    """The good rows as Parquet by table, and the rejects in every language, in a folder of their own; its name. Raises
    ClaveError where the disk refuses; then nothing is left there."""
    reading = f"read-{secrets.token_hex(8)}"
    place = folder / reading
    try:
        place.mkdir(parents=True)
        intake.write(place)
        rejects = [reject for report in intake.files for reject in report.rejects]
        for language in LANGUAGES if rejects else ():
            write_rejects(place / f"rejects.{language}.csv", rejects, language)
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise ClaveError(
            _("what was read could not be kept: {reason}.").fill(reason=reason_of(error)),
            remedy=_("Make room on the disk of the server, and read the files again; nothing was loaded."),
        ) from error
    return reading


def reported(report: FileReport, saved: tuple[str, ...] = ()) -> dict[str, Any]:
    """A file that was read, as JSON keeps it: how it lies, how it was read, its balance and its first rejects."""
    balance = report.balance
    return {
        **_look(report.look, report.file),
        "table": report.table,
        "sure": round(report.mapping.sure, 2),
        "columns": dict(report.source.columns),
        "decided": {mapped.column: stored(mapped.by) for mapped in report.mapping.columns},
        **_style(report.source),
        "saved_source": report.source.name if report.source.name in saved else "",
        "balance": {
            "lines": balance.lines, "loaded": balance.loaded, "rejected": balance.rejected,
            "unreadable": balance.unreadable, "money": _exact(balance.money),
            "money_loaded": _exact(balance.money_loaded), "money_rejected": _exact(balance.money_rejected),
            "stated": _exact(balance.stated), "difference": _exact(balance.difference),
        },
        "other": dict(report.other),
        "decisions": [stored(decision) for decision in report.decisions],
        "rejects": [
            {"line": reject.line, "column": reject.column, "value": reject.value, "reason": stored(reject.reason)}
            for reject in report.rejects[:REJECTS_SHOWN]
        ],
        "unattributed": report.unattributed,
        "unattributed_money": _exact(report.unattributed_money),
        "replaced": report.replaced,
    }  # fmt: skip


def refused(refusal: Refusal) -> dict[str, Any]:
    """A file that was not read, as JSON keeps it: how it lies, why, and the nearest mapping to start from."""
    mapping = refusal.mapping
    return {
        **_look(refusal.look, refusal.look.file),
        "table": mapping.table if mapping else "",
        "columns": mapping.headers if mapping else {},
        "decimal": "", "dates": "",
        "error": stored(refusal.error.sentence()),
    }  # fmt: skip


def _look(look: Any, file: str) -> dict[str, Any]:
    if look is None:
        return {"file": file, "path": file, "headers": [], "rows": [], "encoding": "", "delimiter": ""}
    rows = [[cell[:WIDEST_CELL] for cell in row] for row in look.rows]
    return {
        "file": file, "path": look.path, "headers": list(look.headers), "rows": rows, "encoding": look.encoding,
        "delimiter": look.delimiter,
    }  # fmt: skip


def _style(source: Source) -> dict[str, str]:
    return {
        "decimal": source.decimal, "dates": source.dates, "encoding": source.encoding, "delimiter": source.delimiter,
    }  # fmt: skip


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
