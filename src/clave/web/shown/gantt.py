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
NARROW = 5.0  # per cent of the row below which a bar has no room for words


@dataclass(frozen=True)
class Piece:
    """A stretch of a row, as wide as its share of the window in per cent: `gap`, `setup`, `work` or `more`; work and setup
    know their order, and what is said of it to whoever points at it or cannot see it."""

    kind: str
    width: str
    order: PlannedOrder | None = None
    title: str = ""
    label: str = ""
    begun: bool = False
    goes_on: bool = False

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
        inside = min(end, self.last) - max(start, self.first)
        return f"{max(inside / (self.last - self.first), 0) * 100:.3f}".rstrip("0").rstrip(".")


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
    return Row(
        kept["name"], tuple(_pieces(inside, window, here)), tuple(_closed(kept["open"], window)), told(load),
        kept["family"], tuple(inside), len(orders) - len(inside),
    )  # fmt: skip


def _pieces(orders: Sequence[PlannedOrder], window: _Window, here: Any) -> Iterator[Piece]:
    at = window.first
    for one in orders[:MOST]:
        if one.setup_start > at:
            yield Piece("gap", window.share(at, one.setup_start))
        if one.setup:
            yield Piece("setup", window.share(one.setup_start, one.start), one, _setup_said(one))
        work = window.share(one.start, one.end)
        label = one.order if float(work) > NARROW else ""
        yield Piece("work", work, one, said(one, here), label, goes_on=one.end > window.last)
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


def said(one: PlannedOrder, here: Any) -> str:
    """A bar in words: its order, for whom, from when to when, and whether it is late."""
    text = _("{order}, {who}: {start} to {end}").fill(
        order=one.order, who=one.name or told(_("stock")), start=moment(one.start, here), end=moment(one.end, here)
    )
    more = [told(_("key account"))] if one.key else []
    more += [told(_("{hours} late").fill(hours=hours(one.late)))] if one.late else []
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


def _closed(open_hours: Sequence[Sequence[int]], window: _Window) -> Iterator[Piece]:
    """Stretches by turns: open ones are gaps, closed ones are drawn."""
    at = window.first
    for opened, closed in open_hours:
        start, end = window.first + timedelta(minutes=opened), window.first + timedelta(minutes=closed)
        if start >= window.last:
            break
        if start > at:
            yield Piece("closed", window.share(at, start))
        yield Piece("gap", window.share(max(start, at), end))
        at = end
    if at < window.last:
        yield Piece("closed", window.share(at, window.last))
