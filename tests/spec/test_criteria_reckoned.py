"""Potencial, lealtad, inventario quieto y contado (A3, E5, E6, E8, E11)."""

from __future__ import annotations

from tests.spec.criteria_table import measured, read_one, said, told

POTENTIAL = """
customer | money | wallet | headroom | growth_median | growth_low
Andina   |   100 |    900 |      800 |         -0.10 |      -0.30
Boreal   |   500 |    900 |      400 |          0.40 |       0.30
Cumbre   |   500 |    500 |        0 |          0.20 |      -0.10
Delta    |   500 |      - |        - |          0.90 |       0.40
Eterna   |   500 |      - |        - |             - |          -
"""


def test_espacio_para_comprar_mas_o_crecimiento_que_no_es_azar() -> None:
    assert told("potential", measured(POTENTIAL)) == {
        "Andina": "applies 100",  # headroom
        "Boreal": "applies 50",  # growth; both parts score 50
        "Cumbre": "does not 0",
        "Delta": "applies 75",  # growth alone is known: surely above 40 %
        "Eterna": "unknown nan",
    }


def test_potencial_explica_sus_dos_partes() -> None:
    table = measured(POTENTIAL)
    assert said("potential", table, "Boreal") == (
        "Podría comprarnos $ 400 más al año, de un potencial total de $ 900: puesto 2 de 3; cuenta hasta el puesto 1. "
        "Crecimiento: 40 % al año, con certeza por encima de 30 %; se pide más de 10 %."
    )
    assert said("potential", table, "Cumbre").startswith("Hasta donde se sabe, ya nos compra todo lo que podría.")
    assert said("potential", table, "Eterna").startswith("No se puede estimar lo que compra a otros")


LOYALTY = """
customer | money | continuity | silent | days_since | rhythm | touches_in | touches_out | profile_age
Andina   |   500 |       1.00 |      0 |         10 |     14 |         14 |          12 |           0
Boreal   |   500 |       0.90 |      1 |         95 |     14 |         24 |           3 |         730
Cumbre   |   500 |       0.50 |      0 |         10 |     60 |          - |           - |           -
Delta    |   500 |       0.85 |      - |         40 |      - |          0 |           6 |           -
Eterna   |     0 |       0.90 |      0 |         10 |     14 |          - |           - |           -
Faro     |   500 |          - |      - |          - |      - |          - |           - |           -
"""


def test_leal_es_quien_sigue_comprando_y_no_esta_en_silencio() -> None:
    """Weights 6, 2 and 2: Boreal (6 × 90 + 2 × 25 + 2 × 0) / 10 = 59; a profile nobody confirmed counts nothing."""
    assert told("loyalty", measured(LOYALTY)) == {
        "Andina": "applies 100",
        "Boreal": "does not 59",
        "Cumbre": "does not 30",  # 6 × 50 / 10
        "Delta": "unknown 51",  # 6 × 85 / 10
        "Eterna": "does not 54",  # 6 × 90 / 10
        "Faro": "unknown nan",
    }


def test_confirmar_un_perfil_nunca_baja_la_lealtad() -> None:
    """Boreal's profile, confirmed half a year ago, is worth more than Andina's, which nobody ever confirmed."""
    table = measured(
        """
        customer | money | continuity | silent | profile_age
        Andina   |   500 |       1.00 |      0 |           -
        Boreal   |   500 |       1.00 |      0 |         182
        """
    )
    assert told("loyalty", table) == {"Andina": "applies 75", "Boreal": "applies 88"}


def test_lo_que_no_se_registra_de_nadie_no_cuenta() -> None:
    """No contacts and no profiles of anybody: the weights are renewed and continuity is all there is."""
    table = measured(
        """
        customer | money | continuity | silent
        Andina   |   500 |       1.00 |      0
        Boreal   |   500 |       0.90 |      0
        """
    )
    assert told("loyalty", table) == {"Andina": "applies 100", "Boreal": "applies 90"}


def test_lealtad_se_explica() -> None:
    table = measured(LOYALTY)
    assert said("loyalty", table, "Boreal") == (
        "Compró en el 90 % de sus meses; se pide el 80 %. Está en silencio: 95 días sin comprar, y su ritmo es de "
        "14 días. Contactos del año: 24 que hizo el cliente y 3 que hicimos nosotros. Su perfil se confirmó hace "
        "730 días."
    )
    assert said("loyalty", table, "Cumbre").endswith(
        "No hay contactos registrados con este cliente. Nadie ha confirmado su perfil."
    )
    assert "ha comprado muy pocas veces" in said("loyalty", table, "Delta")


IDLE = """
customer | money | idle_money | idle_share
Andina   |   900 |        600 |       0.60
Boreal   |   900 |        300 |       0.30
Cumbre   |   900 |        100 |       0.10
Delta    |   900 |          0 |       0.00
Eterna   |   900 |          - |          -
"""


def test_entre_quienes_llevan_segundas_o_baja_rotacion() -> None:
    assert told("idle_stock", measured(IDLE)) == {
        "Andina": "applies 100",
        "Boreal": "does not 50",
        "Cumbre": "does not 0",
        "Delta": "does not 0",
        "Eterna": "unknown nan",
    }


def test_inventario_quieto_se_explica() -> None:
    table = measured(IDLE)
    assert said("idle_stock", table, "Andina") == (
        "Se llevó $ 600 de segundas y baja rotación en doce meses, el 60 % de todo lo que vendimos de eso: puesto 1 de "
        "los 3 que llevan algo; cuenta hasta el puesto 1."
    )
    assert said("idle_stock", table, "Delta").startswith("No se llevó segundas")


CASH = """
customer | money | cash_share | cash_discount
Andina   |   900 |       1.00 |            27
Boreal   |   500 |       0.60 |             -
Cumbre   |  9000 |       0.10 |             0
Delta    |   500 |       0.00 |             0
Eterna   |   500 |          - |             -
"""


def test_paga_de_contado_la_mitad_o_mas() -> None:
    """The share decides who applies; the score follows the money in cash: 900 of Andina, 900 of Cumbre."""
    assert told("cash", measured(CASH)) == {
        "Andina": "applies 75",
        "Boreal": "applies 0",
        "Cumbre": "does not 75",
        "Delta": "does not 0",
        "Eterna": "unknown nan",
    }
    assert said("cash", measured(CASH), "Andina") == (
        "Pagó el 100 % de contado o por anticipado, $ 900 en doce meses; se pide el 50 %. "
        "Descuento que se le dio por ello: $ 27."
    )
    assert said("cash", measured(CASH), "Boreal") == (
        "Pagó el 60 % de contado o por anticipado, $ 300 en doce meses; se pide el 50 %."
    )


def test_un_criterio_del_que_nadie_tiene_datos_no_esta_vigente() -> None:
    table = measured("customer | money\nAndina | 900")
    assert not read_one("cash", table).in_force
    assert not read_one("idle_stock", table).in_force
