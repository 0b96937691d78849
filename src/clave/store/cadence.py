"""Reading the rhythms that were agreed: who has each today, where it stands, how it was kept, what is due for whom. (C4, D4)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from clave.base.words import Text, _
from clave.operations import cadence as decider
from clave.operations.cadence import Fulfilment, Held, Level, Met, Standing
from clave.operations.contacts import AREAS
from clave.operations.rhythms import PARTS, STANDARDS
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.delegations import heads
from clave.store.models import OWNER, SPONSOR, Cadence, Contact, Ownership, Person, Touchpoint
from clave.store.policy import policy_in_force
from clave.store.roles import DEPARTMENTS, ROLES

NO_PART = _("nobody is {part} of this account")
NO_ROLE = _("nobody of ours works in {department}")
LEFT = _("{name} no longer works there")
GONE = _("{name} no longer works with us")
NO_AREA = _("nobody of {area} is written down")


@dataclass(frozen=True)
class Agreed:
    """A rhythm as it stands: its row, where it stands, how it was kept, and who of ours has it today (() = nobody).

    `level`: to whom it is told besides, because it is not kept."""

    row: Cadence
    stand: Standing
    kept: Fulfilment
    people: tuple[Person, ...]
    level: Level

    @property
    def who(self) -> Text | str:
        """Who of ours, as it was agreed."""
        if self.row.person is not None:
            return self.row.person.name
        return PARTS.get(self.row.who) or ROLES[self.row.who].label

    @property
    def whom(self) -> Text | str:
        """With whom of theirs."""
        return self.row.contact.name if self.row.contact is not None else AREAS[self.row.area]

    @property
    def topic(self) -> Text | str:
        """About what: as it was written, or as the catalogue says."""
        standard = STANDARDS.get(self.row.standard)
        return self.row.topic or (standard.topic if standard else "")


def running() -> QuerySet[Cadence]:
    """The rhythms that hold."""
    return Cadence.objects.filter(ended_on=None).select_related("person", "contact", "by")


def agreed(today: date, customers: Collection[str] | None = None) -> list[Agreed]:
    """Every rhythm that holds, or those of these customers, what is due first on top; a few queries whatever their number."""
    rows = list(running() if customers is None else running().filter(customer__in=customers))
    if not rows:
        return []
    codes = {row.customer for row in rows}
    reading = _Reading(codes, today)
    limits = policy_in_force().at(today)
    country = limits[declared.calendar_country]
    met = _met(codes, min(row.since for row in rows))
    found = [_stands(row, reading, met[row.customer], today, country, limits) for row in rows]
    return sorted(found, key=lambda one: (one.stand.due, one.row.customer, one.row.pk))


def _stands(row: Cadence, reading: _Reading, met: Iterable[Met], today: date, country: str, limits: Limits) -> Agreed:
    pure = decider.Cadence(
        row.pk, row.customer, row.days, row.since, reading.held(row), row.contact_id, row.area, row.channel, row.topic,
        reading.missing(row),
    )  # fmt: skip
    days = decider.kept_days(pure, met, today)
    stand = decider.standing(pure, days, today, country)
    kept = decider.fulfilment(pure, days, today, country)
    return Agreed(row, stand, kept, reading.people(row), decider.escalates(stand, limits))


class _Reading:
    """Who has which part in these accounts, who works in which department, and which areas have somebody."""

    def __init__(self, codes: Collection[str], today: date) -> None:
        self.today = today
        self.parts: dict[tuple[str, str], list[Ownership]] = defaultdict(list)
        for one in Ownership.objects.filter(customer__in=codes).select_related("person").order_by("starts_on", "pk"):
            self.parts[one.customer, one.part].append(one)
        self.roles: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(is_active=True, role__in=DEPARTMENTS).order_by("name", "pk"):
            self.roles[person.role].append(person)
        self.heads = {key: head.person for key, head in heads().items()}
        living = Contact.objects.filter(customer__in=codes, removed_at=None, erased_at=None, left_on=None)
        self.areas = set(living.values_list("customer", "area"))

    def held(self, row: Cadence) -> tuple[Held, ...]:
        """Whose contacts keep a rhythm: of a part, whoever had it on the day."""
        if row.person_id is not None:
            return (Held(row.person_id),)
        if row.who in PARTS:
            return tuple(Held(one.person_id, one.starts_on, one.ends_on) for one in self.parts[row.customer, row.who])
        return tuple(Held(person.pk) for person in self._department(row.who, every=True))

    def people(self, row: Cadence) -> tuple[Person, ...]:
        """Who of ours has it today: the person, who has the part, or the head of the department (all of it without one)."""
        if row.person is not None:
            return (row.person,) if row.person.is_active else ()
        if row.who in PARTS:
            spans = self.parts[row.customer, row.who]
            return tuple(one.person for one in spans if _covers(one, self.today) and one.person.is_active)
        return tuple(self._department(row.who))

    def _department(self, key: str, *, every: bool = False) -> list[Person]:
        head = self.heads.get(key)
        known = self.roles[key]
        if head is None or not head.is_active:
            return known
        return [*known, *([] if head in known else [head])] if every else [head]

    def missing(self, row: Cadence) -> Text | None:
        """Who is not there for it, of ours or of theirs; None where both are."""
        if not self.people(row):
            if row.person is not None:
                return GONE.fill(name=row.person.name)
            if row.who in PARTS:
                return NO_PART.fill(part=PARTS[row.who])
            return NO_ROLE.fill(department=ROLES[row.who].label)
        contact = row.contact
        if contact is not None:
            gone = contact.removed_at or contact.erased_at or contact.left_on
            return LEFT.fill(name=contact.name) if gone else None
        return None if (row.customer, row.area) in self.areas else NO_AREA.fill(area=AREAS[row.area])


def _covers(one: Ownership, day: date) -> bool:
    return one.starts_on <= day and (one.ends_on is None or one.ends_on > day)


def _met(codes: Collection[str], since: date) -> Mapping[str, list[Met]]:
    """The contacts of these customers from a day on, as the decider reads them."""
    standing = Touchpoint.objects.filter(withdrawn_at=None, customer__in=codes, on__gte=since).order_by("pk")
    rows: dict[int, tuple[Any, ...]] = {}
    named: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for number, contact, area, *said in standing.values_list(
        "pk", "with_whom__contact_id", "with_whom__contact__area", "customer", "on", "kind", "by_id", "topics"
    ):
        rows[number] = tuple(said)
        if contact is not None:
            named[number].append((contact, area))
    found: dict[str, list[Met]] = defaultdict(list)
    for number, (customer, on, kind, by, topics) in rows.items():
        whom = named.get(number, ())
        found[customer].append(
            Met(customer, on, kind, by, frozenset(one for one, _area in whom), frozenset(area for _one, area in whom),
                tuple(topics))
        )  # fmt: skip
    return found


def next_contact(customer: str, today: date) -> Agreed | None:
    """What comes next with an account, whoever has it: what is still to come, or what has been late for longest; None where
    no rhythm was agreed."""
    found = agreed(today, [customer])
    return next((one for one in found if one.stand.late <= 0), next(iter(found), None))


@dataclass(frozen=True)
class DueFor:
    """A rhythm in the diary of one person: their own, or told to them because it is not kept (`told`)."""

    agreed: Agreed
    told: Level = ""


def due_for(person: Person, found: Iterable[Agreed], today: date) -> list[DueFor]:
    """Of these rhythms what a person has to do, and what is told to them as owner or sponsor."""
    parts: dict[str, set[str]] = defaultdict(set)
    held = Ownership.objects.filter(person=person, part__in=(OWNER, SPONSOR))
    for one in held:
        if _covers(one, today):
            parts[one.customer].add(one.part)
    result = []
    for each in found:
        if person in each.people:
            result.append(DueFor(each))
        elif each.level and (told := _told(each.level, parts[each.row.customer])):
            result.append(DueFor(each, told))
    return result


def _told(level: Level, parts: Collection[str]) -> Level:
    """As what a person is told: who owns the account from the first step on, its sponsor only from the last."""
    if OWNER in parts:
        return "owner"
    return "sponsor" if level == "sponsor" and SPONSOR in parts else ""


def mark_of(who: str, person: int | None, contact: int | None, area: str, channel: str, topic: str) -> str:
    """The same text for the same rhythm, however its topic is written."""
    return "|".join((who, str(person or ""), str(contact or ""), area, channel, " ".join(topic.casefold().split())))
