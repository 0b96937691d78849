"""La política: valores con fecha, razón y fuente, que se reemplazan y nunca se editan."""

from __future__ import annotations

from datetime import date

import pytest

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.policy.kinds import DECLARED
from clave.policy.reading import Policy, default, parse, supersede
from clave.policy.rows import differences, history, rows, written
from clave.policy.shape import Dated
from clave.policy.writing import appended, dated

OURS = """
# La política de la casa
[[volume.top_share]]
from = 2026-01-01
value = 0.05
reason = "Somos pocos para atender a más"  # comité de enero
source = "Acta 12"
"""


def _company(text: str) -> Policy:
    return supersede(default(), parse(text, "policy.toml"))


def test_un_valor_rige_desde_su_fecha_y_el_pasado_no_cambia() -> None:
    policy = _company(OURS)
    assert policy.at(date(2025, 12, 31))[declared.volume_top] == 0.10
    assert policy.at(date(2026, 1, 1))[declared.volume_top] == 0.05


def test_se_muestra_con_su_razon_y_su_fuente_lo_que_rige_un_dia() -> None:
    shown = {row.key: row for row in rows(_company(OURS), date(2026, 6, 1))}
    row = shown["volume.top_share"]
    assert (row.value, row.since, row.source) == ("0.05", date(2026, 1, 1), "Acta 12")
    assert (shown["capacity.budget"].value, shown["capacity.budget"].since) == ("", None)  # nobody entered it
    assert [row.value for row in history(_company(OURS), "volume.top_share")] == ["0.1", "0.05"]


def test_lo_que_dos_politicas_deciden_distinto() -> None:
    day = date(2026, 6, 1)
    assert differences(default(), default(), day) == ()
    (change,) = differences(default(), _company(OURS), day)
    assert (change.key, change.old, change.new, change.reason) == (
        "volume.top_share", "0.1", "0.05", "Somos pocos para atender a más",
    )  # fmt: skip
    assert differences(default(), _company(OURS), date(2025, 6, 1)) == ()


def test_agregar_una_entrada_no_toca_lo_que_estaba() -> None:
    entry = dated("seats", date(2026, 3, 1), {"knowledge": 2}, "Dos ensayos en curso", "Acta 14")
    text = appended(OURS, "seats", entry)
    assert text == OURS.lstrip("\n") + (
        '\n[[seats]]\nfrom = 2026-03-01\nvalue = {knowledge = 2}\nreason = "Dos ensayos en curso"\nsource = "Acta 14"\n'
    )
    assert _company(text).at(date(2026, 3, 1))[declared.seats] == {"knowledge": 2}


def test_una_entrada_posterior_reemplaza_a_la_anterior() -> None:
    text = appended(OURS, "volume.top_share", Dated(date(2027, 1, 1), 0.08, "Más KAM", "Acta 20"))
    assert [row.value for row in history(_company(text), "volume.top_share")] == ["0.1", "0.05", "0.08"]


@pytest.mark.parametrize(
    ("key", "since", "value", "sentence"),
    [
        ("volume.top_share", date(2026, 2, 1), 7, "debe ser una parte entre 0 y 1"),
        ("volume.top", date(2026, 2, 1), 0.07, "no es un valor de la política"),
        ("order", date(2026, 2, 1), ["volume", "volume"], "cada uno máximo una vez"),
    ],
)  # fmt: skip
def test_lo_que_no_puede_ser_se_rechaza_con_una_frase(key: str, since: date, value: object, sentence: str) -> None:
    with pytest.raises(ClaveError) as caught:
        appended(OURS, key, Dated(since, value, "razón", "fuente"))
    assert sentence in caught.value.say("es")


def test_dos_entradas_del_mismo_dia_rige_la_ultima_y_las_dos_quedan() -> None:
    text = appended(OURS, "volume.top_share", Dated(date(2026, 1, 1), 0.08, "Nos equivocamos", "Acta 13"))
    assert text.startswith(OURS.lstrip("\n"))
    policy = _company(text)
    assert policy.at(date(2026, 1, 1))[declared.volume_top] == 0.08
    assert [row.value for row in history(policy, "volume.top_share")] == ["0.1", "0.05", "0.08"]


def test_un_limite_se_puede_volver_a_dejar_sin_definir() -> None:
    text = appended("", "capacity.kams", Dated(date(2026, 1, 1), 6.0, "Seis KAM", "Acta 12"))
    text = appended(text, "capacity.kams", Dated(date(2026, 3, 1), None, "Ya no se cuenta así", "Acta 15"))
    policy = _company(text)
    assert policy.at(date(2026, 2, 1))[declared.capacity_kams] == 6
    assert policy.at(date(2026, 3, 1))[declared.capacity_kams] is None
    assert rows(policy, date(2026, 3, 1))[list(DECLARED).index("capacity.kams")].value == ""


def test_se_sabe_que_decidio_la_casa_y_que_trae_clave() -> None:
    shown = {row.key: row.own for row in rows(_company(OURS), date(2026, 6, 1))}
    assert (shown["volume.top_share"], shown["kilos.top_share"], shown["capacity.budget"]) == (True, False, False)


def test_una_entrada_sin_razon_se_rechaza() -> None:
    with pytest.raises(ClaveError) as caught:
        dated("draws", date(2026, 1, 1), 3000, "", "Acta 12")
    assert "le falta la fecha, la razón o la fuente" in caught.value.say("es")


def test_los_valores_se_escriben_como_en_el_archivo() -> None:
    assert written({"knowledge": 1, "prestige": 2}) == "{ knowledge = 1, prestige = 2 }"
    assert written(("volume", "cash")) == '["volume", "cash"]'
    assert (written(35), written(0.1), written("linear")) == ("35", "0.1", '"linear"')


@pytest.mark.parametrize(
    "key",
    ["cost.order_line", "cost.small_order", "cost.delivery", "cost.urgent_delivery", "cost.visit", "cost.call",
     "cost.lab_hour", "cost.kam_hour", "cost.capital_rate"],
)  # fmt: skip
@pytest.mark.parametrize("amount", ["0", "0.0", "-0.0", "-1500", "nan", "-inf", "1e13", '"gratis"', "true"])
def test_un_costo_por_unidad_de_cero_o_negativo_se_rechaza_con_una_frase(key: str, amount: str) -> None:
    with pytest.raises(ClaveError) as refused:
        _company(f'[[{key}]]\nfrom = 2026-01-01\nvalue = {amount}\nreason = "r"\nsource = "s"')
    error = refused.value
    assert key in error.what.say("es")
    assert "mayor que 0" in error.what.say("es")
    assert error.where == "policy.toml"
    assert error.remedy is not None


def test_un_costo_por_unidad_que_nadie_sabe_se_deja_sin_valor() -> None:
    """No es cero: lo que cuesta y nadie sabe se nombra."""
    company = _company('[[cost.visit]]\nfrom = 2026-01-01\nreason = "Nadie lo ha medido"\nsource = "Acta 15"')
    assert company.at(date(2025, 12, 31))[declared.cost_visit] == 140_000.0
    assert company.at(date(2026, 1, 1))[declared.cost_visit] is None
    assert default().at(date(2026, 1, 1))[declared.cost_kam_hour] is None
