"""Policy as it stood on a day: what the chain reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from clave.policy.shape import Value

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """The values in force on one day; `limits[declared.gate_days]` gives the value with its type."""

    values: Mapping[str, Any]
    version: str = ""

    def __getitem__(self, value: Value[T]) -> T:
        return cast(T, self.values.get(value.key) if value.optional else self.values[value.key])

    def reform(self, changes: Mapping[Value[Any], Any]) -> Limits:
        """A what-if: the same policy with some values changed."""
        changed = {value.key: new for value, new in changes.items()}
        return Limits({**self.values, **changed}, self.version + "+" + ",".join(sorted(changed)))
