"""Values that somebody proposes: tried before they are decided, and written so that an address can carry them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy.kinds import DECLARED
from clave.policy.reading import Policy, laid_over
from clave.policy.shape import Dated, Value

PROPOSED = "?"  # reason and source of what nobody has decided yet


@dataclass(frozen=True)
class Draft:
    """New values by key. `refused` are parts of an address that hold no possible value, each with its sentence."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[ClaveError, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def on(self, policy: Policy, day: date) -> Policy:
        """`policy` with the proposed values from `day` on; raises ClaveError where they contradict others."""
        newer = {key: (Dated(day, value, PROPOSED, PROPOSED),) for key, value in self.changes.items()}
        return laid_over(policy, newer, _("the proposed changes").say("en"))

    def against(self, policy: Policy, day: date) -> Draft:
        """Only what differs from what is in force on `day`."""
        values = policy.at(day).values
        return Draft({key: value for key, value in self.changes.items() if value != values.get(key)}, self.refused)

    def changed(self, key: str, value: Any) -> Draft:
        """With one more value."""
        return Draft({**self.changes, key: value}, self.refused)

    def without(self, *keys: str) -> Draft:
        """As if these had not been proposed."""
        return Draft({key: value for key, value in self.changes.items() if key not in keys}, self.refused)

    def words(self) -> list[tuple[str, str]]:
        """Key and text of each value, in declared order: the same proposal always has the same address."""
        return [(key, encoded(value, self.changes[key])) for key, value in DECLARED.items() if key in self.changes]


def draft_of(words: Iterable[tuple[str, str]]) -> Draft:
    """A proposal from the pairs of an address; of others than declared keys nothing is taken."""
    changes: dict[str, Any] = {}
    refused: list[ClaveError] = []
    for key, text in words:
        if (value := DECLARED.get(key)) is None:
            continue
        try:
            changes[key] = decoded(value, text)
        except ClaveError as error:
            refused.append(error)
    return Draft(changes, tuple(refused))


def encoded(value: Value[Any], content: Any) -> str:
    """`0.07`, `volume,loyalty`, `knowledge:1,prestige:2`, `["a","b"]`; empty = not set."""
    if content is None:
        return ""
    match value.kind:
        case "ordering":
            return ",".join(content)
        case "counts" | "weights":
            return ",".join(f"{name}:{part:g}" for name, part in content.items())
        case "words":
            return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return str(content)


def decoded(value: Value[Any], text: str) -> Any:
    """The opposite of `encoded`; raises ClaveError where the text is no possible value."""
    if not text and value.optional:
        return None
    try:
        found = value.check(_read(value, text))
    except (ValueError, RecursionError):
        found = None
    if found is None:
        raise ClaveError(
            _("the address says «{text}» for {meaning}, and it must be {expects}.").fill(
                text=text[:80], meaning=value.meaning, expects=value.expects
            ),
            where=value.key,
            remedy=_("That change was left out."),
        )
    return found


def _read(value: Value[Any], text: str) -> Any:
    match value.kind:
        case "ordering":
            return [name for name in text.split(",") if name]
        case "counts" | "weights":
            parts = (part.partition(":") for part in text.split(",") if part)
            read: Any = int if value.kind == "counts" else float
            return {name: read(number) for name, _colon, number in parts}
        case "words":
            return json.loads(text)
        case "choice" | "cron":
            return text
        case "whole":
            return int(text)
    return float(text)
