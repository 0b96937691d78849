"""Cómo las calificaciones de varias personas se vuelven un puntaje (A2, A4, E7, E9, E10).

Cada persona califica de 0 a 4 con la escala escrita. Cuenta la última de cada persona mientras no venza; el criterio vale
la mediana × 25, y el desacuerdo se dice: nunca se promedia.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.criteria.anchors import ANCHORS, ASKS, EVIDENCE, NAMES, STEPS
from clave.criteria.registry import CRITERIA
from clave.criteria.voices import Voice, heard, last_day
from clave.facts.book import Book
from clave.facts.tables import JUDGED
from clave.measures.run import measure
from clave.policy import declared
from clave.policy.reading import default
from tests.web.made import table

DAY = date(2026, 10, 31)
LIMITS = default().at(DAY)


def said(text: str) -> list[Voice]:
    """`Ana 4 hace 30, Luis 2 hace 400`: quién, cuánto, hace cuántos días."""
    found = []
    for part in text.split(", "):
        who, value, _ago, days, *rest = part.split()
        given_on = DAY - timedelta(days=int(days))
        expires = given_on + timedelta(days=int(rest[1])) if rest else None
        found.append(Voice(who, int(value), given_on, expires))
    return found


PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "juicios.md").read_text("utf-8")
TABLE = PAGE.split("```calificaciones\n")[1].split("```")[0]


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[1:])
def test_de_las_calificaciones_al_puntaje(line: str) -> None:
    voices, middle, score, spread, agreement, applies = (cell.strip() for cell in line.split("|"))
    found = heard(said(voices), LIMITS, DAY)
    assert found.median == (None if middle == "-" else float(middle))
    assert found.score == (None if score == "-" else float(score))
    assert ("-" if found.low is None else f"{found.low} a {found.high}") == spread
    assert found.agreement == agreement
    assert found.applies == (applies == "sí")


def test_de_cada_calificacion_se_dice_si_cuenta_y_por_que() -> None:
    voices = said("Ana 4 hace 90, Ana 1 hace 3, Luis 3 hace 366, Eva 3 hace 340, Sol 3 hace 335")
    assert heard(voices, LIMITS, DAY).standing == ("superseded", "counts", "expired", "expiring", "counts")


def test_el_ultimo_dia_en_que_cuenta() -> None:
    assert last_day(Voice("Ana", 3, DAY), LIMITS) == date(2027, 10, 31)
    assert last_day(Voice("Ana", 3, DAY, date(2026, 12, 1)), LIMITS) == date(2026, 12, 1)


def test_cuantas_personas_faltan() -> None:
    assert heard([], LIMITS, DAY).wanted == 3
    assert heard(said("Ana 3 hace 30, Luis 3 hace 400"), LIMITS, DAY).wanted == 2
    assert heard(said("Ana 3 hace 1, Luis 3 hace 1, Eva 3 hace 1, Sol 0 hace 1"), LIMITS, DAY).wanted == 0


def test_desde_cuantos_pasos_hay_desacuerdo_es_politica() -> None:
    three = LIMITS.reform({declared.judged_disagree: 3})
    assert heard(said("Ana 4 hace 30, Luis 2 hace 10"), three, DAY).agreement == "differ"


def test_cada_criterio_juzgado_tiene_sus_cinco_pasos_en_palabras() -> None:
    judged = tuple(key for key, criterion in CRITERIA.items() if criterion.judged)
    assert set(ANCHORS) == set(ASKS) == set(EVIDENCE) == set(judged) == set(JUDGED)
    for key, steps in ANCHORS.items():
        assert len(steps) == len(STEPS) == len(NAMES), key
        assert len({step.say("es") for step in steps}) == len({step.say("en") for step in steps}) == 5, key


def test_la_pagina_trae_la_escala_palabra_por_palabra() -> None:
    for key, steps in ANCHORS.items():
        for text in (ASKS[key], EVIDENCE[key]):
            assert text.say("es") in PAGE, key
        for step, words in enumerate(steps):
            assert f"- **{step} · {NAMES[step].say('es')}**: {words.say('es')}" in PAGE, key


voices = st.lists(
    st.builds(
        Voice,
        st.sampled_from(("Ana", "Luis", "Eva")),
        st.integers(0, 4),
        st.dates(date(2025, 8, 1), date(2026, 11, 30)),
        st.none() | st.dates(date(2026, 8, 1), date(2027, 1, 1)),
    ),
    max_size=8,
    unique_by=lambda voice: (voice.rater, voice.day),
)


@settings(deadline=None)
@given(voices)
def test_es_la_misma_regla_que_mide_a_todos_los_clientes(given_: list[Voice]) -> None:
    line = {"date": DAY, "document": "F1", "customer": "C1", "net": 10}
    ratings = [
        {"customer": "C1", "criterion": "prestige", "rater": one.rater, "date": one.day, "rating": one.value,
         "expires_date": one.expires} for one in given_
    ]  # fmt: skip
    book = Book({"invoice_line": table("invoice_line", [line]), "rating": table("rating", ratings)})
    measured = measure(book, LIMITS, DAY, only={"ratings"})
    found = heard(given_, LIMITS, DAY)
    assert measured.columns["prestige_raters"].values[0] == found.raters
    if found.raters:
        kept = [measured.columns[f"prestige_{part}"].values[0] for part in ("rating", "low", "high")]
        assert kept == [found.median, found.low, found.high]
