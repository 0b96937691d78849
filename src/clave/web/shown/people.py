"""People, and what their roles open, as the pages of administrators show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clave.base.words import Text, _
from clave.store.roles import ROLES, Role
from clave.web.access import EVERYBODY, RULES, Rule
from clave.web.shown.selection import Badge
from clave.web.words import told

STATES: dict[str, Badge] = {
    "active": Badge("ok", "circle-check", _("Has access")),
    "invited": Badge("info", "clock", _("Invited")),
    "deactivated": Badge("", "user-off", _("Deactivated")),
}
LAPSED = Badge("warn", "clock", _("Invitation lapsed"))


@dataclass(frozen=True)
class Cell:
    """What one role gets on one page: it opens, it is known to exist, or it does not exist for them."""

    answer: str
    label: Text


ANSWERS: dict[str, Cell] = {
    "allowed": Cell("allowed", _("opens")),
    "known": Cell("known", _("knows that it exists, and whom to ask")),
    "invisible": Cell("invisible", _("does not exist for them")),
}
_BEST = ("allowed", "known", "invisible")


@dataclass(frozen=True)
class RoleShown:
    """A role: what it means, and what it opens besides what everybody has."""

    role: Role
    opens: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What changes for a person who gets another role."""

    gains: tuple[str, ...]
    loses: tuple[str, ...]


def _pages() -> Iterator[tuple[str, list[Rule]]]:
    """What can be opened, under the name people call it by; several addresses can be one thing. What everybody has,
    and what nobody has, is left out."""
    found: dict[str, list[Rule]] = {}
    for rule in RULES.values():
        if rule.allowed and rule.allowed != EVERYBODY:
            found.setdefault(told(rule.what), []).append(rule)
    yield from found.items()


def opens(role: str) -> tuple[str, ...]:
    """What a role opens, besides what everybody has."""
    return tuple(what for what, rules in _pages() if any(role in rule.allowed for rule in rules))


def roles() -> list[RoleShown]:
    """Every role with what it opens."""
    return [RoleShown(role, opens(key)) for key, role in ROLES.items()]


def difference(old: str, new: str) -> Difference:
    """What somebody gains and loses by another role."""
    before, after = opens(old), opens(new)
    return Difference(
        tuple(what for what in after if what not in before), tuple(what for what in before if what not in after)
    )


def matrix() -> list[tuple[str, list[Cell]]]:
    """Each thing that can be opened × each role, in the order of `ROLES`."""
    return [(what, [_best(rules, role) for role in ROLES]) for what, rules in _pages()]


def _best(rules: list[Rule], role: str) -> Cell:
    """Of several addresses of one thing the most open one counts."""
    answers = [rule.answer(role) for rule in rules]
    return ANSWERS[next(answer for answer in _BEST if answer in answers)]


def for_everybody() -> list[str]:
    """What everybody who signs in has, and nobody else."""
    own = (rule for rule in RULES.values() if rule.allowed == EVERYBODY and not rule.anonymous)
    return list(dict.fromkeys(told(rule.what) for rule in own))


def browser(user_agent: str) -> str:
    """`Firefox, Windows` of what a browser says of itself; what it says where nothing is recognised."""
    program = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (program, system))) or user_agent[:60]


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
