"""Two give at once what together is past the limit: one of them waits for an approval. One thing is approved once. The twins
that hold nothing let both pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import hospitality as acts
from clave.actions.hospitality import approve_hospitality, ask_hospitality, cancel_hospitality
from clave.operations.hospitality.kinds import ALLOWED, APPROVED, CANCELLED, WAITING
from clave.store.audit import verify
from clave.store.models import AuditEvent, Hospitality, Person
from tests.store.lives import NOW, person
from tests.store.races import at_once, bare, meeting, refused, unheld
from tests.store.test_hospitality import NORTE, contact, told
from tests.store.test_hospitality import company as founded

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 8


@pytest.fixture
def three(db: None) -> tuple[Person, Person, Person]:
    """Two who give, and somebody of compliance."""
    founded()
    return person("management", "Mara"), person("management", "Diana"), person("compliance", "Oscar")


def giving(three: tuple[Person, ...]) -> list[Callable[[], Any]]:
    """Both give 100.000 to the same person on the same day; the limit is 150.000."""
    said = told(100_000, contact())
    go = partial(ask_hospitality, now=NOW, customer=NORTE, name="Norte", said=said)
    return [partial(go, by=one, ours=one) for one in three[:2]]


def states() -> list[str]:
    return sorted(Hospitality.objects.exclude(state=CANCELLED).values_list("state", flat=True))


def aside(by: Person) -> None:
    """Whatever stands is taken back, so that the next round begins with nothing."""
    for row in Hospitality.objects.exclude(state=CANCELLED):
        cancel_hospitality(by=by, now=NOW, customer=NORTE, number=row.pk)


def test_of_two_that_together_pass_the_limit_one_waits(three: tuple[Person, Person, Person]) -> None:
    calls = giving(three)
    for _round in range(SOME):
        assert refused(at_once(*calls)) == 0
        assert states() == [ALLOWED, WAITING]
        aside(three[0])
    assert verify().broken is None


def test_the_twin_that_holds_nothing_lets_both_pass(
    three: tuple[Person, Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked, looked = meeting(2), acts.verdict_of

    def together(*given: Any) -> Any:
        found = looked(*given)
        both_looked()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "verdict_of", together)
    assert refused(at_once(*(bare(call) for call in giving(three)))) == 0
    assert states() == [ALLOWED, ALLOWED], "200.000 where the limit is 150.000"


def asked(three: tuple[Person, ...]) -> Hospitality:
    said = told(400_000, contact())
    return ask_hospitality(by=three[0], now=NOW, customer=NORTE, name="Norte", said=said, ours=three[0])


def deciding(three: tuple[Person, ...], row: Hospitality) -> list[Callable[[], Any]]:
    go = {"now": NOW, "customer": NORTE, "number": row.pk}
    return [partial(approve_hospitality, by=three[2], **go), partial(approve_hospitality, by=three[1], **go)]


def test_one_thing_is_approved_once(three: tuple[Person, Person, Person]) -> None:
    for _round in range(SOME):
        row = asked(three)
        assert refused(at_once(*deciding(three, row))) == 1
        assert AuditEvent.objects.filter(what="hospitality.approved", about=f"hospitality:{row.pk}").count() == 1
        aside(three[0])
    assert verify().broken is None


def test_the_twin_that_holds_nothing_approves_it_twice(
    three: tuple[Person, Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, both_looked, looked = asked(three), meeting(2), acts.verdict_of
    said: list[str] = []

    def together(*given: Any) -> Any:
        both_looked()
        return looked(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **given: said.append(given["what"]))
    monkeypatch.setattr(acts, "verdict_of", together)
    assert refused(at_once(*(bare(call) for call in deciding(three, row)))) == 0
    assert said == ["hospitality.approved"] * 2
    assert Hospitality.objects.get().state == APPROVED


def test_what_is_taken_back_is_not_approved_at_the_same_moment(three: tuple[Person, Person, Person]) -> None:
    for _round in range(SOME):
        row = asked(three)
        back = partial(cancel_hospitality, by=three[0], now=NOW, customer=NORTE, number=row.pk)
        at_once(deciding(three, row)[0], back)
        row.refresh_from_db()
        assert row.state == CANCELLED, "first or last, what is taken back is not given"
