"""A kept selection as the table shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.words import Text
from clave.report.heat import PROPOSALS, UNKNOWN, Heat, Proposed, heat, proposed
from clave.store.fields import Sight, reserved
from clave.store.models import SelectionLine, SelectionRun
from clave.web.words import told

FAMILIES = {
    "volume": "a", "kilos": "a", "extraordinary": "a", "distributor": "b", "idle_stock": "b", "profit": "c",
    "potential": "c", "cash": "c", "loyalty": "d", "knowledge": "d", "prestige": "d", "multinational": "d",
}  # fmt: skip
TALLEST = 22
FITTING = 2
BADGES: dict[Proposed, tuple[str, str]] = {
    "enters": ("ok", "arrow-up"), "debate": ("warn", "messages"), "outside": ("", "minus"),
    "stays": ("ok", "check"), "watched": ("warn", "eye"), "leaves": ("bad", "arrow-down"), "waits": ("", "clock"),
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """A criterion in force: its number in the order of importance, its name, weight, and the height of its bar."""

    key: str
    number: int
    label: str
    harvest: str
    weight: float
    height: int
    family: str

    @property
    def sort_down(self) -> str:
        """The order that puts its highest scores first."""
        return "-" + self.key


@dataclass(frozen=True)
class HeatCell:
    """One cell of the heat map, and whether the customer holds the seat of that criterion."""

    heat: Heat
    seat: bool


@dataclass(frozen=True)
class Evidence:
    """A criterion that says something of a customer: its score as the map shows it, and the figures behind it."""

    head: Head
    heat: Heat
    because: str


@dataclass(frozen=True)
class Badge:
    """A state with its icon and its word."""

    tone: str
    icon: str
    label: Text


@dataclass(frozen=True)
class Row:
    """One customer of the table."""

    line: SelectionLine
    cells: tuple[HeatCell, ...]
    categories: tuple[Head, ...]
    seat: str
    badge: Badge
    percent: int
    tone: str

    @property
    def named(self) -> str:
        """The first reasons, as many as fit in a line."""
        return ", ".join(head.label for head in self.categories[: self._fitting])

    @property
    def more(self) -> int:
        """How many reasons `named` leaves out."""
        return max(0, len(self.categories) - self._fitting)

    @property
    def _fitting(self) -> int:
        return 1 if self.seat or self.line.but_for_payment else FITTING


def heads(run: SelectionRun) -> tuple[Head, ...]:
    """The criteria in force, in order of importance."""
    greatest = max((criterion["weight"] for criterion in run.criteria), default=1) or 1
    return tuple(
        Head(
            key=criterion["key"],
            number=number,
            label=told(criterion["label"]),
            harvest=told(criterion["harvest"]),
            weight=criterion["weight"],
            height=max(2, round(TALLEST * criterion["weight"] / greatest)),
            family=FAMILIES.get(criterion["key"], ""),
        )
        for number, criterion in enumerate(run.criteria, 1)
    )


def row(line: SelectionLine, columns: Sequence[Head]) -> Row:
    """A line with everything the table draws of it."""
    by_key = {head.key: head for head in columns}
    seat = by_key.get(line.seat)
    return Row(
        line=line,
        cells=tuple(HeatCell(_heat(line.criteria.get(head.key)), line.seat == head.key) for head in columns),
        categories=tuple(by_key[key] for key in line.categories if key in by_key),
        seat=seat.label if seat else line.seat,
        badge=proposal(line),
        percent=round(line.sure * 100),
        tone=sure_tone(line),
    )


def _heat(kept: Mapping[str, Any] | None) -> Heat:
    return heat(kept["score"], kept["ungated"]) if kept else UNKNOWN


def evidence(line: SelectionLine, run: SelectionRun, columns: Sequence[Head], sight: Sight) -> list[Evidence]:
    """The criteria that add something, would add it but for payment, or are unknown, each with its figures in words,
    or for whom these are reserved."""
    needs = {criterion["key"]: criterion.get("needs", ()) for criterion in run.criteria}
    kept = [(head, line.criteria.get(head.key), sight.hides(needs[head.key], line.customer)) for head in columns]
    found = [
        Evidence(head, _heat(cell), told(reserved(hidden)) if hidden else told(cell["because"]))
        for head, cell, hidden in kept
        if cell
    ]
    return [one for one in found if one.heat.unknown or one.heat.text != "0"]


def proposal(line: SelectionLine) -> Badge:
    """What the list proposes for a customer."""
    what = proposed(line)
    tone, icon = BADGES[what]
    return Badge(tone, icon, PROPOSALS[what])


def sure_tone(line: SelectionLine) -> str:
    """Petrol for safe, amber for debatable, grey for out: as the policy's bands decided."""
    return {"safe": "brand", "debate": "key"}.get(line.firmness, "grey")
