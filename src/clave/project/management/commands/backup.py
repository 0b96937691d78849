"""`backup`: the whole installation in one sealed file, while everybody goes on working."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clave.actions.backups import note_backup
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.cli.show import progress
from clave.store.backup.making import Made, make


class Command(BaseCommand):
    """Writes one file, or nothing."""

    help = "Back the installation up into one file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and what with."""
        parser.add_argument("target", type=Path)
        parser.add_argument("--with-secrets", action="store_true")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence, or JSON."""
        with progress(settings.LANGUAGE_CODE) as report:
            made = make(
                options["target"],
                now=timezone.now(),
                secrets=options["with_secrets"],
                rehearse=options["dry_run"],
                progress=report,
            )
        if made.path and made.current:
            note_backup(path=made.path, seal=made.seal, by=at_the_terminal(), now=timezone.now())
        self.stdout.write(as_json(made) if options["json"] else sentence(made).say(settings.LANGUAGE_CODE))


def at_the_terminal() -> str:
    """Who acts where nobody is signed in: the number of the user of the machine, as the log keeps ids and no names."""
    return f"terminal:{os.getuid()}"


def sentence(made: Made) -> Text:
    """What was made, for people."""
    figures = {
        "rows": Figure(made.manifest.rows, "count"),
        "version": made.manifest.facts_version,
        "megabytes": Figure(made.size / 1e6, "score"),
    }
    if made.path is None:
        text = _(
            "It would hold {rows} rows and the facts up to version {version}: {megabytes} MB. Nothing was written."
        )
        return text.fill(**figures)
    text = _("Backup made: {file}, {megabytes} MB with {rows} rows and the facts up to version {version}.")
    return text.fill(file=str(made.path), **figures)


def as_json(made: Made) -> str:
    """The same for machines."""
    one = made.manifest
    tables = {label: {"rows": kept.rows, "hash": kept.hash} for label, kept in one.tables.items()}
    return json.dumps(
        {
            "file": None if made.path is None else str(made.path),
            "bytes": made.size,
            "seal": made.seal,
            "rows": one.rows,
            "audit": one.audit,
            "facts_version": one.facts_version,
            "database": one.database,
            "secrets": one.secrets,
            "tables": tables,
        }
    )
