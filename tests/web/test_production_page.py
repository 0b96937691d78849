"""Producción: what the page shows, filters, refuses beside its field, and what it costs to show."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.actions.delegations import grant_delegation
from clave.actions.production import confirm_production, lock_order, unlock_order
from clave.store.models import Job, OrderLock, Person, ProductionPlan
from clave.store.models.plans import CONFIRMED, OPEN
from clave.store.models.production import HELD
from tests.store.plants import DAY, NOW, ORDERS, founded, load, planned, settled, work
from tests.web import production_made
from tests.web.conftest import As

PAGE, PROGRESS = "/produccion/", "/produccion/avance/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts_of_a_plant(db: None, settings: Settings, tmp_path: Path) -> Path:
    """The Monday of the explanation: five orders on one machine, two of them for key accounts."""
    founded()
    folder = settled(settings, tmp_path)
    load(folder)
    return folder


@pytest.fixture
def hernan(signed_in: As) -> Client:
    return signed_in("plant")


@pytest.fixture
def plan(hernan: Client) -> ProductionPlan:
    return planned(Person.objects.get(role="plant"))


def shown(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def bars(page: str) -> list[tuple[str, float]]:
    """The kinds and widths of the pieces of the chart, in order."""
    found = re.findall(r'<li class="(g|s|m|w)[^"]*" style="width:([\d.]+)%"', page)
    return [(kind, float(width)) for kind, width in found]


def test_the_plan_says_who_goes_first_why_and_who_pays(hernan: Client, plan: ProductionPlan) -> None:
    page = shown(hernan)
    table = page[page.index('id="orders"') :]
    assert table.index("OP-2 ·") < table.index("OP-4 ·") < table.index("OP-1 ·")
    assert "Ferretería Luz</b>: 8 h" in table, "who pays for it, and how much"
    assert "Termina 8 h más tarde por Aceros Norte" in table
    assert "1 orden cede" in page
    assert "8 h más tarde entre todas" in page
    assert "de 2; sin prioridad, 1" in page, "key orders late"


def test_the_chart_is_drawn_to_scale_and_fills_the_window(hernan: Client, plan: ProductionPlan) -> None:
    """Monday from 6:00 to midnight is 18 hours: setup 1 h, OP-2 5 h, setup 1 h, OP-4 5 h, then OP-1 over the night."""
    page = shown(hernan, dias="1")
    kinds = bars(page)
    assert [kind for kind, _width in kinds] == ["s", "w", "s", "w", "w"]
    assert [round(width * 18 / 100, 2) for _kind, width in kinds] == [1, 5, 1, 5, 6]
    assert 'class="c" style="width:11.111%"' in page, "closed from 22:00 to midnight"


def test_what_is_key_and_what_is_late_is_said_in_words_too(hernan: Client, plan: ProductionPlan) -> None:
    page = shown(hernan)
    chart = page[page.index('class="gt"') : page.index('id="orders"')]
    assert "OP-2, Aceros Norte: 2 mar 07:00 a 2 mar 12:00. cuenta clave" in chart
    assert "OP-1, Ferretería Luz: 2 mar 18:00 a 3 mar 08:00. 8 h tarde" in chart
    assert "Alistamiento de acero a bronce: 60 min" in chart


def test_filters_stand_in_the_address(hernan: Client, plan: ProductionPlan) -> None:
    def table(**given: str) -> str:
        page = shown(hernan, **given)
        return page[page.index('id="orders"') :]

    assert "OP-1 ·" not in table(solo="clave")
    assert "OP-2 ·" not in table(solo="tarde")
    assert "OP-5 ·" not in table(maquina="M1", q="aceros")
    assert "Ninguna orden cabe" in table(q="nadie")
    assert "OP-5 ·" in table(maquina="<nada>", solo="zzz", orden="-zzz", dias="999", dia="ayer", pagina="x")


def test_htmx_gets_the_table_alone(hernan: Client, plan: ProductionPlan) -> None:
    answer = hernan.get(PAGE, {"solo": "clave"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="orders"' in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


def test_before_there_is_a_plan_it_says_what_to_do(hernan: Client, settings: Settings, tmp_path: Path) -> None:
    assert "Nadie ha planeado la planta" in shown(hernan)
    settings.CLAVE_FACTS = tmp_path / "none"
    page = shown(hernan)
    for table in ("work_order", "shift", "setup_time", "eligible_machine"):
        assert table in page


def test_planning_is_a_job_that_says_how_far_it_is(hernan: Client) -> None:
    answer = hernan.post(reverse("production_plan"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert Job.objects.filter(task__endswith="plan_production_job").count() == 1
    assert hernan.post(reverse("production_plan")).status_code == 302, "the same without htmx"


def test_an_order_opens_to_its_facts_and_to_the_plan_without_priority(hernan: Client, plan: ProductionPlan) -> None:
    page = shown(hernan, reverse("production_order", args=["OP-1"]))
    for words in ("OP-2", "OP-4", "360 min", "M1, puesto 1", "Cede el paso"):
        assert words in page


def test_a_lock_keeps_what_was_typed_and_plans_again(hernan: Client, plan: ProductionPlan) -> None:
    address = reverse("production_lock", args=["OP-5", "fijar"])
    assert "Fijar OP-5" in shown(hernan, address)
    good = {"machine": "M1", "place": "1", "reason": "Viene su ingeniero", "until": f"{DAY}"}
    for field, wrong in (("reason", " "), ("until", "31/12/1999"), ("place", "0"), ("place", ""), ("machine", "M9")):
        answer = hernan.post(address, good | {field: wrong})
        assert answer.status_code == 422, field
        assert field == "reason" or "Viene su ingeniero" in answer.content.decode(), "what was typed stays"
        assert "field-error" in answer.content.decode(), "beside its field"
    assert not OrderLock.objects.exists()
    assert hernan.post(address, good).status_code == 302
    assert OrderLock.objects.get().place == 1
    assert Job.objects.filter(task__endswith="plan_production_job").count() == 1
    page = shown(hernan)
    assert "OP-5 quedó con candado" in page
    assert "Desde que se hizo este plan cambió" in page
    assert hernan.post(address, good).status_code == 422, "one lock an order"


def test_a_lock_is_undone_from_the_page(hernan: Client, plan: ProductionPlan) -> None:
    address = reverse("production_lock", args=["OP-5", "retener"])
    hernan.post(address, {"reason": "Falta la resina", "until": f"{DAY}"})
    kept = OrderLock.objects.get()
    assert "Falta la resina" in shown(hernan, reverse("production_order", args=["OP-5"]))
    assert hernan.post(reverse("production_unlock", args=[kept.pk])).status_code == 302
    assert hernan.post(reverse("production_unlock", args=[kept.pk])).status_code == 422
    kept.refresh_from_db()
    assert kept.ended_by is not None


def test_an_order_is_found_in_the_newest_plan_however_often_it_was_planned_again(
    hernan: Client, plan: ProductionPlan
) -> None:
    address = reverse("production_order", args=["OP-5"])
    assert "M1, puesto 5" in shown(hernan, address)
    hernan.post(
        reverse("production_lock", args=["OP-5", "fijar"]),
        {"machine": "M1", "place": "1", "reason": "Viene su ingeniero", "until": f"{DAY}"},
    )
    planned()
    page = shown(hernan, address)
    assert "M1, puesto 1: " in page, "the same address, the place of the new plan"
    assert "Viene su ingeniero" in page
    assert hernan.get(reverse("production_order", args=["OP-77"])).status_code == 404, "nobody knows it"


def test_an_order_of_the_plan_in_force_is_seen_there(hernan: Client, plan: ProductionPlan) -> None:
    confirm_production(number=plan.pk, by=Person.objects.get(role="plant"), now=NOW)
    lock_order(
        order="OP-5", kind=HELD, reason="Falta la resina", until=DAY, by=Person.objects.get(role="plant"), now=NOW, today=DAY
    )  # fmt: skip
    planned()
    address = reverse("production_order", args=["OP-5"])
    gone = shown(hernan, address)
    assert "No está en el plan del" in gone
    assert "Falta la resina" in gone
    assert "Quitar el candado" in gone
    assert "M1, puesto 5" in shown(hernan, address, plan="vigente")
    assert f"{address}?plan=vigente" in shown(hernan, plan="vigente"), "its table leads to the same plan"
    assert f"{address}?plan=vigente" in shown(hernan, PROGRESS)
    assert "No está en el plan del" in shown(hernan, reverse("production_lock", args=["OP-5", "fijar"]))
    assert hernan.get(reverse("production_lock", args=["OP-77", "fijar"])).status_code == 404


def test_an_order_that_was_made_or_left_the_facts_says_so(
    hernan: Client, plan: ProductionPlan, settings: Settings, tmp_path: Path
) -> None:
    """The plan in force has five orders; other facts know OP-1 as made and nothing of OP-2; OP-9 comes after the plan."""
    confirm_production(number=plan.pk, by=Person.objects.get(role="plant"), now=NOW)
    settings.CLAVE_FACTS = tmp_path / "others"
    done = work("OP-1", "C1", "acero", 6, 0, finished_date=DAY)
    load(settings.CLAVE_FACTS, orders=[done, *(work(*one) for one in ORDERS[2:])])
    planned()
    assert "los hechos dicen que se terminó" in shown(hernan, reverse("production_order", args=["OP-1"]))
    page = shown(hernan, reverse("production_order", args=["OP-2"]))
    assert "Aceros Norte" in page
    assert "Los hechos ya no tienen OP-2" in page
    late = work("OP-9", "C1", "acero", 3, 1)
    load(settings.CLAVE_FACTS, orders=[late], mark="2")
    assert "está abierta en los hechos y no en este plan" in shown(hernan, reverse("production_order", args=["OP-9"]))


def test_a_code_with_a_slash_has_an_address(hernan: Client, facts_of_a_plant: Path) -> None:
    load(facts_of_a_plant, orders=[work("OP/7-A", "C1", "acero", 3, 1)], mark="2")
    planned()
    assert "Alrededor, en M1" in shown(hernan, reverse("production_order", args=["OP/7-A"]))
    assert "Fijar OP/7-A" in shown(hernan, reverse("production_lock", args=["OP/7-A", "fijar"]))


def test_a_machine_and_its_place_are_called_the_same_everywhere(hernan: Client, plan: ProductionPlan) -> None:
    """Three orders are frozen; the lock asks for the fifth place of the plan, and every page says the fifth."""
    hernan_, address = Person.objects.get(role="plant"), reverse("production_lock", args=["OP-3", "fijar"])
    confirm_production(number=plan.pk, by=hernan_, now=NOW)
    planned()
    form = shown(hernan, address)
    assert "M1, puesto 4" in form
    assert 'name="place" value="4"' in form, "what is asked is what is read"
    refused = hernan.post(address, {"machine": "M1", "place": "2", "reason": "Sí", "until": f"{DAY}"})
    assert "Las primeras 3 órdenes de M1 están congeladas" in refused.content.decode()
    hernan.post(address, {"machine": "M1", "place": "5", "reason": "Sí", "until": f"{DAY}"})
    for page in (shown(hernan), shown(hernan, reverse("production_order", args=["OP-3"]))):
        assert "M1, puesto 5" in page
        assert "M1 ·" not in page
    planned()
    assert shown(hernan).count("M1, puesto 5") == 2, "in the table, and in the list of locks"
    assert "M1, puesto 5: " in shown(hernan, reverse("production_order", args=["OP-3"]))


def test_what_is_held_back_is_listed_once(hernan: Client, plan: ProductionPlan) -> None:
    by = Person.objects.get(role="plant")
    kept = lock_order(order="OP-2", kind=HELD, reason="Falta la resina", until=DAY, by=by, now=NOW, today=DAY)
    planned()
    assert shown(hernan).count("Falta la resina") == 1
    unlock_order(number=kept.pk, by=by, now=NOW)
    page = shown(hernan)
    assert page.count("Falta la resina") == 1, "the plan was still made without it"
    assert "Retenidas cuando se hizo" in page


def test_everything_wrong_with_a_lock_is_said_at_once(hernan: Client, plan: ProductionPlan) -> None:
    address = reverse("production_lock", args=["OP-5", "fijar"])
    for place in ("0", "x", "99", ""):
        page = hernan.post(address, {"machine": "M1", "place": place, "reason": " ", "until": "31/12/1999"})
        assert page.status_code == 422
        assert [page.content.decode().count(f'id="id_{name}_error"') for name in ("place", "reason", "until")] == [
            1,
            1,
            1,
        ]
        assert f'value="{place}"' in page.content.decode() or not place, "what was typed stays"
    both = hernan.post(reverse("production_lock", args=["OP-5", "retener"]), {"reason": "", "until": "mañana"})
    assert both.content.decode().count("field-error") == 2


def test_an_order_over_closed_hours_is_drawn_interrupted(hernan: Client, plan: ProductionPlan) -> None:
    """OP-1 is worked from 18:00 to 22:00 and from 6:00 to 8:00: of 14 hours of the clock the machine is closed for 8."""
    page = shown(hernan, dias="3")
    bar = page[page.index("/produccion/orden/OP-1/") :]
    parts = re.findall(r'<i( class="c")? style="width:([\d.]+)%">', bar[: bar.index("</a>")])
    assert [(bool(closed), float(width)) for closed, width in parts] == [
        (False, pytest.approx(4 / 14 * 100, abs=0.01)), (True, pytest.approx(8 / 14 * 100, abs=0.01)),
        (False, pytest.approx(2 / 14 * 100, abs=0.01)),
    ]  # fmt: skip
    assert "interrumpida 8 h: la máquina está cerrada" in bar[: bar.index("</a>")]
    whole = page[page.index("/produccion/orden/OP-2/") :]
    assert "<i" not in whole[: whole.index("</a>")], "nothing interrupts it"


def test_confirming_and_taking_it_back(hernan: Client, plan: ProductionPlan) -> None:
    assert hernan.post(reverse("production_confirm", args=[plan.pk])).status_code == 302
    page = shown(hernan)
    assert "El plan rige" in page
    assert "el plan vigente" in page
    assert "/retener/" not in page, "what is in force is not locked any more"
    hernan.post(reverse("production_reopen", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.state == OPEN


def test_the_plan_in_force_stands_beside_a_proposal(hernan: Client, plan: ProductionPlan) -> None:
    confirm_production(number=plan.pk, by=Person.objects.get(role="plant"), now=NOW)
    planned(Person.objects.get(role="plant"))
    page = shown(hernan)
    assert "Rige el plan que" in page
    assert "una propuesta que nadie ha confirmado" in page
    assert "el plan vigente" in shown(hernan, plan="vigente")
    assert "congelada" in page


def test_new_facts_refuse_the_confirmation_and_offer_to_plan_again(
    hernan: Client, plan: ProductionPlan, facts_of_a_plant: Path
) -> None:
    load(facts_of_a_plant, orders=[work("OP-1", "C1", "acero", 9, 0)], mark="2")
    answer = hernan.post(reverse("production_confirm", args=[plan.pk]))
    assert answer.status_code == 422
    assert "desde que se hizo este plan cambió" in answer.content.decode().lower()
    plan.refresh_from_db()
    assert plan.state == OPEN


@pytest.mark.parametrize(
    ("role", "confirms", "locks"), [("plant", 1, 1), ("director", 0, 1), ("kam", 0, 0), ("dispatch", 0, 0)]
)
def test_who_confirms_and_who_locks(signed_in: As, role: str, confirms: int, locks: int) -> None:
    planned()
    page = shown(signed_in(role))
    assert ("Confirmar el plan" in page) == bool(confirms)
    assert ("/fijar/" in page) == bool(locks)


def test_a_kam_with_the_delegation_of_the_plant_confirms(signed_in: As, person: Callable[[str], Person]) -> None:
    plan, kam = planned(), signed_in("kam")
    today = timezone.localdate()
    grant_delegation(
        by=person("director"), now=timezone.now(), person=Person.objects.get(role="kam"), department="plant",
        starts_on=today, ends_on=today, customers=[], purpose="Vacaciones de Hernán", today=today,
    )  # fmt: skip
    assert kam.post(reverse("production_confirm", args=[plan.pk])).status_code == 302
    plan.refresh_from_db()
    assert plan.state == CONFIRMED


def test_no_margin_is_told_to_the_plant(hernan: Client, plan: ProductionPlan) -> None:
    assert "argen" not in shown(hernan)


def test_plan_against_today_tells_every_order_in_words(
    hernan: Client, plan: ProductionPlan, facts_of_a_plant: Path
) -> None:
    assert "Todavía no rige ningún plan" in shown(hernan, PROGRESS)
    confirm_production(number=plan.pk, by=Person.objects.get(role="plant"), now=NOW)
    tuesday = DAY + timedelta(days=1)
    done = work("OP-2", "C2", "bronce", 5, 0, started_date=DAY, finished_date=tuesday)
    load(facts_of_a_plant, orders=[done, work("OP-9", "C1", "acero", 3, 4)], mark="2")
    page = shown(hernan, PROGRESS)
    assert "Terminó el 3 mar 2026, 1 día después de lo planeado." in page
    assert "0 de 1 que terminaron, en el día planeado" in page
    assert "Llegó después de confirmar el plan" in page
    assert "nadie la ha reportado terminada" in page
    only = shown(hernan, PROGRESS, estado="done")
    assert "OP-2 ·" in only
    assert "OP-4 ·" not in only
    assert "Ninguna orden cabe" in shown(hernan, PROGRESS, q="zzz")
    assert "OP-2 ·" in shown(hernan, PROGRESS, maquina="M1", pagina="x")


def test_the_file_has_every_order_of_the_filter_and_no_formula(hernan: Client, plan: ProductionPlan) -> None:
    plan.orders.filter(order="OP-2").update(name="=HYPERLINK(1)")
    csv = b"".join(hernan.get("/produccion/archivo/produccion.csv")).decode("utf-8-sig")
    assert len(csv.strip().splitlines()) == 1 + len(ORDERS)
    assert ";=HYPERLINK" not in csv
    only = b"".join(hernan.get("/produccion/archivo/produccion.csv", {"solo": "clave"})).decode("utf-8-sig")
    assert len(only.strip().splitlines()) == 3
    assert b"".join(hernan.get("/produccion/archivo/produccion.xlsx")).startswith(b"PK")
    assert hernan.get("/produccion/archivo/produccion.doc").status_code == 404


def test_as_many_questions_for_a_thousand_orders_as_for_ten(
    hernan: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    by = Person.objects.get(role="plant")
    counts = []
    for size in (40, 1000):
        ProductionPlan.objects.all().delete()
        production_made.plan(by, size=size)
        shown(hernan)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            page = hernan.get(PAGE, {"dias": "14"})
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(gzip.compress(page.content)) <= HEAVIEST
    assert "1 a 30 de 1.000" in page.content.decode()
    assert "órdenes más" in page.content.decode(), "what a row has no room for is counted"


def test_a_plan_that_is_over_says_so(hernan: Client, plan: ProductionPlan) -> None:
    assert "Los hechos no cuentan nada después del" in shown(hernan)
