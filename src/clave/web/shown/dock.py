"""The dock of a day as the page shows it: its stops in sequence, and how full it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clave.base.words import Text, _
from clave.privileges.dispatch.stops import Leaving, Stop, load_of
from clave.privileges.dispatch.words import Amount
from clave.report.dock_sheet import load_words
from clave.store.models import DispatchPlan
from clave.web.shown.dispatch import grade_name
from clave.web.words import told


@dataclass(frozen=True)
class PartShown:
    """One part of a stop."""

    part: Leaving
    quantity: str
    grade: str
    load: str


@dataclass(frozen=True)
class StopShown:
    """One stop with what is loaded for it."""

    stop: Stop
    load: str
    parts: tuple[PartShown, ...]


def stop_shown(stop: Stop) -> StopShown:
    """A stop in the reader's language."""
    return StopShown(stop, told(load_words(stop.load)), tuple(map(part_shown, stop.parts)))


def part_shown(part: Leaving) -> PartShown:
    """A part in the reader's language."""
    return PartShown(part, told(Amount(part.quantity)), grade_name(part.grade), told(load_words(load_of([part]))))


@dataclass(frozen=True)
class DockShown:
    """How full a dock is, in words, and the hour of its last truck (empty: nobody said it)."""

    name: str
    load: str
    room: str
    until: str


NO_LIMIT = _("no limit was entered for this dock")


def dock_shown(plan: DispatchPlan, warehouse: str, found: Sequence[Stop]) -> DockShown:
    """A dock with the stops of a plan."""
    kept: dict[str, str | None] = next((one for one in plan.summary["warehouses"] if one["name"] == warehouse), {})
    load = load_words(load_of(part for stop in found for part in stop.parts))
    return DockShown(warehouse, told(load), told(_room(kept)), kept.get("cut_off") or "")


def _room(kept: dict[str, str | None]) -> Text:
    kilos, pallets = kept.get("kilos"), kept.get("pallets")
    if kilos is not None and pallets is not None:
        both = _("room for {kilos} kg and {pallets} pallets in all")
        return both.fill(kilos=Amount(Decimal(kilos)), pallets=Amount(Decimal(pallets)))
    if kilos is not None:
        return _("room for {kilos} kg in all").fill(kilos=Amount(Decimal(kilos)))
    if pallets is not None:
        return _("room for {pallets} pallets in all").fill(pallets=Amount(Decimal(pallets)))
    return NO_LIMIT
