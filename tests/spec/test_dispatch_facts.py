"""De los hechos al libro del día: lo que sirve se lee, lo que no queda por fuera con una frase, y el resto sigue en pie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clave.demo.columns import rows as table
from clave.facts.book import Book as Facts
from clave.privileges.dispatch.book import NEVER, PALLET, UNKNOWN, Grade, Partial, Pin, PinnedBy, Promise, day_number
from clave.privileges.dispatch.opening import Decided, Grant, Opened, opened
from clave.privileges.dispatch.plan import planned
from tests.unit.selection.population import limits

TODAY = date(2026, 11, 17)
GOOD = {
    "order": "PED-1", "line": "1", "customer": "C-1", "product": "PU-300", "ordered_date": date(2026, 11, 10),
    "required_date": date(2026, 11, 18), "quantity": Decimal(40), "unit_price": Decimal("1250.50"), "warehouse": "Yumbo",
}  # fmt: skip
PRODUCTS = [{"product": "PU-300", "name": "PU-300 contacto", "family": "PU", "weight": Decimal("0.75")}]


def read(
    *lines: Mapping[str, Any],
    stock: Sequence[Mapping[str, Any]] = (),
    products: Sequence[Mapping[str, Any]] = PRODUCTS,
    decided: Decided | None = None,
    **tables: Sequence[Mapping[str, Any]],
) -> Opened:
    """The book of today from these rows; each line is a good one with some cells changed."""
    facts: dict[str, Sequence[Mapping[str, Any]]] = {
        "order_line": [{**GOOD, **line} for line in lines], "stock": stock, "product": products, **tables
    }  # fmt: skip
    sources = {name: table(name, found) for name, found in facts.items() if found}
    return opened(Facts(sources, "COP"), TODAY, limits(), decided)


def said(found: Opened) -> list[str]:
    return [aside.sentence().say("en") for aside in (*found.refused, *found.noted)]


def test_una_linea_se_lee_en_unidades_enteras_y_sale_un_dia_antes() -> None:
    """12,5 son 125 décimas; un precio guarda sus cuatro decimales; lo que se necesita el 18 sale el 17."""
    found = read(
        {},
        {"line": "2", "quantity": Decimal("12.5"), "shipped_quantity": Decimal(2), "released_quantity": Decimal("0.5")},
    )
    lines = found.book.lines
    assert lines.quantity.tolist() == [400, 100]
    assert [found.book.units(line, int(lines.quantity[line])) for line in (0, 1)] == [40, 10]
    assert lines.price.tolist() == [12_505_000, 12_505_000]
    assert set(lines.due.tolist()) == {day_number(date(2026, 11, 17))}
    assert found.book.orders[0].value == 12_505_000 * 50
    assert found.book.value(lines.quantity).tolist() == [12_505_000 * 40, 12_505_000 * 10]
    assert said(found) == []


def test_lo_malo_queda_por_fuera_con_su_frase_y_lo_demas_sigue() -> None:
    found = read(
        {},
        {},
        {"line": "3", "product": "PU-999"},
        {"line": "4", "quantity": Decimal(-5)},
        {"line": "5", "quantity": Decimal(0)},
        stock=[
            {"product": "PU-300", "warehouse": "Yumbo", "date": TODAY, "quantity": Decimal(30)},
            {"product": "PU-300", "warehouse": "Tocancipá", "date": TODAY, "quantity": Decimal(-3)},
        ],
    )
    assert [found.book.of(line) for line in range(len(found.book.lines))] == [("PED-1", "1")]
    assert sum(lot.quantity for lot in found.book.lots) == 30
    assert said(found) == [
        "PED-1 · 1: It came twice with the same order and line; the first one counts, the other stays out.",
        "PED-1 · 4: It stays out: a quantity of −5 cannot be dispatched. Correct it in the file.",
        "PED-1 · 5: It stays out: a quantity of 0 cannot be dispatched. Correct it in the file.",
        "PED-1 · 3: It stays out: the product file does not list PU-999. Load the product, or correct the code.",
        "PU-300 · Tocancipá: This count stays out: stock below zero is no stock. Count it again.",
    ]


def test_un_pedido_sin_fecha_no_tiene_turno_y_uno_sin_dia_pedido_va_al_final() -> None:
    facts = table("order_line", [{**GOOD, "ordered_date": None}, {**GOOD, "line": "2", "required_date": None}])
    found = opened(Facts({"order_line": facts}), TODAY, limits())
    assert found.book.lines.due.tolist() == [NEVER]
    assert [text.partition(": ")[2] for text in said(found)] == [
        "It stays out: an order without the day it was placed has no turn. Complete the date in the file.",
        "Nobody said for when. It may leave today, after everything that has a day.",
    ]


def test_lo_que_nadie_dijo_es_desconocido_y_no_cero() -> None:
    found = read({"unit_price": None}, {"order": "PED-2", "currency": "USD"}, products=[{"product": "PU-300"}])
    assert found.book.lines.price.tolist() == [UNKNOWN, UNKNOWN]
    assert [order.value for order in found.book.orders] == [UNKNOWN, UNKNOWN]
    assert found.book.products[0].weight == UNKNOWN
    assert found.book.dock == (None,)


def test_lo_despachado_anulado_o_futuro_no_esta_abierto() -> None:
    found = read(
        {"shipped_date": date(2026, 11, 16)},
        {"line": "2", "status": "Anulado"},
        {"line": "3", "ordered_date": date(2026, 11, 18)},
        {"line": "4", "shipped_quantity": Decimal(40)},
    )
    assert (len(found.book.lines), said(found)) == (0, [])


def test_cartera_retiene_por_cliente_por_pedido_o_por_su_estado() -> None:
    found = read(
        {},
        {"order": "PED-2", "customer": "C-2", "credit_hold": True, "hold_reason": "cheque devuelto"},
        {"order": "PED-3", "customer": "C-3", "status": "Retenido"},
        customer=[
            {"customer": "C-1", "name": "Nápoles", "credit_hold": True, "hold_reason": "cupo", "partial_rule": "line"}
        ],
    )
    assert [order.hold for order in found.book.orders] == ["", "cheque devuelto", "Retenido"]
    assert (found.book.accounts[0].hold, found.book.accounts[0].partial) == ("cupo", Partial.LINE)


def test_las_existencias_son_las_del_ultimo_conteo_menos_lo_que_no_esta_libre() -> None:
    on = {"product": "PU-300", "warehouse": "Yumbo", "date": TODAY, "quantity": Decimal(50)}
    found = read(
        {},
        stock=[
            {**on, "date": date(2026, 11, 1), "quantity": Decimal(999)},
            {**on, "lot": "L-1", "blocked_quantity": Decimal(5), "released_quantity": Decimal(10)},
            {**on, "lot": "L-2", "grade": "second", "quantity": Decimal("7.5")},
            {**on, "lot": "L-3", "expiry_date": date(2026, 11, 1)},
            {**on, "lot": "L-4", "released_quantity": Decimal(60)},
        ],
    )
    assert [(lot.code, lot.quantity, lot.grade) for lot in found.book.lots] == [
        ("L-1", 35, Grade.PRIME), ("L-2", 7, Grade.SECOND), ("L-4", 0, Grade.PRIME)
    ]  # fmt: skip
    assert said(found) == [
        "PU-300 · Yumbo: It expired on 1 Nov 2026 and stays where it is.",
        "PU-300 · Yumbo: More is blocked and released than there is; nothing of it is free.",
    ]


def test_lo_que_llega_hoy_sirve_manana_y_lo_atrasado_no_promete_nada() -> None:
    coming = {"product": "PU-300", "warehouse": "Yumbo", "quantity": Decimal(9)}
    found = read(
        {},
        expected_receipt=[
            {**coming, "date": TODAY, "document": "OP-1"},
            {**coming, "date": date(2026, 11, 12), "document": "OP-2"},
            {**coming, "date": date(2026, 11, 20), "document": "OP-3", "confirmed": False},
        ],
        dispatch_capacity=[{"warehouse": "Yumbo", "date": TODAY, "kilos": Decimal(1200)}],
    )
    assert [(receipt.document, receipt.day - found.book.today, receipt.confirmed) for receipt in found.book.receipts] == [
        ("OP-1", 1, True), ("OP-3", 3, False)
    ]  # fmt: skip
    assert said(found) == [
        "OP-2 · PU-300: It was expected on 12 Nov 2026 and has not come: nothing is promised on it until it has a new day."
    ]
    assert found.book.dock == (12_000_000,)


def test_el_muelle_puede_decirse_en_kilos_en_estibas_o_en_las_dos() -> None:
    of_the_day = {"warehouse": "Yumbo", "date": TODAY}
    found = read(
        {},
        dispatch_capacity=[{**of_the_day, "pallets": Decimal("1.5")}],
        product=[{"product": "PU-300", "name": "PU-300", "pallet_quantity": Decimal(48)}],
    )
    assert (found.book.dock, found.book.pallets) == ((None,), (1_500_000_000,))
    assert found.book.products[0].pallet * 48 <= PALLET < found.book.products[0].pallet * 48 + 48
    without = read({}, product=[{"product": "PU-300", "pallet_quantity": Decimal(0)}])
    assert (without.book.pallets, without.book.products[0].pallet) == ((None,), UNKNOWN)


def test_las_entregas_de_un_pedido_se_cuentan_por_dias_y_hasta_ayer() -> None:
    """El pedido dice 4 y su cliente 2: vale lo del pedido. Dos líneas que salieron el mismo día son una entrega."""
    left = [
        {"line": str(at + 2), "shipped_date": day}
        for at, day in enumerate(
            (TODAY - timedelta(days=3), TODAY - timedelta(days=3), TODAY - timedelta(days=1), TODAY)
        )
    ]
    customer = [{"customer": "C-1", "name": "Nápoles", "max_deliveries": 2}]
    both = read({"max_deliveries": 4}, *left, customer=customer).book.orders[0]
    assert (both.deliveries, both.most, both.last) == (2, 4, False)
    own = read({}, *left, customer=customer).book.orders[0]
    assert (own.deliveries, own.most, own.last) == (2, 2, True)
    free = read({}, *left).book.orders[0]
    assert (free.deliveries, free.most, free.last) == (0, 0, False)


def test_de_un_pedido_ya_salio_algo_en_los_hechos_o_en_un_plan_confirmado() -> None:
    """Whatever its limit of deliveries: yesterday by the ERP, without a day, or earlier today by a confirmed plan."""
    gone = {"line": "2", "shipped_date": TODAY - timedelta(days=1)}
    earlier_today = Decided(delivered={"PED-1": frozenset({TODAY})})
    assert not read({}).book.orders[0].begun
    assert read({}, gone).book.orders[0].begun
    assert read({"shipped_quantity": Decimal(1)}).book.orders[0].begun
    assert read({}, decided=earlier_today).book.orders[0].begun
    assert read({}, {**gone, "order": "PED-2"}).book.orders[0].code == "PED-1"
    assert not read({}, {**gone, "order": "PED-2"}).book.orders[0].begun, "that was another order"


def test_lo_que_ya_salio_sin_decir_cuando_es_una_entrega_y_lo_confirmado_cuenta_antes_que_el_erp() -> None:
    days = frozenset({TODAY - timedelta(days=1), TODAY})
    found = read({"max_deliveries": 2, "shipped_quantity": Decimal(1)})
    assert (found.book.orders[0].deliveries, found.book.orders[0].last) == (1, True)
    sent = read({"max_deliveries": 2}, decided=Decided(delivered={"PED-1": days}))
    assert (sent.book.orders[0].deliveries, sent.book.orders[0].last) == (1, True), "today's is not over yet"


def test_lo_que_decidieron_las_personas_entra_por_cliente_o_por_linea() -> None:
    decided = Decided(
        grants={
            "C-1": Grant("volume"),
            "C-2": Grant("knowledge", 30, False, frozenset({("PU", Grade.SECOND)}), Partial.ORDER),
        },
        first={("PED-1", "1"): PinnedBy("Wilson Mena", "camión de las tres")},
        promised=(Promise("PED-1", "1", "Yumbo", Grade.PRIME, Decimal(12)),),
        displaced={("PED-2", "1"): 3},
        minimums={"PED-2": Decimal(80_000)},
    )
    found = read({}, {"order": "PED-2", "customer": "C-2"}, decided=decided)
    one, two = found.book.accounts
    assert (one.category, one.head_start, one.minimum_waived) == ("volume", 14, True)
    assert (two.head_start, two.minimum_waived, two.partial, two.accepts) == (
        30,
        False,
        Partial.ORDER,
        {("PU", Grade.SECOND)},
    )
    assert (found.book.lines.pin.tolist(), found.book.promised) == ([Pin.FIRST, Pin.NONE], decided.promised)
    assert found.book.lines.displaced.tolist() == [0, 3]
    assert [order.minimum for order in found.book.orders] == [0, 800_000_000]


def test_las_bodegas_permitidas_van_en_su_orden_con_la_propia_primero() -> None:
    found = read({"allowed_warehouses": "Tocancipá; Yumbo"}, {"line": "2", "warehouse": None})
    named = [[found.book.warehouses[at] for at in allowed] for allowed in found.book.lines.warehouses]
    assert named == [["Yumbo", "Tocancipá"], ["Tocancipá", "Yumbo"]]


def test_sin_pedidos_hay_un_libro_vacio_y_un_plan_vacio() -> None:
    plan = planned(opened(Facts({}), TODAY, limits()).book, limits())
    assert (plan.gave_way, plan.stock, plan.alarm.share, plan.service(key=True).fill) == ([], (), None, None)
