"""Distribuidor, kilos y rentabilidad: los otros tres que pasan por la condición de pago (E2, E3, E4)."""

from __future__ import annotations

from clave.policy import declared
from tests.spec.criteria_table import LIMITS, company, measured, read_one, said, told

CHANNELS = """
customer | channel        | money | days_beyond | within_terms | worst_open
Andina   | Distribuidor   |   900 |           0 |         1.00 |          0
Boreal   | DISTRIBUCIÓN   |   800 |           0 |         1.00 |          0
Cumbre   | representante  |   300 |           0 |         1.00 |          0
Delta    | mayorista      |   200 |           9 |         0.50 |          0
Eterna   | industria      |   700 |           0 |         1.00 |          0
Faro     | -              |   600 |           0 |         1.00 |          0
Gaviota  | distribuidor   |     0 |           0 |         1.00 |          0
"""


def test_todo_distribuidor_que_paga_bien_desde_50_hasta_100_segun_su_dinero() -> None:
    assert told("distributor", measured(CHANNELS)) == {
        "Andina": "applies 100",
        "Boreal": "does not 0",  # its word is not in the policy's list
        "Cumbre": "applies 75",
        "Delta": "does not 0",
        "Eterna": "does not 0",
        "Faro": "unknown nan",
        "Gaviota": "does not 0",
    }


def test_los_acentos_y_las_mayusculas_del_canal_no_importan() -> None:
    limits = LIMITS.reform({declared.distributor_channels: ("distribucion",)})
    assert told("distributor", measured(CHANNELS), limits)["Boreal"] == "applies 75"


def test_distribuidor_se_explica() -> None:
    table = measured(CHANNELS)
    assert said("distributor", table, "Andina").startswith(
        "Su canal es «Distribuidor»: revende lo que compra, $ 900 en doce meses. Paga bien: 0 días de mora"
    )
    assert said("distributor", table, "Eterna") == (
        "Su canal es «industria», que no es de distribuidores ni de representantes."
    )
    assert said("distributor", table, "Faro").endswith("no se conoce para este cliente.")
    assert "máximo 5 días" in said("distributor", table, "Delta")
    assert said("distributor", table, "Gaviota").startswith("No compró nada")


KILOS = """
customer | money | kilos  | days_beyond | within_terms | worst_open
Andina   |   100 | 182400 |           2 |         0.95 |          0
Boreal   |   900 |   1240 |           0 |         1.00 |          0
Cumbre   |   500 |      0 |           0 |         1.00 |          0
Delta    |   500 |      - |           0 |         1.00 |          0
"""


def test_grande_en_kilos_aunque_pequeno_en_dinero() -> None:
    assert told("kilos", measured(KILOS)) == {
        "Andina": "applies 100",
        "Boreal": "does not 50",
        "Cumbre": "does not 0",
        "Delta": "unknown nan",
    }


def test_a_quien_le_falta_un_dato_que_los_demas_tienen_le_queda_un_intervalo() -> None:
    """Delta's kilos may be what those of the others are: 5 to 95 % of 0, 50 and 100; the median, 50, is its point."""
    reading = read_one("kilos", measured(KILOS))
    assert (reading.low[3], reading.point[3], reading.high[3]) == (5.0, 50.0, 95.0)


def test_kilos_se_explica() -> None:
    table = measured(KILOS)
    assert said("kilos", table, "Andina").startswith(
        "Se llevó 182,4 t en doce meses: puesto 1 de 3 clientes activos; se es grande en kilos hasta el puesto 1. "
        "Paga bien"
    )
    assert said("kilos", table, "Cumbre").startswith("No se llevó kilos")
    assert said("kilos", table, "Andina", language="en").startswith("It took 182.4 t in twelve months: number 1 of 3")


MARGINS = """
customer | money | margin | margin_rate | net_margin | net_margin_rate
Andina   |  1000 |    400 |        0.40 |        100 |            0.10
Boreal   |  2000 |    300 |        0.15 |        250 |            0.13
Cumbre   |   500 |    200 |        0.40 |        150 |            0.30
Delta    |   500 |    -50 |       -0.10 |        -90 |           -0.18
Eterna   |   500 |      - |           - |          - |               -
"""


def test_el_margen_despues_del_costo_de_servir_cuando_se_conoce() -> None:
    """Andina leads in gross margin and costs so much to serve that Boreal leaves more; a loss scores 0."""
    assert told("profit", measured(MARGINS)) == {
        "Andina": "does not 33",
        "Boreal": "applies 100",
        "Cumbre": "does not 67",
        "Delta": "does not 0",
        "Eterna": "unknown nan",
    }
    assert said("profit", measured(MARGINS), "Boreal").startswith(
        "Su margen después del costo de servir de doce meses es $ 250: puesto 1 de 4 clientes activos; cuenta hasta el "
        "puesto 1. Su porcentaje de margen es 13 %, y se pide 11,5 %."
    )


def test_el_margen_bruto_cuando_no_y_lo_dice() -> None:
    gross = measured("\n".join(line.rsplit("|", 2)[0] for line in MARGINS.strip().splitlines()))
    assert told("profit", gross)["Andina"] == "applies 100"
    assert said("profit", gross, "Andina").startswith("Su margen bruto de doce meses es $ 400")
    assert said("profit", gross, "Delta") == "No dejó ganancia en los últimos doce meses: margen bruto −$ 50."


def test_mucho_margen_con_un_porcentaje_por_debajo_de_la_mediana_no_aplica() -> None:
    table = measured(
        """
        customer | money | margin | margin_rate
        Andina   |  9000 |    900 |        0.10
        Boreal   |   900 |    450 |        0.50
        Cumbre   |   900 |    360 |        0.40
        """
    )
    assert told("profit", table)["Andina"] == "does not 100"


def test_desde_veinte_clientes_el_margen_puntua_en_linea_recta_hasta_el_percentil_99() -> None:
    table = company([{"margin": 10.0 * i, "margin_rate": 0.2} for i in range(101)])
    scores = read_one("profit", table).score
    assert (scores[0], scores[99], scores[100]) == (0.0, 100.0, 100.0)
    assert round(scores[50], 1) == 50.5  # 500 of 990
