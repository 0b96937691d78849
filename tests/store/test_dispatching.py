"""El despacho del día como se guarda: se planea de los hechos, se mueve a mano, se confirma, y lo confirmado ya no se reparte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.dispatch import confirm_dispatch, pin_line, plan_dispatch, reopen_dispatch, unpin_line, wrong_pin
from clave.actions.minimums import set_minimum
from clave.base.errors import ClaveError
from clave.base.words import recalled, said
from clave.privileges.dispatch.codes import Code
from clave.privileges.minimums import Minimum
from clave.store.audit import verify
from clave.store.dispatch_queue import Wanted, lines
from clave.store.dispatching import changed_since, displaced_before, loaded, ready
from clave.store.models import DispatchLine, DispatchPlan, Displacement, Grant, LinePin, Person, Release
from clave.store.models.dispatch import BLOCKED, FIRST
from clave.store.models.plans import CONFIRMED, OPEN, SUPERSEDED
from clave.store.plans import newest
from clave.store.releases import Sent, without
from tests.store.docks import DAY, KEY, NOW, PRODUCT, founded, load, planned
from tests.store.lives import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dock(db: None, settings: Settings, tmp_path: Path) -> Path:
    """100 units for 130 that are asked for; the key account's 60 are due two days later and it has 14 days of head start."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS)
    return Path(settings.CLAVE_FACTS)


@pytest.fixture
def wilson() -> Person:
    return person("dispatch", "Wilson")


def given(plan: DispatchPlan) -> dict[str, int]:
    """By order, what leaves."""
    return {line.order: int(line.given) for line in plan.lines.order_by("order")}


def pin(by: Person, order: str, move: str, **more: object) -> LinePin:
    said_so = {"reason": "Su línea para mañana", "until": DAY, "today": DAY} | more
    return pin_line(order=order, line="1", move=move, by=by, now=NOW, **said_so)  # type: ignore[arg-type]


def test_la_cuenta_clave_va_primero_y_se_dice_a_quien_le_cuesta(wilson: Person) -> None:
    plan = planned(wilson)
    assert given(plan) == {"PED-1": 40, "PED-2": 0, "PED-3": 60}
    first, _second, last = plan.lines.order_by("turn")
    assert (first.order, first.turn, first.turn_without, first.key) == ("PED-3", 1, 3, True)
    assert first.costs[0]["order"] == "PED-2"
    assert Decimal(first.costs[0]["quantity"]) == 30
    assert (last.order, last.displaced, int(last.given_without), last.promised) == ("PED-2", True, 30, "none")
    assert "PED-3" in said(recalled(last.why), "es")
    assert plan.summary["moved"] == 1
    assert plan.summary["key"]["share"] == 1.0
    assert plan.summary["key"]["before"]["share"] == 0.0
    assert Decimal(plan.summary["deferred"]) == 30_000


def test_lo_confirmado_sale_del_reparto_hasta_que_otro_conteo_lo_muestre(wilson: Person, dock: Path) -> None:
    confirm_dispatch(number=planned(wilson).pk, by=wilson, now=NOW)
    assert Release.objects.count() == 2
    book = ready(DAY).opened.book
    assert [book.of(line)[0] for line in range(len(book.lines))] == ["PED-2"]
    assert sum(lot.quantity for lot in book.lots) == 0
    again = planned(wilson)
    assert given(again) == {"PED-2": 0}
    load(dock, stock=80, counted=DAY + timedelta(days=1), mark="2")
    tomorrow = plan_dispatch(day=DAY + timedelta(days=1), by=wilson, now=NOW)
    assert given(tomorrow) == {"PED-2": 30}
    load(dock, stock=80, counted=DAY + timedelta(days=6), mark="3")
    next_week = plan_dispatch(day=DAY + timedelta(days=6), by=wilson, now=NOW)
    assert given(next_week)["PED-3"] == 60, "the orders never said that it left: it is planned again"


def test_un_pedido_dispensado_que_sale_en_dos_dias_cuesta_una_dispensa(wilson: Person, dock: Path) -> None:
    """40 of 60 leave today and 20 tomorrow, all below the minimum: today's plan counts the waiver, and no later one."""
    rule = Minimum("order", "money", Decimal(500_000), DAY - timedelta(days=60), reason="El flete no se paga")
    set_minimum(by=person("director", "Diana"), now=NOW, rule=rule)
    Grant.objects.create(
        customer=KEY, privilege="no_minimum", since=DAY - timedelta(days=30), origin="template", at=NOW
    )
    load(dock, stock=40, mark="2")
    first = planned(wilson)
    assert (given(first)["PED-3"], first.summary["waived"]) == (40, 1)
    assert Decimal(first.summary["handling"]) > 0
    confirm_dispatch(number=first.pk, by=wilson, now=NOW)
    assert planned(wilson).summary["waived"] == 0, "planned again the same day"
    load(dock, stock=100, counted=DAY + timedelta(days=1), mark="3")
    second = plan_dispatch(day=DAY + timedelta(days=1), by=wilson, now=NOW)
    assert given(second)["PED-3"] == 20
    assert (second.summary["waived"], Decimal(second.summary["handling"])) == (0, 0)


def test_volver_a_planear_sustituye_el_plan_abierto(wilson: Person) -> None:
    before, after = planned(wilson), planned(wilson)
    before.refresh_from_db()
    assert (before.state, after.state) == (SUPERSEDED, OPEN)
    assert not before.lines.exists()
    assert newest(DispatchPlan) == after
    with pytest.raises(ClaveError, match="planned this day anew"):
        confirm_dispatch(number=before.pk, by=wilson, now=NOW)


@pytest.mark.parametrize("part", ["facts", "grants", "pins"])
def test_lo_que_cambio_desde_el_plan_impide_confirmarlo(wilson: Person, dock: Path, part: str) -> None:
    plan = planned(wilson)
    assert changed_since(plan.basis, DAY) == []
    if part == "facts":
        load(dock, stock=90, mark="2")
    elif part == "grants":
        Grant.objects.create(
            customer="C-A", privilege="dispatch", since=DAY, parameters={"days": 7}, origin="own", at=NOW, reason="x"
        )
    else:
        pin(wilson, "PED-2", FIRST)
    with pytest.raises(ClaveError, match=r"^since this plan was made there changed"):
        confirm_dispatch(number=plan.pk, by=wilson, now=NOW)
    plan.refresh_from_db()
    assert plan.state == OPEN
    assert not Release.objects.exists()


def test_una_linea_puesta_a_mano_va_primero_y_deshacerlo_la_devuelve(wilson: Person) -> None:
    moved = pin(wilson, "PED-2", FIRST)
    assert given(planned(wilson)) == {"PED-1": 10, "PED-2": 30, "PED-3": 60}
    unpin_line(number=moved.pk, by=wilson, now=NOW)
    assert given(planned(wilson)) == {"PED-1": 40, "PED-2": 0, "PED-3": 60}
    with pytest.raises(ClaveError, match="undone already"):
        unpin_line(number=moved.pk, by=wilson, now=NOW)


def test_una_linea_retenida_no_sale_y_dice_quien_y_por_que(wilson: Person) -> None:
    pin(wilson, "PED-3", BLOCKED, reason="Cambian de bodega")
    plan = planned(wilson)
    line = plan.lines.get(order="PED-3")
    assert Code(line.code) is Code.BLOCKED_BY_PERSON
    assert "Wilson" in said(recalled(line.why), "es")
    assert "Cambian de bodega" in said(recalled(line.why), "es")
    assert line.turn is None
    assert plan.summary["blocked"][0]["order"] == "PED-3"


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"reason": " "}, "reason"),
        ({"until": DAY - timedelta(days=1)}, "until"),
        ({"until": DAY + timedelta(days=31)}, "until"),
        ({"move": "middle"}, "move"),
    ],
)
def test_un_movimiento_tiene_motivo_y_fin(wilson: Person, more: dict[str, object], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        pin_line(
            **({"order": "PED-2", "line": "1", "move": FIRST, "reason": "Sí", "until": DAY, "today": DAY, "by": wilson,
                "now": NOW} | more)  # type: ignore[arg-type]
        )  # fmt: skip
    assert refused.value.where == where


def test_todo_lo_que_tiene_mal_un_movimiento_se_dice_de_una_vez() -> None:
    wrong = wrong_pin(reason="", until=DAY + timedelta(days=31), today=DAY)
    assert [one.where for one in wrong] == ["reason", "until"]
    assert wrong_pin(reason="Sí", until=DAY + timedelta(days=30), today=DAY) == []


def test_cuantos_dias_dura_un_movimiento_lo_dice_la_politica(
    wilson: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text(
        '[[dispatch.move_days]]\nvalue = 2\nfrom = 2026-01-01\nreason = "Two days"\nsource = "tests"\n',
        encoding="utf-8",
    )
    with pytest.raises(ClaveError, match="up to 2 days"):
        pin(wilson, "PED-2", FIRST, until=DAY + timedelta(days=3))
    assert pin(wilson, "PED-2", FIRST, until=DAY + timedelta(days=2)).reason == "Su línea para mañana"


def test_ceder_se_cuenta_una_vez_al_dia_y_a_la_tercera_va_primero(wilson: Person) -> None:
    plan = planned(wilson)
    for ago in (3, 2, 1):
        Displacement.objects.create(plan=plan, day=DAY - timedelta(days=ago), order="PED-2", line="1", quantity=30)
    assert displaced_before(DAY) == {("PED-2", "1"): 3}
    assert given(planned(wilson)) == {"PED-1": 10, "PED-2": 30, "PED-3": 60}


def test_confirmar_anota_quien_cedio_y_deshacerlo_lo_borra(wilson: Person) -> None:
    plan = confirm_dispatch(number=planned(wilson).pk, by=wilson, now=NOW)
    assert [(one.order, int(one.quantity)) for one in Displacement.objects.all()] == [("PED-2", 30)]
    with pytest.raises(ClaveError, match="confirmed this plan"):
        confirm_dispatch(number=plan.pk, by=wilson, now=NOW)
    reopen_dispatch(number=plan.pk, by=wilson, now=NOW)
    assert not Displacement.objects.exists()
    assert not Release.objects.exists()
    again = confirm_dispatch(number=plan.pk, by=wilson, now=NOW)
    assert again.state == CONFIRMED
    planned(wilson)
    with pytest.raises(ClaveError, match="another plan was made"):
        reopen_dispatch(number=plan.pk, by=wilson, now=NOW)
    assert verify().broken is None


def test_lo_que_no_se_entiende_queda_aparte_y_el_resto_se_planea(wilson: Person, dock: Path) -> None:
    load(dock, mark="2", lines=(("PED-1", "C-A", 40, 0), ("PED-9", "C-A", -5, 0)))
    plan = planned(wilson)
    assert given(plan) == {"PED-1": 40, "PED-2": 0, "PED-3": 60}
    assert plan.summary["aside"]["n"] == 1
    assert "PED-9" in said(recalled(plan.summary["aside"]["shown"][0]), "es")


def test_sin_hechos_se_dice_que_importar(wilson: Person, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "none"
    assert loaded(DAY).lines is False
    with pytest.raises(ClaveError, match="no facts"):
        planned(wilson)


def test_el_dia_es_el_de_las_existencias_cuando_son_viejas() -> None:
    there = loaded(DAY + timedelta(days=20))
    assert there.last_count == DAY
    assert there.day(DAY + timedelta(days=20)) == DAY
    assert there.day(DAY + timedelta(days=2)) == DAY + timedelta(days=2)


def test_los_filtros_de_la_cola(wilson: Person) -> None:
    plan = planned(wilson)

    def names(**wanted: object) -> list[str]:
        return [line.order for line in lines(plan, replace(Wanted(), **wanted))]  # type: ignore[arg-type]

    assert names() == ["PED-3", "PED-1", "PED-2"]
    assert names(arrival=True) == ["PED-1", "PED-2", "PED-3"]
    assert names(only="clave") == ["PED-3"]
    assert names(only="espera") == ["PED-2"]
    assert names(only="cede") == ["PED-2"]
    assert names(customer=KEY) == ["PED-3"]
    assert names(product=PRODUCT, order="-asked") == ["PED-3", "PED-1", "PED-2"]
    assert names(text="c-b") == ["PED-2"]
    assert names(warehouse="Tocancipá") == []
    assert names(code="SHIP_FULL") == ["PED-3", "PED-1"]


def test_lo_que_el_erp_ya_desconto_no_se_descuenta_dos_veces() -> None:
    book = ready(DAY).opened.book
    sent = Sent(
        "PED-1", "1", PRODUCT, "Yumbo", 0, Decimal(15), Decimal(55), False, DAY
    )  # 55 open before, 40 now: posted
    after = without(book, [sent], DAY)
    line = next(at for at in range(len(after.lines)) if after.of(at)[0] == "PED-1")
    assert int(after.lines.quantity[line]) == 40
    assert sum(lot.quantity for lot in after.lots) == 85


def test_una_linea_que_sale_en_parte_no_se_nombra_a_si_misma(wilson: Person, dock: Path) -> None:
    load(dock, stock=90, mark="2")
    line = planned(wilson).lines.get(order="PED-1")
    assert (int(line.given), int(line.asked)) == (30, 40)
    assert "PED-1" not in said(recalled(line.why), "es")


def test_todas_las_lineas_se_guardan_una_vez(wilson: Person) -> None:
    plan = planned(wilson)
    assert DispatchLine.objects.filter(plan=plan).count() == plan.summary["lines"] == 3
    assert date.fromisoformat(str(plan.counted)) == DAY
