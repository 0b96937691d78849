"""La decisión en la toma de pedidos, para el sistema donde se escriben: qué contesta, y qué dice de lo que no se entiende."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.apikeys import make_key
from clave.actions.grants import end_grant
from clave.api.keys import RATE
from clave.store.models import OrderDecision, Person
from clave.store.privileges import standing_grants
from tests.store.desk import HELD, KEY, PLAIN, opened

ADDRESS = "/api/v1/orders/decide"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def ana(settings: Settings, tmp_path: Path) -> Person:
    settings.CLAVE_FACTS = tmp_path / "facts"
    return opened(settings.CLAVE_FACTS)


def asking(by: Person, scope: str = "orders", language: str = "es") -> Client:
    """A system with a key."""
    _key, text = make_key(by=by, now=timezone.now(), name=f"ERP {scope} {language}", scopes=[scope], expires_at=None)
    return Client(headers={"Authorization": f"Bearer {text}", "Accept-Language": language})


@pytest.fixture
def erp(ana: Person) -> Client:
    return asking(ana)


def wanted() -> str:
    return (timezone.localdate() + timedelta(days=8)).isoformat()


def order(customer: str = KEY, **more: Any) -> dict[str, Any]:
    """40 units of PU-300 in eight days."""
    return {"customer": customer, "lines": [{"product": "PU-300", "quantity": 40}], "wanted": wanted(), **more}


def post(client: Client, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(ADDRESS, text, content_type="application/json", headers=headers or None)


def said(response: Any) -> str:
    return " ".join(response.json()["said"]).replace("\N{NO-BREAK SPACE}", " ")


def test_solo_una_llave_para_pedidos_la_abre(ana: Person) -> None:
    assert post(Client(), order()).status_code == 401
    assert post(asking(ana, "dispatch"), order()).status_code == 403


def test_la_cuenta_clave_con_todo_lo_que_el_pedido_recibe(erp: Client) -> None:
    found = post(erp, order(order="PED-7")).json()
    assert (found["key"], found["category"]["key"], found["may_go_on"], found["order"]) == (
        True,
        "volume",
        True,
        "PED-7",
    )
    assert found["head_start"] == 14
    assert (found["minimum"]["waived"], float(found["minimum"]["cost"])) == (True, 12_000)
    condition = found["lines"][0]["conditions"][0]
    assert (condition["applies"], float(condition["price"]), float(condition["cost"])) == (True, 900, 4_000)
    assert (found["credit"]["by"], found["credit"]["way"]["key"], found["credit"]["automatic"]) == (
        "Marta",
        "call",
        False,
    )
    assert "Aceros Norte es una cuenta clave" in found["message"]
    assert found["message"] == " ".join(found["said"])


def test_en_ingles_para_quien_lo_pide(ana: Person) -> None:
    found = post(asking(ana, language="en"), order(PLAIN)).json()
    assert found["said"][0] == "Ferretería Sol is an ordinary customer."
    assert (found["may_go_on"], float(found["minimum"]["short"][0]["missing"])) == (False, 260_000)


def test_una_condicion_que_no_se_aplica_dice_por_que(erp: Client) -> None:
    found = post(
        erp, order(lines=[{"product": "PU-300", "quantity": 500}, {"product": "PU-300", "quantity": 1}])
    ).json()
    refused = found["lines"][1]["conditions"][0]
    assert (refused["applies"], refused["state"], refused["why"]) == (False, "used_up", "Su límite está agotado.")


def test_el_credito_manda(erp: Client) -> None:
    found = post(erp, order(HELD)).json()
    assert (found["may_go_on"], found["credit"]["held"], found["credit"]["reason"]) == (False, True, "cupo copado")


def test_preguntar_lo_mismo_da_lo_mismo_y_queda_una_vez(erp: Client) -> None:
    first, again = post(erp, order()), post(erp, order())
    assert (first.headers["Answer-Repeated"], again.headers["Answer-Repeated"]) == ("false", "true")
    assert first.json() == again.json()
    assert OrderDecision.objects.count() == 1
    assert first.headers["Cache-Control"] == "no-store"


def test_una_llave_de_repeticion_guarda_la_primera_respuesta_y_no_deja_cambiar_el_pedido(
    erp: Client, ana: Person
) -> None:
    first = post(erp, order(), **{"Idempotency-Key": "a-1"}).json()
    row = standing_grants().get(customer=KEY, privilege="no_minimum")
    end_grant(by=ana, now=timezone.now(), number=row.pk, last=row.since, because="Ya no.")
    assert post(erp, order(), **{"Idempotency-Key": "a-1"}).json() == first
    assert not post(erp, order(), **{"Idempotency-Key": "a-2"}).json()["minimum"]["waived"]
    other = post(erp, order(PLAIN), **{"Idempotency-Key": "a-1"})
    assert (other.status_code, "ya llegó con otro pedido" in other.json()["detail"]) == (422, True)


def test_lo_que_da_otro_proceso_cuenta_en_la_pregunta_siguiente(erp: Client, ana: Person) -> None:
    """El otro proceso escribe en la misma base; este no se entera de otra forma que preguntándole."""
    assert post(erp, order()).json()["minimum"]["waived"]
    row = standing_grants().get(customer=KEY, privilege="no_minimum")
    end_grant(by=ana, now=timezone.now(), number=row.pk, last=row.since, because="Ya no.")
    assert not post(erp, order()).json()["minimum"]["waived"]


def test_sin_lista_reciente_lo_dice(erp: Client) -> None:
    found = post(erp, order()).json()
    assert (found["list_day"], found["late"]) == (None, True)
    assert "Todavía no hay lista de cuentas clave" in found["message"]


# lo que no se entiende ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"product": "NADA", "quantity": 1}, "Nadie conoce el producto NADA"),
        ({"product": "PU-300", "quantity": "doce"}, "«doce» de PU-300 no es una cantidad"),
        ({"product": "PU-300", "quantity": -3}, "no se puede pedir"),
        ({"product": "PU-300", "quantity": 0}, "no se puede pedir"),
        ({"product": "PU-300", "quantity": 1e300}, "no se puede pedir"),
        ({"product": "PU-300"}, "no es una cantidad"),
        ({"product": "PU-300", "quantity": 1, "price": -1}, "no es un precio"),
        ({"product": "PU-300", "quantity": 1, "price": "gratis"}, "no es un precio"),
        ({"product": " ", "quantity": 1}, "no dice el producto"),
    ],
)
def test_una_linea_que_no_se_entiende_se_dice_y_lo_demas_se_decide(
    erp: Client, line: dict[str, Any], sentence: str
) -> None:
    found = post(erp, order(lines=[line, {"product": "PU-300", "quantity": 400}]))
    assert found.status_code == 200
    assert sentence in said(found)
    assert float(found.json()["lines"][1]["quantity"]) == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_ni_nan_ni_infinito_son_cantidades(erp: Client, number: str) -> None:
    body = json.dumps(order()).replace("40", number)
    found = post(erp, body)
    assert (found.status_code, found.json()["lines"][0]["quantity"]) == (200, None)
    assert "no es una cantidad" in said(found)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"wanted": None}, "Nadie dijo para cuándo"),
        ({"wanted": "2020-01-01"}, "ya pasó"),
        ({"wanted": "0001-01-01"}, "no es un día para un pedido"),
        ({"wanted": "9999-12-31"}, "no es un día para un pedido"),
        ({"customer": "NADIE"}, "Nadie conoce al cliente «NADIE»"),
        ({"lines": []}, "todavía no tiene líneas"),
    ],
)
def test_lo_que_falta_o_nadie_conoce_se_dice_y_hay_respuesta(erp: Client, more: dict[str, Any], sentence: str) -> None:
    found = post(erp, order(**more))
    assert found.status_code == 200
    assert sentence in said(found)


@pytest.mark.parametrize(
    ("more", "where", "why"),
    [
        ({"customer": 7}, "customer", "entre comillas"),
        ({"customer": ""}, "customer", "vacío"),
        ({"customer": "x" * 201}, "customer", "largo"),
        ({"customer": "C\u00001"}, "customer", "signos"),
        ({"customer": "\ud800"}, "customer", "signos"),
        ({"lines": "PU-300"}, "lines", "lista"),
        ({"lines": [7]}, "lines.0", "llaves"),
        ({"lines": [{"quantity": 1}]}, "lines.0.product", "Falta"),
        ({"lines": [{"product": "PU-300", "quantity": {"a": 1}}]}, "lines.0.quantity", "Escribe un número"),
        ({"lines": [{"product": "PU-300", "quantity": True}]}, "lines.0.quantity", "Escribe un número"),
        ({"lines": [{"product": "PU-300", "quantity": 1, "colour": 1}]}, "lines.0.colour", "déjalo"),
        ({"lines": [{"product": "PU-300", "quantity": 1}] * 10_001}, "lines", "en partes"),
        ({"wanted": "mañana"}, "wanted", "2026-12-31"),
        ({"wanted": 1_800_000_000}, "wanted", "2026-12-31"),
    ],
)
def test_lo_que_no_es_un_pedido_se_rechaza_con_su_lugar_y_su_frase(
    erp: Client, more: dict[str, Any], where: str, why: str
) -> None:
    found = post(erp, order(**more))
    assert found.status_code == 422
    assert found.headers["Content-Type"] == "application/problem+json"
    places = {one["where"].removeprefix("order."): one["why"] for one in found.json()["errors"]}
    assert any(place.startswith(where) and why in text for place, text in places.items()), places
    assert OrderDecision.objects.count() == 0


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"customer": ' + "9" * 5_000 + "}", "no es json"])
def test_un_cuerpo_que_no_es_json_se_dice(erp: Client, body: str) -> None:
    found = post(erp, body)
    assert found.status_code == 400
    assert "JSON" in found.json()["detail"]


def test_sin_cuerpo_falta_todo(erp: Client) -> None:
    found = post(erp, "")
    assert (found.status_code, found.json()["errors"][0]["why"]) == (422, "Falta.")


def test_un_cuerpo_enorme_no_se_lee(erp: Client) -> None:
    found = post(erp, json.dumps(order()) + " " * 3_000_000)
    assert (found.status_code, "en partes" in found.json()["detail"]) == (413, True)


def test_de_mas_de_mil_lineas_se_deciden_las_primeras_y_se_dice(erp: Client) -> None:
    found = post(erp, order(lines=[{"product": "PU-300", "quantity": 1}] * 1_001))
    assert len(found.json()["lines"]) == 1_000
    assert "Solo se decidieron las primeras" in said(found)


@pytest.mark.parametrize("number", ["x" * 201, "\x01"])
def test_el_numero_del_pedido_es_corto_y_de_una_linea(erp: Client, number: str) -> None:
    assert post(erp, order(order=number)).status_code == 422


def test_muchas_lineas_malas_no_hacen_una_respuesta_sin_fin(erp: Client) -> None:
    found = post(erp, order(lines=[7] * 9_000))
    assert (found.status_code, len(found.json()["errors"])) == (422, 20)
