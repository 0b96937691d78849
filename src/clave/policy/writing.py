"""Adding a dated entry at the end of a company's policy file: nothing that was there is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy.kinds import DECLARED
from clave.policy.reading import parse
from clave.policy.shape import Dated


def appended(text: str, key: str, entry: Dated, where: str = "policy.toml") -> str:
    """`text` (TOML) with one more version of `key`; raises ClaveError where the entry or the file may not be.

    A day that already has a version of that value is refused: what was decided is superseded, never edited."""
    earlier = parse(text, where)
    if any(version.since == entry.since for version in earlier.get(key, ())):
        raise ClaveError(
            _("«{key}» already has an entry from {day}.").fill(key=key, day=entry.since.isoformat()),
            where=where,
            remedy=_("Give the new one a later date: an entry is superseded, never edited."),
        )
    kept = text if text.endswith("\n") or not text else text + "\n"
    result = f"{kept}\n[[{key}]]\n{tomlkit.dumps(_written(entry))}"
    parse(result, where)
    return result.lstrip("\n")


def _written(entry: Dated) -> dict[str, Any]:
    value = _inline(entry.value) if isinstance(entry.value, Mapping) else entry.value
    return {"from": entry.since, "value": value, "reason": entry.reason, "source": entry.source}


def _inline(value: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(value)
    return table


def dated(key: str, since: date, value: Any, reason: str, source: str, where: str = "policy.toml") -> Dated:
    """A checked entry from what somebody typed; raises ClaveError with what it may be."""
    text = appended("", key, Dated(since, value, reason, source), where) if key in DECLARED else f"[[{key}]]"
    return parse(text, where)[key][-1]
