"""Text files: any alphabet, delimiter and line end, laid out as records without losing a physical line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.alphabet import UNREADABLE, utf8_blocks
from clave.facts.intake.encoding import encoding_of
from clave.facts.intake.headers import recognised
from clave.facts.intake.staging import BREAK, COMMANDS, QUOTE, Grid, Staging, described, literal

DELIMITERS = (";", "\t", "|", ",")
LOOK_AHEAD = 200  # lines within which a quote that opens must close
LONGEST_LINE = 1_900_000  # bytes; the engine's own limit is a little above
LARGEST_BUFFER = 32_000_000
WIDEST = 2_000
LOOKED = 20_000  # letters of a line that are looked at to find the delimiter
LOOKED_BYTES = 1 << 20  # of a block that are looked at for the same
BLANKS = tuple(blank.encode() for blank in ("\t", "\u00a0", "\u200b", "\ufeff"))
LINE_FEED, QUOTATION, SPACE, LATIN_SIGNS = ord("\n"), ord('"'), ord(" "), 0xC2
WITHIN = (LINE_FEED, QUOTATION, *(ord(sign) for sign in DELIMITERS))  # what may follow a quote that closes a cell
Places: TypeAlias = npt.NDArray[np.intp]
Marks: TypeAlias = npt.NDArray[np.bool_]


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
    unreadable: bool = False
    edges: bool = False


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
            f"strict_mode=false, buffer_size={_buffer(staging)}, columns={{{columns}}})"
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
        unreadable=prepared.unreadable, edges=prepared.edges or prepared.blanks,
    )  # fmt: skip


def _buffer(staging: Staging) -> int:
    """Bytes that the engine reads at a time, of which it holds several."""
    return min(LARGEST_BUFFER, max(2 * LONGEST_LINE, staging.megabytes * 1_000_000 // 16))


def _prepare(path: Path, prepared: Prepared) -> None:
    """Write the clean copy: alphabet, line ends, blank lines, quoted line breaks and stray quotes settled.

    Whole blocks are looked at as bytes; only a block with a blank line or an open quote is settled line by line."""
    carried: list[str] = []
    with prepared.path.open("wb") as sink:
        for block in utf8_blocks(path, prepared.encoding, LONGEST_LINE):
            if not prepared.delimiter:
                prepared.delimiter = delimiter_of(block[:LOOKED_BYTES].decode(errors="replace").split("\n", 400)[:400])
            block = _clean(block)
            opened = _opened(block, prepared.delimiter)
            prepared.quotes = prepared.quotes or bool(opened.any())
            prepared.blanks = prepared.blanks or any(_holds(block, blank) for blank in BLANKS)
            prepared.unreadable = prepared.unreadable or _holds(block, UNREADABLE)
            prepared.edges = prepared.edges or _blank_edges(block, prepared.delimiter)
            ends = np.flatnonzero(np.frombuffer(block, np.uint8) == LINE_FEED)
            if carried or _needs_care(block, ends, opened):
                carried = _by_line(carried + block.decode().split("\n")[:-1], prepared, sink)
            else:
                sink.write(block)
                prepared.records += len(ends)
        if carried:
            _by_line(carried, prepared, sink, final=True)


def _clean(block: bytes) -> bytes:
    """The block without what no cell holds: NUL, and the letters that terminals obey."""
    if b"\x00" in block:
        block = block.replace(b"\x00", UNREADABLE)
    if b"\x1b" in block or _holds(block, b"\xc2\x9b"):
        block = block.decode().translate(COMMANDS).encode()
    return block


def _holds(block: bytes, letter: bytes) -> bool:
    """Whether a letter is there. Its first byte is looked for alone: it is nearly always missing, but in front of the
    signs of Latin text (½, º, ·), where each of its places is looked at."""
    if letter[:1] not in block:
        return False
    if letter[0] != LATIN_SIGNS:
        return letter in block
    letters = np.frombuffer(block, np.uint8)
    return bool((letters[np.flatnonzero(letters == LATIN_SIGNS) + 1] == letter[1]).any())


def _blank_edges(block: bytes, delimiter: str) -> bool:
    """Whether some cell may begin or end with a space, or hold only an empty pair of quotes."""
    if b'"' in block and b'""' in block:
        return True
    if b" " not in block:
        return False
    letters = np.frombuffer(block, np.uint8)
    spaces = np.flatnonzero(letters == SPACE)
    edge = _edges(delimiter)
    edge[QUOTATION] = True
    return bool(spaces[0] == 0 or edge[letters[spaces - 1]].any() or edge[letters[spaces + 1]].any())


def _opened(block: bytes, delimiter: str) -> Marks:
    """Of the quotes in a block, which stand where a cell begins: any other is a letter, such as the inch of a pipe."""
    if b'"' not in block:
        return np.zeros(0, dtype=bool)
    letters = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(letters == QUOTATION)
    return np.asarray(_edges(delimiter)[letters[quotes - 1]] | (quotes == 0))


def _edges(delimiter: str) -> Marks:
    """By the number of a byte, whether it ends a cell."""
    edge = np.zeros(256, dtype=bool)
    edge[[delimiter.encode()[-1], LINE_FEED]] = True
    return edge


def _needs_care(block: bytes, ends: Places, opened: Marks) -> bool:
    """Whether some line is blank, or some quoted cell may not close on its line; `ends` = its line feeds."""
    if block.startswith(b"\n") or bool((np.diff(ends) == 1).any()):
        return True
    if not opened.any():
        return False
    letters = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(letters == QUOTATION)
    odd = np.bincount(np.searchsorted(ends, quotes)) & 1
    inside = ~opened & (letters[quotes - 1] != QUOTATION) & np.isin(letters[quotes + 1], WITHIN, invert=True)
    return bool(odd.any() or inside.any())


def _by_line(lines: list[str], prepared: Prepared, sink: BinaryIO, final: bool = False) -> list[str]:
    """Settle line by line; returns the lines that need the next block to be settled."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            out.append(BREAK)
        elif '"' not in line or not _opens(line, prepared.delimiter):
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
    sink.write("".join(line + "\n" for line in out).encode())
    return lines[at:]


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A quoted cell on one line, one that opens and does not close on its line, and the line that closes it."""
    sign = re.escape(delimiter)
    whole = re.compile(f'(?:^|(?<={sign}))"(?:[^"]|"")*"(?={sign}|$)')
    opens = re.compile(f'(^|{sign})"[^"]*("")*[^"]*$')
    closes = re.compile(f'^[^"]*("")*[^"]*"({sign}|$)')
    return whole, opens, closes


def _opens(line: str, delimiter: str) -> bool:
    """Whether a cell of the line opens with a quote that does not close on it."""
    whole, opens, _closes = _patterns(delimiter)
    return bool(opens.search(whole.sub("", line)))


def _closing(lines: list[str], start: int, delimiter: str) -> int:
    """The line on which the quote that opens on `start` closes; -1 where it is a stray one."""
    closes = _patterns(delimiter)[2]
    for place in range(start + 1, min(start + LOOK_AHEAD, len(lines))):
        if lines[place].count('"') & 1:
            return place if closes.search(lines[place]) else -1
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
