"""A sequence laid out in time: one bar per order, one row per machine, ready to be drawn (G5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.privileges.production.plant import Lines, Machine, Plant, WorkOrder

HOUR = 60


@dataclass(frozen=True)
class Bar:
    """One order on its machine. The setup, where there is one, goes from `setup_start` on for `setup` minutes of work;
    the order from `start` to `end`. `late` = minutes of the clock after the end of its due day; `place` counts from 1."""

    order: WorkOrder
    machine: str
    place: int
    setup_start: datetime
    start: datetime
    end: datetime
    setup: int
    late: int
    before: str | None = None
    frozen: bool = False
    locked: bool = False

    @property
    def key(self) -> bool:
        """Whether it is made for a key account."""
        return self.order.key

    @property
    def late_hours(self) -> float:
        """Hours of the clock that it is late."""
        return self.late / HOUR


@dataclass(frozen=True)
class Row:
    """One machine of a Gantt chart: its bars in order, and the hours it works and sets up until its last order ends."""

    machine: Machine
    bars: tuple[Bar, ...]
    work_hours: float
    setup_hours: float


@dataclass(frozen=True)
class Totals:
    """A group of orders: how many, how many late, hours of lateness added up, and the mean over all of them."""

    orders: int
    late: int
    late_hours: float

    @property
    def mean_late_hours(self) -> float | None:
        """Hours late by order, those in time counting 0; None where there are no orders."""
        return self.late_hours / self.orders if self.orders else None


@dataclass(frozen=True)
class Schedule:
    """A sequence in time. `lines` is what is kept of it: the rest follows from the plant."""

    plant: Plant
    lines: Lines
    bars: tuple[Bar, ...]
    by_order: Mapping[str, Bar] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_order", {bar.order.order: bar for bar in self.bars})

    def rows(self) -> tuple[Row, ...]:
        """Every machine with its bars, also one that has nothing to do."""
        return tuple(self._row(machine) for machine in self.plant.machines)

    def _row(self, machine: Machine) -> Row:
        bars = tuple(bar for bar in self.bars if bar.machine == machine.machine)
        work = sum(bar.order.minutes[machine.machine] for bar in bars)
        return Row(machine, bars, work / HOUR, sum(bar.setup for bar in bars) / HOUR)

    def totals(self, *, key: bool | None = None) -> Totals:
        """All orders, or only those of key accounts, or only the others."""
        bars = [bar for bar in self.bars if key is None or bar.key == key]
        return Totals(len(bars), sum(bar.late > 0 for bar in bars), sum(bar.late for bar in bars) / HOUR)

    @property
    def setup_hours(self) -> float:
        """Hours of setup of all machines."""
        return sum(bar.setup for bar in self.bars) / HOUR

    @property
    def weighted_lateness(self) -> int:
        """What the plan makes small: minutes late times weight, added up."""
        return sum(bar.late * bar.order.weight for bar in self.bars)

    @property
    def ends(self) -> datetime:
        """When the last order ends; now where there are none."""
        return max((bar.end for bar in self.bars), default=self.plant.now)


def timed(plant: Plant, lines: Lines, frozen: Collection[str] = (), locked: Collection[str] = ()) -> Schedule:
    """Lay a sequence out. Raises ClaveError where it does not name every order once, on a machine that can make it."""
    _whole(plant, lines)
    machines = plant.by_machine
    bars = [bar for name in sorted(machines) for bar in _bars(plant, machines[name], lines.get(name, ()))]
    marked = tuple(
        Bar(**{**vars(bar), "frozen": bar.order.order in frozen, "locked": bar.order.order in locked}) for bar in bars
    )
    return Schedule(plant, {name: tuple(lines.get(name, ())) for name in machines}, marked)


def _bars(plant: Plant, machine: Machine, names: Collection[str]) -> Iterator[Bar]:
    """The bars of one machine. The setup is made at once, also while the order is not released yet."""
    orders, hours, worked, family, before = plant.by_order, machine.calendar, 0, machine.family, None
    for place, name in enumerate(names, start=1):
        order = orders[name]
        setup = plant.setups.minutes(machine.machine, family, order.family)
        released = hours.worked(plant.minute(order.released)) if order.released else 0
        start = max(worked + setup, released)
        end = hours.done(start + order.minutes[machine.machine])
        late = max(0, end - plant.minute(order.due) - 1440)
        setup_start, started = plant.moment(hours.begins(worked)), plant.moment(hours.begins(start))
        yield Bar(
            order, machine.machine, place, setup_start, started, plant.moment(end), setup, late, before
        )  # fmt: skip
        worked, family, before = start + order.minutes[machine.machine], order.family, name


def _whole(plant: Plant, lines: Lines) -> None:
    named = [(machine, name) for machine, names in lines.items() for name in names]
    orders = plant.by_order
    for machine, name in named:
        if name not in orders or machine not in orders[name].minutes or machine not in plant.by_machine:
            raise ClaveError(
                _("the order {order} cannot be made on {machine}.").fill(order=name, machine=machine),
                remedy=_("Make the plan again with the orders and machines there are."),
            )
    if len(named) != len(orders) or {name for _machine, name in named} != set(orders):
        raise ClaveError(
            _("the sequence does not have each of the {n} orders once.").fill(n=len(orders)),
            remedy=_("Make the plan again with the orders and machines there are."),
        )
