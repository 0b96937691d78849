"""Contacts and their rhythm as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.operations.cadence import every
from clave.operations.contacts import CHANNELS
from clave.operations.touchpoints import DIRECTIONS, KINDS
from clave.store.cadence import Agreed, DueFor
from clave.store.fields import MARGIN, Sight
from clave.store.models import Contact, Touchpoint
from clave.store.touchpoints import TARGETS, Target
from clave.web.initials import initials
from clave.web.touch_forms import ICONS
from clave.web.words import told

GOOD, FAIR = 0.85, 0.6
"""From which share kept a rhythm is green, and amber."""
SUNDAY = 6
TOLD: dict[str, Text] = {
    "owner": _("told to you because you answer for the account"),
    "sponsor": _("told to you because you sponsor the account"),
}


@dataclass(frozen=True)
class Entry:
    """One contact of the timeline: what it was, with whom, what was left, and what whoever reads may do with it."""

    row: Touchpoint
    name: str
    icon: str
    title: str
    about: str
    cost: str | Figure
    late: bool
    may: bool
    becomes: tuple[tuple[str, str], ...]

    @property
    def open(self) -> bool:
        """Whether something of it is left to do."""
        return bool(self.row.follow_up) and self.row.done_on is None


def entries(
    rows: Sequence[Touchpoint],
    people: Mapping[int, list[Contact]],
    names: Mapping[str, str],
    may: frozenset[int],
    opens: Sequence[Target],
    sight: Sight,
    today: date,
    currency: str,
) -> list[Entry]:
    """The contacts of a page. What one cost is seen by who sees what the account costs, and by who logged it."""
    return [
        Entry(
            row, names.get(row.customer, row.customer), ICONS[row.kind], told(_title(row, people.get(row.pk, []))),
            told(_about(row)), _cost(row, sight, currency),
            bool(row.follow_up and row.done_on is None and row.follow_up_on and row.follow_up_on < today),
            row.pk in may, tuple((told(one.label), _address(one, row)) for one in opens),
        )
        for row in rows
    ]  # fmt: skip


def _title(row: Touchpoint, people: Iterable[Contact]) -> Joined:
    named = ", ".join(one.name for one in people)
    kind = KINDS[row.kind]
    return joined([kind, _("with {people}").fill(people=named)] if named else [kind], " ")


def _about(row: Touchpoint) -> Joined:
    parts: list[Text | str] = [row.by.name, DIRECTIONS[row.direction], *row.topics]
    return joined(parts, " · ")


def _cost(row: Touchpoint, sight: Sight, currency: str) -> Figure | str:
    if row.cost is None or not (sight.sees(MARGIN, row.customer)):
        return ""
    return Figure(row.cost, "money", currency)


def _address(target: Target, row: Touchpoint) -> str:
    if target.of_account:
        return f"{reverse(target.route, args=[row.customer, *target.rest])}?desde={row.pk}"
    return f"{reverse(target.route)}?desde={row.pk}&cliente={row.customer}"


def targets(allowed: Iterable[str]) -> tuple[Target, ...]:
    """What a contact can become, of the pages that whoever reads may open."""
    return tuple(one for one in TARGETS if one.route in allowed)


@dataclass(frozen=True)
class Rhythm:
    """One agreed rhythm as a row of the protocol."""

    agreed: Agreed
    when: str
    tone: str
    who: str
    initials: str
    whom: str
    topic: str
    icon: str
    how: str
    kept: str
    share: int | None
    bar: str
    because: str
    told: str
    name: str
    log: str


def rhythm(found: Agreed, today: date, name: str = "", why: str = "") -> Rhythm:
    """As the protocol of the account and the list of what is due show it."""
    row, stand = found.row, found.stand
    share = found.kept.share
    whom = told(found.whom)
    return Rhythm(
        found, told(when(stand.due, today)), "tbad b" if stand.late > 0 else "b" if stand.late == 0 else "mut",
        told(found.who), initials(whom), whom, told(found.topic), ICONS.get(row.channel, "messages"),
        told(how(row.channel, row.days)), told(kept_words(found)), None if share is None else round(100 * share),
        "" if share is None else "ok" if share >= GOOD else "warn" if share >= FAIR else "bad", told(stand.because),
        told(TOLD.get(why)), name, log_address(found),
    )  # fmt: skip


def log_address(found: Agreed) -> str:
    """Where a contact of this rhythm is logged, with what is known of it filled in."""
    row = found.row
    given = f"?cliente={row.customer}&tipo={row.channel or 'call'}"
    return reverse("touchpoint_new") + given + (f"&persona={row.contact_id}" if row.contact_id else "")


def how(channel: str, days: int) -> Text:
    """`Visit, fortnightly`."""
    named = CHANNELS.get(channel)
    often = every(days)
    return _("{channel}, {often}").fill(channel=named, often=often) if named else often


def kept_words(found: Agreed) -> Text:
    """How it was kept in the last year, in words."""
    if found.kept.owed == 0:
        return _("nothing was due yet")
    return _("{kept} of {owed} in the last year").fill(kept=found.kept.kept, owed=found.kept.owed)


def when(due: date, today: date) -> Text | Figure:
    """The day something is due as people say it."""
    late = (today - due).days
    if late > 0:
        return counted("{n} day late", "{n} days late", late)
    if late == 0:
        return _("today")
    return Figure(due, "date")


@dataclass(frozen=True)
class Group:
    """Rhythms that are due together: late, today, this week, next week, later."""

    label: str
    rows: list[Rhythm]


def grouped(found: Iterable[DueFor], names: Mapping[str, str], today: date, until: date) -> list[Group]:
    """What is due up to a day, in the order in which it is to be done; without an interlocutor comes last."""
    week = today + timedelta(days=SUNDAY - today.weekday())
    labels = (_("Late contacts"), _("Today"), _("This week"), _("Next days"), _("Without an interlocutor"))
    rows: list[list[Rhythm]] = [[] for _label in labels]
    for each in found:
        stand = each.agreed.stand
        if stand.due > until:
            continue
        place = (
            4
            if stand.state == "absent"
            else 0
            if stand.late > 0
            else 1
            if stand.late == 0
            else 2
            if stand.due <= week
            else 3
        )
        customer = each.agreed.row.customer
        rows[place].append(rhythm(each.agreed, today, names.get(customer, customer), each.told))
    return [Group(told(label), some) for label, some in zip(labels, rows, strict=True) if some]


def next_words(found: Agreed | None) -> Text | Joined:
    """What whoever logged a contact is told at once: when the next one is due, with whom and how."""
    if found is None:
        return _("No rhythm was agreed with this account.")
    late = found.stand.late > 0
    text = _("Due since {day}: {how}, with {whom}.") if late else _("Next contact: {day}, {how}, with {whom}.")
    return text.fill(day=Figure(found.stand.due, "date"), how=how(found.row.channel, found.row.days), whom=found.whom)
