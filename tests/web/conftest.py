"""People of every role, a selection made by hand, and the facts it opens to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.test.testcases import _StaticFilesHandler
from playwright.sync_api import Browser, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from clave.actions.company import found_company
from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.facts.store import FactStore
from clave.measures.registry import MEASURES
from clave.store import outcome
from clave.store.models import Company, Person, SelectionRun
from tests.web import accounts_made, made

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
Keep = Callable[[int], SelectionRun]
KeepAccounts = Callable[[int], SelectionRun]
As = Callable[[str], Client]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def assets() -> None:
    """The assets under their hashed names, as a real installation serves them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def live_server(assets: None) -> Iterator[LiveServer]:
    """A server of the pages that finds the assets under their hashed names, which Django's own handler does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", _StaticFilesHandler)
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def keep(db: None) -> Keep:
    """Keep a selection of so many customers."""

    def keep_it(size: int) -> SelectionRun:
        if not Company.objects.exists():
            found_company(name="Adhesivos Farallones", currency="COP", demonstration=True, now=NOW)
        return keep_selection(
            listing=made.listing(size),
            measured=made.measured(size),
            criteria=CRITERIA,
            measures=tuple(MEASURES.values()),
            by=None,
            now=NOW,
        )

    return keep_it


@pytest.fixture
def keep_accounts(db: None) -> KeepAccounts:
    """Keep a selection of so many active customers of every kind, and of two that are not active."""

    def keep_them(size: int) -> SelectionRun:
        return keep_selection(
            listing=made.listing(size),
            measured=accounts_made.measured(size),
            criteria=CRITERIA,
            measures=tuple(MEASURES.values()),
            by=None,
            now=NOW,
        )

    return keep_them


@pytest.fixture
def run(keep: Keep) -> SelectionRun:
    """The selection of forty customers."""
    return keep(40)


@pytest.fixture(scope="session")
def facts_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the invoices of the first customer."""
    folder = tmp_path_factory.mktemp("facts")
    FactStore(folder).load(made.facts(), source="test", digest="test", now=NOW, by="test", currency="COP")
    return folder


@pytest.fixture
def facts(facts_folder: Path, settings: Settings, tmp_path: Path) -> None:
    """The pages open a copy of that store: what a test imports, the next one does not find."""
    settings.CLAVE_FACTS = shutil.copytree(facts_folder, tmp_path / "facts")


@pytest.fixture
def person(db: None) -> Callable[[str], Person]:
    """Somebody of a role."""

    def of(role: str) -> Person:
        return Person.objects.create_person(
            email=f"{role}@clave.example", name=f"Ana {role}", role=role, password=None, created_at=NOW, language="es"
        )

    return of


@pytest.fixture
def signed_in(person: Callable[[str], Person]) -> As:
    """A browser in which somebody of a role is signed in."""

    def as_role(role: str) -> Client:
        client = Client()
        client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_role


@pytest.fixture(autouse=True)
def read_anew() -> None:
    """A database that is rolled back gives the next reckoning of the outcome the number of the one before."""
    outcome._read.cache_clear()


@pytest.fixture
def patricia(run: SelectionRun, signed_in: As) -> Client:
    """Somebody of general management, whose page is Resultados, over the selection of forty customers."""
    return signed_in("management")
