"""The policy file on disk: nothing lost, nothing half written, every failure a sentence. Races have their losing twin."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from clave.base.errors import ClaveError
from clave.policy import keeping
from clave.policy.keeping import add
from clave.policy.reading import company, default, read
from clave.policy.shape import Dated
from clave.policy.writing import appended

SINCE = date(2026, 11, 1)
OURS = '# la casa\r\n[[draws]]  # pocos\nfrom = 2026-01-01\nvalue = 500\nreason = "rápido"\nsource = "Acta 1"\n'
ROUNDS = 50


def entry(value: object, source: str = "Acta 2", since: date = SINCE) -> Dated:
    return Dated(since, value, "porque sí", source)


def at_once(*calls: Callable[[], object]) -> None:
    """Both let go together; an error in one is an error of the race."""
    start = Barrier(len(calls))

    def one(call: Callable[[], object]) -> None:
        start.wait(30)
        call()

    with ThreadPoolExecutor(len(calls)) as people:
        for future in [people.submit(one, call) for call in calls]:
            future.result()


def test_the_first_entry_makes_the_file_and_says_when_and_by_whom(tmp_path: Path) -> None:
    path, recorded = tmp_path / "data" / "policy.toml", datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    policy = add(path, {"seats": Dated(SINCE, {"knowledge": 2}, "r", "s", recorded, 3)})
    assert policy.entries["seats"][-1] == Dated(SINCE, {"knowledge": 2}, "r", "s", recorded, 3)
    assert read(path).version == policy.version
    assert path.stat().st_mode & 0o777 == 0o644


def test_what_stood_there_stays_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(OURS.encode())
    path.chmod(0o640)
    add(path, {"gate.days_beyond_terms": entry(8.0), "capacity.count": entry(30)})
    assert path.read_bytes().startswith(OURS.encode())
    assert path.stat().st_mode & 0o777 == 0o640
    limits = read(path).at(SINCE).values
    assert (limits["draws"], limits["gate.days_beyond_terms"], limits["capacity.count"]) == (500, 8.0, 30)
    assert {file.name for file in tmp_path.iterdir()} == {"policy.toml", "policy.toml.lock"}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, path = tmp_path / "kept" / "ours.toml", tmp_path / "policy.toml"
    real.parent.mkdir()
    real.write_text(OURS)
    path.symlink_to(real)
    add(path, {"capacity.count": entry(30)})
    assert path.is_symlink()
    assert read(real).at(SINCE).values["capacity.count"] == 30


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"capacity.count": entry("muchos")}, "whole number"),
        ({"bands.out": entry(0.9)}, "must not be above"),
        ({"nothing": entry(1)}, "is not a policy value"),
        ({"draws": entry(900), "capacity.count": entry(0)}, "whole number"),
    ],
)
def test_what_may_not_be_leaves_the_file_as_it_was(tmp_path: Path, entries: dict[str, Dated], says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(OURS.encode())
    with pytest.raises(ClaveError) as refused:
        add(path, entries)
    assert says in refused.value.say("en")
    assert path.read_bytes() == OURS.encode()
    assert [file.name for file in tmp_path.glob("*.new")] == []


def test_a_file_nobody_can_read_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ClaveError) as refused:
        add(path, {"capacity.count": entry(30)})
    assert "cannot be read" in refused.value.say("en")
    path.write_text("order = ")
    with pytest.raises(ClaveError) as refused:
        add(path, {"capacity.count": entry(30)})
    assert "not a valid policy file" in refused.value.say("en")
    path.unlink()
    path.mkdir()
    with pytest.raises(ClaveError) as refused:
        add(path, {"capacity.count": entry(30)})
    assert "cannot be read" in refused.value.say("en")


def test_a_folder_nobody_can_write_in_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ClaveError) as refused:
        add(tmp_path / "file" / "policy.toml", {"capacity.count": entry(30)})
    assert "cannot be written" in refused.value.say("en")


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(OURS)
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(ClaveError) as refused:
        add(path, {"capacity.count": entry(30)})
    assert "No space left on device" in refused.value.say("en")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.glob("*.new")] == []


def test_what_is_saved_by_hand_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves in an editor between our reading and our writing: the editor knows no lock."""
    path, editor = tmp_path / "policy.toml", iter([True])
    path.write_text(OURS)
    sync = os.fsync

    def edited_meanwhile(handle: int) -> None:
        if next(editor, False):
            path.write_text(appended(OURS, "bands.safe", entry(0.9, "a mano")))
        sync(handle)

    monkeypatch.setattr(keeping.os, "fsync", edited_meanwhile)
    limits = add(path, {"capacity.count": entry(30)}).at(SINCE).values
    assert (limits["bands.safe"], limits["capacity.count"]) == (0.9, 30)
    assert read(path).at(SINCE).values == limits


def test_a_policy_that_changed_since_it_was_looked_at_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    seen = add(path, {"capacity.count": entry(30)}, seen=default().version).version
    add(path, {"capacity.count": entry(31)}, seen=seen)
    with pytest.raises(ClaveError) as refused:
        add(path, {"capacity.count": entry(32)}, seen=seen)
    assert "changed while you looked" in refused.value.say("en")
    assert read(path).at(SINCE).values["capacity.count"] == 31


def test_two_at_once_lose_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    for number in range(ROUNDS):
        at_once(*(partial(add, path, {"draws": entry(1000 + number, who)}) for who in ("Ana", "Beto")))
    sources = [version.source for version in read(path).entries["draws"][1:]]
    assert (sources.count("Ana"), sources.count("Beto")) == (ROUNDS, ROUNDS)


def test_their_twin_without_the_lock_loses_one(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"

    def add_without_lock(both_read: Barrier, who: str) -> None:
        text = path.read_text() if path.exists() else ""
        both_read.wait(30)
        fresh = path.with_name(who)
        fresh.write_text(appended(text, "draws", entry(1000, who)))
        fresh.replace(path)

    for number in range(ROUNDS):
        both_read = Barrier(2)
        at_once(partial(add_without_lock, both_read, f"Ana {number}"), partial(add_without_lock, both_read, "Beto"))
    assert len(company(path.read_text(), "policy.toml").entries["draws"]) - 1 < 2 * ROUNDS
