"""Simulated annealing of a sequence: swaps, insertions and moves of blocks, also between machines (G5).

A move is judged only from the first position it changes, and only until the machine is again where it was. It is limited by a
number of moves and a seed, never by a clock: the same plant gives the same plan.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log
from random import Random

from clave.privileges.production.shop import Jobs, Run, Shop

Change = tuple[int, int, int, Jobs]
"""On a machine, the positions from first to before last are replaced by these jobs."""
BLOCK = 6  # jobs of a block at most
NEAR = 40  # positions that a job moves on its own machine at most, but for one move in eight
ACROSS = 0.35  # share of the moves that go to another machine, where there is one
SAMPLE = 300  # moves looked at to know how large differences are
HOT, COLD = 0.03, 0.0004  # first and last temperature, as shares of the usual worsening


@dataclass(frozen=True)
class Judged:
    """What a change comes to: the difference of cost, and the new ends and costs of the positions it touches, `upto`
    exclusive in the old line."""

    change: Change
    difference: int
    ends: Jobs
    costs: Jobs
    upto: int


def anneal(shop: Shop, start: Sequence[Jobs], moves: int, seed: int) -> list[Jobs]:
    """The best sequence found in so many moves; the start itself where none is better."""
    state = _State(shop, start, Random(seed))
    usual = state.usual_worsening() if moves else 0.0
    if usual == 0.0:
        return [list(jobs) for jobs in start]
    temperature, cooling = usual * HOT, (COLD / HOT) ** (1 / moves)
    for _move in range(moves):
        state.step(temperature)
        temperature *= cooling
    return state.best()


class _State:
    """The sequence as it stands, machine by machine, with its ends and costs."""

    def __init__(self, shop: Shop, start: Sequence[Jobs], rng: Random) -> None:
        self.shop, self.random = shop, rng.random
        self.runs: list[Run] = [shop.run(at, jobs) for at, jobs in enumerate(start)]
        self.machines = len(self.runs)
        self.count = sum(len(run.jobs) for run in self.runs)
        self.across = ACROSS if self.machines > 1 else 0.0
        self.cost = self.lowest = sum(sum(run.costs) for run in self.runs)
        self.kept = [list(jobs) for jobs in start]

    def best(self) -> list[Jobs]:
        """The cheapest sequence seen."""
        self._remember()
        return self.kept

    def _remember(self) -> None:
        if self.cost < self.lowest:
            self.lowest, self.kept = self.cost, [list(run.jobs) for run in self.runs]

    def usual_worsening(self) -> float:
        """The mean of the differences that random moves would make for the worse; else for the better."""
        found = [difference for _try in range(SAMPLE) if (difference := self._difference(inf)) is not None]
        worse = [difference for difference in found if difference > 0] or [-difference for difference in found]
        return sum(worse) / len(worse) if worse else 0.0

    def _difference(self, room: float) -> int | None:
        judged = self._judged(self._proposed(), room)
        return sum(each.difference for each in judged) if judged else None

    def step(self, temperature: float) -> None:
        """Propose one move and take it where it costs no more than chance allows at this temperature."""
        room = -temperature * log(1.0 - self.random())
        judged = self._judged(self._proposed(), room)
        if not judged:
            return
        difference = sum(each.difference for each in judged)
        if difference > room:
            return
        if difference > 0:
            self._remember()
        self.cost += difference
        for each in judged:
            self._take(each)

    def _take(self, judged: Judged) -> None:
        machine, first, last, jobs = judged.change
        run = self.runs[machine]
        run.jobs[first:last] = jobs
        run.ends[first : judged.upto] = judged.ends
        run.costs[first : judged.upto] = judged.costs

    def _judged(self, changes: Sequence[Change], room: float) -> list[Judged] | None:
        """All changes of a move; None where there are none, where one is not allowed, or where it is surely too dear."""
        judged: list[Judged] = []
        for at, change in enumerate(changes):
            left = room - judged[0].difference if at else room
            found = self._judge(change, left if at == len(changes) - 1 else inf)
            if found is None:
                return None
            judged.append(found)
        return judged

    def _judge(self, change: Change, room: float) -> Judged | None:
        """What a change costs. Once the moved jobs are behind us, every later one can only be as late as now or later:
        a difference above `room` then cannot shrink any more."""
        machine, first, last, jobs = change
        shop, run, track = self.shop, self.runs[machine], self.shop.tracks[machine]
        families, due, heavy, ceiling = shop.family, shop.due, shop.heavy, shop.ceiling
        minutes, release, latest, setups = track.minutes, track.release, track.due, track.setup
        now, family = (run.ends[first - 1], families[run.jobs[first - 1]]) if first else track.begin
        difference, moved, back = -sum(run.costs[first:last]), len(jobs), last - len(jobs)
        ends: Jobs = []
        costs: Jobs = []
        old = last - 1
        for at, job in enumerate(jobs + run.jobs[last:]):
            into = families[job]
            cost = setups[family][into]
            family = into
            now += cost
            if now < release[job]:
                now = release[job]
            now += minutes[job]
            if now > latest[job]:
                end = now + track.offsets[bisect_left(track.knots, now)]
                if end > ceiling[job]:
                    return None
                cost += (end - due[job]) * heavy[job]
            ends.append(now)
            costs.append(cost)
            difference += cost
            if at >= moved:
                old = at + back
                difference -= run.costs[old]
                if now == run.ends[old]:
                    break
                if difference > room and now > run.ends[old]:
                    return None
        return Judged(change, difference, ends, costs, old + 1)

    def _somewhere(self) -> tuple[int, int]:
        """Any position of any machine."""
        at = int(self.random() * self.count)
        for machine, run in enumerate(self.runs):
            if at < len(run.jobs):
                return machine, at
            at -= len(run.jobs)
        raise IndexError(at)

    def _proposed(self) -> list[Change]:
        """A random move as one change, or two where it goes to another machine; none where it may not be made."""
        if not self.count:
            return []
        machine, at = self._somewhere()
        changes = (
            self._across(machine, at) if self.across and self.random() < self.across else self._within(machine, at)
        )
        locked = self.shop.locked
        return [self._laid(change) if locked[change[0]] else change for change in changes]

    def _laid(self, change: Change) -> Change:
        """The same change with the locked orders of its machine at their places."""
        machine, first, last, jobs = change
        line = self.runs[machine].jobs
        return machine, 0, len(line), self.shop.laid(machine, [*line[:first], *jobs, *line[last:]])

    def _within(self, machine: int, at: int) -> list[Change]:
        """A swap, or a block moved, on one machine."""
        jobs = self.runs[machine].jobs
        count = len(jobs)
        if count < 2:
            return []
        far = count if count <= NEAR or self.random() < 0.125 else NEAR
        distance = 1 + int(self.random() * self.random() * (far - 1))
        to = at + distance if self.random() < 0.5 else at - distance
        if not 0 <= to < count:
            return []
        if self.random() < 0.4:
            low, high = (at, to) if at < to else (to, at)
            return [(machine, low, high + 1, [jobs[high], *jobs[low + 1 : high], jobs[low]])]
        size = min(self._block(), count - at)
        if to < at:
            return [(machine, to, at + size, jobs[at : at + size] + jobs[to:at])]
        if to + size > count:
            return []
        return [(machine, at, to + size, jobs[at + size : to + size] + jobs[at : at + size])]

    def _block(self) -> int:
        return 1 if self.random() < 0.7 else 2 + int(self.random() * (BLOCK - 1))

    def _across(self, machine: int, at: int) -> list[Change]:
        """A swap with, or a block moved to, about the same time on another machine."""
        other = int(self.random() * (self.machines - 1))
        other += other >= machine
        here, there = self.runs[machine], self.runs[other]
        drift = int((self.random() - 0.5) * 6)
        to = min(max(bisect_left(there.ends, here.ends[at]) + drift, 0), len(there.jobs))
        if self.random() < 0.4 and to < len(there.jobs):
            give, take = here.jobs[at : at + 1], there.jobs[to : to + 1]
        else:
            give, take = here.jobs[at : at + self._block()], []
        if not (self._may(give, other) and self._may(take, machine)):
            return []
        return [(machine, at, at + len(give), take), (other, to, to + len(take), give)]

    def _may(self, jobs: Jobs, machine: int) -> bool:
        """Whether these may be made on that machine: it can make them, and nobody locked them."""
        minutes = self.shop.tracks[machine].minutes
        return all(minutes[job] and job not in self.shop.pinned for job in jobs)
