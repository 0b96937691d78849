"""Two offer the last of a lot at once: one is told that it is not free any more. The twin that holds nothing offers it
twice. An offer is answered once."""

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

from clave.actions import idle_stock as acts
from clave.actions.idle_stock import OfferSaid, accept_offer, offer_lot, withdraw_offer
from clave.store.audit import verify
from clave.store.models import Company, IdleOffer, Person, SecondsLetter
from clave.store.models.idle_stock import OPEN
from tests.store.lives import person
from tests.store.races import at_once, meeting, refused
from tests.store.test_idle_offers import NORTE, NOW, SECOND, SUR, TODAY, letter, loaded, offer

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 6


@pytest.fixture
def two(db: None, settings: Settings, tmp_path: Path) -> tuple[Person, Person]:
    """Two directors, and 90 units for two customers who accept them."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})
    loaded(settings.CLAVE_FACTS)
    SecondsLetter.objects.all().delete()
    people = person("director", "Diana"), person("director", "Dora")
    letter(people[0])
    letter(people[0], SUR)
    return people


def offering(two: tuple[Person, Person]) -> list[Callable[[], Any]]:
    said = OfferSaid(Decimal(60), Decimal(6500), TODAY + timedelta(days=5))
    go = partial(offer_lot, now=NOW, product=SECOND, grade="second", offer=said)
    return [partial(go, by=two[0], customer=NORTE, name="Norte"), partial(go, by=two[1], customer=SUR, name="Sur")]


def offered() -> Decimal:
    return IdleOffer.objects.filter(state=OPEN).aggregate(n=Sum("quantity"))["n"] or Decimal(0)


def test_the_last_of_a_lot_is_offered_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        IdleOffer.objects.all().delete()
        assert refused(at_once(*offering(two))) == 1
        assert offered() == 60
    assert verify().broken is None


def test_the_twin_that_holds_nothing_offers_it_twice(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked, looked = meeting(2), acts.checked_free

    def together(*given: Any, **more: Any) -> None:
        looked(*given, **more)
        both_looked()

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_, **__: self)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    monkeypatch.setattr(acts, "checked_free", together)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in offering(two)]  # type: ignore[attr-defined]
    assert refused(at_once(*alone)) == 0
    assert offered() == 120, "of 90 that lie there"


def test_an_offer_is_answered_once(two: tuple[Person, Person]) -> None:
    for _round in range(SOME):
        IdleOffer.objects.all().delete()
        made = offer(two[0])
        go = {"now": NOW, "customer": NORTE, "number": made.pk}
        yes = partial(accept_offer, by=two[0], day=TODAY, sold=Decimal(30), price=Decimal(1), takes_until=TODAY, **go)
        assert refused(at_once(yes, partial(withdraw_offer, by=two[1], **go))) == 1
