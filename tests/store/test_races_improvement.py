"""Two of the laboratory move the same request at once, or log the last hours of a day: one of them is told. The twins that
hold nothing move it twice, and log a day of more than 24 hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet, Sum

from clave.actions import improvement as acts
from clave.actions import lab_hours
from clave.actions.improvement import move_request, undo_step
from clave.actions.lab_hours import HoursSaid, log_hours
from clave.store.audit import verify
from clave.store.models import ImprovementRequest, ImprovementStep, LabHours, Person
from tests.store.lives import person
from tests.store.races import at_once, meeting, refused
from tests.store.test_improvement import NOW, TODAY, request

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 10


@pytest.fixture
def two(db: None) -> tuple[Person, Person]:
    return person("lab", "Lucía"), person("lab", "Mateo")


def moving(number: int, two: tuple[Person, Person]) -> list[Callable[[], Any]]:
    go = partial(move_request, now=NOW, number=number, here="received", day=TODAY, note="x")
    return [partial(go, by=two[0], to="assessed"), partial(go, by=two[1], to="declined")]


def test_a_request_is_moved_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        ImprovementRequest.objects.all().delete()
        kept = request(two[0])
        assert refused(at_once(*moving(kept.pk, two))) == 1
        assert ImprovementStep.objects.count() == 2
    assert verify().broken is None


def test_its_twin_that_holds_nothing_moves_it_both_ways(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, both_looked, looked = request(two[0]), meeting(2), acts.check

    def together(here: Any, to: Any) -> None:
        looked(here, to)
        both_looked()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "check", together)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in moving(kept.pk, two)]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0
    assert ImprovementStep.objects.count() == 3, "assessed and declined, from the same stage"


def test_a_move_is_undone_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        ImprovementRequest.objects.all().delete()
        kept = request(two[0])
        step = move_request(by=two[0], now=NOW, number=kept.pk, here="received", to="assessed", day=TODAY)
        undoing = [partial(undo_step, by=by, now=NOW, number=step.pk) for by in two]
        assert refused(at_once(*undoing)) == 1
        kept.refresh_from_db()
        assert kept.stage == "received"


def logging(by: Person, *numbers: int) -> list[Callable[[], Any]]:
    """Two windows of one person: fourteen hours on each of two requests, on the same day."""
    worked = HoursSaid(TODAY - timedelta(days=1), Decimal(14), "Ensayo")
    return [partial(log_hours, by=by, now=NOW, number=number, worked=worked) for number in numbers]


def logged() -> Decimal:
    return LabHours.objects.filter(removed_at=None).aggregate(n=Sum("hours"))["n"] or Decimal(0)


def test_a_day_of_one_person_has_24_hours_in_two_windows_too(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        ImprovementRequest.objects.all().delete()
        one, other = request(two[0]), request(two[0], "C-2")
        assert refused(at_once(*logging(two[0], one.pk, other.pk))) == 1
        assert logged() == 14


def test_the_twin_that_holds_nothing_logs_28_hours_on_a_day(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = request(two[0]), request(two[0], "C-2")
    both_looked, looked = meeting(2), lab_hours.said

    def together(*given: Any) -> str:
        words = looked(*given)
        both_looked()
        return words

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(lab_hours, "record", lambda **_: None)
    monkeypatch.setattr(lab_hours, "said", together)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in logging(two[0], one.pk, other.pk)]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0
    assert logged() == 28


def unheld(self: QuerySet[Any], *_: object, **__: object) -> QuerySet[Any]:
    """What select_for_update would be that holds nothing."""
    return self
