"""Files of a watched folder: what was read is what is put aside, whatever happens to the file meanwhile."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clave.facts.sources.folder import Held, as_aside, copied, look, put_aside, still_growing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CALM = timedelta(seconds=30)


def dropped(place: Path, words: str = "a;b\n1;2\n") -> Path:
    file = place / "ventas.csv"
    file.write_text(words)
    return file


def aside(held: Held) -> Path:
    return put_aside(held, loaded=True, language="es", stamp=NOW, report=[])


def test_a_file_that_was_read_is_put_aside(tmp_path: Path) -> None:
    held = copied(dropped(tmp_path), tmp_path / "copy")
    kept = aside(held)
    assert kept.read_text() == (tmp_path / "copy").read_text()
    assert not held.path.exists()
    assert still_growing(tmp_path, dict([as_aside(held, kept, NOW)])) == ()


def test_a_file_that_grew_while_it_was_loaded_stays_where_it_is(tmp_path: Path) -> None:
    held = copied(dropped(tmp_path), tmp_path / "copy")
    with held.path.open("a") as stream:
        stream.write("3;4\n")
    assert not aside(held).exists()
    assert held.path.exists()


def test_a_file_that_was_replaced_by_one_like_it_stays_where_it_is(tmp_path: Path) -> None:
    held = copied(dropped(tmp_path), tmp_path / "copy")
    other = tmp_path / "other"
    other.write_text("a;b\n9;9\n")
    os.utime(other, ns=(held.read.st_atime_ns, held.read.st_mtime_ns))
    other.rename(held.path)
    assert not aside(held).exists()
    assert held.path.read_text() == "a;b\n9;9\n"


def test_a_file_that_grew_between_being_read_and_being_put_aside_comes_back(tmp_path: Path) -> None:
    held = copied(dropped(tmp_path), tmp_path / "copy")
    kept = aside(held)
    with kept.open("a") as stream:  # whoever copied it held it open all the time
        stream.write("3;4\n")
    assert still_growing(tmp_path, dict([as_aside(held, kept, NOW)])) == ("ventas.csv",)


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret-key"
    secret.write_text("x")
    (tmp_path / "ventas.csv").symlink_to(secret)
    assert look(tmp_path, {}, NOW, CALM).seen == {}
    with pytest.raises(OSError, match="symbolic"):
        copied(tmp_path / "ventas.csv", tmp_path / "copy")
