"""What a list stands on, in a strip of figures: its limits, how firm it is, and what its cut line says.

The page and the documents read it from here, so that paper and screen show the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clave.base.figures import Figure, Unit
from clave.base.words import Joined, Text, _, counted, joined
from clave.selection.listing import Capacity, Limit, Placed

COUNT, IN_MONEY, IN_SHARES = "count", "budget", "share"
LABELS = {
    COUNT: _("Capacity"),
    IN_SHARES: _("Share of customers"),
    "accounts": _("Accounts of the KAMs"),
    "hours": _("KAM hours a month"),
    IN_MONEY: _("Budget"),
}
UNITS: dict[str, Unit] = {IN_MONEY: "money", IN_SHARES: "share"}


@dataclass(frozen=True)
class LimitShown:
    """One figure of the strip: used of total with its bar (0–100); total None = not set."""

    key: str
    label: Text | Joined
    meaning: Text | Joined
    used: Figure
    total: Figure | None
    share: int
    binds: bool
    one_more: Text | Joined | None

    @property
    def text(self) -> Text:
        """`35 of 35`; a share is of something else than its limit: `3 %, at most 10 %`."""
        text = _("{used}, at most {total}") if self.key == IN_SHARES else _("{used} of {total}")
        return text.fill(used=self.used, total=self.total)


def limits_shown(capacity: Capacity, currency: str) -> list[LimitShown]:
    """Every limit, the ones not set included."""
    return [_shown(limit, currency) for limit in capacity.limits]


def _shown(limit: Limit, currency: str) -> LimitShown:
    unit: Unit = UNITS.get(limit.key, "count")
    return LimitShown(
        key=limit.key,
        label=LABELS.get(limit.key, limit.label),
        meaning=limit.label,
        used=Figure(limit.used, unit, currency),
        total=None if limit.total is None else Figure(limit.total, unit, currency),
        share=0 if not limit.total else min(100, round(100 * limit.used / limit.total)),
        binds=limit.binds,
        one_more=limit.one_more,
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


def firmness(lines: Iterable[Placed]) -> Firmness:
    """Of these lines, the members and the safe ones among them."""
    members = [line for line in lines if line.member]
    return Firmness(sum(line.firmness == "safe" for line in members), len(members))


def cut_text(capacity: Capacity, members: int) -> Text:
    """What the cut line says: the capacity and the limit that decides it."""
    binding = [limit for limit in capacity.limits if limit.binds]
    if [limit.key for limit in binding] == [COUNT]:
        return _("capacity {cap}, full").fill(cap=capacity.cap)
    if binding:
        labels = joined(LABELS.get(limit.key, limit.label) for limit in binding)
        return _("capacity {cap} · decided by: {limits}").fill(cap=capacity.cap, limits=labels)
    return counted("{n} account inside · capacity {cap}", "{n} accounts inside · capacity {cap}", members).fill(
        cap=capacity.cap
    )
