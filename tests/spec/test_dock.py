"""La hoja de muelle: quién se carga primero, con todo lo que sale para él desde ese muelle (G2)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clave.privileges.dispatch.stops import Leaving, load_of, stops
from clave.report.dock_sheet import load_words

PART = Leaving("PED-1", "1", "C-1", "Nápoles", False, "PU-300", "PU-300 contacto", 1, 0, Decimal(8), Decimal(40), None)


def test_cada_cliente_se_carga_en_el_primero_de_sus_turnos_con_todo_lo_suyo() -> None:
    """Otún tiene los turnos 2 y 9: es la segunda parada con los dos, antes que el turno 3 de Calima."""
    parts = [
        replace(PART, order="PED-9", customer="C-2", name="Otún", turn=9),
        replace(PART, order="PED-3", customer="C-3", name="Calima", turn=3),
        replace(PART, order="PED-2", customer="C-2", name="Otún", turn=2, key=True),
        PART,
    ]
    found = stops(parts)
    assert [(stop.place, stop.name, stop.turn, [part.order for part in stop.parts]) for stop in found] == [
        (1, "Nápoles", 1, ["PED-1"]), (2, "Otún", 2, ["PED-2", "PED-9"]), (3, "Calima", 3, ["PED-3"]),
    ]  # fmt: skip
    assert [stop.key for stop in found] == [False, True, False]
    assert stops([]) == ()


def test_lo_que_nadie_sabe_cuanto_pesa_se_cuenta_y_nunca_es_cero() -> None:
    unknown = replace(PART, line="2", kilos=None)
    assert load_words(load_of([PART, PART])).say("es").replace("\u00a0", " ") == "80 kg"
    assert load_words(load_of([PART, unknown])).say("en").replace("\u00a0", " ") == "at least 40 kg"
    assert load_words(load_of([unknown])).say("en") == "not known"
    stacked = replace(PART, pallets=Decimal("2.46"))
    assert load_words(load_of([stacked])).say("en").replace("\u00a0", " ") == "40 kg · 2.5 pallets"


@given(
    st.permutations(
        [replace(PART, line=str(at), customer=f"C-{at % 4}", turn=None if at == 3 else at % 6 + 1) for at in range(9)]
    )
)
def test_la_hoja_es_la_misma_en_cualquier_orden_y_nadie_se_pierde(parts: list[Leaving]) -> None:
    found = stops(parts)
    assert found == stops(sorted(parts, key=lambda part: part.line))
    assert sorted(part.line for stop in found for part in stop.parts) == [str(at) for at in range(9)]
    turns = [9 if stop.turn is None else stop.turn for stop in found]
    assert turns == sorted(turns)
    assert [stop.place for stop in found] == list(range(1, len(found) + 1))
