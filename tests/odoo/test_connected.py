"""An Odoo connected as a person does it: the form, what is there, the first pull, the nights after it, and a kill in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions import pulls
from clave.facts.sources.kinds import CONNECTORS
from clave.facts.sources.odoo.source import OdooConnector
from clave.facts.sources.odoo.wire import Bounds
from clave.jobs import sources as jobs
from clave.jobs.pace import PACE
from clave.jobs.sources import start_pull
from clave.jobs.worker import work_off
from clave.store.imports import fact_store
from clave.store.models import FactSource, Import, SourceRun
from clave.store.models.sources import LOADED, RUNNING
from tests.odoo.fake.company import company
from tests.odoo.fake.database import Database
from tests.odoo.fake.server import FakeOdoo, Server
from tests.odoo.writing import NOW, connected, person

pytestmark = pytest.mark.django_db
SECRET = "k-1234567890abcdef"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book and places for files of this test."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path / "own"
    settings.CLAVE_POLICY = tmp_path / "own" / "policy.toml"
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(jobs, "refresh", lambda *, by, now: None)
    monkeypatch.setitem(CONNECTORS, "odoo", OdooConnector(Bounds(seconds=30.0, waits=(0.0, 0.0))))


@pytest.fixture(params=(18, 19), ids=("jsonrpc-18", "json2-19"))
def version(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
def small(version: int) -> Iterator[Server]:
    with Server(FakeOdoo(company(version, customers=20, lines=60))) as running:
        yield running


@pytest.fixture
def page(assets: None) -> Client:
    client = Client()
    client.force_login(person("Ana", "administrator"))
    return client


def said(page: Client, address: str) -> str:
    return re.sub(r"\s+", " ", page.get(address).content.decode())


def test_it_is_connected_looked_at_and_read_on_pages(page: Client, small: Server, version: int) -> None:
    given = {"name": "Odoo", "url": small.url, "database": "empresa", "login": "clave", "api_key": SECRET, "origin": "odoo",
             "cron": "0 2 * * *", "customer_code": "ref"}  # fmt: skip
    answer = page.post("/fuentes/nueva/odoo/", given)
    source = FactSource.objects.get()
    assert answer.headers["Location"] == f"/fuentes/{source.pk}/"
    assert source.tables.count() == 9
    page.post(f"/fuentes/{source.pk}/mirar/")
    work_off(now=timezone.now())
    shown = said(page, f"/fuentes/{source.pk}/")
    assert f"Odoo {version}.0" in shown
    assert ("sale.order.line.product_uom_id" in shown) == (version > 18), "each field as this version has it"
    assert "quién fue favorecido" in shown, "what Odoo does not keep is said"
    page.post(f"/fuentes/{source.pk}/leer/")
    work_off(now=timezone.now())
    assert SourceRun.objects.get().state == LOADED
    assert "Cargado en el libro" in said(page, f"/fuentes/{source.pk}/")
    assert fact_store().open().summary().lines == 60
    for address in ("/fuentes/", f"/fuentes/{source.pk}/", f"/fuentes/{source.pk}/editar/"):
        assert SECRET not in page.get(address).content.decode()


@pytest.mark.parametrize(
    ("given", "word"),
    [({"url": "nada aquí"}, "https://"), ({"database": ""}, "obligatorio"), ({"customer_code": "nombre"}, "ref"),
     ({"zone": "Macondo"}, "zona horaria"), ({"slow_days": "-3"}, "mayor que cero")],
)  # fmt: skip
def test_what_is_entered_wrong_is_said_at_its_field(page: Client, given: dict[str, str], word: str) -> None:
    entered = {
        "name": "Odoo",
        "url": "https://odoo.example.com",
        "database": "empresa",
        "origin": "odoo",
        "cron": "",
    } | given
    answer = page.post("/fuentes/nueva/odoo/", entered)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not FactSource.objects.exists()


def pulled(source: FactSource, hours: int) -> SourceRun:
    start_pull(number=source.pk, by=None, now=NOW + timedelta(hours=hours))
    work_off(now=NOW + timedelta(hours=hours))
    return source.runs.latest("pk")


def sums(database: Database) -> dict[str, tuple[int, Decimal]]:
    """What the records of the server come to: lines and money sold, rows and money that were invoiced on credit."""
    rows = database.rows
    posted = {
        one["id"] for one in rows["account.move"].values()
        if one["state"] == "posted" and one["move_type"] in ("out_invoice", "out_refund")
    }  # fmt: skip

    def of(kind: str) -> list[Decimal]:
        return [
            Decimal(str(one["balance"])) for one in rows["account.move.line"].values()
            if one["move_id"] in posted and one["display_type"] == kind
        ]  # fmt: skip

    sold, due = of("product"), of("payment_term")
    return {"invoice_line": (len(sold), -sum(sold)), "receivable": (0, sum(due, Decimal(0)))}


def book() -> dict[str, tuple[int, Decimal]]:
    """What the book comes to."""
    with fact_store().open().open() as warehouse:
        (sold,) = warehouse.query("SELECT COUNT(*) AS n, SUM(l.net) AS money FROM invoice_line AS l").to_pylist()
        (due,) = warehouse.query("SELECT SUM(r.amount) AS money FROM receivable AS r").to_pylist()
    return {"invoice_line": (sold["n"], sold["money"]), "receivable": (0, due["money"])}


def a_night(database: Database) -> None:
    """Two invoices are corrected, one is cancelled, one instalment is paid in part."""
    database.moment += timedelta(hours=9)
    posted = [
        one for one in database.rows["account.move"].values()
        if one["state"] == "posted" and one["move_type"] == "out_invoice"
    ]  # fmt: skip
    for head in posted[:2]:
        line = next(
            one for one in database.rows["account.move.line"].values()
            if one["move_id"] == head["id"] and one["display_type"] == "product"
        )  # fmt: skip
        line.update(price_subtotal=line["price_subtotal"] + 1000, balance=line["balance"] - 1000)
        database.write("account.move", [head["id"]], {"invoice_origin": "corregida"})
    database.write("account.move", [posted[2]["id"]], {"state": "cancel"})


@pytest.mark.soak
def test_the_whole_company_first_and_nightly_and_killed_in_between(
    version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2,000 customers and 20,000 lines over either interface: killed in mid-pull it goes on, nothing is twice, and the book
    comes to what the server holds, the first time and after a night."""
    database = company(version)
    with Server(FakeOdoo(database)) as server:
        source = connected(server, person("Ana", "administrator"))
        note, told = pulls._note, []

        def killed(run: SourceRun, **changes: Any) -> None:
            note(run, **changes)
            told.append(changes)
            if len(told) == 9:
                raise KeyboardInterrupt

        monkeypatch.setattr(pulls, "_note", killed)
        start_pull(number=source.pk, by=None, now=NOW)
        with pytest.raises(KeyboardInterrupt):
            work_off(now=NOW)
        assert source.runs.get().state == RUNNING
        monkeypatch.setattr(pulls, "_note", note)
        asked = server.odoo.reads
        work_off(now=NOW + PACE.lease + timedelta(minutes=1))
        first = source.runs.get()
        assert (first.state, first.tries) == (LOADED, 2)
        assert book() == sums(database)
        whole = server.odoo.reads
        a_night(database)
        assert pulled(source, 24).state == LOADED
        assert book() == sums(database)
        print(f"Odoo {version}: {whole} requests, {whole - asked} after the kill; a night {server.odoo.reads - whole}")
        assert Import.objects.count() == 2
