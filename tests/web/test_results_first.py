"""Resultados of a company where nobody was ever a key account: every page and paper says so, and none of them breaks."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from clave.actions.outcome import keep_outcome
from clave.store.outcome import reckoned
from tests.web.conftest import As

PAGES = ("", "efecto/", "costo/", "ballena/", "concentracion/", "cosecha/", "cosecha/volume/", "retencion/", "relacion/",
         "promesas/")  # fmt: skip
FILES = (
    "/resultados/archivo/resultados.xlsx", "/resultados/lista/cosecha.csv", "/resultados/lista/retencion.csv",
    "/resultados/lista/margen.xlsx", "/resultados/efecto/archivo/cuentas.csv", "/resultados/costos/costo.csv",
)  # fmt: skip


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    main = answer.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ").split())


@pytest.fixture
def patricia(facts: None, signed_in: As) -> Client:
    keep_outcome(reckoned=reckoned(timezone.now()), took=1, by=None, now=timezone.now())
    return signed_in("management")


def test_x(patricia: Client) -> None:
    for page in PAGES:
        for more in ("", "?periodo=inicio"):
            print(page, more, "::", said(patricia, f"/resultados/{page}{more}"))
    for file in FILES:
        print(file, patricia.get(file).status_code)
    print(patricia.get("/resultados/informe.pdf").status_code)
    assert 0
