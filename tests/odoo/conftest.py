"""Servers in threads: a whole company in each version, and small ones that tests may break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeAlias

import pytest
from django.core.management import call_command

from clave.facts.sources.odoo.client import Account, Client, connect
from clave.facts.sources.odoo.source import Odoo, OdooConnector
from clave.facts.sources.odoo.wire import Bounds, address
from clave.facts.sources.port import Secret
from clave.policy.limits import Limits
from tests.odoo.fake.company import company, yard
from tests.odoo.fake.database import Database
from tests.odoo.fake.server import FakeOdoo, Server

Serve: TypeAlias = Callable[[Database], Server]
MADE: dict[int, Database] = {}
OPEN: list[Client] = []


@pytest.fixture(scope="session")
def assets() -> None:
    """The assets under their hashed names, for tests that open pages."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Every line that a test opened is closed after it."""
    yield
    while OPEN:
        OPEN.pop().close()


@pytest.fixture(params=(18, 19), ids=("jsonrpc-18", "json2-19"))
def version(request: pytest.FixtureRequest) -> int:
    """Both versions, each over its own interface."""
    number: int = request.param
    return number


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a database in a thread until the test ends."""
    with ExitStack() as stack:
        yield lambda database: stack.enter_context(Server(FakeOdoo(database)))


@pytest.fixture
def small(version: int, serve: Serve) -> Server:
    """A company of 40 customers and 200 invoice lines."""
    return serve(company(version, customers=40, lines=200))


@pytest.fixture
def middle(version: int, serve: Serve) -> Server:
    """A company of 200 customers and 2,400 invoice lines, only to be read."""
    if version not in MADE:
        MADE[version] = company(version, customers=200, lines=2400)
    return serve(MADE[version])


@pytest.fixture
def stockroom(version: int, serve: Serve) -> Server:
    """Two deliveries that want the same ten pieces."""
    return serve(yard(version)[0])


def account_of(server: Server, *, key: str = "", database: str = "", login: str = "") -> Account:
    """Who signs in there."""
    odoo = server.odoo
    return Account(address(server.url), database or odoo.name, login or odoo.login, Secret(key or odoo.key))


def client_of(
    server: Server, *, seconds: float = 10.0, waits: tuple[float, ...] = (0.0, 0.0), page: int = 1000
) -> Client:
    """A client that signed in; it waits for nothing between its tries."""
    return noted(
        connect(account_of(server), Bounds(page=page, seconds=seconds, waits=waits), sleep=lambda seconds: None)
    )


def noted(client: Client) -> Client:
    """A client that is closed when the test ends."""
    OPEN.append(client)
    return client


def reached(server: Server, **entered: str) -> Odoo:
    """The source, as whoever connects it gets it."""
    connector = OdooConnector(Bounds(waits=(0.0, 0.0)))
    settings = connector.checked({"url": server.url, "database": "empresa", "login": "clave", **entered})
    odoo = connector.reach(settings, {"api_key": Secret(server.odoo.key)}, Limits({}))
    noted(odoo.client)
    return odoo
