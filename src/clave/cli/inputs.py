"""What several commands ask for: files or the stored book, the date, the policy, the order."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted
from clave.cli.recorded import with_recorded
from clave.cli.show import note, progress
from clave.cli.words import noted
from clave.facts.book import Book
from clave.facts.intake import FileReport, Source, read
from clave.facts.intake.saved import Sources
from clave.facts.spark import SparkEngine, engine_named
from clave.facts.store import FactStore
from clave.policy.limits import Limits
from clave.policy.reading import Policy, default
from clave.policy.reading import read as read_policy

Files = Annotated[
    list[Path] | None,
    typer.Argument(help=noted("Files the ERP exported (CSV, xlsx, Parquet); without any, the stored book.")),
]
Map = Annotated[str | None, typer.Option("--map", help=noted("Saved source (name or TOML file): no guessing."))]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help=noted("Date to look back from, YYYY-MM-DD; the last day in the facts."))
]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help=noted("The company's policy (TOML) on top of the default."))
]
Currency = Annotated[str | None, typer.Option("--currency", help=noted("The company's currency (ISO 4217)."))]
Group = Annotated[bool, typer.Option("--group", help=noted("Roll customers up to their groups."))]
Json = Annotated[bool, typer.Option("--json", help=noted("Print JSON instead of a table."))]
EngineName = Annotated[
    str | None,
    typer.Option("--engine", help=noted("What reads the facts: duckdb or spark (CLAVE_ENGINE, else duckdb).")),
]
Master = Annotated[
    str | None,
    typer.Option("--master", help=noted("The Spark master: local[2], spark://host:7077 (CLAVE_SPARK_MASTER).")),
]
Data = Annotated[Path | None, typer.Option("--data", help=noted("Folder of the stored book (CLAVE_DATA, else ./var)."))]


def data_folder(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder where the installation keeps its data."""
    return given or Path(environment.get("CLAVE_DATA") or "var")


def fact_store(given: Path | None) -> FactStore:
    """The stored book of this installation."""
    folder = data_folder(given)
    if folder.exists() and not folder.is_dir():
        raise ClaveError(
            _("this is a file, and the data need a folder."),
            where=str(folder),
            remedy=_("Name the folder of the stored book with --data or CLAVE_DATA."),
        )
    return FactStore(folder / "facts")


def engine(
    name: str | None, master: str | None, folder: Path | None, environment: Mapping[str, str] = os.environ
) -> SparkEngine | None:
    """What reads the facts whole: as asked for here, else as the environment says; None = DuckDB."""
    values = {**environment, **({"CLAVE_SPARK_MASTER": master} if master else {})}
    asked, where = (values.get("CLAVE_ENGINE", ""), "CLAVE_ENGINE") if name is None else (name, "--engine")
    return engine_named(asked, values, data_folder(folder) / "facts", where)


def apart(read_from: Sequence[Path | None], written: Sequence[Path | None]) -> None:
    """Raise ClaveError where a result would be written over a file that is read, or over another result."""
    taken = {path.resolve() for path in read_from if path is not None}
    for path in written:
        if path is not None and path.resolve() in taken:
            raise ClaveError(
                _("writing here would destroy a file that this command reads or has just written."),
                where=str(path),
                remedy=_("Give the result another name; nothing was written."),
            )
        if path is not None:
            taken.add(path.resolve())


def day(text: str | None) -> date | None:
    """A date typed by a person; anything but YYYY-MM-DD is a sentence."""
    if text is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise ClaveError(
            _("«{text}» is not a date.").fill(text=text), where="--as-of", remedy=_("Write it as 2026-10-31.")
        ) from error


def today() -> date:
    """The day on this machine; only the terminal looks at the clock, the chain is given its dates."""
    return datetime.now().astimezone().date()


def policy(path: Path | None) -> Policy:
    """The default policy, or the company's own on top of it."""
    return default() if path is None else read_policy(path)


def reading_limits(rules: Policy, day: date | None) -> Limits:
    """The policy by which files are read: that of the day asked for, else the newest one."""
    return rules.at(day or date.max)


def source(given: str | None, folder: Path | None) -> Source | None:
    """A saved source by its file, or by its name in the data folder."""
    if given is None:
        return None
    path = Path(given)
    if path.suffix == ".toml" or path.exists():
        return Source.read(path)
    return Sources(data_folder(folder) / "sources").read(given)


def book(
    files: list[Path] | None, limits: Limits, spoken: str, map_: str | None = None, currency: str | None = None,
    folder: Path | None = None, day: date | None = None,
) -> tuple[Book, tuple[FileReport, ...]]:  # fmt: skip
    """The facts in some files; where none is given the stored book, with what people recorded in its installation, which
    counts on `day` (None = the last one of the facts). What was rejected is said."""
    if not files:
        return with_recorded(fact_store(folder).open(), data_folder(folder), day, spoken), ()
    with progress(spoken) as report:
        intake = read(files, limits, source=source(map_, folder), currency=currency, progress=report)
    if intake.currency_assumed:
        note(assumed(intake.book.currency).say(spoken))
    for file in intake.files:
        if file.rejects:
            note(rejected(file).say(spoken))
    return intake.book, intake.files


def assumed(currency: str) -> Text:
    """That nobody said the currency of the files."""
    return _("No file says its currency: {currency} was assumed; --currency says another.").fill(currency=currency)


def rejected(file: FileReport) -> Text:
    """How many rows of a file were rejected, with the first one and its reason."""
    return counted(
        "{file}: {n} row was not loaded: {first}",
        "{file}: {n} rows were not loaded; the first: {first}",
        file.balance.rejected,
    ).fill(file=file.file, first=file.rejects[0])
