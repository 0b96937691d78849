"""Alerts and the day as templates show them: words, links and the one main act of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from clave.base.figures import Figure
from clave.base.words import Text, _, recalled
from clave.operations.alerts.before import Earlier, false_rate, last_time
from clave.operations.alerts.shape import ACTS, KINDS, MONEY, Kind
from clave.operations.touchpoints import KINDS as WAYS
from clave.store.alerts import Rate
from clave.store.models import Contact, RaisedAlert
from clave.store.today import Birthday, Day, Entry, FollowUp
from clave.web.initials import initials
from clave.web.words import told
from clave.web.written import as_unit, cop_m

WAY_ICONS = {
    "visit": "map-pin", "call": "messages", "video": "messages", "mail": "mail", "message": "messages", "hospitality": "star",
}  # fmt: skip
PAGES = {
    "sheet": "account_families", "payments": "account_payments", "condition": "account_grants", "sponsor": "account_owners",
    "voice": "account_voice",
}  # fmt: skip
"""The page that answers an alert, by its act; the account itself for the others."""
ENTRIES: Mapping[str, tuple[str, str]] = {
    "condition": ("calendar-time", "account_grants"), "payment": ("receipt-2", "collection_account"),
    "answer": ("flask-2", "account"),
}  # fmt: skip


@dataclass(frozen=True)
class AlertShown:
    """One alert: its kind, the sentence, the money with what it is, how sure, the last time, and its main act."""

    row: RaisedAlert
    kind: Kind
    label: str
    why: str
    money: str
    worth: str
    sure: str
    before: str
    act: str
    href: str
    days: str


@dataclass(frozen=True)
class RateShown:
    """One kind: how many were raised and how many were false, in words where nobody can say yet."""

    key: str
    label: str
    icon: str
    raised: int
    judged: int
    false: int
    rate: str


@dataclass(frozen=True)
class EntryShown:
    """One thing of the calendar."""

    entry: Entry
    icon: str
    what: str
    href: str
    late: bool


def alert(row: RaisedAlert, earlier: Earlier | None, contact: Contact | None = None) -> AlertShown:
    """An alert, its sentence beginning with a capital; `contact` = whom to call, where somebody is known."""
    kind, why = KINDS[row.kind], told(recalled(row.why)).rstrip(".")
    phones = contact is not None and kind.act == "call"
    return AlertShown(
        row=row,
        kind=kind,
        label=told(kind.label),
        why=why[:1].upper() + why[1:],
        money=cop_m(row.money, row.currency) if row.money else "",
        worth=told(MONEY[row.worth]) if row.money and row.worth else "",
        sure=told(recalled(row.sure)) if row.sure else "",
        before=told(last_time(earlier)),
        act=told(_("Call {name}").fill(name=contact.name)) if phones and contact else told(ACTS[kind.act]),
        href=f"tel:{contact.phone.replace(' ', '')}" if phones and contact else _answer(row, kind),
        days=told(Figure(float((row.last_day - row.first_day).days), "days")),
    )


def _answer(row: RaisedAlert, kind: Kind) -> str:
    if kind.act == "promise":
        return reverse("promises_list") + "?" + urlencode({"cliente": row.customer, "privilegio": row.matter})
    return reverse(PAGES.get(kind.act, "account"), args=[row.customer])


def rate(one: Rate) -> RateShown:
    """How often a kind was a false alarm."""
    share, kind = false_rate(one.false, one.judged), KINDS[one.kind]
    words = told(_("nobody can say yet")) if share is None else as_unit(share, "share")
    return RateShown(one.kind, told(kind.label), kind.icon, one.raised, one.judged, one.false, words)


def entry(one: Entry, today: date) -> EntryShown:
    """One thing of the calendar with its link; the review of the whole list has no account."""
    icon, page = ENTRIES.get(one.kind, ("calendar-check", "account_status"))
    href = reverse(page, args=[one.customer]) if one.customer else reverse("reviews")
    what = one.what if isinstance(one.what, str) else told(one.what)
    return EntryShown(one, icon, what, href, one.on < today)


@dataclass(frozen=True)
class FollowUpShown:
    """What was left to do: the letters of who it is with, the icon of how it was, and where a contact about it is logged."""

    one: FollowUp
    who: str
    letters: str
    icon: str
    way: str
    log: str


def follow_up(one: FollowUp) -> FollowUpShown:
    """With people of the customer by name, else with the customer; the dialog begins with both."""
    who = one.with_whom or one.name
    known = [("cliente", one.customer), ("tipo", one.kind), *(("persona", str(each)) for each in one.people)]
    log = f"{reverse('touchpoint_new')}?{urlencode(known)}"
    return FollowUpShown(one, who, initials(who), WAY_ICONS[one.kind], told(WAYS[one.kind]), log)


def birthday(one: Birthday) -> tuple[Birthday, str]:
    """A birthday with the letters of its name."""
    return one, initials(one.name)


def summed(day: Day, alerts: int, due: int) -> list[str]:
    """The page in numbers; what there is none of is not told. `due` are contacts by an agreed rhythm."""
    found: list[tuple[int, Text, Text]] = [
        (alerts, _("1 alert"), _("{n} alerts")),
        (due, _("1 agreed contact due"), _("{n} agreed contacts due")),
        (len(day.follow_ups), _("1 thing left to do"), _("{n} things left to do")),
        (len(day.birthdays), _("1 birthday this week"), _("{n} birthdays this week")),
        (day.waiting, _("1 order line waits in dispatch"), _("{n} order lines wait in dispatch")),
    ]
    return [told(one if n == 1 else many.fill(n=n)) for n, one, many in found if n]


GREETINGS: tuple[tuple[int, Text], ...] = (
    (12, _("Good morning, {name}")), (19, _("Good afternoon, {name}")), (24, _("Good evening, {name}")),
)  # fmt: skip


def greeting(name: str, hour: int) -> str:
    """By the hour, with the first name."""
    words = next(text for until, text in GREETINGS if hour < until)
    return told(words.fill(name=(name.split() or [""])[0]))
