"""Two approve the same service at once, or two services cross the budget at once: one of them is told. The twins that hold
nothing approve twice, and go past the budget with nobody's reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import needs as need_acts
from clave.actions import special_services as acts
from clave.actions.company import found_company
from clave.actions.needs import move_need, offer_solution, record_need
from clave.actions.special_services import decide_service, request_service, set_service_budget
from clave.operations.needs import NeedSaid
from clave.operations.special_services import ServiceSaid
from clave.store.audit import verify
from clave.store.models import Need, NeedOffer, NeedStep, Person, ServiceStep, SpecialService
from tests.store.lives import person
from tests.store.races import at_once, bare, meeting, refused, unheld

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SOME, M = 10, 1_000_000


@pytest.fixture
def people(db: None) -> tuple[Person, Person, Person]:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    return person("director", "Diana"), person("lab", "Lucía"), person("lab", "Mateo")


def asked(by: Person, what: str = "Dos tambores") -> SpecialService:
    said = ServiceSaid("sample", what, TODAY, expected=Decimal(2 * M))
    return request_service(by=by, now=NOW, customer="C-1", name="Calzado", service=said)


def approving(*pairs: tuple[Person, int]) -> list[Callable[[], Any]]:
    go = partial(decide_service, now=NOW, customer="C-1", to="approved")
    return [partial(go, by=by, number=number) for by, number in pairs]


def approved() -> int:
    return ServiceStep.objects.filter(stage="approved", undone_at=None).count()


def test_a_service_is_approved_once(people: tuple[Person, Person, Person]) -> None:
    boss, one, other = people
    for _round in range(SOME):
        SpecialService.objects.all().delete()
        kept = asked(boss)
        assert refused(at_once(*approving((one, kept.pk), (other, kept.pk)))) == 1
        assert approved() == 1
    assert verify().broken is None


def test_the_twin_that_holds_nothing_approves_it_twice(
    people: tuple[Person, Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, one, other = people
    kept, both_looked = asked(boss), meeting(2)
    _alone(monkeypatch, both_looked)
    assert refused(at_once(*map(bare, approving((one, kept.pk), (other, kept.pk))))) == 0
    assert approved() == 2


def test_a_budget_is_not_crossed_by_two_at_once(people: tuple[Person, Person, Person]) -> None:
    boss, one, other = people
    set_service_budget(by=boss, now=NOW, customer="C-1", year=2026, amount=Decimal(3 * M), reason="x")
    for _round in range(SOME):
        SpecialService.objects.all().delete()
        first, second = asked(boss), asked(boss, "Otros dos")
        assert refused(at_once(*approving((one, first.pk), (other, second.pk)))) == 1
        assert approved() == 1, "2 M of a budget of 3 M"


def test_the_twin_that_holds_nothing_crosses_it(
    people: tuple[Person, Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, one, other = people
    set_service_budget(by=boss, now=NOW, customer="C-1", year=2026, amount=Decimal(3 * M), reason="x")
    first, second, both_looked = asked(boss), asked(boss, "Otros dos"), meeting(2)
    _alone(monkeypatch, both_looked, after="_left")
    assert refused(at_once(*map(bare, approving((one, first.pk), (other, second.pk))))) == 0
    assert approved() == 2, "4 M of a budget of 3 M"


def _alone(monkeypatch: pytest.MonkeyPatch, both_looked: Callable[[], object], after: str = "check_step") -> None:
    """Nothing is held or recorded, and both have looked before either writes."""
    looked: Callable[..., Any] = getattr(acts, after)

    def together(*given: Any) -> Any:
        found = looked(*given)
        both_looked()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, after, together)


def solved(by: Person) -> Need:
    kept = record_need(
        by=by, now=NOW, customer="C-1", name="Calzado", need=NeedSaid("No seca", TODAY, "Jefe de planta", family="PU")
    )
    move_need(
        by=by,
        now=NOW,
        customer="C-1",
        number=kept.pk,
        here="heard",
        to="solved",
        day=TODAY,
        solution="PU-300",
        result="Seca",
    )
    return kept


def test_a_solution_is_offered_to_a_customer_once(people: tuple[Person, Person, Person]) -> None:
    _boss, one, other = people
    for _round in range(SOME):
        Need.objects.all().delete()
        kept = solved(one)
        go = partial(offer_solution, now=NOW, customer="C-1", number=kept.pk, to="C-2", to_name="Otro", day=TODAY)
        assert refused(at_once(partial(go, by=one), partial(go, by=other))) == 1
        assert NeedOffer.objects.count() == 1


def moving(kept: Need, one: Person, other: Person) -> list[Callable[[], Any]]:
    go = partial(move_need, now=NOW, customer="C-1", number=kept.pk, here="solved", to="working", day=TODAY)
    return [partial(go, by=one), partial(go, by=other)]


def test_a_need_is_moved_once(people: tuple[Person, Person, Person]) -> None:
    _boss, one, other = people
    for _round in range(SOME):
        Need.objects.all().delete()
        assert refused(at_once(*moving(solved(one), one, other))) == 1
        assert NeedStep.objects.count() == 3


def test_its_twin_that_holds_nothing_moves_it_twice(
    people: tuple[Person, Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    _boss, one, other = people
    kept, both_looked = solved(one), meeting(2)
    looked = need_acts.check_step

    def together(*given: Any) -> None:
        looked(*given)
        both_looked()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(need_acts, "record", lambda **_: None)
    monkeypatch.setattr(need_acts, "check_step", together)
    assert refused(at_once(*map(bare, moving(kept, one, other)))) == 0
    assert NeedStep.objects.count() == 4, "and the need is nobody knows where"
