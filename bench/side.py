"""Side by side: each contender in a process of its own, in turn; seconds, processor and memory of the work alone.

    measured("bench.importing:with_pandas", path, runs=5)

A process imports, warms up where told so, works once and says what it took; runs of the contenders alternate, so that
neighbours on a shared machine disturb all of them alike.
"""

from __future__ import annotations

import gc
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Took:
    """One run: wall and processor seconds, the highest memory of the process in MB, and what the work returned."""

    wall: float
    cpu: float
    peak: float
    result: Any


@dataclass(frozen=True)
class Runs:
    """All runs of one contender."""

    name: str
    took: tuple[Took, ...]

    @property
    def wall(self) -> float:
        """The shortest wall time."""
        return min(run.wall for run in self.took)

    @property
    def cpu(self) -> float:
        """The least processor time."""
        return min(run.cpu for run in self.took)

    @property
    def peak(self) -> float:
        """The highest memory."""
        return max(run.peak for run in self.took)

    @property
    def result(self) -> Any:
        """What the work returned, the same in every run."""
        first = self.took[0].result
        if any(run.result != first for run in self.took):
            raise SystemExit(f"{self.name}: runs differ")
        return first

    def row(self, against: Runs | None = None) -> str:
        """One line of a table: minimum and median of wall and processor seconds, memory, and the ratio to a peer."""
        walls, cpus = [run.wall for run in self.took], [run.cpu for run in self.took]
        line = (
            f"{self.name:<34} {min(walls):>8.2f} {median(walls):>8.2f} {min(cpus):>8.2f} {median(cpus):>8.2f} "
            f"{self.peak:>8.0f}"
        )
        return line + (f" {self.wall / against.wall:>9.2f} {self.cpu / against.cpu:>9.2f}" if against else "")


HEAD = (
    f"{'':<34} {'wall s':>8} {'median':>8} {'cpu s':>8} {'median':>8} {'peak MB':>8} {'× wall':>9} {'× cpu':>9}"
    "   (× = times what clave took)"
)


def contest(contenders: Sequence[tuple[str, str, Sequence[object]]], runs: int) -> list[Runs]:
    """Run (name, "module:function", arguments) of every contender `runs` times, in turns."""
    took: dict[str, list[Took]] = {name: [] for name, _work, _arguments in contenders}
    for _turn in range(runs):
        for name, work, arguments in contenders:
            took[name].append(once(work, *arguments))
    return [Runs(name, tuple(found)) for name, found in took.items()]


def once(work: str, *arguments: object) -> Took:
    """One run in a fresh process."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.side", work, json.dumps([str(argument) for argument in arguments])],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return Took(**json.loads(told.splitlines()[-1]))


def main(work: str, arguments: str) -> None:
    """The child: what `work` returns must be JSON."""
    module, name = work.split(":")
    function = getattr(importlib.import_module(module), name)
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    result = function(*json.loads(arguments))
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps({**took, "peak": _peak(), "result": result}))


def _peak() -> float:
    """The highest memory of this program in MB: `ru_maxrss` would be that of the process it was started from, if larger."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
