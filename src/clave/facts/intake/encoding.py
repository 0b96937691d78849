"""Which alphabet a text file is written in, decided on its bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import numpy as np

from clave.base.errors import ClaveError
from clave.base.words import _

BLOCK = 1 << 20  # bytes read at a time; larger ones leave the processor's cache and take half as long again
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (
    (b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"),
    (b"SQLite format 3", "SQLite"), (b"{\\rtf", "RTF"), (b"\x7fELF", "ELF"), (b"MZ\x90", "EXE"),
    (b"<!DOCTYPE html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"), (b"GIF8", "GIF"),
)  # fmt: skip
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_BLANKED = b" " * 128 + bytes(range(128, 256))  # ASCII becomes blank, so that letters apart stay apart
_FIRST_HIGH, _CONTROLS = np.uint8(128), np.uint8(32)  # where the Windows alphabet has letters and the ISO one has none
ENOUGH = 1 << 16  # letters that are looked at to tell a damaged UTF-8 file from an older alphabet


def signature(start: bytes) -> str:
    """The format that the first bytes give away; empty for plain text."""
    return next((kind for mark, kind in SIGNATURES if start.startswith(mark)), "")


def encoding_of(path: Path) -> str:
    """The Python codec of a text file; raises ClaveError where the bytes are no text."""
    with path.open("rb") as stream:
        start = stream.read(1 << 16)
    marked = next((codec for bom, codec in BOMS if start.startswith(bom)), "")
    if marked:
        return marked
    zeros = start.count(0)
    if zeros > len(start) / 5:
        return _without_mark(start, zeros)
    controls = sum(start.count(code) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 27, 28, 29, 30, 31))
    if controls > len(start) / 50:
        raise binary(path)
    return _eight_bits(path)


def _without_mark(start: bytes, zeros: int) -> str:
    odd, even = start[1::2].count(0), start[0::2].count(0)
    if max(odd, even) > zeros * 0.9 and zeros < len(start) * 0.6:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "latin-1"


def _eight_bits(path: Path) -> str:
    """UTF-8 where every byte fits (or nearly every one), else the Windows or the ISO alphabet of the West."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    fits, multibyte, high, windows = True, 0, 0, False
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            try:
                fits = fits and decoder.decode(block) is not None
            except UnicodeDecodeError:
                fits = False
            if not fits:
                if high < ENOUGH:
                    letters = b" ".join(block.translate(_BLANKED).split())
                    multibyte += len(_MULTIBYTE.findall(letters[:ENOUGH]))
                    high += len(_HIGH.findall(letters[:ENOUGH]))
                windows = windows or bool((np.frombuffer(block, np.uint8) - _FIRST_HIGH < _CONTROLS).any())
    if fits or multibyte > high / 4:
        return "utf-8"
    return "cp1252" if windows else "latin-1"


def binary(path: Path, kind: str = "") -> ClaveError:
    """The refusal of a file that is no table."""
    what = _("this is a {kind} file, not a table.").fill(kind=kind) if kind else _("this file is not text.")
    return ClaveError(what, where=path.name, remedy=_("Export it from the ERP as CSV, xlsx or Parquet."))
