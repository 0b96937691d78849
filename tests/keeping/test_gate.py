"""Who is let in at once, who waits, and who is told to come back / Cuántas peticiones a la vez."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from django.test import Client

from clave.web.watching import gate as gates
from clave.web.watching.gate import Full, Gate, Room

PATIENCE = 30


class Inside:
    """A request that stays inside until it is let go."""

    def __init__(self, gate: Gate, order: list[str] | None = None, name: str = "") -> None:
        self.gate, self.order, self.name = gate, [] if order is None else order, name
        self.came, self.go, self.full = Event(), Event(), Event()
        self.thread = Thread(target=self._stay, daemon=True)
        self.thread.start()

    def _stay(self) -> None:
        try:
            with self.gate.passed():
                self.order.append(self.name)
                self.came.set()
                assert self.go.wait(PATIENCE)
        except Full:
            self.full.set()

    def leave(self) -> None:
        """It is answered."""
        self.go.set()
        self.thread.join(PATIENCE)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another thread brings about."""
    pause = Event()
    for _ in range(PATIENCE * 100):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it never came to that")


def test_as_many_as_there_is_room_for_and_the_next_waits_its_turn() -> None:
    gate, order = Gate(Room(at_once=2, waiting=2, patience=PATIENCE)), []  # type: ignore[var-annotated]
    first, second = Inside(gate, order, "first"), Inside(gate, order, "second")
    assert first.came.wait(PATIENCE)
    assert second.came.wait(PATIENCE)
    third = Inside(gate, order, "third")
    until(lambda: gate.waiting == 1)
    fourth = Inside(gate, order, "fourth")
    until(lambda: gate.waiting == 2)
    assert not third.came.is_set()
    with pytest.raises(Full), gate.passed():
        pass
    first.leave()
    assert third.came.wait(PATIENCE)
    second.leave()
    assert fourth.came.wait(PATIENCE)
    assert order[2:] == ["third", "fourth"]
    third.leave()
    fourth.leave()
    assert (gate.inside, gate.waiting, gate.refused) == (0, 0, 1)


def test_nobody_waits_longer_than_patience() -> None:
    gate = Gate(Room(at_once=1, waiting=1, patience=0.05))
    first = Inside(gate)
    assert first.came.wait(PATIENCE)
    late = Inside(gate)
    assert late.full.wait(PATIENCE)
    assert (gate.waiting, gate.refused) == (0, 1)
    first.leave()
    with gate.passed() as waited:
        assert waited == 0.0
    assert gate.inside == 0


def test_whoever_fails_inside_leaves_all_the_same() -> None:
    gate = Gate(Room(at_once=1, waiting=0))
    with pytest.raises(ZeroDivisionError), gate.passed():
        raise ZeroDivisionError
    with gate.passed():
        assert gate.inside == 1


@pytest.fixture
def full() -> Iterator[None]:
    """No room for anybody."""
    gate = gates.gate()
    kept, gate.room = gate.room, Room(at_once=0, waiting=0)
    yield
    gate.room = kept


@pytest.mark.usefixtures("full")
def test_who_is_not_let_in_reads_when_to_come_back_and_the_database_is_not_asked() -> None:
    """Without the fixture of the database every question to it would be an error."""
    page = Client().get("/seleccion/", headers={"Accept-Language": "es"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "en 5 segundos" in page.content.decode()
    assert "Content-Security-Policy" in page.headers
    program = Client().get("/api/v1/badge", headers={"Accept-Language": "en"})
    assert (program.status_code, program.headers["Retry-After"]) == (503, "5")
    assert program.headers["Content-Type"] == "application/problem+json"
    assert "Try again in 5 seconds" in program.json()["detail"]


@pytest.mark.usefixtures("full")
def test_whoever_watches_is_answered_all_the_same() -> None:
    assert Client().get("/healthz").json()["status"] == "ok"
