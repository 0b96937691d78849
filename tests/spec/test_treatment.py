"""El trato de una cuenta, departamento por departamento: lo que hoy tiene, y qué se hace (C1, C2, G2–G7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clave.base.words import said
from clave.privileges.catalogue.grants import Grant, in_force
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish
from clave.report.account_treatment import Treated, sections, treatment_pdf
from clave.report.treatment import SHEETS
from clave.selection.life import CONFIRMED, LANDING

DAY = date(2026, 11, 20)
GRANTS = (
    Grant("C-1", "dispatch", DAY, parameters={"days": 14}),
    Grant("C-1", "no_minimum", DAY),
    Grant("C-1", "production", DAY, parameters={"weight": 10}),
    Grant("C-1", "laboratory", DAY, parameters={"hours": 40}),
)
ACCOUNT = Treated(
    "C-1", "Calzado Nápoles S.A.S.", CONFIRMED, ("volume", "kilos"), in_force(GRANTS, DAY),
    letters=(("second", ""), ("slow", "Base agua")), takes=(("PU-300", "second", Decimal("12.5")),), hours=9.5,
    route=Route("C-1", "Andrea Quintero", "visit", "courteous", automatic=False, chosen=True),
    wish=Wish("C-1", "cuentas@napoles.example", "portal", needs_order=True, cut_off=25), collects=True,
    owner=("Andrea Quintero", "andrea@clave.example"),
)  # fmt: skip
SHEET = """
dispatch | Priority | Its orders go ahead of ordinary ones that are due up to 14 days earlier, and stock is held for them as long.
dispatch | Minimum  | waived: send what it asks for, however little
dispatch | Seconds  | seconds of every family; slow stock of Base agua; 12.5 of PU-300 (seconds), as it took in an offer
plant    | Priority in production | Where there is not room for all, what is made for it weighs 10 against 1.
credit   | Credit route         | Andrea Quintero asks, by visit, in a courteous tone; no automatic reminder
credit   | How it wants the invoice | by portal to cuentas@napoles.example, with its order number on it, up to day 25 of the month
lab      | Hours of laboratory  | 9.5 used this year of 40
"""


def told(account: Treated) -> dict[tuple[str, str], str]:
    return {
        (one.key, said(label, "en")): said(words, "en").replace("\u00a0", " ")
        for one in sections(account)
        for label, words in one.facts
    }


def test_cada_departamento_lee_lo_que_la_cuenta_tiene_hoy() -> None:
    found = told(ACCOUNT)
    rows = [[cell.strip() for cell in row.split("|")] for row in SHEET.strip().splitlines()]
    assert {(key, label): words for key, label, words in rows} == found
    assert [one.key for one in sections(ACCOUNT)] == list(SHEETS), "every department, in the order of the sheets"


def test_una_cuenta_sin_privilegios_lo_dice_en_vez_de_callarlo() -> None:
    plain = told(replace(ACCOUNT, held=(), letters=(), takes=(), hours=0.0, wish=None))
    assert plain["dispatch", "Priority"] == "ordinary: it has no priority in force"
    assert plain["dispatch", "Minimum"] == "they hold for it as for everybody"
    assert plain["dispatch", "Seconds"].startswith("none: it accepted none in writing")
    assert plain["lab", "Hours of laboratory"] == "0 used this year; none were promised"
    assert plain["credit", "How it wants the invoice"] == "it said nothing: as usual, by mail"


def test_como_se_le_cobra_es_reservado_para_quien_no_abre_cobro() -> None:
    hidden = told(replace(ACCOUNT, collects=False))
    assert {words for (key, _label), words in hidden.items() if key == "credit"} == {
        "reserved: who opens invoices and collection reads it"
    }
    assert not any("Andrea" in words or "napoles" in words for words in hidden.values())


def test_quien_aterriza_lo_dice_en_cada_departamento() -> None:
    landing = sections(replace(ACCOUNT, state=LANDING))
    assert all("ask its KAM" in one.do[0].say("en") for one in landing)


@pytest.mark.parametrize("language", ["es", "en"])
def test_la_hoja_impresa_es_un_pdf_tambien_sin_nada(language: str) -> None:
    for account in (ACCOUNT, replace(ACCOUNT, held=(), owner=None, collects=False, reasons=())):
        assert treatment_pdf(account, company="Farallones", day=DAY, language=language).startswith(b"%PDF-")
