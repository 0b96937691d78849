"""What a customer's figures are compared with: its peers family by family, the median customer, its group as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clave.measures import place, sales, wallet
from clave.measures.shape import Floats, Measured

NAMED = 20
"""How many peers are named: the ones that buy most; more say nothing."""


@dataclass(frozen=True)
class Comparison:
    """One customer beside its peers: by which attributes they are alike (none = nearest by family mix), how many they
    are, the codes of those that buy most, its wallet if it was declared, and the families that it buys or could buy."""

    customer: str
    basis: tuple[str, ...]
    peers: int
    largest: tuple[str, ...]
    declared: float | None
    rows: tuple[wallet.GridRow, ...]


@dataclass(frozen=True)
class Standing:
    """A customer group as if it were one customer: money of the year and of the year before, kilos (None where nobody has
    any), how many of its customers were measured, and its `place` by money among `of` groups and single customers."""

    group: str
    customers: int
    money: float
    before: float | None
    kilos: float | None
    place: int
    of: int


def comparisons(measured: Measured) -> Iterator[Comparison]:
    """Of every customer that has peers, in no order."""
    known: wallet.Wallets | None = measured.details.get("wallet")
    if known is None:
        return
    money = np.nan_to_num(measured.numbers(sales.money))
    for index, rows in wallet.grids(measured):
        others = known.peers.of(index)
        first = others[np.argsort(-money[others], kind="stable")[:NAMED]]
        declared = float(known.declared[index])
        yield Comparison(
            customer=measured.customers[index],
            basis=known.peers.basis(index),
            peers=len(others),
            largest=tuple(measured.customers[other] for other in first.tolist()),
            declared=None if np.isnan(declared) else declared,
            rows=rows,
        )


def typical(measured: Measured) -> dict[str, float]:
    """The median of every measured number over active customers, by measure; without those that nobody has."""
    active = np.nan_to_num(measured.numbers(sales.money)) > 0
    found = {}
    for key, column in measured.columns.items():
        if column.values.dtype != np.float64:
            continue
        known = active & (column.missing == 0)
        if known.any():
            found[key] = float(np.median(column.values[known]))
    return found


def standings(measured: Measured) -> tuple[Standing, ...]:
    """Every group, the one that buys most first; a group has one customer or more."""
    groups = measured.words(place.group)
    units = [word or ("", code) for word, code in zip(groups, measured.customers, strict=True)]
    members: dict[object, list[int]] = {}
    for index, unit in enumerate(units):
        members.setdefault(unit, []).append(index)
    money = np.nan_to_num(measured.numbers(sales.money))
    order = sorted(members, key=lambda unit: (-money[members[unit]].sum(), str(unit)))
    before, kilos = measured.numbers(sales.money_before), measured.numbers(sales.kilos)
    return tuple(
        Standing(
            str(unit), len(members[unit]), float(money[members[unit]].sum()), _sum(before[members[unit]]),
            _sum(kilos[members[unit]]), number, len(order),
        )
        for number, unit in enumerate(order, 1)
        if isinstance(unit, str)
    )  # fmt: skip


def _sum(values: Floats) -> float | None:
    """Of those that are known; None where none is."""
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else None
