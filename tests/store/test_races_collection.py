"""Two people ask the same natural person to pay at once, or one promise is sent twice: the law is kept, and it counts once.
The twins that hold nothing ask twice in a day, and note it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from clave.actions import collection as acts
from clave.actions.collection import close_note, note_contact, note_promise, open_dispute
from clave.actions.collection_terms import choose_route
from clave.store.audit import verify
from clave.store.collection import standing_routes
from clave.store.models import CollectionContact, InvoiceDispute, PaymentPromise, Person
from tests.store.debtors import NOW, OPEN, TODAY, founded, load, owed, route
from tests.store.lives import person
from tests.store.races import at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 5


@pytest.fixture
def two(db: None, settings: Settings, tmp_path: Path) -> tuple[Person, Person]:
    """Who collect at the same moment; C1 is a natural person, and owes."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS, *(owed(f"F{at}", "C1", 12) for at in range(SOME)))
    director = person("director", "Diana")
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1", person=True), asks=None, days=OPEN, reason="Cédula"
    )
    return person("credit", "Rosalba"), person("credit", "Jorge")


def asking(two: tuple[Person, Person], weeks: int = 0) -> list[Callable[[], CollectionContact]]:
    """One calls and the other writes, in the same hour."""
    at = NOW - timedelta(weeks=weeks)
    return [
        partial(note_contact, by=by, now=NOW, customer="C1", moment=at - timedelta(minutes=minutes), way=way)
        for by, minutes, way in ((two[0], 0, "call"), (two[1], 9, "mail"))
    ]


def test_a_natural_person_is_asked_by_one_of_them(two: tuple[Person, Person]) -> None:
    for round_ in range(SOME):
        assert refused(at_once(*asking(two, round_))) == 1
    assert CollectionContact.objects.count() == SOME
    assert verify().broken is None


def test_their_twin_that_holds_nothing_asks_twice_in_a_day(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked, checked = meeting(2), acts.checked_contact

    def looked(*given: Any) -> None:
        checked(*given)
        both_looked()

    _unheld(monkeypatch)
    monkeypatch.setattr(acts, "checked_contact", looked)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in asking(two)]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0
    assert CollectionContact.objects.count() == 2


def _unheld(monkeypatch: pytest.MonkeyPatch) -> None:
    def unheld(self: QuerySet[Any], *_: object, **__: object) -> QuerySet[Any]:
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)


@contextmanager
def _uncounted() -> Iterator[None]:
    """The table of promises without the constraint that counts each once, and empty again when it comes back."""
    meta = PaymentPromise._meta
    every = list(meta.constraints)
    (once,) = (one for one in every if one.name == "a_promise_counts_once")
    meta.constraints = [one for one in every if one is not once]
    with connection.schema_editor() as editor:
        editor.remove_constraint(PaymentPromise, once)
    try:
        yield
    finally:
        PaymentPromise.objects.all().delete()
        meta.constraints = every
        with connection.schema_editor() as editor:
            editor.add_constraint(PaymentPromise, once)


def promising(by: Person, at: int = 0) -> Callable[[], PaymentPromise]:
    return partial(
        note_promise, by=by, now=NOW, customer="C1", documents=[f"F{at}"], amount=Decimal(1_000), made=TODAY,
        until=TODAY + timedelta(days=1 + at), said_by="Tesorería",
    )  # fmt: skip


def test_a_promise_that_is_sent_twice_is_noted_once(two: tuple[Person, Person]) -> None:
    for at in range(SOME):
        outcomes = at_once(promising(two[0], at), promising(two[0], at))
        assert outcomes[0] == outcomes[1]
        assert PaymentPromise.objects.count() == at + 1


def test_its_twin_without_lock_and_constraint_counts_it_twice(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    _unheld(monkeypatch)
    neither_wrote = meeting(2)
    same = QuerySet.first

    def first(self: QuerySet[Any]) -> Any:
        found = same(self)
        if self.model is PaymentPromise:
            neither_wrote()  # both look whether it is there before either writes
        return found

    monkeypatch.setattr(QuerySet, "first", first)
    with _uncounted():
        call = promising(two[0])
        alone = [partial(call.func.__wrapped__, **call.keywords) for _each in range(2)]  # type: ignore[attr-defined]
        assert refused(at_once(*alone)) == 0
        assert PaymentPromise.objects.count() == 2


def test_a_dispute_is_opened_once_and_closed_once(two: tuple[Person, Person]) -> None:
    for at in range(SOME):
        opens = [
            partial(open_dispute, by=by, now=NOW, customer="C1", document=f"F{at}", reason="price", words="Otro precio",
                    amount=None, told_on=TODAY, answers=by)
            for by in two
        ]  # fmt: skip
        assert refused(at_once(*opens)) == 1
        number = InvoiceDispute.objects.get(closed_on=None).pk
        closes = [
            partial(
                close_note, by=by, now=NOW, customer="C1", kind="dispute", number=number, closed_on=TODAY, outcome="Ya"
            )
            for by in two
        ]
        assert refused(at_once(*closes)) == 1


def test_two_routes_of_the_same_day_leave_one(two: tuple[Person, Person]) -> None:
    director = Person.objects.get(name="Diana")
    for _round in range(SOME):
        at_once(
            *(
                partial(choose_route, by=director, now=NOW, customer="C1", route=route("C1", way=way), asks=None, days=OPEN,
                        reason="Así")
                for way in ("call", "visit")
            )
        )  # fmt: skip
        assert standing_routes().filter(customer="C1").count() == 1
