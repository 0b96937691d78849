"""Two administrators at the same moment, one invitation twice, one e-mail in two spellings: each with its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from clave.actions.entry import enter_by_link, invite_person, open_link, withdraw_invitation
from clave.actions.members import change_role, deactivate
from clave.store.audit import verify
from clave.store.models import AuditEvent, EntryLink, Person
from clave.store.roles import ADMINISTRATOR
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]


def administrator(name: str) -> Person:
    """Somebody who administers."""
    return Person.objects.create_person(
        email=f"{name}@clave.example", name=name, role=ADMINISTRATOR.key, password=None, created_at=NOW
    )


def inviting(by: Person, email: str) -> Callable[[], tuple[Person, str]]:
    """An invitation about to be made."""
    return partial(invite_person, by=by, now=NOW, name="Beto", email=email, role="kam", language="es")


def administrators() -> int:
    """How many are left who administer and can sign in."""
    return Person.objects.filter(role=ADMINISTRATOR.key, is_active=True).count()


def demoting(by: Person, person: Person) -> Callable[[], Any]:
    """One takes the role from the other."""
    return partial(change_role, by=by, now=NOW, person=person, role="kam")


def test_two_administrators_who_demote_each_other_leave_one() -> None:
    ana, beto = administrator("ana"), administrator("beto")
    for round_ in range(ROUNDS):
        other = partial(deactivate, by=beto, now=NOW, person=ana) if round_ % 2 else demoting(beto, ana)
        outcomes = at_once(demoting(ana, beto), other)
        assert refused(outcomes) == 1
        assert administrators() == 1
        Person.objects.update(role=ADMINISTRATOR.key, is_active=True)
    assert verify().broken is None
    assert AuditEvent.objects.count() == ROUNDS, "only what was done is in the log"


def test_their_twins_that_look_first_and_demote_later_leave_none() -> None:
    ana, beto = administrator("ana"), administrator("beto")
    for _ in range(ROUNDS):
        both_looked = meeting(2)

        def look_and_demote(person: Person, both_looked: Callable[[], object] = both_looked) -> None:
            assert Person.objects.filter(role=ADMINISTRATOR.key).exclude(pk=person.pk).exists()
            both_looked()
            Person.objects.filter(pk=person.pk).update(role="kam")

        at_once(partial(look_and_demote, ana), partial(look_and_demote, beto))
        assert administrators() == 0
        Person.objects.update(role=ADMINISTRATOR.key)


def test_one_invitation_used_by_two_lets_one_in() -> None:
    ana = administrator("ana")
    for round_ in range(ROUNDS):
        person, token = inviting(ana, f"beto{round_}@clave.example")()
        phrases = ("la primera frase", "la segunda frase")
        outcomes = at_once(*(partial(enter_by_link, token=token, password=phrase, now=NOW) for phrase in phrases))
        assert refused(outcomes) == 1
        (winner,) = [phrase for phrase, given in zip(phrases, outcomes, strict=True) if isinstance(given, Person)]
        person.refresh_from_db()
        assert person.check_password(winner)
    assert AuditEvent.objects.filter(what="person.joined").count() == ROUNDS
    assert verify().broken is None


def test_its_twin_that_looks_first_and_claims_later_lets_both_in() -> None:
    ana = administrator("ana")
    for round_ in range(ROUNDS):
        _person, token = inviting(ana, f"beto{round_}@clave.example")()
        both_looked = meeting(2)

        def look_and_enter(phrase: str, token: str = token, both_looked: Callable[[], object] = both_looked) -> Person:
            link = open_link(token, NOW)
            assert link is not None
            both_looked()
            link.person.set_password(phrase)
            link.person.save(update_fields=["password"])
            EntryLink.objects.filter(pk=link.pk).update(used_at=NOW)
            return link.person

        outcomes = at_once(partial(look_and_enter, "la primera frase"), partial(look_and_enter, "la segunda frase"))
        assert [type(given) for given in outcomes] == [Person, Person], (
            "one of them believes in a password that is gone"
        )


def test_an_invitation_used_while_it_is_taken_back_is_one_or_the_other() -> None:
    ana = administrator("ana")
    for round_ in range(ROUNDS):
        person, token = inviting(ana, f"beto{round_}@clave.example")()
        entering = partial(enter_by_link, token=token, password="una frase larga", now=NOW)
        outcomes = at_once(entering, partial(withdraw_invitation, by=ana, now=NOW, person=person))
        assert refused(outcomes) == 1
        came_in = isinstance(outcomes[0], Person)
        assert Person.objects.filter(pk=person.pk).exists() == came_in
    assert verify().broken is None


def test_one_e_mail_invited_twice_in_two_spellings_makes_one_person() -> None:
    ana = administrator("ana")
    for round_ in range(ROUNDS):
        outcomes = at_once(inviting(ana, f"Beto{round_}@Clave.example"), inviting(ana, f"beto{round_}@clave.EXAMPLE"))
        assert refused(outcomes) == 1
        assert Person.objects.filter(email__iexact=f"beto{round_}@clave.example").count() == 1
    assert AuditEvent.objects.filter(what="person.invited").count() == ROUNDS
    assert EntryLink.objects.count() == ROUNDS


def test_its_twin_without_the_constraint_and_the_lower_case_makes_two(without_constraints: Without) -> None:
    with without_constraints(Person):
        for round_ in range(ROUNDS):
            both_looked = meeting(2)

            def look_and_invite(email: str, both_looked: Callable[[], object] = both_looked) -> Person:
                assert not Person.objects.filter(email__iexact=email).exists()
                both_looked()
                return Person.objects.create(email=email, name="Beto", role="kam", created_at=NOW)

            at_once(
                partial(look_and_invite, f"Beto{round_}@clave.example"),
                partial(look_and_invite, f"beto{round_}@clave.example"),
            )
            assert Person.objects.filter(email__iexact=f"beto{round_}@clave.example").count() == 2
