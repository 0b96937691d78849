"""The page of the outcome: what the three rooms found of a window, without the lists behind, with the verdict on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clave.base.words import Joined, Text
from clave.outcome.cost.shape import Concentration, Programme, ProgrammeCosts, Return, Whale
from clave.outcome.effect.shape import MARGIN_GAIN, Effect
from clave.outcome.harvest.shape import Harvest
from clave.outcome.measured import Measured, measured
from clave.outcome.verdict import Verdict, verdict
from clave.outcome.window import Window

EFFECT, COST, HARVEST = "effect", "cost", "harvest"
LOSSES = 5
YEAR = 365.25


@dataclass(frozen=True)
class Refused:
    """A part that could not be reckoned, and why."""

    part: str
    why: Text | Joined


@dataclass(frozen=True)
class Outcome:
    """One window as the page, the paper, the file and the API tell it; the lists behind its figures are in the parts."""

    window: Window
    currency: str
    level: float
    verdict: Verdict
    measured: tuple[Measured, ...]
    effect: Effect | None
    back: Return | None
    programme: Programme | None
    whale: Whale | None
    concentration: Concentration | None
    harvest: Harvest | None
    compared: int
    comparables: int
    refused: tuple[Refused, ...]


def composed(
    window: Window, currency: str, level: float, *, effect: Effect | None, back: Return | None,
    costs: ProgrammeCosts | None, harvest: Harvest | None, refused: Mapping[str, Text | Joined],
) -> Outcome:  # fmt: skip
    """The page of one window from its parts; a part that is None is in `refused` with its reason."""
    figures = measured(effect, harvest)
    matched = {one.customer for match in effect.matches for one in match.comparables} if effect else set[str]()
    return Outcome(
        window=window, currency=currency, level=level,
        verdict=verdict(effect, back, figures, currency, why=refused.get(EFFECT)), measured=figures,
        effect=replace(effect, matches=(), left_out=(), twins=()) if effect else None, back=back,
        programme=replace(costs.programme, amounts=(), accounts=()) if costs else None,
        whale=replace(costs.whale, points=()) if costs and costs.whale else None,
        concentration=_short(costs.concentration) if costs else None,
        harvest=_without_lists(harvest) if harvest else None,
        compared=len(effect.matches) if effect else 0, comparables=len(matched),
        refused=tuple(Refused(part, why) for part, why in refused.items()),
    )  # fmt: skip


def gained(effect: Effect | None, window: Window) -> tuple[float | None, float | None, float | None]:
    """What the measured accounts left as margin beyond comparable customers over the window: low, point and high; None where it
    cannot be said. A year's gain counts for as long as each account was in the programme within the window, no longer."""
    found = effect.figure(MARGIN_GAIN) if effect and effect.enough else None
    if effect is None or found is None or found.value is None or found.low is None or found.high is None:
        return None, None, None
    years = _years(effect, window)
    return found.low * years, found.value * years, found.high * years


def _years(effect: Effect, window: Window) -> float:
    """How long the measured accounts were in the programme within the window, on average, in years."""
    days = [max(0, (window.end - max(window.start, one.entered)).days + 1) for one in effect.matches]
    return sum(days) / len(days) / YEAR if days else 0.0


def _short(found: Concentration | None) -> Concentration | None:
    return replace(found, losses=found.losses[:LOSSES]) if found else None


def _without_lists(found: Harvest) -> Harvest:
    """A harvest without its lists of accounts."""
    return replace(
        found,
        categories=tuple(replace(one, facts=()) for one in found.categories),
        retention=replace(found.retention, accounts=()),
        margins=replace(found.margins, accounts=()),
        relation=replace(found.relation, voiced=(), surveys=()),
        promises=replace(found.promises, accounts=()),
    )
