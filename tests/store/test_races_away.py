"""A consent is withdrawn while somebody publishes on it; two make something of the same idea. The twins that hold nothing
publish what nobody is told to take down, and make two things of one idea."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import needs as need_acts
from clave.actions import offsite_ideas, public_use
from clave.actions.company import found_company
from clave.actions.initiatives import begin_initiative
from clave.actions.needs import record_need
from clave.actions.public_use import publish_use, withdraw_public_consent
from clave.base.errors import ClaveError
from clave.operations.initiatives import InitiativeSaid
from clave.operations.needs import NeedSaid
from clave.store.audit import verify
from clave.store.models import JointInitiative, Need, OffsiteSession, Person, PublicUse
from tests.store.away import consented, fair, held_session, idea, use
from tests.store.contacted import CODE, NOW, TODAY, contact
from tests.store.lives import person
from tests.store.races import at_once, bare, meeting, refused, unheld

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 8


@pytest.fixture
def people(db: None) -> tuple[Person, Person]:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    return person("administrator", "Ana"), person("director", "Diana")


def both(one: Person, other: Person) -> tuple[PublicUse, list[Callable[[], Any]]]:
    """A use that one publishes while the other withdraws its consent."""
    event = fair(one, title=f"Feria {PublicUse.objects.count()}")
    given = consented(one, contact(), purpose=f"Stand {event.pk}", event=event.pk)
    row = use(one, event)
    about: dict[str, Any] = {"now": NOW, "customer": CODE}
    return row, [
        partial(publish_use, by=one, number=event.pk, use=row.pk, **about),
        partial(withdraw_public_consent, by=other, number=given.pk, on=TODAY, **about),
    ]


def unsaid(row: PublicUse, outcomes: list[Any]) -> bool:
    """It is in public, its consent is withdrawn, and nobody was told to take it down."""
    row.refresh_from_db()
    told = [] if isinstance(outcomes[1], ClaveError) else [one.row.pk for one in outcomes[1]]
    return row.state == "published" and row.pk not in told


def test_either_nothing_is_published_or_the_withdrawal_says_what_to_take_down(people: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        row, calls = both(*people)
        outcomes = at_once(*calls)
        assert not isinstance(outcomes[1], ClaveError), "a withdrawal is never refused"
        assert not unsaid(row, outcomes)
    assert verify().broken is None


def test_the_twin_that_holds_nothing_publishes_what_nobody_takes_down(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, calls = both(*people)
    both_looked = meeting(2)

    def together(name: str) -> None:
        looked: Callable[..., Any] = getattr(public_use, name)

        def then(*given: Any) -> Any:
            found = looked(*given)
            both_looked()
            return found

        monkeypatch.setattr(public_use, name, then)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(public_use, "record", lambda **_: None)
    together("_consents")  # both have read the consents before either writes
    together("_verdict")  # then the one has made up its mind
    together("still_public")  # and the other has looked at what is in public, before the one writes
    assert refused(outcomes := at_once(*map(bare, calls))) == 0
    assert unsaid(row, outcomes)


def making(one: Person, other: Person, number: int) -> list[Callable[[], Any]]:
    about: dict[str, Any] = {"now": NOW, "customer": CODE, "name": "Calzado", "idea": number}
    return [
        partial(record_need, by=one, need=NeedSaid("Un silo", TODAY, "Jefe"), **about),
        partial(begin_initiative, by=other, initiative=InitiativeSaid("product", "Un silo", TODAY), **about),
    ]


def made() -> int:
    return Need.objects.count() + JointInitiative.objects.count()


def test_an_idea_becomes_one_thing_though_two_take_it_up(people: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        OffsiteSession.objects.all().delete()
        Need.objects.all().delete()
        JointInitiative.objects.all().delete()
        one = idea(people[0], held_session(people[0]))
        assert refused(at_once(*making(*people, one.pk))) == 1
        assert made() == 1


def test_the_twin_that_holds_nothing_makes_two_things_of_it(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, both_looked = idea(people[0], held_session(people[0])), meeting(2)
    looked = offsite_ideas.became

    def together(found: Any) -> str:
        said = looked(found)
        both_looked()
        return said

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(offsite_ideas, "became", together)
    for module in (offsite_ideas, need_acts):
        monkeypatch.setattr(module, "record", lambda **_: None)
    monkeypatch.setattr("clave.actions.initiatives.record", lambda **_: None)
    assert refused(at_once(*map(bare, making(*people, one.pk)))) == 0
    assert made() == 2
