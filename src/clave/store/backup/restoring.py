"""Putting a backup back: into an empty installation, on either database, and only when every byte of it is right."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.store import FactStore
from clave.store.audit import Anchor, verify
from clave.store.backup import state
from clave.store.backup.archive import Manifest, Progress, damaged, opened, other_rows, rows_of
from clave.store.backup.making import FACTS, FOLDERS, POLICY, SECRET_KEY
from clave.store.backup.sums import summed
from clave.store.refusals import no_room, reason

UNFINISHED = ".restoring"
"""Stands in the data folder from the first file put back to the last: a restore that was killed can begin again."""


@dataclass(frozen=True)
class Restored:
    """What was put back, or, where nothing was to be written, what would be."""

    manifest: Manifest
    written: bool
    seal: str


def restore(path: Path, *, rehearse: bool = False, progress: Progress | None = None) -> Restored:
    """Put everything back into this installation, which must be empty. Raises ClaveError where it is not, where the
    backup is damaged, or made by a newer clave; then nothing was changed."""
    tell = progress or (lambda _share, _text: None)
    with _disk(path), opened(path, lambda share, text: tell(share * 0.4, text)) as (tar, manifest, seal):
        executor = MigrationExecutor(connection)
        targets = _targets(executor, manifest, path)
        _refuse_what_is_there(manifest)
        if rehearse:
            return Restored(manifest, False, seal)
        (settings.CLAVE_DATA / UNFINISHED).write_text(manifest.made_at, "utf-8")
        executor.migrate(targets)
        registry = executor.loader.project_state(targets).apps
        _files(tar, manifest)
        tell(0.6, _("Files are back"))
        current = set(executor.loader.graph.leaf_nodes()) == set(targets)
        with _fitting(path), transaction.atomic():
            _rows(path, tar, manifest, registry, tell)
            if current:  # nothing stays of a backup whose log is not whole
                _whole(manifest, path)
        later = MigrationExecutor(connection)
        later.migrate(later.loader.graph.leaf_nodes())
        state.go_on_from(
            dict(manifest.sequences), state.kept_models()
        )  # a table built anew has forgotten its last number
        _whole(manifest, path)
        (settings.CLAVE_DATA / UNFINISHED).unlink()
        return Restored(manifest, True, seal)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """A refusal of the disk, or a database that does not answer, in a sentence; what was written until then is taken away
    when it is tried again."""
    try:
        yield
    except (OSError, Error) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else reason(error)
        raise ClaveError(
            _("the backup could not be restored: {reason}.").fill(reason=why),
            where=str(path),
            remedy=_("Check that the file can be read and that there is room, and restore again into the same folder."),
        ) from error


@contextmanager
def _fitting(path: Path) -> Iterator[None]:
    """Rows that the database refuses, in a sentence; none of them stays. A database without room, or one that is gone,
    says nothing about the backup."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except (Error, ValidationError, OverflowError) as error:
        if no_room(error):
            raise
        raise damaged(path, _("the database refuses what is in it")) from error


def _targets(executor: MigrationExecutor, manifest: Manifest, path: Path) -> list[tuple[str, str]]:
    """The migrations whose tables the backup holds, as far as this version knows them."""
    targets = [(app, name) for app, name in manifest.migrations.items() if app in executor.loader.migrated_apps]
    unknown = [f"{app}.{name}" for app, name in targets if (app, name) not in executor.loader.graph.nodes]
    if unknown or set(manifest.migrations) - set(executor.loader.migrated_apps):
        raise ClaveError(
            _("this backup was made by a newer clave ({version}).").fill(version=manifest.clave),
            where=str(path),
            remedy=_("Install that version or a later one, and restore with it."),
        )
    return targets


def _refuse_what_is_there(manifest: Manifest) -> None:
    """Nothing is ever written over; only what a killed restore left is taken away."""
    data, again = Path(settings.CLAVE_DATA), (settings.CLAVE_DATA / UNFINISHED).exists()
    places = [settings.CLAVE_FACTS, settings.CLAVE_POLICY, *(getattr(settings, name) for name in FOLDERS.values())]
    full = [place for place in places if place.is_file() or (place.is_dir() and any(place.iterdir()))]
    there = set(connection.introspection.table_names())
    rows = [one for one in state.kept_models() if one._meta.db_table in there and one._meta.label_lower != _MIGRATIONS]
    taken = [model for model in rows if model._base_manager.exists()]
    if again and not taken:
        for place in full:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        return
    if full or taken:
        raise ClaveError(
            _("there is an installation here already, and a restore never writes over one."),
            where=str(data),
            remedy=_("Name an empty folder with --data (and an empty database in DATABASE_URL); nothing was changed."),
        )


_MIGRATIONS = "migrations.migration"


def _files(tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Facts, policy, imports and sources where this installation keeps them."""
    places = {FACTS: settings.CLAVE_FACTS, **{name: getattr(settings, setting) for name, setting in FOLDERS.items()}}
    for part in manifest.parts:
        top, _slash, rest = part.name.partition("/")
        if part.name == POLICY:
            _put(tar, part.name, settings.CLAVE_POLICY)
        elif part.name == SECRET_KEY:
            _put(tar, part.name, settings.CLAVE_DATA / SECRET_KEY)
        elif top in places:
            _put(tar, part.name, places[top] / rest)
    store = FactStore(settings.CLAVE_FACTS)
    for version in store.versions():
        if version.kept:
            store.open(version.version)


def _put(tar: tarfile.TarFile, name: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(name)
    assert source is not None
    with source, place.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    place.chmod(0o600)


def _rows(path: Path, tar: tarfile.TarFile, manifest: Manifest, registry: Any, tell: Progress) -> None:
    """Every table as it was, counted and hashed again from the database itself."""
    models = [model for model in state.kept_models(registry) if model._meta.label_lower in manifest.tables]
    if {model._meta.label_lower for model in models} != manifest.tables.keys():
        raise damaged(path, _("it has tables that its version of clave did not have"))
    for place, model in enumerate(models):
        label = model._meta.label_lower
        state.load(model, rows_of(path, tar, label, manifest.tables[label].rows))
        tell(0.6 + 0.3 * (place + 1) / len(models), _("Writing the state"))
    state.reset_counters(models)
    state.go_on_from(dict(manifest.sequences), models)
    for model in models:
        label = model._meta.label_lower
        if summed(state.lines(model, connection.alias)) != manifest.tables[label]:
            raise other_rows(path, label)


def _whole(manifest: Manifest, path: Path) -> None:
    """The log of who did what is the same chain, to its end."""
    count, _colon, kept = manifest.audit.partition(":")
    end = Anchor(int(count), kept)
    found = verify(end)
    if found.broken is not None or found.head != end:
        raise damaged(path, _("its log of who did what is not whole"))
