"""Handing a command over to the project, in a process of its own with the installation it is about."""

from __future__ import annotations

import os
import sys

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.cli import inputs
from clave.cli.words import language


def hand_over(data: inputs.Data, *arguments: str) -> None:
    """Become `python -m clave.project …`. Raises ClaveError where there is no installation."""
    folder = inputs.data_folder(data)
    if not folder.is_dir():
        raise ClaveError(
            _("there is no installation here."),
            where=str(folder),
            remedy=_("Name its data folder with --data or CLAVE_DATA."),
        )
    command = [sys.executable, "-m", "clave.project", *arguments]
    environment = {**os.environ, "CLAVE_DATA": str(folder), "CLAVE_LANGUAGE": language()}
    os.execve(sys.executable, command, environment)
