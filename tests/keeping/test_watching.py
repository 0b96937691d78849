"""What whoever watches the server reads / Lo que lee quien vigila el servidor: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.jobs import ready
from clave.jobs.ready import Part, Remembered, looked
from clave.jobs.schedule import SCHEDULES, start_due
from clave.jobs.signs import FOLDER, Sign, forget, give, signs, withdraw
from clave.jobs.starting import start
from clave.jobs.ticking import Ticker
from clave.jobs.worker import Worker, work_off
from clave.web.watching import figures
from clave.web.watching.counting import BOUNDS, Counts
from clave.web.watching.exposition import CONTENT_TYPE, Sample, exposed, gauge, histogram
from tests.jobs import tasks

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOKEN = "a-token-for-the-tests-0123456789"
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*)\})? (\S+)')
SUFFIXES = {"gauge": ("",), "counter": ("_total",), "info": ("_info",), "histogram": ("_bucket", "_count", "_sum")}


@pytest.fixture(autouse=True)
def looked_anew(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An installation of its own, of which nobody remembers anything."""
    settings.CLAVE_DATA, settings.CLAVE_FACTS = tmp_path, tmp_path / "facts"
    ready.READY._found = None
    yield
    ready.READY._found = None


def alive(data: Path, now: datetime | None = None, **more: str) -> None:
    """A worker has just said that it lives."""
    now = now or datetime.now(UTC)
    give(data, Sign("host:12:default", now - timedelta(hours=1), now, **more))


def read(text: str) -> dict[str, dict[str, float]]:
    """A strict reader of OpenMetrics: every family once and whole, its lines in order, every sample once; the samples of
    each family by name and labels."""
    assert text.endswith("# EOF\n")
    families: dict[str, dict[str, float]] = {}
    family, kind = "", ""
    for line in text.removesuffix("# EOF\n").splitlines():
        if line.startswith("# TYPE "):
            family, kind = line.split()[2:]
            assert family not in families
            families[family] = {}
        elif line.startswith("# "):
            word, name = line.split()[1:3]
            assert word in ("HELP", "UNIT")
            assert name == family
            assert word != "UNIT" or family.endswith("_" + line.split()[3])
        else:
            found = SAMPLE.fullmatch(line)
            assert found, line
            name, labels, value = found.groups()
            assert name in {family + suffix for suffix in SUFFIXES[kind]}
            key = f"{name}{{{labels or ''}}}"
            assert key not in families[family]
            families[family][key] = float(value)
    return families


# /healthz: does this process live


def test_it_lives_whatever_the_database_does(client: Client) -> None:
    """Without the fixture of the database every question to it would be an error."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "secure": False, "known_host": True}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_probe_knows_neither_the_name_nor_the_certificate(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["clave.example"], True
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8000"}).json()["known_host"] is False
    assert client.get("/healthz", headers={"Host": "clave.example"}).json()["known_host"] is True
    assert client.get("/salud-", headers={"Host": "10.0.0.7:8000"}).status_code == 400, "every other page asks for it"


def test_it_says_how_it_was_reached(client: Client, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/healthz", headers={"X-Forwarded-Proto": "https"}).json()["secure"] is True


# /readyz: can it do its work


def lacking(client: Client) -> list[str]:
    """The parts that are not as they must be."""
    ready.READY._found = None
    answer = client.get("/readyz")
    told = answer.json()
    found = [key for key, state in told["parts"].items() if state != "ok"]
    assert (answer.status_code, told["status"]) == ((503, "not ready") if found else (200, "ready"))
    assert len(told["words"]) == len(found)
    return found


def test_ready_when_everything_is_there(client: Client, db: None, tmp_path: Path) -> None:
    alive(tmp_path)
    assert lacking(client) == []


def test_without_a_worker_it_is_not_ready_and_says_what_to_do(client: Client, db: None, tmp_path: Path) -> None:
    assert lacking(client) == ["worker"]
    alive(tmp_path, datetime.now(UTC) - timedelta(seconds=90))
    assert lacking(client) == ["worker"]
    assert "clave serve" in client.get("/readyz").json()["words"][0]


def test_a_database_that_does_not_answer(
    client: Client, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive(tmp_path)

    def away() -> None:
        raise DatabaseError("could not connect to 10.1.2.3 as clave with password secret")

    with monkeypatch.context() as patch:
        patch.setattr(type(connections["default"]), "cursor", lambda _self: away())
        assert lacking(client) == ["database"]
        told = client.get("/readyz").content.decode()
    assert "secret" not in told
    assert "10.1.2.3" not in told


def test_a_database_of_an_earlier_version(client: Client, db: None, tmp_path: Path) -> None:
    alive(tmp_path)
    MigrationRecorder.Migration.objects.filter(app="store").order_by("-pk")[0].delete()
    assert lacking(client) == ["migrations"]


def test_a_book_that_cannot_be_read(client: Client, db: None, tmp_path: Path) -> None:
    alive(tmp_path)
    versions = tmp_path / "facts" / "versions"
    versions.mkdir(parents=True)
    (versions / "000001.json").write_text("{ half a li")
    assert lacking(client) == ["facts"]


def test_a_disk_that_is_almost_full(client: Client, db: None, tmp_path: Path, settings: Settings) -> None:
    alive(tmp_path)
    settings.CLAVE_DISK_FREE = 10**18
    assert lacking(client) == ["disk"]


def test_many_who_ask_cost_as_much_as_one() -> None:
    looks, clock = [], iter([0.0, 1.9, 2.1, 2.1])

    def look(now: datetime) -> tuple[Part, ...]:
        looks.append(now)
        return ()

    remembered = Remembered(look, lambda: next(clock))
    for _ in range(3):
        remembered.at(NOW)
    assert len(looks) == 2


def test_every_part_has_its_words(db: None) -> None:
    assert {part.key for part in looked(NOW)} == ready.WORDS.keys()


# the sign of life of the worker


def test_a_worker_says_that_it_lives_and_takes_its_sign_with_it(db: None, tmp_path: Path) -> None:
    worker = Worker(clock=lambda: NOW)
    worker.ticker.sign()
    (sign,) = signs(tmp_path)
    assert (sign.began_at, sign.seen_at, sign.trouble) == (NOW, NOW, "")
    worker.stop()
    assert worker.work()
    assert signs(tmp_path) == []


def test_it_is_given_now_and_then_and_at_once_where_something_hinders(db: None, tmp_path: Path) -> None:
    seconds = iter([0, 5, 14, 15, 20, 21])
    ticker = Ticker(Worker().told, worker="w", clock=lambda: NOW + timedelta(seconds=next(seconds)), pace=Worker().pace)
    seen = []
    for trouble in ("", "", "", "", "ClaveError", ""):
        ticker.kind = trouble
        ticker.sign()
        (sign,) = signs(tmp_path)
        seen.append(((sign.seen_at - NOW).seconds, sign.trouble))
    assert seen == [(0, ""), (0, ""), (0, ""), (15, ""), (20, "ClaveError"), (21, "")]


def test_signs_of_the_dead_are_forgotten_and_what_cannot_be_read_is_none(tmp_path: Path) -> None:
    alive(tmp_path, NOW - timedelta(days=2))
    give(tmp_path, Sign("other:1", NOW, NOW))
    (tmp_path / FOLDER / "half.sign").write_text('{"worker": "x"')
    assert [sign.worker for sign in signs(tmp_path)] == ["other:1", "host:12:default"]
    forget(tmp_path, NOW)
    assert [sign.worker for sign in signs(tmp_path)] == ["other:1"]
    withdraw(tmp_path, "other:1")
    withdraw(tmp_path, "other:1")
    assert signs(tmp_path) == []


def test_a_disk_that_takes_no_sign_is_said_once(
    db: None, tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CLAVE_DATA = tmp_path / "gone" / "away"
    worker = Worker(clock=lambda: NOW)
    worker.ticker.sign()
    worker.ticker.sign()
    assert caplog.text.count("could not say that it lives") == 1
    settings.CLAVE_DATA = tmp_path
    worker.ticker.sign()
    assert len(signs(tmp_path)) == 1


# /metrics: the figures


def test_the_figures_are_read_by_a_strict_reader(client: Client, db: None, tmp_path: Path) -> None:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    start_due(now=NOW + timedelta(days=3))
    work_off(now=NOW + timedelta(days=3))
    start(tasks.plain, by=None, now=datetime.now(UTC) - timedelta(minutes=5))
    alive(tmp_path)
    client.get("/entrada/login/")
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    found = read(answer.content.decode())
    assert set(found["clave_group_readable"].values()) == {1.0}
    assert len(found["clave_group_readable"]) == len(figures.GROUPS)
    waits = found["clave_jobs_oldest_seconds"]['clave_jobs_oldest_seconds{queue="default",state="waiting"}']
    assert waits == pytest.approx(300, abs=60)
    assert found["clave_jobs"]['clave_jobs{queue="default",state="waiting"}'] == 1
    done = found["clave_schedule_success_timestamp_seconds"]
    assert 'clave_schedule_success_timestamp_seconds{schedule="house"}' in done
    assert len(found["clave_schedule_missed_seconds"]) == len(SCHEDULES)
    assert found["clave_worker_seen_seconds"]["clave_worker_seen_seconds{}"] < 60
    asked = found["clave_requests"]['clave_requests_total{route="account_login",method="GET",status="200"}']
    assert asked >= 1
    buckets = found["clave_request_seconds"]
    assert buckets['clave_request_seconds_bucket{route="account_login",le="+Inf"}'] >= asked
    assert found["clave_ready"]["clave_ready{}"] == 1


def test_it_names_no_customer_and_nobody(client: Client, db: None) -> None:
    found_company(name="Canario S.A.S.", currency="COP", demonstration=False, now=NOW)
    client.get("/cuentas/CANARIO-77/?q=canario@example.com", headers={"User-Agent": "canario"})
    client.generic("CANARIO", "/cuentas/")
    assert "canario" not in client.get("/metrics").content.decode().lower()


def test_a_stranger_finds_nothing_there(client: Client, db: None, settings: Settings) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404, "through a proxy"
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    settings.CLAVE_PROXY = True
    assert client.get("/metrics").status_code == 404, "behind a proxy everybody looks local: set a token"


def test_with_a_token_whoever_carries_it_reads_from_anywhere(client: Client, db: None, settings: Settings) -> None:
    settings.CLAVE_METRICS_TOKEN, settings.CLAVE_PROXY = TOKEN, True
    assert (
        client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, REMOTE_ADDR="10.0.0.9").status_code == 200
    )
    for given in ("", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ñ"):
        assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_a_group_that_cannot_be_read_leaves_the_others(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> dict[str, int]:
        raise DatabaseError("away")

    monkeypatch.setattr(figures, "counted_mails", away)
    found = read(client.get("/metrics").content.decode())
    assert found["clave_group_readable"]['clave_group_readable{group="mails"}'] == 0
    assert found["clave_group_readable"]['clave_group_readable{group="jobs"}'] == 1
    assert "clave_mails" not in found


def test_the_questions_do_not_grow_with_what_is_kept(client: Client, db: None) -> None:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)

    def asked() -> int:
        ready.READY._found = None
        with CaptureQueriesContext(connection) as queries:
            client.get("/metrics")
        return len(queries)

    few = asked()
    for number in range(20):
        start(tasks.plain, by=None, now=NOW + timedelta(seconds=number))
    assert asked() == few
    assert few <= 40


def test_signs_in_labels_and_help_are_escaped() -> None:
    text = exposed([gauge("a_thing", 'one "two"\nthree\\', [Sample(1, {"of": 'x"\n\\'})])])
    assert text == (
        '# TYPE a_thing gauge\n# HELP a_thing one \\"two\\"\\nthree\\\\\na_thing{of="x\\"\\n\\\\"} 1\n# EOF\n'
    )
    read(text)


def test_a_name_no_reader_would_take_is_refused() -> None:
    with pytest.raises(ValueError, match="Thing"):
        exposed([gauge("Thing", "", [])])
    with pytest.raises(ValueError, match="thing"):
        exposed([gauge("thing", "", [], "seconds")])


def test_a_spread_counts_everything_under_its_bounds() -> None:
    counts = Counts()
    for seconds in (0.004, 0.005, 0.3, 0.31, 99.0):
        counts.answered(route="home", method="GET", status=200, seconds=seconds)
    one = counts.spreads()["home"]
    rows = read(exposed([histogram("it_seconds", "x", BOUNDS, [({"route": "home"}, one.counts, one.total)])]))
    found = rows["it_seconds"]
    assert found['it_seconds_bucket{route="home",le="0.005"}'] == 2
    assert found['it_seconds_bucket{route="home",le="0.3"}'] == 3
    assert found['it_seconds_bucket{route="home",le="30.0"}'] == 4
    assert found['it_seconds_bucket{route="home",le="+Inf"}'] == found['it_seconds_count{route="home"}'] == 5
    assert found['it_seconds_sum{route="home"}'] == pytest.approx(99.619)
    assert counts.answers() == {("home", "GET", 200): 5}
