"""Canaries: a password that was planted in a source is found nowhere, and opens again only under its secret key."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.house import clear_old
from clave.actions.sources import Entered, change_source, connect_source
from clave.jobs import sources as jobs
from clave.jobs.sources import start_pull
from clave.jobs.worker import work_off
from clave.policy.reading import default
from clave.store.models import FactSource, Mail, Person, SourceRun
from clave.store.models.sources import STOPPED
from clave.store.sources import secrets_of
from tests.unit.sources.erp import LINES

CANARY = "canario-Zq7:/@%&=ñ-4c1"
PIECES = ("canario-Zq7", "-4c1")
URL = "postgresql+psycopg://lector@127.0.0.1:1/erp"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book and places for files of this test."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path / "own"
    settings.CLAVE_POLICY = tmp_path / "own" / "policy.toml"
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(jobs, "refresh", lambda *, by, now: None)


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


def found_in(text: str) -> list[str]:
    return [piece for piece in PIECES if piece in text]


def test_a_password_that_was_planted_is_nowhere(
    page: Client, ana: Person, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    said: list[str] = []
    given = {"name": "ERP", "password": CANARY, "origin": "erp", "cron": "0 2 * * *"}

    def post(address: str, data: dict[str, str], **headers: str) -> str:
        answer = page.post(address, data, headers=headers)
        said.append(answer.content.decode())
        return str(answer.headers.get("Location", ""))

    for url in (URL.replace("lector@", f"lector:{CANARY}@"), f"{URL}?sslpassword={CANARY}"):
        post("/fuentes/nueva/sql/", {**given, "url": url})
        post("/fuentes/nueva/sql/", {**given, "url": url, "probar": "1"})
        post("/fuentes/nueva/sql/", {**given, "url": url, "probar": "1"}, HX_Request="true")
    post("/fuentes/nueva/sql/", {**given, "url": URL, "name": ""})
    post("/fuentes/nueva/sql/", {**given, "url": URL, "probar": "1"})
    post("/fuentes/nueva/sql/", {**given, "url": URL})
    source = FactSource.objects.get()
    columns = {f"column_{name}": header for name, header in LINES.columns.items()}
    post(f"/fuentes/{source.pk}/tablas/invoice_line/", {"select": LINES.select, "key": "numero", **columns})
    post(
        f"/fuentes/{source.pk}/tablas/invoice_line/",
        {"select": LINES.select, "key": "numero", "probar": "1", **columns},
    )
    post(f"/fuentes/{source.pk}/editar/", {**given, "url": URL, "password": ""})
    now = timezone.now()
    for turn in range(3):
        start_pull(number=source.pk, by=ana, now=now + timedelta(hours=turn))
        work_off(now=now + timedelta(hours=turn))
    run = SourceRun.objects.get()
    assert (run.state, run.tries) == (STOPPED, 3)
    assert Mail.objects.filter(template="source").exists()
    addresses = ["/fuentes/", "/fuentes/lecturas/", f"/fuentes/lecturas/{run.pk}/", f"/fuentes/{source.pk}/", "/trabajos/",
                 f"/fuentes/{source.pk}/editar/", f"/fuentes/{source.pk}/tablas/invoice_line/", "/registro/",
                 "/usuarios/correos/",
                 "/fuentes/archivo/fuentes.csv", "/fuentes/archivo/lecturas.csv", "/registro/exportar/"]  # fmt: skip
    for address in addresses:
        answer = page.get(address, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
        said.append(content.decode())
    for model in apps.get_app_config("store").get_models():
        said.append(serializers.serialize("json", model._default_manager.all()))
    said.append(caplog.text)
    assert [place for place, text in enumerate(said) if found_in(text)] == []
    assert secrets_of(source)["password"].reveal() == CANARY


def test_the_secret_key_is_changed_without_entering_a_password_again(ana: Person, settings: Settings) -> None:
    now, first = timezone.now(), settings.SECRET_KEY
    source = connect_source(kind="sql", entered=Entered("ERP", {"url": URL}, {"password": CANARY}), by=ana, now=now)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "s" * 60, [first]
    assert secrets_of(source)["password"].reveal() == CANARY
    assert clear_old(limits=default().at(now.date()), now=now).sealed == 1
    settings.SECRET_KEY_FALLBACKS = []
    source.refresh_from_db()
    assert secrets_of(source)["password"].reveal() == CANARY, "the former key can be forgotten"
    settings.SECRET_KEY = first
    entered = Entered("ERP", {"url": URL}, {"password": "otra"})
    change_source(number=source.pk, entered=entered, by=ana, now=now)
    source.refresh_from_db()
    assert json.dumps(secrets_of(source)["password"].reveal()) == '"otra"'
