"""El reglamento del comité: qué se pregunta, qué votos cuentan, cuándo hay quórum, quién no decide y qué se sigue.

Cada prueba es un artículo. En las tablas: S = sí, N = no, A = abstención, · = no ha votado, * = responde por la cuenta."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.base.words import Text
from clave.policy import declared
from clave.policy.reading import default
from clave.selection.agenda import Seen, agenda
from clave.selection.committee import (
    KINDS,
    Asked,
    Ballot,
    Places,
    Rules,
    Tally,
    fits,
    may_decide,
    needed,
    outcome,
    rules_of,
    tally,
)

TODAY = date(2026, 11, 20)
RULES = Rules(quorum_share=0.5, quorum_votes=2, separation="votes_and_decisions", override_days=365)
WORDS = {"S": "yes", "N": "no", "A": "abstain"}


def counted(votes: str, rules: Rules = RULES) -> Tally:
    """`S N A · S*`: one column for each member of the committee."""
    marks = votes.split()
    ballots = [Ballot(n, WORDS[mark[0]], "*" in mark) for n, mark in enumerate(marks) if mark[0] in WORDS]
    owners = [n for n, mark in enumerate(marks) if "*" in mark]
    return tally(ballots, range(len(marks)), owners, rules)


def refusal(kind: str, asked: Asked, votes: str) -> tuple[str, str]:
    """Where and why it cannot be decided so."""
    with pytest.raises(ClaveError) as refused:
        outcome(KINDS[kind], asked, counted(votes), RULES, TODAY)
    return refused.value.where, refused.value.say("es")


# Artículo 1. De qué se habla


def test_1_el_orden_del_dia_empieza_por_lo_que_cambia() -> None:
    seen = [
        Seen("sigue", 1, True, "stays"),
        Seen("entra", 2, True, "enters"),
        Seen("vigilada", 3, True, "watched"),
        Seen("sale", 4, False, "leaves"),
        Seen("espera", 5, False, "waits"),
        Seen("fuera", 6, False, ""),
        Seen("postulada", 7, False, ""),
    ]
    found = agenda(seen, ["no-compra"], {"postulada", "sigue"}, (), reviewed=True)
    assert [(point.kind, point.customer) for point in found] == [
        ("enters", "entra"), ("leaves", "sale"), ("leaves", "no-compra"), ("watched", "vigilada"),
        ("waits", "espera"), ("nominated", "postulada"), ("stays", "sigue"),
    ]  # fmt: skip


def test_1_la_primera_lista_lleva_todo_lo_que_elige_la_regla_y_a_quien_alguien_postulo() -> None:
    seen = [Seen("a", 1, True, ""), Seen("b", 2, False, ""), Seen("c", 3, False, "")]
    found = agenda(seen, (), {"c"}, (), reviewed=False)
    assert [(point.kind, point.customer) for point in found] == [("chosen", "a"), ("nominated", "c")]


def test_1_quien_ya_va_de_salida_vuelve_a_la_mesa_solo_si_se_recupero_o_si_alguien_habla_por_el() -> None:
    seen = [Seen("a", 1, True, "stays"), Seen("b", 2, False, "leaves"), Seen("c", 3, False, "watched")]
    found = agenda(seen, ["d"], {"c"}, {"a", "b", "c", "d"}, reviewed=True)
    assert [(point.kind, point.customer) for point in found] == [("returns", "a"), ("nominated", "c")]


# Artículo 2. Quórum


@pytest.mark.parametrize(
    ("able", "share", "votes", "enough"),
    [(8, 0.5, 2, 4), (7, 0.5, 2, 4), (3, 0.5, 2, 2), (2, 0.5, 2, 2), (1, 0.5, 2, 1), (10, 1.0, 2, 10), (10, 0.0, 3, 3)],
)
def test_2_hacen_quorum_la_parte_o_el_numero_que_sea_mayor_y_nunca_mas_que_todos(
    able: int, share: float, votes: int, enough: int
) -> None:
    assert needed(able, Rules(share, votes, "none", 365)) == enough


@pytest.mark.parametrize(
    ("votes", "reached", "missing"),
    [("S · · ·", False, 1), ("S A · ·", True, 0), ("A A · ·", True, 0), ("· · · ·", False, 2), ("S* S · ·", False, 1)],
)
def test_2_quien_se_abstiene_participa_y_quien_es_dueno_no_cuenta(votes: str, reached: bool, missing: int) -> None:
    found = counted(votes)
    assert (found.reached, found.missing) == (reached, missing)


def test_2_sin_quorum_no_se_decide() -> None:
    where, says = refusal("enters", Asked("accepted"), "S · · · · ·")
    assert (where, says) == ("quorum", "quorum: faltan 2 votos para el quórum. Pídeselo a quienes aún no han votado.")


def test_2_donde_todos_responden_por_la_cuenta_nadie_puede_decidir() -> None:
    assert "todos los de este comité responden por la cuenta" in refusal("enters", Asked("accepted"), "S* S*")[1]


# Artículo 3. Qué sugieren los votos


@pytest.mark.parametrize(
    ("votes", "suggests"),
    [
        ("S S N ·", "in"),
        ("N N S ·", "out"),
        ("S N · ·", "tie"),
        ("A A A ·", "tie"),
        ("S · · ·", ""),
        ("S* N N ·", "out"),
    ],
)
def test_3_decide_la_mayoria_de_quienes_toman_partido(votes: str, suggests: str) -> None:
    assert counted(votes).suggests == suggests


@pytest.mark.parametrize(
    ("kind", "votes", "contested", "agreed"),
    [
        ("enters", "S S · ·", False, True),
        ("enters", "S S A ·", False, True),
        ("enters", "S S N ·", True, False),
        ("enters", "N N · ·", True, False),  # todos contra la regla: hay que hablarlo
        ("enters", "S · · ·", False, False),  # falta quórum
        ("leaves", "N N · ·", False, True),
        ("nominated", "N N · ·", False, True),
        ("stays", "S N · ·", True, False),
    ],
)
def test_3_es_discutido_lo_que_divide_o_va_contra_la_regla(
    kind: str, votes: str, contested: bool, agreed: bool
) -> None:
    found = counted(votes)
    assert (found.contested(KINDS[kind]), found.agreed(KINDS[kind])) == (contested, agreed)


# Artículo 4. Aceptar, rechazar, exceptuar


@pytest.mark.parametrize(
    ("kind", "verdict", "inside"),
    [
        ("enters", "accepted", True), ("enters", "rejected", False),
        ("chosen", "accepted", True), ("chosen", "rejected", False),
        ("leaves", "accepted", False), ("leaves", "overridden", True),
        ("watched", "accepted", True), ("watched", "overridden", False),
        ("returns", "accepted", True), ("returns", "rejected", False),
        ("waits", "accepted", False), ("waits", "overridden", True),
        ("nominated", "rejected", False), ("nominated", "overridden", True),
        ("stays", "accepted", True), ("stays", "overridden", False),
    ],
)  # fmt: skip
def test_4_cada_linea_tiene_sus_dos_respuestas(kind: str, verdict: str, inside: bool) -> None:
    asked = Asked(verdict, "Así lo vemos.", date(2027, 5, 31))
    assert outcome(KINDS[kind], asked, counted("S N A ·"), RULES, TODAY) is inside
    assert KINDS[kind].verdict(inside) == verdict


def test_4_no_hay_otra_respuesta() -> None:
    assert refusal("enters", Asked("overridden", "Sí.", date(2027, 5, 31)), "S S · ·")[0] == "verdict"
    assert refusal("nominated", Asked("accepted"), "S S · ·")[0] == "verdict"


@pytest.mark.parametrize(
    ("kind", "verdict", "votes", "why"),
    [
        ("leaves", "overridden", "S S · ·", "nadie sabría por qué"),
        ("enters", "accepted", "S N · ·", "los votos están empatados"),
        ("enters", "accepted", "N N · ·", "va contra lo que votó la mayoría"),
        ("enters", "rejected", "S S · ·", "va contra lo que votó la mayoría"),
        ("enters", "rejected", "N N · ·", "la regla dice otra cosa"),
    ],
)
def test_4_contra_la_regla_contra_el_voto_o_con_empate_hay_que_decir_por_que(
    kind: str, verdict: str, votes: str, why: str
) -> None:
    where, says = refusal(kind, Asked(verdict, "  ", date(2027, 5, 31)), votes)
    assert where == "reason"
    assert why in says


@pytest.mark.parametrize(
    ("kind", "verdict", "votes"), [("enters", "accepted", "S S · ·"), ("leaves", "accepted", "N N · ·")]
)
def test_4_lo_que_la_regla_y_el_voto_dicen_no_necesita_mas_palabras(kind: str, verdict: str, votes: str) -> None:
    outcome(KINDS[kind], Asked(verdict), counted(votes), RULES, TODAY)


# Artículo 5. Una excepción termina


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (None, "necesita un día en que termina"),
        (TODAY, "no es posterior a hoy"),
        (date(2026, 1, 1), "no es posterior a hoy"),
        (date(2027, 11, 21), "permite una excepción por 365 días"),
    ],
)
def test_5_la_excepcion_lleva_un_dia_posterior_y_no_mas_lejano_que_la_politica(until: date | None, why: str) -> None:
    where, says = refusal("waits", Asked("overridden", "Nos abre el Caribe.", until), "S S · ·")
    assert where == "until"
    assert why in says


def test_5_el_ultimo_dia_que_permite_la_politica_vale() -> None:
    asked = Asked("overridden", "Nos abre el Caribe.", date(2027, 11, 20))
    assert outcome(KINDS["waits"], asked, counted("S S · ·"), RULES, TODAY)


# Artículo 6. Nadie juzga lo suyo


@pytest.mark.parametrize(
    ("separation", "vote_counts", "may"),
    [("votes_and_decisions", False, False), ("votes", False, True), ("decisions", True, False), ("none", True, True)],
)
def test_6_la_politica_separa_el_voto_la_decision_o_ambos(separation: str, vote_counts: bool, may: bool) -> None:
    rules = Rules(0.5, 1, separation, 365)
    found = counted("S* · ·", rules)
    assert (found.yes, found.set_aside) == ((1, 0) if vote_counts else (0, 1))
    assert found.able == (3 if vote_counts else 2)
    assert may_decide(7, {7}, rules) is may
    assert may_decide(8, {7}, rules)


def test_6_quien_era_dueno_al_votar_sigue_sin_contar_aunque_ya_no_lo_sea() -> None:
    found = tally([Ballot(1, "yes", own=True)], {1, 2, 3}, (), RULES)
    assert (found.yes, found.set_aside, found.able) == (0, 1, 2)


# Artículo 7. El cupo


def test_7_el_que_sobra_no_entra_y_se_dice_sobre_quien_decidir_primero() -> None:
    fits("Suelas", Places(25, 24), ())
    with pytest.raises(ClaveError) as full:
        fits("Suelas", Places(25, 25), ["Tayrona", "Artes"])
    assert full.value.say("es") == (
        "capacity: los 25 cupos están ocupados: Suelas sería uno de más. Decide primero sobre quienes salen: Artes, Tayrona."
    )


# Artículo 8. De dónde salen estas reglas


def test_8_las_reglas_son_politica_con_fecha_razon_y_fuente() -> None:
    limits = default().at(TODAY)
    assert rules_of(limits) == RULES
    assert limits[declared.committee_voting_days] == 7


def test_8_cada_cosa_tiene_su_nombre_y_su_explicacion() -> None:
    for kind in KINDS.values():
        assert isinstance(kind.label, Text)
        assert kind.label.say("es") != kind.label.msgid
        assert kind.words.say("es").endswith(".")
        assert set(kind.verdicts.values()) == {True, False}


# La guía dice las mismas cifras


def test_la_guia_asegura_lo_que_dice_sobre_el_quorum() -> None:
    guide = (Path(__file__).parents[2] / "docs/how-to/decidir-la-lista.md").read_text("utf-8")
    table = [
        line.strip("| ").split(" | ") for line in guide.splitlines() if line.startswith("| ") and line[2].isdigit()
    ]
    assert len(table) == 4
    for able, share, votes, enough in table:
        assert int(share) == math.ceil(0.5 * int(able))
        assert needed(int(able), RULES) == int(enough)
        assert int(votes) == RULES.quorum_votes
    assert counted("A A · ·").suggests == "tie"
    assert counted("S* S · ·").missing == 1
