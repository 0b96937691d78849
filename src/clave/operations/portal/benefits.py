"""What an account has for being key, in its own words and with its use of this semester. (C1, C4)

Here is no condition, no price, no cost, no reason of ours and nobody else's name; what nobody knows says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.privileges.catalogue.code import UNTIL
from clave.privileges.catalogue.grants import Grant, Held
from clave.privileges.catalogue.shape import Privilege

TITLES: Mapping[str, Text] = {
    "contact": _("A person who answers you"),
    "sponsor": _("Our management, directly"),
    "dispatch": _("Your orders leave first"),
    "complete": _("Complete and on the day"),
    "dock": _("Your day and your dock"),
    "production": _("Room kept for you in our plant"),
    "no_minimum": _("Order what you need"),
    "billing": _("Invoices with one person"),
    "improvement": _("First when we improve"),
    "laboratory": _("Our laboratory, at your side"),
    "returns": _("Returns without questions"),
    "preview": _("You see what is new before anybody"),
    "seconds": _("You hear first of end-of-line stock"),
    "joint_plan": _("A plan that we make together"),
    "one_voice": _("One conversation for all your sites"),
    "visibility": _("Your name, only with your yes"),
    "report": _("A report of your purchases"),
}
"""What each is called to the customer."""
UNKNOWN = _("We do not measure its use yet")
NOT_YET = _("Not used this semester")
BROKEN: Mapping[str, Text] = {
    "contact": _("We went too long without talking with you."),
    "sponsor": _("Our management went too long without talking with you."),
    "dispatch": _("Order {about}: it did not leave before others, as we had promised."),
    "complete": _("Order {about}: it did not leave complete on its day."),
    "dock": _("Load {about}: it did not leave on the day that we had agreed."),
    "production": _("Work order {about}: it was not ready on its day."),
    "no_minimum": _("Order {about}: we held it for being small."),
    "billing": _("Invoice {about}: we took too long to put an error right."),
    "improvement": _("Request {about}: we took too long to answer you."),
    "laboratory": _("We did not give you the hours of laboratory that you asked for."),
    "returns": _("A return that you asked for was not accepted."),
    "preview": _("A novelty did not reach you as early as promised."),
    "seconds": _("A lot was not offered to you as early as promised."),
    "joint_plan": _("We did not look at the plan with you in time."),
    "one_voice": _("One of your sites did not know who answers for it."),
    "visibility": _("Your name was used without your yes."),
    "report": _("Your report reached you late."),
}
"""A promise that was broken, said as it is; `about` is a number of theirs."""


@dataclass(frozen=True)
class Used:
    """The use of one privilege in a semester: promises kept and broken, and those nobody could judge; `orders` and the share of
    their lines `on_time`, `hours` of laboratory, open `requests`, each None where nobody knows. `measured`: the ledger tells of
    this privilege."""

    kept: int = 0
    broken: int = 0
    unknown: int = 0
    measured: bool = False
    orders: int | None = None
    on_time: float | None = None
    hours: float | None = None
    requests: int | None = None

    @property
    def judged(self) -> int:
        """How many could be judged."""
        return self.kept + self.broken


@dataclass(frozen=True)
class Benefit:
    """One privilege as its customer reads it; `tone` is "" where nothing was broken, else "warn"."""

    key: str
    icon: str
    title: Text
    about: Text
    use: Text | Joined
    tone: str = ""


@dataclass(frozen=True)
class Ended:
    """What they had and have no more: what it was called, and its last day."""

    title: Text
    until: date


def is_shown(privilege: Privilege, grant: Grant) -> bool:
    """Whether the customer reads it: as somebody marked the grant, else as the catalogue says; conditions never."""
    if privilege.by_condition:
        return False
    return privilege.shown if grant.shown is None else grant.shown


def benefit_of(held: Held, used: Used) -> Benefit:
    """One privilege in force with its use."""
    one = held.privilege
    said = one.filled(one.to_customer, held.grant.parameters)
    if held.grant.until is not None:
        said = UNTIL.fill(commitment=said, day=Figure(held.grant.until, "date"))
    return Benefit(one.key, one.icon, TITLES[one.key], said, use_words(one.key, used), "warn" if used.broken else "")


def use_words(key: str, used: Used) -> Text | Joined:
    """Its use of the semester in a few words; unknown is not none."""
    own = _OWN.get(key)
    said = own(used) if own else None
    if said is not None:
        return said
    if not used.measured:
        return UNKNOWN
    if not used.judged:
        return NOT_YET if not used.unknown else UNKNOWN
    return _("{kept} of {n} as promised").fill(kept=used.kept, n=used.judged)


def _orders(used: Used) -> Text | Joined | None:
    if not used.orders:
        return NOT_YET if used.orders == 0 else None
    said = counted("{n} order", "{n} orders", used.orders)
    if used.on_time is None:
        return said
    return joined([said, _("{share} on time").fill(share=Figure(used.on_time, "share"))], " · ")


def _small(used: Used) -> Text | None:
    if not used.measured:
        return None
    if not used.judged and not used.unknown:
        return NOT_YET
    return counted("{n} small order", "{n} small orders", used.kept + used.unknown)


def _hours(used: Used) -> Text | None:
    if used.hours is None:
        return None
    return _("{hours} hours worked for you").fill(hours=Figure(used.hours, "count")) if used.hours else NOT_YET


def _requests(used: Used) -> Text | None:
    if used.requests is None:
        return None
    return counted("{n} request of yours open", "{n} requests of yours open", used.requests) if used.requests else None


_OWN: Mapping[str, Callable[[Used], Text | Joined | None]] = {
    "dispatch": _orders, "no_minimum": _small, "laboratory": _hours, "improvement": _requests,
}  # fmt: skip


def broken_words(key: str, about: str) -> Text:
    """A promise that was broken, said as it is."""
    return BROKEN[key].fill(about=about) if "{about}" in BROKEN[key].msgid else BROKEN[key]


def semester_of(day: date) -> tuple[date, date]:
    """The calendar semester of a day: its first day and its last one."""
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)
