"""Privileges as pages show them: what an account is owed and by whom, who has what, and what was done with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.facts.tables import TABLES
from clave.operations.portal.benefits import is_shown
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.code import Code
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.catalogue.grants import OWN, TEMPLATE, Grant, Held
from clave.privileges.catalogue.shape import Privilege
from clave.report.announcement import WORDS
from clave.store.models import Grant as GrantRow
from clave.store.models.privileges import CHANGED, ENDED, GIVEN, TAKEN_BACK
from clave.web.words import told

ORIGINS: Mapping[str, Text] = {TEMPLATE: _("of its category"), OWN: _("its own")}
PER: Mapping[str, Text] = {
    "order": _("by order"), "invoice": _("by invoice"), "request": _("by request"), "period": _("by period"),
    "event": _("each time"),
}  # fmt: skip
DID: Mapping[str, tuple[str, Text]] = {
    GIVEN: ("plus", _("Given")),
    CHANGED: ("pencil", _("Changed")),
    ENDED: ("x", _("Ended")),
    TAKEN_BACK: ("arrow-back-up", _("Taken back")),
}
BY_STATUS = _("Its status ended.")


@dataclass(frozen=True)
class Badge:
    """A state in words, with its colour and icon."""

    tone: str
    icon: str
    label: str


@dataclass(frozen=True)
class Owed:
    """One privilege that an account has, as the tab shows it; `number` is its row, None where conditions give it."""

    key: str
    icon: str
    label: str
    words: str
    promise: str
    why: str
    instead: str
    department: str
    proof: str
    badge: Badge
    ends: str
    number: int | None
    back: bool
    shown: bool


@dataclass(frozen=True)
class Event:
    """One thing that was done with a privilege."""

    icon: str
    title: str
    days: str
    why: str
    who: str
    at: datetime


@dataclass(frozen=True)
class CodeShown:
    """The code of relationship in one language."""

    language: str
    commit_label: str
    ask_label: str
    commit: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """A privilege of the catalogue: what it is and promises with policy's figures, who gets it by itself, how many have it."""

    key: str
    icon: str
    label: str
    words: str
    promise: str
    per: str
    department: str
    proof: str
    badge: Badge
    cost: str
    asks: str
    reason: str
    source: str
    categories: str
    count: int
    own: int


def owed(held: Held, today: date, limits: Limits, loaded: frozenset[str] | None, fresh: frozenset[int]) -> Owed:
    """A privilege in force; `loaded` are the tables of the facts, `fresh` the rows that can still be taken back."""
    one, grant = held.privilege, held.grant
    return Owed(
        key=one.key, icon=one.icon, label=told(one.label), words=told(held.words), promise=told(held.promise),
        why=told(held.why), instead=_instead(held), department=told(DEPARTMENTS[one.department]),
        proof=told(one.evidence.words), badge=measurable(one, loaded), ends=ending(grant, today, limits),
        number=grant.number, back=grant.number in fresh, shown=is_shown(one, grant),
    )  # fmt: skip


def _instead(held: Held) -> str:
    """What its own grant stands before."""
    other = held.instead_of
    if other is None:
        return ""
    figures = figures_of(held.privilege, other.parameters)
    return told(_("Instead of what its category gives: {figures}.").fill(figures=figures)) if figures else ""


def figures_of(privilege: Privilege, parameters: Mapping[str, float]) -> str:
    """The figures of a grant in one line."""
    return ", ".join(
        f"{told(one.label)}: {told(one.figure(parameters[one.key]))}"
        for one in privilege.parameters
        if one.key in parameters
    )


def measurable(privilege: Privilege, loaded: frozenset[str] | None) -> Badge:
    """Whether the facts that are loaded can prove the promise, and which file is missing."""
    tables = privilege.evidence.tables
    if not tables:
        return Badge("", "clock", told(_("Not recorded yet")))
    missing = [TABLES[name].title for name in tables if loaded is None or name not in loaded]
    if missing:
        return Badge("warn", "database-off", told(_("Without: {files}").fill(files=joined(missing, ", "))))
    return Badge("ok", "check", told(_("Can be proved")))


def ending(grant: Grant, today: date, limits: Limits) -> str:
    """«Ends in 44 days», where the end is near enough for policy to announce it; with its day where it is further."""
    if grant.until is None:
        return ""
    left = (grant.until - today).days
    if left > limits[declared.condition_expiring]:
        return told(_("Until {day}").fill(day=Figure(grant.until, "date")))
    if left == 0:
        return told(_("Ends today"))
    return told(counted("Ends in {n} day", "Ends in {n} days", left))


def events(rows: Iterable[GrantRow]) -> list[Event]:
    """What was done, newest first."""
    return [_event(row) for row in rows]


def _event(row: GrantRow) -> Event:
    icon, did = DID[row.did]
    privilege = PRIVILEGES.get(row.privilege)
    name = told(privilege.label) if privilege else row.privilege
    why = told(BY_STATUS) if row.because == "status" else row.because or row.reason
    figures = figures_of(privilege, row.parameters) if privilege else ""
    days = span(row.since, row.until)
    return Event(
        icon, f"{name}: {told(did).lower()}", " · ".join(part for part in (days, told(ORIGINS[row.origin]), figures) if part),
        why, row.by.name if row.by else "", row.at,
    )  # fmt: skip


def span(since: date, until: date | None) -> str:
    """From when to when, in words."""
    if until is None:
        return told(_("since {day}").fill(day=Figure(since, "date")))
    return told(_("{first} to {last}").fill(first=Figure(since, "date"), last=Figure(until, "date")))


def code_shown(code: Code, language: str) -> CodeShown:
    """The code as the customer reads it in its language."""
    return CodeShown(
        language,
        WORDS["commit"].say(language),
        WORDS["ask"].say(language),
        tuple(text.say(language) for text in code.commit),
        tuple(text.say(language) for text in code.ask),
    )


def offer(
    privilege: Privilege,
    limits: Limits,
    categories: Sequence[str],
    holders: Iterable[Held],
    loaded: frozenset[str] | None,
) -> Offer:
    """A privilege of the catalogue with policy's usual figures and how many accounts have it."""
    held = list(holders)
    usual = privilege.usual(declared.CRITERIA[0], limits)
    return Offer(
        key=privilege.key, icon=privilege.icon, label=told(privilege.label),
        words=told(privilege.filled(privilege.words, usual)),
        promise=told(privilege.filled(privilege.promise.words, usual)), per=told(PER[privilege.promise.per]),
        department=told(DEPARTMENTS[privilege.department]), proof=told(privilege.evidence.words),
        badge=measurable(privilege, loaded), cost=told(privilege.cost), asks=told(privilege.asks),
        reason=told(privilege.reason), source=", ".join(privilege.source), categories=", ".join(categories),
        count=len(held), own=sum(one.grant.origin == OWN for one in held),
    )  # fmt: skip


def fresh_rows(rows: Iterable[GrantRow], now: datetime, limits: Limits) -> frozenset[int]:
    """Rows whose last act can still be taken back."""
    since = now - timedelta(hours=limits[declared.life_back])
    return frozenset(row.pk for row in rows if row.at >= since)
