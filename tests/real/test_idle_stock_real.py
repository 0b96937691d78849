"""Existencias lentas con un inventario real: classicmodels trae lo que hay de cada producto y lo que se vendió en dos años y
medio. Qué rota poco lo dicen sus propias ventas: muerto, lo que nunca se vendió; lento, lo que alcanza para cinco años. (E8)"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.idle_stock import LetterSaid, OfferSaid, accept_offer, note_letter, offer_lot
from clave.base.words import said
from clave.policy import declared
from clave.store.idle_lots import Shelf, buyers, shelves
from clave.store.idle_stock import newest_facts
from clave.store.models import Person
from tests.real import books
from tests.real.installed import imported, installed
from tests.unit.selection.population import limits

pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(not books.shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
TODAY, NOW = date(2005, 5, 31), datetime(2005, 5, 31, 15, tzinfo=UTC)
SOLD = """
SELECT p.productCode, p.productName, p.productLine, p.quantityInStock, CAST(p.buyPrice AS DECIMAL(18, 2)) AS buyPrice,
       COALESCE(SUM(d.quantityOrdered), 0) AS sold
FROM '{data}/classicmodels/products.parquet' p LEFT JOIN '{data}/classicmodels/orderdetails.parquet' d USING (productCode)
GROUP BY ALL
"""
PRODUCTS = f"""
SELECT productCode, productName, productLine, buyPrice,
       CASE WHEN sold = 0 THEN 'dead' WHEN quantityInStock > 2 * sold THEN 'slow' ELSE 'normal' END AS rotacion
FROM ({SOLD}) ORDER BY 1
"""
STOCK = f"""
SELECT productCode, DATE '{TODAY}' AS "fecha corte", quantityInStock AS existencias FROM ({SOLD}) ORDER BY 1
"""


@pytest.fixture
def nora(db: None, settings: Settings, tmp_path: Path) -> Person:
    """Who sells what stands still, in an installation with the real purchases, customers, products and counts."""
    by = installed(settings, tmp_path, "Nora", NOW)
    files = [
        (books.copied(books.CLASSICMODELS["invoice_lines.csv"], tmp_path / "ventas.csv"), "invoice_line"),
        (books.copied(books.CLASSICMODELS["customers.csv"], tmp_path / "clientes.csv"), "customer"),
        (books.copied(PRODUCTS, tmp_path / "productos.csv"), "product"),
        (books.copied(STOCK, tmp_path / "existencias.csv"), "stock"),
    ]
    assert all(one.state == "loaded" for one in imported(files, by, now=NOW))
    return by


def bought_by_hand(folder: Path, product: str) -> dict[str, tuple[int, Decimal]]:
    """Orders and units of a product in the 24 months before, customer by customer, counted line by line."""
    found: dict[str, tuple[int, Decimal]] = {}
    with books.copied(books.CLASSICMODELS["invoice_lines.csv"], folder / "a-mano.csv").open() as source:
        for row in csv.DictReader(source):
            if row["productCode"] == product and date(2003, 5, 31) < date.fromisoformat(row["orderDate"]) <= TODAY:
                times, units = found.get(row["customerNumber"], (0, Decimal(0)))
                found[row["customerNumber"]] = times + 1, units + Decimal(row["quantityOrdered"])
    return found


def of(lots: tuple[Shelf, ...], product: str) -> Shelf:
    return next(one for one in lots if one.lot.product == product)


def test_what_stands_still_is_found_and_offered_to_who_takes_it(nora: Person, tmp_path: Path) -> None:
    """El Toyota Supra (7.733 unidades) nunca se ha vendido; los demás lentos se ofrecen a quien más los compra."""
    lots = shelves(TODAY, limits())
    with books.copied(PRODUCTS, tmp_path / "rotacion.csv").open() as source:
        rotation = {row["productCode"]: row["rotacion"] for row in csv.DictReader(source)}
    assert {one.lot.product for one in lots} == {code for code, word in rotation.items() if word != "normal"}
    supra = of(lots, "S18_3233")
    assert (supra.lot.grade, supra.free, supra.idle_days(TODAY)) == ("dead", Decimal(7733), None)
    assert not any(one.takers for one in lots), "nobody is offered what they did not accept in writing"

    slow = max(
        (one for one in lots if one.lot.grade == "slow"), key=lambda one: (one.cost or Decimal(0), one.lot.product)
    )
    assert slow.cost == slow.lot.quantity * (slow.lot.unit_cost or Decimal(0))
    byhand = bought_by_hand(tmp_path, slow.lot.product)
    book = newest_facts()
    assert book is not None
    asked = buyers(book, slow.lot.product, TODAY, limits())
    assert {one.customer: one.quantity for one in asked} == {who: units for who, (_times, units) in byhand.items()}
    assert (asked[0].times, asked[0].quantity) == max(byhand.values())

    for one in asked[:4]:
        letter = LetterSaid("slow", TODAY, "Carta firmada")
        note_letter(by=nora, now=NOW, customer=one.customer, name=one.customer, letter=letter)
    offers = of(shelves(TODAY, limits()), slow.lot.product).takers
    assert len(offers) == limits()[declared.rotation_offers]
    assert {each.taker.customer for each in offers} <= {one.customer for one in asked[:4]}
    assert [byhand[each.taker.customer][0] for each in offers] == sorted(
        (t for t, _u in byhand.values()), reverse=True
    )[:3]
    first = offers[0]
    times, units = byhand[first.taker.customer]
    assert first.quantity == units * 3 // 24, "three months of what it takes"
    assert said(first.reason, "es").startswith(f"Compró este producto {times} veces en 24 meses")

    offer = OfferSaid(first.quantity, first.price or Decimal(1), date(2005, 6, 30))
    made = offer_lot(
        by=nora, now=NOW, customer=first.taker.customer, name=first.taker.customer, product=slow.lot.product,
        grade="slow", offer=offer,
    )  # fmt: skip
    accept_offer(
        by=nora, now=NOW, customer=first.taker.customer, number=made.pk, day=TODAY, sold=first.quantity,
        price=first.price or Decimal(1), takes_until=date(2005, 6, 30),
    )  # fmt: skip
    after = of(shelves(TODAY, limits()), slow.lot.product)
    assert after.free == slow.lot.quantity - first.quantity, "what was accepted is free for nobody else"
