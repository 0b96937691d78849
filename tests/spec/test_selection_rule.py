"""La regla: pesos del orden, puntaje, candidatos, cupos y corte (F1, F2)."""

from __future__ import annotations

import pytest

from clave.policy import declared
from tests.spec.selection_table import chosen, inside, of, plain

COMPANY = """
customer | volume | profit | loyalty | knowledge
Andina   |   100* |    80* |      60 |         0
Boreal   |    70* |    90* |      50 |         0
Cumbre   |    60* |    40  |      90*|         0
Delta    |    10  |    20  |      40 |       100
Eterna   |    40  |    45  |      70 |        50
"""


def test_los_pesos_salen_del_orden() -> None:
    """Four criteria: (1 + ½ + ⅓ + ¼) / 4 and so on; they add up to 1."""
    weights = chosen(COMPANY, draws=100).weights
    assert {key: round(weight, 4) for key, weight in weights.items()} == {
        "volume": 0.5208, "profit": 0.2708, "loyalty": 0.1458, "knowledge": 0.0625,
    }  # fmt: skip


def test_el_puntaje_es_la_suma_de_peso_por_puntaje() -> None:
    """Andina: 0.5208 × 100 + 0.2708 × 80 + 0.1458 × 60 = 82.5."""
    listing = chosen(COMPANY, draws=100)
    assert {line.customer: round(line.score, 1) for line in listing.lines} == {
        "Andina": 82.5, "Boreal": 68.1, "Cumbre": 55.2, "Eterna": 46.4, "Delta": 22.7,
    }  # fmt: skip
    assert [line.rank for line in listing.lines] == [1, 2, 3, 4, 5]


def test_sin_cupos_quedan_los_tres_primeros_candidatos() -> None:
    """Eterna is no candidate: no criterion applies to it, whatever its points."""
    listing = chosen(COMPANY, {declared.seats: {}}, draws=100)
    assert inside(listing) == ["Andina", "Boreal", "Cumbre"]
    assert not of(listing, "Eterna").candidate
    assert of(listing, "Eterna").category is None


def test_un_cupo_para_quien_un_puntaje_jamas_escogeria() -> None:
    """Delta is small, and lets us learn: the seat is Delta's, and Cumbre stays out by 12.9 points."""
    listing = chosen(COMPANY, draws=100)
    assert inside(listing) == ["Andina", "Boreal", "Delta"]
    assert (of(listing, "Delta").seat, of(listing, "Delta").category, of(listing, "Delta").rank) == (
        "knowledge", "knowledge", 4,
    )  # fmt: skip
    assert of(listing, "Eterna").rank == 5  # more points than Delta, and no reason to be key
    assert listing.capacity.gap == pytest.approx(12.92, abs=0.01)


def test_sin_a_quien_se_aplique_no_hay_cupo() -> None:
    listing = chosen(COMPANY, {declared.seats: {"loyalty": 1, "prestige": 2}}, draws=100)
    assert inside(listing) == ["Andina", "Boreal", "Cumbre"]
    assert of(listing, "Cumbre").seat == "loyalty"


def test_un_cupo_por_cliente_en_el_orden_de_importancia() -> None:
    """Andina leads in both: it takes the seat of volume, and the one of profit goes to the next."""
    table = """
    customer | volume | profit
    Andina   |   100* |   100*
    Boreal   |     0  |    60*
    Cumbre   |    90* |     0
    """
    policy = {declared.seats: {"volume": 1, "profit": 1}, declared.capacity_count: 2}
    listing = chosen(table, policy, draws=100)
    assert {line.customer: line.seat for line in listing.lines} == {
        "Andina": "volume", "Boreal": "profit", "Cumbre": None,
    }  # fmt: skip
    assert inside(listing) == ["Andina", "Boreal"]


def test_a_igual_puntaje_decide_el_codigo() -> None:
    table = """
    customer | volume
    B        |    50*
    A        |    50*
    C        |    50*
    """
    assert inside(chosen(table, {declared.capacity_count: 2}, draws=100)) == ["A", "B"]


def test_distribuidor_sin_cupo_por_capacidad() -> None:
    table = """
    customer | volume | distributor
    Andina   |   100* |           0
    Boreal   |    90* |           0
    Cumbre   |    80* |           0
    Delta    |     0  |        100*
    """
    listing = chosen(table, draws=100)
    assert inside(listing) == ["Andina", "Boreal", "Cumbre"]
    assert "Key by distributor, no capacity" in " ".join(text.say("en") for text in of(listing, "Delta").why)


def test_clave_si_no_fuera_por_el_pago() -> None:
    """Boreal would have 80 points; as it pays late it has none for volume, and the list says so."""
    table = """
    customer | volume | loyalty | gate
    Andina   |   100* |      50 | passes
    Boreal   | (100*) |      20 | fails
    Cumbre   |    60* |      60 | passes
    """
    listing = chosen(table, {declared.capacity_count: 2}, draws=100)
    assert inside(listing) == ["Andina", "Cumbre"]
    boreal = of(listing, "Boreal")
    assert (boreal.but_for_payment, boreal.gate, boreal.candidate, boreal.score) == (True, "fails", False, 5.0)
    assert (boreal.criteria["volume"].score, boreal.criteria["volume"].ungated) == (0.0, 100.0)
    days = next(change for change in boreal.would_take if change.kind == "days")
    assert days.sure > 0.85


def test_por_que_y_que_haria_falta_para_que_cumbre_entre() -> None:
    """It lacks 12.9 points against Boreal: a rating of 4 would bring it in, by the seat."""
    cumbre = of(chosen(COMPANY), "Cumbre")
    said = plain(" ".join(text.say("en") for text in cumbre.why))
    assert "The last one in, Customer Boreal, is 12.9 points ahead." in said
    assert "Its 55.2 points: Volume 31.2 + Loyalty 13.1 + Margin 10.8." in said
    found = {change.kind: plain(change.text.say("en")) for change in cumbre.would_take}
    assert found["rating:knowledge"] == "A rating of 4 in «Trials» (now 0)."
