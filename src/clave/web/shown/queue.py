"""The queue of ratings as it is drawn: whose turn it is, until when, and what one can do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from clave.base.words import Text, _, counted
from clave.criteria.registry import CRITERIA
from clave.store.judging import Waiting
from clave.store.models import Person
from clave.store.roles import ADMINISTRATOR, DIRECTOR
from clave.web.shown.judging import rated_words
from clave.web.shown.selection import FAMILIES, Badge
from clave.web.words import told


@dataclass(frozen=True)
class Scope:
    """Which part of the queue: its name, what it says when empty, and what it holds for somebody."""

    label: Text
    empty: Text
    holds: Callable[[Waiting, int], bool]


SCOPES: dict[str, Scope] = {
    "mine": Scope(
        _("Mine"), _("You owe no rating. When somebody asks you, or one of yours is about to expire, it stands here."),
        lambda one, me: one.person == me,
    ),
    "all": Scope(_("Everybody's"), _("Nobody owes a rating."), lambda one, me: True),
    "soon": Scope(
        _("Expire soon"), _("No rating is about to expire."), lambda one, me: one.kind == "expiring"
    ),
    "expired": Scope(_("Have expired"), _("No rating has expired."), lambda one, me: one.kind == "expired"),
}  # fmt: skip


@dataclass(frozen=True)
class WaitingShown:
    """One row: what is owed, its urgency as a badge, what the rating said before, and what I may do."""

    one: Waiting
    label: str
    family: str
    badge: Badge
    before: str
    why: Text
    mine: bool
    may_stop: bool


def shown(one: Waiting, today: date, me: Person) -> WaitingShown:
    """A row of the queue for somebody."""
    return WaitingShown(
        one=one,
        label=told(CRITERIA[one.criterion].label) if one.criterion in CRITERIA else one.criterion,
        family=FAMILIES.get(one.criterion, ""),
        badge=_badge(one, (one.due - today).days),
        before=" · ".join(rated_words(one.criterion, kind, value) for kind, value in one.before),
        why=_why(one),
        mine=one.person == me.pk,
        may_stop=one.number is not None
        and one.person != me.pk
        and (one.by_number == me.pk or me.role in (ADMINISTRATOR.key, DIRECTOR.key)),
    )


def _badge(one: Waiting, days: int) -> Badge:
    if days < 0:
        late = counted("{n} day late", "{n} days late", -days)
        return Badge("bad", "clock", late) if one.kind == "asked" else Badge("", "clock", _("Expired"))
    if days == 0:
        return Badge("warn", "clock", _("today"))
    return Badge("warn" if days <= 7 else "info", "clock", counted("in {n} day", "in {n} days", days))


def _why(one: Waiting) -> Text:
    if one.kind == "asked":
        return _("asked by {name}").fill(name=one.by) if one.by else _("asked by clave: a rating is missing")
    if one.person is None:
        return _("brought by a file: whoever knows the customer can rate it here")
    return (
        _("its rating has expired: it no longer counts")
        if one.kind == "expired"
        else _("its rating is about to expire")
    )
