"""Two planners confirm the same plan at once, or the stock changes between plan and confirmation: what is on the shelf is
never given twice. The twins without the lock, or without looking again, give it twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet, Sum
from pytest_django.fixtures import Settings

from clave.actions import dispatch as acts
from clave.actions import plans
from clave.actions.dispatch import confirm_dispatch, pin_line, plan_dispatch, unpin_line
from clave.base.errors import ClaveError
from clave.store.audit import verify
from clave.store.models import DispatchPlan, LinePin, Person, Release
from clave.store.models.dispatch import FIRST
from clave.store.models.plans import CONFIRMED, OPEN
from tests.store.docks import DAY, NOW, founded, load, planned
from tests.store.lives import person
from tests.store.races import at_once, bare, meeting, refused, unheld

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 5


@pytest.fixture
def two(db: None, settings: Settings, tmp_path: Path) -> tuple[Person, Person]:
    """Two dispatchers and a dock with 100 units for 130."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS)
    return person("dispatch", "Wilson"), person("dispatch", "Yamile")


def sent() -> Decimal:
    """What all confirmed plans sent together."""
    return Release.objects.aggregate(n=Sum("quantity"))["n"] or Decimal(0)


def confirming(number: int, two: tuple[Person, Person]) -> list[Callable[[], Any]]:
    return [partial(confirm_dispatch, number=number, by=by, now=NOW) for by in two]


def test_two_planners_confirm_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        Release.objects.all().delete()
        DispatchPlan.objects.all().delete()
        plan = planned(two[0])
        assert refused(at_once(*confirming(plan.pk, two))) == 1
        assert sent() == 100
    assert verify().broken is None


def test_their_twin_that_holds_nothing_sends_the_shelf_twice(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, both_looked, checked = planned(two[0]), meeting(2), plans.checked_fresh

    def looked(room: Any, plan: DispatchPlan) -> None:
        checked(room, plan)
        both_looked()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(plans, "checked_fresh", looked)
    assert refused(at_once(*map(bare, confirming(plan.pk, two)))) == 0
    assert sent() == 200


def test_stock_that_changes_meanwhile_is_seen_or_comes_after(two: tuple[Person, Person], settings: Settings) -> None:
    """Whoever is first: either the confirmation is refused, or it stood before the new count, and what it sent is off the
    shelf of the next plan."""
    for round_ in range(SOME):
        Release.objects.all().delete()
        DispatchPlan.objects.all().delete()
        load(settings.CLAVE_FACTS, mark=f"a{round_}", stock=100)
        plan = planned(two[0])
        at_once(
            partial(confirm_dispatch, number=plan.pk, by=two[0], now=NOW),
            partial(load, settings.CLAVE_FACTS, mark=f"b{round_}", stock=70),
        )
        again = planned(two[1])
        left = sum(line.given for line in again.lines.all())
        plan.refresh_from_db()
        assert left == (0 if plan.state == CONFIRMED else 70)


def test_stock_that_fell_refuses_the_plan_and_the_twin_that_does_not_look_again_sends_what_is_not_there(
    two: tuple[Person, Person], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(two[0])
    load(settings.CLAVE_FACTS, mark="fell", stock=20)
    with pytest.raises(ClaveError, match="since this plan was made"):
        confirm_dispatch(number=plan.pk, by=two[0], now=NOW)
    assert sent() == 0
    monkeypatch.setattr(plans, "checked_fresh", lambda _room, _plan: None)
    confirm_dispatch(number=plan.pk, by=two[0], now=NOW)
    assert sent() == 100, "80 of them are not on the shelf"


def test_two_plans_of_different_days_do_not_send_the_same_shelf(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        Release.objects.all().delete()
        DispatchPlan.objects.all().delete()
        today, tomorrow = planned(two[0]), plan_dispatch(day=DAY + timedelta(days=1), by=two[1], now=NOW)
        outcomes = at_once(confirming(today.pk, two)[0], confirming(tomorrow.pk, two)[1])
        assert refused(outcomes) == 1
        assert sent() == 100


def test_two_people_plan_at_once_and_one_plan_is_open(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        at_once(partial(planned, two[0]), partial(planned, two[1]))
        assert DispatchPlan.objects.filter(state=OPEN).count() == 1
        assert DispatchPlan.objects.get(state=OPEN).lines.count() == 3


def test_a_line_is_moved_once_and_let_go_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        moves = [
            partial(pin_line, order="PED-2", line="1", move=FIRST, reason="Sí", until=DAY, today=DAY, by=by, now=NOW)
            for by in two
        ]
        assert refused(at_once(*moves)) == 1
        number = LinePin.objects.get(ended_at=None).pk
        assert refused(at_once(*(partial(unpin_line, number=number, by=by, now=NOW) for by in two))) == 1
