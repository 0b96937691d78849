"""An import that is killed at any moment leaves the book as it was, or as it was to become: never in between."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clave.facts.store import FactStore
from tests.faults import importing
from tests.faults.importing import NOW, load, said

SEED = 20260131


def child(folder: Path, first: int, last: int, limit: int = 0) -> subprocess.Popen[str]:
    """A process that imports, ready to begin."""
    process = subprocess.Popen(
        [sys.executable, importing.__file__, str(folder), str(first), str(last), str(limit)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def seconds_of_an_import(folder: Path) -> float:
    """How long an import takes here and now."""
    start = time.perf_counter()
    load(folder, 1)
    load(folder, 2)
    return (time.perf_counter() - start) / 2


def kill_while_importing(folder: Path, kills: int) -> tuple[int, int]:
    """Kill an import `kills` times at seeded moments; returns how many left the old book and how many the new one."""
    moments, old, new = random.Random(SEED), 0, 0
    length = seconds_of_an_import(folder)
    current = 2
    for kill in range(kills):
        k = 10 + kill
        with child(folder, k, k) as process:
            try:
                process.wait(timeout=moments.uniform(0.05, 1.6) * length)
            except subprocess.TimeoutExpired:
                process.kill()
            process.wait()
        assert said(folder) in ({current}, {k}), f"half an import was visible after kill {kill} (seed {SEED})"
        if said(folder) == {k}:
            new, current = new + 1, k
        else:
            old += 1
    return old, new


@pytest.mark.parametrize("kills", [pytest.param(10, id="10"), pytest.param(200, id="200", marks=pytest.mark.soak)])
def test_a_killed_import_leaves_the_previous_book(tmp_path: Path, kills: int) -> None:
    old, new = kill_while_importing(tmp_path, kills)
    print(f"{kills} kills, seed {SEED}: {old} left the previous book, {new} came too late; 0 torn")
    assert old, "no kill hit an import"
    assert load(tmp_path, 999).changed
    assert said(tmp_path) == {999}
    FactStore(tmp_path).verify()


def test_every_version_made_between_kills_still_opens(tmp_path: Path) -> None:
    kill_while_importing(tmp_path, 3)
    versions = FactStore(tmp_path).versions()
    assert all(len(said(tmp_path, version.version)) == 1 for version in versions)


def test_readers_never_see_half_an_import(tmp_path: Path) -> None:
    load(tmp_path, 1)
    seen: list[int] = []
    with child(tmp_path, 2, 6) as process:
        while process.poll() is None:
            numbers = said(tmp_path)
            assert len(numbers) == 1, f"a reader saw {numbers} in one book"
            seen += numbers
    assert said(tmp_path) == {6}
    assert seen == sorted(seen)
    assert len(seen) >= 5


def test_what_a_killed_import_left_behind_is_cleared(tmp_path: Path) -> None:
    kill_while_importing(tmp_path, 3)
    store = FactStore(tmp_path)
    current = said(tmp_path)
    store.vacuum(days=-1, now=NOW, by="prueba")
    on_disk = {path for path in (tmp_path / "tables").rglob("*.parquet") if "_delta_log" not in path.parts}
    used = {Path(path) for source in store.open().sources.values() for path in source.paths}
    assert on_disk == used
    assert said(tmp_path) == current
