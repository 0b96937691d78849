"""The company's own sign, checked byte by byte and written anew: only what draws stays, no metadata, nothing that runs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from clave.base.errors import ClaveError
from clave.base.words import Text, _

PNG, JPEG = "image/png", "image/jpeg"
SIDE = 4_000
"""Pixels that a side may have; more is a poster."""
_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWS = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"IDAT", b"IEND"}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD9)}
REMEDY = _("Bring it as PNG or JPEG, such as the one of your letterhead; the logo of before stays.")


@dataclass(frozen=True)
class Sign:
    """An image that is safe to serve and to print: its MIME type, its size in pixels, its bytes."""

    kind: str
    width: int
    height: int
    content: bytes


def checked_logo(content: bytes, kilobytes: int) -> Sign:
    """The image, written anew. Raises ClaveError (`where` is "logo") for what is too large, is no image, or is broken."""
    if len(content) > kilobytes * 1_000:
        raise _refused(_("the file weighs more than {most} kB.").fill(most=kilobytes))
    try:
        sign = (
            _png(content) if content.startswith(_PNG) else _jpeg(content) if content.startswith(b"\xff\xd8") else None
        )
    except (struct.error, zlib.error, IndexError, ValueError) as error:
        raise _refused(_("the image is broken or cut short.")) from error
    if sign is None:
        raise _refused(_("this file is no PNG and no JPEG."))
    if not (0 < sign.width <= SIDE and 0 < sign.height <= SIDE):
        raise _refused(_("the image measures {width} × {height} pixels, and {most} a side fit.").fill(
            width=sign.width, height=sign.height, most=SIDE
        ))  # fmt: skip
    return sign


def _refused(what: Text) -> ClaveError:
    return ClaveError(what, where="logo", remedy=REMEDY)


def _png(content: bytes) -> Sign:
    """Chunk by chunk, each with its check; the pixels are unpacked once, to know that they are all there."""
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise ValueError("cut short")
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= SIDE and 0 < height <= SIDE):
        return Sign(PNG, width, height, b"")
    row = 1 + (width * depth * _CHANNELS.get(colour, 0) + 7) // 8
    most = 2 * row * height + 64  # interlaced ones carry a few bytes more for each row
    unpacker = zlib.decompressobj()
    size = len(unpacker.decompress(b"".join(data for name, data in chunks if name == b"IDAT"), most))
    if colour not in _CHANNELS or (size != row * height if not interlaced else not unpacker.eof):
        raise ValueError("cut short")
    return Sign(PNG, width, height, _PNG + b"".join(_chunk(*one) for one in chunks if one[0] in _DRAWS))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + length]
        (check,) = struct.unpack_from(">I", content, place + 8 + length)
        if len(data) != length or zlib.crc32(name + data) != check:
            raise ValueError("broken chunk")
        yield name, data
        place += 12 + length
        if name == b"IEND":
            return  # what follows draws nothing


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _jpeg(content: bytes) -> Sign:
    """Segment by segment up to the pixels: remarks, previews and places of the camera stay behind."""
    kept, width, height, place = [b"\xff\xd8"], 0, 0, 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no segment")
        marker = content[place + 1]
        if marker in _ALONE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + length]
        if len(segment) != 2 + length or length < 2:
            raise ValueError("cut short")
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 5)
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept.append(segment)
        place += 2 + length
        if marker == 0xDA:  # the pixels begin
            break
    end = content.rfind(b"\xff\xd9")
    if end < place or not width:
        raise ValueError("cut short")
    return Sign(JPEG, width, height, b"".join([*kept, content[place : end + 2]]))
