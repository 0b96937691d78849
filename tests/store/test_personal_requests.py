"""The register of requests: deadlines by policy, who is kept too long, holds, what is erased by itself at night."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.personal import (
    clear_personal,
    end_data_request,
    hold_data,
    keep_data_found,
    keep_data_package,
    lift_data_hold,
    register_data_request,
)
from clave.base.errors import ClaveError
from clave.jobs.personal import start_packing, start_retention, start_search, start_wiping
from clave.jobs.worker import work_off
from clave.policy.reading import default
from clave.store.models import AuditEvent, Contact, ContactConsent, ContactFile, DataHold, DataRequest, Job, Person
from clave.store.personal_requests import alike, deadline, hold_of, people_due, requests
from clave.store.personal_search import search
from tests.store import canaries
from tests.store.canaries import NOW, TODAY
from tests.store.lives import person

pytestmark = pytest.mark.django_db
LIMITS = default().at(TODAY)


@pytest.fixture
def ada(db: None) -> Person:
    return person("compliance", "Ada")


def asked(by: Person, subject: Contact | Person, kind: str = "erase", day: date = TODAY) -> DataRequest:
    return register_data_request(by=by, now=NOW, subject=subject, kind=kind, received_on=day, words="Carta")


def test_the_deadline_is_the_one_of_the_policy(ada: Person) -> None:
    row = asked(ada, canaries.contact(), "export")
    assert row.due_on == deadline("export", TODAY, LIMITS) == date(2026, 12, 4)
    assert row.reference == f"DP-{row.pk:05d}"


def test_open_ones_stand_first_the_next_due_on_top(ada: Person) -> None:
    kept = canaries.contact()
    late, soon, ended = (
        asked(ada, kept, kind, day) for kind, day in (("erase", TODAY), ("export", TODAY), ("object", TODAY))
    )
    end_data_request(by=ada, now=NOW, number=ended.pk, granted=True, outcome="Listo")
    assert list(requests()) == [soon, late, ended]
    assert list(requests("export")) == [soon]
    assert list(requests(late_on=date(2026, 12, 10))) == [soon]


def test_one_open_request_of_a_kind_and_another_after_its_end(ada: Person) -> None:
    kept = canaries.contact()
    first = asked(ada, kept, "object")
    with pytest.raises(ClaveError):
        asked(ada, kept, "object")
    end_data_request(by=ada, now=NOW, number=first.pk, granted=False, outcome="No procede")
    assert asked(ada, kept, "object").pk != first.pk
    with pytest.raises(ClaveError):
        end_data_request(by=ada, now=NOW, number=first.pk, granted=False, outcome="Otra vez")


def test_requests_and_holds_are_never_deleted(ada: Person) -> None:
    kept = canaries.contact()
    asked(ada, kept)
    hold_data(by=ada, now=NOW, subject=kept, reason="Proceso")
    for model in (DataRequest, DataHold):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()


def test_a_hold_stands_once_and_ends(ada: Person) -> None:
    kept = canaries.contact()
    hold_data(by=ada, now=NOW, subject=kept, reason="Proceso")
    with pytest.raises(ClaveError):
        hold_data(by=ada, now=NOW, subject=kept, reason="Otro")
    with pytest.raises(ClaveError):
        hold_data(by=ada, now=NOW, subject=kept, reason=" ")
    lift_data_hold(by=ada, now=NOW, subject=kept)
    assert hold_of(kept) is None
    with pytest.raises(ClaveError):
        lift_data_hold(by=ada, now=NOW, subject=kept)


class TestWhoIsDue:
    def test_each_reason_is_found_and_an_open_request_takes_them_off(self, ada: Person) -> None:
        left, out, said_no = (canaries.contact(f"Persona {at}", email="") for at in range(3))
        Contact.objects.filter(pk=left.pk).update(left_on=TODAY - timedelta(731))
        Contact.objects.filter(pk=out.pk).update(removed_at=NOW - timedelta(91))
        for given, ago in ((True, 100), (False, 40)):
            ContactConsent.objects.create(
                contact=said_no, purpose="relationship", given=given, on=TODAY - timedelta(ago), at=NOW
            )
        gone = canaries.colleague()
        Person.objects.filter(pk=gone.pk).update(created_at=NOW - timedelta(2000))
        assert {(one.kind, one.number) for one in people_due(LIMITS, TODAY)} == {
            ("left", left.pk), ("taken_out", out.pk), ("refused", said_no.pk), ("colleague", gone.pk),
        }  # fmt: skip
        asked(ada, left)
        asked(ada, gone)
        assert {one.kind for one in people_due(LIMITS, TODAY)} == {"taken_out", "refused"}

    def test_who_said_yes_again_is_not_due(self, ada: Person) -> None:
        kept = canaries.contact()
        for given, ago in ((False, 100), (True, 40)):
            ContactConsent.objects.create(
                contact=kept, purpose="relationship", given=given, on=TODAY - timedelta(ago), at=NOW
            )
        assert people_due(LIMITS, TODAY) == []

    def test_who_is_held_says_why(self, ada: Person) -> None:
        kept = canaries.contact(left_on=TODAY - timedelta(900))
        hold_data(by=ada, now=NOW, subject=kept, reason="Proceso 2026-118")
        (found,) = people_due(LIMITS, TODAY)
        assert found.held == "Proceso 2026-118"


def test_alike_shows_other_files_of_the_same_person() -> None:
    kept = canaries.contact()
    same_mail = canaries.contact("Z. Quimbaya", customer="C-0002", folded="z. quimbaya jefa")
    same_name = canaries.contact(customer="C-0003", email="")
    canaries.contact("Otra", customer="C-0004", email="", folded="otra")
    assert alike(kept) == [same_mail, same_name]


def test_at_night_only_what_is_no_person_is_erased_by_itself(ada: Person) -> None:
    kept = canaries.contact(left_on=TODAY - timedelta(3000))
    row = asked(ada, kept, "export")
    keep_data_package(by=ada, now=NOW, number=row.pk, package=b"PK")
    keep_data_found(by=ada, now=NOW, number=row.pk, found=search(kept))
    ContactFile.objects.create(customer="C-0001", name="a", headers=[], rows=[], lines=[], columns={}, by=ada, at=NOW)
    assert not any(vars(clear_personal(limits=LIMITS, now=NOW + timedelta(29))).values())
    done = clear_personal(limits=LIMITS, now=NOW + timedelta(31))
    assert (done.packages, done.searches, done.files) == (1, 1, 1)
    assert Contact.objects.get().name == kept.name
    assert AuditEvent.objects.filter(what="data.cleared").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_jobs_search_pack_wipe_and_look_at_night() -> None:
    ada, kept = person("compliance", "Ada"), canaries.contact(left_on=TODAY - timedelta(900))
    row = asked(ada, kept, "export")
    now = timezone.now()
    start_search(by=ada, now=now, request=row.pk, then="/")
    start_packing(by=ada, now=now, request=row.pk, then="/")
    start_wiping(by=ada, now=now)
    start_retention(None, now, now)
    work_off(now=now, limit=10)
    assert {one.state for one in Job.objects.all()} == {"done"}
    row.refresh_from_db()
    assert row.found["rows"]["store.Contact"] == 1  # type: ignore[index]
    assert bytes(row.package or b"").startswith(b"PK")
    assert Job.objects.latest("pk").result["due"] == 1
    assert "Quimbaya" not in str(list(Job.objects.values()))
