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
from clave.store.models.sources import LOADED
from tests.unit.sources.erp import LINES, made
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


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    page: Client, ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = FactSource.objects.get(pk=world(ana)["source"])
    for day in range(3, 40):
        ran(source, LOADED, day)
    Job.objects.all().delete()
    for address in ("/fuentes/", f"/fuentes/{source.pk}/", f"/fuentes/{source.pk}/tablas/invoice_line/"):
        with django_assert_max_num_queries(25):
            assert page.get(address).status_code == 200
