"""Text of any alphabet as UTF-8: whole lines in blocks, every line end as one line feed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.encoding import BLOCK

UNREADABLE = "\ufffd".encode()
CARRIAGE_RETURN, LINE_FEED = ord("\r"), ord("\n")
# Alphabets in which the byte of a line end is never part of another letter, so that lines can be cut before decoding.
CUT_AS_BYTES = frozenset(("ascii", "utf-8", "iso8859-1", "iso8859-15", "cp1250", "cp1252", "cp850", "cp437"))


def utf8_blocks(path: Path, encoding: str, longest: int) -> Iterator[bytes]:
    """Blocks of whole lines in UTF-8; letters that do not fit come as U+FFFD.

    Raises ClaveError where a line is longer than `longest` bytes, or the alphabet named by a source is another."""
    name = codecs.lookup(encoding).name
    if name.removesuffix("-sig") in CUT_AS_BYTES:
        for block in _whole_lines(_bytes(path, name), path, longest):
            yield _line_feeds(_as_utf8(block, name))
    else:
        yield from _whole_lines(_decoded(path, encoding), path, longest)


def _whole_lines(blocks: Iterator[bytes], path: Path, longest: int) -> Iterator[bytes]:
    """The same bytes, cut only after the end of a line; the last line gets an end too."""
    kept = b""
    for block in blocks:
        block = kept + block
        cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
        if cut == 0 and len(block) > longest:
            raise ClaveError(
                _("the file has a line of more than {size} letters.").fill(size=longest),
                where=path.name,
                remedy=_("A quote may open and never close; export the file again."),
            )
        kept = block[cut:]
        if cut:
            yield block[:cut]
    if kept:
        yield kept + b"\n"


def _bytes(path: Path, encoding: str) -> Iterator[bytes]:
    with path.open("rb") as stream:
        if encoding == "utf-8-sig" and stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        while block := stream.read(BLOCK):
            yield block


def _as_utf8(block: bytes, encoding: str) -> bytes:
    if block.isascii():
        return block
    if encoding.startswith("utf-8"):
        try:
            block.decode()
        except UnicodeDecodeError:
            return block.decode(errors="replace").encode()
        return block
    return block.decode(encoding, errors="replace").encode()


def _line_feeds(block: bytes) -> bytes:
    """Every line end as one line feed."""
    if b"\r" not in block:
        return block
    letters = np.frombuffer(block, np.uint8)
    returns = np.flatnonzero(letters == CARRIAGE_RETURN)
    if returns[-1] + 1 < len(letters) and bool((letters[returns + 1] == LINE_FEED).all()):
        return block.translate(None, b"\r")
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _decoded(path: Path, encoding: str) -> Iterator[bytes]:
    """Blocks of any other alphabet, letter by letter."""
    try:
        with path.open(encoding=encoding, errors="replace", newline=None) as stream:
            while block := stream.read(BLOCK):
                yield block.encode(errors="replace")
    except UnicodeError as error:  # only of an alphabet that a source names
        raise ClaveError(
            _("the file is not written in the alphabet that the source names, {encoding}.").fill(encoding=encoding),
            where=path.name,
            remedy=_("Take the line «encoding» out of the source, and the alphabet is found out anew."),
        ) from error
