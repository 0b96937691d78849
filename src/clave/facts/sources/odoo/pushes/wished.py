"""What clave wishes to stand in Odoo: who is a key account and what people read there, and which work goes first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

TAG = "Cuenta clave · clave"
OURS = "[clave] "
"""How every text of ours begins: only such texts are replaced or taken away."""


@dataclass(frozen=True)
class Notice:
    """What people read in Odoo when they sell to a key account, and when they prepare its delivery."""

    selling: str
    dispatching: str


@dataclass(frozen=True)
class Wishes:
    """`accounts` by customer code: all key accounts, nobody else has the tag; None leaves tags and texts alone.

    `deliveries` and `works` by their number in the ERP: whether they go first. `orders` are orders of sale of which every
    open delivery goes first. What is not named is left as it is."""

    accounts: Mapping[str, Notice] | None = None
    deliveries: Mapping[str, bool] = field(default_factory=dict)
    orders: Collection[str] = ()
    works: Mapping[str, bool] = field(default_factory=dict)
    tag: str = TAG
