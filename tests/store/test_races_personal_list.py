"""A customer put on a list twice at the same moment, and the last place of a list asked for twice; with their twins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from clave.actions import personal_lists as actions
from clave.store.models import Person, PersonalAccount
from tests.store.races import ROUNDS, at_once, meeting, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]


@pytest.fixture
def ana(transactional_db: None) -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="ana", role="kam", password=None, created_at=NOW
    )


def adding(by: Person, customer: str) -> Callable[[], PersonalAccount]:
    return partial(actions.add_personal_account, by=by, now=NOW, customer=customer, name=customer)


def test_two_windows_that_add_the_same_customer_find_the_same_row(ana: Person) -> None:
    for round_ in range(ROUNDS):
        one, other = at_once(adding(ana, f"C{round_}"), adding(ana, f"C{round_}"))
        assert one == other
    assert PersonalAccount.objects.count() == min(ROUNDS, actions.MOST)


def test_the_last_place_is_given_once(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    for _ in range(ROUNDS):
        assert refused(at_once(adding(ana, "A"), adding(ana, "B"))) == 1
        PersonalAccount.objects.all().delete()


def test_its_twin_that_counts_first_and_adds_later_overfills_the_list(ana: Person) -> None:
    for _ in range(ROUNDS):
        both_counted = meeting(2)

        def count_and_add(customer: str, both_counted: Callable[[], object] = both_counted) -> None:
            assert PersonalAccount.objects.filter(person=ana).count() < 1
            both_counted()
            PersonalAccount.objects.create(person=ana, customer=customer, name=customer, added_at=NOW)

        at_once(partial(count_and_add, "A"), partial(count_and_add, "B"))
        assert PersonalAccount.objects.count() == 2
        PersonalAccount.objects.all().delete()
