"""A plan of the plant as a chart: one row per machine, made of pieces whose widths add up to the window that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clave.base.figures import day as day_words
from clave.base.figures import number
from clave.base.words import _, counted
from clave.store.models import PlannedOrder, ProductionPlan
from clave.web.words import reader, told

MOST = 36
"""Bars drawn in a row; what comes after them in the window is one piece that says how many."""
SPANS = {"1": 1, "3": 3, "7": 7, "14": 14}
MINUTE = timedelta(minutes=1)
Stretch = tuple[datetime, datetime]
NARROW = 5.0  # per cent of the row below which a bar has no room for words


@dataclass(frozen=True)
class Part:
    """A stretch of a bar that closed hours interrupt, as wide as its share of the bar in per cent; the widest one that is
    worked has the words."""

    width: str
    closed: bool
    named: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of a row, as wide as its share of the window in per cent: `gap`, `setup`, `work` or `more`; work and setup
    know their order, and what is said of it to whoever points at it or cannot see it; `parts` where it is interrupted."""

    kind: str
    width: str
    order: PlannedOrder | None = None
    title: str = ""
    label: str = ""
    begun: bool = False
    goes_on: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def narrow(self) -> bool:
        """No room for words, and hardly for a finger: whoever uses the keyboard finds the order in the table below."""
        return float(self.width) < NARROW


@dataclass(frozen=True)
class Row:
    """A machine: its pieces, the hours in which it is closed, its load in words."""

    name: str
    pieces: tuple[Piece, ...]
    closed: tuple[Piece, ...]
    load: str
    stands_for: str
    orders: tuple[PlannedOrder, ...]
    after: int


@dataclass(frozen=True)
class Gantt:
    """The chart: its days, the share of the frozen zone, and its rows."""

    first: datetime
    last: datetime
    days: tuple[Piece, ...]
    frozen: str
    rows: tuple[Row, ...]
    spoken: str


def gantt(plan: ProductionPlan, orders: Iterable[PlannedOrder], span: int, here: Any, machine: str = "") -> Gantt:
    """The chart of a plan for so many days from its beginning, with the orders given; `here` is the zone of the place."""
    first = plan.begins.astimezone(here)
    window = _Window(first, _midnight(first) + timedelta(days=span))
    by_machine: dict[str, list[PlannedOrder]] = {}
    for one in orders:
        by_machine.setdefault(one.machine, []).append(one)
    rows = tuple(
        _row(kept, by_machine.get(kept["name"], []), window, here)
        for kept in plan.summary["machines"]
        if not machine or kept["name"] == machine
    )
    shown = sum(len(row.orders) for row in rows)
    spoken = counted("{n} order on {machines} machines", "{n} orders on {machines} machines", shown)
    frozen = min(timedelta(hours=plan.summary["frozen_hours"]), window.last - first)
    return Gantt(
        first, window.last, tuple(_days(window)), window.share(first, first + frozen),
        rows, told(spoken.fill(machines=number(len(rows), 0, reader()))),
    )  # fmt: skip


@dataclass(frozen=True)
class _Window:
    first: datetime
    last: datetime

    def share(self, start: datetime, end: datetime) -> str:
        """How much of the window a stretch takes, in per cent; what sticks out is cut off."""
        return _per_cent((min(end, self.last) - max(start, self.first)) / (self.last - self.first))

    def part(self, start: datetime, end: datetime) -> _Window:
        """The part of it that a stretch takes."""
        return _Window(max(start, self.first), min(end, self.last))


def _per_cent(share: float) -> str:
    return f"{max(share, 0) * 100:.3f}".rstrip("0").rstrip(".")


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _days(window: _Window) -> Iterator[Piece]:
    at = window.first
    while at < window.last:
        after = _midnight(at) + timedelta(days=1)
        yield Piece("day", window.share(at, after), label=day_words(at.date(), reader(), at.date()))
        at = after


def _row(kept: Mapping[str, Any], orders: Sequence[PlannedOrder], window: _Window, here: Any) -> Row:
    inside = [one for one in orders if one.setup_start < window.last]
    load = _("{n} orders: {work} h, setups {setup} h").fill(
        n=number(kept["orders"], 0, reader()),
        work=number(kept["work"], 0, reader()),
        setup=number(kept["setup"], 1, reader()),
    )
    shut = list(_shut(kept["open"], window.first))
    return Row(
        kept["name"], tuple(_pieces(inside, window, here, shut)), tuple(_closed(shut, window)), told(load),
        kept["family"], tuple(inside), len(orders) - len(inside),
    )  # fmt: skip


def _pieces(orders: Sequence[PlannedOrder], window: _Window, here: Any, shut: Sequence[Stretch]) -> Iterator[Piece]:
    at = window.first
    for one in orders[:MOST]:
        if one.setup_start > at:
            yield Piece("gap", window.share(at, one.setup_start))
        if one.setup:
            parts = _parts(window.part(one.setup_start, one.start), shut)
            yield Piece("setup", window.share(one.setup_start, one.start), one, _setup_said(one), parts=parts)
        work = window.share(one.start, one.end)
        label = one.order if float(work) > NARROW else ""
        parts = _parts(window.part(one.start, one.end), shut)
        yield Piece("work", work, one, said(one, here, shut), label, goes_on=one.end > window.last, parts=parts)
        at = one.end
    left = orders[MOST:]
    if left:
        text = told(counted("{n} more order", "{n} more orders", len(left)))
        yield Piece("more", window.share(at, left[-1].end), title=text, label=text)


def _setup_said(one: PlannedOrder) -> str:
    text = _("Setup from {before} to {family}: {minutes} min").fill(
        before=one.family_before or "?", family=one.family, minutes=number(one.setup, 0, reader())
    )
    return told(text)


def said(one: PlannedOrder, here: Any, shut: Sequence[Stretch]) -> str:
    """A bar in words: its order, for whom, from when to when, whether it is late, and how long it stands still."""
    text = _("{order}, {who}: {start} to {end}").fill(
        order=one.order, who=one.name or told(_("stock")), start=moment(one.start, here), end=moment(one.end, here)
    )
    more = [told(_("key account"))] if one.key else []
    more += [told(_("{hours} late").fill(hours=hours(one.late)))] if one.late else []
    still = sum((end - start for start, end in _inside(shut, one.start, one.end)), timedelta()) / MINUTE
    more += [told(_("interrupted {hours}: the machine is closed").fill(hours=hours(still)))] if still else []
    return ". ".join([told(text), *more])


def moment(at: datetime, here: Any) -> str:
    """A day and an hour at the place: «2 mar 14:30»."""
    local = at.astimezone(here)
    return f"{day_words(local.date(), reader(), local.date())} {local:%H:%M}"


def hours(minutes: float) -> str:
    """Minutes as a planner says them: hours up to two days, then days."""
    value = minutes / 60
    if abs(value) >= 48:
        return told(_("{n} days").fill(n=number(value / 24, 1, reader())))
    return told(_("{n} h").fill(n=number(value, 1 if value % 1 else 0, reader()))).replace(" ", "\u00a0")


def _shut(open_hours: Sequence[Sequence[int]], first: datetime) -> Iterator[Stretch]:
    """Hours in which a machine is closed: between those in which it is open, and after the last ones as far as is drawn."""
    at = first
    for opened, closed in open_hours:
        start = first + timedelta(minutes=opened)
        if start > at:
            yield at, start
        at = first + timedelta(minutes=closed)
    drawn = first + timedelta(days=max(SPANS.values()))
    if at < drawn:
        yield at, drawn


def _inside(shut: Sequence[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """The closed hours from one moment to another."""
    return [(max(one, start), min(two, end)) for one, two in shut if one < end and two > start]


def _parts(bar: _Window, shut: Sequence[Stretch]) -> tuple[Part, ...]:
    """A bar by turns worked and interrupted; nothing where closed hours do not interrupt it."""
    found, at = [], bar.first
    inside = _inside(shut, bar.first, bar.last)
    for start, end in inside:
        found += [(at, start, False), (start, end, True)]
        at = end
    found = [one for one in [*found, (at, bar.last, False)] if one[0] < one[1]] if inside else []
    widest = max((end - start for start, end, closed in found if not closed), default=None)
    named = next((one for one in found if not one[2] and one[1] - one[0] == widest), None)
    whole = bar.last - bar.first
    return tuple(Part(_per_cent((one[1] - one[0]) / whole), one[2], one is named) for one in found)


def _closed(shut: Sequence[Stretch], window: _Window) -> Iterator[Piece]:
    """Stretches by turns: open ones are gaps, closed ones are drawn."""
    at = window.first
    for start, end in _inside(shut, window.first, window.last):
        if start > at:
            yield Piece("gap", window.share(at, start))
        yield Piece("closed", window.share(start, end))
        at = end
