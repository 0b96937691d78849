"""Resultados of a company where nobody was ever a key account: every page and paper says so, and nothing unknown is a zero."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from clave.actions.outcome import keep_outcome
from clave.store.outcome import reckoned
from tests.web.conftest import As

NO_KEY = "No hubo cuentas clave, así que ninguna lo es por esta razón."
SAID = {
    "": "Aún no hay con qué decirlo. Ninguna cuenta ha entrado al programa hasta ese día, así que no hay nada que comparar.",
    "efecto/": "Todavía nadie ha sido cuenta clave: no hay nada que medir.",
    "costo/": "En este periodo no hubo cuentas clave, así que el programa no costó nada.",
    "ballena/": "Ningún cliente tiene margen conocido, así que no hay curva.",
    "concentracion/": "No se sabe el de nadie, así que no se puede decir qué tan concentrado está.",
    "cosecha/": NO_KEY,
    "cosecha/volume/": NO_KEY,
    "retencion/": "Nadie era clave cuando empezó el periodo, así que nadie pudo quedarse",
    "relacion/": "En el periodo no se le preguntó a nadie: lo diría una encuesta de relación.",
    "promesas/": "Las promesas todavía no se han juzgado: se juzgan en Promesas.",
}
FILES = (
    "archivo/resultados.xlsx", "lista/cosecha.csv", "lista/retencion.csv", "lista/margen.xlsx", "lista/relacion.csv",
    "lista/promesas.csv", "efecto/archivo/cuentas.csv", "efecto/archivo/efecto.xlsx", "costos/costo.csv", "costos/ballena.csv",
    "costos/concentracion.xlsx",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def patricia(facts: None, signed_in: As) -> Client:
    """Management of a company whose facts are in, and nobody was decided yet; its outcome was reckoned."""
    keep_outcome(reckoned=reckoned(timezone.now()), took=1, by=None, now=timezone.now())
    return signed_in("management")


def read(client: Client, address: str) -> str:
    answer = client.get(f"/resultados/{address}")
    assert answer.status_code == 200, address
    main = answer.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ").split())


def test_without_key_accounts_every_page_says_so_and_no_unknown_is_zero(patricia: Client) -> None:
    for window in ("", "?periodo=24", "?periodo=inicio"):
        pages = {address: read(patricia, address + window) for address in SAID}
        assert {address for address, said in SAID.items() if said not in pages[address]} == set()
        assert "No se conoce nada del costo" not in pages[""], "it cost nothing, and that is known"
        assert "$ 0" not in pages[""]
        assert "Margen $ 0" not in pages["concentracion/"], "nobody's margin is known"
        assert "primero $ 0" not in pages["ballena/"]


def test_its_papers_are_there_too(patricia: Client) -> None:
    for file in FILES:
        answer = patricia.get(f"/resultados/{file}")
        assert answer.status_code == 200, file
        assert b"".join(answer.streaming_content) if answer.streaming else answer.content, file  # type: ignore[attr-defined]
    assert patricia.get("/resultados/informe.pdf").content.startswith(b"%PDF")
