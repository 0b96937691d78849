"""`mcp`: clave for an assistant on this machine, over stdin and stdout; the key comes from a file or from CLAVE_MCP_KEY."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.urls import get_resolver
from django.utils import timezone

from clave.actions.apikeys import note_assistant
from clave.api.assistant.desk import asking, desk
from clave.api.assistant.wire import serve
from clave.base.errors import ClaveError
from clave.base.words import _


class Command(BaseCommand):
    """Nothing but the protocol goes to stdout: whatever else is printed goes to stderr."""

    help = "Answer an assistant over stdin and stdout."
    requires_system_checks: Any = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the key is; never the key itself, which every user of the machine could read."""
        parser.add_argument("--key-file", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer until whoever asks goes away."""
        out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        text, spoken = key_text(options["key_file"]), settings.LANGUAGE_CODE
        get_resolver().url_patterns  # noqa: B018  (what may be read stands in the table of the pages, which the addresses bring)
        now = timezone.now()
        asker = asking(text, now, spoken)
        note_assistant(by=asker.person, now=now, key=asker.key)
        serve(desk(text, clock, spoken), sys.stdin.buffer, out)


def clock() -> datetime:
    """What time it is; a question may come hours after the one before, and find its connection gone."""
    close_old_connections()
    return timezone.now()


def key_text(file: str) -> str:
    """The key of a file, or of CLAVE_MCP_KEY. Raises ClaveError where there is none."""
    remedy = _("Write the key alone into a file that only you may read, and name it with --key-file.")
    if not file:
        found = os.environ.get("CLAVE_MCP_KEY", "").strip()
        if not found:
            raise ClaveError(_("an assistant needs a key."), where="CLAVE_MCP_KEY", remedy=remedy)
        return found
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ClaveError(_("the file of the key cannot be read."), where=file, remedy=remedy) from error
    if not found or len(found.split()) != 1:
        raise ClaveError(_("the file of the key must hold the key alone."), where=file, remedy=remedy)
    return found
