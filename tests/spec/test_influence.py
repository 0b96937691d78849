"""El mapa de influencia: dónde queda cada persona, qué falta y cuándo todo cuelga de un solo hilo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.operations.influence import (
    CLOSENESS,
    ROLES,
    SUPPORT,
    Map,
    Opinion,
    Someone,
    checked_edge,
    checked_opinion,
    influence_map,
)
from clave.policy.reading import default

TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
# name: parts, support (? = not known), who of ours knows them and how well, days since the last contact (- = never)
PEOPLE = """
Rosalba | decides           | +1 | Camilo 3, Patricia 1 | 12
Efraín  | influences uses   | ?  | Camilo 2             | 40
Nubia   | blocks            | -2 |                      | -
Óscar   |                   | ?  | Camilo 1             | 90
"""
NUMBERS = {"Rosalba": 1, "Efraín": 2, "Nubia": 3, "Óscar": 4}


def people(table: str = PEOPLE) -> list[Someone]:
    found = []
    for line in table.strip().splitlines():
        name, parts, support, close, ago = (cell.strip() for cell in line.split("|"))
        known = {who.rsplit(" ", 1)[0].strip(): int(who.rsplit(" ", 1)[1]) for who in close.split(",") if who.strip()}
        opinion = Opinion(frozenset(parts.split()), None if support == "?" else int(support))
        spoken = None if ago == "-" else TODAY - timedelta(days=int(ago))
        found.append(Someone(NUMBERS[name], name, "", opinion, known, spoken))
    return found


def seen(table: str = PEOPLE, edges: tuple[tuple[int, int], ...] = ()) -> Map:
    return influence_map(people(table), edges, TODAY, LIMITS)


def codes(found: Map) -> list[str]:
    return [gap.code for gap in found.gaps]


def test_cada_persona_tiene_su_lugar() -> None:
    places = {one.who.name: (one.x, one.y) for one in seen().placed}
    assert places == {"Rosalba": (3, 3), "Efraín": (2, 2), "Nubia": (0, 2), "Óscar": (1, 0)}


def test_quien_mueve_a_quien_decide_influye_aunque_nadie_lo_haya_dicho() -> None:
    assert {one.who.name: one.y for one in seen(edges=((4, 1),)).placed}["Óscar"] == 2
    assert {one.who.name: one.y for one in seen(edges=((4, 3),)).placed}["Óscar"] == 0, "Nubia no decide"


def test_quien_bloquea_y_nadie_conoce_es_un_hueco_grave() -> None:
    found = seen()
    assert codes(found) == ["blocker_unknown"]
    assert found.gaps[0].grave
    assert found.gaps[0].who == (3,)
    assert "Nubia" in found.gaps[0].text.say("es")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Óscar | uses | ? | Camilo 1, Diana 2 | 3\nEfraín | uses | 0 | Diana 1 | 3", ["no_decider"]),
        ("Óscar | uses | ? | Camilo 1 | 3\nRosalba | decides | 1 | Camilo 2 | 3", ["one_of_ours"]),
        ("Óscar | uses | ? | | 3\nRosalba | decides | 1 | Camilo 2, Diana 1 | 3", ["one_of_theirs"]),
        ("Óscar | uses | ? | Diana 1 | 3\nRosalba | decides | 1 | Camilo 2 | 60", []),
        ("Óscar | uses | ? | Diana 1 | 3\nRosalba | decides | 1 | Camilo 2 | 61", ["decider_silent"]),
        ("Óscar | uses | ? | Diana 1 | 3\nRosalba | decides | 1 | Camilo 2 | -", ["decider_silent"]),
        ("Óscar | uses | ? | Diana 1 | 3\nRosalba | decides | -1 | Camilo 2 | 3", ["decider_against"]),
        ("Óscar | uses | ? | Diana 1 | 3\nEfraín | uses | ? | Ana 1 | 3\nRosalba | decides | ? | | 3", ["decider_unknown"]),
    ],
    ids=["nobody decides", "one of ours", "one of theirs", "60 days are allowed", "61 are not", "never", "against", "unknown"],
)  # fmt: skip
def test_los_huecos_con_palabras(table: str, expected: list[str]) -> None:
    found = seen(table)
    assert codes(found) == expected
    assert all(gap.text.say("es").strip().endswith(".") for gap in found.gaps)


def test_sin_personas_se_pide_escribirlas_y_nada_mas() -> None:
    assert codes(influence_map([], [], TODAY, LIMITS)) == ["nobody"]


def test_el_apoyo_que_nadie_conoce_no_es_neutral() -> None:
    assert people()[1].support is None
    assert Opinion(support=0) != Opinion(support=None)
    assert codes(seen("Rosalba | decides | ? | Camilo 2, Diana 1 | 3\nÓscar | uses | ? | Diana 1 | 3")) == []


def test_las_flechas_a_quien_ya_no_esta_se_quitan() -> None:
    assert seen(edges=((1, 2), (1, 99), (2, 2), (1, 2))).edges == ((1, 2),)


def test_lo_que_no_puede_ser_se_refuta() -> None:
    for wrong, where in ((Opinion(frozenset({"manda"})), "roles"), (Opinion(support=3), "support")):
        with pytest.raises(ClaveError) as refused:
            checked_opinion(wrong)
        assert refused.value.where == where
    for edge, there in (((1, 1), ()), ((1, 2), ((1, 2),))):
        with pytest.raises(ClaveError, match=r"nobody|already"):
            checked_edge(*edge, there)
    assert checked_opinion(Opinion(note="  mide  todo ")).note == "mide todo"


anybody = st.builds(
    Someone, st.integers(1, 6), st.sampled_from("ABCDEF"), st.just(""),
    st.none() | st.builds(Opinion, st.frozensets(st.sampled_from(list(ROLES))), st.none() | st.sampled_from(list(SUPPORT))),
    st.dictionaries(st.sampled_from(["Camilo", "Diana"]), st.sampled_from(list(CLOSENESS))),
    st.none() | st.dates(TODAY - timedelta(days=400), TODAY),
)  # fmt: skip


@given(
    st.lists(anybody, max_size=6, unique_by=lambda one: one.number),
    st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8))),
)
def test_ley_todos_quedan_en_el_mapa_y_lo_grave_va_primero(there: list[Someone], edges: list[tuple[int, int]]) -> None:
    found = influence_map(there, edges, TODAY, LIMITS)
    assert len(found.placed) == len(there)
    assert all(0 <= one.x <= 3 and 0 <= one.y <= 3 for one in found.placed)
    grave = [gap.grave for gap in found.gaps]
    assert grave == sorted(grave, reverse=True)
    if there and not any("decides" in one.roles for one in there):
        assert "no_decider" in codes(found)
    assert influence_map(reversed(there), edges, TODAY, LIMITS) == found or len({one.name for one in there}) < len(
        there
    )
