"""Pages on disk, going on after a stop, and from when on the next pull asks."""

from __future__ import annotations

import resource
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.facts.intake import read
from clave.facts.intake.source import Source
from clave.facts.sources.moments import ahead, earlier, next_since, set_back
from clave.facts.sources.port import Ask
from clave.facts.sources.pulling import Standing, pull
from clave.facts.sources.spool import Spool
from clave.facts.sources.sql import SqlConnector
from clave.facts.sources.sql.reading import Database
from clave.policy.reading import default
from tests.unit.sources.erp import LINES, invoice, made, run

LIMITS = default().at(date(2026, 6, 1))
HOUR = timedelta(hours=1)
BOGOTA = ZoneInfo("America/Bogota")


def reached(erp: Path, page: int = 10) -> Database:
    database = SqlConnector().reach({"url": f"sqlite:///{erp}"}, {}, LIMITS)
    database.page = page
    return database


class Stopped(Exception):
    pass


def test_what_was_pulled_is_read_as_a_file_is(tmp_path: Path) -> None:
    spool, told = Spool(tmp_path / "run"), []
    with closing(reached(made(tmp_path / "erp.db"))) as database:
        whole = pull(database, LINES, Standing(), spool, told.append)
    assert (whole.rows, whole.pages, whole.done) == (90, 10, True)
    assert [standing.rows for standing in told[:2]] == [9, 18]
    file = spool.together("invoice_line", "numero", whole.pages)
    assert file
    intake = read(file, LIMITS, own={file.name: Source("erp", "invoice_line", LINES.columns)})
    (report,) = intake.files
    assert (report.balance.lines, report.balance.loaded, report.balance.rejected) == (90, 90, 0)
    assert report.balance.holds
    assert intake.book.summary().money == sum(3 * (1000 + number) for number in range(30)) + 45


def test_a_pull_that_stopped_goes_on_and_the_newest_of_each_document_counts(tmp_path: Path) -> None:
    erp, spool, told = made(tmp_path / "erp.db"), Spool(tmp_path / "run"), []

    def stop(standing: Standing) -> None:
        told.append(standing)
        if standing.pages == 4:
            raise Stopped

    with closing(reached(erp)) as database, pytest.raises(Stopped):
        pull(database, LINES, Standing(), spool, stop)
    kept = Standing.recalled(told[-1].stored())
    assert kept == told[-1]
    invoice(erp, "FV-002", "2026-03-01 10:00:00", [(1, "P0", 1, 7)])  # behind the mark: not seen any more
    with closing(reached(erp)) as database:
        whole = pull(database, LINES, kept, spool, told.append)
        since = next_since(whole.latest, "2026-02-01 00:00:00", HOUR, BOGOTA)
        more = pull(database, LINES, replace(whole, since=since, after=None, done=False), spool, told.append)
    assert whole.rows == 90
    assert more.rows == 94  # with the last invoice once more: it lies inside the overlap
    file = spool.together("invoice_line", "numero", more.pages)
    rows = pq.read_table(file).to_pylist()
    assert len(rows) == 88
    assert [row["neto"] for row in rows if row["numero"] == "FV-002"] == [7]


def test_a_page_that_went_away_is_never_left_out_in_silence(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "run")
    for number, code in enumerate("ABC"):
        spool.keep("customer", number, pa.table({"codigo": [code]}))
    assert spool.holds("customer", 3)
    (tmp_path / "run" / "customer" / "000001.parquet").unlink()
    assert not spool.holds("customer", 3)
    with pytest.raises(ClaveError, match="could not be kept"):
        spool.together("customer", "codigo", 3)


def test_a_disk_that_was_full_at_the_first_page_jams_nothing(tmp_path: Path) -> None:
    spool, rows = Spool(tmp_path / "run"), pa.table({"codigo": ["A"], "nada": pa.nulls(1)})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (0, 10, 200):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
        try:
            with pytest.raises(ClaveError, match="could not be kept"):
                spool.keep("customer", 0, rows)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    spool.keep("customer", 0, rows)
    assert pq.read_table(spool.together("customer", "codigo", 1)).to_pylist() == [{"codigo": "A", "nada": None}]


def test_a_key_that_is_written_otherwise_still_leaves_the_older_of_two_out(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "run")
    spool.keep("customer", 0, pa.table({"Código": ["A", "B"], "ciudad": ["Cali", "Cali"]}))
    spool.keep("customer", 1, pa.table({"Código": ["A"], "ciudad": ["Bogotá"]}))
    rows = pq.read_table(spool.together("customer", "codigo", 2)).to_pylist()
    assert rows == [{"Código": "B", "ciudad": "Cali"}, {"Código": "A", "ciudad": "Bogotá"}]


def test_a_page_of_a_run_that_was_killed_is_written_over(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "run")
    spool.keep("customer", 0, pa.table({"codigo": ["A", "B"]}))
    spool.keep("customer", 1, pa.table({"codigo": ["C"]}))
    spool.keep("customer", 1, pa.table({"codigo": ["D"], "ciudad": ["Cali"]}))
    spool.keep("customer", 2, pa.table({"codigo": ["never told"]}))
    file = spool.together("customer", "codigo", 2)
    assert pq.read_table(file).to_pylist() == [
        {"codigo": "A", "ciudad": None}, {"codigo": "B", "ciudad": None}, {"codigo": "D", "ciudad": "Cali"},
    ]  # fmt: skip


def test_a_column_that_is_empty_on_a_page_keeps_its_kind_on_the_others(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "run")
    spool.keep("customer", 0, pa.table({"codigo": ["A"], "desde": pa.nulls(1), "nada": pa.nulls(1)}))
    spool.keep("customer", 1, pa.table({"codigo": ["B"], "desde": [date(2026, 1, 2)], "nada": pa.nulls(1)}))
    rows = pq.read_table(spool.together("customer", "codigo", 2))
    assert rows.column_names == ["codigo", "desde", "nada"]
    assert rows.column("desde").to_pylist() == [None, date(2026, 1, 2)]


def test_without_a_key_a_pull_that_stopped_begins_anew(tmp_path: Path) -> None:
    spool, told = Spool(tmp_path / "run"), []
    ask = Ask("customer", "SELECT codigo FROM clientes")
    spool.keep("customer", 0, pa.table({"codigo": ["old"]}))
    with closing(reached(made(tmp_path / "erp.db"), 4)) as database:
        whole = pull(database, ask, Standing(pages=1, rows=1), spool, told.append)
    assert whole.rows == 10
    assert pq.read_table(spool.together("customer", "", whole.pages)).num_rows == 10


def test_a_disk_that_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("in the way")
    with pytest.raises(ClaveError, match="could not be kept"):
        Spool(tmp_path / "run").keep("customer", 0, pa.table({"codigo": ["A"]}))


@pytest.mark.parametrize(
    ("latest", "clock", "since"),
    [
        ("2026-05-01 10:30:00", "2026-05-02 00:00:00", "2026-05-01 09:30:00"),
        ("2026-05-01T10:30:00.123456", "2026-05-02T00:00:00", "2026-05-01T09:30:00"),
        ("2099-01-01 00:00:00", "2026-05-02 00:00:00", "2026-05-01 18:00:00"),  # a desk whose clock is ahead
        ("2026-05-01T10:30:00-05:00", "2026-05-01T15:00:00+00:00", "2026-05-01T09:00:00-05:00"),
        ("2026-05-01T10:30:00Z", "", "2026-05-01T09:30:00Z"),
        ("2026-05-01", "2026-05-02 10:00:00", "2026-04-30"),
        ("4711", "2026-05-02 00:00:00", "4711"),
        ("", "2026-05-02 00:00:00", ""),
    ],
)
def test_the_next_pull_asks_from_the_latest_stamp_but_never_after_the_clock_of_the_source(
    latest: str, clock: str, since: str
) -> None:
    assert next_since(latest, clock, HOUR, BOGOTA) == since


def test_a_counter_too_is_read_again_from_before_what_was_seen(tmp_path: Path) -> None:
    erp, spool, told = made(tmp_path / "erp.db"), Spool(tmp_path / "run"), []
    run(erp, "UPDATE facturas SET actualizado = rowid * 10")
    numbered = replace(
        LINES, select=LINES.select.replace("f.actualizado", "CAST(f.actualizado AS INTEGER) AS actualizado")
    )
    with closing(reached(erp)) as database:
        whole = pull(database, numbered, Standing(), spool, told.append)
        assert whole.latest == "300"
        invoice(erp, "FV-100", "295", [(1, "P0", 1, 7)])  # its number was given before, it is committed only now
        since = next_since(whole.latest, database.clock(), HOUR, BOGOTA, 20)
        pages = list(database.pages(numbered, since=since))
    assert (since, [row["numero"] for page in pages for row in page.rows.to_pylist()]) == (
        "280", ["FV-027"] * 3 + ["FV-028"] * 3 + ["FV-100"] + ["FV-029"] * 3,
    )  # fmt: skip


def test_an_increment_of_old_documents_alone_does_not_move_the_beginning_back() -> None:
    """Invoices of March that were paid tonight are stamped in March; only a clock that was set back moves it back."""
    since, old = "2026-06-29T14:00:00+00:00", "2026-03-01T10:00:00+00:00"
    assert next_since(old, "2026-06-30T15:00:00+00:00", HOUR, BOGOTA, since=since) == since
    assert next_since(old, "", HOUR, BOGOTA, since=since) == since
    assert next_since(old, "2026-06-29T10:00:00+00:00", HOUR, BOGOTA, since=since) == "2026-06-29T09:00:00+00:00"
    assert (
        next_since("2026-06-30T12:00:00+00:00", "2026-06-30T15:00:00+00:00", HOUR, BOGOTA, since=since)
        == "2026-06-30T11:00:00+00:00"
    )
    assert next_since("2026-03-01", "2026-06-30 15:00:00", HOUR, BOGOTA, since="2026-06-29") == "2026-06-29"
    assert next_since("17", "2026-06-30 15:00:00", HOUR, BOGOTA, since=since) == "17", "it counts by now"


def test_a_row_stamped_in_the_future_is_noticed() -> None:
    assert ahead("2026-05-02 12:00:00", "2026-05-02 10:00:00", HOUR, BOGOTA)
    assert not ahead("2026-05-02 10:59:00", "2026-05-02 10:00:00", HOUR, BOGOTA)


YEARS = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2199-12-31"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(YEARS, YEARS, st.timedeltas(timedelta(0), timedelta(days=7)))
def test_the_next_pull_never_asks_later_than_what_was_seen(latest: object, clock: object, overlap: timedelta) -> None:
    since = next_since(str(latest), str(clock), overlap, BOGOTA)
    assert since <= str(latest)
    assert since <= str(clock)


@pytest.mark.parametrize(
    ("clock", "since"),
    [("2026-05-02T10:00:00-05:00", "2026-05-02 09:00:00"), ("2026-05-02T10:00:00+02:00", "2026-05-02 02:00:00"),
     ("2026-05-02T10:00:00+00:00", "2026-05-02 04:00:00"), ("2026-05-02 10:00:00", "2026-05-02 04:00:00")],
)  # fmt: skip
def test_stamps_without_a_zone_may_be_of_any_wall_or_universal_and_none_hides_a_row(clock: str, since: str) -> None:
    ahead_by_hours = "2026-05-02 12:00:00"
    assert next_since(ahead_by_hours, clock, HOUR, BOGOTA) == since


def test_a_clock_with_a_zone_makes_no_row_of_the_wall_there_late() -> None:
    assert not ahead("2026-05-02 12:00:00", "2026-05-02T12:00:30+02:00", HOUR, BOGOTA)
    assert not ahead("2026-05-02 15:00:00", "2026-05-02T10:00:30-05:00", HOUR, BOGOTA)
    assert ahead("2026-05-02 17:00:00", "2026-05-02T10:00:30-05:00", HOUR, BOGOTA)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "clock", "back"),
    [
        ("2026-05-01 10:00:00", "2026-05-02 10:00:00", timedelta(0)),
        ("2026-05-01 10:00:00", "2026-05-02 12:00:00", timedelta(0)),  # set ahead: later rows are later still
        ("2026-05-01 10:00:00", "2026-05-02 08:00:00", 2 * HOUR),
        ("2026-05-02 10:00:00", "2026-05-02 10:00:00", DAY),  # was a day ahead, and put right
        ("2026-10-24T10:00:00+02:00", "2026-10-25T09:00:00+01:00", HOUR),  # summer time ended: the wall went back
        ("", "2026-05-02 10:00:00", timedelta(0)),
    ],
)
def test_a_clock_that_was_set_back_is_noticed_by_how_far_it_went(before: str, clock: str, back: timedelta) -> None:
    assert set_back(before, clock, DAY) == back


def test_a_beginning_is_moved_back_as_it_is_written() -> None:
    assert earlier("2026-05-01T10:00:00Z", 2 * HOUR) == "2026-05-01T08:00:00Z"
    assert (earlier("", HOUR), earlier("4711", HOUR)) == ("", "4711")
    assert earlier("2026-05-01", HOUR) == "2026-04-30"


@given(YEARS, st.timedeltas(timedelta(0), timedelta(days=9)), st.timedeltas(timedelta(0), timedelta(days=9)))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_row_is_stamped_before_the_next_beginning_however_the_clock_is_set(
    clock: datetime, between: timedelta, back: timedelta
) -> None:
    later_clock = clock + between - back
    since = earlier(next_since(str(clock), str(clock), HOUR, BOGOTA), set_back(str(clock), str(later_clock), between))
    assert since <= str(clock - back), "a row written right after the clock was set back"
