"""Un día de despacho de principio a fin con pedidos reales, como lo hace la gente: importar, planear, mover, confirmar, llevarlo
a la bodega, y al otro día el libro de promesas juzga lo que salió. **Las existencias son generadas** (data/README.md dice cómo):
de cada producto hay el 85 % de lo pedido."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from clave.actions.dispatch import confirm_dispatch, pin_line, plan_dispatch
from clave.base.words import recalled, said
from clave.policy import declared
from clave.privileges.dispatch.codes import Code
from clave.privileges.ledger.past import replay
from clave.privileges.ledger.seen import Breach, breaches_of
from clave.store.dispatching import changed_since, decided, ready
from clave.store.imports import fact_store
from clave.store.models import Grant, Person, Release
from clave.store.models.dispatch import FIRST
from tests.real import books
from tests.real.installed import imported, installed
from tests.unit.selection.population import limits

pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(not books.shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
TODAY = date(2004, 11, 17)
NOW = datetime(2004, 11, 17, 12, tzinfo=UTC)
OPEN = f"""
SELECT o.orderNumber, d.orderLineNumber, o.customerNumber, d.productCode, CAST(o.orderDate AS DATE) AS orderDate,
       CAST(o.requiredDate AS DATE) AS requiredDate, d.quantityOrdered, CAST(d.priceEach AS DECIMAL(18, 2)) AS priceEach
FROM '{{data}}/classicmodels/orders.parquet' o JOIN '{{data}}/classicmodels/orderdetails.parquet' d USING (orderNumber)
WHERE o.status <> 'Cancelled' AND o.orderDate <= DATE '{TODAY}' AND o.requiredDate > DATE '{TODAY}' - 14
ORDER BY o.orderNumber, d.orderLineNumber
"""
SHELVES = f"""
SELECT productCode, DATE '{TODAY}' AS "fecha corte", FLOOR(SUM(quantityOrdered) * 85 / 100) AS existencias
FROM ({OPEN}) GROUP BY 1 ORDER BY 1
"""
KEYS = f"""
SELECT CAST(o.customerNumber AS VARCHAR) AS customer FROM '{{data}}/classicmodels/orders.parquet' o
JOIN '{{data}}/classicmodels/orderdetails.parquet' d USING (orderNumber)
WHERE o.orderDate <= DATE '{TODAY}' GROUP BY 1 ORDER BY SUM(d.quantityOrdered * d.priceEach) DESC, 1 LIMIT 10
"""


@pytest.fixture
def wilson(db: None, settings: Settings, tmp_path: Path) -> Person:
    """An installation with the real company's open orders, its customers and its products, and who dispatches."""
    by = installed(settings, tmp_path, "Ana", NOW)
    files = [
        (books.copied(OPEN, tmp_path / "pedidos.csv"), "order_line"),
        (books.copied(SHELVES, tmp_path / "existencias.csv"), "stock"),
        (books.copied(books.CLASSICMODELS["customers.csv"], tmp_path / "clientes.csv"), "customer"),
        (books.copied(books.CLASSICMODELS["products.csv"], tmp_path / "productos.csv"), "product"),
    ]
    assert all(one.state == "loaded" for one in imported(files, by, now=NOW))
    with books.copied(KEYS, tmp_path / "claves.csv").open() as source:
        for row in csv.DictReader(source):
            Grant.objects.create(
                customer=row["customer"], privilege="dispatch", since=TODAY - timedelta(days=90), parameters={"days": 14},
                origin="template", category="volume", at=NOW,
            )  # fmt: skip
    return Person.objects.create_person(
        email="w@x.example", name="Wilson", role="dispatch", password=None, created_at=NOW
    )


def test_a_day_from_the_files_to_the_warehouse(wilson: Person, client: Client) -> None:
    """Ciento noventa líneas de diecinueve pedidos; diez cuentas clave con catorce días de ventaja."""
    plan = plan_dispatch(day=TODAY, by=wilson, now=NOW)
    told = plan.summary
    assert (plan.lines.count(), told["aside"]["n"], told["noted"]["n"], plan.currency) == (190, 0, 0, "USD")
    assert told["codes"] == {"SHIP_FULL": 55, "SHIP_PARTIAL_STOCK": 62, "NOT_DUE": 73}
    assert (told["key"]["complete"], told["key"]["lines"], told["key"]["blocked"]) == (16, 22, 47)
    assert (told["others"]["complete"], told["others"]["before"]["complete"], told["others"]["lines"]) == (39, 65, 95)
    assert Decimal(told["deferred"]) == Decimal("23552.15"), "what 47 key lines due later make others wait for"
    for line in plan.lines.all():
        assert said(recalled(line.why), "es").endswith((".", "vista.")), line

    waits = plan.lines.filter(displaced=True).order_by("position").first()
    assert waits is not None
    pin_line(
        order=waits.order, line=waits.line, move=FIRST, reason="Su vitrina abre mañana", until=TODAY, by=wilson, now=NOW,
        today=TODAY,
    )  # fmt: skip
    assert [str(part) for part in changed_since(plan.basis, TODAY)] == ["the moves by hand"]
    again = plan_dispatch(day=TODAY, by=wilson, now=NOW)
    moved = again.lines.get(order=waits.order, line=waits.line)
    assert (moved.given, moved.code, moved.turn) == (moved.asked, Code.SHIP_FULL, 1)
    assert moved.given > waits.given
    assert sum(again.lines.values_list("given", flat=True)) <= sum(
        one.quantity for one in ready(TODAY).opened.book.lots
    )

    confirm_dispatch(number=again.pk, by=wilson, now=NOW)
    leaves = {(one.order, one.line): one.given for one in again.lines.filter(given__gt=0)}
    sent: dict[tuple[str, str], Decimal] = {}
    for row in Release.objects.all():
        sent[row.order, row.line] = sent.get((row.order, row.line), Decimal(0)) + row.quantity
    assert sent == leaves
    later = plan_dispatch(day=TODAY, by=wilson, now=NOW)
    assert sum(later.lines.values_list("given", flat=True)) == 0, "nothing leaves twice"
    assert later.lines.count() == 190 - sum(one.given == one.asked for one in again.lines.all())

    client.force_login(wilson)
    found = b"".join(client.get("/despacho/archivo/despacho.csv?ver=todo&bodega=todas")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert len(found.strip().splitlines()) == 1 + later.lines.count()


def carried_out(sent: dict[tuple[str, str], Decimal], folder: Path) -> None:
    """The order file of the next morning, imported: what left, on which day, and how much of it."""
    by = Person.objects.get(role="administrator")
    path, today = folder / "manana.csv", f"{TODAY}"
    with books.copied(OPEN, folder / "abiertos.csv").open() as source, path.open("w", newline="") as sink:
        rows = list(csv.DictReader(source))
        writer = csv.DictWriter(sink, [*rows[0], "fecha despacho", "cantidad despachada"])
        writer.writeheader()
        for row in rows:
            many = sent.get((row["orderNumber"], row["orderLineNumber"]), Decimal(0))
            writer.writerow(row | ({"fecha despacho": today, "cantidad despachada": f"{many:.0f}"} if many else {}))
    assert [one.state for one in imported([(path, "order_line")], by, now=NOW + timedelta(days=1))] == ["loaded"]


def judged() -> tuple[Breach, ...]:
    """What the ledger says of that day, from the facts as they are the next morning."""
    facts, days = fact_store().open(), limits()[declared.dispatch_released]
    day = replay(facts, TODAY, limits(), decided(TODAY, facts, days))
    assert day is not None
    assert day.stayed == ()
    return breaches_of(day)


def test_carried_out_to_the_letter_the_ledger_finds_nothing(wilson: Person, tmp_path: Path) -> None:
    plan = plan_dispatch(day=TODAY, by=wilson, now=NOW)
    carried_out({(one.order, one.line): one.given for one in plan.lines.all()}, tmp_path)
    assert judged() == ()


def test_whoever_goes_ahead_of_a_key_line_is_named_with_units_and_money(wilson: Person, tmp_path: Path) -> None:
    """The warehouse gives what a key line was to get to an ordinary one of the same product behind it."""
    plan = plan_dispatch(day=TODAY, by=wilson, now=NOW)
    sent = {(one.order, one.line): one.given for one in plan.lines.all()}
    key, other = next(
        (key, other)
        for key in plan.lines.filter(key=True, given__gt=0).order_by("position")
        for other in plan.lines.filter(key=False, product=key.product, turn__gt=key.turn, waits=True).order_by(
            "position"
        )
    )
    many = min(key.given, other.asked - other.given)
    sent[key.order, key.line] -= many
    sent[other.order, other.line] += many
    carried_out(sent, tmp_path)
    (breach,) = judged()
    assert (breach.day, breach.order, breach.line, breach.account) == (TODAY, key.order, key.line, key.customer)
    assert (breach.lost, [one[:2] for one in breach.taken]) == (many, [(other.order, other.line)])
    assert breach.money == many * Decimal(_price(tmp_path, key.order, key.line))


def _price(folder: Path, order: str, line: str) -> str:
    with books.copied(OPEN, folder / "precios.csv").open() as source:
        return next(
            row["priceEach"]
            for row in csv.DictReader(source)
            if (row["orderNumber"], row["orderLineNumber"]) == (order, line)
        )
