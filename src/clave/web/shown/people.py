"""People, and what their roles open, as the pages of administrators show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from clave.base.words import Joined, Text, _, joined
from clave.store.fields import FIELDS, seen_by
from clave.store.permissions import DOINGS, Doing
from clave.store.roles import EVERYBODY, PARTS, ROLES, Role
from clave.web.access import OURS, RULES
from clave.web.rule import Rule
from clave.web.shell import MENU, Item
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
class Area:
    """An entry of the menu with all that belongs to it; several addresses can be one thing to people."""

    label: str
    pages: tuple[tuple[str, list[Rule]], ...]
    first: str  # what its own page is called

    def parts(self, role: str) -> list[str]:
        """What the role opens of it."""
        return [what for what, rules in self.pages if any(role in rule.allowed for rule in rules)]

    def whole(self, role: str) -> bool:
        """Whether the role opens its first page, so that its name says it; otherwise it only has a corner of it."""
        return self.first in self.parts(role)

    def said(self, role: str) -> list[str]:
        """What the role opens of it, by the name of the area or page by page."""
        return [self.label] if self.whole(role) else self.parts(role)


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


def areas() -> list[Area]:
    """What can be opened, by the entry of the menu it belongs to, then the rest. What everybody of ours has, and
    what nobody has, is left out; the portal is for no role of ours."""
    found: dict[str, dict[str, list[Rule]]] = {told(item.label): {} for item in _entries()}
    for route, rule in RULES.items():
        if rule.allowed and not rule.portal and not rule.allowed >= OURS:
            what = told(rule.what)
            found.setdefault(_area(route) or what, {}).setdefault(what, []).append(rule)
    first = {told(item.label): told(RULES[item.route].what) for item in _entries()}
    return [Area(label, tuple(pages.items()), first.get(label, label)) for label, pages in found.items() if pages]


def _entries() -> list[Item]:
    return [item for section in MENU for item in section.items]


def _area(route: str) -> str:
    """The entry of the menu that a page belongs to: `account_lines` and `accounts_export` to `accounts`."""
    for item in _entries():
        parts = (f"{item.route}_", f"{item.route.removesuffix('s')}_")
        if route in {item.route, *item.family} or route.startswith(parts):
            return told(item.label)
    return ""


def opens(role: str) -> tuple[str, ...]:
    """What a role opens besides what everybody has, in the words of the menu."""
    return tuple(dict.fromkeys(chain.from_iterable(area.said(role) for area in areas())))


def gives(role: str) -> tuple[str, ...]:
    """What a role opens, then what it may do wherever it is, each once."""
    may = (told(doing.what) for doing in DOINGS.values() if role in doing.roles and not doing.own)
    return tuple(dict.fromkeys((*opens(role), *may)))


def roles(keys: Iterable[str] = ROLES) -> list[RoleShown]:
    """These roles, or every one, with what they open."""
    return [RoleShown(ROLES[key], opens(key)) for key in keys]


def difference(old: str, new: str) -> Difference:
    """What somebody gains and loses by another role: whole areas by their name, otherwise page by page."""
    return Difference(tuple(dict.fromkeys(_beyond(new, old))), tuple(dict.fromkeys(_beyond(old, new))))


def _beyond(one: str, other: str) -> Iterator[str]:
    for area in areas():
        mine, theirs = area.parts(one), area.parts(other)
        if area.whole(one) and not area.whole(other):
            yield area.label
        else:
            yield from (what for what in mine if what not in theirs)


def matrix() -> list[tuple[str, list[tuple[str, list[Cell]]]]]:
    """Area by area, each thing that can be opened × each role, in the order of `ROLES`."""
    return [
        (area.label, [(what, [_best(rules, role) for role in ROLES]) for what, rules in area.pages]) for area in areas()
    ]


def _best(rules: list[Rule], role: str) -> Cell:
    """Of several addresses of one thing the most open one counts."""
    answers = [rule.answer(role) for rule in rules]
    return ANSWERS[next(answer for answer in _BEST if answer in answers)]


def for_everybody() -> list[str]:
    """What everybody of ours who signs in has."""
    own = (rule for rule in RULES.values() if rule.allowed >= OURS and not rule.anonymous)
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


@dataclass(frozen=True)
class DoingShown:
    """Something that is done, and who may."""

    what: str
    who: str


def doings() -> list[DoingShown]:
    """What can be done, in words, with the roles and parts that may; what clave does by itself is left out."""
    found: dict[str, list[Doing]] = {}
    for doing in DOINGS.values():
        if doing.roles and doing.roles != EVERYBODY:
            found.setdefault(told(doing.what), []).append(doing)
    return [DoingShown(what, told(who_does(some))) for what, some in found.items()]


def who_does(some: list[Doing]) -> Joined:
    """Roles and parts that may do one of these things."""
    roles, parts = (frozenset().union(*(getattr(one, name) for one in some)) for name in ("roles", "parts"))
    if roles >= OURS:
        return joined([_("everybody of ours, with their own")])
    return joined(
        [ROLES[key].label for key in ROLES if key in roles] + [PARTS[key].label for key in PARTS if key in parts]
    )


@dataclass(frozen=True)
class FieldShown:
    """A sensitive field: its name, what it is, and who sees it."""

    label: Text
    words: Text
    who: str
    unowned: str


def fields() -> list[FieldShown]:
    """Every sensitive field with who sees it."""
    return [
        FieldShown(
            one.label, one.words, told(seen_by(one)), told(joined([ROLES[key].label for key in sorted(one.unowned)]))
        )
        for one in FIELDS.values()
    ]
