"""Two directors assign one account at the same moment, or fill up one manager; two sign one handover: each with its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest

from clave.actions.capacity import enter_capacity
from clave.actions.ownership import assign
from clave.store.audit import verify
from clave.store.kams import carried, load_of
from clave.store.models import OWNER, AuditEvent, Ownership, Person
from clave.store.ownership import in_force, stamp
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]


def made(name: str, role: str = "kam") -> Person:
    return Person.objects.create_person(
        email=f"{name}@clave.example", name=name, role=role, password=None, created_at=NOW
    )


def assigning(by: Person, person: Person, code: str, day: date = TODAY) -> Callable[[], Ownership]:
    """An assignment about to be made on a page that showed nobody."""
    return partial(
        assign, by=by, now=NOW, customer=code, name=code, part=OWNER, person=person, starts_on=day, seen=stamp(())
    )


def test_two_who_assign_one_account_at_once_leave_one_owner_and_one_sentence() -> None:
    marta, ana, beto = made("marta", "director"), made("ana"), made("beto")
    for round_ in range(ROUNDS):
        code, later = f"C-{round_}", date(2026, 12, 1) if round_ % 2 else TODAY
        outcomes = at_once(assigning(marta, ana, code), assigning(marta, beto, code, later))
        assert refused(outcomes) == 1
        assert Ownership.objects.filter(customer=code).count() == 1
    assert AuditEvent.objects.count() == ROUNDS
    assert verify().broken is None


def test_their_twin_without_the_constraint_and_the_look_leaves_two(without_constraints: Without) -> None:
    ana, beto = made("ana"), made("beto")
    with without_constraints(Ownership):
        for round_ in range(ROUNDS):
            both_looked, code = meeting(2), f"C-{round_}"

            def look_and_assign(
                person: Person, code: str = code, both_looked: Callable[[], object] = both_looked
            ) -> None:
                assert not in_force(TODAY).filter(customer=code, part=OWNER).exists()
                both_looked()
                Ownership.objects.create(customer=code, part=OWNER, person=person, starts_on=TODAY, created_at=NOW)

            at_once(partial(look_and_assign, ana), partial(look_and_assign, beto))
            assert in_force(TODAY).filter(customer=code, part=OWNER).count() == 2


def test_two_accounts_for_the_last_place_of_one_manager_fill_it_once() -> None:
    marta = made("marta", "director")
    for round_ in range(ROUNDS):
        ana = made(f"ana{round_}")
        enter_capacity(
            by=marta, now=NOW, person=ana, starts_on=TODAY, hours=None, accounts=1, relationships=None, reason="una"
        )
        outcomes = at_once(assigning(marta, ana, f"A-{round_}"), assigning(marta, ana, f"B-{round_}"))
        assert refused(outcomes) == 1
        assert load_of(ana, TODAY).accounts == 1


def test_their_twin_that_does_not_hold_the_manager_gives_them_both() -> None:
    marta = made("marta", "director")
    for round_ in range(ROUNDS):
        ana = made(f"ana{round_}")
        enter_capacity(
            by=marta, now=NOW, person=ana, starts_on=TODAY, hours=None, accounts=1, relationships=None, reason="una"
        )
        both_looked = meeting(2)

        def look_and_assign(code: str, ana: Person = ana, both_looked: Callable[[], object] = both_looked) -> None:
            assert load_of(ana, TODAY).fits(carried(code, code, TODAY))
            both_looked()
            Ownership.objects.create(customer=code, part=OWNER, person=ana, starts_on=TODAY, created_at=NOW)

        at_once(partial(look_and_assign, f"A-{round_}"), partial(look_and_assign, f"B-{round_}"))
        assert load_of(ana, TODAY).accounts == 2
