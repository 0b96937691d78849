"""Las cifras de docs/explanation/comparar.md son las de la comparación."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clave.policy import declared
from clave.selection.compare import Comparison, compared
from clave.selection.listed import Asked, listed
from clave.selection.listing import Listing
from tests.unit.selection.population import grounds, limits, reading

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "comparar.md"


@pytest.fixture(scope="module")
def page() -> str:
    """The page in one line, quotes opened."""
    return " ".join(PAGE.read_text("utf-8").replace("\n> ", " ").split())


def of_order(*order: str) -> Listing:
    """The page's two customers, read from its own table, with that order and one place."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    scores = {key: reading([float(row[column]) for row in rows]) for column, key in ((1, "volume"), (2, "loyalty"))}
    policy = limits(
        {declared.capacity_share: 1.0, declared.capacity_count: 1, declared.seats: {}, declared.order: order}
    )
    names = tuple(row[0] for row in rows)
    found = grounds(scores, policy, codes=names)
    return listed(replace(found, measured=replace(found.measured, names=names)), Asked(draws=200))


@pytest.fixture(scope="module")
def found() -> Comparison:
    """From volume first to loyalty first."""
    return compared(of_order("volume", "loyalty"), of_order("loyalty", "volume"))


def test_los_pesos_y_los_puntajes(page: str, found: Comparison) -> None:
    assert found.weights == {"loyalty": (0.25, 0.75), "volume": (0.75, 0.25)}
    assert "el primero pesa 75 % y el segundo 25 %" in page
    (beto,), (ana,) = found.entered, found.left
    assert (beto.before.score, beto.after.score) == (55, 85)  # type: ignore[union-attr]
    assert (ana.before.score, ana.after.score) == (85, 55)  # type: ignore[union-attr]
    assert "Ana tiene 85 puntos y Beto 55" in page


def test_quien_entra_y_quien_sale(page: str, found: Comparison) -> None:
    assert [shift.line.customer for shift in found.entered] == ["Beto"]
    assert [shift.line.customer for shift in found.left] == ["Ana"]
    assert "Entra Beto y sale Ana" in page
    back = compared(of_order("loyalty", "volume"), of_order("volume", "loyalty"))
    assert [shift.line.customer for shift in back.entered] == ["Ana"]
    assert compared(of_order("volume", "loyalty"), of_order("volume", "loyalty")).empty
    assert found.money_gained == found.entered[0].line.money - found.left[0].line.money


def test_por_que(page: str, found: Comparison) -> None:
    because = [reason.say("es").replace("\xa0", " ") for reason in found.entered[0].because]
    assert because[0].replace("Loyalty", "Lealtad") in page
    assert because == [
        "Lealtad pesa 75 % (antes 25 %): +50 puntos. Ana: +20.",
        "Volumen pesa 25 % (antes 75 %): −20 puntos. Ana: −50.",
    ]
    assert "30 puntos en cada uno" in page
    assert np.isclose(50 - 20, -20 + 50)
