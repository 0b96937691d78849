"""The company's logo: what is taken, written anew, and refused with a sentence."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.report.logo import JPEG, PNG, checked_logo

MOST = 2_048


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 4, height: int = 3, *more: bytes, rows: int | None = None) -> bytes:
    """A grey image."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = zlib.compress((b"\0" + b"\x80" * width) * (height if rows is None else rows))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int = 4, height: int = 3, *more: bytes) -> bytes:
    """Segments in their order; no decoder is needed to weigh them."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00"
    return b"\xff\xd8" + b"".join(more) + frame + scan + b"pixels" + b"\xff\xd9"


def test_an_image_is_kept_with_its_measures() -> None:
    sign = checked_logo(png(40, 30), MOST)
    assert (sign.kind, sign.width, sign.height) == (PNG, 40, 30)
    sign = checked_logo(jpeg(40, 30), MOST)
    assert (sign.kind, sign.width, sign.height) == (JPEG, 40, 30)


def test_remarks_places_and_what_hangs_behind_stay_behind() -> None:
    secret = b"taken at 3.42, -76.52"
    said = checked_logo(png(4, 3, chunk(b"tEXt", secret), chunk(b"eXIf", secret)) + b"<script>", MOST)
    assert secret not in said.content
    assert b"<script>" not in said.content
    assert checked_logo(said.content, MOST) == said, "what was written anew is taken as it is"
    camera = b"\xff\xe1" + struct.pack(">H", 2 + len(secret)) + secret
    assert secret not in checked_logo(jpeg(4, 3, camera), MOST).content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no PNG and no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no PNG and no JPEG"),
        (b"GIF89a" + b"\0" * 40, "no PNG and no JPEG"),
        (b"%PDF-1.7", "no PNG and no JPEG"),
        (png()[:40], "broken or cut short"),
        (png()[:-20], "broken or cut short"),
        (png(rows=2), "broken or cut short"),
        (png().replace(b"IDAT", b"IDAX"), "broken or cut short"),
        (jpeg()[:-2], "broken or cut short"),
        (b"\xff\xd8\xff", "broken or cut short"),
        (png(5_000, 2), "5000 × 2 pixels"),
        (png(0, 3), "pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40_000_000, "weighs more than 2048 kB"),
    ],
)
def test_what_is_refused_says_why_and_what_to_bring(content: bytes, why: str) -> None:
    with pytest.raises(ClaveError, match=why) as refused:
        checked_logo(content, MOST)
    assert refused.value.where == "logo"
    assert "PNG or JPEG" in str(refused.value.remedy)


def test_a_bomb_of_pixels_is_not_unpacked() -> None:
    """Forty megabytes of zeros pack into forty kilobytes: only as much is unpacked as the image may have."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 0, 0, 0, 0))
    bomb = chunk(b"IDAT", zlib.compress(b"\0" * 40_000_000))
    with pytest.raises(ClaveError, match="broken"):
        checked_logo(b"\x89PNG\r\n\x1a\n" + head + bomb + chunk(b"IEND", b""), MOST)


@given(st.binary(max_size=400), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd8\xff\xe0"]))
def test_no_bytes_at_all_break_it(content: bytes, head: bytes) -> None:
    with suppress(ClaveError):
        checked_logo(head + content, MOST)


@given(st.integers(0, 80), st.integers(0, 255))
def test_a_byte_that_fell_over_is_taken_or_refused(place: int, value: int) -> None:
    for whole in (png(), jpeg()):
        content = bytearray(whole)
        content[place % len(content)] = value
        with suppress(ClaveError):
            checked_logo(bytes(content), MOST)
