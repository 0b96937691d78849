"""Two planners confirm the same plan at once, an order is locked or the facts change between plan and confirmation: one plan
is in force, and it knows what was decided before it. The twins without the lock, or without looking again, do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from clave.actions import plans
from clave.actions import production as acts
from clave.actions.production import confirm_production, lock_order, unlock_order
from clave.base.errors import ClaveError
from clave.store.audit import verify
from clave.store.models import AuditEvent, OrderLock, Person, ProductionPlan
from clave.store.models.plans import CONFIRMED, OPEN
from clave.store.models.production import PLACED
from clave.store.producing import changed_since
from tests.store.lives import person
from tests.store.plants import DAY, NOW, founded, load, planned, settled, work
from tests.store.races import at_once, bare, meeting, refused, unheld

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 5


@pytest.fixture
def plant(settings: Settings, tmp_path: Path) -> Path:
    return settled(settings, tmp_path)


@pytest.fixture
def two(db: None, plant: Path) -> tuple[Person, Person]:
    """Two planners and a plant with five orders on one machine."""
    founded()
    load(plant)
    return person("plant", "Hernán"), person("plant", "Yamile")


def confirming(number: int, two: tuple[Person, Person]) -> list[Callable[[], Any]]:
    return [partial(confirm_production, number=number, by=by, now=NOW) for by in two]


def locking(order: str, by: Person, place: int = 1) -> Callable[[], Any]:
    return partial(
        lock_order,
        order=order,
        kind=PLACED,
        machine="M1",
        place=place,
        reason="Sí",
        until=DAY,
        today=DAY,
        by=by,
        now=NOW,
    )


def test_two_planners_confirm_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        ProductionPlan.objects.all().delete()
        plan = planned(two[0])
        assert refused(at_once(*confirming(plan.pk, two))) == 1
        assert ProductionPlan.objects.filter(state=CONFIRMED).count() == 1
    assert AuditEvent.objects.filter(what="production.confirmed").count() == SOME
    assert verify().broken is None


def test_their_twin_that_holds_nothing_tells_both_that_theirs_is_in_force(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, both_looked, checked = planned(two[0]), meeting(2), plans.checked_fresh

    def looked(room: Any, found: ProductionPlan) -> None:
        checked(room, found)
        both_looked()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(plans, "checked_fresh", looked)
    outcomes = at_once(*map(bare, confirming(plan.pk, two)))
    assert {one.confirmed_by.name for one in outcomes} == {"Hernán", "Yamile"}


def test_a_lock_comes_before_the_confirmation_and_refuses_it_or_after_it(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        ProductionPlan.objects.all().delete()
        OrderLock.objects.all().delete()
        plan = planned(two[0])
        confirmed, _locked = at_once(confirming(plan.pk, two)[0], locking("OP-5", two[1]))
        plan.refresh_from_db()
        assert (plan.state == OPEN) == isinstance(confirmed, ClaveError)
        if plan.state == CONFIRMED:
            assert plan.confirmed_at <= OrderLock.objects.get().at


def test_the_twin_confirms_a_plan_that_does_not_know_the_lock(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the row of the company held, the lock is set between the look and the confirmation."""
    plan, checked = planned(two[0]), plans.checked_fresh

    def looked(room: Any, found: ProductionPlan) -> None:
        checked(room, found)
        at_once(bare(locking("OP-5", two[1])))

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(plans, "checked_fresh", looked)
    bare(confirming(plan.pk, two)[0])()
    plan.refresh_from_db()
    assert plan.state == CONFIRMED
    assert [part.msgid for part in changed_since(plan.basis, DAY) if "locks" in part.msgid], (
        "in force, and the lock is not in it"
    )


def test_facts_that_changed_refuse_it_and_the_twin_that_does_not_look_again_confirms_what_is_no_more(
    two: tuple[Person, Person], plant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(two[0])
    load(plant, orders=[work("OP-2", "C2", "bronce", 5, 0, finished_date=DAY)], mark="2")
    with pytest.raises(ClaveError, match="since this plan was made"):
        confirm_production(number=plan.pk, by=two[0], now=NOW)
    monkeypatch.setattr(plans, "checked_fresh", lambda _room, _plan: None)
    confirm_production(number=plan.pk, by=two[0], now=NOW)
    assert ProductionPlan.objects.get(state=CONFIRMED).orders.filter(order="OP-2").exists(), "it is made already"


def test_two_people_plan_at_once_and_one_plan_is_open(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        at_once(partial(planned, two[0]), partial(planned, two[1]))
        assert ProductionPlan.objects.get(state=OPEN).orders.count() == 5


def test_an_order_is_locked_once_a_place_is_given_once_and_a_lock_is_taken_away_once(
    two: tuple[Person, Person],
) -> None:
    for _round in range(SOME):
        assert refused(at_once(*(locking("OP-2", by, place) for place, by in enumerate(two, 1)))) == 1
        number = OrderLock.objects.get(ended_at=None).pk
        assert refused(at_once(*(partial(unlock_order, number=number, by=by, now=NOW) for by in two))) == 1
        assert refused(at_once(locking("OP-2", two[0]), locking("OP-3", two[1]))) == 1
        OrderLock.objects.all().delete()
