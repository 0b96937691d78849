"""The policy as rows to show, and what changes between two of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.base.words import Text
from clave.policy.kinds import DECLARED
from clave.policy.reading import Policy, default
from clave.policy.shape import Dated


@dataclass(frozen=True)
class Row:
    """One policy value on a day: what it decides, its value as TOML writes it, and since when, why and on what source.

    A limit that nobody entered has neither value nor date; one that was taken back has only the date. `own` = the
    company decided it; otherwise clave ships it."""

    key: str
    meaning: Text
    value: str
    since: date | None
    reason: str = ""
    source: str = ""
    own: bool = False


@dataclass(frozen=True)
class Difference:
    """A value that two policies set differently on a day; empty text = not set. `before` and `after` are the values."""

    key: str
    meaning: Text
    old: str
    new: str
    reason: str
    before: Any = None
    after: Any = None


def rows(policy: Policy, day: date) -> tuple[Row, ...]:
    """Every declared value in force on `day`, in declared order."""
    return tuple(_row(policy, key, day) for key in DECLARED)


def history(policy: Policy, key: str) -> tuple[Row, ...]:
    """All the versions of one value, oldest first; of two from one day the later one is in force."""
    return tuple(row_of(key, version) for version in policy.entries.get(key, ()))


def differences(old: Policy, new: Policy, day: date, new_day: date | None = None) -> tuple[Difference, ...]:
    """What `new` decides differently on `new_day` from `old` on `day` (the same day where only one is given): values
    that differ, not entries."""
    before, after = old.at(day).values, new.at(new_day or day).values
    return tuple(
        _difference(key, before.get(key), after.get(key), new.version_of(key, new_day or day))
        for key in DECLARED
        if before.get(key) != after.get(key)
    )


def _difference(key: str, before: Any, after: Any, version: Dated | None) -> Difference:
    reason = version.reason if version else ""
    return Difference(key, DECLARED[key].meaning, written(before), written(after), reason, before, after)


def written(value: Any) -> str:
    """A value as TOML writes it: 0.1, 35, "word", ["a", "b"], { knowledge = 1 }; nothing where it is not set."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {written(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _row(policy: Policy, key: str, day: date) -> Row:
    version = policy.version_of(key, day)
    return Row(key, DECLARED[key].meaning, "", None) if version is None else row_of(key, version)


def row_of(key: str, version: Dated) -> Row:
    """One version of a value as a row."""
    text, own = written(version.value), version not in default().entries.get(key, ())
    return Row(key, DECLARED[key].meaning, text, version.since, version.reason, version.source, own)
