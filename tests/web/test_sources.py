"""The pages of the sources: connected, asked, read, and never a credential on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.jobs import sources as jobs
from clave.jobs.worker import work_off
from clave.store.models import FactSource, Job, Person, SourceRun
from clave.store.models.sources import ABANDONED, LOADED
from tests.unit.sources.erp import LINES, made, run
from tests.web.sources_made import ran, world

SECRET = "caballo correcto"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    """A book and a place for files of this test."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES = tmp_path / "saved"


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=timezone.now()
    )


@pytest.fixture
def page(ana: Person) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def test_a_source_is_connected_asked_and_read_on_pages(
    page: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "refresh", lambda *, by, now: None)
    url = f"sqlite:///{made(tmp_path / 'erp.db')}"
    given = {"name": "ERP", "url": url, "password": SECRET, "origin": "erp", "cron": "0 2 * * *"}
    answer = page.post("/fuentes/nueva/sql/", given)
    source = FactSource.objects.get()
    assert answer.headers["Location"] == f"/fuentes/{source.pk}/"
    columns = {f"column_{name}": header for name, header in LINES.columns.items()}
    asked = {"select": LINES.select, "key": LINES.key, "changed": LINES.changed, **columns}
    page.post(f"/fuentes/{source.pk}/tablas/invoice_line/", asked)
    work_off(now=timezone.now())
    page.post(f"/fuentes/{source.pk}/leer/")
    work_off(now=timezone.now())
    assert SourceRun.objects.get().state == LOADED
    shown = page.get(f"/fuentes/{source.pk}/").content.decode()
    assert "Cargado en el libro" in shown
    assert "SQLite 3" in shown
    for address in ("", f"{source.pk}/", f"{source.pk}/editar/", f"{source.pk}/tablas/invoice_line/"):
        assert SECRET not in page.get(f"/fuentes/{address}").content.decode()


@pytest.mark.parametrize(
    ("given", "word"),
    [({"url": "postgresql://u:secreta@h/d"}, "credencial"), ({"url": "nada"}, "URL"), ({"cron": "pronto"}, "horario"),
     ({"name": ""}, "obligatorio")],
)  # fmt: skip
def test_what_is_entered_wrong_is_said_at_its_field(page: Client, given: dict[str, str], word: str) -> None:
    entered = {"name": "ERP", "url": "sqlite:////no/hay.db", "origin": "erp", "cron": ""} | given
    answer = page.post("/fuentes/nueva/sql/", entered)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not FactSource.objects.exists()


def test_a_select_that_writes_is_said_when_it_is_looked_at(page: Client, ana: Person) -> None:
    number = world(ana)["source"]
    page.post(f"/fuentes/{number}/tablas/product/", {"select": "DELETE FROM lineas", "key": "", "changed": ""})
    work_off(now=timezone.now())
    assert "un solo SELECT" in page.get(f"/fuentes/{number}/").content.decode()


def test_a_source_is_switched_off_and_a_table_left(page: Client, ana: Person) -> None:
    number = world(ana)["source"]
    page.post(f"/fuentes/{number}/apagar/")
    page.post(f"/fuentes/{number}/dejar/", {"tabla": "customer"})
    source = FactSource.objects.get(pk=number)
    assert not source.active
    assert [table.table for table in source.tables.all()] == ["invoice_line"]
    assert page.post(f"/fuentes/{number}/volar/").status_code == 404
    assert page.get(f"/fuentes/{number}/leer/").status_code == 405


def table(**more: str) -> dict[str, str]:
    """What the form of the table of lines sends."""
    columns = {f"column_{name}": header for name, header in LINES.columns.items()}
    return {"select": LINES.select, "key": LINES.key, "changed": LINES.changed, **columns, **more}


def asked(page: Client, number: int, **more: str) -> str:
    """What trying a table says, as htmx gets it."""
    address = f"/fuentes/{number}/tablas/invoice_line/"
    answer = page.post(address, table(probar="1", **more), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_table_is_tried_before_it_is_kept(page: Client, ana: Person) -> None:
    number = world(ana)["source"]
    source = FactSource.objects.get(pk=number)
    run(
        Path(source.settings["url"].partition("///")[2]), "UPDATE facturas SET fecha = 'mañana' WHERE numero = 'FV-001'"
    )
    before = source.tables.get(table="invoice_line").select
    said = asked(page, number, select=LINES.select + " -- las de este año;", column_quantity="", column_net="")
    assert said.count("<tr>") == 1 + 20
    assert "3 de las primeras 20 filas se rechazarían" in said
    assert said.count("mañana") == 3
    assert "«fecha»: no es una fecha" in said
    assert "1.000,5" in said, "what is left empty is recognised by its name"
    assert source.tables.get(table="invoice_line").select == before
    assert not SourceRun.objects.filter(state="running").exists()
    whole = page.post(f"/fuentes/{number}/tablas/invoice_line/", table(probar="1")).content.decode()
    assert "<h1>" in whole, "without scripts the whole page comes"
    assert "3 de las primeras 20" in whole


@pytest.mark.parametrize(
    ("more", "words"),
    [({"select": "DELETE FROM lineas"}, "no es un solo SELECT"), ({"select": "SELECT * FROM no_hay"}, "no_hay"),
     ({"select": "SELECT numero FROM facturas ORDER BY"}, "SELECT"),
     ({"select": LINES.select + " WHERE 1 = 0"}, "no encuentra nada"),
     ({"column_net": "valor"}, "valor"), ({"key": "", "changed": "actualizado"}, "columna del documento"),
     ({"select": "SELECT numero, numero FROM facturas"}, "dos columnas"), ({"select": ""}, "obligatorio")],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_sentence_before_it_is_kept(
    page: Client, ana: Person, more: dict[str, str], words: str
) -> None:
    said = asked(page, world(ana)["source"], **more)
    assert words in said
    assert "Traceback" not in said


def test_a_connection_is_tried_and_its_password_is_nowhere(page: Client, ana: Person, tmp_path: Path) -> None:
    good = {
        "name": "ERP",
        "url": f"sqlite:///{made(tmp_path / 'erp.db')}",
        "password": SECRET,
        "origin": "erp",
        "cron": "",
    }

    def said(address: str, given: dict[str, str]) -> str:
        answer = page.post(address, {**given, "probar": "1"}, headers={"HX-Request": "true"})
        text = answer.content.decode()
        assert SECRET not in text
        return text

    assert "Contesta: SQLite 3" in said("/fuentes/nueva/sql/", good)
    assert "no existe ese archivo" in said("/fuentes/nueva/sql/", {**good, "url": "sqlite:////no/hay.db"})
    assert "credencial" in said("/fuentes/nueva/sql/", {**good, "url": f"postgresql://u:{SECRET.split()[0]}@h/d"})
    assert "no responde" in said("/fuentes/nueva/sql/", {**good, "url": "postgresql+psycopg://u@127.0.0.1:1/d"})
    assert "obligatorio" in said("/fuentes/nueva/sql/", {**good, "name": ""})
    assert not FactSource.objects.exists()
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "ventas.csv").write_text("x")
    folder = {"name": "C", "folder": str(tmp_path / "drop"), "origin": "erp", "cron": ""}
    assert "ventas.csv" in said("/fuentes/nueva/folder/", folder)
    assert "no se puede leer" in said("/fuentes/nueva/folder/", {**folder, "folder": str(tmp_path / "no")})


def test_lists_are_filtered_ordered_and_taken_out(page: Client, ana: Person) -> None:
    number = world(ana)["source"]
    for address, some, none in (
        ("/fuentes/?q=cali", "ERP de Cali", "Carpeta"), ("/fuentes/?clase=folder", "Carpeta", "ERP de Cali"),
        ("/fuentes/?estado=never", "Carpeta", "ERP de Cali"),
    ):  # fmt: skip
        shown = page.get(address, headers={"HX-Request": "true"}).content.decode()
        assert f">{some}</a>" in shown, address
        assert f">{none}</a>" not in shown, address
    assert "Ninguna fuente" in page.get("/fuentes/?q=zzz").content.decode()
    names = [page.get(f"/fuentes/?orden={order}").content.decode() for order in ("name", "-name")]
    assert names[0].index(">Carpeta</a>") < names[0].index(">ERP de Cali</a>")
    assert names[1].index(">ERP de Cali</a>") < names[1].index(">Carpeta</a>")
    shown = page.get(f"/fuentes/lecturas/?fuente={number}&estado=same").content.decode()
    assert shown.count('class="nm"') == 1
    assert "Ninguna lectura" in page.get("/fuentes/lecturas/?hasta=2001-01-01").content.decode()
    assert page.get("/fuentes/lecturas/?orden=--&estado=no&desde=ayer&fuente=x").status_code == 200
    rows = b"".join(page.get("/fuentes/archivo/lecturas.csv?estado=stopped")).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert len(rows) == 2
    assert "neto" in rows[1]
    for name in ("fuentes.csv", "fuentes.xlsx", "lecturas.xlsx"):
        answer = page.get(f"/fuentes/archivo/{name}")
        assert answer.status_code == 200
        assert b"".join(answer)  # type: ignore[arg-type]
    assert page.get("/fuentes/archivo/otra.csv").status_code == 404


def test_a_reading_opens_and_one_that_stopped_is_given_up(page: Client, ana: Person) -> None:
    made_here = world(ana)
    shown = page.get(f"/fuentes/lecturas/{made_here['held_run']}/").content.decode()
    for words in ("neto", "2026-11-19 08:00:00", "2026-11-20 09:59:00", "Seguir donde se detuvo", "1 minuto"):
        assert words in shown
    page.post(f"/fuentes/{made_here['source']}/abandonar/")
    assert SourceRun.objects.get(pk=made_here["held_run"]).state == ABANDONED
    assert "Seguir donde se detuvo" not in page.get(f"/fuentes/{made_here['source']}/").content.decode()


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    page: Client, ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = FactSource.objects.get(pk=world(ana)["source"])
    for day in range(3, 40):
        ran(source, LOADED, day)
    Job.objects.all().delete()
    pages = (
        "",
        "lecturas/",
        f"{source.pk}/",
        f"{source.pk}/tablas/invoice_line/",
        f"lecturas/{source.runs.latest('pk').pk}/",
    )
    for address in (f"/fuentes/{one}" for one in pages):
        with django_assert_max_num_queries(25):
            assert page.get(address).status_code == 200
