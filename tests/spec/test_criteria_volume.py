"""Volumen: grande en dinero y excelente pagador (A1, E1)."""

from __future__ import annotations

import numpy as np

from clave.criteria.shape import ungated
from clave.policy import declared
from tests.spec.criteria_table import LIMITS, company, measured, read_one, said, told

TEN = """
customer | money    | share | days_beyond | within_terms | worst_open
Andina   | 50000000 | 0.50  |           1 |         0.97 |          0
Boreal   | 20000000 | 0.20  |          12 |         0.61 |         45
Cumbre   | 10000000 | 0.10  |           0 |         1.00 |          0
Delta    |  5000000 | 0.05  |           0 |         1.00 |          0
Eterna   |  5000000 | 0.05  |           - |            - |          -
Faro     |  4000000 | 0.04  |           0 |         1.00 |          0
Gaviota  |  3000000 | 0.03  |           0 |         1.00 |          0
Horizonte|  2000000 | 0.02  |           0 |         1.00 |          0
Iris     |  1000000 | 0.01  |           0 |         1.00 |          0
Jade     |        0 | -     |           0 |         1.00 |          0
"""


def test_entra_el_diez_por_ciento_de_los_activos_redondeado_hacia_arriba() -> None:
    """Nine are active: 10 % of them is 0.9, that is one. So few customers are scored by percentile."""
    assert told("volume", measured(TEN)) == {
        "Andina": "applies 100",
        "Boreal": "does not 0",
        "Cumbre": "does not 75",
        "Delta": "does not 56",
        "Eterna": "does not 56",
        "Faro": "does not 38",
        "Gaviota": "does not 25",
        "Horizonte": "does not 12",
        "Iris": "does not 0",
        "Jade": "does not 0",
    }


def test_la_explicacion_trae_sus_cifras() -> None:
    table = measured(TEN)
    assert said("volume", table, "Andina") == (
        "Compró $ 50,0 M en doce meses, el 50 % de las ventas: puesto 1 de 9 clientes activos; se es "
        "grande hasta el puesto 1. Paga bien: 1 día de mora en promedio, 97 % del dinero a "
        "tiempo, 0 días de atraso en lo más viejo sin pagar."
    )
    assert said("volume", table, "Jade") == ("No compró nada en los últimos doce meses, descontadas las devoluciones.")


def test_clave_si_no_fuera_por_el_pago() -> None:
    """With the first two of ten inside, Boreal is big and pays badly: it scores 0 and its ungated score is kept."""
    limits = LIMITS.reform({declared.volume_top: 0.2})
    table = measured(TEN)
    reading = read_one("volume", table, limits)
    boreal = table.index("Boreal")
    assert (reading.verdict[boreal], reading.score[boreal], reading.ungated[boreal]) == (0, 0.0, 87.5)
    assert reading.but_for_payment[boreal]
    assert reading.but_for_payment.sum() == 1
    assert ungated(reading).verdict[boreal] == 1
    assert said("volume", table, "Boreal", limits).endswith(
        "No cumple la condición de pago: 12 días de mora en promedio (máximo 5 días); 61 % del dinero a tiempo "
        "(mínimo 90 %); una factura abierta con 45 días de atraso (máximo 30 días)."
    )


def test_sin_cartera_de_nadie_cuenta_sin_condicion_de_pago() -> None:
    table = measured("customer | money | share\nAndina | 900 | 0.9\nBoreal | 100 | 0.1")
    reading = read_one("volume", table)
    assert told("volume", table) == {"Andina": "applies 100", "Boreal": "does not 0"}
    assert np.array_equal(reading.low, reading.high)
    assert "no hay cartera cargada" in said("volume", table, "Andina")


def test_sin_cartera_de_este_cliente_no_se_sabe_si_aplica() -> None:
    """Others have receivables and Andina has none: unknown, its score counts, and it may turn out to be nothing."""
    table = measured(
        """
        customer | money | share | days_beyond | within_terms | worst_open
        Andina   |   900 |   0.9 |           - |            - |          -
        Boreal   |   100 |   0.1 |           0 |            1 |          0
        """
    )
    reading = read_one("volume", table)
    assert told("volume", table)["Andina"] == "unknown 100"
    assert (reading.low[0], reading.high[0]) == (0.0, 100.0)
    assert "aún puede no contar" in said("volume", table, "Andina")


def test_los_que_empatan_en_el_borde_entran_todos() -> None:
    table = company([{"money": 500, "share": 0.1}] * 3 + [{"money": 100, "share": 0.01}] * 17)
    assert [told("volume", table)[name][:7] for name in table.customers[:4]] == ["applies"] * 3 + ["does no"]


def test_el_doble_de_grande_vale_un_paso_mas_a_cualquier_tamano() -> None:
    """From 20 customers on: logarithmic between the median (0) and the 99th percentile (100)."""
    table = company([{"money": 2.0**step} for step in range(41)])
    scores = read_one("volume", table).score
    steps = np.diff(scores[21:40])
    assert scores[20] == 0
    assert scores[40] == 100
    assert np.allclose(steps, steps[0])
