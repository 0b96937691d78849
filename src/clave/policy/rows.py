"""The policy as rows to show, and what changes between two of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.base.words import Text
from clave.policy.kinds import DECLARED
from clave.policy.reading import Policy


@dataclass(frozen=True)
class Row:
    """One policy value on a day: what it decides, its value as TOML writes it, and since when, why and on what source.

    A limit that nobody entered has neither value nor date."""

    key: str
    meaning: Text
    value: str
    since: date | None
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class Difference:
    """A value that two policies set differently on a day; empty text = not set."""

    key: str
    meaning: Text
    old: str
    new: str
    reason: str


def rows(policy: Policy, day: date) -> tuple[Row, ...]:
    """Every declared value in force on `day`, in declared order."""
    return tuple(_row(policy, key, day) for key in DECLARED)


def history(policy: Policy, key: str) -> tuple[Row, ...]:
    """All the versions of one value, oldest first."""
    return tuple(
        Row(key, DECLARED[key].meaning, written(version.value), version.since, version.reason, version.source)
        for version in policy.entries.get(key, ())
    )


def differences(old: Policy, new: Policy, day: date) -> tuple[Difference, ...]:
    """What `new` decides differently from `old` on `day`: values that differ, not entries."""
    before, after = rows(old, day), rows(new, day)
    return tuple(
        Difference(past.key, past.meaning, past.value, present.value, present.reason)
        for past, present in zip(before, after, strict=True)
        if past.value != present.value
    )


def written(value: Any) -> str:
    """A value as TOML writes it: 0.1, 35, "word", ["a", "b"], { knowledge = 1 }."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {written(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _row(policy: Policy, key: str, day: date) -> Row:
    version = policy.version_of(key, day)
    if version is None:
        return Row(key, DECLARED[key].meaning, "", None)
    return Row(key, DECLARED[key].meaning, written(version.value), version.since, version.reason, version.source)
