"""Lo que se decide cuando entra un pedido: clase, turno, mínimo, condiciones, crédito y qué decirle a quien digita."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.policy import declared
from clave.privileges.catalogue.grants import Grant
from clave.privileges.conditions import Condition, Used
from clave.privileges.entry import Asked, Customer, Decision, Known, Product, decide
from clave.privileges.minimums import Minimum
from tests.unit.selection.population import limits

TODAY = date(2026, 11, 17)
WANTED = date(2026, 11, 25)
SINCE = date(2026, 1, 1)
POLICY = limits({declared.cost_small_order: 14_000.0})


def granted(account: str, privilege: str, **parameters: float) -> Grant:
    return Grant(account, privilege, SINCE, None, parameters, "contrato")


DISCOUNT = Condition(
    "C-1", "discount", Decimal("0.10"), SINCE, date(2026, 12, 31), "volume", "Compra 40 t", "PU-300",
    quantity=Decimal(50), number=7,
)  # fmt: skip
KEY = Customer(
    "C-1", "Aceros Norte", "volume", "direct", owner="Marta Ruiz", conditions=(DISCOUNT,),
    grants=(granted("C-1", "dispatch", days=14), granted("C-1", "no_minimum"), granted("C-1", "preferential")),
)  # fmt: skip
KNOWN = Known(
    {"C-1": KEY, "C-2": Customer("C-2", "Ferretería Sol", channel="direct")},
    {"PU-300": Product("PU-300", "PU", Decimal(1_000)), "AC-1": Product("AC-1", "AC")},
    (Minimum("order", "money", Decimal(300_000), SINCE),),
    {}, TODAY,
)  # fmt: skip


def asked(customer: str, *lines: tuple[str, Any], wanted: date | None = WANTED, known: Known = KNOWN) -> Decision:
    return decide(customer, [Asked(*line) for line in lines], wanted, known, POLICY, on=TODAY)


def said(decision: Decision) -> list[str]:
    return [text.say("en").replace("\N{NO-BREAK SPACE}", " ") for text in decision.said]


def test_una_cuenta_clave_va_adelante_sin_minimo_y_con_su_condicion() -> None:
    """Se quiere el 25: sale el 24 (un día de viaje), y con 14 días de ventaja su turno es el del 10."""
    found = asked("C-1", ("pu-300", "40"))
    assert (found.key, found.category, found.head_start) == (True, "volume", 14)
    assert (found.leaves_by, found.turn) == (date(2026, 11, 24), date(2026, 11, 10))
    assert (found.minimum.waived, found.minimum.cost, found.may_go_on) == (True, 14_000, True)
    assert [(one.price, one.cost) for one in found.lines[0].applied] == [(900, 4_000)]
    assert said(found) == [
        "Aceros Norte is a key account.",
        "In dispatch it stands 14 days ahead: as if it had to leave on 10 Nov 2026.",
        "PU-300: Discount on the list, 10%. Applied to the whole line.",
        "Below the minimum, which is waived: handling it costs $ 14,000.",
        "Its collection is with Marta Ruiz: by call, courteous, never by an automatic letter.",
    ]


def test_en_otra_moneda_que_la_de_la_politica_no_se_inventa_lo_que_cuesta_atenderlo() -> None:
    """La política dice 14.000 en pesos colombianos; una empresa que vende en dólares no paga US$ 14.000 por pedido."""
    found = asked("C-1", ("PU-300", "40"), known=replace(KNOWN, currency="USD"))
    assert (found.minimum.waived, found.minimum.cost, found.may_go_on) == (True, 0, True)
    assert "Below the minimum, and free of it." in said(found)
    assert not any("14,000" in words for words in said(found))


def test_un_cliente_ordinario_sabe_cuanto_le_falta() -> None:
    found = asked("C-2", ("PU-300", 40))
    assert (found.key, found.turn, found.may_go_on) == (False, found.leaves_by, False)
    assert said(found) == [
        "Ferretería Sol is an ordinary customer.", "Add $ 260,000 to reach the minimum of $ 300,000.",
    ]  # fmt: skip


def test_el_limite_de_una_condicion_se_gasta_de_linea_en_linea() -> None:
    """Hay 50 unidades con descuento y 20 ya se usaron: la primera línea toma 25, la segunda las 5 que quedan."""
    known = replace(KNOWN, used={7: Used(Decimal(20), Decimal(18_000))})
    found = asked("C-1", ("PU-300", 25), ("PU-300", 25), ("PU-300", 1), known=known)
    assert [[one.quantity for one in line.applied] for line in found.lines] == [[25], [5], []]
    assert [one.state for one in found.lines[2].refused] == ["used_up"]
    assert asked("C-1", ("PU-300", 25), known=known).lines[0] == found.lines[0], "preguntar no gasta nada"


def test_lo_que_no_se_entiende_queda_por_fuera_con_su_frase_y_lo_demas_se_decide() -> None:
    found = asked(
        "C-2",
        ("PU-300", 400),
        ("NADA", 1),
        ("PU-300", "doce"),
        ("PU-300", -3),
        ("PU-300", "1e-999999"),
        ("", 1),
        ("AC-1", 2),
    )
    assert [line.quantity for line in found.lines] == [400, None, None, None, None, None, 2]
    assert said(found)[1:] == [
        "Nobody knows the product NADA: it stays out. Correct the code, or load the product.",
        "«doce» of PU-300 is no quantity: it stays out. Write a number.",
        "A quantity of -3 of PU-300 cannot be ordered: it stays out. Write how much is wanted.",
        "A quantity of 1E-999999 of PU-300 cannot be ordered: it stays out. Write how much is wanted.",
        "A line names no product: it stays out. Write its code.",
        "AC-1 has no price in the list.",
    ]
    assert found.may_go_on


@pytest.mark.parametrize("figure", ["9" * 60, "x" * 60, "1" * 41])
def test_una_cifra_demasiado_larga_se_repite_cortada_y_se_ve_que_esta_cortada(figure: str) -> None:
    sentence = next(text for text in said(asked("C-2", ("PU-300", figure))) if figure[:20] in text)
    assert figure[:39] + "…" in sentence
    assert figure[:40] not in sentence
    assert "1" * 40 in " ".join(said(asked("C-2", ("PU-300", "1" * 40)))), "cuarenta signos caben enteros"


def test_a_quien_nadie_conoce_se_le_decide_como_ordinario() -> None:
    found = asked(" C-9 ", ("PU-300", 400))
    assert (found.customer, found.key, found.may_go_on) == ("C-9", False, True)
    assert said(found) == ["Nobody knows the customer «C-9»: decided as for an ordinary one. Check the code."]


def test_sin_precio_nadie_sabe_si_llega_al_minimo() -> None:
    found = asked("C-2", ("AC-1", 2))
    assert (found.minimum.unknown, found.may_go_on) == (True, False)
    assert said(found)[-1] == "A line has no price: whether it reaches the minimum is not known."


def test_el_credito_manda_sobre_la_prioridad() -> None:
    held = replace(KNOWN, customers={"C-1": replace(KEY, hold="cupo copado")})
    found = asked("C-1", ("PU-300", 400), known=held)
    assert (found.held, found.may_go_on, found.route.automatic) == (True, False, False)
    assert "Credit holds it back: cupo copado. Priority does not override it; Marta Ruiz decides with credit." in said(
        found
    )


def test_con_los_hechos_atrasados_decide_la_ultima_lista_buena_y_lo_dice() -> None:
    late = replace(KNOWN, list_day=date(2026, 11, 13))
    found = asked("C-1", ("PU-300", 400), known=late)
    assert (found.key, found.late) == (True, True)
    assert said(found)[-1] == "The facts are late: decided with the last good list, of 13 Nov 2026."
    assert not asked("C-1", ("PU-300", 400), known=replace(KNOWN, list_day=date(2026, 11, 15))).late
    none = asked("C-2", ("PU-300", 400), known=replace(KNOWN, list_day=None))
    assert said(none)[-1].startswith("There is no list of key accounts yet")


def test_dias_que_faltan_o_ya_pasaron_se_dicen() -> None:
    assert "Nobody said for when" in said(asked("C-2", ("PU-300", 400), wanted=None))[1]
    assert "already over" in said(asked("C-2", ("PU-300", 400), wanted=date(2026, 11, 1)))[1]
    assert "should have left" in said(asked("C-2", ("PU-300", 400), wanted=TODAY))[1]


@settings(max_examples=60, deadline=None)
@given(
    customer=st.sampled_from(("C-1", "C-2", "C-9", "", "  ")),
    lines=st.lists(
        st.tuples(
            st.sampled_from(("PU-300", "AC-1", "?", "")),
            st.one_of(st.none(), st.text(max_size=6), st.decimals(), st.integers(-5, 10**12)),
        ),
        max_size=5,
    ),
    wanted=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_siempre_hay_respuesta_la_misma_y_en_los_dos_idiomas(
    customer: str, lines: Sequence[tuple[str, Any]], wanted: date | None
) -> None:
    one, other = asked(customer, *lines, wanted=wanted), asked(customer, *lines, wanted=wanted)
    assert one == other
    for language in ("es", "en"):
        assert one.message().say(language)
    assert all(line.quantity is not None or line.said for line in one.lines)


def test_privileges_belong_to_who_is_on_the_list() -> None:
    former: Mapping[str, Customer] = {"C-1": replace(KEY, category="")}
    found = asked("C-1", ("PU-300", 40), known=replace(KNOWN, customers=former))
    assert (found.key, found.head_start, found.minimum.waived) == (False, 0, False)
    assert found.lines[0].applied, "una condición vale hasta su fin, con lista o sin ella"
