"""Making a backup while everybody goes on working: the state at one moment, then the facts, never the other way round."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.models import Model

from clave import __version__
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.audit import START, Anchor
from clave.store.backup import folders, state
from clave.store.backup.archive import ENDING, STATE, Manifest, Progress, Writer
from clave.store.backup.sums import Rows
from clave.store.refusals import reason

FACTS, POLICY = "facts", "policy.toml"
FOLDERS = {"imports": "CLAVE_IMPORTS", "sources": "CLAVE_SOURCES"}
"""Files that people brought and how they were read, and the setting that says where they are."""
SECRET_KEY, ASIDE = "secret-key", ".backup-"
SETTINGS = (
    "LANGUAGE_CODE",
    "TIME_ZONE",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "SECURE_SSL_REDIRECT",
    "DEFAULT_FROM_EMAIL",
)
"""What an installation sets and is no secret: told at the restore, because it stands in the environment."""


@dataclass(frozen=True)
class Made:
    """A backup: where it is, its size in bytes, what is in it, and its seal. `path` is None where it was only
    rehearsed. `current`: whether the database has the shape of this version."""

    path: Path | None
    size: int
    manifest: Manifest
    seal: str = ""
    current: bool = True


def make(
    target: Path, *, now: datetime, secrets: bool = False, rehearse: bool = False, progress: Progress | None = None
) -> Made:
    """Back the whole installation up into `target`, a file or a folder in which it gets its name from the time.

    Nobody waits for it, and a running import does not break it. `secrets` takes the secret key along. Raises ClaveError
    where the disk refuses, a fact file is damaged, or the name is taken; then nothing is left behind."""
    path = target / f"clave-{now.astimezone(UTC):%Y%m%d-%H%M%S}{ENDING}" if target.is_dir() else target
    if path.exists():
        raise ClaveError(
            _("there is a file of that name already."),
            where=str(path),
            remedy=_("Give the backup another name; nothing was written over."),
        )
    tell = progress or (lambda _share, _text: None)
    with _disk(Path(settings.CLAVE_DATA)), _scratch() as scratch:
        manifest, current = _gathered(scratch, now, secrets, tell)
        if rehearse:
            size = sum(file.stat().st_size for _name, file in folders.files_in(scratch))
            return Made(None, size, manifest, current=current)
        with _disk(path), Writer(path) as writer:
            files = list(folders.files_in(scratch))
            for place, (name, file) in enumerate(files):
                _taken(writer, name, file)
                tell(0.5 + 0.5 * (place + 1) / len(files), _("Writing the backup"))
            writer.finish(_with_parts(manifest, writer))
    return Made(path, path.stat().st_size, _with_parts(manifest, writer), writer.seal, current)


def made_in(folder: Path) -> list[Path]:
    """The backups of a folder that got their names from the time, oldest first: what a schedule clears away by."""
    return sorted(folder.glob(f"clave-*{ENDING}"))


def _gathered(scratch: Path, now: datetime, secrets: bool, tell: Progress) -> tuple[Manifest, bool]:
    """Everything that goes in, under the names it will have; the manifest without its parts, and whether the database
    has the shape of this version."""
    tables: dict[str, Rows] = {}
    (scratch / STATE).mkdir()
    with TemporaryDirectory(dir=scratch.parent, prefix=".backup-") as beside, state.snapshot(Path(beside)) as alias:
        registry = state.as_it_stands(alias)
        models = state.kept_models(registry)
        for place, model in enumerate(models):
            label = model._meta.label_lower
            tables[label] = state.dump(model, alias, scratch / STATE / f"{label}.jsonl.gz")
            tell(0.4 * (place + 1) / len(models), _("Reading the state"))
        end = next((_end(model, alias) for model in models if model._meta.label_lower == "store.audithead"), None)
        shaped, last = state.migrations(alias), state.sequences(alias, models)
    version = folders.held_facts(settings.CLAVE_FACTS, scratch / FACTS)
    tell(0.5, _("Holding the facts still"))
    for name, setting in FOLDERS.items():
        folders.held(getattr(settings, setting), scratch / name)
    if settings.CLAVE_POLICY.exists():
        (scratch / POLICY).write_bytes(settings.CLAVE_POLICY.read_bytes())
    if secrets:
        (scratch / SECRET_KEY).write_text(settings.SECRET_KEY, "utf-8")
    manifest = Manifest(
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        clave=__version__,
        database=connection.vendor,
        audit=str(end or Anchor(0, START)),
        facts_version=version,
        secrets=secrets,
        migrations=shaped,
        tables=tables,
        sequences=last,
        settings=_settings(),
        parts=(),
        rows=sum(one.rows for one in tables.values()),
    )
    return manifest, registry is apps


def _end(head: type[Model], alias: str) -> Anchor | None:
    """Where the log ends; None where nothing was ever recorded."""
    kept = head._base_manager.using(alias).values_list("count", "hash").first()
    return Anchor(*kept) if kept else None


def _settings() -> dict[str, Any]:
    found = {name: getattr(settings, name, None) for name in SETTINGS}
    return json.loads(json.dumps(found, default=list))


def _with_parts(manifest: Manifest, writer: Writer) -> Manifest:
    return Manifest(**{**vars(manifest), "parts": tuple(writer.parts)})


def _taken(writer: Writer, name: str, file: Path) -> None:
    with file.open("rb") as opened:
        part = writer.add(name, opened, file.stat().st_size)
    if name.startswith(f"{FACTS}/") and (wrong := folders.damaged_fact(name, part.sha256)):
        raise wrong


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder beside the data, on the same disk, so that files can be held by links."""
    with aside(Path(settings.CLAVE_DATA)) as outer:
        inner = outer / "all"
        inner.mkdir()
        yield inner


@contextmanager
def aside(data: Path) -> Iterator[Path]:
    """A folder in the data folder for what must not outlive its process: what killed ones left goes first."""
    with ExitStack() as held:
        with _locked(data):  # nobody looks for what is left between the folder and its lock
            sweep(data)
            name = held.enter_context(TemporaryDirectory(dir=data, prefix=ASIDE, ignore_cleanup_errors=True))
            held.enter_context(_locked(Path(name)))
        yield Path(name)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """A refusal of the disk, or of the database that is read, in a sentence."""
    try:
        yield
    except (OSError, Error) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else reason(error)
        raise ClaveError(
            _("the backup could not be written: {reason}.").fill(reason=why),
            where=str(path),
            remedy=_(
                "Check that the folder exists, that you may write in it and that there is room; nothing was left behind."
            ),
        ) from error


def sweep(data: Path) -> None:
    """Take away what killed processes held still beside the data; one that lives holds its lock."""
    for left in data.glob(f"{ASIDE}*"):
        with suppress(BlockingIOError, FileNotFoundError), _locked(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(folder: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """While this lasts nobody else locks the folder; a process that dies lets go of it."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, how)
        yield
    finally:
        os.close(held)
