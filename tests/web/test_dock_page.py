"""Hoja de muelle: las paradas de cada bodega, en pantalla, en papel y como archivo."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.actions.dispatch import confirm_dispatch
from clave.store.dock_sheet import stops_of
from clave.store.models import AuditEvent, DispatchLine, DispatchPlan, Person
from tests.store.docks import DAY, NOW, founded, load, planned, takes_seconds
from tests.web import dispatch_made
from tests.web.conftest import As

PAGE, FILE = "/despacho/muelle/", "/despacho/muelle/archivo/muelle."
pytestmark = pytest.mark.django_db


@pytest.fixture
def wilson(signed_in: As, settings: Settings, tmp_path: Path) -> Client:
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS, seconds=10)
    return signed_in("dispatch")


@pytest.fixture
def plan(wilson: Client) -> DispatchPlan:
    me = Person.objects.get(role="dispatch")
    takes_seconds(me, "C-A", 10)
    return planned(me)


def shown(client: Client, **given: str) -> str:
    return client.get(PAGE, given).content.decode().replace("\u00a0", " ")


def test_the_sheet_says_who_is_loaded_first_what_and_of_which_grade(wilson: Client, plan: DispatchPlan) -> None:
    page = shown(wilson)
    assert page.index("PED-3·1") < page.index("PED-1·1")
    for words in ("Muelle de Yumbo", "Orden de cargue", "de segunda", "no se sabe", "aún no está confirmado"):
        assert words in page
    assert [stop.customer for stop in stops_of(plan, "Yumbo")][:2] == ["C-KEY", "C-A"]
    assert stops_of(plan, "Luna") == ()
    confirm_dispatch(number=plan.pk, by=plan.by or Person.objects.first(), now=NOW)  # type: ignore[arg-type]
    assert "aún no está confirmado" not in shown(wilson)


def test_a_line_that_leaves_from_two_docks_stands_on_both_sheets(wilson: Client) -> None:
    me = Person.objects.get(role="dispatch")
    plan = dispatch_made.plan(me, size=10)
    line = DispatchLine.objects.filter(plan=plan, warehouse="Yumbo").first()
    assert line is not None
    line.picks = [["Yumbo", 0, "30"], ["Tocancipá", 1, "6.5"]]
    line.save()
    here, there = (
        next(part for stop in stops_of(plan, dock) for part in stop.parts if part.order == line.order)
        for dock in ("Yumbo", "Tocancipá")
    )
    assert (int(here.quantity), here.grade, float(there.quantity), there.grade) == (30, 0, 6.5, 1)
    assert "Muelle de Tocancipá" in shown(wilson, bodega="Tocancipá", dia=f"{plan.day}")
    assert "Muelle de Yumbo" in shown(wilson, bodega="<nada>", dia=f"{plan.day}"), "an unknown dock is the fullest one"


def test_without_a_plan_or_with_nothing_that_leaves_it_says_so(wilson: Client) -> None:
    assert "Nadie ha planeado" in shown(wilson)
    plan = planned(Person.objects.get(role="dispatch"))
    assert "Nadie ha planeado" in shown(wilson, dia="2001-01-01")
    plan.lines.update(given=0)
    assert "Nada sale de este muelle" in shown(wilson)


@pytest.mark.parametrize(("days", "says"), [(0, "sale"), (3, "salió")])
def test_a_past_day_says_that_the_last_truck_left(signed_in: As, days: int, says: str) -> None:
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        client = signed_in("dispatch")
        dispatch_made.plan(Person.objects.get(role="dispatch"), day=DAY)
        assert f"el último camión {says} a las 15:00" in shown(client)


def test_paper_and_files_have_the_whole_dock_and_are_written_down(wilson: Client, plan: DispatchPlan) -> None:
    plan.lines.filter(order="PED-3").update(name="=HYPERLINK(1)")
    csv = b"".join(wilson.get(FILE + "csv")).decode("utf-8-sig")
    head, first, *rest = csv.strip().splitlines()
    assert "Grado" in head
    assert first.startswith("1;C-KEY")
    assert ";=HYPERLINK" not in csv
    assert any("de segunda" in row for row in rest)
    assert b"".join(wilson.get(FILE + "xlsx")).startswith(b"PK")
    paper = wilson.get(FILE + "pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert AuditEvent.objects.filter(about=f"dispatch:{plan.pk}", what__contains="export").count() == 3
    assert wilson.get(FILE + "doc").status_code == 404
    assert wilson.get(FILE + "csv", {"dia": "2001-01-01"}).status_code == 404


def test_as_many_questions_for_a_thousand_lines_as_for_ten(
    wilson: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for size in (10, 1000):
        DispatchPlan.objects.all().delete()
        dispatch_made.plan(Person.objects.get(role="dispatch"), size=size)
        shown(wilson)
        with django_assert_max_num_queries(25) as asked:
            page = wilson.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(gzip.compress(page.content)) <= 15_360


@pytest.mark.parametrize(("role", "status"), [("kam", 200), ("director", 200), ("plant", 403), ("employee", 404)])
def test_who_opens_it(wilson: Client, signed_in: As, role: str, status: int) -> None:
    assert signed_in(role).get(PAGE).status_code == status
