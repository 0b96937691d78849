"""Qué tan seguro: la regla repetida con todos los pesos que respetan el orden, y las franjas de entrada y salida."""

from __future__ import annotations

from datetime import date

import pytest

from clave.policy import declared
from clave.selection.bands import Membership
from tests.spec.selection_table import chosen, inside, of

ERROR = 0.045  # four standard errors of a share of 2,000 draws
ONE = {declared.capacity_count: 1, declared.seats: {}}


def test_quien_gana_en_todo_esta_seguro() -> None:
    table = """
    customer | volume | loyalty
    Andina   |   100* |     50*
    Boreal   |    90* |     40*
    """
    listing = chosen(table, ONE)
    assert [(line.sure, line.firmness) for line in listing.lines] == [(1.0, "safe"), (0.0, "out")]


def test_con_dos_criterios_el_primero_pesa_entre_la_mitad_y_todo() -> None:
    """Andina is ahead while w × 40 > (1 − w) × 60, that is from w = 0.6: four fifths of ½ … 1."""
    table = """
    customer | volume | loyalty
    Andina   |    90* |     20*
    Boreal   |    50* |     80*
    """
    listing = chosen(table, ONE)
    assert of(listing, "Andina").sure == pytest.approx(0.8, abs=ERROR)
    assert of(listing, "Andina").firmness == of(listing, "Boreal").firmness == "debate"
    assert sum(line.sure for line in listing.lines) == pytest.approx(1)


def test_el_desacuerdo_de_quienes_califican_se_ve() -> None:
    """Both have a median of 3 of 4; over Boreal people differ, from 2 to 4, and it only counts from 3."""
    table = """
    customer | prestige
    Andina   |       75
    Boreal   |  50..100
    """
    listing = chosen(table, ONE)
    assert of(listing, "Andina").member
    assert of(listing, "Boreal").sure == pytest.approx(0.5, abs=ERROR)


def test_un_dato_desconocido_es_un_intervalo() -> None:
    """What is not known of Boreal may be anything from 5 to 95: above 80 in 15 of 90."""
    table = """
    customer | volume
    Andina   |    80*
    Boreal   |     ?
    """
    listing = chosen(table, ONE)
    assert of(listing, "Boreal").criteria["volume"].verdict == "unknown"
    assert of(listing, "Boreal").sure == pytest.approx(15 / 90, abs=ERROR)


def test_la_misma_semilla_da_la_misma_lista() -> None:
    table = """
    customer | volume | prestige
    Andina   |    80* |   50..100
    Boreal   |     ?  |        0
    Cumbre   |    70* |       75
    """
    one, other = (chosen(table, {declared.capacity_count: 2}) for _turn in range(2))
    assert [line.sure for line in one.lines] == [line.sure for line in other.lines]
    assert (one.draws, one.seed) == (2000, 20260101)


def test_un_miembro_no_sale_por_un_mal_dia() -> None:
    """Boreal was chosen long ago and is now clearly below: watched at the first review, out at the second."""
    table = """
    customer | volume
    Andina   |    90*
    Boreal   |    50*
    """
    since = date(2020, 1, 1)
    first = chosen(table, ONE, {"Boreal": Membership(since, reviews=6)}, draws=100)
    assert inside(first) == ["Boreal"]
    assert [line.standing and line.standing.state for line in first.lines] == ["waits", "watched"]
    waiting = of(first, "Andina").standing
    assert waiting is not None
    assert waiting.instead_of == "Boreal"
    second = chosen(table, ONE, {"Boreal": Membership(since, reviews=7, below=1)}, draws=100)
    assert inside(second) == ["Andina"]
    assert [line.standing and line.standing.state for line in second.lines] == ["enters", "leaves"]
