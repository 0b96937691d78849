"""Adding a dated entry at the end of a company's policy file: nothing that was there is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from clave.policy.kinds import DECLARED
from clave.policy.reading import parse
from clave.policy.shape import Dated


def appended(text: str, key: str, entry: Dated, where: str = "policy.toml") -> str:
    """`text` (TOML) with one more version of `key`; raises ClaveError where the entry or the file may not be.

    What was decided is superseded, never edited: an earlier entry from the same day stays, and the new one is in force."""
    parse(text, where)
    kept = text if text.endswith("\n") or not text else text + "\n"
    result = f"{kept}\n[[{key}]]\n{tomlkit.dumps(_written(entry))}"
    parse(result, where)
    return result.lstrip("\n")


def _written(entry: Dated) -> dict[str, Any]:
    value = _inline(entry.value) if isinstance(entry.value, Mapping) else entry.value
    given = {
        "from": entry.since,
        "value": value,
        "reason": entry.reason,
        "source": entry.source,
        "recorded": entry.recorded,
        "by": entry.by,
    }
    return {name: part for name, part in given.items() if part is not None}


def _inline(value: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(value)
    return table


def dated(key: str, since: date, value: Any, reason: str, source: str, where: str = "policy.toml") -> Dated:
    """A checked entry from what somebody typed; raises ClaveError with what it may be."""
    text = appended("", key, Dated(since, value, reason, source), where) if key in DECLARED else f"[[{key}]]"
    return parse(text, where)[key][-1]
