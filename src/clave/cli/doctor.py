"""`clave doctor`: what could be wrong with this installation, and what to do about each."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, catalogue
from clave.cli import inputs
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


@dataclass(frozen=True)
class Check:
    """One thing looked at: `good` None = worth knowing, not wrong."""

    good: bool | None
    text: Text


def doctor(
    data: inputs.Data = None,
    policy: Annotated[Path | None, typer.Option(help=noted("A policy file to check too."))] = None,
) -> None:
    """Look at the parts, the data folder, the book, the policy and the catalogues; exit code 1 if anything is wrong."""
    spoken = language()
    folder = inputs.data_folder(data)
    checks = [
        *_parts(),
        *_folder(folder),
        *_served(folder),
        *_mail(),
        *_book(data),
        *_engine(data),
        *_policy(policy),
        *_words(),
    ]
    marks = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[dim]·[/dim]"}
    for check in checks:
        SCREEN.print(marks[check.good], check.text.say(spoken), highlight=False)
    if any(check.good is False for check in checks):
        raise typer.Exit(1)


def _parts() -> Iterator[Check]:
    right = sys.version_info[:2] == (3, 11)
    yield Check(right, _("Python {version}").fill(version=sys.version.split()[0]))
    for part in PARTS:
        try:
            yield Check(True, _("{part} {version}").fill(part=part, version=version(part)))
        except PackageNotFoundError:
            yield Check(False, _("{part} is missing: run `make env`.").fill(part=part))
    for part, extra in EXTRAS.items():
        if find_spec(part) is None:
            yield Check(
                None, _("{part} is not installed; it is only needed for clave[{extra}].").fill(part=part, extra=extra)
            )


def _folder(folder: Path) -> Iterator[Check]:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(existing, os.W_OK):
        yield Check(
            False,
            _("{folder} cannot be written: give this user the right, or set CLAVE_DATA.").fill(folder=str(existing)),
        )
        return
    free = shutil.disk_usage(existing).free
    figures = _("{folder}: {free} GB free.").fill(folder=str(folder), free=Figure(free / 1024**3, "score"))
    yield Check(free > ROOM, figures)


def _served(folder: Path) -> Iterator[Check]:
    if who := who_serves(folder):
        yield Check(True, _("The pages and the worker run with this data: {who}.").fill(who=who))
    else:
        yield Check(None, _("Nobody serves this data: pages open and jobs are done while `clave serve` runs."))


def _mail() -> Iterator[Check]:
    try:
        server = read_smtp(os.environ.get("CLAVE_SMTP", ""))
    except ClaveError as error:
        yield Check(False, _("{sentence}").fill(sentence=error.sentence()))
        return
    if server is None:
        yield Check(None, _("No mail server is set (CLAVE_SMTP): mails wait in the outbox."))
        return
    text = _("Mail goes out through {host}:{port}; `clave mail test ADDRESS` tries it.")
    yield Check(True, text.fill(host=server.host, port=str(server.port)))


def _book(data: Path | None) -> Iterator[Check]:
    try:
        store = inputs.fact_store(data)
        for number in store.damaged_versions():
            yield Check(
                False,
                _("The list of version {version} of the book is damaged: what it brought is missing. Bring the folder "
                  "back from a backup, or load its files again.").fill(version=number),
            )  # fmt: skip
        summary = store.open().summary()
    except ClaveError as error:
        yield Check(False, _("{sentence}").fill(sentence=error.sentence()))
        return
    if not summary.lines:
        yield Check(None, _("There is no stored book yet: `clave import` makes one; `clave rank FILE` needs none."))
        return
    yield Check(
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
            yield Check(True, _("Spark at {master} measures.").fill(master=engine.master))
    except ClaveError as error:
        yield Check(False, _("{sentence}").fill(sentence=error.sentence()))


def _policy(path: Path | None) -> Iterator[Check]:
    try:
        version = (default() if path is None else read_policy(path)).version
        yield Check(True, _("Policy {version} reads well.").fill(version=version))
    except ClaveError as error:
        yield Check(False, _("{sentence}").fill(sentence=error.sentence()))


def _words() -> Iterator[Check]:
    there = bool(catalogue("es").info())
    yield Check(
        there, _("Spanish catalogue loaded.") if there else _("The Spanish catalogue is missing: run `make messages`.")
    )
