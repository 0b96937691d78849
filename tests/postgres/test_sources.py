"""An ERP on PostgreSQL read by SQL: one snapshot, no writing, and what goes wrong as sentences without credentials."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from clave.facts.intake import read
from clave.facts.intake.source import Source
from clave.facts.sources.moments import next_since
from clave.facts.sources.port import CHANGED, SLOW, UNAUTHORIZED, UNREACHABLE, WRONG, Ask, Secret, SourceError
from clave.facts.sources.pulling import Standing, pull
from clave.facts.sources.spool import Spool
from clave.facts.sources.sql import SqlConnector
from clave.facts.sources.sql.reading import Database
from clave.policy import declared
from clave.policy.reading import default

LIMITS = default().at(date(2026, 6, 1)).reform({declared.sources_page: 1_000, declared.sources_connect: 2})
LIMITS_OVERLAP = timedelta(minutes=LIMITS[declared.sources_overlap])
SCHEMA = """
CREATE TABLE partner (id bigint PRIMARY KEY, code text, name text, city text, write_date timestamptz DEFAULT now());
CREATE TABLE invoice (id bigint PRIMARY KEY, number text, day date, partner_id bigint, write_date timestamptz DEFAULT now());
CREATE TABLE line (invoice_id bigint, seq int, product text, quantity numeric(12,3), subtotal numeric(14,2), cost float8);
INSERT INTO partner SELECT n, 'C' || n, 'Cliente ' || n, 'Cali', '2026-01-01 08:00-05' FROM generate_series(1, 200) n;
INSERT INTO invoice SELECT n, 'FV-' || n, date '2025-01-01' + (n % 365), n % 200 + 1,
  timestamptz '2026-02-01 08:00-05' + n * interval '1 minute'
  FROM generate_series(1, 2000) n;
INSERT INTO line SELECT i, s, 'P' || s, s, i * 1000.25 + s, i * 700.5 FROM generate_series(1, 2000) i, generate_series(1, 5) s;
"""
LINES = Ask(
    "invoice_line",
    "SELECT i.id, i.number, l.seq, i.day, p.code, l.product, l.quantity, l.subtotal, l.cost, i.write_date "
    "FROM invoice i JOIN line l ON l.invoice_id = i.id JOIN partner p ON p.id = i.partner_id",
    {"document": "number", "line": "seq", "date": "day", "customer": "code", "product": "product", "quantity": "quantity",
     "net": "subtotal", "cost": "cost"},
    key="number",
    changed="write_date",
)  # fmt: skip
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def erp(postgres: str) -> Iterator[str]:
    """The address of a database with the tables of an ERP, and a user who may read only some of them."""
    name = f"erp_{secrets.token_hex(4)}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{postgres}/{name}", autocommit=True) as connection:
        connection.execute(SCHEMA)
        connection.execute(
            f"CREATE ROLE reader_{name} LOGIN PASSWORD 'right'; GRANT SELECT ON partner TO reader_{name}"
        )
        (asks,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        connection.execute(  # this one needs its password
            f"COPY (SELECT unnest(ARRAY['host all reader_{name} 127.0.0.1/32 scram-sha-256', "
            f"'host all all 127.0.0.1/32 trust'])) TO '{asks}'"
        )
        connection.execute("SELECT pg_reload_conf()")
    yield f"{postgres.replace('postgres://', 'postgresql+psycopg://')}/{name}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE reader_{name}")


def reached(url: str, password: str = "", **limits: int) -> Database:
    own = LIMITS.reform({getattr(declared, name): value for name, value in limits.items()})
    return SqlConnector().reach({"url": url}, {"password": Secret(password)}, own)


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_ten_thousand_lines_arrive_with_their_balance_and_then_only_what_changed(erp: str, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "run")
    with closing(reached(erp)) as database:
        probe = database.probe([LINES])
        whole = pull(database, LINES, Standing(), spool, lambda standing: None)
    assert probe.version.startswith("PostgreSQL 1")
    assert (probe.tables[0].rows, whole.rows, whole.pages) == (10_000, 10_000, 11)
    file = spool.together("invoice_line", "number", whole.pages)
    assert file
    intake = read(file, LIMITS, own={file.name: Source("erp", "invoice_line", LINES.columns)})
    assert (intake.files[0].balance.loaded, intake.files[0].balance.rejected) == (10_000, 0)
    assert intake.book.summary().money == sum(i * 1000.25 + s for i in range(1, 2001) for s in range(1, 6))
    since = next_since(whole.latest, probe.clock, LIMITS_OVERLAP)
    with psycopg.connect(plain(erp), autocommit=True) as connection:
        connection.execute("UPDATE invoice SET write_date = now() WHERE id = 7")
        connection.execute("UPDATE line SET subtotal = 1 WHERE invoice_id = 7 AND seq = 1")
    with closing(reached(erp)) as database:
        pages = list(database.pages(LINES, since=since))
    found = [row for page in pages for row in page.rows.to_pylist()]
    assert sum(row["number"] == "FV-7" for row in found) == 5
    assert len(found) == 5 * (1 + 61)  # the overlap of an hour, a minute an invoice
    assert pages[-1].after.key == "s:FV-7"


def test_a_wrong_password_and_a_table_we_may_not_read_are_sentences(erp: str) -> None:
    name = erp.rsplit("/", 1)[1]
    reader = erp.replace("clave@", f"reader_{name}@")
    with closing(reached(reader, "right")) as database, pytest.raises(SourceError) as told:
        list(database.pages(LINES))
    assert told.value.why == UNAUTHORIZED
    for who, why in (("reader_" + name, UNAUTHORIZED), ("nobody_such", UNAUTHORIZED)):
        with pytest.raises(SourceError) as told:
            reached(erp.replace("clave@", f"{who}@"), password="correct horse")
        assert told.value.why == why
        assert "correct horse" not in told.value.say("es")
        assert told.value.__cause__ is None
    with pytest.raises(SourceError, match="no such database") as told:
        reached(f"{erp}_no")
    assert told.value.why == WRONG


def test_nobody_there_is_a_sentence() -> None:
    with pytest.raises(SourceError) as told:
        reached("postgresql+psycopg://u@127.0.0.1:1/erp", password="correct horse")
    assert told.value.why == UNREACHABLE
    assert "correct horse" not in told.value.say("es")


def test_the_database_itself_refuses_to_be_written_and_to_be_slow(erp: str) -> None:
    from sqlalchemy import text

    with closing(reached(erp)) as database, pytest.raises(Exception, match="read-only"):
        database.connection.execute(text("DELETE FROM line"))
    with closing(reached(erp, sources_seconds=1)) as database, pytest.raises(SourceError) as told:
        list(database.pages(Ask("customer", "SELECT pg_sleep(20) AS code")))
    assert told.value.why == SLOW


def test_all_tables_of_a_pull_are_of_one_moment(erp: str) -> None:
    with closing(reached(erp)) as database:
        before = database.count(Ask("customer", "SELECT * FROM partner"), "")
        stream = database.pages(Ask("customer", "SELECT * FROM partner", key="code"))
        first = next(stream)
        with psycopg.connect(plain(erp), autocommit=True) as connection:
            connection.execute("DELETE FROM partner WHERE id > 195")
        again = next(database.pages(Ask("customer", "SELECT * FROM partner", key="code")))
        with psycopg.connect(plain(erp), autocommit=True) as connection:
            connection.execute("INSERT INTO partner SELECT n, 'C' || n FROM generate_series(196, 200) n")
    assert before == first.rows.num_rows == again.rows.num_rows == 200


def test_a_server_that_goes_away_in_mid_pull_and_the_next_pull_goes_on(erp: str, tmp_path: Path) -> None:
    spool, told = Spool(tmp_path / "run"), []

    def kept(standing: Standing) -> None:
        told.append(standing)
        if standing.pages == 3:
            with psycopg.connect(plain(erp), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with closing(reached(erp)) as database, pytest.raises(SourceError) as why:
        pull(database, LINES, Standing(), spool, kept)
    assert why.value.why == UNREACHABLE
    assert why.value.passing
    with closing(reached(erp)) as database:
        whole = pull(database, LINES, told[-1], spool, lambda standing: None)
    assert whole.rows == 10_000
    with psycopg.connect(plain(erp), autocommit=True) as connection:
        connection.execute("ALTER TABLE line RENAME COLUMN subtotal TO net")
    with closing(reached(erp)) as database, pytest.raises(SourceError) as why:
        list(database.pages(LINES))
    assert why.value.why == CHANGED
    assert "subtotal" in why.value.say("es")
