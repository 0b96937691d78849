"""A kept selection as the table shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.figures import Figure, Unit
from clave.base.words import Text, _, counted
from clave.store.models import SelectionLine, SelectionRun
from clave.web.words import reader, told

STEPS = (20, 40, 60, 80)
FAMILIES = {
    "volume": "a", "kilos": "a", "extraordinary": "a", "distributor": "b", "idle_stock": "b", "profit": "c",
    "potential": "c", "cash": "c", "loyalty": "d", "knowledge": "d", "prestige": "d", "multinational": "d",
}  # fmt: skip
TALLEST = 22
FITTING = 2
COUNT, IN_MONEY, IN_SHARES = "count", "budget", "share"
STRIP = {
    COUNT: _("Capacity"),
    "share": _("Share of customers"),
    "accounts": _("Accounts of the KAMs"),
    "hours": _("KAM hours a month"),
    "budget": _("Budget"),
}
ENTERS, DEBATE, OUTSIDE = _("Enters"), _("Debate"), _("Outside")


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
    """One cell of the heat map: its step 0–4, what stands in it, whether the gate shut it, and the tip in words."""

    step: int
    text: str
    locked: bool
    unknown: bool
    seat: bool
    tip: str


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


@dataclass(frozen=True)
class LimitShown:
    """One figure of the strip: used of total with its bar; total None = not set."""

    label: str
    meaning: str
    used: Figure
    total: Figure | None
    share: int
    binds: bool
    one_more: str
    key: str

    @property
    def text(self) -> Text:
        """`35 of 35`; a share is of something else than its limit: `3 %, at most 10 %`."""
        text = _("{used}, at most {total}") if self.key == IN_SHARES else _("{used} of {total}")
        return text.fill(used=self.used, total=self.total)


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
        cells=tuple(cell(line, line.criteria.get(head.key), head) for head in columns),
        categories=tuple(by_key[key] for key in line.categories if key in by_key),
        seat=seat.label if seat else line.seat,
        badge=proposal(line),
        percent=round(line.sure * 100),
        tone=sure_tone(line),
    )


def cell(line: SelectionLine, kept: Mapping[str, Any] | None, head: Head) -> HeatCell:
    """A locked cell shows the score it would have; an unknown one shows `?`; of a nought only its name is worth a tip."""
    if kept is None or kept["score"] is None:
        because = told(kept["because"]) if kept else ""
        return HeatCell(0, "?", locked=False, unknown=True, seat=False, tip=_tip(head, because))
    ungated = kept["ungated"]
    locked = ungated is not None and ungated > kept["score"]
    value = ungated if locked else kept["score"]
    step = 0 if locked else sum(value >= limit for limit in STEPS)
    return HeatCell(
        step=step,
        text=str(round(value)),
        locked=locked,
        unknown=False,
        seat=line.seat == head.key,
        tip=_tip(head, told(kept["because"]) if value else ""),
    )


def _tip(head: Head, because: str) -> str:
    return f"{head.label}: {because}" if because else head.label


def proposal(line: SelectionLine) -> Badge:
    """What the list proposes for a customer; a first list has nobody who stays or leaves."""
    if line.firmness == "debate" or (line.member and line.firmness == "out" and not line.seat):
        return Badge("warn", "messages", DEBATE)
    return Badge("ok", "arrow-up", ENTERS) if line.member else Badge("", "minus", OUTSIDE)


def sure_tone(line: SelectionLine) -> str:
    """Petrol for safe, amber for debatable, grey for out: as the policy's bands decided."""
    return {"safe": "brand", "debate": "key"}.get(line.firmness, "grey")


def limits(run: SelectionRun) -> list[LimitShown]:
    """The strip of limits, as the capacity stored them."""
    return [_limit(kept, run.currency) for kept in run.capacity["limits"]]


def _limit(kept: Mapping[str, Any], currency: str) -> LimitShown:
    total = kept["total"]
    unit: Unit = {IN_MONEY: "money", IN_SHARES: "share"}.get(kept["key"], "count")  # type: ignore[assignment]
    return LimitShown(
        label=STRIP[kept["key"]].say(reader()) if kept["key"] in STRIP else told(kept["label"]),
        meaning=told(kept["label"]),
        used=Figure(kept["used"], unit, currency),
        total=None if total is None else Figure(total, unit, currency),
        share=0 if not total else min(100, round(100 * kept["used"] / total)),
        binds=kept["binds"],
        one_more=told(kept["one_more"]),
        key=kept["key"],
    )


@dataclass(frozen=True)
class Firmness:
    """How many of the members are safe."""

    safe: int
    members: int

    @property
    def share(self) -> int:
        """0–100."""
        return round(100 * self.safe / self.members) if self.members else 0

    @property
    def text(self) -> Text:
        """`19 of 25 safe`."""
        return counted("{safe} of {n} safe", "{safe} of {n} safe", self.members).fill(safe=self.safe)


def cut_text(run: SelectionRun, members: int) -> Text:
    """What the cut line says: the capacity and the limit that decides it."""
    binding = {limit["key"]: told(limit["label"]) for limit in run.capacity["limits"] if limit["binds"]}
    if {*binding} == {COUNT}:
        return _("capacity {cap}, full").fill(cap=run.capacity["cap"])
    if binding:
        return _("capacity {cap} · decided by: {limits}").fill(
            cap=run.capacity["cap"], limits=", ".join(binding.values()).lower()
        )
    return counted("{n} account inside · capacity {cap}", "{n} accounts inside · capacity {cap}", members).fill(
        cap=run.capacity["cap"]
    )
