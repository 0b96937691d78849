"""People: a sponsor who does not show, somebody who left, everything by one person, old data. (C1, G12, D4)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.operations.alerts.shape import COUNTED, NOTED, Alert
from clave.policy import declared
from clave.policy.limits import Limits


@dataclass(frozen=True)
class Known:
    """One person of a customer: when somebody last saw that it is so, when they left (None = they are there), on which day
    of the past we last spoke (None = never)."""

    number: int
    name: str
    confirmed_on: date
    left_on: date | None = None
    spoken_on: date | None = None


@dataclass(frozen=True)
class Around:
    """Who is around an account: the sponsor by name ("" = none), since when, and the day of their last contact; its people;
    `touched` contacts in the days that policy looks back, `money` what it bought in a year (None = not known), `promised`
    whether it was promised a sponsor at all."""

    account: str
    sponsor: str
    sponsor_since: date | None
    sponsor_on: date | None
    people: tuple[Known, ...]
    money: float | None = None
    touched: int = 0
    promised: bool = True


def around(accounts: Iterable[Around], as_of: date, limits: Limits) -> list[Alert]:
    """All that is to be said of the people around some key accounts."""
    found = []
    for one in accounts:
        found += [*_sponsor(one, as_of, limits), *_lost(one, as_of, limits), *_old(one, as_of, limits)]
        found += _thread(one, as_of, limits)
    return found


def _sponsor(one: Around, as_of: date, limits: Limits) -> list[Alert]:
    """None at all, or one who showed for too long to nobody."""
    if not one.sponsor:
        text = _("it was promised an executive sponsor and has none")
        return [_about("sponsor", one, text)] if one.promised else []
    heard = max((day for day in (one.sponsor_on, one.sponsor_since) if day), default=None)
    if heard is None or (as_of - heard).days < limits[declared.alert_sponsor]:
        return []
    quiet = Figure(float((as_of - heard).days), "days")
    if one.sponsor_on:
        return [
            _about("sponsor", one, _("{name} has had no contact with it for {days}").fill(name=one.sponsor, days=quiet))
        ]
    text = _("{name} sponsors it for {days} and has not had a single contact")
    return [_about("sponsor", one, text.fill(name=one.sponsor, days=quiet))]


def _lost(one: Around, as_of: date, limits: Limits) -> list[Alert]:
    """Somebody left it not long ago."""
    since = as_of - timedelta(days=limits[declared.alert_lost])
    gone = [person for person in one.people if person.left_on and since < person.left_on <= as_of]
    return [
        _about("contact", one, _("{name} left on {day}; {n} people remain that we know").fill(
            name=person.name, day=Figure(person.left_on, "date"), n=len(_there(one))), str(person.number), noted=True)
        for person in gone
    ]  # fmt: skip


def _thread(one: Around, as_of: date, limits: Limits) -> list[Alert]:
    """All we know or speak with is one person; nothing is said of an account nobody logged anything of."""
    there = _there(one)
    if len(there) == 1:
        return [_about("thread", one, _("{name} is the only person we know there").fill(name=there[0].name))]
    since = as_of - timedelta(days=limits[declared.alert_thread])
    spoken = [person for person in there if person.spoken_on and person.spoken_on > since]
    if len(spoken) != 1 or one.touched < 2:
        return []
    text = _("of {n} people we know, only {name} was spoken with in {days}: {touched} contacts")
    days = Figure(float(limits[declared.alert_thread]), "days")
    return [_about("thread", one, text.fill(n=len(there), name=spoken[0].name, days=days, touched=one.touched))]


def _old(one: Around, as_of: date, limits: Limits) -> list[Alert]:
    """Nobody known, or nobody confirmed for long."""
    there = _there(one)
    if not there:
        return [_about("profile", one, _("we know nobody there by name"))]
    before = as_of - timedelta(days=limits[declared.alert_profile])
    old = [person for person in there if person.confirmed_on < before]
    if len(old) < len(there):
        return []
    newest = max(person.confirmed_on for person in old)
    text = counted(
        "the data of the one person we know there was last confirmed on {day}",
        "the data of all {n} people we know there are old: none was confirmed since {day}",
        len(old),
    )
    return [_about("profile", one, text.fill(day=Figure(newest, "date")))]


def _there(one: Around) -> list[Known]:
    return [person for person in one.people if person.left_on is None]


def _about(kind: str, one: Around, why: Text, matter: str = "", *, noted: bool = False) -> Alert:
    worth = "buys" if one.money is not None else ""
    return Alert(kind, one.account, why, matter, one.money, worth, None, NOTED if noted else COUNTED)  # type: ignore[arg-type]
