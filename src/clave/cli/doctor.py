"""`clave doctor`: what could be wrong with this installation, and what to do about each."""

from __future__ import annotations

import json as notation
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from clave import __version__
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Shown, Text, _, catalogue, said
from clave.cli import inputs
from clave.cli.recorded import installed
from clave.cli.show import SCREEN
from clave.cli.words import language, noted
from clave.jobs.instance import who_serves
from clave.jobs.outgoing import read_smtp
from clave.policy.reading import default
from clave.policy.reading import read as read_policy

HELP = noted("Check this installation and say what to mend.")
PARTS = ("duckdb", "deltalake", "pyarrow", "numpy", "scipy", "django", "django-allauth", "granian")
EXTRAS = {"pandas": "notebook", "polars": "notebook", "psycopg": "postgres", "pyspark": "spark"}
ROOM = 2 * 1024**3  # bytes free below which an import may not fit
LONGEST = 3600  # seconds that reading everything may take
STATES = {True: "good", False: "wrong", None: "to know"}
MARKS = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[dim]·[/dim]"}
Deep = Annotated[
    bool, typer.Option("--deep", help=noted("Read every fact file and the newest backup to the last byte."))
]


@dataclass(frozen=True)
class Check:
    """One thing looked at: `good` None = worth knowing, not wrong; `remedy` says what to do where it is not good."""

    key: str
    good: bool | None
    text: Shown
    remedy: Shown | None = None


def doctor(
    data: inputs.Data = None,
    policy: Annotated[Path | None, typer.Option(help=noted("A policy file to check too."))] = None,
    deep: Deep = False,
    json: inputs.Json = False,
) -> None:
    """Look at the parts, the data folder, the book, the policy, the catalogues and, where there is an installation, at its
    database, its work and what lies around it; exit code 1 if anything is wrong."""
    spoken = language()
    folder = inputs.data_folder(data)
    checks = [
        *_parts(),
        *_folder(folder),
        *_served(folder),
        *_mail(),
        *_book(data, deep),
        *_engine(data),
        *_policy(policy),
    ]
    checks += [*_words(), *_installation(folder, deep, spoken)]
    if json:
        typer.echo(notation.dumps(_as_json(checks, spoken), ensure_ascii=False, indent=1))
    else:
        for check in checks:
            _show(check, spoken)
    if any(check.good is False for check in checks):
        raise typer.Exit(1)


def _show(check: Check, spoken: str) -> None:
    SCREEN.print(MARKS[check.good], escape(said(check.text, spoken)), highlight=False)
    if check.remedy and check.good is not True:
        SCREEN.print("  →", escape(said(check.remedy, spoken)), highlight=False, style="dim")


def _as_json(checks: list[Check], spoken: str) -> dict[str, object]:
    rows = [
        {
            "key": check.key,
            "state": STATES[check.good],
            "what": said(check.text, spoken),
            "remedy": said(check.remedy, spoken) if check.remedy and check.good is not True else "",
        }
        for check in checks
    ]
    return {"version": __version__, "wrong": sum(check.good is False for check in checks), "checks": rows}


def _installation(folder: Path, deep: bool, spoken: str) -> list[Check]:
    """What a process of the project finds, because the terminal knows nothing of the database."""
    if not installed(folder):
        return [Check("installation", None, _("There is no installation in this folder yet: `clave serve` makes one."))]
    ended = subprocess.run(
        [sys.executable, "-m", "clave.project", "doctor", *(["--deep"] if deep else [])],
        env={**os.environ, "CLAVE_DATA": str(folder), "CLAVE_LANGUAGE": spoken},
        capture_output=True, text=True, check=False, timeout=LONGEST,
    )  # fmt: skip
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()
        return [Check("installation", False, Text("{line}").fill(line=lines[-1] if lines else str(ended.returncode)))]
    return [_told(row) for row in notation.loads(ended.stdout)]


def _told(row: dict[str, Any]) -> Check:
    what, remedy = (Text("{said}").fill(said=row[name]) for name in ("what", "remedy"))
    return Check(row["key"], row["good"], what, remedy if row["remedy"] else None)


def _parts() -> Iterator[Check]:
    right = sys.version_info[:2] == (3, 11)
    yield Check(
        "python",
        right,
        _("Python {version}").fill(version=sys.version.split()[0]),
        None if right else _("Run clave with Python 3.11."),
    )
    for part in PARTS:
        try:
            yield Check("parts", True, _("{part} {version}").fill(part=part, version=version(part)))
        except PackageNotFoundError:
            yield Check("parts", False, _("{part} is missing: run `make env`.").fill(part=part))
    for part, extra in EXTRAS.items():
        if find_spec(part) is None:
            yield Check(
                "parts",
                None,
                _("{part} is not installed; it is only needed for clave[{extra}].").fill(part=part, extra=extra),
            )


def _folder(folder: Path) -> Iterator[Check]:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(existing, os.W_OK):
        yield Check(
            "folder",
            False,
            _("{folder} cannot be written: give this user the right, or set CLAVE_DATA.").fill(folder=str(existing)),
        )
        return
    free = shutil.disk_usage(existing).free
    figures = _("{folder}: {free} GB free.").fill(folder=str(folder), free=Figure(free / 1024**3, "score"))
    yield Check("folder", free > ROOM, figures, _("Make room: an import needs about as much as its files."))


def _served(folder: Path) -> Iterator[Check]:
    if who := who_serves(folder):
        yield Check("served", True, _("The pages and the worker run with this data: {who}.").fill(who=who))
    else:
        yield Check(
            "served", None, _("Nobody serves this data: pages open and jobs are done while `clave serve` runs.")
        )


def _mail() -> Iterator[Check]:
    try:
        server = read_smtp(os.environ.get("CLAVE_SMTP", ""))
    except ClaveError as error:
        yield Check("mail", False, error.sentence())
        return
    if server is None:
        yield Check("mail", None, _("No mail server is set (CLAVE_SMTP): mails wait in the outbox."))
        return
    text = _("Mail goes out through {host}:{port}; `clave mail test ADDRESS` tries it.")
    yield Check("mail", True, text.fill(host=server.host, port=str(server.port)))


def _book(data: Path | None, deep: bool) -> Iterator[Check]:
    try:
        store = inputs.fact_store(data)
        for number in store.damaged_versions():
            yield Check(
                "facts",
                False,
                _("The list of version {version} of the book is damaged: what it brought is missing. Bring the folder "
                  "back from a backup, or load its files again.").fill(version=number),
            )  # fmt: skip
        summary = store.open().summary()
        if deep:
            store.verify()
            yield Check("facts", True, _("Every file of the book is as it was written."))
    except ClaveError as error:
        yield Check("facts", False, error.sentence())
        return
    if not summary.lines:
        yield Check(
            "facts", None, _("There is no stored book yet: `clave import` makes one; `clave rank FILE` needs none.")
        )
        return
    yield Check(
        "facts",
        True,
        _("The stored book has {lines} invoice lines up to {day}.").fill(
            lines=Figure(summary.lines, "count"), day=Figure(summary.last_day, "date")
        ),
    )


def _engine(data: Path | None) -> Iterator[Check]:
    """Whether this machine can speak to the Spark that is set; nothing where DuckDB measures."""
    try:
        if engine := inputs.engine(None, None, data):
            engine.check()
            yield Check("engine", True, _("Spark at {master} measures.").fill(master=engine.master))
    except ClaveError as error:
        yield Check("engine", False, error.sentence())


def _policy(path: Path | None) -> Iterator[Check]:
    try:
        version = (default() if path is None else read_policy(path)).version
        yield Check("policy", True, _("Policy {version} reads well.").fill(version=version))
    except ClaveError as error:
        yield Check("policy", False, error.sentence())


def _words() -> Iterator[Check]:
    there = bool(catalogue("es").info())
    loaded = _("Spanish catalogue loaded.")
    yield Check("words", there, loaded if there else _("The Spanish catalogue is missing: run `make messages`."))
