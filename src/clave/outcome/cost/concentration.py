"""On how few customers the company stands: the first one, five and ten, the Herfindahl–Hirschman index, and what losing one
would take. (F2; method.md §5)

Shares are over the customers that have the figure above zero: a loss has no share of a profit, and is counted beside it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.outcome.cost.programme import over
from clave.outcome.cost.shape import Concentration, Held, Loss, Top
from clave.outcome.cost.whale import Served
from clave.policy import declared, programme
from clave.policy.limits import Limits

TOPS = (1, 5, 10)
LABELS: Mapping[str, Text] = {
    "money": _("Purchases"), "margin": _("Margin"), "net": _("Margin after cost to serve"),
}  # fmt: skip
LOW, MODERATE, HIGH = "low", "moderate", "high"
BANDS: Mapping[str, Text] = {
    LOW: _("Little concentrated"), MODERATE: _("Moderately concentrated"), HIGH: _("Highly concentrated"),
}  # fmt: skip
"""What the bands are called."""


def concentration(
    customers: Sequence[Served], groups: Mapping[str, str], keys: Collection[str], limits: Limits, currency: str, *,
    since: date, until: date,
) -> Concentration:  # fmt: skip
    """Over the customers of whom anything happened, in any order; those of one group (`groups`: customer → group) count as
    one. Cost to serve takes part where policy holds unit costs in this currency."""
    costed = currency in limits[declared.cost_currency]
    there = [one for one in customers if one.there]
    units = together(there, groups)
    figures: dict[str, list[float | None]] = {
        "money": [unit.money for unit, _members in units], "margin": [unit.margin for unit, _members in units],
    }  # fmt: skip
    if costed:
        figures["net"] = [unit.net for unit, _members in units]
    held = tuple(held_by(key, values, limits, currency) for key, values in figures.items())
    totals = {key: _total(values) for key, values in figures.items()}
    losses = [_loss(unit, members, keys, totals, costed=costed) for unit, members in units if unit.money > 0]
    losses.sort(key=lambda one: (-one.money, one.customer))
    losses[:1] = [replace(one, said=loss_said(one, currency)) for one in losses[:1]]
    return Concentration(since, until, currency, len(units) < len(there), held, tuple(losses))


def together(customers: Iterable[Served], groups: Mapping[str, str]) -> list[tuple[Served, tuple[str, ...]]]:
    """Customers of one group as one, under the name of its largest member and the code of the group; margin and cost of a
    group are known where those of all its members are."""
    found: dict[str, list[Served]] = {}
    for one in customers:
        found.setdefault(groups.get(one.customer) or one.customer, []).append(one)
    units: list[tuple[Served, tuple[str, ...]]] = []
    for code, members in sorted(found.items()):
        members.sort(key=lambda one: (-one.money, one.customer))
        if len(members) == 1:
            units.append((members[0], (members[0].customer,)))
        else:
            units.append((_sum(code, members), tuple(one.customer for one in members)))
    return units


def _sum(code: str, members: Sequence[Served]) -> Served:
    margin, cost = _all(one.margin for one in members), _all(one.cost for one in members)
    return Served(code, members[0].name, math.fsum(one.money for one in members), margin, cost)


def _all(figures: Iterable[float | None]) -> float | None:
    """The sum; None where one is not known."""
    every = list(figures)
    known = [one for one in every if one is not None]
    return math.fsum(known) if len(known) == len(every) else None


def _total(figures: Iterable[float | None]) -> float | None:
    """Of all that are known; None where none is."""
    known = [one for one in figures if one is not None]
    return math.fsum(known) if known else None


def held_by(key: str, figures: Sequence[float | None], limits: Limits, currency: str) -> Held:
    """How concentrated one figure is, in any order of the customers."""
    positive = sorted((one for one in figures if one is not None and one > 0), reverse=True)
    unknown = sum(one is None for one in figures)
    below = len(figures) - unknown - len(positive)
    total = math.fsum(positive)
    if not positive:
        said = (
            _("Nobody's is known, so how concentrated it is cannot be said.") if unknown else _("Nobody has any of it.")
        )
        return Held(key, LABELS[key], 0, 0.0, (), None, None, "", below, unknown, said)
    tops = tuple(Top(n, math.fsum(positive[:n]), math.fsum(positive[:n]) / total) for n in TOPS)
    hhi = index(positive)
    plain = Held(
        key, LABELS[key], len(positive), total, tops, hhi, 1 / hhi, band_of(hhi, limits), below, unknown, Text("")
    )
    return replace(plain, said=_held_said(plain))


def index(positive: Sequence[float]) -> float:
    """The Herfindahl–Hirschman index of figures above zero, the sum of their squared shares: from 1/n to 1."""
    largest = max(positive)
    scaled = [one / largest for one in positive]  # so that the square of a large figure stays a number
    total = math.fsum(scaled)
    found = math.fsum((one / total) ** 2 for one in scaled)
    return min(1.0, max(found, 1 / len(scaled)))


def band_of(hhi: float, limits: Limits) -> str:
    """Into which band of policy an index falls; the bands were published for markets, not for the customers of a company."""
    if hhi > limits[programme.concentration_high]:
        return HIGH
    return MODERATE if hhi > limits[programme.concentration_moderate] else LOW


def _held_said(held: Held) -> Text:
    if held.customers == 1:
        return _("A single customer holds all of it.")
    return _("The first one holds {first}, the first ten {ten}: as if it were shared by {equal} equal customers.").fill(
        first=Figure(held.tops[0].share, "share"), ten=Figure(held.tops[-1].share, "share"),
        equal=Figure(held.effective, "score"),
    )  # fmt: skip


def _loss(
    unit: Served, members: tuple[str, ...], keys: Collection[str], totals: Mapping[str, float | None], *, costed: bool
) -> Loss:
    net = unit.net if costed else None
    shares = [over(one, totals.get(key)) for key, one in (("money", unit.money), ("margin", unit.margin), ("net", net))]
    return Loss(
        unit.customer, unit.name, any(one in keys for one in members), members, unit.money, shares[0], unit.margin,
        shares[1], net, shares[2], None,
    )  # fmt: skip


def loss_said(loss: Loss, currency: str) -> Joined:
    """What would be lost, figure by figure; what is not known is said."""

    def told(figure: float | None) -> Figure:
        return Figure(figure, "money", currency)

    first = _("Without {name} {money} of purchases would be gone").fill(name=loss.name, money=told(loss.money))
    parts: list[Text] = [first]
    if loss.margin is None:
        parts.append(_("its margin is not known"))
    else:
        parts.append(_("{money} of margin").fill(money=told(loss.margin)))
    if loss.net is not None:
        gone = (
            _("{money} after what serving it costs")
            if loss.net >= 0
            else _("and {money} would be saved, as it costs more than it leaves")
        )
        parts.append(gone.fill(money=told(abs(loss.net))))
    return joined(parts, ", ")
