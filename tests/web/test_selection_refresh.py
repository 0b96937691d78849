"""Making the list anew from its page: as a job that can be left, by whom may, with or without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.refresh import fresh_selection
from clave.demo import build
from clave.facts.store import FactStore
from clave.jobs.worker import work_off
from clave.policy.reading import default
from clave.store.models import Job, SelectionRun
from tests.web.conftest import NOW, As

HTMX = {"HX-Request": "true", "HX-Target": "refreshing"}


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration company, loaded."""
    folder = tmp_path_factory.mktemp("demo-facts")
    company = build()
    FactStore(folder).load(company.tables, source="demo", digest="demo", now=NOW, by="test", currency="COP")
    return folder


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("director")


def test_by_htmx_the_progress_stands_on_the_page(director: Client) -> None:
    text = director.post("/seleccion/actualizar/", headers=HTMX).content.decode()
    job = Job.objects.get()
    assert f'id="job-{job.pk}"' in text
    assert (job.then, job.by.role) == ("/seleccion/", "director")  # type: ignore[union-attr]
    assert f'id="job-{job.pk}"' in director.get("/seleccion/").content.decode()


def test_as_a_plain_form_it_leads_to_the_job(director: Client) -> None:
    answer = director.post("/seleccion/actualizar/")
    assert answer.headers["Location"] == f"/trabajos/{Job.objects.get().pk}/"


def test_asked_twice_it_is_done_once(director: Client) -> None:
    for _time in range(2):
        director.post("/seleccion/actualizar/")
    assert Job.objects.count() == 1


def test_it_is_asked_by_post_only(director: Client) -> None:
    assert director.get("/seleccion/actualizar/").status_code == 405


@pytest.mark.parametrize(("role", "offered"), [("director", True), ("administrator", True), ("kam", False)])
def test_who_may_is_offered_it(signed_in: As, run: SelectionRun, role: str, offered: bool) -> None:
    assert ('action="/seleccion/actualizar/"' in signed_in(role).get("/seleccion/").content.decode()) is offered


def test_a_kam_is_told_who_can(signed_in: As, run: SelectionRun) -> None:
    answer = signed_in("kam").post("/seleccion/actualizar/")
    assert answer.status_code == 403
    assert not Job.objects.exists()


def test_the_first_list_is_made_from_its_empty_page(signed_in: As, small_store: Path, settings: Settings) -> None:
    """Facts without a list: the page says so, the button makes it, and nothing is old afterwards."""
    settings.CLAVE_FACTS = small_store
    client = signed_in("director")
    assert "los datos están cargados" in client.get("/seleccion/").content.decode().lower()
    client.post("/seleccion/actualizar/", headers=HTMX)
    work_off(now=timezone.now())
    assert Job.objects.get().state == "done"
    text = client.get("/seleccion/").content.decode()
    assert "35 de 1.155 clientes activos dentro" in text.replace("\u00a0", " ")
    assert "Hay datos más nuevos" not in text
    assert SelectionRun.objects.get().policy_version == default().version


def test_without_facts_it_says_where_the_list_comes_from(signed_in: As, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    text = signed_in("kam").get("/seleccion/").content.decode()
    assert "líneas de factura" in text
    assert "/seleccion/actualizar/" not in text


def test_the_bar_moves_while_measuring_and_while_choosing(small_store: Path) -> None:
    heard: list[tuple[float, str]] = []
    fresh_selection(
        book=FactStore(small_store).open(),
        policy=default(),
        as_of=None,
        progress=lambda share, doing: heard.append((share, doing.say("en"))),
    )
    shares = [share for share, _doing in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len({share for share, doing in heard if doing == "Measuring every customer"}) > 5
    assert len({doing for _share, doing in heard}) > 1
