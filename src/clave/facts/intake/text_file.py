"""Text files: any alphabet, delimiter and line end, laid out as records without losing a physical line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import duckdb

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.encoding import BLOCK, encoding_of
from clave.facts.intake.headers import recognised
from clave.facts.intake.staging import BREAK, COMMANDS, QUOTE, Grid, Staging, described, literal

DELIMITERS = (";", "\t", "|", ",")
LOOK_AHEAD = 200  # lines within which a quote that opens must close
LONGEST_LINE = 1_900_000  # bytes; the engine's own limit is a little above
WIDEST = 2_000
LOOKED = 20_000  # letters of a line that are looked at to find the delimiter
BLANKS = ("\u00a0", "\u200b", "\ufeff", "\t")
_NULS = re.compile("\x00")


@dataclass
class Prepared:
    """A text file as clean UTF-8 with one record a line: what was found on the way."""

    path: Path
    encoding: str
    delimiter: str
    records: int = 0
    breaks: list[tuple[int, int]] = field(default_factory=list)
    repaired: list[int] = field(default_factory=list)
    quotes: bool = False
    blanks: bool = False


def read_text(path: Path, staging: Staging, encoding: str = "", delimiter: str = "") -> Grid:
    """Lay out a text file; raises ClaveError where it is no table."""
    prepared = Prepared(staging.folder / f"{staging.fresh('text')}.csv", encoding or encoding_of(path), delimiter)
    _prepare(path, prepared)
    if prepared.records == 0:
        raise ClaveError(
            _("the file is empty."), where=path.name, remedy=_("Export it again and check that it has lines.")
        )
    relation = staging.fresh("raw")
    width = _width(prepared)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    quoting = "quote='\"', escape='\"'" if prepared.quotes else "quote='', escape=''"
    try:
        staging.run(
            f"CREATE TABLE {relation} AS SELECT * FROM read_csv({literal(str(prepared.path))}, "
            f"delim={literal(prepared.delimiter)}, {quoting}, header=false, null_padding=true, auto_detect=false, "
            f"strict_mode=false, columns={{{columns}}})"
        )
    except duckdb.Error as error:
        raise ClaveError(
            _("the file cannot be read as a table."),
            where=path.name,
            remedy=_("Open it in a text editor and check that its columns are separated alike on every line."),
        ) from error
    finally:
        prepared.path.unlink(missing_ok=True)
    return described(
        staging, relation, path.name, breaks=tuple(prepared.breaks), encoding=prepared.encoding,
        delimiter=prepared.delimiter, repaired=tuple(prepared.repaired), blanks=prepared.blanks,
    )  # fmt: skip


def _blocks(path: Path, encoding: str) -> Iterator[str]:
    """Whole lines in blocks, every line end as one line feed; letters that do not fit come as U+FFFD."""
    kept = ""
    with path.open(encoding=encoding, errors="replace", newline=None) as stream:
        while block := _read(stream, path, encoding):
            block = kept + block
            cut = block.rfind("\n") + 1
            if cut == 0 and len(block) > LONGEST_LINE:
                raise ClaveError(
                    _("the file has a line of more than {size} letters.").fill(size=LONGEST_LINE),
                    where=path.name,
                    remedy=_("A quote may open and never close; export the file again."),
                )
            yield block[:cut]
            kept = block[cut:]
    if kept:
        yield kept + "\n"


def _read(stream: TextIO, path: Path, encoding: str) -> str:
    try:
        return stream.read(BLOCK)
    except UnicodeError as error:  # only of an alphabet that a source names
        raise ClaveError(
            _("the file is not written in the alphabet that the source names, {encoding}.").fill(encoding=encoding),
            where=path.name,
            remedy=_("Take the line «encoding» out of the source, and the alphabet is found out anew."),
        ) from error


def _prepare(path: Path, prepared: Prepared) -> None:
    """Write the clean copy: alphabet, line ends, blank lines, quoted line breaks and stray quotes settled."""
    carried: list[str] = []
    with prepared.path.open("w", encoding="utf-8", newline="") as sink:
        for block in _blocks(path, prepared.encoding):
            if not prepared.delimiter:
                prepared.delimiter = delimiter_of(block.split("\n", 400)[:400])
            if "\x00" in block:
                block = _NULS.sub("\ufffd", block)
            if "\x1b" in block or "\x9b" in block:
                block = block.translate(COMMANDS)
            prepared.quotes = prepared.quotes or '"' in block
            prepared.blanks = prepared.blanks or any(blank in block for blank in BLANKS)
            if carried or _needs_care(block):
                carried = _by_line(carried + block.split("\n")[:-1], prepared, sink.write)
            else:
                sink.write(block)
                prepared.records += block.count("\n")
        if carried:
            _by_line(carried, prepared, sink.write, final=True)


def _needs_care(block: str) -> bool:
    """Whether some line is blank, or a quote opens that does not close on its line."""
    if block.startswith("\n") or "\n\n" in block:
        return True
    if '"' not in block:
        return False
    return any(line.count('"') & 1 for line in block.split("\n") if '"' in line)


def _by_line(lines: list[str], prepared: Prepared, write: object, final: bool = False) -> list[str]:
    """Settle line by line; returns the lines that need the next block to be settled."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            out.append(BREAK)
        elif not line.count('"') & 1:
            out.append(line)
        else:
            end = _closing(lines, at, prepared.delimiter)
            if end < 0 and not final and len(lines) - at <= LOOK_AHEAD:
                break
            if end < 0:
                prepared.repaired.append(prepared.records + len(out))
                out.append(line.replace('"', QUOTE))
            else:
                prepared.breaks.append((prepared.records + len(out), end - at))
                out.append(BREAK.join(lines[at : end + 1]))
                at = end
        at += 1
    prepared.records += len(out)
    write("".join(line + "\n" for line in out))  # type: ignore[operator]
    return lines[at:]


def _closing(lines: list[str], start: int, delimiter: str) -> int:
    """The line on which the quote that opens on `start` closes; -1 where it is a stray one."""
    if not re.search(f'(^|{re.escape(delimiter)})"[^"]*("")*[^"]*$', lines[start]):
        return -1
    for place in range(start + 1, min(start + LOOK_AHEAD, len(lines))):
        if lines[place].count('"') & 1:
            closes = re.search(f'^[^"]*("")*[^"]*"({re.escape(delimiter)}|$)', lines[place])
            return place if closes else -1
    return -1


def delimiter_of(lines: list[str]) -> str:
    """The delimiter under which the lines agree best, and under which headers are recognised."""
    shown = [line for line in lines if line.strip()]
    if not shown:
        return ";"
    return max(DELIMITERS, key=lambda sign: _agreement(shown, sign))


def _agreement(lines: list[str], sign: str) -> tuple[float, float]:
    rows = list(csv.reader((line[:LOOKED].replace("\x00", "") for line in lines), delimiter=sign))
    widths = Counter(len(row) for row in rows if row)
    width, often = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    if width == 1:
        return (0.0, 0.0)
    known = max((recognised(row) for row in rows[:40]), default=0)
    return (known + often / len(rows), width)


def _width(prepared: Prepared) -> int:
    """Columns to read: the widest of the first lines, and one that catches longer lines."""
    with prepared.path.open(encoding="utf-8", newline="") as stream:
        start = [line for line, _place in zip(stream, range(400), strict=False)]
    try:
        rows = csv.reader(start, delimiter=prepared.delimiter)
        widest = max((len(row) for row in rows), default=1)
    except csv.Error:
        widest = max(line.count(prepared.delimiter) + 1 for line in start)
    return min(widest, WIDEST) + 1
