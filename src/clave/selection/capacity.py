"""The cut: how many key accounts there is room for, and which limit decides it (F2; method.md §3, step 4)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.listing import Limit
from clave.selection.rule import Needs

LABELS = {
    "count": _("Key accounts at most"),
    "share": _("Share of active customers"),
    "accounts": _("Accounts of all key account managers"),
    "hours": _("Hours a month of key account managers"),
    "budget": _("Programme budget a year"),
}
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Treatment:
    """What treating one customer as key is expected to take: hours a month, and cost a year in the book's currency.

    None = as the policy says for any account."""

    hours: float | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Room:
    """What there is room for: `cap` customers at most, and `needs` where customers need different amounts.

    `accounts` holds, per limit, how many accounts it allows: None where nobody set it, or where needs differ."""

    cap: int
    accounts: Mapping[str, int | None]
    needs: Needs | None
    resources: tuple[str, ...]


def room(customers: Sequence[str], limits: Limits, treatments: Mapping[str, Treatment] | None = None) -> Room:
    """The room for these active customers; raises ClaveError where a limit cannot be held against anybody's needs."""
    counts = _counts(len(customers), limits)
    resources, needs = _needs(customers, limits, treatments or {})
    for key in resources:
        counts[key] = None
    cap = min((allowed for allowed in counts.values() if allowed is not None), default=len(customers))
    return Room(min(cap, len(customers)), counts, needs, resources)


def _counts(active: int, limits: Limits) -> dict[str, int | None]:
    kams, per_kam = limits[declared.capacity_kams], limits[declared.capacity_accounts]
    return {
        "count": limits[declared.capacity_count],
        "share": math.ceil(limits[declared.capacity_share] * active - _ROUNDING),
        "accounts": None if kams is None or per_kam is None else math.floor(kams * per_kam + _ROUNDING),
        "hours": _fit(limits[declared.capacity_hours], limits[declared.treatment_hours]),
        "budget": _fit(limits[declared.capacity_budget], limits[declared.treatment_cost]),
    }


def _fit(total: float | None, each: float | None) -> int | None:
    if total is None or not each:
        return None
    return math.floor(total / each + _ROUNDING)


def _needs(
    customers: Sequence[str], limits: Limits, treatments: Mapping[str, Treatment]
) -> tuple[tuple[str, ...], Needs | None]:
    """Resources of which customers need different amounts, and these amounts."""
    given = {
        "hours": (declared.capacity_hours, declared.treatment_hours, {c: t.hours for c, t in treatments.items()}),
        "budget": (declared.capacity_budget, declared.treatment_cost, {c: t.cost for c, t in treatments.items()}),
    }
    columns, totals = {}, []
    for key, (total, usual, own) in given.items():
        available = limits[total]
        if available is not None and any(own.get(customer) is not None for customer in customers):
            columns[key] = _each(customers, own, limits[usual], key)
            totals.append(available)
    if not columns:
        return (), None
    return tuple(columns), Needs(np.array(list(columns.values())).T, np.array(totals))


def _each(customers: Sequence[str], own: Mapping[str, float | None], usual: float | None, key: str) -> list[float]:
    each = [usual if own.get(customer) is None else own[customer] for customer in customers]
    lacking = sum(need is None for need in each)
    if lacking:
        raise ClaveError(
            counted(
                "one active customer has no expected treatment entered, and it cannot be held against «{limit}».",
                "{n} active customers have no expected treatment entered, and they cannot be held against «{limit}».",
                lacking,
            ).fill(limit=LABELS[key]),
            where="policy",
            remedy=_("Enter in the policy what one account usually takes; it counts where nothing else is known."),
        )
    return [float(need) for need in each if need is not None]


def used(members: Sequence[int], room: Room, limits: Limits, active: int) -> dict[str, float]:
    """How much of every limit these members (rows of the slate) take; accounts, hours a month, cost a year."""
    n = len(members)
    taken: dict[str, float] = {
        "count": n,
        "share": n / active if active else 0.0,
        "accounts": n,
        "hours": n * (limits[declared.treatment_hours] or 0.0),
        "budget": n * (limits[declared.treatment_cost] or 0.0),
    }
    if room.needs is not None:
        taken |= dict(zip(room.resources, room.needs.each[list(members)].sum(axis=0).tolist(), strict=True))
    return taken


def totals(limits: Limits) -> dict[str, float | None]:
    """What there is of every limit; None = not set."""
    kams, per_kam = limits[declared.capacity_kams], limits[declared.capacity_accounts]
    return {
        "count": limits[declared.capacity_count],
        "share": limits[declared.capacity_share],
        "accounts": None if kams is None or per_kam is None else kams * per_kam,
        "hours": limits[declared.capacity_hours],
        "budget": limits[declared.capacity_budget],
    }


def limits_shown(
    taken: Mapping[str, float], limits: Limits, binding: frozenset[str], one_more: Mapping[str, Text]
) -> tuple[Limit, ...]:
    """The limits as the list shows them."""
    return tuple(
        Limit(key, LABELS[key], taken[key], total, key in binding, one_more.get(key))
        for key, total in totals(limits).items()
    )


def warnings(members: int, limits: Limits) -> tuple[Text, ...]:
    """What policy warns of: more accounts, or more per manager, than can be treated specially."""
    said: list[Text] = []
    most, per_kam, kams = (
        limits[declared.warn_accounts],
        limits[declared.warn_per_kam],
        limits[declared.capacity_kams],
    )
    if members > most:
        said.append(
            _("{members} key accounts: above {most}, the treatment is no longer special.").fill(
                members=Figure(members, "count"), most=Figure(most, "count")
            )
        )
    if kams and members > per_kam * kams:
        said.append(
            _("{each} accounts per key account manager: above {most}, nobody is managed.").fill(
                each=Figure(members / kams, "score"), most=Figure(per_kam, "count")
            )
        )
    return tuple(said)


def loose(room: Room, limits: Limits) -> tuple[Text, ...]:
    """Limits that were entered, and that nothing can be held against: nobody said what one account takes."""
    given = totals(limits)
    return tuple(
        _("«{limit}» is entered but decides nothing: the policy does not say what one account takes.").fill(
            limit=LABELS[key]
        )
        for key in ("hours", "budget")
        if given[key] is not None and room.accounts[key] is None and key not in room.resources
    )
