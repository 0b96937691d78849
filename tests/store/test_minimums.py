"""Los mínimos de la empresa, pedido por pedido: lo que el despacho del día tiene que exigir."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.minimums import set_minimum
from clave.demo.columns import rows as table
from clave.facts.book import Book
from clave.facts.store import FactStore
from clave.privileges.minimums import Minimum
from clave.privileges.small_orders import smalls
from clave.store.minimums import order_floors, small_ones
from tests.store.docks import DAY, NOW, rows
from tests.store.lives import person

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)
LINE = {
    "order": "PED-1", "line": "1", "customer": "C-1", "product": "PU-300", "ordered_date": date(2026, 5, 10),
    "quantity": Decimal(10), "unit_price": Decimal(10_000),
}  # fmt: skip


def book(*lines: dict[str, Any]) -> Book:
    """Orders of 100,000 each, with some cells changed; C-2 is a distributor."""
    customers = [{"customer": "C-1", "name": "Sol"}, {"customer": "C-2", "name": "Luna", "channel": "distribuidor"}]
    found = {"order_line": [{**LINE, **line} for line in lines], "customer": customers}
    return Book({name: table(name, cells) for name, cells in found.items()}, "COP")


def least(amount: int, **more: Any) -> None:
    rule = Minimum("order", "money", Decimal(amount), more.pop("since", SINCE), reason="El flete no se paga", **more)
    set_minimum(by=person("director", f"D{amount}"), now=NOW, rule=rule)


def test_un_pedido_pequeno_debe_llegar_al_minimo_de_su_canal() -> None:
    least(150_000)
    least(500_000, channel="distribuidor")
    found = order_floors(
        book({}, {"order": "PED-2", "customer": "C-2"}, {"order": "PED-3", "quantity": Decimal(15)}), DAY
    )
    assert found == {"PED-1": 150_000, "PED-2": 500_000}


def test_el_resto_de_un_pedido_grande_nunca_es_pequeno() -> None:
    """De 20 unidades ya salieron 19: el pedido entero valía 200.000."""
    least(150_000)
    assert order_floors(book({"quantity": Decimal(20), "shipped_quantity": Decimal(19)}), DAY) == {}


def test_cuenta_la_regla_del_dia_en_que_se_pidio() -> None:
    least(150_000, since=date(2026, 5, 11))
    assert order_floors(book({}, {"order": "PED-2", "ordered_date": date(2026, 5, 11)}), DAY) == {"PED-2": 150_000}


def test_sin_precio_nadie_sabe_si_es_pequeno_y_sin_reglas_nada_lo_es() -> None:
    assert order_floors(book({}), DAY) == {}
    least(150_000)
    assert order_floors(book({"unit_price": None}), DAY) == {}
    assert order_floors(Book({}), DAY) == {}


def test_un_minimo_por_producto_o_en_unidades_no_frena_el_despacho_en_plata() -> None:
    by = person("director", "Diana")
    for of, measure, product in (("product", "money", "PU-300"), ("order", "quantity", "")):
        rule = Minimum(of, measure, Decimal(10**6), SINCE, product=product, reason="r")  # type: ignore[arg-type]
        set_minimum(by=by, now=NOW, rule=rule)
    assert order_floors(book({}), DAY) == {}


# lo que quedó pequeño ---------------------------------------------------------------------------------------------


def stored(folder: Path, *lines: dict[str, Any]) -> str:
    """Those orders as facts on disk, with a product file; returns the version."""
    tables = {
        "order_line": rows("order_line", [{**LINE, **line} for line in lines]),
        "product": rows("product", [{"product": "PU-300", "family": "PU"}, {"product": "AC-1", "family": "AC"}]),
        "customer": rows("customer", [{"customer": "C-1", "name": "Sol"}]),
    }
    return str(FactStore(folder).load(tables, source="erp", digest="1", now=NOW, by="t", currency="COP").version)


def of_product(measure: str, amount: int, **about: str) -> Minimum:
    return Minimum("product", measure, Decimal(amount), SINCE, reason="Caja cerrada", **about)  # type: ignore[arg-type]


def test_una_linea_bajo_el_minimo_de_su_producto_o_de_su_familia_esta_en_el_informe(
    settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path
    version = stored(
        tmp_path, {}, {"line": "2", "product": "AC-1", "quantity": Decimal(4)}, {"line": "3", "product": "AC-1"}
    )
    rules = (of_product("quantity", 5, family="AC"), of_product("money", 200_000, product="PU-300"))
    found = small_ones(version, rules, SINCE, DAY)
    assert sorted((one.product, one.quantity) for one in found) == [("AC-1", 4), ("PU-300", 10)]
    report = smalls(found, rules, {"C-1": [(SINCE, None)]}, handling=Decimal(12_000), currency="COP")
    assert [row.short.rule.measure for row in sorted(report.rows, key=lambda row: row.document.product)] == [
        "quantity",
        "money",
    ]
    assert report.cost == 12_000, "un pedido se atiende una vez, por muchas que sean sus líneas cortas"


def test_un_pedido_pequeno_con_una_linea_corta_cuesta_una_vez_y_otro_pedido_aparte(
    settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path
    version = stored(tmp_path, {}, {"order": "PED-2"})
    rules = (Minimum("order", "money", Decimal(500_000), SINCE, reason="r"), of_product("quantity", 50))
    report = smalls(
        small_ones(version, rules, SINCE, DAY), rules, {"C-1": [(SINCE, None)]}, handling=Decimal(10), currency="COP"
    )
    assert (len(report.rows), report.cost) == (4, 20)


INVOICE = {
    "line": "1", "customer": "C-1", "product": "PU-300", "quantity": Decimal(5), "net": Decimal(50_000),
    "unit_price": Decimal(10_000), "order": "PED-1",
}  # fmt: skip


def billed(folder: Path, *invoices: dict[str, Any]) -> str:
    """The order of 100,000 with these invoices of it."""
    tables = {"order_line": rows("order_line", [LINE]), "invoice_line": rows("invoice_line", list(invoices))}
    return str(FactStore(folder).load(tables, source="erp", digest="1", now=NOW, by="t", currency="COP").version)


RULES = (
    Minimum("order", "money", Decimal(500_000), SINCE, reason="r"),
    Minimum("invoice", "money", Decimal(300_000), SINCE, reason="r"),
)


def test_un_pedido_que_sale_en_dos_dias_con_dos_facturas_es_una_sola_dispensa(
    settings: Settings, tmp_path: Path
) -> None:
    """PED-1 leaves on two days, each with its invoice, and all three are small: it was waived and handled as one order."""
    settings.CLAVE_FACTS = tmp_path
    days = (date(2026, 5, 11), date(2026, 5, 13))
    version = billed(tmp_path, *({**INVOICE, "document": f"FE-{at}", "date": day} for at, day in enumerate(days)))
    report = smalls(
        small_ones(version, RULES, SINCE, DAY),
        RULES,
        {"C-1": [(SINCE, None)]},
        handling=Decimal(12_000),
        currency="COP",
    )
    assert sorted(row.document.document for row in report.waived) == ["FE-0", "FE-1", "PED-1"]
    assert (report.waivers, report.cost) == (1, 12_000)
    assert report.ours == (("C-1", "C-1", 1),)


def test_una_factura_sin_pedido_o_de_varios_es_una_dispensa_aparte(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    one = {**INVOICE, "document": "FE-1", "date": date(2026, 5, 11)}
    version = billed(
        tmp_path,
        {**one, "order": None},
        {**one, "document": "FE-2"},
        {**one, "document": "FE-2", "line": "2", "order": "PED-7"},
    )
    report = smalls(
        small_ones(version, RULES, SINCE, DAY), RULES, {"C-1": [(SINCE, None)]}, handling=Decimal(10), currency="COP"
    )
    assert (report.waivers, report.cost) == (3, 30), "PED-1, FE-1 without an order, FE-2 of two orders"


def test_lo_que_no_se_dispenso_no_quita_la_dispensa_de_lo_que_si(settings: Settings, tmp_path: Path) -> None:
    """Its invoice of June is not free of the minimum any more, and is the newer document: the order still was."""
    settings.CLAVE_FACTS = tmp_path
    version = billed(tmp_path, {**INVOICE, "document": "FE-1", "date": date(2026, 6, 20)})
    free = {"C-1": [(SINCE, date(2026, 5, 31))]}
    report = smalls(small_ones(version, RULES, SINCE, DAY), RULES, free, handling=Decimal(10), currency="COP")
    assert [(row.document.document, row.waived, row.counts) for row in report.rows] == [
        ("FE-1", False, False), ("PED-1", True, True),
    ]  # fmt: skip
    assert report.cost == 10


def test_una_regla_mas_particular_quita_la_de_todos(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    version = stored(tmp_path, {})
    rules = (of_product("quantity", 50), of_product("quantity", 2, product="PU-300"))
    report = smalls(small_ones(version, rules, SINCE, DAY), rules, {}, handling=Decimal(10), currency="COP")
    assert report.rows == ()


def test_preguntar_lo_mismo_no_vuelve_a_leer_y_hechos_nuevos_si(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    stored(tmp_path, {})
    rules = (of_product("quantity", 50),)
    assert small_ones("", rules, SINCE, DAY) is small_ones("", rules, SINCE, DAY)
    tables = {"order_line": rows("order_line", [{**LINE, "order": "PED-9"}])}
    FactStore(tmp_path).load(tables, source="erp", digest="2", now=NOW, by="t", currency="COP")
    assert {one.document for one in small_ones("", rules, SINCE, DAY)} == {"PED-1", "PED-9"}
