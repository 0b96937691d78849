"""Los mínimos de la empresa, pedido por pedido: lo que el despacho del día tiene que exigir."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clave.actions.minimums import set_minimum
from clave.demo.columns import rows as table
from clave.facts.book import Book
from clave.privileges.minimums import Minimum
from clave.store.minimums import order_floors
from tests.store.docks import DAY, NOW
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
    return Book({name: table(name, rows) for name, rows in found.items()}, "COP")


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
