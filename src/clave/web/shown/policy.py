"""Values of policy as the pages show them: in words, with since when, why, on what source and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from clave.base.words import Text, _
from clave.policy.groups import Group
from clave.policy.kinds import DECLARED
from clave.policy.reading import Policy, default
from clave.policy.shape import Dated, Value
from clave.report.policy_words import name_of, plain, spoken
from clave.web.draft import Scene, addressed
from clave.web.words import reader

PERCENT = 100
SUFFIXES: Mapping[str, Text] = {
    "share": Text("%"),
    "days": _("days"),
    "months": _("months"),
    "hours": _("hours"),
    "times": _("times"),
    "megabytes": Text("MB"),
}


@dataclass(frozen=True)
class ValueShown:
    """One value in force: what it decides, what it is, and whether the company decided it; `next` = from when another
    one is already decided; `proposed` = what the address proposes instead."""

    value: Value[Any]
    text: str
    since: date | None
    reason: str
    source: str
    own: bool
    next: date | None
    proposed: str | None
    address: str

    def matches(self, text: str) -> bool:
        """Whether a search finds it: by its key, meaning, value, reason or source."""
        meaning = self.value.meaning.say(reader())
        heap = " ".join((self.value.key, meaning, self.text, self.reason, self.source)).casefold()
        return all(word in heap for word in text.casefold().split())


@dataclass(frozen=True)
class GroupShown:
    """A group with those of its values that were looked for; `address` shows it alone."""

    group: Group
    values: tuple[ValueShown, ...]
    address: str

    @property
    def own(self) -> int:
        """How many of its values the company decided."""
        return sum(value.own for value in self.values)

    def keeping(self, fits: Callable[[ValueShown], bool]) -> GroupShown:
        """The group with those of its values that fit."""
        return replace(self, values=tuple(value for value in self.values if fits(value)))


@dataclass(frozen=True)
class VersionShown:
    """One entry of the history. `state`: now, coming, past; `back` = the address that proposes it again."""

    text: str
    since: date
    reason: str
    source: str
    own: bool
    state: str
    recorded: datetime | None
    by: str
    back: str


@dataclass(frozen=True)
class ChangeShown:
    """One proposed value: from what to what, and the address of the proposal without it."""

    value: Value[Any]
    old: str
    new: str
    without: str


@dataclass(frozen=True)
class Part:
    """A field of its own for one known word."""

    name: str
    label: str
    text: str


def groups(scene: Scene, found: Iterable[Group]) -> list[GroupShown]:
    """Every value of these groups."""
    here = scene.addresses["policy_at"]
    alone = f"{here}{'&' if '?' in here else '?'}grupo="
    return [
        GroupShown(group, tuple(value_shown(scene, value) for value in group.values), f"{alone}{group.key}")
        for group in found
    ]


def value_shown(scene: Scene, value: Value[Any]) -> ValueShown:
    """One value, in force on the day of the scene."""
    policy, day, draft, currency = scene.policy, scene.day, scene.draft, scene.currency
    language, version = reader(), policy.version_of(value.key, day)
    coming = [entry.since for entry in policy.entries.get(value.key, ()) if entry.since > day]
    return ValueShown(
        value=value,
        text=spoken(value, version.value if version else None, language, currency),
        since=version.since if version else None,
        reason=Text(version.reason).say(language) if version else "",
        source=Text(version.source).say(language) if version else "",
        own=_own(value, version),
        next=coming[0] if coming else None,
        proposed=spoken(value, draft.changes[value.key], language, currency) if value.key in draft.changes else None,
        address=scene.address("policy_value", value.key),
    )


def history(scene: Scene, value: Value[Any], people: Mapping[int, str]) -> list[VersionShown]:
    """All the entries of a value, the latest first; one that is not in force can be gone back to."""
    policy, day, draft, currency = scene.policy, scene.day, scene.draft, scene.currency
    entries, now = policy.entries.get(value.key, ()), policy.version_of(value.key, day)
    language, current = reader(), now.value if now else None
    return [
        VersionShown(
            text=spoken(value, entry.value, language, currency),
            since=entry.since,
            reason=Text(entry.reason).say(language),
            source=Text(entry.source).say(language),
            own=_own(value, entry),
            state="now" if entry is now else "coming" if entry.since > day else "past",
            recorded=entry.recorded,
            by=people.get(entry.by or 0, ""),
            back=addressed(draft.changed(value.key, entry.value), "policy_proposal") if entry.value != current else "",
        )
        for entry in reversed(entries)
    ]


def deciders(policy: Policy, key: str) -> set[int]:
    """The numbers of the people who made the entries of a value."""
    return {entry.by for entry in policy.entries.get(key, ()) if entry.by is not None}


def _own(value: Value[Any], version: Dated | None) -> bool:
    return version is not None and version not in default().entries.get(value.key, ())


def changes(scene: Scene) -> list[ChangeShown]:
    """What a proposal would change, in declared order."""
    draft, currency = scene.draft, scene.currency
    language, before = reader(), scene.policy.at(scene.day).values
    return [
        ChangeShown(
            DECLARED[key],
            spoken(DECLARED[key], before.get(key), language, currency),
            spoken(DECLARED[key], draft.changes[key], language, currency),
            addressed(draft.without(key), "policy_proposal"),
        )
        for key, _text in draft.words()
    ]


def suffix(value: Value[Any], currency: str) -> str:
    """What stands behind the field: the unit in which the number is typed."""
    if value.unit == "money":
        return currency
    return SUFFIXES[value.unit].say(reader()) if value.unit in SUFFIXES else ""


def typed_text(value: Value[Any], content: Any) -> str:
    """What stands in the one field of a value at first: the value as it would be typed."""
    if content is None:
        return ""
    if value.kind == "words":
        return "\n".join(content)
    if value.kind in ("choice", "cron"):
        return str(content)
    if value.unit in ("years", "") and float(content).is_integer():
        return str(int(content))
    return plain(round(content * PERCENT, 6) if value.unit == "share" else content, reader())


def parts(value: Value[Any], content: Mapping[str, float] | None, typed: Mapping[str, str] | None) -> list[Part]:
    """A field per known word: what was typed, or the value in force."""
    given = content or {}
    return [
        Part(
            name,
            name_of(name).say(reader()),
            typed.get(name, "") if typed is not None else plain(given[name], reader()) if given.get(name) else "",
        )
        for name in value.known
    ]


def options(value: Value[Any]) -> Sequence[tuple[str, str]]:
    """The words of a choice with how people call them."""
    return [(name, name_of(name).say(reader())) for name in value.known]
