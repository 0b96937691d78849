"""Las cifras de docs/explanation/debate.md son las del debate."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from clave.policy import declared
from clave.policy.reading import default
from clave.selection.agreement import agreement, places
from clave.selection.consensus import borda, kemeny
from clave.selection.debate import Population, effect
from tests.unit.selection.population import AS_OF, grounds, limits, reading

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "debate.md"
KEYS = {
    "volumen": "volume", "margen": "profit", "potencial": "potential", "lealtad": "loyalty", "prestigio": "prestige",
}  # fmt: skip
BEFORE = tuple(KEYS.values())
POLICY = default().at(AS_OF)


@pytest.fixture(scope="module")
def page() -> str:
    """The page in one line, quotes opened."""
    return " ".join(PAGE.read_text("utf-8").replace("\n> ", " ").split())


def tables() -> list[list[list[str]]]:
    """The two tables of the page: who orders how, and what each customer scores."""
    found = re.findall(r"(?:^\|.*\n)+", PAGE.read_text("utf-8"), re.MULTILINE)
    return [[row.strip("| ").split(" | ") for row in table.splitlines()] for table in found]


def orders() -> dict[str, tuple[str, ...]]:
    """The orders of the first table, by person."""
    return {row[0]: tuple(KEYS[name] for name in row[1:]) for row in tables()[0][2:]}


def population() -> Population:
    """The customers of the second table, with one place."""
    head, _rule, *rows = tables()[1]
    keys = [KEYS[name] for name in head[1:]]
    scores = {key: reading([float(row[place]) for row in rows]) for place, key in enumerate(keys, 1)}
    policy = limits(
        {declared.order: BEFORE, declared.capacity_count: 1, declared.capacity_share: 1.0, declared.seats: {}}
    )
    names = tuple(row[0] for row in rows)
    made = grounds(scores, policy, codes=names)
    return Population(replace(made, measured=replace(made.measured, names=names)))


def spanish(keys: tuple[str, ...]) -> str:
    return ", ".join({key: name for name, key in KEYS.items()}[key] for key in keys)


def test_cuanto_coinciden(page: str) -> None:
    given = list(orders().values())
    sums = dict(zip(BEFORE, places(given, BEFORE).sum(axis=0).tolist(), strict=True))
    assert sums == {"profit": 5, "volume": 6, "loyalty": 8, "potential": 12, "prestige": 14}
    assert sum((total - 9) ** 2 for total in sums.values()) == 60
    found = agreement(given, POLICY)
    assert found is not None
    assert f"= {found.w:.2f}".replace(".", ",") in page
    assert (found.band, found.name.say("es").lower()) == ("moderate", "acuerdo moderado")
    assert "Aquí el acuerdo es moderado" in page
    assert found.chance is None
    bands = [POLICY[value] for value in (
        declared.debate_weak, declared.debate_moderate, declared.debate_strong, declared.debate_unusual
    )]  # fmt: skip
    assert bands == [0.3, 0.5, 0.7, 0.9]
    assert POLICY[declared.debate_criteria] == 8


def test_el_orden_del_grupo(page: str) -> None:
    given = list(orders().values())
    by_places = borda(given, BEFORE)
    by_pairs = kemeny(given, by_places.order)
    assert f"por la suma de los puestos: {spanish(by_places.order)}." in page
    assert by_places.ties == ()
    assert f"{by_pairs.pairs} parejas" in page
    assert f"que tiene {by_pairs.disagreements}: {spanish(by_pairs.order)}." in page
    assert by_pairs.optimal == 1


def test_quien_entra_y_quien_sale(page: str) -> None:
    held, asked = population(), orders()
    before = held.choose()
    scores = {name: stand.score for name in ("Andina", "Boreal") if (stand := before.stand(name))}
    assert [*before.inside] == ["Andina"]
    assert f"con {scores['Andina']:.1f} puntos contra {scores['Boreal']:.1f}".replace(".", ",") in page
    assert effect(before, held.choose(asked["Ana"])).empty
    group = kemeny(list(asked.values()), borda(list(asked.values()), BEFORE).order).order
    for order in (asked["Beto"], group):
        found = effect(before, held.choose(order))
        assert [turn.stand.name for turn in found.entered] == ["Boreal"]
        assert [turn.stand.name for turn in found.left] == ["Andina"]
