"""Bringing files: taking them in, saying how they are to be read, and throwing them away."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.saved import Sources
from clave.facts.intake.source import Source, checked, with_name_for_code
from clave.store.models import Import, ImportFile, Person
from clave.store.models.imports import DISCARDED, UPLOADED

LONGEST_NAME = 120
Correction = Mapping[str, Any]
"""How one file or sheet is read: table, columns {column: header}, decimal, dates, encoding, delimiter."""


@dataclass(frozen=True)
class Received:
    """A file that has arrived whole: the name it was sent under, its size in bytes, its SHA-256, and where it is."""

    name: str
    size: int
    digest: str
    path: Path


@action
def bring_files(
    *,
    files: Sequence[Received],
    by: Person,
    now: datetime,
    into: int | None = None,
    table: str = "",
    origin: str = "erp",
) -> Import:
    """Keep files for an import: a new one, or one that is still open. `table` says what they are, where it was said.

    Raises ClaveError where there is no file, or the import is open no longer."""
    if not files:
        raise ClaveError(_("no file arrived."), remedy=_("Choose one or several files, and send them again."))
    one = still_open(into) if into else Import.objects.create(created_at=now, by=by, origin=origin)
    taken = {file.name for file in one.files.all()}
    folder = one.folder / "files"
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        name = free_name(safe_name(file.name), taken)
        taken.add(name)
        file.path.replace(folder / name)
        (folder / name).chmod(0o600)
        ImportFile.objects.create(of=one, name=name, size=file.size, digest=file.digest)
        if table:
            one.said[name] = {"table": table}
    one.state, one.months = UPLOADED, None
    one.save(update_fields=["state", "months", "said"])
    record(by=by, now=now, what="import.uploaded", about=f"import:{one.pk}")
    return one


@action
def correct_import(*, number: int, said: Mapping[str, Correction | None], by: Person, now: datetime) -> Import:
    """Say how files or sheets are to be read the next time. None leaves one out, a correction without a table lets clave
    guess it anew, and what is not named stays as it was.

    Raises ClaveError where a correction names what nothing declares, or the import is open no longer."""
    one = still_open(number)
    for name, correction in said.items():
        if correction is not None and not correction.get("table"):
            one.said.pop(name, None)
        else:
            one.said[name] = None if correction is None else _kept(name, correction)
    one.state, one.months = UPLOADED, None
    one.save(update_fields=["state", "months", "said"])
    record(by=by, now=now, what="import.corrected", about=f"import:{one.pk}")
    return one


@action
def name_origin(*, number: int, origin: str, by: Person, now: datetime) -> Import:
    """Say which ERP the files are of, where there are several: one's documents never replace another's."""
    one = still_open(number)
    if not re.fullmatch(r"\w[\w .-]{0,39}", origin):
        raise ClaveError(
            _("an ERP cannot be called «{name}».").fill(name=origin),
            remedy=_("Use letters, figures, blanks, points and hyphens, such as siigo-cali."),
        )
    if origin != one.origin:
        one.origin, one.months = origin, None
        one.save(update_fields=["origin", "months"])
        record(by=by, now=now, what="import.corrected", about=f"import:{one.pk}", fields=["origin"])
    return one


@action
def discard_import(*, number: int, by: Person, now: datetime) -> Import:
    """Throw away files that were not loaded: they leave the disk; that they were here stays in the history."""
    one = still_open(number)
    one.state, one.ended_at, one.ended_by = DISCARDED, now, by
    one.save(update_fields=["state", "ended_at", "ended_by"])
    record(by=by, now=now, what="import.discarded", about=f"import:{one.pk}")
    shutil.rmtree(one.folder, ignore_errors=True)
    return one


@action
def save_source(*, number: int, file: str, name: str, by: Person, now: datetime) -> Source:
    """Keep how a file was read under a name: the next file with the same headers asks nothing.

    Raises ClaveError where the name will not do or the file was not read."""
    one = Import.objects.get(pk=number)
    report = next((report for report in one.reports if report["file"] == file and "balance" in report), None)
    if report is None:
        raise ClaveError(
            _("«{file}» was not read, so there is nothing to save.").fill(file=file),
            remedy=_("Correct how it is read first."),
        )
    source = Source(
        name=name, table=report["table"], columns=report["columns"], decimal=report["decimal"], dates=report["dates"],
        encoding=report["encoding"], delimiter=report["delimiter"],
    )  # fmt: skip
    saved = Sources(settings.CLAVE_SOURCES).save(source, name)
    record(by=by, now=now, what="source.saved", about=f"import:{number}")
    return saved


def still_open(number: int) -> Import:
    """An import that can still be changed, held until the transaction ends; raises ClaveError where it ended."""
    one = Import.objects.select_for_update().get(pk=number)
    if not one.open:
        raise ClaveError(
            _("this import has ended: it was loaded or thrown away."),
            remedy=_("Bring the files again to load them once more."),
        )
    return one


def own_source(name: str, correction: Correction) -> Source:
    """What people said of a file, as the intake takes it. Raises ClaveError where it names what nothing declares."""
    table = correction.get("table", "")
    columns = with_name_for_code(table, correction.get("columns") or {})
    style = {key: correction.get(key, "") for key in ("decimal", "dates", "encoding", "delimiter")}
    return checked(Source(PurePosixPath(name).stem, table, columns, **style), name)


def _kept(name: str, correction: Correction) -> dict[str, Any]:
    source = own_source(name, correction)
    return {
        "table": source.table, "columns": dict(source.columns), "decimal": source.decimal, "dates": source.dates,
        "encoding": source.encoding, "delimiter": source.delimiter,
    }  # fmt: skip


def safe_name(sent: str) -> str:
    """A name for a file that nobody can abuse: no folder, no control character, nothing hidden, not too long."""
    last = unicodedata.normalize("NFC", sent).replace("\\", "/").rsplit("/", 1)[-1]
    plain = re.sub(r"[^\w .,()+&@-]", "_", last).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        stem, extension = plain, ""
    stem, extension = stem.strip(" .") or "archivo", extension[:10]
    return stem[: LONGEST_NAME - len(extension) - 1] + (f".{extension}" if extension else "")


def free_name(name: str, taken: set[str]) -> str:
    """The name, numbered where an import has one like it, whatever its case."""
    lower = {other.lower() for other in taken}
    stem, dot, extension = name.rpartition(".")
    tried, turn = name, 1
    while tried.lower() in lower:
        turn += 1
        tried = f"{stem} ({turn}).{extension}" if dot else f"{name} ({turn})"
    return tried
