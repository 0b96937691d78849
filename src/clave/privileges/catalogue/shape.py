"""How a privilege is declared: what it is, what it promises, what proves it, who delivers it and what it costs. (C1, F1)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clave.base.figures import Figure, Unit
from clave.base.words import Text
from clave.policy.limits import Limits
from clave.policy.shape import Value

Per = Literal["order", "invoice", "request", "period", "event"]


@dataclass(frozen=True)
class Parameter:
    """A figure that lives in the grant: how much of a privilege an account gets.

    `usual` is its dated policy, one number or one by category; `least` and `most` keep slips of the keyboard out. A
    share is a fraction of one."""

    key: str
    label: Text
    unit: Unit
    usual: Value[Any]
    least: float = 1
    most: float = 3_650

    def default(self, category: str, limits: Limits) -> float | None:
        """What policy gives to an account of that category; None where it gives it nothing."""
        found: float | Mapping[str, float] = limits[self.usual]
        return found.get(category) if isinstance(found, Mapping) else found

    def figure(self, value: float) -> Figure:
        """The value with its unit, to be said."""
        return Figure(value, self.unit)


@dataclass(frozen=True)
class Promise:
    """What is promised so that it can be measured: of what each one (`per`), in which words, and from which share of
    them kept it is up to date (a value of policy)."""

    per: Per
    words: Text
    target: Value[float]


@dataclass(frozen=True)
class Evidence:
    """What proves it: the fact tables in which it shows, and in words how; no table = nobody records it yet."""

    tables: tuple[str, ...]
    words: Text


@dataclass(frozen=True)
class Privilege:
    """One thing that a key account may be given.

    `words` say it to us; `to_customer` to the customer (its values are those of the parameters), with nothing of what is
    ours alone; `asks` is what we ask of the customer in return. `cost` is what drives its cost, `unit_cost` the policy
    that prices it where one does; `department` (a key of DEPARTMENTS) delivers it. `by_condition`: it is given only as
    conditions with product, limits and end; `shown`: its customer reads it in the portal, unless somebody says otherwise.
    `reason` and `source` say why it is in the catalogue."""

    key: str
    label: Text
    icon: str
    words: Text
    to_customer: Text
    promise: Promise
    evidence: Evidence
    cost: Text
    department: str
    reason: Text
    source: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    unit_cost: Value[float] | Value[float | None] | None = None
    asks: Text | None = None
    by_condition: bool = False
    shown: bool = True

    def parameter(self, key: str) -> Parameter | None:
        """One of its parameters by key."""
        return next((one for one in self.parameters if one.key == key), None)

    def usual(self, category: str, limits: Limits) -> dict[str, float]:
        """The parameters that policy gives to an account of that category."""
        found = {one.key: one.default(category, limits) for one in self.parameters}
        return {key: float(value) for key, value in found.items() if value is not None}

    def filled(self, text: Text, parameters: Mapping[str, float]) -> Text:
        """`text` with the parameters in their units; one that is missing is said to be unknown."""
        values: dict[str, object] = {}
        for one in self.parameters:
            value = parameters.get(one.key)
            values[one.key] = one.figure(value) if value is not None else Figure(None, one.unit)
        return text.fill(**values) if values else text
