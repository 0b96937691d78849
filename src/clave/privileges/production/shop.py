"""A plant in whole numbers, as fast as plain Python reads it: what rules and annealing work on (G5).

Everything is exact: minutes and weights are integers, so that the same plant gives the same plan on any machine. The cost of
a sequence is its weighted lateness first and its setup minutes second: `scale` is larger than all setups together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clave.privileges.production.plant import Lines, Lock, Machine, Plant

Jobs = list[int]
NEVER = 1 << 60


@dataclass(frozen=True)
class Track:
    """One machine by job number: minutes (0 = it cannot make it), first and last working minute, setups by family number,
    the calendar, and how it stands when the free part begins: working minute and family number."""

    minutes: Jobs
    release: Jobs
    due: Jobs
    setup: list[Jobs]
    knots: Jobs
    offsets: Jobs
    begin: tuple[int, int]


@dataclass(frozen=True)
class Run:
    """A line of one machine in time: its jobs, the working minute at which each ends, and what each costs."""

    jobs: Jobs
    ends: Jobs
    costs: Jobs


class Shop:
    """A plant with its frozen orders run and its locks known; `ceilings` = the last minute at which an order may end."""

    def __init__(
        self,
        plant: Plant,
        frozen: Lines | None = None,
        locks: Iterable[Lock] = (),
        ceilings: Mapping[str, int] | None = None,
    ) -> None:
        self.plant = plant
        self.names = [order.order for order in plant.orders]
        self.number = {name: at for at, name in enumerate(self.names)}
        families = sorted({o.family for o in plant.orders} | {m.family for m in plant.machines if m.family is not None})
        self.families = {name: at for at, name in enumerate(families)}
        self.family = [self.families[order.family] for order in plant.orders]
        self.weight = [order.weight for order in plant.orders]
        self.due = [plant.minute(order.due) + 1440 for order in plant.orders]
        self.ceiling = [NEVER if ceilings is None else ceilings.get(name, NEVER) for name in self.names]
        self.tracks = [self._track(machine, families) for machine in plant.machines]
        self.scale = 1 + sum(self._longest_setup(job) for job in range(len(self.names)))
        self.heavy = [weight * self.scale for weight in self.weight]
        self.frozen = [[self.number[name] for name in (frozen or {}).get(m.machine, ())] for m in plant.machines]
        for at, jobs in enumerate(self.frozen):
            self._freeze(at, jobs)
        self._lock(locks)

    def _track(self, machine: Machine, families: Sequence[str]) -> Track:
        plant, hours = self.plant, machine.calendar
        minutes = [order.minutes.get(machine.machine, 0) for order in plant.orders]
        release = [max(hours.worked(plant.minute(o.released)), 0) if o.released else 0 for o in plant.orders]
        due = [hours.worked(due) if due > 0 else -1 for due in self.due]
        setup = [[plant.setups.minutes(machine.machine, before, after) for after in families] for before in families]
        setup.append([0] * len(families))  # not known what it stands ready for
        begin = (0, -1 if machine.family is None else self.families[machine.family])
        return Track(minutes, release, due, setup, list(hours.knots), list(hours.offsets), begin)

    def _longest_setup(self, job: int) -> int:
        into = self.family[job]
        return max((row[into] for track in self.tracks for row in track.setup if track.minutes[job]), default=0)

    def _freeze(self, machine: int, jobs: Jobs) -> None:
        """Let the machine begin after its frozen orders."""
        if jobs:
            begin = (self.run(machine, jobs).ends[-1], self.family[jobs[-1]])
            self.tracks[machine] = Track(**{**vars(self.tracks[machine]), "begin": begin})

    def _lock(self, locks: Iterable[Lock]) -> None:
        machines = {machine.machine: at for at, machine in enumerate(self.plant.machines)}
        self.locked: list[list[tuple[int, int]]] = [[] for _machine in self.tracks]
        for lock in sorted(locks, key=lambda lock: (lock.machine, lock.place, lock.order)):
            self.locked[machines[lock.machine]].append((lock.place - 1, self.number[lock.order]))
        self.pinned = {job for held in self.locked for _place, job in held}

    @property
    def free(self) -> Jobs:
        """The jobs that are neither frozen nor locked."""
        held = self.pinned | {job for jobs in self.frozen for job in jobs}
        return [job for job in range(len(self.names)) if job not in held]

    def laid(self, machine: int, jobs: Iterable[int]) -> Jobs:
        """Free jobs of a machine with its locked ones at their places."""
        line = [job for job in jobs if job not in self.pinned]
        for place, job in self.locked[machine]:
            line.insert(place, job)
        return line

    def run(self, machine: int, jobs: Sequence[int]) -> Run:
        """Run a line from where the machine begins. A setup may be made while waiting for a release."""
        track, (now, family) = self.tracks[machine], self.tracks[machine].begin
        ends, costs = [], []
        for job in jobs:
            setup = track.setup[family][self.family[job]]
            now = max(now + setup, track.release[job]) + track.minutes[job]
            family = self.family[job]
            ends.append(now)
            costs.append(setup + self.lateness(machine, job, now) * self.heavy[job])
        return Run(list(jobs), ends, costs)

    def lateness(self, machine: int, job: int, worked: int) -> int:
        """Minutes of the clock that a job is late when it ends at a working minute."""
        track = self.tracks[machine]
        return max(0, worked + track.offsets[bisect_left(track.knots, worked)] - self.due[job])

    def cost(self, lines: Sequence[Sequence[int]]) -> int:
        """What the free part of a sequence costs."""
        return sum(sum(self.run(machine, jobs).costs) for machine, jobs in enumerate(lines))

    def kept(self, lines: Sequence[Sequence[int]]) -> Lines:
        """The whole sequence, frozen orders first, as it is kept."""
        return {
            machine.machine: tuple(self.names[job] for job in (*self.frozen[at], *lines[at]))
            for at, machine in enumerate(self.plant.machines)
        }
