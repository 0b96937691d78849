"""The pages of writing to an Odoo: planned, read, approved or rejected, swaps one by one, and the ledger taken out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.facts.sources.kinds import CONNECTORS
from clave.facts.sources.odoo.source import OdooConnector
from clave.facts.sources.odoo.wire import Bounds
from clave.jobs.worker import work_off
from clave.store.models import FactSource, Person, Push
from clave.store.models.pushes import DONE, OPEN, REJECTED, STOPPED, SWAP
from tests.odoo.fake.company import company, yard
from tests.odoo.fake.server import FakeOdoo, Server
from tests.odoo.writing import connected, key, person
from tests.web import pushes_made
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
SECRET = "k-1234567890abcdef"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """A connector that waits for nothing, and facts of this test."""
    monkeypatch.setitem(CONNECTORS, "odoo", OdooConnector(Bounds(seconds=10.0, waits=(0.0, 0.0))))
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = tmp_path / "facts", tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text(
        '[[push.pause_seconds]]\nfrom = 2000-01-01\nvalue = 0\nreason = "x"\nsource = "x"\n'
    )


@pytest.fixture
def page(signed_in: As) -> Client:
    return signed_in("director")


@pytest.fixture
def dora(page: Client) -> Person:
    return Person.objects.get(role="director")


@pytest.fixture
def ada(page: Client) -> Person:
    """Sources are connected by whoever administers; what is written there, a director approves."""
    return person("Ada", "administrator")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(FakeOdoo(company(19, customers=20, lines=60))) as running:
        yield running


def said(page: Client, address: str) -> str:
    answer = page.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_from_the_plan_to_the_ledger_on_pages(page: Client, dora: Person, ada: Person, server: Server) -> None:
    source = connected(server, ada)
    key("1", "2")
    home = f"/fuentes/{source.pk}/escribir/"
    assert page.get("/fuentes/escribir/").headers["Location"] == home
    assert "Nadie ha mirado todavía" in said(page, home)
    page.post(f"{home}pedir/planear/", {"parte": ["accounts"]})
    work_off(now=timezone.now())
    push = Push.objects.get()
    shown = said(page, f"{home}{push.pk}/")
    assert "Aprobar 6 cambios" in shown
    assert "[clave] Cuenta clave: Volumen." in shown
    assert SECRET not in shown
    assert "La estrella llega tarde" in said(page, home)
    answer = page.post(f"{home}{push.pk}/aprobar/", {"huella": push.digest})
    assert answer.headers["Location"] == f"{home}{push.pk}/"
    work_off(now=timezone.now())
    push.refresh_from_db()
    assert push.state == DONE
    assert "Escrito y leído de vuelta" in said(page, f"{home}{push.pk}/")
    history = said(page, f"{home}historia/")
    assert "Cliente 0001 SAS" in history
    assert dora.name in history
    book = page.get(f"{home}historia/archivo/historia.csv?que=tag")
    lines = b"".join(book.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 3
    table = page.get(f"{home}{push.pk}/archivo/escritura.xlsx")
    assert b"".join(table.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert page.get(f"{home}{push.pk}/archivo/escritura.exe").status_code == 404


def test_another_digest_is_refused_on_the_page_and_a_rejection_asks_why(page: Client, dora: Person) -> None:
    source = pushes_made.odoo(dora)
    push = pushes_made.planned(source, dora)
    address = f"/fuentes/{source.pk}/escribir/{push.pk}/"
    answer = page.post(f"{address}aprobar/", {"huella": "otra"})
    assert answer.status_code == 422
    assert "no es lo que leíste" in answer.content.decode()
    answer = page.post(f"{address}rechazar/", {"motivo": ""})
    assert answer.status_code == 422
    assert "lleva su razón" in answer.content.decode()
    page.post(f"{address}rechazar/", {"motivo": "Falta Cali"})
    push.refresh_from_db()
    assert (push.state, push.reason) == (REJECTED, "Falta Cali")
    assert "Falta Cali" in said(page, address)
    assert page.post(f"{address}volar/").status_code == 404


def test_who_only_plans_does_not_approve(signed_in: As, dora: Person) -> None:
    source = pushes_made.odoo(dora)
    push = pushes_made.planned(source, dora)
    address = f"/fuentes/{source.pk}/escribir/{push.pk}/"
    dispatch = signed_in("dispatch")
    shown = said(dispatch, address)
    assert "Aprobar" not in shown
    assert "Lo aprueba" in shown
    assert dispatch.post(f"{address}aprobar/", {"huella": push.digest}).status_code == 403
    push.refresh_from_db()
    assert push.state == OPEN


def test_an_odoo_that_is_down_is_a_sentence_and_what_stopped_goes_on(page: Client, ada: Person, server: Server) -> None:
    source = connected(server, ada)
    key("1")
    home = f"/fuentes/{source.pk}/escribir/"
    page.post(f"{home}pedir/planear/", {"parte": ["accounts"]})
    work_off(now=timezone.now())
    push = Push.objects.get()
    server.odoo.faults = ["503"] * 30
    page.post(f"{home}{push.pk}/aprobar/", {"huella": push.digest})
    work_off(now=timezone.now())
    push.refresh_from_db()
    assert push.state == STOPPED
    shown = said(page, f"{home}{push.pk}/")
    assert "503" in shown
    assert "Dejar que siga" in shown
    server.odoo.faults = []
    page.post(f"{home}{push.pk}/seguir/")
    work_off(now=timezone.now())
    push.refresh_from_db()
    assert push.state == DONE


def test_swaps_are_decided_one_by_one_on_their_page(page: Client, ada: Person) -> None:
    database, room = yard(19)
    room.action_assign([1])
    key("2")
    with Server(FakeOdoo(database)) as server:
        source = connected(server, ada)
        home = f"/fuentes/{source.pk}/escribir/"
        page.post(f"{home}pedir/intercambios/")
        work_off(now=timezone.now())
        shown = said(page, f"{home}intercambios/")
        assert "WH/OUT/2" in shown
        push = Push.objects.get(kind=SWAP)
        answer = page.post(f"{home}{push.pk}/rechazar/", {"motivo": ""})
        assert answer.status_code == 422
        page.post(f"{home}{push.pk}/aprobar/", {"huella": push.digest})
        work_off(now=timezone.now())
    push.refresh_from_db()
    assert push.state == DONE
    assert "Ningún intercambio espera" in said(page, f"{home}intercambios/")
    assert "Escrito" in said(page, f"{home}intercambios/?estado=todos&q=wh/out")


def test_nothing_chosen_plans_nothing_and_what_is_not_there_is_404(page: Client, dora: Person) -> None:
    source = pushes_made.odoo(dora)
    home = f"/fuentes/{source.pk}/escribir/"
    answer = page.post(f"{home}pedir/planear/", {}, follow=True)
    assert "no se planeó nada" in answer.content.decode()
    assert page.post(f"{home}pedir/volar/").status_code == 404
    assert page.get(f"{home}pedir/planear/").status_code == 405
    folder = FactSource.objects.create(name="Carpeta", kind="folder", created_at=timezone.now(), by=dora)
    assert page.get(f"/fuentes/{folder.pk}/escribir/").status_code == 404
    other = pushes_made.planned(pushes_made.odoo(dora, "Otro"), dora)
    assert page.get(f"{home}{other.pk}/").status_code == 404
    assert "Otro" in said(page, "/fuentes/escribir/")


def test_a_plan_of_many_costs_as_many_queries_as_one_of_few_and_little_of_the_line(
    page: Client, dora: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = pushes_made.odoo(dora)
    push = pushes_made.done(pushes_made.planned(source, dora, customers=60), dora)
    pushes_made.planned(source, dora)
    home = f"/fuentes/{source.pk}/escribir/"
    for address in (home, f"{home}{push.pk}/", f"{home}historia/", f"{home}intercambios/", "/fuentes/escribir/"):
        with django_assert_max_num_queries(25):
            page.get(address)
