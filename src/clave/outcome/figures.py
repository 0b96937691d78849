"""Every figure of an outcome in one list, each with what it is and what it is compared with: for files and other systems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clave.base.figures import Unit
from clave.base.words import Joined, Text, _
from clave.outcome.cost.shape import Concentration, Programme, Return, Whale
from clave.outcome.harvest.shape import Estimate, Harvest
from clave.outcome.measured import Measured
from clave.outcome.whole import Outcome

RETURN, EFFECT, RETENTION, MARGIN, RELATION, HARVEST, SPREADS, COST, WHALE, CONCENTRATION = (
    _("Return"), _("Effect"), _("Retention"), _("Margin"), _("Relationship"), _("Harvest"), _("What spreads"), _("Cost"),
    _("Who leaves something"), _("Concentration"),
)  # fmt: skip
SIDES: dict[str, Text] = {
    "key": _("Key accounts"), "comparable": _("Comparable customers"), "rest": _("The rest"),
}  # fmt: skip
DEFINED: dict[str, Text] = {
    "return": _("Margin that the measured accounts left beyond comparable customers, over the cost of the programme."),
    "gain": _("Margin that the measured accounts left beyond comparable customers while they were in the programme."),
    "effect": _("Key accounts less comparable customers, each against itself before entry."),
    "nps": _("Recommendation of this window less that of the one before."),
    "retention": _(
        "Accounts that still buy by their own rhythm, of those that did when the window began and can be judged."
    ),
    "renewal": _("Money of the window of those that bought in the one before, over their money then."),
    "margin": _("Margin over the money of lines whose cost is known."),
    "net_margin": _("The same less the cost to serve that is known."),
    "recommend": _("Mean answer to whether they would recommend us, from 0 to 10."),
    "promoters": _("Share that answers 9 or 10 less the share that answers 0 to 6, in points."),
    "harvest": _("The figure of the category over its accounts together, against its target."),
    "spread": _("How many, against the target of the window."),
    "cost": _("What privileges, time, conditions and courtesies cost in the window, as far as it is known."),
    "over_sales": _("That cost over what the key accounts bought."),
    "part": _("The known part of that cost."),
    "peak": _("What the best customers leave together over what all leave: above 1 the others give some back."),
    "top": _("The share of the largest customers in all."),
    "hhi": _("Sum of the squares of all shares: 1 = one customer, near 0 = very many alike."),
}


@dataclass(frozen=True)
class Told:
    """One figure: its value with its interval where it has one (None = not known), of how many, in which unit ("pp" points,
    "%" per cent, "x" times, "n" a number), what it is, and the page that opens it."""

    section: Text
    key: str
    label: Text | Joined
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    versus: Text | None
    meaning: Text
    route: str
    about: str = ""


def figures(found: Outcome) -> tuple[Told, ...]:
    """All of them, in the order of the page; those that nobody knows among them, without a value."""
    return tuple(_all(found))


def _all(found: Outcome) -> Iterator[Told]:
    if found.back is not None:
        yield from _back(found.back, found.currency)
    for one in found.measured:
        yield _measured(one, found.currency)
    if found.harvest is not None:
        yield from _harvest(found.harvest)
    if found.programme is not None:
        yield from _cost(found.programme)
    if found.whale is not None:
        yield _of(WHALE, "peak", _("The best customers, of all profit"), "%", peak_of(found.whale), "peak", "results_whale",
                  found.whale.peak_rank)  # fmt: skip
    if found.concentration is not None:
        yield from _concentration(found.concentration)


UNITS: dict[str, tuple[str, float]] = {"share": ("%", 100.0), "points": ("pp", 100.0), "score": ("n", 1.0)}


def _scaled(unit: str, value: float | None, currency: str) -> tuple[str, float | None]:
    """A figure in the unit in which it is told."""
    name, times = UNITS.get(unit, (currency if unit == "money" else "n", 1.0))
    return name, None if value is None else value * times


def _back(found: Return, currency: str) -> Iterator[Told]:
    for key, label, unit, ends in (
        ("return", _("Return"), "x", (found.low, found.point, found.high)),
        ("gain", _("Margin gained"), currency, (None, found.gain, None)),
    ):
        low, value, high = ends
        yield Told(RETURN, key, label, unit, value, low, high, None, None, DEFINED[key], "results_cost")


def _measured(one: Measured, currency: str) -> Told:
    unit, value = _scaled(one.unit, one.value, currency)
    low, high = (_scaled(one.unit, end, currency)[1] for end in (one.low, one.high))
    route = "results_relation" if one.key == "nps" else "results_effect"
    meaning = DEFINED["nps" if one.key == "nps" else "effect"]
    return Told(EFFECT, one.key, one.label, unit, value, low, high, one.accounts, one.versus, meaning, route)


def _harvest(found: Harvest) -> Iterator[Told]:
    kept, margins, seen = found.retention, found.margins, found.relation
    for side in (kept.key, kept.comparable, kept.rest):
        key, label = side.side, SIDES[side.side]
        yield _estimate(RETENTION, f"retention_{key}", label, "share", side.retention, "retention", "results_retention")
        yield _estimate(RETENTION, f"renewal_{key}", label, "share", side.renewal, "renewal", "results_retention")
    for margin in (margins.key, margins.comparable, margins.rest):
        key, label = margin.side, SIDES[margin.side]
        yield _estimate(MARGIN, f"margin_{key}", label, "share", margin.rate, "margin", "results_retention")
        yield _estimate(MARGIN, f"net_margin_{key}", label, "share", margin.net_rate, "net_margin", "results_retention")
    yield _estimate(RELATION, "nps_now", _("Recommendation (NPS)"), "score", seen.nps, "promoters", "results_relation")
    yield _of(RELATION, "recommend", _("Would recommend us, of 10"), "n", seen.recommend, "recommend", "results_relation",
              seen.answered)  # fmt: skip
    for one in found.categories:
        unit, value = _scaled(one.unit, one.actual, found.currency)
        low, high = (_scaled(one.unit, end, found.currency)[1] for end in (one.low, one.high))
        yield Told(HARVEST, f"harvest_{one.key}", one.figure, unit, value, low, high, one.accounts, one.benefit,
                   DEFINED["harvest"], "results_category", one.key)  # fmt: skip
    for each in found.yields:
        yield _of(
            SPREADS,
            f"spread_{each.key}",
            each.name,
            "n",
            None if each.count is None else float(each.count),
            "spread",
            "results_harvest",
        )


def _cost(found: Programme) -> Iterator[Told]:
    yield _of(
        COST, "cost", _("Cost of the programme"), found.currency, found.total, "cost", "results_cost", found.members
    )
    share = None if found.over_sales is None else 100 * found.over_sales
    yield _of(COST, "over_sales", _("Of what they buy"), "%", share, "over_sales", "results_cost", found.members)
    for one in found.parts:
        yield _of(COST, f"cost_{one.key}", one.label, found.currency, one.money, "part", "results_cost", one.amounts)


def _concentration(found: Concentration) -> Iterator[Told]:
    for held in found.held:
        for top in held.tops:
            label = _("{figure}: the first {n}").fill(figure=held.label, n=top.n)
            key = f"top_{held.key}_{top.n}"
            yield _of(CONCENTRATION, key, label, "%", 100 * top.share, "top", "results_concentration", held.customers)
        yield _of(
            CONCENTRATION, f"hhi_{held.key}", held.label, "n", held.hhi, "hhi", "results_concentration", held.customers
        )


def _estimate(section: Text, key: str, label: Text, unit: Unit, found: Estimate, meaning: str, route: str) -> Told:
    name, value = _scaled(unit, found.value, "")
    low, high = (_scaled(unit, end, "")[1] for end in (found.low, found.high))
    return Told(section, key, label, name, value, low, high, found.n, None, DEFINED[meaning], route)


def _of(
    section: Text, key: str, label: Text | Joined, unit: str, value: float | None, meaning: str, route: str,
    n: int | None = None,
) -> Told:  # fmt: skip
    return Told(section, key, label, unit, value, None, None, n, None, DEFINED[meaning], route)


def peak_of(found: Whale) -> float | None:
    """What the best customers leave together over what all leave, in per cent."""
    return None if found.peak_share is None else 100 * found.peak_share
