"""El perfil vivo de una cuenta: qué tan fresco está y qué conviene preguntar, con las cifras de docs/explanation/personas.md."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.operations.profile import FIELDS, TYPED, Profile, Said, checked_said, profile
from clave.policy.declared import PROFILE, profile_days, profile_weights
from clave.policy.reading import default

TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
EXAMPLE = """
field       | value      | said ago | holds | weight | counts
sales       | 9000000000 | 73       | 365   | 15     | 12.0
headcount   | 120        | 365      | 365   | 8      | 0.0
growth      | 0.12       | 90       | 180   | 12     | 6.0
projects    | Línea 3    | 0        | 180   | 15     | 15.0
changes     | Gerente    | 200      | 120   | 10     | 0.0
"""
SCORE = 33.0
DOCS = Path(__file__).parents[2] / "docs/explanation/personas.md"


def rows(table: str) -> list[dict[str, str]]:
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [dict(zip(head, line, strict=True)) for line in lines]


def example() -> list[Said]:
    return [
        Said(row["field"], row["value"], TODAY - timedelta(days=int(row["said ago"])), "Visita")
        for row in rows(EXAMPLE)
    ]


def at(said: list[Said], confirmed: tuple[date, ...] = (), **derived: date) -> Profile:
    return profile(said, confirmed, derived, TODAY, LIMITS)


def test_cada_campo_cuenta_segun_su_peso_y_su_edad() -> None:
    found = at(example())
    shown = {one.field.key: one for one in found.fields}
    for row in rows(EXAMPLE):
        one = shown[row["field"]]
        assert (one.days, one.weight, one.age) == (int(row["holds"]), int(row["weight"]), int(row["said ago"]))
        assert round(one.weight * one.share, 1) == float(row["counts"]), row["field"]
    assert round(found.score, 1) == SCORE
    assert "**33** de 100" in DOCS.read_text("utf-8"), "la explicación trae la misma cifra"


def test_lo_viejo_se_dice_viejo_y_el_ultimo_dia_todavia_vale() -> None:
    shown = {one.field.key: one for one in at(example()).fields}
    assert shown["changes"].stale
    assert not shown["headcount"].stale, "hoy se cumple su plazo"
    assert shown["sites"].age is None
    assert not shown["sites"].stale, "lo que nadie ha dicho no está viejo: no se sabe"


def test_lo_primero_que_conviene_preguntar_es_lo_que_mas_puntos_da() -> None:
    found = at(example())
    gains = [(ask.field.key, round(ask.gain, 1)) for ask in found.asks]
    assert gains[:4] == [("changes", 10.0), ("competitors", 10.0), ("headcount", 8.0), ("ownership", 8.0)]
    assert found.next is not None
    assert "hace 200 días" in found.next.because.say("es").replace("\u00a0", " ") or "200" in found.next.because.say(
        "en"
    )
    nothing = at([])
    assert nothing.score == 0
    assert [ask.field.key for ask in nothing.asks[:2]] == ["sales", "projects"], "iguales, en el orden de la lista"


def test_confirmar_todo_renueva_lo_que_ya_se_habia_dicho() -> None:
    confirmed = at(example(), (TODAY - timedelta(days=36),))
    shown = {one.field.key: one for one in confirmed.fields}
    assert shown["headcount"].age == 36
    assert shown["projects"].age == 0, "se dijo después: no se envejece"
    assert shown["sites"].age is None, "confirmar no inventa lo que nadie ha dicho"
    assert confirmed.score > SCORE


def test_las_personas_y_los_competidores_se_dicen_solos() -> None:
    shown = {one.field.key: one for one in at([], people=TODAY, competitors=TODAY - timedelta(days=90)).fields}
    assert (shown["people"].share, shown["competitors"].share) == (1, 0.5)


def test_lo_que_se_dijo_despues_del_dia_no_se_sabia() -> None:
    assert at([Said("sales", "1", TODAY + timedelta(days=1))], (TODAY + timedelta(days=2),)).score == 0


def test_la_politica_conoce_los_mismos_campos() -> None:
    assert tuple(FIELDS) == PROFILE
    assert set(LIMITS[profile_days]) == set(LIMITS[profile_weights]) == set(FIELDS)
    assert sum(LIMITS[profile_weights].values()) == 100


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (Said("people", "7", TODAY, "x"), "value"),
        (Said("nada", "7", TODAY, "x"), "value"),
        (Said("sales", "", TODAY, "x"), "value"),
        (Said("sales", "mucho", TODAY, "x"), "value"),
        (Said("sales", "-1", TODAY, "x"), "value"),
        (Said("sales", "NaN", TODAY, "x"), "value"),
        (Said("headcount", "12.5", TODAY, "x"), "value"),
        (Said("growth", "-1.01", TODAY, "x"), "value"),
        (Said("ownership", "mía", TODAY, "x"), "value"),
        (Said("projects", "a" * 2001, TODAY, "x"), "value"),
        (Said("sales", "1", TODAY, "  "), "source"),
        (Said("sales", "1", TODAY + timedelta(days=1), "x"), "on"),
    ],
)
def test_lo_que_no_puede_ser_se_dice_junto_al_campo(said: Said, where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_said(said, TODAY)
    assert refused.value.where == where
    assert refused.value.remedy


def test_lo_que_se_guarda_queda_limpio() -> None:
    assert checked_said(Said("headcount", " 120.0 ", TODAY, " en  visita "), TODAY) == Said(
        "headcount", "120", TODAY, "en visita"
    )
    assert checked_said(Said("growth", "-0.05", TODAY, "x"), TODAY).value == "-0.05"


words = st.builds(
    Said, st.sampled_from(TYPED), st.just("1"), st.dates(TODAY - timedelta(days=900), TODAY), st.just("x")
)


@given(st.lists(words, max_size=12), words)
def test_ley_saber_mas_nunca_baja_el_puntaje(said: list[Said], more: Said) -> None:
    before, after = at(said), at([*said, more])
    assert 0 <= before.score <= after.score <= 100 + 1e-9


@given(st.lists(words, max_size=12))
def test_ley_lo_que_falta_y_lo_que_se_sabe_suman_cien(said: list[Said]) -> None:
    found = at(said)
    assert found.score + sum(ask.gain for ask in found.asks) == pytest.approx(100)
    assert [ask.gain for ask in found.asks] == sorted((ask.gain for ask in found.asks), reverse=True)
