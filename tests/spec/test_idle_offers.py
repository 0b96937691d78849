"""Idle stock, the manual · Segundas y baja rotación, el manual: to whom it is offered, how much, why, and what came of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.policy.reading import default
from clave.privileges.idle_stock.matching import Answer, Grade, Lot, Taken, Taker, match, result
from tests.unit.privileges.production.plants import TODAY

LIMITS = default().at(TODAY)
BOTH: frozenset[Grade] = frozenset(("second", "slow"))
TAKERS = (
    Taker("norte", "Norte", BOTH, key=True),
    Taker("sur", "Sur", BOTH),
    Taker("este", "Este", frozenset(("slow",))),
    Taker("oeste", "Oeste", frozenset()),
    Taker("luz", "Luz", BOTH, held=True),
)


def lot(quantity: int = 100, grade: Grade = "second", **rest: object) -> Lot:
    return Lot("P1", "Pegante A", "PVA", grade, Decimal(quantity), Decimal(20), Decimal(5000), **rest)  # type: ignore[arg-type]


def taken(customer: str, product: str = "P1", quantity: int = 240, grade: Grade | None = "second") -> Taken:
    return Taken(customer, product, "PVA", grade, Decimal(quantity), 4, Decimal(7000))


def test_who_bought_it_before_comes_first() -> None:
    """Primero quien ya compró ese producto; luego quien compra la familia en ese grado; tres meses de lo suyo, no más."""
    found = match([lot()], TAKERS, [taken("norte", "P9", grade=None), taken("sur")], LIMITS)
    assert [(offer.taker.customer, str(offer.quantity), offer.price) for offer in found.offers] == [
        ("sur", "30", Decimal(7000)),
        ("norte", "30", None),
    ]
    assert found.offers[0].reason.say("en") == (
        "It bought this product 4 times in 24 months, 240 units. It accepts second quality in writing."
    )
    assert (found.offers[0].kilos, found.offers[0].cost) == (Decimal(600), Decimal(150_000))


def test_nobody_who_did_not_accept_or_is_on_hold_is_offered_any() -> None:
    """A nadie que no lo aceptó por escrito, ni a quien tiene el crédito detenido."""
    found = match([lot()], TAKERS, [taken("oeste"), taken("luz"), taken("este")], LIMITS)
    assert found.offers == ()
    ((_lot, why),) = found.left
    assert why.say("en") == "None of the accounts that accept second quality buys this family."
    ((_lot, why),) = match([lot(grade="dead")], TAKERS, [taken("norte")], LIMITS).left
    assert why.say("en") == "No account accepts dead stock in writing: ask those that bought it."


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_lot_of_nothing_is_set_aside(quantity: int) -> None:
    """Un lote sin nada se aparta con una frase."""
    found = match([lot(quantity)], TAKERS, [taken("norte")], LIMITS)
    assert found.offers == ()
    assert found.left[0][1].say("en") == "There is nothing of it above zero: check the count."


@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.sampled_from([each.customer for each in TAKERS]), st.integers(1, 900)), max_size=10),
)
def test_never_more_than_there_is_and_only_to_those_who_accept(quantity: int, bought: list[tuple[str, int]]) -> None:
    """Nunca más de lo que hay, ni a más cuentas de las que dice la política, y solo a quien acepta ese grado."""
    found = match([lot(quantity)], TAKERS, [taken(customer, quantity=each) for customer, each in bought], LIMITS)
    assert sum(offer.quantity for offer in found.offers) <= quantity
    assert len(found.offers) <= LIMITS.values["rotation.offers"]
    assert all("second" in offer.taker.accepts and not offer.taker.held for offer in found.offers)
    assert len({offer.taker.customer for offer in found.offers}) == len(found.offers)
    assert bool(found.offers) != bool(found.left)


def test_what_came_of_the_offers() -> None:
    """Lo que resultó: unidades, kilos y dinero movidos; lo que no se sabe se cuenta aparte."""
    first, second = match([lot()], TAKERS, [taken("norte"), taken("sur")], LIMITS).offers
    bare = Lot("P2", "Otro", "PVA", "second", Decimal(10))
    (third,) = match([bare], TAKERS, [taken("sur", "P2")], LIMITS).offers
    found = result([Answer(first, Decimal(20), Decimal(6500)), Answer(second), Answer(third, Decimal(5), Decimal(100))])
    assert (found.made, found.taken, found.quantity, found.kilos) == (3, 2, Decimal(25), Decimal(400))
    assert (found.money, found.cost, found.unweighed, found.uncosted) == (Decimal(130_500), Decimal(100_000), 1, 1)
    assert result([]).rate is None
