"""Las cifras de docs/explanation/seleccion.md son las de la regla."""

from __future__ import annotations

from pathlib import Path

import pytest

from clave.base.figures import Figure
from clave.policy import declared
from clave.policy.reading import default
from clave.selection.listing import Listing
from tests.spec.selection_table import chosen, inside, of, plain
from tests.unit.selection.population import AS_OF

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "seleccion.md"


@pytest.fixture(scope="module")
def page() -> str:
    """The page in one line."""
    return " ".join(PAGE.read_text("utf-8").split())


@pytest.fixture(scope="module")
def table() -> str:
    """The page's own table, with the scores as cells."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    header = ["customer", "volume", "profit", "loyalty", "knowledge"]
    return "\n".join(" | ".join(cells[:5]) for cells in [header, *rows[1:]])


@pytest.fixture(scope="module")
def listing(table: str) -> Listing:
    return chosen(table)


def said(value: float, unit: str = "share") -> str:
    return plain(Figure(value, unit).say("es"))  # type: ignore[arg-type]


def test_los_pesos(page: str, listing: Listing, table: str) -> None:
    assert "{}, {}, {} y {}".format(*(said(weight) for weight in listing.weights.values())) in page
    milder = chosen(table, {declared.weighting: "rank_sum"}, draws=100).weights
    assert "({}, {}, {} y {})".format(*(said(weight) for weight in milder.values())) in page


def test_los_puntajes_y_el_corte(page: str, listing: Listing) -> None:
    for line in listing.lines:
        assert any(
            row.startswith(f"| {line.customer} |") and row.endswith(f"| {said(line.score, 'score')} |")
            for row in PAGE.read_text("utf-8").splitlines()
        )
    assert "{}, {} y {}. Cumbre".format(*inside(listing)) in page
    assert listing.capacity.gap is not None
    assert f"por fuera por {said(listing.capacity.gap, 'score')} puntos" in page
    assert of(listing, "Delta").seat == "knowledge"
    assert not of(listing, "Eterna").candidate


def test_que_tan_seguro(page: str, listing: Listing) -> None:
    shares = {name: said(of(listing, name).sure) for name in ("Andina", "Boreal", "Delta", "Cumbre")}
    assert (
        "Andina queda dentro en el {Andina}, Boreal en el {Boreal}, Delta en el {Delta} y Cumbre en el {Cumbre}".format(
            **shares
        )
        in page
    )
    assert listing.draws == 2000


def test_las_franjas_de_la_politica(page: str) -> None:
    limits = default().at(AS_OF)
    assert f"por debajo del {said(limits[declared.band_exit])} en dos revisiones" in page
    assert f"entra desde el {said(limits[declared.band_entry])}" in page
    assert (limits[declared.band_reviews], limits[declared.band_stay]) == (2, 2)


def test_lo_que_haria_falta(page: str, listing: Listing) -> None:
    found = {change.kind: dict(change.text.values) for change in of(listing, "Cumbre").would_take}
    rating = found["rating:knowledge"]["rating"]
    assert f"calificación de {plain(rating.say('es'))} en ensayos (hoy 0)" in page  # type: ignore[attr-defined]
