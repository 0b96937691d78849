"""Where the growth of a plan comes from, as bars of its page; and where there is room, by family. (G8)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from clave.base.figures import Figure
from clave.base.words import _
from clave.operations.plan.growth import Growth
from clave.store.models import CompetitorVisit
from clave.web.shown.families import GridShown
from clave.web.words import told

NAMED = 2
"""Competitors that a family names."""


@dataclass(frozen=True)
class BarShown:
    """One bar: its foot and height in percent of the picture, its figure, and where it is written down."""

    text: str
    figure: str
    foot: float
    height: float
    tone: str
    opens: str = ""


@dataclass(frozen=True)
class GrowthShown:
    """The bars from the year before to a year with all of it; `opens` leads to the lines of the year before."""

    bars: tuple[BarShown, ...]
    share: str
    period: str
    opens: str
    without: str


@dataclass(frozen=True)
class Room:
    """A family in which more could be won: what it buys, what is left up to how much, who was seen there."""

    row: GridShown
    rivals: str


def growth_shown(found: Growth | None, customer: str, currency: str, *, may: bool) -> GrowthShown | None:
    """Bars from zero; None where there is no year before, or nothing to stack on it."""
    if found is None or not found.steps:
        return None
    levels = [0.0, found.base, *(one.end for one in found.steps)]
    low, high = min(levels), max(levels)
    whole = (high - low) or 1.0

    def bar(text: str, amount: str, ends: tuple[float, float], tone: str, opens: str = "") -> BarShown:
        foot, top = sorted(ends)
        return BarShown(text, amount, 100 * (foot - low) / whole, 100 * (top - foot) / whole, tone, opens)

    steps = (
        bar(
            one.text if isinstance(one.text, str) else told(one.text),
            ("+" if one.change > 0 else "") + told(Figure(one.change, "money", currency)), (one.start, one.end),
            "up" if one.change > 0 else "down",
            reverse("plan_edit", args=[customer, "objetivo", one.objective]) if may and one.objective else "",
        )
        for one in found.steps
    )  # fmt: skip
    money = [told(Figure(one, "money", currency)) for one in (found.base, found.target)]
    first = bar(told(_("The year before")), money[0], (0.0, found.base), "all")
    last = bar(told(_("A year with all of it")), money[1], (0.0, found.target), "all")
    days = _("from {first} to {last}").fill(first=Figure(found.first, "date"), last=Figure(found.last, "date"))
    without = _("Nobody said what these are worth: {titles}.").fill(titles=", ".join(found.without))
    share = "" if found.share is None else ("+" if found.share > 0 else "") + told(Figure(found.share, "share"))
    opens = f"{reverse('account_lines', args=[customer])}?desde={found.first}&hasta={found.last}"
    return GrowthShown((first, *steps, last), share, told(days), opens, told(without) if found.without else "")


def rooms(rows: Iterable[GridShown], visits: Iterable[CompetitorVisit]) -> list[Room]:
    """The families with something left to win, the most first, with the competitors that were seen there."""
    seen: dict[str, dict[str, None]] = {}
    for one in visits:
        seen.setdefault(one.family, {})[one.competitor] = None
    found = [Room(row, _rivals(seen, row.family)) for row in rows if row.headroom > 0 and row.family]
    return sorted(found, key=lambda one: -one.row.headroom)


def _rivals(seen: Mapping[str, Mapping[str, None]], family: str) -> str:
    names = list(seen.get(family, {}))
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
