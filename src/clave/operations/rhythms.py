"""The rhythms that an account may begin with, by why it is key, and what a rhythm may not be. (C4, D4)"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.contacts import AREAS, CHANNELS
from clave.policy import declared
from clave.policy.limits import Limits

LONGEST, LONGEST_TOPIC = 366, 120
PARTS: dict[str, Text] = {
    "owner": _("Owner"), "substitute": _("Substitute"), "sponsor": _("Executive sponsor"),
}  # fmt: skip
"""Parts in an account that may have a rhythm; a department may too, and so may one person."""


@dataclass(frozen=True)
class Standard:
    """A rhythm of the catalogue: who of ours (a part or a department), with whom, how, about what; policy says how often."""

    who: str
    area: str
    channel: str
    topic: Text


STANDARDS: dict[str, Standard] = {
    "owner_purchasing": Standard("owner", "purchasing", "visit", _("Orders, forecast and what is pending")),
    "owner_management": Standard("owner", "management", "visit", _("How the year goes for both")),
    "sponsor_management": Standard("sponsor", "management", "visit", _("What both managements expect")),
    "credit_finance": Standard("credit", "finance", "call", _("Balances, payments and invoices")),
    "lab_technical": Standard("lab", "technical", "visit", _("Trials, developments and claims")),
    "dispatch_logistics": Standard("dispatch", "logistics", "call", _("Deliveries of the week")),
    "quality_quality": Standard("quality", "quality", "call", _("Certificates and claims")),
    "marketing_sales": Standard("marketing", "sales", "call", _("Novelties, events and promotions")),
}
assert tuple(STANDARDS) == declared.RHYTHMS


@dataclass(frozen=True)
class RhythmSaid:
    """What somebody agrees: who of ours (`who`: a part, a department, or empty where `person` is named), with a contact or
    an area, by a channel ("" = any), about what, every so many days, from a day on."""

    who: str
    person: int | None
    contact: int | None
    area: str
    channel: str
    topic: str
    days: int
    since: date


def template(category: str, limits: Limits) -> dict[str, int]:
    """The standard rhythms of an account that is key by `category`, with their days, in the order of the catalogue."""
    more = declared.RHYTHMS_OF.get(category)
    wanted = {*limits[declared.cadence_all], *(limits[more] if more else ())}
    days = limits[declared.cadence_days]
    return {key: int(days[key]) for key in STANDARDS if key in wanted and days.get(key)}


def checked_rhythm(said: RhythmSaid, departments: Collection[str], today: date) -> RhythmSaid:
    """As it is kept. Raises ClaveError (`where` names the field): who and whom are needed, and a rhythm that can be kept."""
    if (said.person is None) == (not said.who) or (said.who and said.who not in (*PARTS, *departments)):
        raise ClaveError(
            _("nobody of ours has this rhythm."), where="who",
            remedy=_("Choose a part in the account, a department or a person: one of them."),
        )  # fmt: skip
    if said.contact is None and said.area not in AREAS:
        raise ClaveError(
            _("a rhythm without an interlocutor is kept with nobody."), where="whom",
            remedy=_("Choose a person of the customer, or the area in which you will find one."),
        )  # fmt: skip
    if said.channel and said.channel not in CHANNELS:
        raise ClaveError(_("there is no such channel."), where="channel", remedy=_("Choose one of the list."))
    if not 1 <= said.days <= LONGEST:
        raise ClaveError(
            _("a rhythm of {days} days cannot be kept.").fill(days=said.days), where="days",
            remedy=_("Write from 1 to {most} days.").fill(most=LONGEST),
        )  # fmt: skip
    if abs((said.since - today).days) > LONGEST * 3:
        raise ClaveError(
            _("this day is too far away."), where="since", remedy=_("Choose a day of the last or the next three years.")
        )
    topic = " ".join(said.topic.split())
    if len(topic) > LONGEST_TOPIC:
        raise ClaveError(
            _("the topic has {length} characters, {most} fit.").fill(length=len(topic), most=LONGEST_TOPIC),
            where="topic", remedy=_("A few words are enough."),
        )  # fmt: skip
    return replace(said, topic=topic, area="" if said.contact is not None else said.area)
