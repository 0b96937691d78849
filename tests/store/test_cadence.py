"""Rhythms as they are kept: agreed once, changed, ended, begun from a category, and due for whoever has them. (C4, D4)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clave.actions.cadence import (
    agree_cadence,
    begin_cadences,
    change_cadence,
    end_cadence,
    offer_agenda,
    resume_cadence,
    revoke_agenda,
)
from clave.base.errors import ClaveError
from clave.selection.life import CONFIRMED, NOMINATED
from clave.store.audit import verify
from clave.store.cadence import agreed, due_for, next_contact
from clave.store.models import AgendaFeed, AuditEvent, Cadence, DepartmentHead, Ownership, Person
from tests.store.contacted import CODE, NOW, OTHER, TODAY, agreed_by, charge, contact, logged, rhythm
from tests.store.lives import brought, kept_run, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(db: None) -> Person:
    """The sales director."""
    kept_run(4)
    return person("director", "Diana")


@pytest.fixture
def andrea(diana: Person) -> Person:
    """The owner of the account."""
    found = person("kam", "Andrea")
    charge(found)
    return found


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = AuditEvent.objects.count()
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(now=NOW, **given)
    assert AuditEvent.objects.count() == before, "what is refused changes nothing"
    return caught.value


def one(customer: str = CODE) -> Any:
    (found,) = agreed(TODAY, [customer])
    return found


def test_the_owner_of_an_account_agrees_its_rhythm_and_no_other_kam(andrea: Person) -> None:
    kept = agreed_by(andrea)
    assert (kept.customer, kept.who, kept.area, kept.days) == (CODE, "owner", "purchasing", 15)
    assert "may not do this" in refused(agree_cadence, by=andrea, customer=OTHER, said=rhythm()).say("en")
    assert [event.what for event in AuditEvent.objects.exclude(what="selection.kept")] == ["cadence.agreed"]
    assert verify().broken is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"area": ""}, "whom"), ({"contact": 999}, "whom"), ({"who": "", "person": 999}, "who"), ({"days": 0}, "days"),
        ({"who": "moon"}, "who"),
    ],
)  # fmt: skip
def test_a_rhythm_without_somebody_on_either_side_is_refused(diana: Person, said: dict[str, Any], field: str) -> None:
    assert refused(agree_cadence, by=diana, customer=CODE, said=rhythm(**said)).where == field


@pytest.mark.parametrize("gone", [{"left_on": TODAY}, {"removed_at": NOW}, {"erased_at": NOW}, {"customer": OTHER}])
def test_nobody_agrees_a_rhythm_with_somebody_who_is_not_there(diana: Person, gone: dict[str, Any]) -> None:
    rosalba = contact(**gone)
    told = refused(agree_cadence, by=diana, customer=CODE, said=rhythm(contact=rosalba.pk))
    assert (told.where, "not there any more" in told.say("en")) == ("whom", True)


def test_the_very_same_rhythm_is_agreed_once(diana: Person) -> None:
    agreed_by(diana)
    assert "agreed already" in refused(agree_cadence, by=diana, customer=CODE, said=rhythm(days=30)).say("en")
    agreed_by(diana, topic="Precio")
    agreed_by(diana, channel="call")
    agreed_by(diana, customer=OTHER)
    assert Cadence.objects.count() == 4


def test_the_database_holds_it_too(diana: Person) -> None:
    kept = agreed_by(diana)
    for wrong in ({"days": 0}, {"who": ""}, {"area": ""}, {"channel": "pigeon"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cadence.objects.filter(pk=kept.pk).update(**wrong)


def test_it_is_changed_by_whoever_looked_last(diana: Person) -> None:
    kept = agreed_by(diana)
    changed = change_cadence(
        by=diana,
        now=NOW + timedelta(hours=1),
        customer=CODE,
        number=kept.pk,
        said=rhythm(days=30),
        seen=kept.changed_at,
    )
    assert (changed.days, AuditEvent.objects.order_by("-number")[0].fields) == (30, ["days"])
    told = refused(change_cadence, by=diana, customer=CODE, number=kept.pk, said=rhythm(days=7), seen=NOW)
    assert "while you were writing" in told.say("en")
    told = refused(change_cadence, by=diana, customer=OTHER, number=kept.pk, said=rhythm(), seen=NOW)
    assert "does not hold" in told.say("en")


def test_an_ended_one_is_not_due_and_comes_back_unless_another_took_its_place(diana: Person) -> None:
    kept = agreed_by(diana)
    end_cadence(by=diana, now=NOW, customer=CODE, number=kept.pk)
    assert agreed(TODAY, [CODE]) == []
    refused(end_cadence, by=diana, customer=CODE, number=kept.pk)
    resume_cadence(by=diana, now=NOW, customer=CODE, number=kept.pk)
    assert one().row == kept
    end_cadence(by=diana, now=NOW, customer=CODE, number=kept.pk)
    agreed_by(diana, days=30)
    assert "agreed already" in refused(resume_cadence, by=diana, customer=CODE, number=kept.pk).say("en")


def test_what_is_due_comes_from_the_last_contact_of_who_has_the_part(andrea: Person, diana: Person) -> None:
    contact()
    agreed_by(andrea)
    logged(andrea, kind="visit", ago=15)
    logged(diana, "de otra", kind="visit", ago=1)
    stand = one().stand
    assert (stand.state, stand.due, stand.last) == ("today", TODAY, TODAY - timedelta(days=15))
    logged(andrea, "hoy", kind="hospitality")
    assert one().stand.due == date(2026, 12, 2)


def test_a_handover_keeps_what_was_done_before_it(andrea: Person) -> None:
    contact()
    agreed_by(andrea)
    logged(andrea, kind="visit", ago=10)
    Ownership.objects.update(ends_on=TODAY - timedelta(days=5))
    julian = person("kam", "Julián")
    charge(julian, since=TODAY - timedelta(days=5))
    found = one()
    assert found.people == (julian,)
    assert found.stand.last == TODAY - timedelta(days=10)


def test_it_says_who_is_not_there(andrea: Person) -> None:
    agreed_by(andrea)
    assert str(one().stand.because) == "nobody of Purchasing is written down"
    rosalba = contact()
    assert one().stand.state == "overdue"
    rosalba.left_on = TODAY
    rosalba.save()
    assert one().stand.state == "absent"
    Ownership.objects.all().delete()
    assert str(one().stand.because) == "nobody is Owner of this account"


def test_a_department_keeps_it_by_its_head_or_by_everybody(diana: Person) -> None:
    luz, otro = person("credit", "Luz"), person("credit", "Otto")
    contact(area="finance")
    agreed_by(diana, who="credit", area="finance", channel="call")
    assert set(one().people) == {luz, otro}
    DepartmentHead.objects.create(department="credit", person=luz, since=TODAY)
    assert one().people == (luz,)
    logged(otro, ago=1)
    assert one().stand.last == TODAY - timedelta(days=1), "whoever of the department speaks keeps it"


def test_a_key_account_begins_with_what_its_category_brings_and_no_other_does(diana: Person) -> None:
    brought(CODE, CONFIRMED, by=diana)
    made = begin_cadences(by=diana, now=NOW, customer=CODE)
    assert [row.standard for row in made] == [
        "owner_purchasing", "owner_management", "sponsor_management", "credit_finance", "dispatch_logistics",
    ]  # fmt: skip
    assert begin_cadences(by=diana, now=NOW, customer=CODE) == [], "what is there is not begun again"
    end_cadence(by=diana, now=NOW, customer=CODE, number=made[0].pk)
    assert len(begin_cadences(by=diana, now=NOW, customer=CODE)) == 1
    brought(OTHER, NOMINATED, by=diana)
    assert "not a key account" in refused(begin_cadences, by=diana, customer=OTHER).say("en")


def test_what_nobody_keeps_reaches_the_owner_and_then_the_sponsor(andrea: Person, diana: Person) -> None:
    luz, patricia = person("credit", "Luz"), person("management", "Patricia")
    charge(patricia, "sponsor")
    contact(area="finance")
    kept = agreed_by(diana, who="credit", area="finance", channel="call", days=30)
    logged(luz, ago=36)

    def told(who: Person) -> list[str]:
        return [each.told for each in due_for(who, agreed(TODAY), TODAY)]

    assert (told(luz), told(andrea), told(patricia)) == ([""], ["owner"], [])
    Cadence.objects.filter(pk=kept.pk).update(days=7)
    assert (told(luz), told(andrea), told(patricia)) == ([""], ["owner"], ["sponsor"])
    logged(luz, "hoy")
    assert (told(luz), told(andrea), told(patricia)) == ([""], [], [])


def test_after_a_contact_the_next_one_is_known_at_once(andrea: Person) -> None:
    assert next_contact(CODE, TODAY) is None
    contact()
    agreed_by(andrea)
    logged(andrea, kind="visit")
    found = next_contact(CODE, TODAY)
    assert found is not None
    assert found.stand.due == date(2026, 12, 2)


def test_a_calendar_has_one_address_and_its_owner_takes_it_away(andrea: Person) -> None:
    first = offer_agenda(by=andrea, now=NOW)
    second = offer_agenda(by=andrea, now=NOW)
    assert first != second
    kept = AgendaFeed.objects.get()
    assert first not in kept.secret_hash
    assert second not in kept.secret_hash
    revoke_agenda(by=andrea, now=NOW)
    revoke_agenda(by=andrea, now=NOW)
    what = [event.what for event in AuditEvent.objects.exclude(what="selection.kept")]
    assert what == ["agenda.offered", "agenda.offered", "agenda.revoked"]


def test_reading_costs_the_same_for_one_account_and_for_many(
    andrea: Person, diana: Person, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        code = f"C-{n % 3 + 1:04}"
        agreed_by(diana, code, topic=f"tema {n}")
        logged(andrea, f"nota {n}", code, ago=n)
    with django_assert_max_num_queries(8):
        assert len(agreed(TODAY)) == 20
