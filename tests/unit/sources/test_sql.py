"""A database read by SQL: whole, in pages, what changed, and what goes wrong, said in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import make_url

from clave.facts.sources.port import CHANGED, SLOW, UNREACHABLE, WRONG, Ask, Mark, Secret, SourceError
from clave.facts.sources.sql import SqlConnector
from clave.facts.sources.sql.address import checked_url, without_credentials
from clave.facts.sources.sql.reading import Database
from clave.policy import declared
from clave.policy.reading import default
from tests.unit.sources.erp import CUSTOMERS, LINES, invoice, made, run

LIMITS = default().at(date(2026, 6, 1))


@pytest.fixture
def erp(tmp_path: Path) -> Path:
    return made(tmp_path / "erp.db")


@contextmanager
def reached(erp: Path, page: int = 10, seconds: int = 60) -> Iterator[Database]:
    """The database in pages of so many rows."""
    database = SqlConnector().reach({"url": f"sqlite:///{erp}"}, {}, LIMITS)
    database.page, database.seconds = page, seconds
    with closing(database):
        yield database


def numbers(rows: pa.Table) -> list[str]:
    return list(dict.fromkeys(rows.column("numero").to_pylist()))


def test_a_table_comes_whole_in_pages_that_cut_no_document(erp: Path) -> None:
    with reached(erp) as database:
        pages = list(database.pages(LINES))
    assert sum(page.rows.num_rows for page in pages) == 90
    assert [name for page in pages for name in numbers(page.rows)] == [f"FV-{n:03d}" for n in range(30)]
    assert len(pages) == 10  # 9 rows each: 10 would cut the fourth invoice
    assert max(page.latest for page in pages) == "2026-01-28 10:00:00"


def test_a_pull_goes_on_after_any_of_its_pages(erp: Path) -> None:
    with reached(erp) as database:
        pages = list(database.pages(LINES))
        for place, page in enumerate(pages):
            rest = [name for later in database.pages(LINES, after=page.after) for name in numbers(later.rows)]
            assert rest == [name for later in pages[place + 1 :] for name in numbers(later.rows)]


def test_what_changed_since_comes_with_all_the_lines_of_its_document(erp: Path) -> None:
    invoice(erp, "FV-002", "2026-02-01 09:00:00", [(1, "P0", 1, 10), (2, "P1", 1, 20)])
    invoice(erp, "FV-100", "2026-02-02 09:00:00", [(1, "P0", 1, 30)])
    with reached(erp) as database:
        pages = list(database.pages(LINES, since="2026-02-01 00:00:00"))
        again = list(database.pages(LINES, since="2026-02-01 00:00:00", after=Mark("2026-02-01 09:00:00", "s:FV-002")))
    assert [row["numero"] for page in pages for row in page.rows.to_pylist()] == ["FV-002", "FV-002", "FV-100"]
    assert [name for page in again for name in numbers(page.rows)] == ["FV-100"]


def test_nothing_changed_brings_no_page(erp: Path) -> None:
    with reached(erp) as database:
        assert list(database.pages(LINES, since="2027-01-01 00:00:00")) == []


def test_rows_without_a_key_are_not_lost(erp: Path) -> None:
    run(erp, "INSERT INTO facturas VALUES (NULL, '2026-01-05', 'C1', NULL); "
             "INSERT INTO lineas VALUES (NULL, 1, 'P', 1, 5);")  # fmt: skip
    ask = replace(LINES, select=LINES.select.replace("= f.numero", "IS f.numero"))
    with reached(erp) as database:
        pages = list(database.pages(ask))
        rest = list(database.pages(ask, after=Mark("", "")))
    assert pages[0].rows.to_pylist()[0]["numero"] is None
    assert sum(page.rows.num_rows for page in rest) == 90


def test_the_probe_says_what_is_there_and_what_lacks(erp: Path) -> None:
    wrong = replace(CUSTOMERS, columns={**CUSTOMERS.columns, "channel": "canal"})
    gone = Ask("product", "SELECT * FROM articulos", key="codigo")
    run(erp, "UPDATE facturas SET actualizado = NULL WHERE numero = 'FV-001'")
    with reached(erp) as database:
        probe = database.probe([LINES, wrong, gone])
    assert probe.version.startswith("SQLite 3")
    lines, customers, products = probe.tables
    assert (lines.rows, lines.since, lines.until) == (90, date(2026, 1, 1), date(2026, 1, 28))
    assert [note.say("en") for note in lines.notes] == [
        "3 rows say nothing in «actualizado»: only a full pull brings them."
    ]
    assert customers.lacking == ("canal",)
    assert products.error
    assert products.error.why == CHANGED
    assert "articulos" in products.error.say("en")


@pytest.mark.parametrize(
    "select",
    ["DELETE FROM clientes", "SELECT 1; DROP TABLE clientes", "UPDATE clientes SET nit = 1", "", "WITH x AS (",
     "CREATE TABLE x AS SELECT 1", "PRAGMA writable_schema = 1", "SELECT * INTO x FROM clientes"],
)  # fmt: skip
def test_only_one_select_that_reads_is_asked(erp: Path, select: str) -> None:
    with reached(erp) as database, pytest.raises(SourceError) as told:
        list(database.pages(replace(CUSTOMERS, select=select)))
    assert told.value.why == WRONG
    assert told.value.where == "customer"


def test_nothing_can_be_written_on_the_connection(erp: Path) -> None:
    from sqlalchemy import text

    with reached(erp) as database, pytest.raises(Exception, match="readonly"):
        database.connection.execute(text("DELETE FROM clientes"))


def test_a_column_that_went_away_is_named(erp: Path) -> None:
    run(erp, "ALTER TABLE facturas RENAME COLUMN actualizado TO modificado")
    with reached(erp) as database, pytest.raises(SourceError) as told:
        list(database.pages(LINES))
    assert told.value.why == CHANGED
    assert "actualizado" in told.value.say("en")


def test_a_question_that_takes_too_long_is_interrupted(erp: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS codigo FROM n WHERE i < 0"
    with reached(erp, seconds=1) as database, pytest.raises(SourceError) as told:
        list(database.pages(Ask("customer", endless)))
    assert told.value.why == SLOW


def test_colons_and_percent_signs_are_text(erp: Path) -> None:
    ask = Ask(
        "customer", "SELECT codigo, '10:30 :x a%b' AS ciudad FROM clientes WHERE nombre LIKE '%ente 1'", key="codigo"
    )
    with reached(erp) as database:
        (page,) = database.pages(ask)
    assert page.rows.to_pylist() == [{"codigo": "C1", "ciudad": "10:30 :x a%b"}]


@pytest.mark.parametrize(
    ("url", "word"),
    [("nada", "URL"), ("sqlite://", "database"), ("postgresql://u:secreta@h/db", "credential"), ("postgresql:///db", "machine"),
     ("inventada://u@h/db", "inventada"), ("postgresql://u@h/db?sslpassword=secreta", "credential"),
     ("postgresql://u@h/db?host=127.0.0.1", "second time"), ("postgresql://u@h/db?service=clave", "second time"),
     ("sqlite:///erp.db", "from the root"), ("sqlite:///:memory:", "from the root"),
     ("sqlite://host//x", "root of the disk"), ("sqlite://u@/x", "root of the disk"),
     ("mssql+pyodbc://h/d?odbc_connect=UID%3Du%3BPWD%3Dsecreta", "credential"),
     ("mssql+pyodbc://h/d;PWD=secreta", "credential"),
     ("postgresql://u@h/db?options=a&options=x%20password%3Dsecreta", "credential")],
)  # fmt: skip
def test_an_address_that_will_not_do_is_refused_without_repeating_a_credential(url: str, word: str) -> None:
    with pytest.raises(SourceError, match=word) as told:
        SqlConnector().checked({"url": url})
    assert told.value.why == WRONG
    assert "secreta" not in told.value.say("es")


def test_every_url_of_the_guide_is_one() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / "conectar-fuentes.md").read_text("utf-8")
    urls = re.findall(r"`(\w+(?:\+\w+)?://[^`]+)`", guide)
    assert len(urls) >= 5
    assert all(str(checked_url(url)) for url in urls)


@pytest.mark.parametrize("name", ["erp#1.db", "erp?mode=rw.db", "erp%31.db", "erp de Cali.db"])
def test_a_file_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    file = made(tmp_path / name)
    url = make_url("sqlite://").set(database=str(file)).render_as_string()
    with closing(SqlConnector().reach(SqlConnector().checked({"url": url}), {}, LIMITS)) as database:
        assert database.count(CUSTOMERS, "") == 10


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as told:
        SqlConnector().reach({"url": f"sqlite:///{tmp_path / 'no.db'}"}, {}, LIMITS)
    assert told.value.why == UNREACHABLE
    assert not (tmp_path / "no.db").exists()


def test_where_clave_keeps_its_state_no_source_reads(erp: Path) -> None:
    run(erp, "CREATE TABLE store_auditevent (number INTEGER)")
    with pytest.raises(SourceError, match="its own data") as told:
        SqlConnector().reach({"url": f"sqlite:///{erp}"}, {}, LIMITS)
    assert told.value.why == WRONG


def test_a_secret_shows_itself_to_nobody() -> None:
    assert "hush" not in f"{Secret('hush')} {Secret('hush')!r}"
    assert declared.sources_page


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql://u@h:5432/d", "postgresql://u@h:5432/d"),
        ("postgresql://u:secreta@h:5432/d", "postgresql://u@h:5432/d"),
        ("postgresql://u@h/d?sslpassword=secreta", "postgresql://u@h/d"),
        ("postgresql://u:se@cre/ta@h/d", ""),
        ("esto no es una dirección", "esto no es una dirección"),
        ("nada u:secreta@h", ""),
        ("mssql+pyodbc://h/d?odbc_connect=UID%3Du%3BPWD%3Dsecreta", "mssql+pyodbc://h/d"),
    ],
)
def test_an_address_is_shown_again_without_what_may_be_a_credential(written: str, shown: str) -> None:
    assert without_credentials(written) == shown
