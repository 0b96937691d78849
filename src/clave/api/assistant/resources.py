"""What an assistant reads to understand answers: the words of clave, the policy, the lists, and whom its key acts for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clave.api.access import READS
from clave.api.asking import Asker
from clave.api.assistant.reading import page, read
from clave.api.lists.registry import LISTS
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.measures.registry import FAMILIES
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.selection.life import STATES

WHOLE = 2_000
"""Values of the policy, and more than there will be."""


@dataclass(frozen=True)
class Resource:
    """One thing to read."""

    uri: str
    title: Text
    means: Text
    read: Callable[[Asker], Any]

    def shown(self, spoken: str) -> dict[str, Any]:
        """As the protocol lists it."""
        return {
            "uri": self.uri, "name": self.uri.removeprefix("clave://"), "title": self.title.say(spoken),
            "description": self.means.say(spoken), "mimeType": "application/json",
        }  # fmt: skip


def _words(asker: Asker) -> dict[str, Any]:
    def say(text: Any) -> str:
        return str(text.say(asker.spoken)) if text else ""

    return {
        "reasons": {key: {"label": say(one.label), "harvest": say(one.harvest)} for key, one in CRITERIA.items()},
        "status": {key: say(getattr(one, "label", one)) for key, one in STATES.items()},
        "privileges": {key: say(one.label) for key, one in PRIVILEGES.items()},
        "measures": {
            one.key: {"label": say(one.label), "unit": str(one.unit), "meaning": say(one.meaning)}
            for family in FAMILIES
            for one in family.measures
        },
    }  # fmt: skip


def _policy(asker: Asker) -> dict[str, Any]:
    return read(asker, "policy", limit=WHOLE, most=WHOLE).said()


def _lists(asker: Asker) -> list[dict[str, Any]]:
    return [
        {
            "list": one.name, "title": one.title, "means": one.means, "scope": READS[one.name].scope,
            "may_read": READS[one.name].scope in asker.key.scopes,
            "filters": {each.name: each.means or list(each.options) for each in one.filters},
            "orders": list(one.orders), "columns": {each.key: each.means for each in one.columns},
            "link": page(READS[one.name].page),
        }
        for one in LISTS.values()
    ]  # fmt: skip


def _me(asker: Asker) -> dict[str, Any]:
    key = asker.key
    return {
        "key": key.name, "scopes": list(key.scopes), "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "person": asker.person.name, "role": asker.person.role, "day": asker.day.isoformat(), "language": asker.spoken,
    }  # fmt: skip


RESOURCES: dict[str, Resource] = {
    one.uri: one
    for one in (
        Resource(
            "clave://words", _("The words of clave"),
            _("Reasons, states, privileges and measures: what each word means, in which unit."), _words,
        ),
        Resource(
            "clave://policy", _("The policy in force"),
            _("Every value in force today, with its reason and its source."), _policy,
        ),
        Resource("clave://lists", _("The lists"), _("Every list that read_list reads: its columns, filters and orders."), _lists),
        Resource(
            "clave://me", _("Whom this key acts for"),
            _("The key, its scopes, and the person whose permissions it has."), _me,
        ),
    )
}  # fmt: skip
