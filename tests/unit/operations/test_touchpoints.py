"""A contact is logged in one line; what cannot have been is refused; it is found again by any form of its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clave.base.errors import ClaveError
from clave.operations.touchpoints import TouchpointSaid, checked_touchpoint, stemmed, stems

TODAY = date(2026, 11, 17)
CALL = TouchpointSaid(TODAY, "call", "Confirma la prueba del PU-440")


def test_one_line_is_enough() -> None:
    assert checked_touchpoint(CALL, TODAY) == CALL


def test_topics_are_said_once() -> None:
    kept = checked_touchpoint(replace(CALL, topics=("precio", " ", "precio", "entrega  rápida")), TODAY)
    assert kept.topics == ("precio", "entrega rápida")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(CALL, text="  "), "text"),
        (replace(CALL, text="a" * 4_001), "text"),
        (replace(CALL, on=date(2026, 11, 18)), "on"),
        (replace(CALL, on=date(2019, 1, 1)), "on"),
        (replace(CALL, cost=Decimal(-1)), "cost"),
        (replace(CALL, follow_up_on=date(2026, 11, 16)), "follow_up_on"),
    ],
)
def test_what_cannot_have_been_is_refused_beside_its_field(said: TouchpointSaid, field: str) -> None:
    with pytest.raises(ClaveError) as refusal:
        checked_touchpoint(said, TODAY)
    assert refusal.value.where == field
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("typed", "written"),
    [("pedido", "los PEDIDOS del viernes"), ("facturación", "Facturacion pendiente"), ("visitar", "visita en planta")],
)
def test_any_form_of_a_word_finds_it(typed: str, written: str) -> None:
    assert all(f" {stem} " in stemmed(written) for stem in stems(typed))


def test_another_word_does_not() -> None:
    assert f" {stems('precio')[0]} " not in stemmed("los pedidos del viernes")
