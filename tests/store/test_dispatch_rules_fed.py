"""El libro del día recibe lo que otros deciden: los mínimos de la empresa y quién recibe segundas. (G3, E8)"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.minimums import set_minimum
from clave.base.words import recalled, said
from clave.facts.store import FactStore
from clave.privileges.dispatch.book import Grade
from clave.privileges.dispatch.codes import Code, Flag
from clave.privileges.minimums import Minimum
from clave.store.dispatching import changed_since
from clave.store.models import DispatchPlan, Grant, IdleOffer, Person, SecondsLetter
from tests.store.docks import DAY, KEY, NOW, PRODUCT, founded, load, planned, rows
from tests.store.lives import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(db: None, settings: Settings, tmp_path: Path) -> Person:
    """A director, and 1.000 units for 130 that are asked for at $ 1.000 each: nothing is scarce."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS, stock=1000)
    return person("director", "Diana")


def codes(plan: DispatchPlan) -> dict[str, str]:
    return {line.order: Code(line.code).name for line in plan.lines.all()}


def floor(amount: int, by: Person) -> None:
    """What an order must reach, from two months ago."""
    rule = Minimum("order", "money", Decimal(amount), DAY - timedelta(days=60), reason="El flete no se paga")
    set_minimum(by=by, now=NOW, rule=rule)


def test_un_pedido_bajo_el_minimo_espera_y_el_de_la_cuenta_clave_sale_y_se_cuenta_una_vez(diana: Person) -> None:
    """Valen $ 40.000, $ 30.000 y, el de la cuenta clave, $ 60.000; el mínimo es $ 70.000."""
    floor(70_000, diana)
    plan = planned(diana)
    assert set(codes(plan).values()) == {"BELOW_MIN"}, "a head start is no waiver"
    line = plan.lines.get(order="PED-2")
    assert "40.000" in said(recalled(line.why), "es"), "what it lacks"
    Grant.objects.create(customer=KEY, privilege="no_minimum", since=DAY, parameters={}, origin="template", at=NOW)
    waived = planned(diana)
    line = waived.lines.get(order="PED-3")
    assert (Code(line.code), bool(line.flags & Flag.MIN_WAIVED)) == (Code.SHIP_FULL, True)
    assert codes(waived)["PED-2"] == "BELOW_MIN"
    assert (waived.summary["waived"], Decimal(waived.summary["handling"])) == (1, 12_000)


def test_una_regla_nueva_de_minimos_deja_viejo_el_plan(diana: Person) -> None:
    plan = planned(diana)
    assert changed_since(plan.basis, DAY) == []
    floor(50_000, diana)
    assert [str(part) for part in changed_since(plan.basis, DAY)] == ["the minimums"]


def seconds(folder: Path) -> None:
    """The same orders, with 100 units of prime and 40 of second quality."""
    load(folder, mark="2")
    shelves = [
        {"product": PRODUCT, "warehouse": "Yumbo", "date": DAY, "quantity": Decimal(many), "grade": grade, "lot": grade}
        for grade, many in (("prime", 100), ("second", 40))
    ]
    goods = [{"product": PRODUCT, "name": PRODUCT, "family": "PU"}]
    FactStore(folder).load(
        {"stock": rows("stock", shelves), "product": rows("product", goods)}, source="erp", digest="3", now=NOW, by="test",
        currency="COP",
    )  # fmt: skip


def test_quien_firmo_recibe_segundas_y_deja_lo_bueno_a_los_demas(diana: Person, settings: Settings) -> None:
    """Sin la carta hay 100 para 130 y PED-2 espera; con ella PED-1 toma sus 40 de segunda, y alcanza para todos."""
    seconds(Path(settings.CLAVE_FACTS))
    before = planned(diana)
    assert codes(before)["PED-2"] == "STOCK_TO_EARLIER"
    SecondsLetter.objects.create(
        customer="C-A", name="A", grade="second", family="PU", since=DAY, document="Acta 3", by=diana, at=NOW
    )
    assert [str(part) for part in changed_since(before.basis, DAY)] == ["who takes seconds"]
    after = planned(diana)
    assert set(codes(after).values()) == {"SHIP_FULL"}
    first = after.lines.get(order="PED-1")
    assert first.picks == [["Yumbo", int(Grade.SECOND), "40"]]
    assert first.flags & Flag.GRADE_SECOND


def test_de_una_oferta_sale_lo_que_acepto_y_no_mas(diana: Person, settings: Settings) -> None:
    seconds(Path(settings.CLAVE_FACTS))
    IdleOffer.objects.create(
        customer="C-A", name="A", product=PRODUCT, product_name=PRODUCT, grade="second", quantity=30, price=700,
        currency="COP", until=DAY, state="accepted", sold=25, sold_price=700, takes_until=DAY, answered_on=DAY, by=diana,
        made_at=NOW,
    )  # fmt: skip
    picks = planned(diana).lines.get(order="PED-1").picks
    assert picks == [["Yumbo", int(Grade.SECOND), "25"], ["Yumbo", int(Grade.PRIME), "15"]]
