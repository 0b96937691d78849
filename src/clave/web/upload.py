"""Files on their way in: streamed to disk as they arrive, measured, and given their SHA-256; nothing is kept in memory."""

from __future__ import annotations

import hashlib
import io
import secrets
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from clave.actions.imports import Received
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.policy import declared
from clave.store.policy import policy_in_force

DAY = 24 * 3600


class Arriving(FileUploadHandler):
    """Takes the files of one request; `received` are whole, `refused` say why a file was not taken."""

    chunk_size = 1 << 20

    def __init__(self, request: HttpRequest, most_megabytes: int) -> None:
        super().__init__(request)
        self.most = most_megabytes
        self.received: list[Received] = []
        self.refused: list[ClaveError] = []
        self.folder: Path = settings.CLAVE_IMPORTS / "arriving"
        self._file: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a place for it under a name of ours."""
        super().new_file(*args, **kwargs)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path, self._size, self._digest = self.folder / secrets.token_hex(16), 0, hashlib.sha256()
        self._file = self._path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write and measure; past the limit, or without room on the disk, the rest is only let through."""
        self._size += len(raw_data)
        if self._size > self.most * 1_000_000:
            self._refuse(
                _("the file has more than {most} MB, and files of up to {most} MB are read.").fill(most=self.most),
                _("Export it by month or by year and import the parts."),
            )
        self._digest.update(raw_data)
        try:
            self._open.write(raw_data)
        except OSError as error:
            self._refuse(
                _("the file could not be kept: {reason}.").fill(reason=error.strerror or str(error)),
                _("Make room on the disk of the server, and send it again."),
            )

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file is whole."""
        self._open.close()
        self._file = None
        name = self.file_name or ""
        self.received.append(Received(name, self._size, self._digest.hexdigest(), self._path))
        return UploadedFile(io.BytesIO(), name=name, size=self._size)  # Django closes it

    def upload_interrupted(self) -> None:
        """Whoever sent it went away."""
        self._drop()
        self.forget()

    def forget(self) -> None:
        """Nobody took the files."""
        for file in self.received:
            file.path.unlink(missing_ok=True)

    @property
    def _open(self) -> IO[bytes]:
        assert self._file is not None
        return self._file

    def _refuse(self, what: Text, remedy: Text) -> None:
        self._drop()
        self.refused.append(ClaveError(what, where=self.file_name or "", remedy=remedy))
        raise SkipFile

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)


def largest_megabytes() -> int:
    """The largest file that policy lets in."""
    return policy_in_force().at(date.max)[declared.intake_megabytes]


def sweep(paths: Iterable[Path]) -> None:
    """Remove what arrived a day ago and nobody took: the sender, or the server, went away at a bad moment."""
    for path in paths:
        if path.is_file() and time.time() - path.stat().st_mtime > DAY:
            path.unlink(missing_ok=True)
