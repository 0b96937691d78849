"""Two people change one thing of a plan at once, or begin its plan: one of them is told. The twin that holds nothing loses what
the first wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import account_plans as acts
from clave.actions.account_plans import begin_plan, close_plan_action, keep_plan_goal
from clave.operations.plan.said import GoalSaid
from clave.store.account_plans import said_of
from clave.store.audit import verify
from clave.store.models import OWNER, SUBSTITUTE, AccountPlan, Person, PlanGoal, PlanVersion
from tests.store.lives import person
from tests.store.plans import NOW, TODAY, YEAR, Made, made, owned
from tests.store.races import at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 10


@pytest.fixture
def kept(db: None) -> Made:
    return made()


@pytest.fixture
def two(kept: Made) -> tuple[Person, Person]:
    sara = person("kam", "Sara")
    owned(sara, kept.customer, SUBSTITUTE)
    return kept.by, sara


def saying(kept: Made, two: tuple[Person, Person], seen: int) -> list[Callable[[], Any]]:
    """Both say the goal in other words, having seen the same version."""
    said = said_of(kept.goal, GoalSaid)
    return [
        partial(
            keep_plan_goal, by=by, now=NOW, customer=kept.customer, said=replace(said, text=f"Dice {by.name} {seen}"),
            number=kept.goal.pk, seen=seen,
        )
        for by in two
    ]  # fmt: skip


def test_of_two_who_say_it_at_once_one_is_told(kept: Made, two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        before = AccountPlan.objects.get().version
        assert refused(at_once(*saying(kept, two, before))) == 1
        assert AccountPlan.objects.get().version == before + 1
    assert verify().broken is None


def test_the_twin_that_holds_nothing_loses_what_the_first_wrote(
    kept: Made, two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked, looked = meeting(2), acts._thing

    def together(*given: Any) -> Any:
        found = looked(*given)
        both_looked()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_, **__: self)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "_thing", together)
    monkeypatch.setattr(acts, "_keep_version", lambda *_: None)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in saying(kept, two, 4)]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0, "nobody is told"
    assert PlanGoal.objects.get().version == 5, "two changes, and the plan counted one"
    assert AccountPlan.objects.get().version == 5


def test_a_plan_is_begun_once(kept: Made, two: tuple[Person, Person]) -> None:
    for at in range(SOME):
        customer = f"N-{at}"
        for by in two:
            owned(by, customer, SUBSTITUTE if by is two[1] else OWNER)
        calls = [partial(begin_plan, by=by, now=NOW, customer=customer, name="x", period=YEAR) for by in two]
        assert refused(at_once(*calls)) == 1
        assert PlanVersion.objects.filter(plan__customer=customer).count() == 1


def test_an_action_is_closed_once(kept: Made, two: tuple[Person, Person]) -> None:
    closing = [
        partial(
            close_plan_action, by=by, now=NOW, customer=kept.customer, number=kept.action.pk, state=state, on=TODAY,
            outcome="Porque sí", seen=4,
        )
        for by, state in zip(two, ("done", "dropped"), strict=True)
    ]  # fmt: skip
    assert refused(at_once(*closing)) == 1
    assert PlanVersion.objects.filter(plan=kept.plan).count() == 5
