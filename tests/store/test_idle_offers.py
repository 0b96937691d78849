"""Idle stock as it is kept: letters, offers within what lies there, answers, and what is free afterwards. (E8)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from clave.actions.idle_stock import (
    LetterSaid,
    OfferSaid,
    accept_offer,
    end_letter,
    note_letter,
    note_no_answer,
    offer_lot,
    refuse_offer,
    reopen_offer,
    withdraw_offer,
)
from clave.base.errors import ClaveError
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.audit import verify
from clave.store.idle_lots import buyers, free_of, shelves
from clave.store.idle_stock import newest_facts
from clave.store.models import OWNER, AuditEvent, Company, IdleOffer, Ownership, Person
from tests.store.docks import rows
from tests.store.lives import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
NORTE, SUR = "C-NORTE", "C-SUR"
SECOND, SLOW, PRIME = "PU-2", "N-60", "PU-300"
SALES = (
    (NORTE, SECOND, 100, 120), (NORTE, SECOND, 200, 120), (SUR, PRIME, 60, 80), ("C-OTRO", SECOND, 90, 9), (None, SECOND, 95, 3),
)  # fmt: skip
"""Customer, product, how many days ago, and units; the last one to somebody without a code."""


def loaded(folder: Path, *, stock: int = 100, mark: str = "1") -> None:
    """Seconds, a slow mover, something of first quality; Norte bought the seconds, Sur their family, somebody without a code
    a few."""
    products = [
        {"product": SECOND, "name": "PU segunda", "family": "PU", "weight": Decimal(20), "quality": "second",
         "rotation": "normal", "unit_cost": Decimal(5000)},
        {"product": SLOW, "name": "Neopreno gris", "family": "Neopreno", "quality": "first", "rotation": "slow"},
        {"product": PRIME, "name": "PU-300", "family": "PU", "quality": "first", "rotation": "normal"},
    ]  # fmt: skip
    stocks = [
        {"product": SECOND, "date": TODAY, "quantity": Decimal(stock), "blocked_quantity": Decimal(stock // 10)},
        {"product": SLOW, "date": TODAY, "quantity": Decimal(40)},
        {"product": PRIME, "date": TODAY, "quantity": Decimal(70)},
        {"product": PRIME, "date": TODAY, "quantity": Decimal(30), "grade": "second", "lot": "L-9"},
    ]
    sales = [
        {"document": f"F-{n}", "line": "1", "customer": customer, "product": product, "date": TODAY - timedelta(days=days),
         "quantity": Decimal(units), "net": Decimal(units * 7000), "currency": "COP"}
        for n, (customer, product, days, units) in enumerate(
            SALES
        )
    ]  # fmt: skip
    tables = {
        "product": rows("product", products),
        "stock": rows("stock", stocks),
        "invoice_line": rows("invoice_line", sales),
    }
    FactStore(folder).load(tables, source="erp", digest=mark, now=NOW, by="test", currency="COP")


@pytest.fixture
def diana(db: None, settings: Settings, tmp_path: Path) -> Person:
    """A director, and a company with idle stock."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})
    loaded(settings.CLAVE_FACTS)
    return person("director", "Diana")


def letter(by: Person, customer: str = NORTE, grade: str = "second", **more: Any) -> Any:
    said = LetterSaid(grade, TODAY - timedelta(days=9), "Acta del 3 de marzo", **more)
    return note_letter(by=by, now=NOW, customer=customer, name=customer.title(), letter=said)


def offer(by: Person, quantity: int = 30, customer: str = NORTE, product: str = SECOND, **more: Any) -> IdleOffer:
    said = OfferSaid(Decimal(quantity), Decimal(6500), TODAY + timedelta(days=10))
    given = {"product": product, "grade": "second", "offer": said} | more
    return offer_lot(by=by, now=NOW, customer=customer, name=customer.title(), **given)


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = AuditEvent.objects.count()
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(now=NOW, **given)
    assert AuditEvent.objects.count() == before
    return caught.value


def test_what_is_idle_is_what_the_count_or_the_product_file_says(diana: Person) -> None:
    found = {shelf.name: shelf for shelf in shelves(TODAY, LIMITS)}
    assert list(found) == [(SLOW, "slow"), (SECOND, "second"), (PRIME, "second")]
    second = found[SECOND, "second"]
    assert (second.lot.quantity, second.kilos, second.cost) == (90, 1800, 450_000), "what is blocked may not leave"
    assert second.idle_days(TODAY) == 90
    assert found[PRIME, "second"].lot.quantity == 30, "the lot of second quality, not what is of first"
    slow = found[SLOW, "slow"]
    assert (slow.kilos, slow.cost, slow.idle_days(TODAY)) == (None, None, None), "what nobody knows is not zero"
    assert slow.nobody is not None
    assert slow.nobody.say("en") == "No account accepts slow rotation in writing: ask those that bought it."


def test_who_would_take_it_the_nearest_first_with_the_reason(diana: Person) -> None:
    letter(diana)
    letter(diana, SUR)
    second = {shelf.name: shelf for shelf in shelves(TODAY, LIMITS)}[SECOND, "second"]
    assert [(one.taker.customer, one.quantity, one.price) for one in second.takers] == [
        (NORTE, Decimal(30), Decimal(7000)), (SUR, Decimal(10), None)
    ]  # fmt: skip
    assert "It bought this product 2 times in 24 months, 240 units." in second.takers[0].reason.say("en")


def test_a_letter_of_one_family_takes_none_of_another(diana: Person) -> None:
    letter(diana, family="Neopreno")
    second = {shelf.name: shelf for shelf in shelves(TODAY, LIMITS)}[SECOND, "second"]
    assert second.takers == ()
    assert refused(offer_lot, by=diana, customer=NORTE, name="Norte", product=SECOND, grade="second",
                   offer=OfferSaid(Decimal(1), Decimal(1), TODAY)).where == "customer"  # fmt: skip


def test_whom_to_ask_for_a_letter(diana: Person) -> None:
    book = newest_facts()
    assert book is not None
    assert [(one.customer, one.times, one.quantity) for one in buyers(book, SECOND, TODAY, LIMITS)] == [
        (NORTE, 2, 240), ("C-OTRO", 1, 9)
    ]  # fmt: skip


def test_an_offer_holds_its_units_and_never_more_than_there_are(diana: Person) -> None:
    letter(diana)
    letter(diana, SUR)
    made = offer(diana, 60)
    assert (made.unit_kilos, made.unit_cost, made.currency, made.product_name) == (20, 5000, "COP", "PU segunda")
    assert free_of(SECOND, "second", TODAY) == 30
    found = refused(offer_lot, by=diana, customer=SUR, name="Sur", product=SECOND, grade="second",
                    offer=OfferSaid(Decimal(31), Decimal(1), TODAY))  # fmt: skip
    assert found.where == "quantity"
    assert "only 30" in found.what.say("en")
    assert offer(diana, 30, SUR).quantity == 30
    assert free_of(SECOND, "second", TODAY) == 0
    assert free_of(SECOND, "second", TODAY + timedelta(days=11)) == 90, "offers that are over hold nothing"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [((0, 10, 0), "quantity"), ((10, 0, 0), "price"), ((10, 10, -1), "until"), ((-4, 10, 0), "quantity")],
)
def test_a_wrong_offer_is_refused_beside_its_field(diana: Person, wrong: tuple[int, int, int], field: str) -> None:
    letter(diana)
    quantity, price, days = wrong
    said = OfferSaid(Decimal(quantity), Decimal(price), TODAY + timedelta(days=days))
    go = {"by": diana, "customer": NORTE, "name": "Norte", "product": SECOND, "grade": "second", "offer": said}
    assert refused(offer_lot, **go).where == field
    assert "idle any more" in refused(offer_lot, **go | {"product": "NADA"}).what.say("en")


def test_one_open_offer_of_a_lot_to_an_account(diana: Person) -> None:
    letter(diana)
    offer(diana)
    go = {"by": diana, "customer": NORTE, "name": "Norte", "product": SECOND, "grade": "second"}
    found = refused(offer_lot, offer=OfferSaid(Decimal(1), Decimal(1), TODAY), **go)
    assert "open offer" in found.what.say("en")
    second = {shelf.name: shelf for shelf in shelves(TODAY, LIMITS)}[SECOND, "second"]
    assert second.takers == ()
    assert second.nobody is not None
    assert second.nobody.say("en") == "Who accepts it has an open offer of it."


def accept(by: Person, made: IdleOffer, sold: int = 25, **more: Any) -> IdleOffer:
    said = {"day": TODAY, "sold": Decimal(sold), "price": Decimal(6000), "takes_until": TODAY + timedelta(days=20)}
    return accept_offer(by=by, now=NOW, customer=made.customer, number=made.pk, **said | more)


def test_an_accepted_offer_says_how_much_and_frees_the_rest(diana: Person) -> None:
    letter(diana)
    made = accept(diana, offer(diana, 30))
    assert (made.state, made.sold, made.sold_price, made.answered_by) == ("accepted", 25, 6000, diana)
    assert free_of(SECOND, "second", TODAY) == 65
    assert accept(diana, offer(diana, 10), 70 - 5).sold == 65, "it may take more than was offered, as far as there is"
    assert free_of(SECOND, "second", TODAY) == 0
    assert verify().broken is None


def test_a_wrong_answer_is_refused_beside_its_field(diana: Person) -> None:
    letter(diana)
    made = offer(diana)
    go = {"by": diana, "customer": NORTE, "number": made.pk, "day": TODAY}
    yes = {"sold": Decimal(5), "price": Decimal(5), "takes_until": TODAY}
    for wrong, field in (
        ({"sold": Decimal(0)}, "sold"), ({"sold": Decimal(91)}, "sold"), ({"price": Decimal(-1)}, "price"),
        ({"price": Decimal("0.00001")}, "price"),
        ({"takes_until": TODAY - timedelta(days=1)}, "takes_until"), ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": TODAY - timedelta(days=1)}, "day"),
    ):  # fmt: skip
        assert refused(accept_offer, **go | yes | wrong).where == field
    assert refused(refuse_offer, reason="weather", **go).where == "reason"
    assert refused(refuse_offer, reason="other", because=" ", **go).where == "because"
    assert "a moment ago" in refused(refuse_offer, reason="price", **go | {"customer": SUR}).what.say("en")


def test_refused_unanswered_and_withdrawn_offers_hold_nothing_and_can_be_reopened(diana: Person) -> None:
    letter(diana)
    made = offer(diana, 90)
    go = {"by": diana, "now": NOW, "customer": NORTE, "number": made.pk}
    for answer in (
        lambda: refuse_offer(day=TODAY, reason="price", because="A 5.800 lo lleva", **go),
        lambda: note_no_answer(**go),
        lambda: withdraw_offer(because="Lo pidió la planta", **go),
        lambda: accept(diana, made),
    ):
        answer()
        reopen_offer(**go)
        made.refresh_from_db()
        assert (made.state, made.reason, made.sold, made.answered_on) == ("open", "", None, None)
        assert free_of(SECOND, "second", TODAY) == 0
    withdraw_offer(**go)
    assert free_of(SECOND, "second", TODAY) == 90
    later = offer(diana, 5)
    assert "open offer" in refused(reopen_offer, **{k: v for k, v in go.items() if k != "now"}).what.say("en")
    withdraw_offer(by=diana, now=NOW, customer=NORTE, number=later.pk)
    letter(diana, SUR)
    offer(diana, 40, SUR)
    assert refused(reopen_offer, by=diana, customer=NORTE, number=made.pk).where == "quantity"


def test_a_kam_offers_to_accounts_of_their_own(diana: Person) -> None:
    andrea = person("kam", "Andrea")
    letter(diana)
    go = {"by": andrea, "customer": NORTE, "name": "Norte", "product": SECOND, "grade": "second"}
    said = OfferSaid(Decimal(5), Decimal(6500), TODAY)
    assert "may not" in refused(offer_lot, offer=said, **go).what.say("en")
    Ownership.objects.create(customer=NORTE, part=OWNER, person=andrea, starts_on=TODAY, created_at=NOW)
    assert offer_lot(now=NOW, offer=said, **go).by == andrea


def test_a_letter_needs_its_document_and_stands_once(diana: Person) -> None:
    go = {"by": diana, "customer": NORTE, "name": "Norte"}
    for wrong, field in (
        (LetterSaid("gold", TODAY, "x"), "grade"), (LetterSaid("slow", TODAY, " "), "document"),
        (LetterSaid("slow", TODAY, "x", until=TODAY - timedelta(days=1)), "until"),
    ):  # fmt: skip
        assert refused(note_letter, letter=wrong, **go).where == field
    kept = letter(diana)
    assert refused(note_letter, letter=LetterSaid("second", TODAY, "x"), **go).where == "grade"
    end_letter(by=diana, now=NOW, customer=NORTE, number=kept.pk)
    refused(end_letter, by=diana, customer=NORTE, number=kept.pk)
    assert letter(diana).pk != kept.pk


def test_the_database_keeps_what_no_action_would_break(diana: Person) -> None:
    letter(diana)
    made = offer(diana)
    for wrong in ({"state": "lost"}, {"quantity": 0}, {"price": 0}, {"state": "accepted"}, {"grade": "gold"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IdleOffer.objects.filter(pk=made.pk).update(**wrong)


def test_stock_that_fell_frees_nothing_below_zero(diana: Person, settings: Settings) -> None:
    letter(diana)
    offer(diana, 60)
    loaded(settings.CLAVE_FACTS, stock=20, mark="2")
    assert free_of(SECOND, "second", TODAY) == 18 - 60
    second = {shelf.name: shelf for shelf in shelves(TODAY, LIMITS)}[SECOND, "second"]
    assert second.free == 0
