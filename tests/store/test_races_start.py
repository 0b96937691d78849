"""Two first starts in one data folder: one secret key, and one start at a time. Each race has its losing twin."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from clave.project.environment import read
from clave.project.first_start import alone
from tests.store.races import ROUNDS, at_once, meeting


def key_of(folder: Path) -> str:
    """The key as a start reads it."""
    return read({"CLAVE_DATA": str(folder)}).secret_key


def test_two_first_starts_share_one_secret_key(tmp_path: Path, db: None) -> None:
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        one, other = at_once(partial(key_of, folder), partial(key_of, folder))
        assert one == other == key_of(folder)
        assert len(one) >= 50


def test_an_empty_key_left_by_a_crash_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    assert len(key_of(tmp_path)) >= 50


def test_its_twin_that_looks_first_and_writes_later_has_two(tmp_path: Path, db: None) -> None:
    for number in range(ROUNDS):
        kept, both_looked = tmp_path / str(number), meeting(2)

        def look_and_write(kept: Path = kept, both_looked: Callable[[], object] = both_looked) -> str:
            assert not kept.exists()
            both_looked()
            key = secrets.token_urlsafe(64)
            kept.write_text(key)
            return key

        one, other = at_once(look_and_write, look_and_write)
        assert one != other


def add_one(number: Path, both_read: Callable[[], object]) -> None:
    """Work that goes wrong where two do it at the same time."""
    read_here = int(number.read_text())
    both_read()
    number.write_text(str(read_here + 1))


def test_starts_go_one_after_another(tmp_path: Path, db: None) -> None:
    number, told = tmp_path / "number", list[str]()
    number.write_text("0")

    def start() -> None:
        with alone(tmp_path, told.append):
            add_one(number, lambda: None)

    for _ in range(ROUNDS):
        at_once(start, start, start)
    assert int(number.read_text()) == 3 * ROUNDS
    assert set(told) <= {"Otro arranque está preparando esta instalación: esperando a que termine…"}


def test_their_twin_without_the_lock_loses_work(tmp_path: Path, db: None) -> None:
    number = tmp_path / "number"
    number.write_text("0")
    for _ in range(ROUNDS):
        both_read = meeting(3)
        at_once(*[partial(add_one, number, both_read)] * 3)
    assert int(number.read_text()) == ROUNDS
