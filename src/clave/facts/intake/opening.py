"""From a path to its grids: the right reader by what the file is, not by what it is called."""

from __future__ import annotations

from pathlib import Path

import duckdb

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.encoding import binary, signature
from clave.facts.intake.source import Source
from clave.facts.intake.staging import Grid, Staging, described, literal
from clave.facts.intake.text_file import read_text
from clave.facts.intake.workbook import read_workbook
from clave.policy import declared
from clave.policy.limits import Limits


def opened(path: Path, staging: Staging, limits: Limits, source: Source | None, *, every: bool = False) -> list[Grid]:
    """The grids of a file: one of a text or Parquet file, one a sheet of a workbook that holds facts (or of `every` one).
    Raises ClaveError if refused."""
    start = _start(path, limits)
    kind = signature(start)
    if kind == "Parquet":
        return [_columnar(path, staging, limits)]
    if kind == "ZIP":
        return read_workbook(path, staging, limits, every=every)
    if kind == "XLS":
        raise ClaveError(
            _("this is an old Excel workbook (.xls) or one with a password, which is not read."),
            where=path.name,
            remedy=_("Save it as .xlsx without a password, or as CSV."),
        )
    if kind:
        raise binary(path, kind)
    return [read_text(path, staging, source.encoding if source else "", source.delimiter if source else "")]


def _start(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ClaveError(
                _("this is a folder, not a file."), where=path.name, remedy=_("Name the files that are inside it.")
            )
        with path.open("rb") as stream:
            start = stream.read(64)
    except (OSError, ValueError) as error:
        raise ClaveError(
            _("the file cannot be opened: {reason}.").fill(reason=getattr(error, "strerror", None) or str(error)),
            where=path.name or str(path),
            remedy=_("Check its name and that it may be read."),
        ) from error
    if size == 0:
        raise ClaveError(_("the file is empty."), where=path.name, remedy=_("Export it again."))
    most = limits[declared.intake_megabytes]
    if size > most * 1_000_000:
        raise ClaveError(
            _("the file has {size} MB and files of up to {most} MB are read.").fill(size=size // 1_000_000, most=most),
            where=path.name,
            remedy=_("Export it by month or by year and import the parts."),
        )
    return start


def _columnar(path: Path, staging: Staging, limits: Limits) -> Grid:
    """A Parquet file: columns keep their own types; anything nested is taken as text."""
    relation = staging.fresh("raw")
    scan = f"read_parquet({literal(str(path))})"
    try:
        _rows, grown = staging.row(
            f"SELECT COUNT(*), COALESCE(SUM(b), 0) FROM (SELECT SUM(total_uncompressed_size) AS b "
            f"FROM parquet_metadata({literal(str(path))}) GROUP BY row_group_id)"
        )
        if grown > limits[declared.intake_megabytes] * 4_000_000:
            raise ClaveError(
                _("the file grows to {size} MB when it is opened.").fill(size=int(grown) // 1_000_000),
                where=path.name,
                remedy=_("Export it by month or by year and import the parts."),
            )
        described_columns = staging.rows(f"DESCRIBE SELECT * FROM {scan}")
        names = tuple(row[0] for row in described_columns)
        columns = ", ".join(
            f"{_typed(row[1])} AS c{place}".replace("?", '"' + row[0].replace('"', '""') + '"')
            for place, row in enumerate(described_columns)
        )
        staging.run(f"CREATE TABLE {relation} AS SELECT {columns} FROM {scan}")
    except duckdb.Error as error:
        raise ClaveError(
            _("the Parquet file is damaged."), where=path.name, remedy=_("Write it again and import the new one.")
        ) from error
    return described(staging, relation, path.name, names=names, blanks=True)


def _typed(type_: str) -> str:
    simple = type_.split("(")[0]
    if type_ == "VARCHAR" or simple in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                                        "UINTEGER", "UBIGINT", "DECIMAL", "DATE"):  # fmt: skip
        return "?"
    if simple in ("FLOAT", "DOUBLE"):
        return "CASE WHEN ISFINITE(?) THEN ? END" if simple == "DOUBLE" else "CAST(? AS DOUBLE)"
    return "CAST(? AS DATE)" if simple.startswith("TIMESTAMP") else "CAST(? AS VARCHAR)"
