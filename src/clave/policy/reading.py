"""Reading policy from TOML: the default that clave ships, and a company's own on top of it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy import declared as declared  # registers every value
from clave.policy import effect as effect
from clave.policy import harvest as harvest
from clave.policy import portal as portal
from clave.policy import programme as programme
from clave.policy import push as push
from clave.policy import voice as voice
from clave.policy.kinds import DECLARED
from clave.policy.limits import Limits
from clave.policy.shape import Dated


@dataclass(frozen=True)
class Policy:
    """Every value with all its versions, oldest first. `Policy` never changes; a new version is a new one."""

    entries: Mapping[str, tuple[Dated, ...]]

    def at(self, day: date) -> Limits:
        """The values in force on `day`; a value that nothing sets by then is an error, unless it may be left open."""
        change = bisect_right(self._changes, day)
        if change not in self._between:
            self._between[change] = self._on(day)
        return self._between[change]

    def _on(self, day: date) -> Limits:
        values: dict[str, Any] = {}
        for key, value in DECLARED.items():
            version = self.version_of(key, day)
            if version is not None:
                values[key] = version.value
            elif not value.optional:
                raise ClaveError(
                    _("the policy has no value for «{key}» on {day}.").fill(key=key, day=day.isoformat()),
                    remedy=_("Add a [[{key}]] entry with an earlier «from» date.").fill(key=key),
                )
        return Limits(values, self.version)

    def version_of(self, key: str, day: date) -> Dated | None:
        """The version of one value in force on `day`, with its reason and source."""
        in_force = [version for version in self.entries.get(key, ()) if version.since <= day]
        return in_force[-1] if in_force else None

    @cached_property
    def _changes(self) -> list[date]:
        """The days on which some value changes."""
        return sorted({version.since for versions in self.entries.values() for version in versions})

    @cached_property
    def _between(self) -> dict[int, Limits]:
        """What was asked for already, by how many changes there were before: every page asks, and the values are hundreds."""
        return {}

    @cached_property
    def version(self) -> str:
        """A short digest of everything in it: two policies with the same digest decide the same."""
        content = {
            key: [[str(v.since), v.value, v.reason, v.source] for v in self.entries[key]] for key in self.entries
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:12]


@cache
def default() -> Policy:
    """The policy clave ships: every threshold of method.md with its reason and source."""
    text = files("clave.policy").joinpath("default.toml").read_text("utf-8")
    return Policy(parse(text, "default.toml"))


def read(path: Path) -> Policy:
    """A company's policy on top of the default; raises ClaveError with the entry at fault."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error
    return company(text, str(path))


def unreadable(path: Path, error: Exception) -> ClaveError:
    """What to say of a policy file that the system does not let us read."""
    return ClaveError(
        _("the policy file cannot be read: {reason}.").fill(reason=str(error)),
        where=str(path),
        remedy=_("Check its name, and that it is saved as UTF-8 text."),
    )


def company(text: str, where: str) -> Policy:
    """A company's own entries (TOML) on top of the default; raises ClaveError with the entry at fault."""
    return laid_over(default(), parse(text, where), where)


def laid_over(policy: Policy, newer: Mapping[str, tuple[Dated, ...]], where: str) -> Policy:
    """`policy` superseded by `newer`; raises ClaveError where the outcome contradicts itself on some day."""
    outcome = supersede(policy, newer)
    _consistent(outcome, where)
    return outcome


def _consistent(policy: Policy, where: str) -> None:
    """Raise ClaveError where two values in force on the same day contradict each other."""
    for lower, upper in (*declared.IN_ORDER, *programme.IN_ORDER):
        for day in sorted({version.since for key in (lower.key, upper.key) for version in policy.entries[key]}):
            low, high = policy.version_of(lower.key, day), policy.version_of(upper.key, day)
            if low is not None and high is not None and low.value > high.value:
                raise ClaveError(
                    _(
                        "from {day} «{lower}» is {low} and «{upper}» is {high}: the first must not be above the second."
                    ).fill(day=str(day), lower=lower.key, low=str(low.value), upper=upper.key, high=str(high.value)),
                    where=where,
                    remedy=_("Correct one of the two."),
                )


def supersede(policy: Policy, newer: Mapping[str, tuple[Dated, ...]]) -> Policy:
    """`policy` with `newer` versions added; of two from the same day the newer one is in force, and both are kept."""
    entries = dict(policy.entries)
    for key, versions in newer.items():
        entries[key] = tuple(sorted((*entries.get(key, ()), *versions), key=lambda version: version.since))
    return Policy(entries)


def parse(text: str, where: str) -> dict[str, tuple[Dated, ...]]:
    """TOML text to dated values, checked; raises ClaveError naming the entry, what it holds and what it may hold."""
    try:
        found = _flattened(tomllib.loads(text), "", where)
        return {key: tuple(sorted((_dated(key, version, where) for version in versions), key=lambda v: v.since))
                for key, versions in found}  # fmt: skip
    except (ValueError, RecursionError) as error:  # no TOML, figures without end, brackets without end
        raise ClaveError(
            _("this is not a valid policy file: {reason}.").fill(reason=str(error)),
            where=where,
            remedy=_("See `clave policy show` for how an entry is written."),
        ) from error


def _flattened(content: Mapping[str, Any], prefix: str, where: str) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for name, inner in content.items():
        key = f"{prefix}{name}"
        if isinstance(inner, dict) and key not in DECLARED:
            yield from _flattened(inner, key + ".", where)
        elif isinstance(inner, list) and all(isinstance(version, dict) for version in inner):
            if key not in DECLARED:
                raise _unknown(key, where)
            yield key, inner
        else:
            raise ClaveError(
                _("«{key}» is not written as a dated entry.").fill(key=key),
                where=where,
                remedy=_("Write [[{key}]] with from, value, reason and source.").fill(key=key),
            )


def _unknown(key: str, where: str) -> ClaveError:
    return ClaveError(
        _("«{key}» is not a policy value.").fill(key=key),
        where=where,
        remedy=_("`clave policy show` lists them all."),
    )


def _dated(key: str, version: Mapping[str, Any], where: str) -> Dated:
    since, reason, source = version.get("from"), version.get("reason"), version.get("source")
    day = since if isinstance(since, date) and not isinstance(since, datetime) else None  # a day, without an hour
    if not (day and isinstance(reason, str) and reason and isinstance(source, str) and source):
        raise ClaveError(
            _("an entry of «{key}» lacks its date, reason or source.").fill(key=key),
            where=where,
            remedy=_('Give it from = 2026-01-31, reason = "…" and source = "…".'),
        )
    declaration, given = DECLARED[key], version.get("value")
    value = None if given is None else declaration.check(given)
    if value is None and not (given is None and declaration.optional):
        raise ClaveError(
            _("«{key}» from {day} is {value}, and it must be {expects}.").fill(
                key=key, day=str(day), value=repr(given)[:200], expects=declaration.expects
            ),
            where=where,
            remedy=_("Correct the value; the other entries were not touched."),
        )
    return Dated(day, value, reason, source, *_recorded(version))


def _recorded(version: Mapping[str, Any]) -> tuple[datetime | None, int | None]:
    """When an entry was made and by whom, where it says so."""
    recorded, by = version.get("recorded"), version.get("by")
    return recorded if isinstance(recorded, datetime) else None, by if type(by) is int else None
