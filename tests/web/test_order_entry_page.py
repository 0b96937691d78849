"""Consultar un pedido: lo que se escribe, lo que se contesta, lo que no se entiende; con y sin htmx."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.store.models import OrderDecision
from tests.store.desk import HELD, KEY, PLAIN, opened
from tests.web.conftest import As

ADDRESS = "/pedidos/consultar/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in: As, settings: Settings, tmp_path: Path) -> Client:
    """Whoever takes orders."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    opened(settings.CLAVE_FACTS)
    return signed_in("employee")


def sent(client: Client, customer: str = KEY, *, status: int = 200, **more: object) -> str:
    """40 units of PU-300, unless something else is typed."""
    typed = {
        "cliente": customer, "codigo": ["pu-300", "", ""], "cantidad": ["40", "", ""], "precio": ["", "", ""],
        "decidir": "1", **more,
    }  # fmt: skip
    response = client.post(ADDRESS, typed)
    assert response.status_code == status
    return str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_la_pagina_vacia_espera_un_cliente_y_tres_lineas(clerk: Client) -> None:
    text = clerk.get(ADDRESS).content.decode()
    assert text.count('name="codigo"') == 3
    assert "Aquí queda lo que recibe el pedido" in text
    assert 'href="/pedidos/consultar/"' in text, "está en el menú"


def test_una_cuenta_clave_con_su_turno_su_minimo_exento_y_su_precio(clerk: Client) -> None:
    text = sent(clerk, para=f"{timezone.localdate().replace(year=timezone.localdate().year + 1)}", pedido="PED-9")
    for words in (
        "Puede entrar como está", "Aceros Norte", "Exento; cuesta $ 12.000", "14 días de ventaja",
        "Descuento sobre la lista, 10 %", "900",
    ):  # fmt: skip
        assert words in text, words
    row = OrderDecision.objects.get()
    assert (row.order, row.by.role if row.by else "", row.waived) == ("PED-9", "employee", True)
    assert 'value="pu-300"' in text, "lo escrito sigue ahí"


def test_uno_corriente_lee_cuanto_le_falta_y_uno_retenido_por_que(clerk: Client) -> None:
    plain = sent(clerk, PLAIN)
    assert "No llega al mínimo" in plain
    assert "$ 260.000" in plain
    held = sent(clerk, HELD, cantidad=["400", "", ""])
    assert "La retiene crédito" in held
    assert "cupo copado" in held


def test_enviarlo_dos_veces_es_una_sola_consulta(clerk: Client) -> None:
    sent(clerk)
    sent(clerk)
    assert OrderDecision.objects.count() == 1


def test_un_precio_propio_y_numeros_como_se_escriben(clerk: Client) -> None:
    sent(clerk, PLAIN, cantidad=["1.000,5", "", ""], precio=["1.200,50", "", ""])
    line = OrderDecision.objects.get().question["lines"][0]
    assert line == ["PU-300", "1000.5", "1200.5"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"cliente": ""}, "Di de qué cliente se trata"),
        ({"cliente": "", "who": "zzz"}, "Ningún cliente se llama «zzz»"),
        ({"codigo": ["", "", ""], "cantidad": ["", "", ""]}, "al menos una línea"),
        ({"codigo": ["NADA", "", ""]}, "Ningún producto tiene el código «NADA»"),
        ({"codigo": ["", "", ""]}, "Escribe el código"),
        ({"cantidad": ["", "", ""]}, "Escribe cuánto"),
        ({"cantidad": ["doce", "", ""]}, "doce"),
        ({"cantidad": ["-3", "", ""]}, "no se puede pedir"),
        ({"cantidad": ["NaN", "", ""]}, "NaN"),
        ({"precio": ["-1", "", ""]}, "no es un precio"),
        ({"precio": ["gratis", "", ""]}, "gratis"),
        ({"para": "31/02/2026"}, "31/12/2026"),
        ({"pedido": "x" * 201}, "200"),
    ],
)
def test_lo_que_no_se_entiende_se_dice_junto_al_campo_y_lo_escrito_queda(
    clerk: Client, more: dict[str, object], sentence: str
) -> None:
    text = sent(clerk, status=422, **more)  # type: ignore[arg-type]
    assert sentence in text
    assert 'aria-invalid="true"' in text or "al menos una línea" in text
    assert OrderDecision.objects.count() == 0


def test_agregar_y_quitar_lineas_guarda_lo_escrito_sin_consultar_nada(clerk: Client) -> None:
    three = {"cliente": KEY, "codigo": ["A", "B", "C"], "cantidad": ["1", "2", "3"], "precio": ["", "", ""]}
    more = clerk.post(ADDRESS, {**three, "agregar": "1"}).content.decode()
    assert (more.count('name="codigo"'), 'value="C"' in more) == (4, True)
    fewer = clerk.post(ADDRESS, {**three, "quitar": "1"}).content.decode()
    assert ('value="B"' in fewer, 'value="A"' in fewer, 'value="C"' in fewer) == (False, True, True)
    odd = clerk.post(ADDRESS, {**three, "quitar": "99"})
    assert odd.status_code == 200
    assert OrderDecision.objects.count() == 0


def test_la_lista_de_productos_busca_por_codigo_y_familia(clerk: Client) -> None:
    found = clerk.get(ADDRESS + "productos/", {"codigo": "pu"}).content.decode()
    assert ("PU-300" in found, "AC-1" in found) == (True, False)
    assert not clerk.get(ADDRESS + "productos/", {"codigo": ""}).content.strip()


def test_sin_datos_dice_que_falta(signed_in: As, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "none"
    assert "Todavía no hay clientes" in signed_in("kam").get(ADDRESS).content.decode()


@pytest.mark.parametrize(("role", "status"), [("kam", 200), ("credit", 200), ("dispatch", 200), ("plant", 403)])
def test_quien_la_abre(signed_in: As, role: str, status: int) -> None:
    assert signed_in(role).get(ADDRESS).status_code == status


def test_pesa_poco_y_pregunta_poco(clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    lines = 60
    with django_assert_max_num_queries(MOST_QUERIES):
        text = sent(clerk, codigo=["PU-300"] * lines, cantidad=["1"] * lines, precio=[""] * lines)
    assert len(gzip.compress(text.encode())) < HEAVIEST


def test_las_ultimas_consultas_se_leen_y_se_vuelven_a_abrir(clerk: Client) -> None:
    assert "Las últimas consultas" not in clerk.get(ADDRESS).content.decode(), "nadie ha consultado nada"
    sent(clerk, PLAIN)
    sent(clerk, pedido="PED-9")
    page = clerk.get(ADDRESS).content.decode()
    newest, before = OrderDecision.objects.order_by("-pk")
    assert page.index("Aceros Norte") < page.index("todavía sin número"), "la más nueva primero"
    assert "PED-9" in page
    again = clerk.get(ADDRESS, {"respuesta": newest.pk}).content.decode().replace("\u00a0", " ")
    assert "Exento; cuesta $ 12.000" in again
    assert f"Respuesta {newest.pk}, consultada el" in again
    assert "No llega al mínimo" in clerk.get(ADDRESS, {"respuesta": before.pk}).content.decode()
    for nonsense in ("0", "x", "-1", "9" * 30, "²"):
        assert clerk.get(ADDRESS, {"respuesta": nonsense}).status_code == 404


def test_lo_que_nadie_dijo_se_pide_con_una_frase_entera(clerk: Client) -> None:
    text = sent(clerk, para="")
    assert "Pregunta para cuándo lo necesitan." in text
    assert "Pregúntala" not in text
