"""Two ask for the last reference that the cap allows at once: one of them is told. The twin that holds nothing goes past it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import references as acts
from clave.actions.company import found_company
from clave.actions.references import ask_reference
from clave.operations.references import AskSaid
from clave.store.audit import verify
from clave.store.models import Person, ReferenceAsk
from tests.store.lives import person
from tests.store.races import at_once, bare, meeting, refused, unheld
from tests.store.test_promotions import ABOUT, LIMITS, NOW, TODAY, ask, willing

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 10


@pytest.fixture
def people(db: None) -> tuple[Person, Person]:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    return person("director", "Diana"), person("marketing", "Mario")


def asking(number: int, *people: Person) -> list[Callable[[], Any]]:
    return [
        partial(
            ask_reference, by=by, number=number, ask=AskSaid(f"Botas {by.pk}", "call", TODAY), limits=LIMITS, **ABOUT
        )
        for by in people
    ]


def last_free(by: Person) -> int:
    """Somebody who can be asked once more: one of two was given, long enough ago."""
    kept = willing(by)
    ask(by, kept, "La primera", on=TODAY - timedelta(days=100))
    return kept.pk


def test_the_last_one_is_asked_once(people: tuple[Person, Person]) -> None:
    number = last_free(people[0])
    for _round in range(SOME):
        ReferenceAsk.objects.exclude(prospect="La primera").delete()
        assert refused(at_once(*asking(number, *people))) == 1
        assert ReferenceAsk.objects.count() == 2
    assert verify().broken is None


def test_the_twin_that_holds_nothing_wears_them_out(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, both_looked, allowed = last_free(people[0]), meeting(2), acts._allowed

    def together(*given: Any) -> None:
        allowed(*given)
        both_looked()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "_allowed", together)
    assert refused(at_once(*map(bare, asking(number, *people)))) == 0
    assert ReferenceAsk.objects.count() == 3, "three in twelve months, and policy says two"
