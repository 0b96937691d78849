"""Two answer the same alert at once, or two searches end together: one is told, and nothing is there twice. The twins that
hold nothing answer it twice, and the database refuses the second search."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from clave.actions import alerts as acts
from clave.actions.alerts import keep_alerts, mark_false_alarm, snooze_alert
from clave.base.errors import ClaveError
from clave.store.audit import verify
from clave.store.models import OWNER, SUBSTITUTE, AlertRun, Company, Person, RaisedAlert
from tests.store.lives import person
from tests.store.races import at_once, meeting, refused
from tests.store.test_alerts import LIMITS, NOW, OTUN, TODAY, alert, found, keep, part

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 5


@pytest.fixture
def two(db: None) -> tuple[Person, Person]:
    Company.objects.get_or_create(pk=1, defaults={"name": "Farallones", "created_at": NOW})
    owner, substitute = person("kam", "Andrea"), person("kam", "Julián")
    part(owner, OWNER)
    part(substitute, SUBSTITUTE)
    return owner, substitute


def answering(number: int, two: tuple[Person, Person]) -> list[Callable[[], Any]]:
    """One puts it off while the other marks it as a false alarm."""
    about = {"customer": OTUN, "number": number, "now": NOW}
    return [
        partial(snooze_alert, **about, until=TODAY, reason="Inventario", limits=LIMITS, by=two[0]),
        partial(mark_false_alarm, **about, reason="Compra por su filial", by=two[1]),
    ]


def marking(number: int, two: tuple[Person, Person]) -> list[Callable[[], Any]]:
    """Both mark it, each with a reason of their own."""
    about = {"customer": OTUN, "number": number, "now": NOW}
    return [partial(mark_false_alarm, **about, reason=by.name, by=by) for by in two]


def fresh() -> int:
    """Another alert: those of before are over."""
    RaisedAlert.objects.filter(ended_on=None).update(ended_on=TODAY)
    keep(alert())
    return RaisedAlert.objects.get(ended_on=None).pk


def test_two_mark_it_and_the_second_is_told(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        number = fresh()
        outcomes = at_once(*marking(number, two))
        assert refused(outcomes) == 1
        kept = RaisedAlert.objects.get(pk=number)
        assert kept.false_by is not None
        assert kept.false_reason == kept.false_by.name
    assert verify().broken is None


def test_put_off_and_false_at_once_is_never_half_of_both(two: tuple[Person, Person]) -> None:
    """Whoever marks it comes last or first; after a false alarm nobody puts it off any more."""
    for _round in range(SOME):
        number = fresh()
        outcomes = at_once(*answering(number, two))
        kept = RaisedAlert.objects.get(pk=number)
        assert kept.false_at is not None
        assert (kept.snoozed_until is None) == isinstance(outcomes[0], ClaveError)


def test_its_twin_that_holds_nothing_marks_it_twice(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, both_looked, looked = fresh(), meeting(2), acts._held

    def together(*given: Any) -> RaisedAlert:
        row = looked(*given)
        both_looked()
        return row

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "_held", together)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in marking(number, two)]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0, "both believe that theirs is the reason that stands"


def test_two_searches_at_once_raise_it_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        RaisedAlert.objects.filter(ended_on=None).update(ended_on=TODAY)
        search = partial(keep_alerts, looked=found(alert()), limits=LIMITS, by=None, now=NOW)
        before = AlertRun.objects.count()
        assert refused(at_once(search, search)) == 0
        assert RaisedAlert.objects.filter(ended_on=None).count() == 1
        assert AlertRun.objects.count() == before + 2


def test_its_twin_that_holds_nothing_is_stopped_by_the_database(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked, made = meeting(2), acts._new

    def together(*given: Any) -> RaisedAlert:
        both_looked()
        return made(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "_new", together)
    alone = partial(keep_alerts.__wrapped__, looked=found(alert()), limits=LIMITS, by=None, now=NOW)  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError):
        at_once(alone, alone)
    assert RaisedAlert.objects.filter(ended_on=None).count() == 1


def unheld(rows: QuerySet[Any], *_args: Any, **_kwargs: Any) -> QuerySet[Any]:
    """A reading that holds nothing."""
    return rows
