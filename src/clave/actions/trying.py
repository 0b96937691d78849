"""Trying a source before it is kept: does it answer, and what would come. Nothing is written anywhere."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from clave.actions.sources import Entered, sound_ask, sound_settings
from clave.base.words import _
from clave.facts.sources.folder import look
from clave.facts.sources.kinds import FOLDER, connector
from clave.facts.sources.port import UNREACHABLE, Ask, Probe, Secret, SourceError
from clave.facts.sources.trying import Tried, tried
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import FactSource
from clave.store.sources import secrets_of


@dataclass(frozen=True)
class FolderTried:
    """What lies in a folder now: the names of files that would be taken in once they lay there long enough."""

    files: tuple[str, ...]


def try_source(
    *, kind: str, entered: Entered, kept: FactSource | None, limits: Limits, now: datetime
) -> Probe | FolderTried:
    """Connect as entered, look at its version and its clock, and let go of it. A password that is kept is only tried where
    nothing else was changed, so that it never goes to another machine. Raises ClaveError as connecting it would."""
    told = sound_settings(kind, entered)
    if kind == FOLDER:
        return _looked(Path(told["folder"]), now)
    secrets = secrets_of(kept) if kept is not None and kept.settings == told else {}
    secrets |= {name: Secret(text) for name, text in entered.secrets.items() if text}
    with closing(connector(kind).reach(told, secrets, _shortly(limits))) as reached:
        return reached.probe(())


def try_table(*, source: FactSource, ask: Ask, limits: Limits) -> Tried:
    """The first rows of a table as clave would read them, with why it would reject others. Raises ClaveError where it
    cannot be asked so."""
    sound_ask(ask)
    with closing(connector(source.kind).reach(source.settings, secrets_of(source), _shortly(limits))) as reached:
        return tried(reached, ask, limits, limits[declared.sources_sample])


def _shortly(limits: Limits) -> Limits:
    """Somebody waits in front of the page."""
    most = limits[declared.sources_try]
    return limits.reform(
        {
            declared.sources_seconds: min(most, limits[declared.sources_seconds]),
            declared.sources_connect: min(most, limits[declared.sources_connect]),
        }
    )


def _looked(folder: Path, now: datetime) -> FolderTried:
    looked = look(folder, {}, now, timedelta(days=1))
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SourceError(
            UNREACHABLE,
            _("clave may not write in this folder, so it cannot put a file aside that it has loaded."),
            where="folder",
            remedy=_("Let the user as whom clave runs read and write in it."),
        )
    return FolderTried(tuple(path.name for path in looked.waiting))
