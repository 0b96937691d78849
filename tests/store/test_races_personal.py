"""Somebody is erased while a colleague corrects them, and two erase at once: one is told, nothing of the person comes back. The
twin that holds nothing brings the name back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions import contacts as contact_acts
from clave.actions.company import found_company
from clave.actions.contacts import change_contact
from clave.actions.erasing import erase_personal
from clave.actions.personal import register_data_request
from clave.operations.contacts import ContactSaid
from clave.store.audit import verify
from clave.store.models import Contact, DataRequest, Person
from clave.store.personal_fields import NAMED
from tests.store import canaries
from tests.store.canaries import NAME, NOW, TODAY
from tests.store.lives import person
from tests.store.races import at_once, bare, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 5


@pytest.fixture
def ada(db: None, settings: Settings, tmp_path: Path) -> Person:
    settings.CLAVE_IMPORTS = tmp_path
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    return person("compliance", "Ada")


def asked(by: Person, kept: Contact) -> DataRequest:
    return register_data_request(by=by, now=NOW, subject=kept, kind="erase", received_on=TODAY, words="Carta")


def calls(ada: Person, diana: Person, kept: Contact, row: DataRequest) -> list[Callable[[], Any]]:
    erase = partial(erase_personal, by=ada, now=NOW, number=row.pk, typed=row.reference)
    correct = partial(
        change_contact, by=diana, now=NOW + timedelta(hours=1), customer=kept.customer, number=kept.pk, contact=ContactSaid(NAME),
        seen=kept.changed_at,
    )  # fmt: skip
    return [erase, correct]


def test_whoever_corrects_somebody_who_is_erased_is_told_or_was_first(ada: Person) -> None:
    diana = person("director", "Diana")
    for _round in range(SOME):
        kept = canaries.contact(email="")
        row = asked(ada, kept)
        assert refused(at_once(*calls(ada, diana, kept, row))) <= 1
        kept.refresh_from_db()
        assert (kept.name, kept.erased_at) == (NAMED, NOW)
    assert verify().broken is None


def test_the_twin_without_a_hold_brings_the_name_back(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read before the erasing, written after it."""
    diana = person("director", "Diana")
    kept = canaries.contact(email="")
    row = asked(ada, kept)
    erase, correct = calls(ada, diana, kept, row)
    say, read, gone = contact_acts.say, meeting(2), meeting(2)

    def late(*given: Any) -> list[str]:
        read()
        gone()
        return say(*given)

    def first() -> Any:
        read()
        done = erase()
        gone()
        return done

    monkeypatch.setattr(contact_acts, "held_contact", lambda number, customer: Contact.objects.get(pk=number))
    monkeypatch.setattr(contact_acts, "record", lambda **_: None)
    monkeypatch.setattr(contact_acts, "say", late)
    at_once(first, bare(correct))
    assert Contact.objects.get(pk=kept.pk).name == NAME


def test_of_two_who_erase_one_is_told(ada: Person) -> None:
    for _round in range(SOME):
        row = asked(ada, canaries.contact(email=""))
        go = partial(erase_personal, by=ada, now=NOW, number=row.pk, typed=row.reference)
        assert refused(at_once(go, go)) == 1
    assert DataRequest.objects.filter(state="done").count() == SOME


def test_the_same_request_is_written_down_once(ada: Person) -> None:
    for _round in range(SOME):
        kept = canaries.contact(email="")
        go = partial(asked, ada, kept)
        assert refused(at_once(go, go)) == 1
