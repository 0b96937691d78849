"""Reading the contacts that there were: filtered, searched, what is left to do, and as the ledger of promises reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from clave.base.words import Text, _
from clave.operations.touchpoints import stems
from clave.store.models import Contact, MeasureLine, Person, Touchpoint, TouchpointContact
from clave.store.ownership import in_force
from clave.store.queries import latest_run
from clave.store.roles import DIRECTOR

OPEN, DONE = "abierto", "hecho"
FOLLOW_UPS: dict[str, Text] = {OPEN: _("Something left to do"), DONE: _("What was left is done")}
MOST_WORDS = 8
PART = 500  # so many at a time as a database takes in one question


@dataclass(frozen=True)
class Wanted:
    """Which contacts are asked for; "" and None ask for all. `mine`: only of accounts in which a person has a part."""

    text: str = ""
    customer: str = ""
    kind: str = ""
    direction: str = ""
    by: int | None = None
    contact: int | None = None
    since: date | None = None
    until: date | None = None
    follow_up: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Target:
    """What a contact can become in one click: the page that begins it, and the word for it."""

    route: str
    label: Text
    of_account: bool = False
    """Whether its address names the account; else it is given as `cliente`."""
    rest: tuple[str, ...] = ()
    """What its address says after the account."""


TARGETS: tuple[Target, ...] = (
    Target("plan_new", _("Action of the plan"), of_account=True, rest=("accion",)),
    Target("need_new", _("Need")),
    Target("collection_new", _("Promise to pay"), of_account=True, rest=("promesa",)),
    Target("initiative_new", _("Joint initiative")),
    Target("service_new", _("Special service")),
    Target("hospitality_new", _("Courtesy")),
    Target("visit_new", _("Visit of a competitor"), of_account=True),
)
"""Pages that take `?desde=<number of the contact>` and begin with its words; each room adds its own."""


def standing() -> QuerySet[Touchpoint]:
    """The contacts that nobody withdrew."""
    return Touchpoint.objects.filter(withdrawn_at=None)


def touchpoints(wanted: Wanted, reader: Person, today: date) -> QuerySet[Touchpoint]:
    """As wanted, the newest first. Every word must be in it, in any form; the last one may be half typed."""
    exact = {
        "customer": wanted.customer, "kind": wanted.kind, "direction": wanted.direction, "by": wanted.by,
        "on__gte": wanted.since, "on__lte": wanted.until,
    }  # fmt: skip
    found = standing().filter(**{name: value for name, value in exact.items() if value})
    if wanted.contact:
        found = found.filter(pk__in=TouchpointContact.objects.filter(contact=wanted.contact).values("touchpoint"))
    if wanted.mine:
        found = found.filter(customer__in=in_force(today).filter(person=reader).values("customer"))
    if wanted.follow_up:
        found = found.filter(done_on__isnull=wanted.follow_up == OPEN).exclude(follow_up="")
    return _saying(found, wanted.text).order_by("-on", "-pk")


def _saying(found: QuerySet[Touchpoint], text: str) -> QuerySet[Touchpoint]:
    words = stems(text)[:MOST_WORDS]
    half = not text.endswith(" ")
    for at, word in enumerate(words):
        last = at == len(words) - 1
        found = found.filter(stems__contains=f" {word}" if last and half else f" {word} ")
    return found


def numbers(found: QuerySet[Touchpoint]) -> list[int]:
    """Their numbers in order, in one look through the words of all of them: so a search counts and shows with one."""
    return list(found.values_list("pk", flat=True))


def page_of(numbers: Iterable[int]) -> list[Touchpoint]:
    """Some of them by number, in that order, with who logged each."""
    asked = list(numbers)
    rows = Touchpoint.objects.select_related("by").in_bulk(asked)
    return [rows[number] for number in asked if number in rows]


def people_in(rows: Iterable[Touchpoint]) -> dict[int, list[Contact]]:
    """Who of the customer was in each of these contacts, by its number."""
    numbers = [row.pk for row in rows]
    found: dict[int, list[Contact]] = {}
    for start in range(0, len(numbers), PART):
        named = TouchpointContact.objects.filter(touchpoint__in=numbers[start : start + PART])
        for one in named.select_related("contact").order_by("contact__name", "contact_id"):
            found.setdefault(one.touchpoint_id, []).append(one.contact)
    return found


def contacts_of(customer: str) -> list[Contact]:
    """The people of a customer that are still there, by name."""
    living = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None)
    return list(living.order_by("name", "pk"))


def authors() -> list[Person]:
    """Everybody who logged a contact, by name."""
    return list(Person.objects.filter(Exists(Touchpoint.objects.filter(by=OuterRef("pk")))).order_by("name", "pk"))


def left_to_do(person: Person, today: date, until: date) -> list[Touchpoint]:
    """What a person left to do and is due by a day, the oldest first; without a day it waits until it is done."""
    found = standing().filter(by=person, done_on=None).exclude(follow_up="")
    return list(found.filter(Q(follow_up_on=None) | Q(follow_up_on__lte=until)).order_by("follow_up_on", "pk"))


def others_spoke(person: Person, today: date, since: datetime) -> QuerySet[Touchpoint]:
    """What others logged since a moment with the accounts that a person answers for. (D3)"""
    mine = in_force(today).filter(person=person, part__in=("owner", "substitute")).values("customer")
    return standing().filter(customer__in=mine, at__gt=since).exclude(by=person).select_related("by").order_by("-at")


def may_change(person: Person, row: Touchpoint, today: date) -> bool:
    """Whether somebody may change or withdraw a contact: their own; of others only who answers for the account, and the
    direction."""
    return row.pk in changeable(person, [row], today)


def changeable(person: Person, rows: Iterable[Touchpoint], today: date) -> frozenset[int]:
    """Of these contacts, the numbers of those that somebody may change, in one question."""
    if DIRECTOR.key in (person.role, person.acting_for):
        return frozenset(row.pk for row in rows)
    held = in_force(today).filter(person=person, part__in=("owner", "substitute"))
    mine = set(held.values_list("customer", flat=True))
    return frozenset(row.pk for row in rows if row.by_id == person.pk or row.customer in mine)


def customer_names(codes: Collection[str]) -> dict[str, str]:
    """The names that the newest list has."""
    run = latest_run()
    found = MeasureLine.objects.filter(run=run)
    if len(codes) <= PART:
        found = found.filter(customer__in=codes)
    return dict(found.values_list("customer", "name")) if run else {}


def contacts_until(today: date) -> list[object]:
    """How many contacts there were before a day, and when the last of them was written or changed: the same as long as
    nothing of them changes. Those of the day itself count from the next one on."""
    start = timezone.make_aware(datetime.combine(today, time.min), timezone.get_default_timezone())
    found = standing().filter(changed_at__lt=start).aggregate(n=Count("pk"), last=Max("changed_at"))
    return [found["n"], str(found["last"] or "")]


def touchpoints_seen(until: date, accounts: Collection[str]) -> list[dict[str, Any]]:
    """Contacts up to a day as rows of the table `touchpoint` that the ledger reads: customer, date, by (the name of who
    logged it), cost."""
    found = standing().filter(on__lte=until, customer__in=accounts).order_by("customer", "on", "pk")
    rows = found.values_list("customer", "on", "by__name", "cost")
    return [{"customer": customer, "date": on, "by": by, "cost": cost} for customer, on, by, cost in rows]
