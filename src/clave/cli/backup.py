"""`clave backup` and `clave restore`: processes of their own, because the terminal knows nothing of the database; a
backup is verified here, wherever it lies."""

from __future__ import annotations

import json as notation
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.cli import inputs
from clave.cli.show import SCREEN, progress
from clave.cli.words import language, noted
from clave.store.backup.archive import checked

HELP_BACKUP = noted(
    "Back everything up into one sealed file while clave goes on working: people, decisions and log, the book of facts "
    "with its versions, policy and imports."
)
HELP_RESTORE = noted("Put a backup back into an empty folder and an empty database, SQLite or PostgreSQL.")
Target = Annotated[Path, typer.Argument(help=noted("File to write, or a folder in which it is named by its time."))]
Archive = Annotated[Path, typer.Argument(help=noted("The file that `clave backup` wrote."))]
Secrets = Annotated[bool, typer.Option("--with-secrets", help=noted("Take the secret key of the installation along."))]
Verify = Annotated[bool, typer.Option("--verify", help=noted("Read every byte and every row, and restore nothing."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=noted("Say what would be written, and write nothing."))]


def backup(
    target: Target = Path(), with_secrets: Secrets = False, dry_run: DryRun = False, json: inputs.Json = False,
    data: inputs.Data = None,
) -> None:  # fmt: skip
    """Hand over to the project's own entry point."""
    folder = inputs.data_folder(data)
    if not folder.is_dir() or not (os.environ.get("DATABASE_URL") or (folder / "clave.sqlite3").exists()):
        raise ClaveError(
            _("there is no installation here."),
            where=str(folder),
            remedy=_("Name its data folder with --data or CLAVE_DATA."),
        )
    _hand_over(folder, "backup", str(target.absolute()), *_flags(with_secrets=with_secrets, dry_run=dry_run, json=json))


def restore(
    archive: Archive, verify: Verify = False, dry_run: DryRun = False, json: inputs.Json = False,
    data: inputs.Data = None,
) -> None:  # fmt: skip
    """Verify here; everything else is handed over to the project's own entry point."""
    if not verify:
        folder = inputs.data_folder(data)
        _hand_over(folder, "restore", str(archive.absolute()), *_flags(dry_run=dry_run, json=json))
    spoken = language()
    with progress(spoken) as report:
        found = checked(archive, report)
    if json:
        said = {"whole": True, "made_at": found.made_at, "rows": found.rows, "files": len(found.parts)}
        typer.echo(notation.dumps(said | {"audit": found.audit, "facts_version": found.facts_version}))
        return
    text = _("Whole: every byte and every row is as on {day}: {rows} rows, {files} files, the log up to {head}.")
    filled = text.fill(
        day=found.made_at, rows=Figure(found.rows, "count"), files=Figure(len(found.parts), "count"), head=found.audit
    )
    SCREEN.print(filled.say(spoken), markup=False, highlight=False, soft_wrap=True)


def _flags(**asked: bool) -> list[str]:
    return [f"--{name.replace('_', '-')}" for name, wanted in asked.items() if wanted]


def _hand_over(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "clave.project", *arguments]
    os.execve(sys.executable, command, {**os.environ, "CLAVE_DATA": str(folder), "CLAVE_LANGUAGE": language()})
