"""An ERP on PostgreSQL read by SQL: one snapshot, no writing, and what goes wrong as sentences without credentials."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from sqlalchemy.engine import make_url

from clave.facts.intake import read
from clave.facts.intake.source import Source
from clave.facts.sources.moments import ahead, next_since
from clave.facts.sources.port import CHANGED, SLOW, UNAUTHORIZED, UNREACHABLE, WRONG, Ask, Secret, SourceError
from clave.facts.sources.pulling import Standing, counted_rows, pull
from clave.facts.sources.spool import Spool
from clave.facts.sources.sql import SqlConnector, reading
from clave.facts.sources.sql.reading import Database
from clave.facts.sources.trying import tried
from clave.policy import declared
from clave.policy.reading import default
from tests.postgres.cut_line import Line, line_to

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
    since = next_since(whole.latest, probe.clock, LIMITS_OVERLAP, UTC)
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


def through(erp: str, line: Line) -> str:
    """The address of the ERP by a line that can be cut."""
    address = make_url(erp)
    return address.set(port=line.port).render_as_string(hide_password=False)


@pytest.fixture
def line(erp: str) -> Iterator[Line]:
    address = make_url(erp)
    with line_to(address.host or "", address.port or 0) as found:
        yield found


def test_a_line_that_is_cut_in_the_middle_of_a_page_loses_nothing(erp: str, line: Line, tmp_path: Path) -> None:
    spool, told = Spool(tmp_path / "run"), []
    with closing(reached(through(erp, line))) as database:
        line.after, line.what = line.came + 250_000, "cut"
        with pytest.raises(SourceError) as why:
            pull(database, LINES, Standing(), spool, told.append)
    assert why.value.why == UNREACHABLE
    assert 0 < told[-1].rows < 10_000
    line.what = ""
    with closing(reached(through(erp, line))) as database:
        whole = pull(database, LINES, told[-1], spool, told.append)
    assert whole.rows == 10_000
    rows = pq.read_table(spool.together("invoice_line", "number", whole.pages))
    assert len(set(zip(rows["number"].to_pylist(), rows["seq"].to_pylist(), strict=True))) == 10_000


def test_a_server_that_says_nothing_any_more_is_hung_up_on(
    erp: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "GRACE", 0)
    with closing(reached(through(erp, line), sources_seconds=2)) as database:
        line.after, line.what = line.came + 50_000, "silence"
        with pytest.raises(SourceError) as why:
            list(database.pages(LINES))
    assert why.value.why == UNREACHABLE


def test_a_server_that_never_answers_is_not_waited_for(erp: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(SourceError) as why:
        reached(f"postgresql+psycopg://u@127.0.0.1:{listener.getsockname()[1]}/erp", sources_connect=2)
    assert why.value.why == UNREACHABLE


ODD = """
CREATE TYPE state AS ENUM ('posted', 'draft');
CREATE TABLE "Documentos de venta" ("Número" text, "Fecha emisión" timestamptz, "Cliente/NIT" bigint, "Valor $" money,
  "Estado" state, "Etiquetas" text[], "Datos" jsonb, "Id" uuid DEFAULT gen_random_uuid(), "Desde" inet, "Duró" interval,
  "Firma" bytea, "Kilos" numeric, "Vence" date, "Activo" boolean, "Hecho" timestamp, "Cambio" timestamp DEFAULT now());
INSERT INTO "Documentos de venta" VALUES
  ('FV-1', '2026-03-05 23:30-05', 900123, '$1,234.50', 'posted', '{a,b}', '{"x": 1}', DEFAULT, '10.0.0.1', '2 days',
   '\\xdeadbeef', 12.3456789012345, '2026-04-05', true, '2026-03-05 23:30'),
  ('FV-2', 'infinity', 900124, '$10.00', 'draft', NULL, NULL, DEFAULT, NULL, NULL, NULL, 'NaN', 'infinity', false, '-infinity'),
  ('FV-3', '0044-03-15 00:00 BC', 900125, NULL, 'posted', '{}', '[]', DEFAULT, NULL, NULL, NULL, 1e25, '12026-01-01', NULL, NULL);
"""


def test_names_and_types_of_an_erp_that_nobody_here_chose(erp: str, tmp_path: Path) -> None:
    with psycopg.connect(plain(erp), autocommit=True) as connection:
        connection.execute(ODD)
    ask = Ask(
        "invoice_line",
        """SELECT d.*, d."Valor $"::numeric AS "Valor" FROM "Documentos de venta" d -- las de «siempre»; 100 % :x""",
        {"document": "Número", "date": "Fecha emisión", "customer": "Cliente/NIT", "net": "Valor", "kilos": "Kilos"},
        key="Número",
        changed="Cambio",
    )
    with closing(reached(erp)) as database:
        probe = database.probe([ask]).tables[0]
        found = tried(database, ask, LIMITS, 20)
        changed = list(database.pages(ask, since="2020-01-01T00:00:00"))
    assert (probe.error, probe.rows, probe.lacking) == (None, 3, ())
    assert sum(page.rows.num_rows for page in changed) == 3
    assert [bool(row.reasons) for row in found.rows] == [False, True, True]
    by_name = dict(zip([head.column.name for head in found.heads], found.rows[0].cells, strict=True))
    assert (by_name["document"], by_name["net"], by_name["customer"]) == ("FV-1", Decimal("1234.5"), "900123")
    assert by_name["kilos"] == Decimal("12.3457")
    assert all("Traceback" not in reason.say("es") for row in found.rows for _head, reason in row.reasons)


@pytest.mark.parametrize(
    ("select", "why", "word"),
    [("SELECT code FROM partner p JOIN invoice i ON code = number WHERE id = 1", CHANGED, "ambiguous"),
     ("SELECT id, id FROM partner", WRONG, "two columns"), ("SELECT code FROM partner GROUP BY", WRONG, "SELECT"),
     ("SELECT name FROM partner GROUP BY code", WRONG, "does not understand"), ("SELECT no_such(1)", CHANGED, "no_such"),
     ("SELECT code FROM partner FOR UPDATE", WRONG, "lock"), ("SELECT setval('x', 1)", CHANGED, "does not exist"),
     ("SELECT pg_read_file('/etc/passwd') AS code FROM partner", UNAUTHORIZED, "permission")],
)  # fmt: skip
def test_a_select_that_will_not_do_is_a_sentence(erp: str, select: str, why: str, word: str) -> None:
    name = erp.rsplit("/", 1)[1]
    url = erp.replace("clave@", f"reader_{name}@")
    with psycopg.connect(plain(erp), autocommit=True) as connection:
        connection.execute(f"GRANT SELECT ON invoice TO reader_{name}")
    with closing(reached(url, "right")) as database, pytest.raises(SourceError, match=word) as told:
        list(database.pages(Ask("customer", select)))
    assert told.value.why == why


def test_the_clock_of_the_server_and_stamps_without_a_zone_agree_with_each_other(erp: str) -> None:
    with psycopg.connect(plain(erp), autocommit=True) as connection:
        connection.execute("ALTER DATABASE " + erp.rsplit("/", 1)[1] + " SET timezone = 'America/Bogota'")
    with closing(reached(erp)) as database:
        clock = database.clock()
        stamp = database.connection.exec_driver_sql("SELECT now()::timestamp::text").scalar()
    assert not ahead(str(stamp), clock, timedelta(0), UTC)
    since = next_since(str(stamp), clock, LIMITS_OVERLAP, UTC)
    assert since <= str(stamp), "what the ERP writes in the next moment is asked for"


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


def test_what_is_counted_first_leaves_all_tables_of_one_moment(erp: str, tmp_path: Path) -> None:
    asks = [LINES, Ask("customer", "SELECT id, code, name FROM partner", key="code")]
    found, spool = {ask.table: Standing() for ask in asks}, Spool(tmp_path / "run")
    with closing(reached(erp)) as database:
        rows = counted_rows(database, asks, found)
        assert rows == {"invoice_line": 10_000, "customer": 200}
        pull(database, asks[0], Standing(), spool, lambda standing: None)
        with psycopg.connect(plain(erp), autocommit=True) as connection:
            connection.execute("INSERT INTO partner SELECT n, 'C' || n FROM generate_series(201, 205) n")
        try:
            customers = pull(database, asks[1], Standing(), spool, lambda standing: None)
        finally:
            with psycopg.connect(plain(erp), autocommit=True) as connection:
                connection.execute("DELETE FROM partner WHERE id > 200")
    assert customers.rows == 200


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
