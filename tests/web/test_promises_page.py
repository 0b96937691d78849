"""Promesas: what the pages show, filter, open and keep reserved, in every state, and what it costs to show."""

from __future__ import annotations

import gzip
import io
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from clave.actions.digest import send_digest
from clave.base.words import _, recalled, stored
from clave.store.models import OWNER, Grant, Job, LedgerCost, LedgerRun, MailChoice, Ownership, Person
from clave.web.words import told
from tests.store.docks import DAY, KEY, NOW, founded
from tests.store.promising import ledger_of, load, promised
from tests.web import promises_made
from tests.web.conftest import As

PAGE, LIST = "/promesas/", "/promesas/lista/"
ALL = (PAGE, LIST, "/promesas/servicio/", "/promesas/costo/", "/promesas/semana/")
MOST_QUERIES, HEAVIEST, SLOWEST = 25, 15_360, 0.2
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(db: None, settings: Settings, tmp_path: Path) -> Path:
    """Facts of its own for each test."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    return Path(settings.CLAVE_FACTS)


@pytest.fixture
def diana(signed_in: As) -> Client:
    return signed_in("director")


def shown(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# nothing yet, and old ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ALL)
def test_without_facts_it_says_which_file_to_import_and_what_it_unlocks(diana: Client, address: str) -> None:
    page = shown(diana, address)
    assert "Todavía no hay hechos" in page
    assert "order_line" in page
    assert "quién se llevó lo que les faltó" in page


def test_without_anything_promised_it_leads_to_the_privileges(diana: Client, folder: Path) -> None:
    load(folder)
    held = Grant.objects.get(customer=KEY)
    Grant.objects.create(
        customer=KEY, privilege="dispatch", since=held.since, parameters={}, origin="template", at=NOW, replaces=held,
        withdrawn=True, did="taken_back",
    )  # fmt: skip
    page = shown(diana)
    assert "Todavía no se ha prometido nada" in page
    assert reverse("privileges") in page


def test_before_the_first_ledger_it_can_be_judged_now(diana: Client, folder: Path) -> None:
    load(folder)
    page = shown(diana)
    assert "Todavía nadie ha juzgado las promesas" in page
    assert reverse("promises_judge") in page


def test_a_ledger_older_than_the_facts_says_what_changed_and_offers_to_update(diana: Client, folder: Path) -> None:
    promises_made.ledger()
    page = shown(diana)
    assert "Desde que se juzgaron las promesas cambió: los hechos" not in page
    load(folder)
    page = shown(diana)
    assert "Desde que se juzgaron las promesas cambió: los hechos" in page
    assert "Actualizar" in page


def test_facts_that_end_long_ago_are_said_with_their_day(diana: Client) -> None:
    promises_made.ledger(until=timezone.localdate() - timedelta(days=40))
    assert "lo que venció después no está juzgado" in shown(diana)


def test_judging_again_is_a_job_and_the_page_shows_how_it_goes(diana: Client) -> None:
    promises_made.ledger()
    answer = diana.post("/promesas/juzgar/", headers={"HX-Request": "true"})
    assert "Juzgar las promesas" in answer.content.decode()
    assert Job.objects.get().task.endswith("judge_promises_job")
    assert diana.post("/promesas/juzgar/").status_code == 302, "and without htmx it is the page of the job"


# the figures -------------------------------------------------------------------------------------------------------------


def test_the_overview_says_what_was_kept_and_leaves_the_unknown_out_of_it(diana: Client) -> None:
    """Of 12: six kept, four broken, two that nobody can judge: 6 of 10, which is 60 %."""
    promises_made.ledger(size=12)
    page = shown(diana)
    assert "60 %" in page
    assert "6 de 10 juzgadas" in page
    assert "no se puede juzgar" in page, "nothing of billing can be judged: that is no zero"
    assert "A las cuentas clave se les sirve mejor, por 7,0 puntos" in page
    assert "el archivo de existencias de ese día lo diría" in page


def test_every_figure_of_the_overview_opens_its_promises(diana: Client) -> None:
    promises_made.ledger(size=12)
    page = shown(diana)
    for part in ("privilegio=complete", "departamento=dispatch", "mes=", "estado=broken", "estado=unknown"):
        assert part in page


def test_the_list_begins_with_what_broke_the_dearest_first_and_what_has_no_price_last(
    diana: Client, folder: Path
) -> None:
    promised(folder)
    ledger_of()
    page = shown(diana, LIST)
    assert "Rota" in page
    assert "PED-3" not in page.split("<tbody>")[1], "that one was kept"
    assert "$ 50.000" in page


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ({"estado": "kept"}, "PED-000000", "PED-000001"), ({"privilegio": "complete"}, "PED-000001", "PED-000005"),
        ({"q": "ped-000007"}, "PED-000007", "PED-000001"), ({"cliente": "C-0002"}, "PED-000001", "PED-000005"),
        ({"departamento": "credit", "estado": ""}, "PED-000004", "PED-000001"), ({"q": "zzz"}, "Ninguna promesa", "PED-"),
        ({"mes": "1999-01"}, "Ninguna promesa", "PED-"), ({"desde": "mañana", "orden": "x"}, "PED-000001", "PED-000000"),
        ({"mias": "1"}, "Ninguna promesa", "PED-"), ({"estado": "", "dinero": "sin"}, "PED-000000", "PED-000001"),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_nonsense_in_the_address_is_ignored(
    diana: Client, asked: dict[str, str], there: str, gone: str
) -> None:
    promises_made.ledger(size=12)
    table = shown(diana, LIST, **asked).split('id="promises"')[1].partition("</form>")[2]
    assert there in table
    assert gone not in table


def test_htmx_gets_the_list_alone(diana: Client) -> None:
    promises_made.ledger()
    part = diana.get(LIST, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "HX-Request" in part.headers["Vary"]


def test_a_breach_opens_to_line_day_money_and_who_took_what(diana: Client, folder: Path) -> None:
    promised(folder)
    run = ledger_of()
    broken = run.dues.get(privilege="dispatch", state="broken")
    page = shown(diana, f"/promesas/una/{broken.mark}/")
    for part in (
        "PED-2",
        "Suelas Tayrona",
        "PED-1 · 1",
        "$ 50.000",
        "PU-300",
        "Quién se lo llevó",
        "Empaques del Cauca",
    ):
        assert part in page, part
    assert reverse("account_lines", args=[KEY]) in page
    assert "{days}" not in page
    assert "{share}" not in shown(diana, f"/promesas/una/{run.dues.filter(privilege='complete').first().mark}/")  # type: ignore[union-attr]


def test_a_mark_that_nobody_has_is_no_page(diana: Client) -> None:
    promises_made.ledger()
    assert diana.get("/promesas/una/ffffffffffffffff/").status_code == 404


def test_a_difference_that_may_be_chance_is_said_to_be(diana: Client) -> None:
    run = promises_made.ledger()
    few = [{"lines": 10, "whole": 9, "asked": "1", "in_time": "1", "undated": 0},
           {"lines": 10, "whole": 8, "asked": "1", "in_time": "1", "undated": 0}]  # fmt: skip
    LedgerRun.objects.filter(pk=run.pk).update(service={"now": few, "before": None, "window": few[::-1]})
    page = shown(diana, "/promesas/servicio/")
    assert "puede ser azar" in page
    assert page.count("Con prioridad de despacho") == 2, "what no file tells is left out"


def test_without_order_lines_the_service_says_which_file_would_tell(diana: Client) -> None:
    run = promises_made.ledger()
    LedgerRun.objects.filter(pk=run.pk).update(service={"now": None, "before": None, "window": None})
    assert "Todavía no hay nada que comparar" in shown(diana, "/promesas/servicio/")


def test_what_a_privilege_cost_has_its_formula_and_what_nobody_records_is_not_zero(diana: Client) -> None:
    promises_made.ledger()
    page = shown(diana, "/promesas/costo/")
    assert "$ 14.142.135" in page
    assert "1 sin cifra" in page
    assert "no se sabe" in page
    assert "Suelas 1" in page
    assert "0 veces" not in page


def test_nobody_gave_way_is_said_with_why(diana: Client) -> None:
    run = promises_made.ledger()
    run.gave_way.all().delete()
    assert "no se confirmó ningún plan" in shown(diana, "/promesas/costo/")


# who sees what -----------------------------------------------------------------------------------------------------------


def test_what_a_privilege_costs_is_reserved_but_for_ones_own_account(signed_in: As) -> None:
    run = promises_made.ledger()
    formula = told(recalled(run.costs.get(privilege="contact").formula))
    kam = signed_in("kam")
    page = shown(kam, "/promesas/costo/")
    assert "14.142.135" not in page
    assert formula not in page  # the hours and their price are the cost told another way
    assert "reservado" in page
    Ownership.objects.create(
        customer="C-0001", part=OWNER, person=Person.objects.get(role="kam"), starts_on=DAY - timedelta(days=900),
        created_at=NOW, reason="", value="",
    )  # fmt: skip
    assert "14.142.135" in shown(kam, "/promesas/costo/")


def test_what_is_reserved_is_never_told_as_zero_times(signed_in: As) -> None:
    run = promises_made.ledger()
    LedgerCost.objects.create(
        run=run, privilege="laboratory", customer="C-0002", name="Calzado 2", times=0, money=Decimal(0), unknown=0,
        formula=stored(_("Recorded cost of {n} contacts.").fill(n=0)),
    )  # fmt: skip
    kam, director = signed_in("kam"), signed_in("director")
    page = shown(kam, "/promesas/costo/")
    assert "Laboratorio" in page
    assert re.search(r"\b0 veces", page) is None
    assert "3 veces" in page
    assert re.search(r"\$ 0\b", shown(director, "/promesas/costo/")), "who may know reads that it was nothing"
    rows = kam.get("/promesas/archivo/costos.csv").getvalue().decode()  # type: ignore[attr-defined]
    line = next(row for row in rows.splitlines() if "C-0002" in row)
    assert ";0;" not in line.replace(",", ";")[: line.index("reserv")]


@pytest.mark.parametrize("role", ["lab", "plant", "quality", "marketing", "compliance"])
def test_the_money_of_an_order_is_not_for_who_does_not_see_the_order(signed_in: As, role: str) -> None:
    promises_made.ledger(size=12)
    client = signed_in(role)
    mark = f"{1:016x}"
    for address in (PAGE, LIST, f"/promesas/una/{mark}/", "/promesas/semana/"):
        page = shown(client, address)
        assert "16.180.339" not in page, address
        assert "$ " not in page, address
    rows = client.get("/promesas/archivo/promesas.csv").getvalue().decode()  # type: ignore[attr-defined]
    assert "16180339" not in rows
    first = shown(client, LIST, orden="-dinero")
    assert first == first.replace("aria-sort", "aria-sort")
    assert 'orden=dinero"' not in first, "an order by money tells as much as the money"
    assert client.get("/promesas/costo/").status_code == 403


def test_dispatch_sees_the_money_of_the_orders_it_sends(signed_in: As) -> None:
    promises_made.ledger(size=12)
    assert "16.180.339" in shown(signed_in("dispatch"), LIST)


# files -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "some"),
    [("promesas", "PED-000001"), ("costos", "Una persona que responde"), ("cedieron", "Suelas 1")],
)
def test_every_list_goes_out_as_excel_and_csv(diana: Client, name: str, some: str) -> None:
    promises_made.ledger(size=12)
    book = diana.get(f"/promesas/archivo/{name}.xlsx").getvalue()  # type: ignore[attr-defined]
    cells = [
        cell
        for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert some in cells
    assert some in diana.get(f"/promesas/archivo/{name}.csv").getvalue().decode()  # type: ignore[attr-defined]


def test_a_file_is_filtered_as_the_page_and_another_ending_is_no_file(diana: Client) -> None:
    promises_made.ledger(size=12)
    rows = diana.get("/promesas/archivo/promesas.csv", {"q": "ped-000007"}).getvalue().decode()  # type: ignore[attr-defined]
    assert "PED-000007" in rows
    assert "PED-000001" not in rows
    for name in ("promesas.exe", "otra.csv", ".csv"):
        assert diana.get(f"/promesas/archivo/{name}").status_code == 404


# the account -------------------------------------------------------------------------------------------------------------


def test_what_we_owe_says_how_each_promise_was_kept(diana: Client, folder: Path) -> None:
    promised(folder)
    ledger_of()
    page = shown(diana, LIST, cliente=KEY, estado="")
    assert "4 promesas: 2 cumplidas, 2 rotas, 0 que no se pueden medir" in page


# the digest --------------------------------------------------------------------------------------------------------------


def test_the_preview_is_what_the_mail_says_and_the_direction_sees_those_of_all(diana: Client, folder: Path) -> None:
    promised(folder)
    ledger_of()
    page = shown(diana, "/promesas/semana/")
    assert "0 de 0" not in page
    assert "PED-2" in page
    assert "Ana director" in page, "what belongs to an account without a KAM is for the direction"


def test_who_answers_for_nothing_reads_that_there_is_none(signed_in: As, folder: Path) -> None:
    promised(folder)
    ledger_of()
    assert "No hay ninguno para ti" in shown(signed_in("marketing"), "/promesas/semana/")


def test_it_is_sent_once_and_said_so(diana: Client, folder: Path) -> None:
    promised(folder)
    ledger_of()
    assert diana.post("/promesas/semana/enviar/").status_code == 302
    assert Job.objects.filter(task__endswith="send_digest_job").count() == 1
    send_digest(by=None, now=timezone.now(), until=timezone.now())
    page = shown(diana, "/promesas/semana/")
    assert "Estos días ya se contaron" in page
    answer = diana.post("/promesas/semana/enviar/", follow=True)
    assert "no se envió nada" in answer.content.decode()


def test_the_box_on_the_profile_stops_it(diana: Client) -> None:
    me = Person.objects.get(role="director")
    diana.post("/perfil/correos/", {"bulletin": "on"})
    choice = MailChoice.objects.get(person=me)
    assert (choice.bulletin, choice.digest) == (True, False)


# what it costs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*ALL, f"/promesas/una/{1:016x}/"])
def test_a_page_costs_the_same_at_ten_and_at_a_thousand(
    diana: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for size in (12, 1_200):
        LedgerRun.objects.all().delete()
        promises_made.ledger(size=size)
        diana.get(address)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            answer = diana.get(address)
        counts.append(len(queries))
        assert len(gzip.compress(answer.content)) < HEAVIEST
    assert counts[0] == counts[1]


def test_a_year_of_a_large_company_is_read_within_the_time_of_a_page(diana: Client) -> None:
    """20,000 promises; the best of three, since machines hiccup."""
    promises_made.ledger(size=20_000)
    for address in (PAGE, LIST):
        took = []
        for _try in range(3):
            start = perf_counter()
            diana.get(address)
            took.append(perf_counter() - start)
        assert min(took) < SLOWEST * 3, f"{address}: {min(took):.3f} s"
