"""Two people write about the same person, the same field or the same map at once: one is told. The twins that hold nothing let
one word silently replace the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import contacts as contact_acts
from clave.actions import influence as influence_acts
from clave.actions import profile as profile_acts
from clave.actions.contact_files import load_contacts
from clave.actions.contacts import add_contact, change_contact
from clave.actions.influence import give_opinion
from clave.actions.profile import confirm_profile, state_profile
from clave.operations.contacts import ContactSaid
from clave.operations.influence import Opinion
from clave.operations.profile import Said
from clave.store.audit import verify
from clave.store.models import Contact, ContactFile, InfluenceOpinion, Person, ProfileConfirmation, ProfileStatement
from tests.store.lives import person
from tests.store.races import at_once, bare, meeting, refused, unheld
from tests.store.test_contacts import NORTE, NOW, TODAY
from tests.web import people_made

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 6
Two = tuple[Person, Person]


@pytest.fixture
def two(db: None) -> Two:
    return person("director", "Diana"), person("director", "Dora")


def changing(two: Two, kept: Contact) -> list[Callable[[], Any]]:
    go = partial(change_contact, now=NOW + timedelta(hours=1), customer=NORTE, number=kept.pk, seen=kept.changed_at)
    return [partial(go, by=by, contact=ContactSaid(f"De {by.name}")) for by in two]


def test_of_two_who_correct_a_person_one_is_told(two: Two) -> None:
    for _round in range(SOME):
        kept = people_made.contact(two[0], NORTE)
        assert refused(at_once(*changing(two, kept))) == 1
    assert verify().broken is None


def test_the_twin_without_a_hold_loses_what_one_wrote(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, both = people_made.contact(two[0], NORTE), meeting(2)
    say = contact_acts.say

    def together(*given: Any) -> list[str]:
        both()
        return say(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(contact_acts, "record", lambda **_: None)
    monkeypatch.setattr(contact_acts, "say", together)
    assert refused(at_once(*[bare(call) for call in changing(two, kept)])) == 0


def test_an_address_is_given_once(two: Two) -> None:
    said = ContactSaid("Ana", email="ana@norte.co")
    for _round in range(SOME):
        Contact.objects.all().delete()
        assert (
            refused(at_once(*[partial(add_contact, by=by, now=NOW, customer=NORTE, contact=said) for by in two])) == 1
        )
        assert Contact.objects.count() == 1


def test_a_file_is_loaded_once(two: Two) -> None:
    for _round in range(SOME):
        Contact.objects.all().delete()
        file = people_made.file(two[0], NORTE)
        go = partial(load_contacts, by=two[0], now=NOW, customer=NORTE, name="Norte", file=file)
        assert refused(at_once(go, go)) == 1
        assert (Contact.objects.count(), ContactFile.objects.count()) == (1, 0)


def saying(two: Two, seen: int) -> list[Callable[[], Any]]:
    go = partial(state_profile, now=NOW, customer=NORTE, seen=seen)
    return [partial(go, by=by, said=Said("sales", str(at + 1), TODAY, "x")) for at, by in enumerate(two)]


def test_of_two_who_say_a_field_one_is_told(two: Two) -> None:
    for _round in range(SOME):
        first = people_made.statement(two[0], NORTE)
        assert refused(at_once(*saying(two, first.pk))) == 1


def test_the_twin_that_holds_nothing_keeps_both(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    first, both = people_made.statement(two[0], NORTE), meeting(2)
    create = ProfileStatement.objects.create

    def together(**given: Any) -> ProfileStatement:
        both()
        return create(**given)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(profile_acts, "record", lambda **_: None)
    monkeypatch.setattr(ProfileStatement.objects, "create", together)
    assert refused(at_once(*[bare(call) for call in saying(two, first.pk)])) == 0
    assert ProfileStatement.objects.count() == 3


def test_a_day_is_confirmed_once(two: Two) -> None:
    people_made.statement(two[0], NORTE)
    ProfileStatement.objects.update(on=TODAY)
    for _round in range(SOME):
        ProfileConfirmation.objects.all().delete()
        go = partial(confirm_profile, now=NOW, customer=NORTE, on=TODAY, source="Con Rosalba")
        assert refused(at_once(*[partial(go, by=by) for by in two])) == 1


def thinking(two: Two, kept: Contact) -> list[Callable[[], Any]]:
    go = partial(give_opinion, now=NOW, customer=NORTE, number=kept.pk, close={}, influences=[], seen=0)
    return [partial(go, by=by, opinion=Opinion(support=at)) for at, by in enumerate(two)]


def test_of_two_opinions_at_once_one_is_told(two: Two) -> None:
    for _round in range(SOME):
        assert refused(at_once(*thinking(two, people_made.contact(two[0], NORTE)))) == 1


def test_the_twin_without_a_hold_meets_the_rule_of_the_table(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the hold both believe that they are the first, and only the unique number of the table stops one: rudely."""
    kept, both, think = people_made.contact(two[0], NORTE), meeting(2), influence_acts._know

    def together(*given: Any) -> int:
        both()
        return think(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(influence_acts, "record", lambda **_: None)
    monkeypatch.setattr(influence_acts, "_know", together)
    with pytest.raises(Exception, match=r"(?i)unique"):
        at_once(*[bare(call) for call in thinking(two, kept)])
    assert InfluenceOpinion.objects.count() == 1
