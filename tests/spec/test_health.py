"""Salud: Sana, En vigilancia o En riesgo, y por qué (B1; product.md, alertas de pérdida silenciosa).

La peor señal decide. Lo que no se sabe no es señal; y de quien compró muy poco no se afirma que esté sana.
"""

from __future__ import annotations

from dataclasses import replace

from clave.measures.health import Health, health
from clave.measures.shape import Measured
from clave.policy import declared
from clave.policy.limits import Limits
from tests.spec.criteria_table import LIMITS, measured

STATES = {"at_risk": "riesgo", "watched": "vigilancia", "healthy": "sana", "unknown": "?", "inactive": "inactiva"}


def state(table: Measured, limits: Limits = LIMITS) -> dict[str, str]:
    """The state of every customer."""
    found = health(table, limits)
    return {name: STATES[one.state] for name, one in zip(table.customers, found, strict=True)}


def why(table: Measured, customer: str, language: str = "en") -> list[str]:
    """The reasons of one customer, with plain spaces."""
    found: Health = health(table, LIMITS)[table.index(customer)]
    return [text.say(language).replace("\u00a0", " ") for text in found.because]


SILENCE = """
customer | money | days_since | rhythm | overdue | silent
Andina   |   900 |          5 |     10 |     0.5 |      0
Boreal   |   900 |         29 |     10 |     2.9 |      0
Cumbre   |   900 |         30 |     10 |     3.0 |      0
Delta    |   900 |         43 |     10 |     4.3 |      1
Eterna   |   900 |          5 |      - |       - |      -
Faro     |     0 |        400 |     10 |      40 |      1
"""


def test_el_silencio_se_mide_contra_el_propio_ritmo() -> None:
    assert state(measured(SILENCE)) == {
        "Andina": "sana",
        "Boreal": "sana",
        "Cumbre": "vigilancia",  # three times its rhythm
        "Delta": "riesgo",  # past nearly all its own gaps
        "Eterna": "?",  # one purchase makes no rhythm: nothing is claimed
        "Faro": "inactiva",  # it left: no longer at risk
    }
    assert why(measured(SILENCE), "Delta") == ["43 days without buying; usually every 10 days"]
    assert why(measured(SILENCE), "Andina") == []
    assert why(measured(SILENCE), "Eterna") == ["too few purchases to know its rhythm"]


FALLS = """
customer | money | silent | growth_median | growth_high
Andina   |   900 |      0 |         -0.30 |       -0.11
Boreal   |   900 |      0 |         -0.12 |       -0.02
Cumbre   |   900 |      0 |         -0.40 |        0.05
Delta    |   900 |      0 |             - |           -
"""


def test_una_caida_cuenta_solo_si_no_puede_ser_azar() -> None:
    """Cumbre buys 40 % less, but its interval crosses zero: that cannot be claimed yet."""
    assert state(measured(FALLS)) == {
        "Andina": "riesgo", "Boreal": "vigilancia", "Cumbre": "sana", "Delta": "sana",
    }  # fmt: skip
    assert why(measured(FALLS), "Andina") == ["buys 30% less, month by month"]


FAMILIES = """
customer | money | silent | lost_families
Andina   |   900 |      0 |             0
Boreal   |   900 |      0 |             1
Cumbre   |   900 |      0 |             2
Delta    |   900 |      0 |             3
"""


def test_las_familias_que_dejo_de_comprar() -> None:
    table = measured(FAMILIES)
    assert state(table) == {"Andina": "sana", "Boreal": "vigilancia", "Cumbre": "vigilancia", "Delta": "riesgo"}
    assert why(table, "Cumbre") == ["stopped buying 2 families"]


def test_si_es_una_sola_se_dice_cual() -> None:
    gone = {"Andina": (), "Boreal": ({"family": "Solvente"},), "Cumbre": (), "Delta": ()}
    table = replace(measured(FAMILIES), details={"families": gone})
    assert why(table, "Boreal") == ["stopped buying Solvente"]


PAYS = """
customer | money | silent | worst_open | days_beyond
Andina   |   900 |      0 |         15 |          15
Boreal   |   900 |      0 |         16 |           0
Cumbre   |   900 |      0 |         31 |           0
Delta    |   900 |      0 |          0 |          20
Eterna   |   900 |      0 |          0 |          31
Faro     |   900 |      0 |          - |           -
"""


def test_lo_que_debe_y_lo_que_tarda() -> None:
    table = measured(PAYS)
    assert state(table) == {
        "Andina": "sana",  # at the limit is not past it
        "Boreal": "vigilancia",
        "Cumbre": "riesgo",
        "Delta": "vigilancia",
        "Eterna": "riesgo",
        "Faro": "sana",  # not known is no sign
    }
    assert why(table, "Cumbre") == ["an invoice 31 days overdue"]
    assert why(table, "Delta") == ["pays 20 days beyond terms"]


MANY = """
customer | money | days_since | rhythm | overdue | silent | worst_open | lost_families
Andina   |   900 |         35 |     10 |     3.5 |      0 |         40 |             1
"""


def test_la_peor_senal_decide_y_va_primero() -> None:
    table = measured(MANY)
    assert state(table) == {"Andina": "riesgo"}
    assert why(table, "Andina") == [
        "an invoice 40 days overdue",
        "35 days without buying; usually every 10 days",
        "stopped buying 1 family",
    ]


def test_los_limites_son_politica() -> None:
    stricter = LIMITS.reform({declared.health_overdue: 2.0, declared.health_open_risk: 20.0})
    assert state(measured(SILENCE), stricter)["Boreal"] == "vigilancia"
    assert state(measured(PAYS), stricter)["Cumbre"] == "riesgo"
    assert state(measured(PAYS), LIMITS.reform({declared.health_open_risk: 60.0}))["Cumbre"] == "vigilancia"
