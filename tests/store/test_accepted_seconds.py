"""What dispatch may send of seconds: by letters in force, and by accepted offers as far as they were not sent. (E8)"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.dispatch import confirm_dispatch
from clave.facts.store import FactStore
from clave.privileges.dispatch.book import Grade
from clave.privileges.dispatch.opening import Grant
from clave.store.idle_stock import Accepted, accepted_seconds, promised_by_lot, with_seconds
from clave.store.models import DispatchLine, IdleOffer, Person, Release, SecondsLetter
from tests.store.docks import DAY, KEY, NOW, PRODUCT, founded, load, planned, rows
from tests.store.lives import person

pytestmark = pytest.mark.django_db
ORDINARY = "C-A"


@pytest.fixture
def diana(db: None, settings: Settings, tmp_path: Path) -> Person:
    """A director, and a company with a dock."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS)
    return person("director", "Diana")


def letter(by: Person, **more: Any) -> SecondsLetter:
    said = {"customer": KEY, "name": "Clave", "grade": "second", "family": "PU", "since": DAY, "document": "Acta 3"}
    return SecondsLetter.objects.create(by=by, at=NOW, **said | more)


def accepted(by: Person, sold: int = 25, **more: Any) -> IdleOffer:
    said = {
        "customer": ORDINARY, "name": "Ferretería", "product": PRODUCT, "product_name": "PU", "grade": "second",
        "quantity": 30, "price": 700, "currency": "COP", "until": DAY, "state": "accepted", "sold": sold,
        "sold_price": 700, "takes_until": DAY + timedelta(days=20), "answered_on": DAY,
    }  # fmt: skip
    return IdleOffer.objects.create(by=by, made_at=NOW, **said | more)


def test_a_letter_accepts_a_family_and_a_grade_on_its_days(diana: Person) -> None:
    letter(diana, until=DAY + timedelta(days=5))
    letter(diana, grade="dead")  # of the product file: dispatch knows no such grade
    assert accepted_seconds(DAY) == {KEY: Accepted(frozenset({("PU", Grade.SECOND)}))}
    assert accepted_seconds(DAY - timedelta(days=1)) == accepted_seconds(DAY + timedelta(days=6)) == {}


def test_a_letter_of_every_family_names_each_and_one_taken_back_names_none(diana: Person, settings: Settings) -> None:
    products = [{"product": "P1", "family": "PU"}, {"product": "P2", "family": "Epoxi"}]
    FactStore(settings.CLAVE_FACTS).load(
        {"product": rows("product", products)}, source="erp", digest="p", now=NOW, by="test", currency="COP"
    )
    kept = letter(diana, family="", grade="slow")
    assert accepted_seconds(DAY)[KEY].accepts == {("PU", Grade.SLOW), ("Epoxi", Grade.SLOW)}
    SecondsLetter.objects.filter(pk=kept.pk).update(ended_at=NOW)
    assert accepted_seconds(DAY) == {}


def test_an_accepted_offer_counts_until_its_day_and_an_open_one_does_not(diana: Person) -> None:
    offer = accepted(diana)
    accepted(diana, state="open", sold=None, sold_price=None, takes_until=None, answered_on=None)
    assert accepted_seconds(DAY) == {ORDINARY: Accepted(takes=((PRODUCT, Grade.SECOND, Decimal(25)),))}
    assert accepted_seconds(DAY + timedelta(days=21)) == accepted_seconds(DAY - timedelta(days=1)) == {}
    assert promised_by_lot(DAY) == {(PRODUCT, "second"): (Decimal(30), Decimal(25))}
    assert promised_by_lot(DAY + timedelta(days=1)) == {(PRODUCT, "second"): (Decimal(0), Decimal(25))}, offer


def test_what_a_confirmed_plan_sent_of_it_is_no_longer_taken(diana: Person) -> None:
    accepted(diana)
    plan = planned(diana)
    confirm_dispatch(number=plan.pk, by=person("dispatch", "Wilson"), now=NOW)
    line = DispatchLine.objects.get(plan=plan, customer=ORDINARY)
    Release.objects.create(
        plan=plan, order=line.order, line=line.line, product=PRODUCT, grade=Grade.SECOND, quantity=10, open_before=40,
        key=False, counted=DAY,
    )  # fmt: skip
    assert accepted_seconds(DAY)[ORDINARY].takes == ((PRODUCT, Grade.SECOND, Decimal(15)),)
    Release.objects.filter(grade=Grade.SECOND).update(quantity=40)
    assert accepted_seconds(DAY) == {}


def test_what_the_erp_invoiced_meanwhile_is_no_longer_taken(diana: Person, settings: Settings) -> None:
    accepted(diana)
    sold = [
        {"document": "F-1", "line": "1", "customer": ORDINARY, "product": PRODUCT, "date": day, "quantity": Decimal(units),
         "net": Decimal(7000), "currency": "COP"}
        for day, units in ((DAY - timedelta(days=1), 90), (DAY, 20))
    ]  # fmt: skip
    sold[1]["document"] = "F-2"
    FactStore(settings.CLAVE_FACTS).load(
        {"invoice_line": rows("invoice_line", sold)}, source="erp", digest="i", now=NOW, by="test", currency="COP"
    )
    assert accepted_seconds(DAY)[ORDINARY].takes == ((PRODUCT, Grade.SECOND, Decimal(5)),)


def test_grants_get_what_each_takes_and_who_only_takes_seconds_gets_nothing_else(diana: Person) -> None:
    letter(diana)
    accepted(diana)
    found = with_seconds({KEY: Grant("volume", 14)}, DAY)
    assert found[KEY] == Grant("volume", 14, accepts=frozenset({("PU", Grade.SECOND)}))
    assert found[ORDINARY] == Grant("", 0, minimum_waived=False, takes=((PRODUCT, Grade.SECOND, Decimal(25)),))


def test_the_form_is_that_of_the_book(diana: Person) -> None:
    """The field names of a letter are those the dispatch book reads: family and grade."""
    assert date(2026, 11, 20) == DAY
    letter(diana)
    ((family, grade),) = accepted_seconds(DAY)[KEY].accepts
    assert (family, grade) == ("PU", Grade.SECOND)
