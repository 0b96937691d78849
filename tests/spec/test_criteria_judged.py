"""Conocimiento, prestigio, multinacional y extraordinario: juzgados por personas, de 0 a 4 (A2, A4, E7, E9, E10)."""

from __future__ import annotations

import pytest

from tests.spec.criteria_table import measured, read_one, said, told

KEYS = ("knowledge", "prestige", "multinational", "extraordinary")
RATINGS = """
customer | money | {0}_rating | {0}_low | {0}_high | {0}_raters | group | sites | countries
Andina   |   900 |        3.5 |       2 |        4 |          4 | Sol   |     7 |         3
Boreal   |   100 |          3 |       3 |        3 |          1 | -     |     - |         -
Cumbre   |   100 |          2 |       1 |        4 |          3 | -     |     - |         -
Delta    |   100 |          - |       - |        - |          - | -     |     - |         -
"""


@pytest.mark.parametrize("key", KEYS)
def test_aplica_desde_una_mediana_de_tres_y_puntua_por_25(key: str) -> None:
    assert told(key, measured(RATINGS.format(key))) == {
        "Andina": "applies 88",
        "Boreal": "applies 75",
        "Cumbre": "does not 50",
        "Delta": "does not 0",  # not nominated is an answer, not an unknown
    }


@pytest.mark.parametrize("key", KEYS)
def test_el_desacuerdo_se_conserva(key: str) -> None:
    reading = read_one(key, measured(RATINGS.format(key)))
    assert reading.low.tolist() == [50, 75, 25, 0]
    assert reading.high.tolist() == [100, 75, 100, 0]


@pytest.mark.parametrize("key", KEYS)
def test_si_nadie_ha_calificado_a_nadie_no_esta_vigente(key: str) -> None:
    assert not read_one(key, measured("customer | money\nAndina | 900")).in_force


def test_la_explicacion_dice_cuantos_y_que_tan_de_acuerdo() -> None:
    table = measured(RATINGS.format("prestige"))
    assert said("prestige", table, "Andina") == (
        "4 personas la califican con 3,5 de 4 por el prestigio de su nombre (de 2 a 4); se pide 3."
    )
    assert said("prestige", table, "Boreal") == (
        "1 persona la califica con 3 de 4 por el prestigio de su nombre; se pide 3."
    )
    assert said("prestige", table, "Delta") == "Nadie la ha postulado por el prestigio de su nombre."


def test_multinacional_trae_las_sedes_y_los_paises_de_su_grupo() -> None:
    table = measured(RATINGS.format("multinational"))
    assert said("multinational", table, "Andina").endswith(
        "Su grupo Sol tiene 7 sedes en el archivo de clientes, en 3 países."
    )
    assert said("multinational", table, "Boreal").endswith("No está en ningún grupo que conozcamos.")


KINDS = """
customer | money | extraordinary_rating | extraordinary_low | extraordinary_high | extraordinary_raters | extraordinary_product | extraordinary_market | extraordinary_whole
Andina   |   900 |                    4 |                 3 |                  4 |                    2 |                     4 |                    2 | -
Boreal   |   100 |                    3 |                 3 |                  3 |                    1 |                     - |                    - | 3
"""  # noqa: E501


def test_un_beneficio_extraordinario_dice_clase_por_clase_y_lo_que_nadie_califico() -> None:
    table = measured(KINDS)
    assert said("extraordinary", table, "Andina") == (
        "2 personas la califican con 4 de 4 por un beneficio extraordinario (de 3 a 4); se pide 3. "
        "Cuenta la mejor de sus clases: Conocimiento de producto 4, Conocimiento de mercado 2. "
        "Nadie ha calificado: Conocimiento de servicio, Nivel de exigencia, Singularidad."
    )
    assert said("extraordinary", table, "Boreal") == (
        "1 persona la califica con 3 de 4 por un beneficio extraordinario; se pide 3."
    )
