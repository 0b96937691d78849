"""Files of people's data on the disk: what people brought, and the sessions in which pages remember what they said."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from clave.operations.personal.mentions import Sought, changed, texts_of, without
from clave.store.models.imports import OPEN, Import

LARGEST = 256 << 20
"""Bytes of a file that are read at most; more of one file is read in pieces."""
PIECE, OVERLAP = 8 << 20, 4096
READ_AS = ("utf-8", "latin-1", "utf-16-le")


def files_with(who: Sought) -> list[Path]:
    """Files that were brought in imports that ended and that mention the person; what is in the book does not need them."""
    ended = {str(one) for one in Import.objects.exclude(state__in=OPEN).values_list("pk", flat=True)}
    return [path for path in _brought(ended) if mentions(path, who)]


def waiting_with(who: Sought) -> list[Path]:
    """Files of imports that are still open and mention the person: they are for whoever brought them to load or throw away."""
    waiting = {str(one) for one in Import.objects.filter(state__in=OPEN).values_list("pk", flat=True)}
    return [path for path in _brought(waiting) if mentions(path, who)]


def mentions(path: Path, who: Sought) -> bool:
    """Whether a file mentions the person surely, in any of the usual ways of writing text, packed sheets included."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            return any(_said(packed.read(one), who) for one in packed.infolist() if one.file_size <= LARGEST)
    return any(_said(piece, who) for piece in _pieces(path))


def forget_in_sessions(who: Sought) -> int:
    """Take the person out of what pages remember of whoever is signed in; how many sessions held it."""
    touched = 0
    for session in Session.objects.all().iterator():
        held = session.get_decoded()
        if not any(who.spans(text) for text in texts_of(held)):
            continue
        said = changed(held, lambda text: without(text, who.spans(text)))
        Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(said))
        touched += 1
    return touched


def _brought(numbers: set[str]) -> Iterator[Path]:
    folder: Path = settings.CLAVE_IMPORTS
    if not folder.is_dir():
        return
    for one in sorted(folder.iterdir()):
        if one.name in numbers:
            yield from (path for path in sorted(one.rglob("*")) if path.is_file())


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(PIECE):
            yield tail + piece
            tail = piece[-OVERLAP:]


def _said(content: bytes, who: Sought) -> bool:
    return any(who.spans(content.decode(way, "ignore")) for way in READ_AS)
