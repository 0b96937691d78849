"""A plan of the plant: frozen orders first, rules, annealing, and a choice between weights and «never late if possible» (G5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.production.annealing import anneal
from clave.privileges.production.plant import Lines, Lock, Plant
from clave.privileges.production.rules import atcs, edd
from clave.privileges.production.schedule import Schedule, timed
from clave.privileges.production.shop import Jobs, Shop

WEIGHTS, NEVER_LATE = "weights", "never_late"


@dataclass(frozen=True)
class How:
    """How a plan is made: mode, moves of the annealing and seed (policy), and how long the plan in force stays frozen."""

    mode: str
    moves: int
    seed: int
    frozen: timedelta


@dataclass(frozen=True)
class Tried:
    """A sequence on the way to the plan: `in_force`, `edd`, `atcs`, `without` or `annealing`, with what it comes to."""

    name: str
    weighted_lateness: int
    setup_hours: float


@dataclass(frozen=True)
class Plan:
    """The plan: how it was asked for, its schedule, and what was tried on the way. The same asking gives the same plan."""

    plant: Plant
    how: How
    in_force: Lines
    locks: tuple[Lock, ...]
    schedule: Schedule
    tried: tuple[Tried, ...]

    @property
    def lines(self) -> Lines:
        """What is kept of it."""
        return self.schedule.lines


def how(limits: Limits) -> How:
    """As policy says."""
    return How(
        limits[declared.production_mode],
        limits[declared.production_moves],
        limits[declared.production_seed],
        timedelta(hours=limits[declared.production_frozen]),
    )


def plan(
    plant: Plant,
    asked: How,
    *,
    in_force: Lines | None = None,
    locks: Iterable[Lock] = (),
    without: Lines | None = None,
) -> Plan:
    """Make a plan; `without`: the sequence without priority, where the plan must not be worse than that one either.

    Orders of the plan in force that begin within the frozen time stay as they are; locked ones get their place; the rest
    is sequenced anew, and the outcome is never worse than ATCS, EDD or the plan in force. Raises ClaveError where a lock
    cannot be."""
    plant = plant.sorted()
    standing = still(plant, in_force or {})
    frozen = frozen_part(plant, standing, asked.frozen)
    held = {name for names in frozen.values() for name in names}
    kept = tuple(lock for lock in locks if lock.order not in held)
    _possible(plant, kept)
    ceilings: Mapping[str, int] | None = None
    begun: Lines | None = None
    if asked.mode == NEVER_LATE:
        begun, ceilings = _key_first(plant, asked, frozen, kept)
    shop = Shop(plant, frozen, kept, ceilings)
    starts = _starts(shop, standing, begun)
    if without is not None:
        starts["without"] = _free(shop, without)
    best = min(starts.values(), key=shop.cost)
    lines = shop.kept(anneal(shop, best, asked.moves, asked.seed))
    pinned = {lock.order for lock in kept}
    schedule = timed(plant, lines, held, pinned)
    tried = (
        *(_tried(name, plant, shop.kept(jobs)) for name, jobs in starts.items()),
        _tried("annealing", plant, lines),
    )
    return Plan(plant, asked, standing, kept, schedule, tried)


def still(plant: Plant, in_force: Lines) -> Lines:
    """What is still to be done of a plan in force: orders that are open, on machines that can make them, each once."""
    orders, seen = plant.by_order, set[str]()
    left: dict[str, tuple[str, ...]] = {}
    for machine in plant.by_machine:
        names = [name for name in in_force.get(machine, ()) if name in orders and machine in orders[name].minutes]
        left[machine] = tuple(name for name in dict.fromkeys(names) if name not in seen)
        seen.update(left[machine])
    return left


def frozen_part(plant: Plant, standing: Lines, hours: timedelta) -> Lines:
    """The orders of the plan in force that begin (with their setup) within the frozen time, machine by machine."""
    named = {name for names in standing.values() for name in names}
    part = replace(plant, orders=tuple(order for order in plant.orders if order.order in named))
    bars, until = timed(part, standing).bars, plant.now + hours
    return {
        machine: tuple(bar.order.order for bar in bars if bar.machine == machine and bar.setup_start < until)
        for machine in standing
    }


def _starts(shop: Shop, standing: Lines, begun: Lines | None) -> dict[str, list[Jobs]]:
    """The sequences that annealing may begin with: all of them, or, with limits for the key orders, the one that keeps them."""
    if begun is not None:
        return {"key_first": _free(shop, begun)}
    starts = {"edd": edd(shop), "atcs": atcs(shop)}
    if sum(len(names) for names in standing.values()) == len(shop.names):
        starts["in_force"] = _free(shop, standing)
    return starts


def _free(shop: Shop, lines: Lines) -> list[Jobs]:
    """A kept sequence as the free jobs of each machine, locked ones at their places."""
    frozen = [set(jobs) for jobs in shop.frozen]
    return [
        shop.laid(at, [job for name in lines[machine.machine] if (job := shop.number[name]) not in frozen[at]])
        for at, machine in enumerate(shop.plant.machines)
    ]


def _key_first(plant: Plant, asked: How, frozen: Lines, locks: tuple[Lock, ...]) -> tuple[Lines, Mapping[str, int]]:
    """The key orders sequenced alone, the others by rule behind them, and the last minute at which each key order may end:
    its due day, or where it ends now if that is later."""
    held = {name for names in frozen.values() for name in names} | {lock.order for lock in locks}
    first = replace(plant, orders=tuple(order for order in plant.orders if order.key or order.order in held))
    alone = Shop(first, frozen, locks)
    key_lines = alone.kept(anneal(alone, atcs(alone), asked.moves // 2, asked.seed))
    rest = Shop(plant, frozen, locks)
    by_rule = rest.kept(atcs(rest))
    placed = {name for names in key_lines.values() for name in names}
    behind = {
        machine: (*key_lines[machine], *(name for name in by_rule[machine] if name not in placed))
        for machine in by_rule
    }
    begun = rest.kept(_free(rest, behind))
    ends = {bar.order.order: bar for bar in timed(plant, begun).bars if bar.key}
    ceilings = {
        name: max(plant.minute(bar.order.due) + 1440, int((bar.end - plant.now) / timedelta(minutes=1)))
        for name, bar in ends.items()
    }
    return begun, ceilings


def _tried(name: str, plant: Plant, lines: Lines) -> Tried:
    made = timed(plant, lines)
    return Tried(name, made.weighted_lateness, made.setup_hours)


def _possible(plant: Plant, locks: Collection[Lock]) -> None:
    """Raise ClaveError where a lock names what is not there, or two contradict each other."""
    orders = plant.by_order
    for lock in locks:
        if lock.order not in orders:
            raise ClaveError(
                _("the order {order} is locked and is not open any more.").fill(order=lock.order),
                remedy=_("Take the lock away."),
            )
        if lock.machine not in orders[lock.order].minutes or lock.place < 1:
            raise ClaveError(
                _("the order {order} cannot be locked on {machine} at place {place}.").fill(
                    order=lock.order, machine=lock.machine, place=lock.place
                ),
                remedy=_("Choose one of its machines and a place from 1 on: {machines}.").fill(
                    machines=", ".join(sorted(orders[lock.order].minutes))
                ),
            )
    for kind in ([lock.order for lock in locks], [f"{lock.machine} {lock.place}" for lock in locks]):
        twice = next((each for each in kind if kind.count(each) > 1), None)
        if twice is not None:
            raise ClaveError(
                _("two locks contradict each other: {what}.").fill(what=twice), remedy=_("Take one of them away.")
            )
