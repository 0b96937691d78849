"""Cómo las calificaciones de varias personas se vuelven un puntaje (A2, A4, E7, E9, E10).

Cada persona califica de 0 a 4 con la escala escrita. Cuenta la última de cada persona mientras no venza; el criterio vale
la mediana × 25, y el desacuerdo se dice: nunca se promedia.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.criteria.anchors import ANCHORS, ASKS, EVIDENCE, NAMES, STEPS
from clave.criteria.kind_anchors import KIND_ANCHORS, KIND_ASKS, KIND_EVIDENCE
from clave.criteria.registry import CRITERIA
from clave.criteria.voices import Voice, heard, last_day
from clave.facts.book import Book
from clave.facts.tables import JUDGED, KINDS
from clave.measures.kinds import KIND_NAMES
from clave.measures.run import measure
from clave.policy import declared
from clave.policy.reading import default
from tests.web.made import table

DAY = date(2026, 10, 31)
PART = re.compile(r"(\w+) (?:([^\W\d]+) )?(\d) hace (-?\d+)(?: por (\d+))?")
KINDS_ = KINDS["extraordinary"]
KIND_WORDS = dict(zip(("producto", "servicio", "mercado", "exigencia", "singularidad"), KINDS_, strict=True))
LIMITS = default().at(DAY)


def said(text: str) -> list[Voice]:
    """`Ana 4 hace 30, Luis mercado 2 hace 400`: quién, de qué clase, cuánto, hace cuántos días."""
    found = []
    for part in text.split(", "):
        who, *kind, value, days, rest = PART.fullmatch(part).groups()  # type: ignore[union-attr]
        given_on = DAY - timedelta(days=int(days))
        expires = given_on + timedelta(days=int(rest)) if rest else None
        found.append(Voice(who, int(value), given_on, expires, KIND_WORDS.get(kind[0], "")))
    return found


PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "juicios.md").read_text("utf-8")
TABLE = PAGE.split("```calificaciones\n")[1].split("```")[0]


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[1:])
def test_de_las_calificaciones_al_puntaje(line: str) -> None:
    voices, middle, score, spread, agreement, applies = (cell.strip() for cell in line.split("|"))
    found = heard(said(voices), LIMITS, DAY)
    assert found.median == (None if middle == "-" else float(middle))
    assert found.score == (None if score == "-" else float(score))
    assert ("-" if found.low is None else f"{found.low:g} a {found.high:g}") == spread
    assert found.agreement == agreement
    assert found.applies == (applies == "sí")


KINDS_TABLE = PAGE.split("```clases\n")[1].split("```")[0]


@pytest.mark.parametrize("line", KINDS_TABLE.strip().splitlines()[1:])
def test_de_las_clases_al_criterio(line: str) -> None:
    voices, by_kind, best, mean, applies = (cell.strip() for cell in line.split("|"))
    found = heard(said(voices), LIMITS, DAY, KINDS_)
    names = {kind: word for word, kind in KIND_WORDS.items()} | {"": "todo"}
    assert ", ".join(f"{names[one.kind]} {one.median:g}" for one in found.kinds if one.median is not None) == by_kind
    averaged = heard(said(voices), LIMITS.reform({declared.judged_kinds: "mean"}), DAY, KINDS_)
    assert [found.score, averaged.score] == [float(best), float(mean)]
    assert found.applies == (applies == "sí")


def test_una_clase_que_nadie_califica_no_se_sabe_y_se_ve() -> None:
    found = heard(said("Ana producto 4 hace 30"), LIMITS, DAY, KINDS_)
    assert [one.kind for one in found.unknown] == ["service", "market", "demand", "singularity"]
    assert [(one.median, one.low, one.raters, one.agreement) for one in found.unknown] == [
        (None, None, 0, "nobody")
    ] * 4


def test_el_desacuerdo_se_dice_clase_por_clase() -> None:
    found = heard(said("Ana producto 4 hace 9, Luis producto 1 hace 9, Ana mercado 2 hace 9"), LIMITS, DAY, KINDS_)
    assert [(one.kind, one.agreement, one.low, one.high) for one in found.kinds if one.raters] == [
        ("product", "disagree", 1, 4), ("market", "alone", 2, 2),
    ]  # fmt: skip
    assert (found.agreement, found.raters, found.wanted) == ("disagree", 2, 1)


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


def test_cada_clase_tiene_tambien_sus_cinco_pasos() -> None:
    assert set(KIND_ANCHORS) == set(KIND_ASKS) == set(KIND_EVIDENCE) == set(KIND_NAMES) == set(KINDS_)
    for kind, steps in KIND_ANCHORS.items():
        assert len({step.say("es") for step in steps}) == len({step.say("en") for step in steps}) == len(STEPS), kind


def test_la_pagina_trae_la_escala_palabra_por_palabra() -> None:
    asked = {**ASKS, **KIND_ASKS}
    proved = {**EVIDENCE, **KIND_EVIDENCE}
    for key, steps in {**ANCHORS, **KIND_ANCHORS}.items():
        for text in (asked[key], proved[key]):
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
        st.sampled_from(("", "", "product", "market")),
    ),
    max_size=8,
    unique_by=lambda voice: (voice.rater, voice.day, voice.kind),
)


@settings(deadline=None)
@given(voices, st.sampled_from(("prestige", "extraordinary")), st.sampled_from(("best", "mean")))
def test_es_la_misma_regla_que_mide_a_todos_los_clientes(given_: list[Voice], criterion: str, rule: str) -> None:
    line = {"date": DAY, "document": "F1", "customer": "C1", "net": 10}
    ratings = [
        {"customer": "C1", "criterion": criterion, "rater": one.rater, "date": one.day, "rating": one.value,
         "expires_date": one.expires, "kind": one.kind or None} for one in given_
    ]  # fmt: skip
    book = Book({"invoice_line": table("invoice_line", [line]), "rating": table("rating", ratings)})
    limits = LIMITS.reform({declared.judged_kinds: rule})
    measured = measure(book, limits, DAY, only={"ratings"})
    found = heard(given_, limits, DAY, KINDS.get(criterion, ()))
    assert measured.columns[f"{criterion}_raters"].values[0] == found.raters
    if found.raters:
        kept = [measured.columns[f"{criterion}_{part}"].values[0] for part in ("rating", "low", "high")]
        assert kept == pytest.approx([found.median, found.low, found.high])
    if criterion in KINDS:
        by_kind = {one.kind or "whole": one.median for one in found.kinds if one.median is not None}
        columns = {kind: measured.columns[f"{criterion}_{kind}"].values[0] for kind in ("whole", "product", "market")}
        assert {kind: value for kind, value in columns.items() if not math.isnan(value)} == by_kind


@given(voices)
def test_una_clase_mejor_calificada_nunca_baja_el_criterio(given_: list[Voice]) -> None:
    """Con la mejor clase (la política por defecto), saber una clase más tampoco lo baja."""
    before = heard(given_, LIMITS, DAY, KINDS_).median
    after = heard([*given_, Voice("Sol", 2, DAY, kind="demand")], LIMITS, DAY, KINDS_).median
    assert after is not None
    assert after >= (before or 0)
