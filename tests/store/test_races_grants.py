"""Two people give the same privilege, the same condition, or set the same minimum at once: one does, the other is told.
The twins that hold nothing give both, and they contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions.conditions import give_condition
from clave.actions.grants import end_grant, give_grant
from clave.actions.minimums import set_minimum
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.minimums import Minimum
from clave.store.audit import verify
from clave.store.models import THE_ONE, Company, Grant, Person
from clave.store.privileges import conditions_of, minimums, standing_grants
from tests.store.lives import NOW, TODAY, brought, person
from tests.store.races import ROUNDS, at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
PRICE = Agreed("C1", "price", Decimal(9_000), TODAY, date(2026, 12, 31), "volume", "40 t al año", product="PU-440")
ORDER = Minimum("order", "money", Decimal(500_000), TODAY, reason="Lo que cuesta un viaje")


@pytest.fixture
def two(db: None) -> tuple[Person, Person]:
    """Who give at the same moment."""
    Company.objects.get_or_create(pk=THE_ONE, defaults={"name": "Farallones", "created_at": NOW})
    return person(name="Ana"), person(name="Berta")


def laboratory(by: Person, customer: str, hours: int) -> Callable[[], Grant]:
    return partial(
        give_grant, by=by, now=NOW, customer=customer, privilege="laboratory", since=TODAY, parameters={"hours": hours},
        reason="Nos enseña.",
    )  # fmt: skip


def test_the_same_privilege_is_given_once(two: tuple[Person, Person]) -> None:
    for round_ in range(ROUNDS):
        customer = f"C{round_}"
        brought(customer, "announced", by=two[0])
        outcomes = at_once(laboratory(two[0], customer, 10), laboratory(two[1], customer, 20))
        assert refused(outcomes) == 1
        assert standing_grants().filter(customer=customer, privilege="laboratory").count() == 1
    assert verify().broken is None


def test_a_grant_is_ended_once(two: tuple[Person, Person]) -> None:
    for round_ in range(ROUNDS // 5):
        customer = f"C{round_}"
        brought(customer, "announced", by=two[0])
        number = standing_grants().get(customer=customer, privilege="report").pk
        ends = [partial(end_grant, by=by, now=NOW, number=number, last=TODAY, because="No lo lee.") for by in two]
        assert refused(at_once(*ends)) == 1
        assert Grant.objects.filter(customer=customer, privilege="report").count() == 2


def test_the_same_condition_and_the_same_minimum_are_given_once(two: tuple[Person, Person]) -> None:
    for round_ in range(ROUNDS // 2):
        customer = f"C{round_}"
        brought(customer, "announced", by=two[0])
        prices = [
            partial(give_condition, by=by, now=NOW, condition=replace(PRICE, account=customer, value=Decimal(value)))
            for by, value in zip(two, (9_000, 8_000), strict=True)
        ]
        assert refused(at_once(*prices)) == 1
        assert len(conditions_of(customer)) == 1
        sizes = [
            partial(set_minimum, by=by, now=NOW, rule=replace(ORDER, amount=Decimal(amount), channel=customer))
            for by, amount in zip(two, (500_000, 400_000), strict=True)
        ]
        assert refused(at_once(*sizes)) == 1
        assert len([rule for rule in minimums() if rule.channel == customer]) == 1


@pytest.mark.parametrize("what", ["grant", "condition", "minimum"])
def test_their_twins_that_hold_nothing_give_both(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Both look, both find room, both write: two that contradict each other stand on the same day."""
    brought("C1", "announced", by=two[0])
    both_looked = meeting(2)

    def unheld(self: QuerySet[Any], *_: object, **__: object) -> QuerySet[Any]:
        return self

    def meet(checked: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*given: object) -> Any:
            found = checked(*given)
            both_looked()
            return found

        return looked

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    for module in ("grants", "conditions", "minimums"):
        name = f"clave.actions.{module}"
        monkeypatch.setattr(f"{name}.record", lambda **_: None)
        monkeypatch.setattr(f"{name}.checked", meet(__import__(name, fromlist=["checked"]).checked))
    calls: dict[str, list[Callable[[], Any]]] = {
        "grant": [laboratory(two[0], "C1", 10), laboratory(two[1], "C1", 20)],
        "condition": [partial(give_condition, by=by, now=NOW, condition=PRICE) for by in two],
        "minimum": [partial(set_minimum, by=by, now=NOW, rule=ORDER) for by in two],
    }
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in calls[what]]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0
    stand = {
        "grant": standing_grants().filter(customer="C1", privilege="laboratory").count(),
        "condition": len(conditions_of("C1")),
        "minimum": len(minimums()),
    }
    assert stand[what] == 2
