"""Orders given at the same moment: two people lose nothing, one person twice keeps the last whole; with their twins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions import debates
from clave.actions.selection import keep_selection
from clave.base.errors import ClaveError
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.store.debates import answers
from clave.store.models import Debate, DebateOrder, Person
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting, refused
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]


@pytest.fixture
def debate(transactional_db: None, settings: Settings, tmp_path: Path) -> Debate:
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    run = keep_selection(
        listing=made.listing(3), measured=made.measured(3), criteria=CRITERIA, measures=tuple(MEASURES.values()),
        by=None, now=NOW,
    )  # fmt: skip
    people = [
        Person.objects.create_person(
            email=f"{name}@clave.example", name=name, role="director", password=None, created_at=NOW
        )
        for name in ("ana", "beto")
    ]
    return debates.open_debate(by=people[0], now=NOW, title="T", run=run, participants=people)


def giving(debate: Debate, name: str, first: str) -> Callable[[], DebateOrder]:
    """An order about to be given, that begins so."""
    order = (first, *(key for key in debate.criteria if key != first))
    return partial(
        debates.submit_order, by=Person.objects.get(name=name), now=NOW, debate=debate, order=order, reason=first
    )


def test_two_people_at_once_are_both_kept(debate: Debate) -> None:
    for round_ in range(1, ROUNDS + 1):
        at_once(giving(debate, "ana", "loyalty"), giving(debate, "beto", "profit"))
        kept = answers(debate).orders
        assert sorted((order.order[0], order.number) for order in kept.values()) == [
            ("loyalty", round_), ("profit", round_),
        ]  # fmt: skip


def test_one_person_twice_at_once_keeps_both_and_the_last_one_whole(debate: Debate) -> None:
    ana = Person.objects.get(name="ana")
    for round_ in range(1, ROUNDS + 1):
        at_once(giving(debate, "ana", "loyalty"), giving(debate, "ana", "profit"))
        assert DebateOrder.objects.filter(person=ana).count() == 2 * round_
        last = answers(debate).orders[ana.pk]
        assert (last.number, last.order[0]) == (2 * round_, last.reason), "the order and its reason are of one giving"
        assert len({*last.order}) == len(debate.criteria)


def test_its_twin_without_the_lock_gives_two_orders_one_number(debate: Debate, without_constraints: Without) -> None:
    ana = Person.objects.get(name="ana")
    with without_constraints(DebateOrder):
        for _ in range(ROUNDS):
            both_looked = meeting(2)

            def look_and_give(first: str, both_looked: Callable[[], object] = both_looked) -> None:
                number = DebateOrder.objects.filter(debate=debate, person=ana).count() + 1
                both_looked()
                DebateOrder.objects.create(debate=debate, person=ana, number=number, order=[first], at=NOW)

            at_once(partial(look_and_give, "loyalty"), partial(look_and_give, "profit"))
            assert DebateOrder.objects.filter(number=1).count() == 2, "nobody knows which of them counts"
            DebateOrder.objects.all().delete()


def test_an_order_given_while_it_closes_is_kept_before_or_refused_after(debate: Debate) -> None:
    ana = Person.objects.get(name="ana")
    for round_ in range(ROUNDS):
        before = DebateOrder.objects.count()
        gave, closed = at_once(
            giving(debate, "ana", "loyalty"), partial(debates.close_debate, by=ana, now=NOW, debate=debate)
        )
        assert isinstance(closed, Debate), round_
        assert DebateOrder.objects.count() - before == (not isinstance(gave, ClaveError))
        debates.reopen_debate(by=ana, now=NOW, debate=debate)


def test_its_twin_that_looks_first_and_gives_later_gives_after_the_end(debate: Debate) -> None:
    ana = Person.objects.get(name="ana")
    for number in range(1, ROUNDS + 1):
        looked, shut = meeting(2), meeting(2)

        def give(
            number: int = number, looked: Callable[[], object] = looked, shut: Callable[[], object] = shut
        ) -> None:
            assert Debate.objects.get(pk=debate.pk).open_at(NOW)
            looked()
            shut()
            DebateOrder.objects.create(debate=debate, person=ana, number=number, order=[], at=NOW)

        def close(looked: Callable[[], object] = looked, shut: Callable[[], object] = shut) -> None:
            looked()
            Debate.objects.filter(pk=debate.pk).update(closed_at=NOW)
            shut()

        at_once(give, close)
        assert not Debate.objects.get(pk=debate.pk).open_at(NOW)
        assert DebateOrder.objects.count() == number
        Debate.objects.update(closed_at=None)


def test_two_who_choose_at_once_choose_once(debate: Debate) -> None:
    ana = Person.objects.get(name="ana")
    for _ in range(ROUNDS):
        choosing = [
            partial(
                debates.choose_order, by=ana, now=NOW, debate=debate, chosen_as="borda", reason="r",
                since=debate.run.as_of, order=(first, *(key for key in debate.criteria if key != first)),
            )
            for first in ("loyalty", "profit")
        ]  # fmt: skip
        assert refused(at_once(*choosing)) == 1
        Debate.objects.update(chosen_at=None, closed_at=None)
