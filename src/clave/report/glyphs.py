"""What our letters can draw.

A PDF that promises to be readable by everybody (PDF/UA-1) may hold no character without a drawing, and a customer may
be called anything: what a font lacks is drawn as an empty box, and what has no drawing of its own is left out."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path

BOX = "□"
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")  # controls, marks of direction, halves of pairs, private and unassigned


def drawable(font: Path) -> frozenset[int]:
    """The characters a TrueType font maps to a drawing, by number: its Unicode table of format 4 (OpenType, cmap)."""
    data = font.read_bytes()
    start = _table(data, b"cmap")
    for number in range(struct.unpack_from(">H", data, start + 2)[0]):
        platform, _encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * number)
        if platform in (0, 3) and struct.unpack_from(">H", data, start + offset)[0] == 4:
            return frozenset(_mapped(data, start + offset))
    raise ValueError(f"{font.name} has no Unicode table of format 4")


def _table(data: bytes, tag: bytes) -> int:
    count: int = struct.unpack_from(">H", data, 4)[0]
    entries: Iterator[tuple[bytes, int, int, int]] = (
        struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count)
    )
    return next(offset for name, _sum, offset, _length in entries if name == tag)


def _mapped(data: bytes, at: int) -> set[int]:
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    read = f">{segments}H"
    ends = struct.unpack_from(read, data, at + 14)
    starts = struct.unpack_from(read, data, at + 16 + 2 * segments)
    found = {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}
    return found - {0xFFFF}


def shown(text: str, letters: frozenset[int]) -> str:
    """`text` with nothing in it that these letters cannot draw."""
    whole = unicodedata.normalize("NFC", text)
    if letters.issuperset(map(ord, whole)):
        return whole
    return "".join(_drawn(character, letters) for character in whole)


def _drawn(character: str, letters: frozenset[int]) -> str:
    if ord(character) in letters or character == "\n":
        return character
    kind = unicodedata.category(character)
    if kind in UNSEEN or kind == "Mn":
        return " " if character in "\t\r" else ""
    return " " if kind == "Zs" else BOX
