"""What a person has to do with customers: contacts that are due, what was left to do, and the calendar of the programme."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.operations.cadence import every
from clave.operations.contacts import CHANNELS
from clave.operations.diary import Entry
from clave.policy import declared
from clave.selection.calendar import Due
from clave.store.agenda import dues
from clave.store.cadence import DueFor, agreed, due_for
from clave.store.diary_more import more
from clave.store.models import OWNER, SUBSTITUTE, MailChoice, Person, Touchpoint
from clave.store.ownership import in_force
from clave.store.people import STATES
from clave.store.policy import policy_in_force
from clave.store.roles import STAFF
from clave.store.touchpoints import customer_names, left_to_do

REVIEWS: dict[str, Text] = {
    "leaves": _("the last review found that it would leave"), "watched": _("it is in watch"),
    "recovered": _("it may stop being watched"), "announcement": _("it was not told yet"),
    "begin": _("its trial year may begin"), "trial": _("its trial year ends"), "override": _("its exception ends"),
    "landing": _("its landing ends"), "step": _("a step of its landing is due"),
}  # fmt: skip
"""What the calendar of the programme asks of an account, without a figure of it."""


def diary(person: Person, today: date, until: date, kinds: Collection[str] = ()) -> list[Entry]:
    """Everything of a person up to a day, the late ones first; of some `kinds` alone where they chose."""
    every = [
        *contacts_due(due_for(person, agreed(today), today), until),
        *follow_ups(left_to_do(person, today, until), today),
        *_reviews(person, today, until),
        *more(person, today, until),
    ]
    found = [one for one in every if not kinds or one.kind in kinds]
    return sorted(found, key=lambda one: (one.day, one.key))


def contacts_due(found: Iterable[DueFor], until: date) -> Iterator[Entry]:
    """The contacts of these rhythms that are due up to a day."""
    mine = [one for one in found if one.agreed.stand.due <= until]
    names = customer_names({one.agreed.row.customer for one in mine})
    for each in mine:
        row, stand = each.agreed.row, each.agreed.stand
        name = names.get(row.customer, row.customer)
        channel = CHANNELS.get(row.channel, _("Contact"))
        said = _("{channel} with {whom}, {name}").fill(channel=channel, whom=each.agreed.whom, name=name)
        parts: list[Text | Joined | str | Figure] = [each.agreed.topic, every(row.days), stand.because]
        if stand.late > 0:
            parts.insert(0, counted("{n} day late", "{n} days late", stand.late))
        if each.told:
            parts.append(_("it is for {who}").fill(who=each.agreed.who))
        about = joined([part for part in parts if part], " · ")
        yield Entry(f"cadence-{row.pk}", "contact", stand.due, said, about, "account_cadence", row.customer)


def follow_ups(rows: Iterable[Touchpoint], today: date) -> Iterator[Entry]:
    """What was left to do of contacts; without a day it is for today."""
    found = list(rows)
    names = customer_names({row.customer for row in found})
    for row in found:
        said = _("{name}: {what}").fill(name=names.get(row.customer, row.customer), what=row.follow_up)
        about = _("left to do since {day}").fill(day=Figure(row.on, "date"))
        day = row.follow_up_on or today
        yield Entry(f"follow-up-{row.pk}", "follow_up", day, said, about, "account_touchpoints", row.customer)


def _reviews(person: Person, today: date, until: date) -> Iterator[Entry]:
    """What the calendar of the programme asks of the accounts that a person answers for."""
    held = in_force(today).filter(person=person, part__in=(OWNER, SUBSTITUTE))
    mine = set(held.values_list("customer", flat=True))
    if not mine:
        return
    limits = policy_in_force().at(today)
    for due in dues(limits):
        if due.customer in mine and due.kind in REVIEWS and due.day <= until:
            yield _review(due)


def _review(due: Due) -> Entry:
    said = _("{name}: {what}").fill(name=due.name, what=REVIEWS[due.kind])
    key = f"status-{due.kind}-{due.customer}-{due.day:%Y%m%d}"
    return Entry(key, "review", due.day, said, "", "account_status", due.customer)


def wanting_agenda() -> list[Person]:
    """Everybody of ours who is active and did not say no to what they have to do by mail."""
    no = MailChoice.objects.filter(agenda=False).values("person")
    return list(Person.objects.filter(STATES["active"], role__in=STAFF).exclude(pk__in=no).order_by("pk"))


def wants_agenda(person: Person) -> bool:
    """Whether a person gets it by mail."""
    return not MailChoice.objects.filter(person=person, agenda=False).exists()


def horizon(today: date) -> date:
    """The last day that the list of what is due shows."""
    return today + timedelta(days=policy_in_force().at(today)[declared.cadence_ahead_days])
