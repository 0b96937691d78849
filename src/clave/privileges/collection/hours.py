"""When a customer may be asked to pay: hours, and how often, by law for natural persons (G6; Ley 2300 de 2023, art. 3).

The law: Monday to Friday 7:00 to 19:00, Saturdays 8:00 to 15:00, never on Sundays and holidays; once there was a direct contact,
no more than once a day and not through several channels in one week. Companies are held to the same hours by courtesy, and to
no more than their route says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clave.base.figures import Moment
from clave.base.holidays import holidays_of
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

FARTHEST = 60  # days looked ahead


@dataclass(frozen=True)
class Contact:
    """A contact that there was with a customer about payment: when and by which way."""

    customer: str
    at: datetime
    way: str


@dataclass(frozen=True)
class When:
    """Whether somebody may be contacted now; if not, from when on (None = not within two months) and why."""

    now: bool
    since: datetime | None
    because: Text | None = None


def when(now: datetime, way: str, person: bool, contacts: Iterable[Contact], limits: Limits) -> When:
    """When a customer may be contacted by a way; `now` in the time of the customer, `contacts` those there were with them."""
    found = sorted(contacts, key=lambda contact: contact.at)
    if person and (refused := _too_often(now, way, found)):
        until = _first_hour(refused[0], limits)
        return When(False, until, refused[1].fill(when=Moment(until)) if until else refused[1])
    if _open(now, limits):
        return When(True, now)
    since = _first_hour(now, limits)
    said = _("Outside the hours in which people may be asked to pay") if person else _("Outside contact hours")
    text = _("{why}: from {when} on.").fill(why=said, when=Moment(since) if since else "—")
    return When(False, since, text)


def _too_often(now: datetime, way: str, contacts: list[Contact]) -> tuple[datetime, Text] | None:
    """From when on another contact is allowed and why not before: one a day, one channel a week (Monday to Sunday)."""
    today = [contact for contact in contacts if contact.at.date() == now.date()]
    monday = now.date() - timedelta(days=now.weekday())
    others = {each.way for each in contacts if monday <= each.at.date() <= now.date() and each.way != way}
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if others:
        return midnight + timedelta(days=7 - now.weekday()), _(
            "They were contacted through another channel this week, and the law allows one: from {when} on."
        )
    if today:
        return midnight + timedelta(days=1), _(
            "They were contacted today, and the law allows one a day: from {when} on."
        )
    return None


def window(day: date, limits: Limits) -> tuple[float, float] | None:
    """First and last hour of a day in which people may be contacted; None on Sundays and holidays."""
    if day.isoweekday() == 7 or day in holidays_of(limits[declared.calendar_country], day.year):
        return None
    if day.isoweekday() == 6:
        return limits[declared.contact_saturday_from], limits[declared.contact_saturday_to]
    return limits[declared.contact_from], limits[declared.contact_to]


def _open(now: datetime, limits: Limits) -> bool:
    hours = window(now.date(), limits)
    return hours is not None and hours[0] <= now.hour + now.minute / 60 + now.second / 3600 < hours[1]


def _first_hour(since: datetime, limits: Limits) -> datetime | None:
    """The first moment from `since` on that lies inside the hours."""
    if _open(since, limits):
        return since
    for ahead in range(FARTHEST):
        midnight = since.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=ahead)
        hours = window(midnight.date(), limits)
        if hours and hours[0] < hours[1] and (opened := midnight + timedelta(hours=hours[0])) >= since:
            return opened
    return None
