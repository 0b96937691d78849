"""People of a customer as they are kept: written down, corrected, gone, taken out, what each consents to, and files of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clave.actions.contact_files import bring_contacts, choose_columns, discard_contacts, lines_of, load_contacts
from clave.actions.contacts import (
    add_contact,
    change_contact,
    confirm_contact,
    note_back,
    note_left,
    remove_contact,
    restore_contact,
    say_consent,
)
from clave.base.errors import ClaveError
from clave.facts.intake.cells import Cells
from clave.operations.contacts import ContactSaid
from clave.store.audit import verify
from clave.store.contacts import answers, consents_of, contacts_of, last_spoken
from clave.store.models import (
    OWNER,
    SPONSOR,
    AuditEvent,
    Contact,
    ContactFile,
    Ownership,
    Person,
    Touchpoint,
    TouchpointContact,
)
from tests.store.lives import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
TODAY = date(2026, 11, 20)
NORTE = "C-NORTE"
ROSALBA = ContactSaid("Rosalba Cárdenas", "Gerente", "management", "Rosalba@Norte.co", "300 123 4567")


@pytest.fixture
def diana(db: None) -> Person:
    return person("director", "Diana")


def added(by: Person, said: ContactSaid = ROSALBA, customer: str = NORTE) -> Contact:
    return add_contact(by=by, now=NOW, customer=customer, contact=said)


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = AuditEvent.objects.count()
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(**{"now": NOW, "customer": NORTE} | given)
    assert AuditEvent.objects.count() == before
    return caught.value


def test_a_person_is_kept_as_the_world_writes_them(diana: Person) -> None:
    kept = added(diana)
    assert (kept.email, kept.phone, kept.folded) == ("rosalba@norte.co", "+57 300 1234567", "rosalba cardenas gerente")
    assert (kept.confirmed_on, kept.by, kept.left_on) == (TODAY, diana, None)
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.about) == ("person_of_customer.added", f"contact:{kept.pk}")
    assert "osalba" not in str(vars(event)), "the log holds no word about a person"
    assert verify().broken is None


def test_the_same_address_is_refused_with_a_sentence(diana: Person) -> None:
    added(diana)
    wrong = refused(add_contact, by=diana, contact=ContactSaid("Otra", email="ROSALBA@norte.co"))
    assert wrong.where == "email"
    assert "Rosalba Cárdenas" in wrong.what.say("es")
    assert added(diana, ContactSaid("Otra", email="rosalba@norte.co"), "C-SUR"), "of another customer it may be"
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(customer="C-SUR").update(customer=NORTE)


def test_whoever_writes_on_what_another_changed_is_told(diana: Person) -> None:
    kept = added(diana)
    first = change_contact(
        by=diana, now=LATER, customer=NORTE, number=kept.pk, contact=ContactSaid("Rosalba C.", area="quality"), seen=NOW
    )
    assert (first.name, first.area, first.email) == ("Rosalba C.", "quality", "")
    for seen in (NOW, None):
        wrong = refused(change_contact, by=diana, number=kept.pk, contact=ROSALBA, seen=seen)
        assert "while you were writing" in wrong.what.say("en")
    assert AuditEvent.objects.latest("pk").fields == ["area", "email", "name", "phone", "position"]


def test_who_left_came_back_and_was_taken_out(diana: Person) -> None:
    kept = added(diana)
    go = {"by": diana, "now": NOW, "customer": NORTE, "number": kept.pk}
    assert refused(note_left, by=diana, number=kept.pk, on=TODAY + timedelta(days=1)).where == "on"
    assert note_left(on=TODAY, **go).left_on == TODAY
    assert refused(note_left, by=diana, number=kept.pk, on=TODAY).where == "on"
    assert contacts_of(NORTE, left=False) == []
    assert contacts_of(NORTE) == [kept]
    note_back(**go)
    assert confirm_contact(**{**go, "now": NOW + timedelta(days=3)}).confirmed_on == TODAY + timedelta(days=3)
    remove_contact(**go)
    assert contacts_of(NORTE) == []
    assert refused(note_left, by=diana, number=kept.pk, on=TODAY).remedy
    again = added(diana)
    assert refused(restore_contact, by=diana, number=kept.pk).where == "email", "another one has the address by now"
    remove_contact(**{**go, "number": again.pk})
    restore_contact(**go)
    assert contacts_of(NORTE) == [kept]


def test_nobody_acts_on_a_person_of_another_customer(diana: Person) -> None:
    kept = added(diana, customer="C-SUR")
    for call in (remove_contact, note_back, confirm_contact):
        refused(call, by=diana, number=kept.pk)


def said(by: Person, kept: Contact, given: bool, day: date = TODAY, purpose: str = "news", **more: Any) -> Any:
    return say_consent(
        by=by, now=NOW, customer=NORTE, number=kept.pk, purpose=purpose, given=given, on=day, evidence="Correo", **more
    )


def test_consent_is_said_per_purpose_and_taken_back_on_any_day(diana: Person) -> None:
    kept = added(diana)
    assert {answer.allowed for answer in answers([], TODAY).values()} == {None}
    said(diana, kept, True, TODAY - timedelta(days=9))
    said(diana, kept, False)
    found = consents_of([kept.pk])[kept.pk]
    assert [row.given for row in found] == [False, True], "nothing is deleted"
    assert answers(found, TODAY)["news"].allowed is False
    assert answers(found, TODAY - timedelta(days=1))["news"].allowed is True
    assert answers(found, TODAY)["survey"].allowed is None
    go = {"by": diana, "number": kept.pk, "given": True, "on": TODAY, "evidence": "x", "purpose": "news"}
    for wrong, where in (
        ({"purpose": "spying"}, "purpose"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"evidence": " "}, "evidence"),
    ):
        assert refused(say_consent, **go | wrong).where == where
    with pytest.raises(IntegrityError), transaction.atomic():
        found[0].delete()


def test_a_birthday_comes_with_a_yes_and_goes_with_a_no(diana: Person) -> None:
    kept = added(diana, ContactSaid("Ana", birth_day=3, birth_month=4))
    assert kept.birth_day is None, "without consent it is not kept"
    said(diana, kept, True, purpose="greeting", birthday=(29, 2))
    kept.refresh_from_db()
    assert (kept.birth_day, kept.birth_month) == (29, 2)
    said(diana, kept, True, purpose="greeting")
    kept.refresh_from_db()
    assert kept.birth_day == 29, "a yes without a birthday does not take it away"
    wrong = {"by": diana, "number": kept.pk, "purpose": "greeting", "given": True, "on": TODAY, "evidence": "x"}
    assert refused(say_consent, **wrong, birthday=(31, 2)).where == "birth_day"
    assert refused(say_consent, **wrong, birthday=(None, 2)).where == "birth_day"
    said(diana, kept, False, purpose="greeting")
    kept.refresh_from_db()
    assert (kept.birth_day, kept.birth_month) == (None, None)


def test_the_last_contact_is_of_what_stands(diana: Person) -> None:
    kept = added(diana)
    assert last_spoken([kept.pk]) == {}
    for ago, withdrawn in ((9, None), (2, NOW)):
        row = Touchpoint.objects.create(
            customer=NORTE, on=TODAY - timedelta(days=ago), kind="call", direction="out", text="Llamé", stems=" ", by=diana,
            at=NOW, changed_at=NOW, withdrawn_at=withdrawn,
        )  # fmt: skip
        TouchpointContact.objects.create(touchpoint=row, contact=kept)
    assert last_spoken([kept.pk]) == {kept.pk: TODAY - timedelta(days=9)}


@pytest.mark.parametrize(("part", "may"), [(OWNER, True), (SPONSOR, True), ("", False)])
def test_whoever_has_a_part_in_the_account_writes_its_people(db: None, part: str, may: bool) -> None:
    camilo = person("kam", "Camilo")
    if part:
        Ownership.objects.create(customer=NORTE, part=part, person=camilo, starts_on=TODAY, created_at=NOW)
    if may:
        assert added(camilo)
    else:
        assert "Camilo" in refused(add_contact, by=camilo, contact=ROSALBA).what.say("es")


CELLS = Cells(
    ("Nombre", "Correo", "Cargo"),
    (("Ana Gil", "ana@norte.co", "Calidad"), ("Rosalba Cárdenas", "", "Presidenta"), ("Luis", "luis(at)x", "")),
    (2, 3, 5),
)


def brought(by: Person, cells: Cells = CELLS) -> ContactFile:
    return bring_contacts(by=by, now=NOW, customer=NORTE, name="gente.csv", cells=cells)


def test_a_file_is_looked_at_and_then_kept_at_once(diana: Person) -> None:
    rosalba, file = added(diana), brought(diana)
    assert file.columns == {"name": 0, "email": 1, "position": 2}
    assert [line.kind for line in lines_of(file, "Norte", NOW)] == ["new", "changed", "refused"]
    assert Contact.objects.count() == 1, "looking keeps nothing"
    assert load_contacts(by=diana, now=LATER, customer=NORTE, name="Norte", file=file) == (1, 1)
    rosalba.refresh_from_db()
    assert (rosalba.position, rosalba.email) == ("Presidenta", "rosalba@norte.co"), "an empty cell erases nothing"
    assert not ContactFile.objects.exists(), "what is personal does not stay behind"
    again = refused(load_contacts, by=diana, name="Norte", file=file)
    assert "already" in again.what.say("en")
    assert verify().broken is None


def test_a_file_brought_twice_brings_nothing_new(diana: Person) -> None:
    load_contacts(by=diana, now=NOW, customer=NORTE, name="Norte", file=brought(diana))
    second = brought(diana)
    assert [line.kind for line in lines_of(second, "Norte", NOW)] == ["same", "same", "refused"]
    assert "nothing" in refused(load_contacts, by=diana, name="Norte", file=second).what.say("en")
    discard_contacts(by=diana, now=NOW, customer=NORTE, file=second)
    assert not ContactFile.objects.exists()


def test_columns_are_said_by_hand(diana: Person) -> None:
    file = brought(diana)
    for wrong in ({"email": 1}, {"name": 0, "email": 0}, {"name": 9}):
        assert refused(choose_columns, by=diana, file=file, columns=wrong).where == "name"
    kept = choose_columns(by=diana, now=NOW, customer=NORTE, file=file, columns={"name": 2})
    assert [line.said.name for line in lines_of(kept, "Norte", NOW)] == ["Calidad", "Presidenta", ""]


def test_a_file_is_of_who_brought_it(diana: Person) -> None:
    file, other = brought(diana), person("director", "Dora")
    refused(load_contacts, by=other, name="Norte", file=file)
    refused(discard_contacts, by=other, file=file)
    brought(diana)
    assert ContactFile.objects.count() == 1, "the one before goes"
