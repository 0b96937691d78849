"""The load that waits for nobody says the truth about a server that stands still, and asks what it says it asks."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from bench.open_loop import DECIDE, TOUCH, Gun, Hit, Shot, flooded, good, percentile, planned, row

KNOWN = {
    "cookie": "s=1",
    "keys": ["a", "b"],
    "customers": ["C1", "900/1 á"],
    "products": ["P1"],
    "day": "2026-11-23",
    "of": 2,
}
STANDSTILL, AT = 0.5, 5


class Standing(BaseHTTPRequestHandler):
    """Answers one after another; stands still once, and turns away whoever asks for it."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        if type(self).asked == AT:
            Event().wait(STANDSTILL)
        away = self.path == "/away"
        self.send_response(503 if away else 200)
        if away:
            self.send_header("Retry-After", "1")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Standing.asked = 0
    with HTTPServer(("127.0.0.1", 0), Standing) as server:
        server.socket.listen(128)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def shot(number: int, path: str = "/") -> Shot:
    return Shot(number / 40, False, "GET", path, {})


def test_a_standstill_is_slow_for_all_that_were_due_in_it(port: int) -> None:
    """Who waits for the answer before asking again would find one slow request, and call the p95 fast."""
    hits = Gun(port).fire([shot(number) for number in range(40)])
    slow = [hit for hit in hits if hit.took > 100]
    assert all(good(hit) for hit in hits)
    assert len(slow) >= (STANDSTILL - 0.15) * 40, "every one that was due meanwhile"
    assert max(hit.took for hit in hits) >= STANDSTILL * 900


def test_who_is_turned_away_is_no_error_and_nobody_there_is_one(port: int) -> None:
    hits = Gun(port).fire([shot(0, "/away"), shot(1)])
    assert [(hit.status, hit.retry_after) for hit in hits] == [(503, "1"), (200, "")]
    assert "1 turned away (503), 1 of them with Retry-After" in flooded(hits)
    (gone,) = Gun(1).fire([shot(0)])
    assert gone.status == 0
    assert row("reads", [gone], 300).split()[-4:-2] == ["1", "0"]


def test_one_in_ten_writes_each_at_its_instant_and_once() -> None:
    shots = planned(KNOWN, 10, 40)
    writes = [one for one in shots if one.write]
    assert len(shots) == 400
    assert [one.due for one in shots[:3]] == [0, 1 / 40, 2 / 40]
    assert len(writes) == 40
    assert {one.path for one in writes} == {TOUCH, DECIDE}
    assert len({one.headers["Idempotency-Key"] for one in writes}) == 40
    assert all(" " not in one.path and "á" not in one.path for one in shots)
    assert [one.path for one in planned(KNOWN, 10, 40)] == [one.path for one in shots], "the same seed, the same load"


def test_a_row_says_whether_the_reach_is_met() -> None:
    fast = [Hit(shot(n), 200, float(n), 0) for n in range(100)]
    assert percentile([hit.took for hit in fast], 0.99) == 99
    assert row("reads", fast, 300).endswith("300: yes")
    assert row("reads", fast, 50).endswith("50: no")
    assert row("reads", [*fast, Hit(shot(0), 500, 1, 0)], 300).endswith("300: no")
