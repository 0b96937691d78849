"""La toma de pedidos: de qué se decide, cuándo se vuelve a leer, y qué queda anotado."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.actions.apikeys import make_key
from clave.actions.grants import end_grant, give_grant
from clave.actions.minimums import set_minimum
from clave.actions.order_decisions import decide_order
from clave.base.errors import ClaveError
from clave.base.words import recalled, said
from clave.privileges.entry import Asked
from clave.privileges.minimums import Minimum
from clave.store import order_entry
from clave.store.models import OrderDecision, Person
from clave.store.order_decisions import Question, decisions_on, newest_decisions, waivers
from clave.store.order_entry import Desk, ready
from clave.store.privileges import standing_grants
from tests.store.desk import HELD, KEY, PLAIN, discount, load, opened, question
from tests.store.lives import NOW, TODAY, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(settings: Settings, tmp_path: Path) -> Person:
    settings.CLAVE_FACTS = tmp_path / "facts"
    return opened(settings.CLAVE_FACTS)


def words(row: OrderDecision) -> list[str]:
    return [said(recalled(text), "es").replace("\N{NO-BREAK SPACE}", " ") for text in row.answer["said"]]


def asked(by: Person, *args: object, **more: object) -> OrderDecision:
    return decide_order(question(*args, **more), now=NOW, by=by)[0]  # type: ignore[arg-type]


# de qué se decide -------------------------------------------------------------------------------------------------


def test_la_cuenta_clave_va_adelante_sin_minimo_con_su_precio_y_con_quien_responde(ana: Person) -> None:
    row = asked(ana)
    answer = row.answer
    assert (answer["key"], answer["category"], answer["head_start"]) == (True, "volume", 14)
    assert (answer["leaves_by"], answer["turn"]) == ("2026-11-27", "2026-11-13")
    assert (row.waived, row.cost, row.may_go_on) == (True, 12_000, True)
    assert [(one["applies"], one["price"], one["cost"]) for one in answer["lines"][0]["conditions"]] == [
        (True, "900.0000", "4000")
    ]
    assert (answer["credit"]["by"], answer["credit"]["automatic"]) == ("Marta", False)


def test_un_cliente_ordinario_sabe_cuanto_le_falta_y_uno_retenido_por_que(ana: Person) -> None:
    plain, held = asked(ana, PLAIN).answer, asked(ana, HELD, ("PU-300", 400)).answer
    assert (plain["key"], plain["may_go_on"], plain["minimum"]["short"][0]["missing"]) == (False, False, "260000")
    assert (held["may_go_on"], held["credit"]["reason"]) == (False, "cupo copado")


def test_lo_que_falta_y_lo_que_cuesta_se_dicen_en_centavos_y_hacia_arriba(ana: Person) -> None:
    question = Question(PLAIN, [Asked("PU-300", "1", "99999." + "3" * 25)], TODAY, "")
    short = decide_order(question, now=NOW, by=ana)[0].answer["minimum"]["short"][0]
    assert short["missing"] == "200000.67", "quien agrega lo que falta llega al mínimo"


def test_lo_ya_comprado_con_una_condicion_gasta_su_limite(ana: Person, settings: Settings) -> None:
    load(settings.CLAVE_FACTS, mark="2", bought=490)
    condition = asked(ana).answer["lines"][0]["conditions"][0]
    assert (condition["state"], Decimal(condition["quantity"])) == ("partly", 10)


def test_sin_hechos_deciden_la_lista_y_los_minimos(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "none"
    row = asked(person("director", "Berta"), PLAIN)
    assert (row.answer["key"], row.answer["lines"][0]["price"]) == (False, None)
    assert any("no hay lista" in text for text in words(row))


# cuándo se vuelve a leer ------------------------------------------------------------------------------------------


def test_sin_novedad_nada_se_vuelve_a_leer(ana: Person, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = ready(TODAY)
    with django_assert_num_queries(1):
        assert ready(TODAY) is first


def test_lo_que_alguien_decide_cuenta_en_la_pregunta_siguiente(ana: Person) -> None:
    assert asked(ana, PLAIN, ("PU-300", 350)).may_go_on
    set_minimum(by=ana, now=NOW, rule=Minimum("order", "money", Decimal(400_000), TODAY, channel="directo", reason="r"))
    assert not asked(ana, PLAIN, ("PU-300", 350)).may_go_on
    row = standing_grants().get(customer=KEY, privilege="no_minimum")
    end_grant(by=ana, now=NOW, number=row.pk, last=TODAY - timedelta(days=1), because="Ya no.")
    assert not asked(ana).waived
    give_grant(by=ana, now=NOW, customer=KEY, privilege="no_minimum", since=TODAY, reason="Vuelve.")
    assert asked(ana).waived


def test_una_condicion_nueva_y_un_precio_nuevo_tambien(ana: Person, settings: Settings) -> None:
    discount(ana, "AC")
    load(settings.CLAVE_FACTS, price=Decimal(2_000), mark="2")
    found = asked(ana, KEY, ("PU-300", 1), ("AC-1", 1)).answer["lines"]
    assert (Decimal(found[0]["price"]), len(found[1]["conditions"])) == (2_000, 1)


def test_otro_dia_cuentan_las_reglas_de_ese_dia(ana: Person) -> None:
    set_minimum(
        by=ana, now=NOW,
        rule=Minimum("order", "money", Decimal(9), TODAY + timedelta(days=1), channel="directo", reason="Promoción"),
    )  # fmt: skip
    later = NOW + timedelta(days=1)
    assert not asked(ana, PLAIN).may_go_on
    assert decide_order(question(PLAIN), now=later, by=ana)[0].may_go_on


def test_mientras_uno_lee_hechos_nuevos_los_demas_responden_con_los_ultimos_buenos(
    ana: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """La lectura larga se detiene a la mitad a propósito: quien pregunta entretanto no espera."""
    desk, began, go_on = Desk(), Event(), Event()
    first = desk._newest_facts()
    load(settings.CLAVE_FACTS, price=Decimal(2_000), mark="2")
    read = order_entry._read

    def slowly(key: tuple[str, ...]) -> object:
        began.set()
        assert go_on.wait(10)
        return read(key)

    monkeypatch.setattr(order_entry, "_read", slowly)
    reader = Thread(target=desk._newest_facts)
    reader.start()
    assert began.wait(10)
    assert desk._newest_facts() is first
    go_on.set()
    reader.join(10)
    assert desk._newest_facts().products["PU-300"].price == 2_000


def test_si_los_hechos_nuevos_no_se_dejan_leer_deciden_los_ultimos_buenos(ana: Person, settings: Settings) -> None:
    desk = Desk()
    before = desk.ready(TODAY).known
    load(settings.CLAVE_FACTS, price=Decimal(2_000), mark="2")
    for path in settings.CLAVE_FACTS.rglob("*.parquet"):
        path.unlink()
    assert desk.ready(TODAY).known.products == before.products


# qué queda anotado ------------------------------------------------------------------------------------------------


def test_la_misma_pregunta_con_la_misma_lista_queda_una_vez(ana: Person) -> None:
    first, again = (decide_order(question(), now=NOW, by=ana) for _turn in range(2))
    assert (first[1], again[1], first[0].pk) == (False, True, again[0].pk)
    assert asked(person("kam", "Otra")).pk != first[0].pk, "quién preguntó también queda"
    assert asked(ana, KEY, ("PU-300", 41)).pk != first[0].pk
    discount(ana, "AC")
    assert asked(ana).pk != first[0].pk, "con otra lista es otra respuesta"


def test_con_llave_de_repeticion_vale_la_primera_respuesta_pase_lo_que_pase(ana: Person) -> None:
    key, _text = make_key(by=ana, now=NOW, name="ERP", scopes=["orders"], expires_at=None)
    first, _new = decide_order(question(PLAIN), now=NOW, key=key, repeat="abc")
    set_minimum(by=ana, now=NOW, rule=Minimum("order", "money", Decimal(9), TODAY, channel="directo", reason="r"))
    again, repeated = decide_order(question(PLAIN), now=NOW, key=key, repeat="abc")
    assert (again.pk, repeated, again.may_go_on) == (first.pk, True, False)
    with pytest.raises(ClaveError, match="another order"):
        decide_order(question(PLAIN, ("PU-300", 41)), now=NOW, key=key, repeat="abc")
    assert OrderDecision.objects.count() == 1
    other, _text = make_key(by=ana, now=NOW + timedelta(minutes=9), name="Tienda", scopes=["orders"], expires_at=None)
    assert not decide_order(question(PLAIN), now=NOW, key=other, repeat="abc")[1], "cada sistema tiene las suyas"


def test_un_minimo_perdonado_cuenta_una_vez_por_pedido_como_quedo_de_ultimo(ana: Person) -> None:
    asked(ana)
    assert waivers(TODAY, TODAY).orders == 0, "sin número todavía no es un pedido"
    for quantity in (40, 50, 60):
        asked(ana, KEY, ("PU-300", quantity), order="PED-1")
    asked(ana, KEY, ("PU-300", 40), order="PED-2")
    asked(ana, PLAIN, order="PED-3")
    found = waivers(TODAY, TODAY)
    assert (found.orders, found.cost) == (2, 24_000)
    asked(ana, KEY, ("PU-300", 4_000), order="PED-2")
    assert waivers(TODAY, TODAY).orders == 1, "creció hasta el mínimo: ya no se le perdona nada"
    assert [row.question["lines"][0][1] for row in decisions_on("PED-1")] == ["60", "50", "40"]
    assert waivers(TODAY + timedelta(days=1), TODAY + timedelta(days=9)).orders == 0


@pytest.mark.parametrize("order", ["x" * 201, "PED\n1"])
def test_lo_que_no_se_puede_guardar_se_dice(ana: Person, order: str) -> None:
    with pytest.raises(ClaveError, match="200 signs"):
        asked(ana, order=order)


def test_quien_no_toma_pedidos_no_pregunta(ana: Person) -> None:
    with pytest.raises(ClaveError, match="may not"):
        asked(person("compliance", "Caro"))
    assert OrderDecision.objects.count() == 0


def test_las_ultimas_respuestas_vienen_de_la_mas_nueva_a_la_mas_vieja(ana: Person) -> None:
    first, second = asked(ana, PLAIN), asked(ana, HELD)
    assert newest_decisions(8) == [second, first]
    assert newest_decisions(1) == [second]
