"""La planta como se guarda: se planea de los hechos, se fija a mano, se confirma, y lo confirmado congela lo que sigue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.production import (
    confirm_production,
    lock_order,
    plan_production,
    reopen_production,
    unlock_order,
    wrong_lock,
)
from clave.base.errors import ClaveError
from clave.base.words import recalled, said
from clave.store.audit import verify
from clave.store.models import AuditEvent, Grant, OrderLock, Person, PlannedOrder, ProductionPlan
from clave.store.models.plans import CONFIRMED, OPEN, SUPERSEDED
from clave.store.models.production import HELD, PLACED
from clave.store.plans import newest
from clave.store.producing import beginning, changed_since, lines_of, loaded, plan_in_force, ready, seen
from clave.store.production_plan import Wanted, places_asked, planned_orders
from tests.store.lives import person
from tests.store.plants import DAY, NORTH, NOW, ORDERS, POLICY, founded, load, planned, settled, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plant(db: None, settings: Settings, tmp_path: Path) -> Path:
    """The Monday of the explanation: five orders on one machine, two of them for key accounts."""
    founded()
    folder = settled(settings, tmp_path)
    load(folder)
    return folder


@pytest.fixture
def hernan() -> Person:
    return person("plant", "Hernán")


def sequence(plan: ProductionPlan) -> list[str]:
    return list(plan.orders.order_by("machine", "place").values_list("order", flat=True))


def locked(by: Person, order: str, **more: Any) -> OrderLock:
    asked = {
        "kind": PLACED,
        "machine": "M1",
        "place": 1,
        "reason": "Su ingeniero viene a verla",
        "until": DAY,
        "today": DAY,
    }
    return lock_order(order=order, by=by, now=NOW, **(asked | more))


def text(kept: Any) -> str:
    return said(recalled(kept), "es").replace("\u00a0", " ")


def test_el_lunes_de_la_explicacion_queda_guardado_con_su_precio(hernan: Person) -> None:
    plan = planned(hernan)
    assert sequence(plan) == ["OP-2", "OP-4", "OP-1", "OP-3", "OP-5"]
    late = {one.order: (one.late, one.late_without) for one in plan.orders.all() if one.late or one.late_without}
    assert late == {"OP-1": (8 * 60, 0), "OP-2": (0, 7 * 60)}
    kept = plan.summary
    assert (kept["weighted"], kept["weighted_without"]) == (8.0, 70.0), "without priority, 7 hours of weight 10"
    assert (kept["gave_way"], kept["gave_hours"], kept["setup_more"]) == (1, 8.0, 1.0)
    assert Decimal(kept["setup_cost"]) == 120_000
    assert (kept["key"]["late"], kept["key_without"]["late"]) == (0, 1)


def test_quien_cede_y_a_quien_le_cuesta_se_nombran_de_los_dos_lados(hernan: Person) -> None:
    plan = planned(hernan)
    first, gave = plan.orders.get(order="OP-2"), plan.orders.get(order="OP-1")
    assert [(one["order"], one["name"], one["hours"]) for one in first.costs] == [("OP-1", "Ferretería Luz", 8.0)]
    assert (gave.gave_way, gave.code) == (True, "gave_way")
    assert {one["order"] for one in gave.gave_to} == {"OP-2", "OP-4"}
    assert "Aceros Norte" in text(gave.why)
    assert (first.family_before, first.setup, first.key, first.category) == ("acero", 60, True, "volume")


def test_las_horas_son_las_del_lugar() -> None:
    assert beginning(DAY, NOW).hour == 6
    tomorrow = beginning(DAY + timedelta(days=1), NOW)
    assert (tomorrow.hour, tomorrow.minute) == (0, 0), "another day begins with its first minute"


def test_volver_a_planear_sustituye_el_plan_abierto(hernan: Person) -> None:
    before, after = planned(hernan), planned(hernan)
    before.refresh_from_db()
    assert (before.state, after.state) == (SUPERSEDED, OPEN)
    assert not before.orders.exists()
    assert newest(ProductionPlan) == after
    with pytest.raises(ClaveError, match="planned the plant anew"):
        confirm_production(number=before.pk, by=hernan, now=NOW)


@pytest.mark.parametrize("part", ["facts", "grants", "locks", "in_force"])
def test_lo_que_cambio_desde_el_plan_impide_confirmarlo(hernan: Person, plant: Path, part: str) -> None:
    plan = planned(hernan)
    assert changed_since(plan.basis, DAY) == []
    if part == "facts":
        load(plant, orders=[work("OP-1", "C1", "acero", 7, 0)], mark="2")
    elif part == "grants":
        Grant.objects.create(
            customer="C1", privilege="production", since=DAY, parameters={"weight": 4}, origin="own", at=NOW, reason="x"
        )
    elif part == "locks":
        locked(hernan, "OP-5")
    else:
        other = plan_production(day=DAY - timedelta(days=1), by=hernan, now=NOW)
        confirm_production(number=other.pk, by=hernan, now=NOW)
    with pytest.raises(ClaveError, match=r"^since this plan was made there changed"):
        confirm_production(number=plan.pk, by=hernan, now=NOW)
    plan.refresh_from_db()
    assert plan.state == OPEN


def test_lo_confirmado_congela_lo_que_empieza_pronto(hernan: Person, plant: Path) -> None:
    plan = confirm_production(number=planned(hernan).pk, by=hernan, now=NOW)
    assert plan_in_force(DAY) == plan
    urgent = work("OP-9", NORTH, "acero", 3, 0)
    load(plant, orders=[urgent, *(work(*one) for one in ORDERS)], mark="2")
    again = planned(hernan)
    frozen = list(again.orders.filter(frozen=True).order_by("place").values_list("order", flat=True))
    assert frozen == ["OP-2", "OP-4", "OP-1"], "they begin within the 24 hours of policy"
    assert again.orders.get(order="OP-9").place > 3, "not even an urgent key order moves them"
    assert "OP-9" in str([text(one["text"]) for one in again.summary["changes"]["moved"]])


def test_lo_que_esta_en_marcha_no_se_mueve(hernan: Person, plant: Path) -> None:
    running = work("OP-5", "", "bronce", 8, 1, started_date=DAY)
    load(plant, orders=[running, *(work(*one) for one in ORDERS[:4])], mark="2")
    plan = planned(hernan)
    assert sequence(plan)[0] == "OP-5"
    assert plan.orders.get(order="OP-5").frozen
    held = locked(hernan, "OP-5", kind=HELD)
    assert held.machine == ""
    assert "en marcha" in text(planned(hernan).summary["marked"][0]["text"])


def test_un_candado_fija_puesto_y_quitarlo_devuelve_el_plan(hernan: Person) -> None:
    kept = locked(hernan, "OP-5", place=1)
    plan = planned(hernan)
    assert sequence(plan)[0] == "OP-5"
    assert plan.orders.get(order="OP-5").locked
    unlock_order(number=kept.pk, by=hernan, now=NOW)
    assert sequence(planned(hernan))[0] == "OP-2"
    with pytest.raises(ClaveError, match="taken away already"):
        unlock_order(number=kept.pk, by=hernan, now=NOW)
    deeds = AuditEvent.objects.filter(about="work_order:OP-5").order_by("pk").values_list("what", flat=True)
    assert list(deeds) == ["production.locked", "production.unlocked"]


def test_un_puesto_que_la_maquina_no_tiene_no_se_acepta(hernan: Person) -> None:
    last = len(sequence(planned(hernan))) + 1
    with pytest.raises(ClaveError, match="orders in the plan") as refused:
        locked(hernan, "OP-5", place=last + 1)
    assert refused.value.where == "place"
    assert locked(hernan, "OP-5", place=last).place == last, "behind everything else it may stand"


def test_el_puesto_de_un_candado_es_el_que_dice_el_plan(hernan: Person) -> None:
    """Con tres congeladas, el puesto 4 es el primero libre: así lo lee quien mira el plan, y así se pide."""
    confirm_production(number=planned(hernan).pk, by=hernan, now=NOW)
    plan = planned(hernan)
    assert plan.orders.filter(frozen=True).count() == 3
    with pytest.raises(ClaveError, match=r"first 3 orders of M1 are frozen.*place 4") as refused:
        locked(hernan, "OP-5", place=3)
    assert refused.value.where == "place"
    kept = locked(hernan, "OP-5", place=4)
    assert kept.place == 1, "kept as the first behind what is frozen, whatever is frozen later"
    assert places_asked(plan, [kept]) == {kept.pk: 4}
    again = planned(hernan)
    assert (sequence(again)[3], again.orders.get(order="OP-5").place) == ("OP-5", 4)
    assert places_asked(again, [kept]) == {kept.pk: 4}
    with pytest.raises(ClaveError, match="OP-5 is locked at place 4 of M1 already"):
        locked(hernan, "OP-3", place=4)


def test_todo_lo_que_tiene_mal_un_candado_se_dice_de_una_vez() -> None:
    wrong = wrong_lock(kind=PLACED, machine="M1", place=0, reason=" ", until=DAY - timedelta(days=1), today=DAY)
    assert [one.where for one in wrong] == ["place", "reason", "until"]
    assert wrong_lock(kind=HELD, machine="", place=0, reason="Sí", until=DAY, today=DAY) == []


def test_cuantos_dias_dura_un_candado_lo_dice_la_politica(hernan: Person, settings: Settings) -> None:
    """30 días de fábrica; una empresa que dice 7 no acepta el octavo."""
    week = '[[production.lock_days]]\nvalue = 7\nfrom = 2026-01-01\nreason = "One week"\nsource = "tests"\n'
    settings.CLAVE_POLICY.write_text(f"{POLICY}\n{week}", encoding="utf-8")
    with pytest.raises(ClaveError, match="up to 7 days"):
        locked(hernan, "OP-2", until=DAY + timedelta(days=8))
    assert locked(hernan, "OP-2", until=DAY + timedelta(days=7)).until == DAY + timedelta(days=7)


def test_una_orden_retenida_no_esta_en_el_plan_y_dice_quien_y_por_que(hernan: Person) -> None:
    locked(hernan, "OP-2", kind=HELD, reason="Falta la resina")
    plan = planned(hernan)
    assert "OP-2" not in sequence(plan)
    (held,) = plan.summary["held"]
    assert "Hernán" in text(held["text"])
    assert "Falta la resina" in text(held["text"])


def test_un_candado_que_no_puede_ser_se_marca_y_el_resto_queda_en_pie(hernan: Person, plant: Path) -> None:
    locked(hernan, "OP-1", machine="M7")
    locked(hernan, "OP-77", place=3)
    locked(hernan, "OP-5", place=1)
    plan = planned(hernan)
    assert sequence(plan)[0] == "OP-5"
    assert [one["order"] for one in plan.summary["marked"]] == ["OP-1", "OP-77"]
    assert "M1" in text(plan.summary["marked"][0]["text"]), "it says where it can be made"


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"reason": " "}, "reason"),
        ({"until": DAY - timedelta(days=1)}, "until"),
        ({"until": DAY + timedelta(days=31)}, "until"),
        ({"kind": "glued"}, "kind"),
        ({"machine": ""}, "machine"),
        ({"place": 0}, "place"),
    ],
)
def test_un_candado_tiene_puesto_motivo_y_fin(hernan: Person, more: dict[str, Any], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        locked(hernan, "OP-2", **more)
    assert refused.value.where == where
    assert not OrderLock.objects.exists()


def test_un_puesto_es_de_una_sola_orden_y_una_orden_de_un_solo_candado(hernan: Person) -> None:
    locked(hernan, "OP-2")
    with pytest.raises(ClaveError, match="OP-2 is locked at place 1 of M1 already, by Hernán"):
        locked(hernan, "OP-3")
    with pytest.raises(ClaveError, match="locked this order already"):
        locked(hernan, "OP-2", place=4)


def test_un_candado_vencido_no_estorba(hernan: Person) -> None:
    locked(hernan, "OP-2")
    later = locked(hernan, "OP-3", today=DAY + timedelta(days=1), until=DAY + timedelta(days=1))
    assert OrderLock.objects.filter(ended_at=None).get() == later


def test_un_solo_plan_confirmado_por_dia_y_deshacer_devuelve_el_anterior(hernan: Person) -> None:
    first = confirm_production(number=planned(hernan).pk, by=hernan, now=NOW)
    second = confirm_production(number=planned(hernan).pk, by=hernan, now=NOW + timedelta(hours=1))
    assert ProductionPlan.objects.filter(state=CONFIRMED).get() == second
    with pytest.raises(ClaveError, match="confirmed this plan a moment ago"):
        confirm_production(number=second.pk, by=hernan, now=NOW)
    reopen_production(number=second.pk, by=hernan, now=NOW)
    assert plan_in_force(DAY) == first
    assert first.orders.count() == 5, "the orders of what was once in force stay"
    planned(hernan)
    with pytest.raises(ClaveError, match="another plan was made"):
        reopen_production(number=first.pk, by=hernan, now=NOW)
    assert verify().broken is None


def test_lo_que_no_se_entiende_queda_aparte_y_el_resto_se_planea(hernan: Person, plant: Path) -> None:
    wrong = [
        work("OP-8", "C1", "acero", None, 1), work("OP-7", "C1", "acero", 900, 1), work("OP-6", "C1", "acero", 3, 1, machine=None)
    ]  # fmt: skip
    load(plant, orders=[*wrong, *(work(*one) for one in ORDERS)], mark="2")
    plan = planned(hernan)
    assert len(sequence(plan)) == 5
    said_aside = " ".join(text(one) for one in plan.summary["aside"]["shown"])
    for order in ("OP-8", "OP-7", "OP-6"):
        assert order in said_aside


def test_lo_que_ningun_archivo_dice_se_supone_y_se_dice(
    hernan: Person, plant: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path / "bare"
    load(settings.CLAVE_FACTS, bare=True)
    told = " ".join(text(one) for one in planned(hernan).summary["remarks"])
    for table in ("shift", "setup_time", "eligible_machine"):
        assert table in told


def test_sin_hechos_o_sin_ordenes_se_dice_que_importar(
    hernan: Person, plant: Path, settings: Settings, tmp_path: Path
) -> None:
    load(plant, orders=[work(*one, finished_date=DAY) for one in ORDERS], mark="2")
    with pytest.raises(ClaveError, match="no work order is open"):
        planned(hernan)
    settings.CLAVE_FACTS = tmp_path / "none"
    assert loaded(DAY).orders is False
    assert seen(DAY) == {}
    with pytest.raises(ClaveError, match="no facts"):
        planned(hernan)


def test_el_dia_es_el_de_los_hechos_cuando_son_viejos() -> None:
    there = loaded(DAY + timedelta(days=30))
    last = DAY - timedelta(days=3)
    assert there.last == last
    assert there.day(DAY + timedelta(days=30)) == last
    assert there.day(DAY) == DAY
    assert there.moment(NOW + timedelta(days=30)).date() == last


def test_los_filtros_de_la_tabla(hernan: Person) -> None:
    plan = planned(hernan)

    def names(**wanted: Any) -> list[str]:
        return [one.order for one in planned_orders(plan, replace(Wanted(), **wanted))]

    assert names() == ["OP-2", "OP-4", "OP-1", "OP-3", "OP-5"]
    assert names(only="clave") == ["OP-2", "OP-4"]
    assert names(only="tarde") == ["OP-1"]
    assert names(only="cede") == ["OP-1"]
    assert names(only="gana") == ["OP-2"]
    assert names(only="fija") == []
    assert names(text="ferretería") == ["OP-1"]
    assert names(customer=NORTH) == ["OP-2"]
    assert names(machine="M9") == []
    assert names(order="-order")[0] == "OP-5"


def test_la_secuencia_guardada_es_la_que_se_vuelve_a_leer(hernan: Person) -> None:
    plan = planned(hernan)
    assert lines_of(plan) == {"M1": ("OP-2", "OP-4", "OP-1", "OP-3", "OP-5")}
    assert lines_of(None) == {}
    assert PlannedOrder.objects.filter(plan=plan).count() == plan.summary["orders"] == 5


def test_los_hechos_de_un_dia_no_saben_lo_que_paso_despues(plant: Path) -> None:
    done = work("OP-1", "C1", "acero", 6, 0, started_date=DAY, finished_date=DAY + timedelta(days=1))
    load(plant, orders=[done], mark="2")
    today, tomorrow = seen(DAY)["OP-1"][0], seen(DAY + timedelta(days=1))["OP-1"][0]
    assert (today.started, today.finished) == (DAY, None)
    assert tomorrow.finished == date(2026, 3, 3)
    assert ready(beginning(DAY, NOW)).in_force == {"M1": ("OP-1",)}, "what runs is first on its machine"
