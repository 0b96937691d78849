"""An Odoo that answers wrongly: each time a finished sentence on the page of the source, and the last good facts stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from clave.base.words import LANGUAGES, recalled
from clave.facts.sources.kinds import CONNECTORS
from clave.facts.sources.odoo.source import OdooConnector
from clave.facts.sources.odoo.wire import Bounds
from clave.jobs import sources as jobs
from clave.jobs.sources import start_pull
from clave.jobs.worker import work_off
from clave.store.imports import fact_store
from clave.store.models import FactSource, SourceRun
from clave.store.models.sources import EMPTY, LOADED, SAME, STOPPED
from tests.odoo.fake.company import company
from tests.odoo.fake.server import FakeOdoo, Server
from tests.odoo.writing import NOW, connected, person

pytestmark = pytest.mark.django_db
LEAVES = 12
"""Requests that are answered before it begins."""


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book and places for files of this test, and nobody who waits."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path / "own"
    settings.CLAVE_POLICY = tmp_path / "own" / "policy.toml"
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(jobs, "refresh", lambda *, by, now: None)
    monkeypatch.setitem(CONNECTORS, "odoo", OdooConnector(Bounds(seconds=0.5, megabytes=1, waits=(0.0, 0.0))))


@pytest.fixture(params=(18, 19), ids=("jsonrpc-18", "json2-19"))
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with Server(FakeOdoo(company(request.param, customers=20, lines=60))) as running:
        yield running


def few(source: FactSource) -> FactSource:
    """Only three tables are asked of it: a table more costs time and is broken in the same way."""
    source.tables.exclude(table__in=("customer", "product", "invoice_line")).delete()
    return source


def pulled(source: FactSource, hours: int) -> SourceRun:
    start_pull(number=source.pk, by=None, now=NOW + timedelta(hours=hours))
    work_off(now=NOW + timedelta(hours=hours))
    return source.runs.latest("pk")


def said(run: SourceRun) -> str:
    assert run.error, run.state
    for language in LANGUAGES:
        sentence = recalled(run.error).say(language)
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert "Traceback" not in sentence
        assert "k-1234567890abcdef" not in sentence
    text: str = recalled(run.error).say("en")
    return text


def faults(*names: str) -> Callable[[FakeOdoo], None]:
    def break_(odoo: FakeOdoo) -> None:
        odoo.faults = ["none"] * LEAVES + list(names) * 40

    return break_


def another_key(odoo: FakeOdoo) -> None:
    odoo.key = "k-changed-0987654321"


def no_field(odoo: FakeOdoo) -> None:
    odoo.database.models["account.move"].pop("invoice_date")


def no_right(odoo: FakeOdoo) -> None:
    odoo.unreadable = {"account.move"}


def another_database(odoo: FakeOdoo) -> None:
    odoo.name = "otra"


def twice(odoo: FakeOdoo) -> None:
    read = odoo.database.read

    def again(model: str, ids: list[int], *rest: object) -> object:
        rows = read(model, ids, *rest)  # type: ignore[arg-type]
        return [*rows, *rows[-1:]] if model == "account.move.line" else rows

    odoo.database.read = again  # type: ignore[assignment,method-assign]
    for line in odoo.database.rows["account.move"].values():
        line["write_date"] = "2026-06-30 15:00:00"


ATTACKS: dict[str, tuple[Callable[[FakeOdoo], None], str]] = {
    "wrong key": (another_key, "does not accept the key"),
    "another database": (another_database, "no database"),
    "401": (faults("401"), "Odoo"),
    "404": (faults("404"), "Odoo"),
    "500": (faults("500"), "Odoo"),
    "303 to its sign-in": (faults("303"), "Odoo"),
    "301 to another host": (faults("elsewhere"), "Odoo"),
    "a page in the place of data": (faults("rubbish"), "Odoo"),
    "an answer without end": (faults("huge"), "more than 1 MB"),
    "an answer cut short": (faults("cut"), "does not answer"),
    "a server that hangs": (faults("silence"), "longer than 0.5 seconds"),
    "a proxy in its place": (faults("502"), "502"),
    "a field that went": (no_field, "invoice_date"),
    "an id that comes twice": (twice, "something else than was asked for"),
    "a right that was taken": (no_right, "no permission"),
}


def test_each_is_told_and_the_last_good_facts_stay(server: Server, assets: None) -> None:
    """One after another against the same source, each in a pull of its own; in the end it is whole again and read on."""
    ana, page = person("Ana", "administrator"), Client()
    page.force_login(ana)
    source = few(connected(server, ana))
    first = pulled(source, 0)
    assert first.state == LOADED
    version, version_of_odoo = fact_store().version(), server.odoo.database.version
    lines, wrong = fact_store().open().summary().lines, {}
    for hours, (name, (break_, words)) in enumerate(sorted(ATTACKS.items()), start=1):
        server.odoo = FakeOdoo(company(version_of_odoo, customers=20, lines=60))
        break_(server.odoo)
        stopped = pulled(source, hours)
        shown = unescape(page.get(f"/fuentes/{source.pk}/").content.decode())
        if stopped.state != STOPPED or words not in said(stopped) or recalled(stopped.error).say("es") not in shown:
            wrong[name] = (stopped.state, stopped.error)
        assert (fact_store().version(), fact_store().open().summary().lines) == (version, lines), name
        source.runs.exclude(pk=first.pk).delete()
    assert not wrong
    server.odoo = FakeOdoo(company(version_of_odoo, customers=20, lines=60))
    assert pulled(source, 100).state in (SAME, EMPTY)


def test_a_redirection_is_not_followed(server: Server) -> None:
    """Whatever the address says in the place of Odoo, the key goes to no other machine."""
    with Server(FakeOdoo(company(19, customers=2, lines=4))) as other:
        source = connected(server, person("Ana", "administrator"))
        server.odoo.elsewhere = other.url
        server.odoo.faults = ["elsewhere"] * 40
        assert pulled(source, 0).state == STOPPED
        assert other.odoo.reads == 0


def test_after_a_stop_the_next_pull_goes_on_by_itself(server: Server) -> None:
    source = few(connected(server, person("Ana", "administrator")))
    server.odoo.faults = ["none"] * LEAVES + ["503"] * 6
    assert pulled(source, 0).state == STOPPED
    server.odoo.faults = []
    done = pulled(source, 1)
    assert (done.state, done.tries) == (LOADED, 2)
    assert fact_store().open().summary().lines == 60


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_is_wrong_loses_nothing(server: Server, hours: int) -> None:
    """Only the clock of the server counts: what it stamps after the first pull is seen by the next one."""
    server.odoo.ahead = timedelta(hours=hours)
    source = few(connected(server, person("Ana", "administrator")))
    assert pulled(source, 0).state == LOADED
    database = server.odoo.database
    database.moment += timedelta(hours=2)
    posted = next(one for one in database.rows["account.move"].values() if one["state"] == "posted")
    database.rows["account.move.line"][
        next(line["id"] for line in database.rows["account.move.line"].values()
             if line["move_id"] == posted["id"] and line["display_type"] == "product")
    ]["price_subtotal"] += 500  # fmt: skip
    database.write("account.move", [posted["id"]], {"invoice_origin": "corregida"})
    assert pulled(source, 2).state == LOADED


def test_a_night_in_which_a_document_was_only_taken_back(server: Server) -> None:
    """Nothing else changed, so that no row comes at all: what was cancelled leaves the book all the same."""
    source = few(connected(server, person("Ana", "administrator")))
    assert pulled(source, 0).state == LOADED
    lines, database = fact_store().open().summary().lines, server.odoo.database
    database.moment += timedelta(hours=9)
    posted = next(
        one for one in database.rows["account.move"].values()
        if one["state"] == "posted" and one["move_type"] == "out_invoice"
    )  # fmt: skip
    own = sum(
        one["move_id"] == posted["id"] and one["display_type"] == "product"
        for one in database.rows["account.move.line"].values()
    )
    database.write("account.move", [posted["id"]], {"state": "cancel"})
    assert pulled(source, 9).state == LOADED
    assert fact_store().open().summary().lines == lines - own
    assert pulled(source, 10).state in (SAME, EMPTY)
