"""The same contact sent by two windows, the same rhythm agreed by two people, the same contact changed by two: one of them is
told, or finds what the other did. The twins that hold nothing do it twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import cadence as agreeing
from clave.actions import touchpoints as acts
from clave.actions.cadence import agree_cadence, begin_cadences
from clave.actions.touchpoints import finish_follow_up, log_touchpoint
from clave.operations.touchpoints import TouchpointSaid
from clave.selection.life import CONFIRMED
from clave.store.audit import verify
from clave.store.models import AuditEvent, Cadence, Person, Touchpoint
from tests.store.contacted import CODE, NOW, TODAY, charge, logged, rhythm
from tests.store.lives import brought, kept_run, person
from tests.store.races import at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 10
SAID = TouchpointSaid(TODAY, "call", "Confirma la prueba")


@pytest.fixture
def two(db: None) -> tuple[Person, Person]:
    """The owner of the account, and the sales director."""
    kept_run(4)
    andrea = person("kam", "Andrea")
    charge(andrea)
    return andrea, person("director", "Diana")


def unheld(self: QuerySet[Any], *_: object, **__: object) -> QuerySet[Any]:
    """What select_for_update would be that holds nothing."""
    return self


def logging(by: Person) -> list[Callable[[], Any]]:
    return [partial(log_touchpoint, by=by, now=NOW, customer=CODE, said=SAID) for _window in range(2)]


def test_what_two_windows_send_is_logged_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        Touchpoint.objects.all().delete()
        assert refused(at_once(*logging(two[0]))) == 0
        assert Touchpoint.objects.count() == 1
    assert verify().broken is None


def test_its_twin_that_holds_nobody_logs_it_twice(two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    both_looked, looked = meeting(2), acts.just_made

    def together(same: Any, **given: Any) -> Any:
        found = looked(same, **given)
        both_looked()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "just_made", together)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in logging(two[0])]  # type: ignore[attr-defined]
    at_once(*alone)
    assert Touchpoint.objects.count() == 2


def test_a_rhythm_that_two_people_agree_is_agreed_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        Cadence.objects.all().delete()
        both = [partial(agree_cadence, by=by, now=NOW, customer=CODE, said=rhythm()) for by in two]
        assert refused(at_once(*both)) == 1
        assert Cadence.objects.count() == 1
    assert verify().broken is None


def test_a_category_is_begun_once_by_two_people(two: tuple[Person, Person]) -> None:
    brought(CODE, CONFIRMED, by=two[1])
    for _round in range(SOME):
        Cadence.objects.all().delete()
        both = [partial(begin_cadences, by=by, now=NOW, customer=CODE) for by in two]
        assert refused(at_once(*both)) == 0
        assert Cadence.objects.count() == 5


def test_its_twin_that_holds_nothing_runs_into_what_the_other_agreed(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(CODE, CONFIRMED, by=two[1])
    both_looked, looked = meeting(2), agreeing.template

    def together(*given: Any) -> Any:
        found = looked(*given)
        both_looked()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(agreeing, "record", lambda **_: None)
    monkeypatch.setattr(agreeing, "template", together)
    alone = [partial(begin_cadences.__wrapped__, by=by, now=NOW, customer=CODE) for by in two]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 1, "only the constraint is left to hold it, and it refuses one of them"


def test_what_was_left_is_done_once(two: tuple[Person, Person]) -> None:
    for turn in range(SOME):
        kept = logged(two[0], f"nota {turn}", follow_up="Enviar la ficha")
        done = [partial(finish_follow_up, by=by, now=NOW, number=kept.pk, done=True) for by in two]
        assert refused(at_once(*done)) == 1
    assert AuditEvent.objects.filter(what="touchpoint.followed_up").count() == SOME


def test_its_twin_that_holds_nothing_does_it_twice(two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    kept, both_looked, looked = logged(two[0], follow_up="Enviar"), meeting(2), acts.may_change
    told: list[str] = []

    def together(*given: Any) -> bool:
        may = looked(*given)
        both_looked()
        return may

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **given: told.append(given["what"]))
    monkeypatch.setattr(acts, "may_change", together)
    alone = [partial(finish_follow_up.__wrapped__, by=by, now=NOW, number=kept.pk, done=True) for by in two]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0
    assert told == ["touchpoint.followed_up"] * 2
