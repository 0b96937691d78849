"""Los doce criterios: sus filas, su orden y lo que cada archivo les abre (F1)."""

from __future__ import annotations

import sys

import pytest

from clave.criteria.read import out_of_force, read
from clave.criteria.registry import CRITERIA
from clave.criteria.shape import Verdict
from clave.criteria.unlocks import unlocks
from clave.measures.shape import Missing
from clave.policy import declared
from tests.spec.criteria_table import LIMITS, measured, said

ROWS = {
    "volume": ("A1", "E1"), "distributor": ("E2",), "kilos": ("E3",), "profit": ("E4",), "potential": ("A3", "E5"),
    "loyalty": ("E6",), "knowledge": ("E7",), "idle_stock": ("E8",), "prestige": ("A2", "E9"),
    "multinational": ("E10",), "extraordinary": ("A4",), "cash": ("E11",),
}  # fmt: skip


def test_son_doce_en_el_orden_de_la_politica() -> None:
    assert tuple(CRITERIA) == declared.CRITERIA
    assert {key: criterion.source for key, criterion in CRITERIA.items()} == ROWS


@pytest.mark.parametrize("key", CRITERIA)
def test_cada_uno_vive_en_su_archivo_que_abre_con_sus_filas(key: str) -> None:
    module = sys.modules[f"clave.criteria.{key}"]
    assert (module.__doc__ or "").startswith(", ".join(ROWS[key]) + ":")


def test_los_cuatro_primeros_piden_pagar_bien() -> None:
    assert [key for key, criterion in CRITERIA.items() if criterion.gated] == [
        "volume", "distributor", "kilos", "profit",
    ]  # fmt: skip


@pytest.mark.parametrize("key", CRITERIA)
def test_cada_uno_nombra_lo_que_cosecha_en_los_dos_idiomas(key: str) -> None:
    for text in (CRITERIA[key].label, CRITERIA[key].harvest):
        assert text.say("es") != text.say("en")


def test_solo_con_lineas_de_factura_ya_hay_criterios_y_lo_demas_dice_que_le_falta() -> None:
    table = measured("customer | money | continuity | silent\nAndina | 900 | 0.9 | 0\nBoreal | 100 | 0.2 | 0")
    readings = read(table, LIMITS, CRITERIA)
    assert [key for key, reading in readings.items() if reading.in_force] == ["volume", "loyalty"]
    missing = {key: text.say("en") for key, text in out_of_force(table, readings).items()}
    assert missing["distributor"] == "Nobody has a value for: Channel. It would come from: Customers."
    assert "Ratings" in missing["prestige"]


def test_lo_que_abre_cada_archivo() -> None:
    opened = unlocks()
    assert "distributor" in opened["customer"].unlocks
    assert set(opened["rating"].unlocks) == {"knowledge", "prestige", "multinational", "extraordinary"}
    assert {"volume", "distributor", "kilos", "profit"} <= set(opened["receivable"].improves)
    assert "loyalty" in opened["touchpoint"].improves
    assert opened["work_order"].unlocks == opened["work_order"].improves == ()


@pytest.mark.parametrize(
    ("key", "measure"),
    [
        ("kilos", "Kilos"), ("profit", "Margin"), ("loyalty", "Continuity"), ("idle_stock", "Idle stock taken"),
        ("cash", "Paid in cash"), ("distributor", "Channel"),
    ],
)  # fmt: skip
def test_lo_que_no_se_sabe_se_dice(key: str, measure: str) -> None:
    assert said(key, measured("customer | money\nAndina | 900"), "Andina", language="en") == (
        f"{measure}: not known for this customer."
    )


def test_poca_historia_no_es_lo_mismo_que_no_tener_el_archivo() -> None:
    table = measured("customer | money | growth_low\nAndina | 900 | -")
    table.columns["growth_median"].missing[:] = Missing.TOO_LITTLE_HISTORY
    assert said("potential", table, "Andina", language="en").endswith("too little history to tell.")


def test_sin_compras_en_el_ano_nadie_es_grande() -> None:
    table = measured("customer | money | prestige_rating\nAndina | 0 | 3")
    assert "prestige" not in out_of_force(table, read(table, LIMITS, CRITERIA))
    assert read(table, LIMITS, ["volume"])["volume"].verdict.tolist() == [Verdict.DOES_NOT]
