"""Reading the register of what people asked of their data: filters, standing, deadlines, holds, who is kept too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clave.base.folding import folded
from clave.base.holidays import holidays_of
from clave.operations.personal.requests import OPEN, Deadlines, Holidays, due_by
from clave.operations.personal.retention import COLLEAGUE, LEFT, REFUSED, TAKEN_OUT, Due, Kept, Terms, due
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import Contact, ContactConsent, DataHold, DataRequest, Person
from clave.store.personal_search import Subject

RELATIONSHIP = "relationship"


def calendar(limits: Limits) -> Holidays:
    """The public holidays of the country of the company."""
    return partial(holidays_of, limits[declared.calendar_country])


def deadline(kind: str, received_on: date, limits: Limits) -> date:
    """Until when a request of a kind that came on a day is answered."""
    days = Deadlines(limits[declared.personal_query], limits[declared.personal_claim]).of(kind)
    return due_by(received_on, days, calendar(limits))


def requests(kind: str = "", state: str = "", *, late_on: date | None = None) -> QuerySet[DataRequest]:
    """The register: what is open first, by the day it is due; `late_on` = only those overdue on that day."""
    found = DataRequest.objects.select_related("contact", "person", "by", "ended_by").defer("found", "package")
    found = found.filter(kind=kind) if kind else found
    found = found.filter(state=state) if state else found
    if late_on is not None:
        found = found.filter(state=OPEN, due_on__lt=late_on)
    return found.order_by(F("ended_at").desc(nulls_first=True), "due_on", "pk")


def open_requests(person: Person) -> int:
    """How many wait for an answer, for the tab."""
    return DataRequest.objects.filter(state=OPEN).count()


def subject_of(row: DataRequest) -> Subject:
    """Whose data a request is about."""
    subject = row.contact or row.person
    assert subject is not None  # a constraint of the table
    return subject


def hold_of(subject: Subject) -> DataHold | None:
    """What keeps somebody from being erased today."""
    return DataHold.objects.filter(**about(subject), ended_at=None).select_related("by").first()


def about(subject: Subject) -> dict[str, Subject]:
    """The column of a person."""
    return {"contact": subject} if isinstance(subject, Contact) else {"person": subject}


def alike(subject: Subject) -> list[Contact]:
    """Other people of customers who may be the same one: the same address, or the same name."""
    same = Q(folded__startswith=folded(subject.name))
    if subject.email:
        same |= Q(email__iexact=subject.email)
    found = Contact.objects.filter(same, erased_at=None)
    if isinstance(subject, Contact):
        found = found.exclude(pk=subject.pk)
    return [one for one in found.order_by("pk")[:20] if _same(one, subject)]


def _same(one: Contact, subject: Subject) -> bool:
    return folded(one.name) == folded(subject.name) or bool(one.email and one.email.lower() == subject.email.lower())


def people_due(limits: Limits, today: date) -> list[Due]:
    """Who is kept longer than policy says, and has no open request to be erased."""
    asked = DataRequest.objects.filter(state=OPEN, kind="erase")
    contacts = set(asked.exclude(contact=None).values_list("contact", flat=True))
    colleagues = set(asked.exclude(person=None).values_list("person", flat=True))
    found = due([*_contacts_kept(), *_colleagues_kept()], terms(limits), today)
    return [one for one in found if one.number not in (colleagues if one.kind == COLLEAGUE else contacts)]


def terms(limits: Limits) -> Terms:
    """How long each kind of person is kept."""
    return Terms(
        limits[declared.personal_left], limits[declared.personal_taken_out], limits[declared.personal_refused],
        limits[declared.personal_colleague],
    )  # fmt: skip


def _contacts_kept() -> Iterable[Kept]:
    held = _held("contact")
    living = Contact.objects.filter(erased_at=None)
    for number, day in living.exclude(left_on=None).values_list("pk", "left_on"):
        assert day is not None  # asked for in the query
        yield Kept(number, LEFT, day, held.get(number, ""))
    for number, moment in living.exclude(removed_at=None).values_list("pk", "removed_at"):
        yield Kept(number, TAKEN_OUT, timezone.localdate(moment), held.get(number, ""))
    said = ContactConsent.objects.filter(purpose=RELATIONSHIP, contact__erased_at=None).order_by("on", "-given", "pk")
    last = {number: (given, day) for number, given, day in said.values_list("contact", "given", "on")}
    for number, (given, day) in last.items():
        if not given:
            yield Kept(number, REFUSED, day, held.get(number, ""))


def _colleagues_kept() -> Iterable[Kept]:
    """Since when nobody signs in as them: their last sign-in, or that they were invited; the log has no name to read it from."""
    held = _held("person")
    gone = Person.objects.filter(is_active=False, placed=False).exclude(email__endswith="@clave.invalid")
    for one in gone:
        yield Kept(one.pk, COLLEAGUE, timezone.localdate(one.last_login or one.created_at), held.get(one.pk, ""))


def _held(side: str) -> dict[int, str]:
    return dict(DataHold.objects.filter(ended_at=None).exclude(**{side: None}).values_list(side, "reason"))
