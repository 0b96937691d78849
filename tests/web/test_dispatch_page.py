"""Despacho: what the page shows, filters, refuses beside its field, and what it costs to show."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.actions.delegations import grant_delegation
from clave.actions.dispatch import plan_dispatch
from clave.base.figures import Figure
from clave.store.models import DispatchPlan, Job, LinePin, Person
from clave.store.models.plans import CONFIRMED, OPEN
from clave.web.shown.dispatch import due_words
from clave.web.words import told
from tests.store.docks import DAY, NOW, founded, load, planned, takes_seconds
from tests.web import dispatch_made
from tests.web.conftest import As

PAGE = "/despacho/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts_of_a_dock(db: None, settings: Settings, tmp_path: Path) -> Path:
    """100 units for 130 that three customers ask for."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS)
    return Path(settings.CLAVE_FACTS)


@pytest.fixture
def wilson(signed_in: As) -> Client:
    return signed_in("dispatch")


@pytest.fixture
def plan(wilson: Client) -> DispatchPlan:
    return planned(Person.objects.get(role="dispatch"))


def shown(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode()


def test_the_queue_says_who_goes_first_why_and_who_pays(wilson: Client, plan: DispatchPlan) -> None:
    page = shown(wilson)
    assert page.index("PED-3·1") < page.index("PED-1·1") < page.index("PED-2·1")
    assert "30, sin" in page, "what gave way, and that no supply is in sight"
    assert "Cede 30 a C-KEY" in page
    assert "Cuenta clave: su ventaja la sube 2" in page
    assert "Pedidos de otros que se mueven" in page
    assert "14 días" in page.replace("\u00a0", " ")


def test_the_order_of_arrival_is_the_same_day_without_priority(wilson: Client, plan: DispatchPlan) -> None:
    page = shown(wilson, ver="llegada")
    assert page.index("PED-1·1") < page.index("PED-2·1") < page.index("PED-3·1")
    assert "no se prueba" in page


def test_filters_stand_in_the_address(wilson: Client, plan: DispatchPlan) -> None:
    assert "PED-1·1" not in shown(wilson, solo="clave")
    assert "PED-3·1" not in shown(wilson, solo="espera")
    assert "Ninguna línea cabe" in shown(wilson, q="nadie")
    assert "PED-2·1" in shown(wilson, motivo="STOCK_TO_EARLIER")
    assert "Cola de salida" in shown(wilson, motivo="<nada>", orden="-zzz", bodega="Luna", pagina="x")


def test_before_there_is_a_plan_it_says_what_to_do(wilson: Client, settings: Settings, tmp_path: Path) -> None:
    assert "Nadie ha planeado" in shown(wilson)
    settings.CLAVE_FACTS = tmp_path / "none"
    assert "order_line" in shown(wilson)


def test_a_line_opens_to_what_was_free_and_who_got_what(wilson: Client, plan: DispatchPlan) -> None:
    line = plan.lines.get(order="PED-2")
    page = shown(wilson, reverse("dispatch_line", args=[line.pk]))
    for words in ("PED-3·1", "PED-1·1", "Sin prioridad", "Existencias contadas"):
        assert words in page


def test_a_move_shows_whom_it_costs_before_it_is_saved(wilson: Client, plan: DispatchPlan) -> None:
    line = plan.lines.get(order="PED-2")
    address = reverse("dispatch_move", args=[line.pk, "primero"])
    assert "PED-1·1" in shown(wilson, address), "who would get less"
    refused = wilson.post(address, {"reason": " ", "until": f"{DAY}"})
    assert refused.status_code == 422
    assert "motivo" in refused.content.decode()
    both = wilson.post(address, {"reason": " ", "until": "mañana"}).content.decode()
    assert both.count("field-error") == 2, "all that is wrong at once"
    typed = wilson.post(address, {"reason": "Su línea", "until": "31/12/1999"})
    assert typed.status_code == 422
    assert "Su línea" in typed.content.decode(), "what was typed stays"
    saved = wilson.post(address, {"reason": "Su línea", "until": f"{DAY}"})
    assert saved.status_code == 302
    assert LinePin.objects.get().reason == "Su línea"
    assert Job.objects.filter(task__endswith="plan_dispatch_job").count() == 1
    page = shown(wilson)
    assert "La línea se movió" in page
    assert "Desde que se hizo este plan cambió" in page


def test_keeping_a_line_back_costs_its_own_customer_and_others_gain(wilson: Client, plan: DispatchPlan) -> None:
    """Under «A quién le cuesta» stands who gets less; who gets more stands apart, and never among those who pay."""
    page = shown(wilson, reverse("dispatch_move", args=[plan.lines.get(order="PED-3").pk, "retener"]))
    pays, _mark, gains = page.partition("Quién gana")
    assert "A quién le cuesta" in pays
    assert "esta línea" in pays.partition("A quién le cuesta")[2]
    assert "PED-2·1" in gains
    assert "PED-2·1" not in pays
    nobody = shown(wilson, reverse("dispatch_move", args=[plan.lines.get(order="PED-1").pk, "primero"]))
    assert "No le cuesta nada a nadie" in nobody
    assert "Nadie recibe más ni antes" in nobody


def test_seconds_go_to_who_took_them_and_page_and_files_say_the_grade(wilson: Client, facts_of_a_dock: Path) -> None:
    """C-A took 15 of second quality: they leave for it and nobody else, and prime stock stays for the others."""
    me = Person.objects.get(role="dispatch")
    load(facts_of_a_dock, seconds=50, mark="2")
    takes_seconds(me, "C-A", 15)
    plan = planned(me)
    given = {line.order: (int(line.given), line.picks) for line in plan.lines.all()}
    assert sorted(given["PED-1"][1], key=lambda pick: pick[1]) == [["Yumbo", 0, "25"], ["Yumbo", 1, "15"]]
    assert (given["PED-2"][0], given["PED-2"][1]) == (15, [["Yumbo", 0, "15"]]), "what C-A left of the prime stock"
    page = shown(wilson)
    assert page.count("15 de segunda") == 2, "in the queue, and beside it"
    assert "Segundas que salen" in page
    only = shown(wilson, solo="segundas").partition("Qué hay detrás")[0]
    assert "PED-1·1" in only
    assert "PED-2·1" not in only
    assert "Yumbo · de segunda" in shown(wilson, reverse("dispatch_line", args=[plan.lines.get(order="PED-1").pk]))
    csv = b"".join(wilson.get("/despacho/archivo/despacho.csv")).decode("utf-8-sig")
    assert "Segundas y lento" in csv.splitlines()[0]
    assert next(line for line in csv.splitlines() if "PED-1" in line).count("15 de segunda") == 1


def test_confirming_and_taking_it_back(wilson: Client, plan: DispatchPlan) -> None:
    assert wilson.post(reverse("dispatch_confirm", args=[plan.pk])).status_code == 302
    page = shown(wilson)
    assert "la bodega ya la tiene" in page
    assert "Deshacer" in page
    wilson.post(reverse("dispatch_reopen", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.state == OPEN


def test_new_facts_refuse_the_confirmation_and_offer_to_plan_again(
    wilson: Client, plan: DispatchPlan, facts_of_a_dock: Path
) -> None:
    load(facts_of_a_dock, stock=50, mark="2")
    answer = wilson.post(reverse("dispatch_confirm", args=[plan.pk]))
    assert answer.status_code == 422
    assert "desde que se hizo este plan cambió" in answer.content.decode().lower()
    plan.refresh_from_db()
    assert plan.state == OPEN


@pytest.mark.parametrize(("role", "confirms", "moves"), [("dispatch", 1, 1), ("director", 0, 1), ("kam", 0, 0)])
def test_who_confirms_and_who_moves(
    signed_in: As, person: Callable[[str], Person], role: str, confirms: int, moves: int
) -> None:
    planned()
    page = shown(signed_in(role))
    assert ("Confirmar la cola" in page) == bool(confirms)
    assert ("/primero/" in page) == bool(moves)


def test_a_kam_with_the_delegation_of_dispatch_confirms(signed_in: As, person: Callable[[str], Person]) -> None:
    plan, kam = planned(), signed_in("kam")
    today = timezone.localdate()
    grant_delegation(
        by=person("director"), now=timezone.now(), person=Person.objects.get(role="kam"), department="dispatch",
        starts_on=today, ends_on=today, customers=[], purpose="Vacaciones de Wilson", today=today,
    )  # fmt: skip
    assert kam.post(reverse("dispatch_confirm", args=[plan.pk])).status_code == 302
    plan.refresh_from_db()
    assert plan.state == CONFIRMED


def test_no_margin_is_told_to_dispatch(wilson: Client, plan: DispatchPlan) -> None:
    assert "argen" not in shown(wilson)


def test_the_file_has_every_line_of_the_filter_and_no_formula(wilson: Client, plan: DispatchPlan) -> None:
    plan.lines.filter(order="PED-2").update(name="=HYPERLINK(1)")
    csv = b"".join(wilson.get("/despacho/archivo/despacho.csv")).decode("utf-8-sig")
    assert len(csv.strip().splitlines()) == 4
    assert ";=HYPERLINK" not in csv
    assert "Cuenta" not in csv.splitlines()[0]
    assert b"".join(wilson.get("/despacho/archivo/despacho.xlsx")).startswith(b"PK")
    assert wilson.get("/despacho/archivo/despacho.doc").status_code == 404


def test_as_many_questions_for_a_thousand_lines_as_for_ten(
    wilson: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    by = Person.objects.get(role="dispatch")
    counts = []
    for size in (10, 1000):
        DispatchPlan.objects.all().delete()
        dispatch_made.plan(by, size=size)
        shown(wilson)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            page = wilson.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(gzip.compress(page.content)) <= HEAVIEST
    assert "1 a 100 de 500" in page.content.decode()


def test_the_dispatcher_chooses_the_day_and_a_filter_stays_on_it(wilson: Client, plan: DispatchPlan) -> None:
    """Another plan of the next day is newer; the address says which one is looked at, and every link stays on it."""
    tomorrow = plan_dispatch(day=DAY + timedelta(days=1), by=plan.by, now=NOW)
    page = shown(wilson)
    assert f'value="{tomorrow.day}"' in page, "the newest, with its day in the box"
    assert f'href="/despacho/?dia={DAY}"' in page, "the other days are one click away"
    earlier = shown(wilson, dia=f"{DAY}", q="PED-1")
    assert f'type="date" name="dia" value="{DAY}"' in earlier
    assert f'type="hidden" name="dia" value="{DAY}"' in earlier
    assert f"?dia={DAY}&amp;producto=" in earlier
    csv = b"".join(wilson.get("/despacho/archivo/despacho.csv", {"dia": f"{DAY}"})).decode("utf-8-sig")
    assert f"{plan.pk}" not in csv.splitlines()[0]
    nobody = shown(wilson, dia=f"{DAY + timedelta(days=5)}")
    assert "Nadie ha planeado el" in nobody
    assert f'value="{DAY + timedelta(days=5)}"' in nobody


@pytest.mark.parametrize(
    ("days", "why"),
    [(-9, "no había existencias contadas"), (400, "está muy lejos"), (None, "no es un día")],
)
def test_a_day_that_cannot_be_planned_is_refused_in_words(
    wilson: Client, plan: DispatchPlan, days: int | None, why: str
) -> None:
    """A day before the first count, one further than a month, and something that is no day."""
    asked = "31/02/2026" if days is None else f"{DAY + timedelta(days=days)}"
    before = Job.objects.count()
    answer = wilson.post(reverse("dispatch_plan"), {"dia": asked})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Job.objects.count() == before
    said = wilson.post(reverse("dispatch_plan"), {"dia": asked}, headers={"HX-Request": "true"})
    assert (said.status_code, why in said.content.decode()) == (422, True), (
        "beside the button, without leaving the page"
    )
    assert "<table" not in said.content.decode()


def test_an_old_count_is_said_with_what_to_do_about_it(signed_in: As, person: Callable[[str], Person]) -> None:
    """Counted twenty days ago: the plan of that day says so, and one of today says what it shares out."""
    planned()
    later = NOW + timedelta(days=20)
    with time_machine.travel(later, tick=False):
        wilson = signed_in("dispatch")
        assert "hace 20 días, así que este es el plan de ese día" in shown(wilson, dia=f"{DAY}").replace("\u00a0", " ")
        plan_dispatch(day=later.date(), by=None, now=later)
        page = shown(wilson).replace("\u00a0", " ")
        assert "reparte las existencias contadas el 20 nov 2026" in page
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "Este es el plan del 20 nov 2026, no el de hoy" in shown(signed_in("director"), dia=f"{DAY}").replace(
            "\u00a0", " "
        )


def test_a_plan_of_tomorrow_says_tomorrow_and_what_is_late_says_since_when(signed_in: As) -> None:
    """Seen with a real book: a plan of Monday, made on Sunday, promised everything «today»."""
    today = timezone.localdate()
    kept = dispatch_made.plan(None, size=4, day=today + timedelta(days=1))
    kept.lines.filter(position=2).update(due=today - timedelta(days=9))
    page = shown(signed_in("dispatch"), dia=f"{kept.day}").replace("\u00a0", " ")
    assert "mañana" in page
    assert not re.search(r"promesa[^<]*hoy", page)
    day = Figure(today - timedelta(days=9), "date").say("es").replace("\u00a0", " ")
    assert f"debía salir el {day}, 10 días tarde." in page


@pytest.mark.parametrize(
    ("due", "day", "today", "says"),
    [
        (0, 0, 0, "Por su fecha: debe salir hoy."),
        (0, 0, 5, "Por su fecha: debía salir el 20 nov 2026."),
        (3, 0, 0, "Por su fecha: debe salir el 23 nov 2026."),
        (1, 1, 0, "Por su fecha: debe salir el 21 nov 2026."),
        (3, 0, 5, "Por su fecha: debía salir el 23 nov 2026."),
        (-1, 0, 0, "Por su fecha: debía salir el 19 nov 2026, 1 día tarde."),
        (-9, 0, 5, "Por su fecha: debía salir el 11 nov 2026, 9 días tarde."),
    ],
)
def test_the_day_of_a_line_is_said_in_the_tense_of_the_plan(due: int, day: int, today: int, says: str) -> None:
    """Days from 20 November: of the line, of the plan that is looked at, and of whoever looks."""
    days = [DAY + timedelta(days=one) for one in (due, day, today)]
    with override("es"):
        assert told(due_words(*days)).replace("\u00a0", " ") == says


def test_a_plan_of_a_past_day_calls_no_day_today(signed_in: As, person: Callable[[str], Person]) -> None:
    planned()
    with time_machine.travel(NOW, tick=False):
        assert "promesa: hoy" in shown(signed_in("dispatch")).replace("</b>", "")
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        page = shown(signed_in("director"), dia=f"{DAY}")
        assert "promesa: hoy" not in page
        assert "promesa: 20 nov" in page.replace("\u00a0", " ")
        assert "debe salir" not in page


@pytest.mark.parametrize(("role", "sees"), [("dispatch", False), ("director", True), ("kam", True)])
def test_what_waits_in_money_is_for_who_may_see_it(
    signed_in: As, person: Callable[[str], Person], role: str, sees: bool
) -> None:
    planned()
    page = shown(signed_in(role))
    assert ("ventas en riesgo" in page) is sees
    assert ("reservado: lo ven" in page) is not sees
    assert "Costo del día" in page


@pytest.mark.parametrize(
    ("changed", "says", "never"),
    [
        ({"weightless": 3, "leave": 3, "kilos": "0"}, "nadie sabe cuántos kilos", "0 kg"),
        ({"weightless": 2, "leave": 10, "kilos": "840"}, "y 2 líneas sin peso", "nadie sabe"),
        ({"moved_undated": 4, "carrying": "0", "handling": "0"}, "lo que no tiene nueva fecha no se cuenta", "$ 0"),
        ({"moved_undated": 4, "carrying": "500", "handling": "0"}, "al menos $ 500", "no hay"),
        ({"moved_undated": 0, "carrying": "0", "handling": "0"}, "$ 0", "al menos"),
    ],
)
def test_what_nobody_knows_is_never_a_zero(
    wilson: Client, plan: DispatchPlan, changed: dict[str, object], says: str, never: str
) -> None:
    plan.summary |= changed
    plan.save(update_fields=["summary"])
    page = shown(wilson).replace("\u00a0", " ").partition("Cola de salida")[0]
    assert says in page
    assert never not in page
