"""`serve` as real processes: the web and the worker, restarted when they die, gone when they must; one per data."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from clave.base.errors import ClaveError
from clave.base.words import Text
from clave.jobs.instance import the_only_one, who_serves
from clave.project.management.commands.work import AFTER_THE_PAGES
from clave.project.supervising import Part, Patience, Supervisor
from tests.blank import blank
from tests.jobs.killing import said
from tests.web.test_environment import SOURCE, command
from tests.web.test_first_start import free_port

PATIENCE = 60
PUT = """
import django; django.setup()
from django.utils import timezone
from clave.jobs.starting import start
from clave.jobs.selection import refresh_selection_job
print(start(refresh_selection_job, by=None, now=timezone.now()).pk)
"""
WAIT_FOR = """
import django, time; django.setup()
from clave.base.words import recalled
from clave.store.models import Job
until = time.monotonic() + {patience}
while (job := Job.objects.get(pk={number})).live and time.monotonic() < until:
    time.sleep(0.1)
print(job.state, recalled(job.error).say("es"))
"""


class Served:
    """A running `serve` with its own data."""

    def __init__(self, data: Path, **more: str) -> None:
        self.data, self.port = data, free_port()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATA"))
        }
        environment |= {"PYTHONPATH": str(SOURCE), "CLAVE_DATA": str(data), "CLAVE_LANGUAGE": "es", **more}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "clave.project", "serve", "--port", str(self.port)],
            env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.output = self.process.stdout

    def until(self, words: str) -> str:
        """What it says until these words come."""
        heard = ""
        for line in self.output:
            heard += line
            if words in line:
                return heard
        raise AssertionError(f"«{words}» never came: {heard}")

    def answers(self) -> bool:
        """Whether the pages are there."""
        with urlopen(f"http://127.0.0.1:{self.port}/salud", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)

    def parts(self) -> dict[str, int]:
        """The process of the web and of the worker, by name."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it ended while we looked
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                words = (process / "cmdline").read_text().split("\0")
                if parent == self.process.pid and "--with-parent" in words:
                    found[words[words.index("--with-parent") - 1]] = int(process.name)
        return found

    def gone(self) -> bool:
        """Whether every process that could say something has ended, read at the other end of what they say it into."""
        self.output.read()
        return self.process.wait(PATIENCE) is not None


@pytest.fixture(scope="module")
def data(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation without a company."""
    folder = blank(tmp_path_factory.mktemp("served"))
    prepared = command(folder, "start", "--only-prepare", "--no-demo")
    assert prepared.returncode == 0, prepared.stderr
    return folder


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    """It answers."""
    serving = Served(data)
    serving.until("clave está en")
    yield serving
    if serving.process.poll() is None:
        os.killpg(serving.process.pid, signal.SIGTERM)
    assert serving.gone()
    serving.output.close()


def test_what_is_asked_for_is_done_and_what_dies_comes_back(served: Served) -> None:
    number = int(said(served.data, PUT))
    state = said(served.data, WAIT_FOR.format(number=number, patience=PATIENCE))
    assert state.startswith("failed"), "there are no facts: the worker said so"
    assert served.answers()
    first = served.parts()
    after = os.getpriority(os.PRIO_PROCESS, first["work"]) - os.getpriority(os.PRIO_PROCESS, first["web"])
    assert after == AFTER_THE_PAGES, "whoever waits for a page goes first"
    os.kill(first["web"], signal.SIGKILL)
    heard = served.until("clave está en")
    assert "La web se detuvo (código -9); empieza de nuevo en 1 s." in heard
    assert served.answers()
    os.kill(first["work"], signal.SIGKILL)
    served.until("El trabajador se detuvo (código -9)")
    number = int(said(served.data, PUT))
    assert said(served.data, WAIT_FOR.format(number=number, patience=PATIENCE)).startswith("failed")
    second = served.parts()
    assert second.keys() == first.keys()
    assert not set(second.values()) & set(first.values())


def test_a_second_one_on_the_same_data_is_refused_with_a_sentence(served: Served) -> None:
    for arguments in (("serve",), ("start", "--no-demo")):
        done = command(served.data, *arguments, "--port", str(free_port()))
        assert done.returncode == 2
        assert (
            f"ya está en marcha con estos datos: http://127.0.0.1:{served.port}, PID {served.process.pid}"
            in done.stderr
        )
        assert "CLAVE_DATA" in done.stderr
        assert "Traceback" not in done.stderr
    assert who_serves(served.data) == f"http://127.0.0.1:{served.port}, PID {served.process.pid}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_told_to_stop_it_ends_with_all_its_parts(data: Path, number: signal.Signals) -> None:
    serving = Served(data)
    serving.until("clave está en")
    serving.process.send_signal(number)
    assert serving.gone()
    assert serving.process.returncode == 0
    assert who_serves(data) == ""
    serving.output.close()


SLOW = {"DJANGO_SETTINGS_MODULE": "tests.keeping.slow_settings", "PYTHONPATH": f"{SOURCE}{os.pathsep}{SOURCE.parent}"}


def asked(port: int, path: str) -> tuple[int, bytes, str]:
    """Status, body and Retry-After of an answer."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read(), ""
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read(), refused.headers["Retry-After"] or ""


def test_what_is_under_way_is_answered_nobody_new_is_let_in_and_beyond_room_people_are_told_when_to_come_back(
    data: Path, tmp_path: Path
) -> None:
    """Two at once and one that waits; each stays inside until the test lets it go."""
    os.mkfifo(tmp_path / "go")
    serving = Served(data, **SLOW, CLAVE_AT_ONCE="2", CLAVE_WAITING="1", CLAVE_DRAIN="60", SLOW_GO=str(tmp_path / "go"))
    serving.until("clave está en")
    assert (
        asked(serving.port, "/inside")[0] == 200
    )  # its addresses are read with the first page that is not a watcher's
    answers: list[tuple[int, bytes, str]] = []
    under_way = [Thread(target=lambda: answers.append(asked(serving.port, "/slow"))) for _one in range(3)]
    for thread in under_way:
        thread.start()
    told = json.loads(asked(serving.port, "/inside")[1])
    while (told["inside"], told["waiting"]) != (2, 1):
        told = json.loads(asked(serving.port, "/inside")[1])
    status, _body, again = asked(serving.port, "/slow")
    assert (status, again) == (503, "5")
    assert asked(serving.port, "/healthz")[0] == 200, "whoever watches is always answered"
    serving.process.terminate()
    with suppress(OSError):
        while True:  # until the door is closed
            socket.create_connection(("127.0.0.1", serving.port), timeout=1).close()
            sleep(0.05)
    assert serving.process.poll() is None, "it waits for what is under way"
    (tmp_path / "go").write_text("go")
    for thread in under_way:
        thread.join(PATIENCE)
    assert [(status, body) for status, body, _again in answers] == [(200, b"done")] * 3
    assert serving.gone()
    assert serving.process.returncode == 0
    serving.output.close()


def test_whoever_keeps_it_is_told_that_it_can_work(served: Served) -> None:
    """`clave ready` and `clave doctor`, as they are called on a server."""
    clave = [sys.executable, "-c", "from clave.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "CLAVE_DATA": str(served.data), "CLAVE_LANG": "es"}
    environment.pop("DATABASE_URL", None)
    until = monotonic() + PATIENCE
    while asked(served.port, "/readyz")[0] != 200 and monotonic() < until:
        sleep(0.2)  # until the worker has said that it lives
    ready = subprocess.run([*clave, "ready"], env=environment, capture_output=True, text=True, check=False)
    assert (ready.returncode, ready.stderr) == (0, "")
    assert f"clave puede trabajar: http://127.0.0.1:{served.port}" in ready.stdout
    looked = subprocess.run([*clave, "doctor", "--json"], env=environment, capture_output=True, text=True, check=False)
    found = json.loads(looked.stdout)
    assert looked.returncode == (1 if found["wrong"] else 0), looked.stderr
    good = {one["key"] for one in found["checks"] if one["state"] == "good"}
    assert good >= {"python", "database", "migrations", "worker", "served", "words"}, found
    read = asked(served.port, "/metrics")[1].decode()
    assert read.endswith("# EOF\n")
    assert "clave_ready 1" in read


def test_killed_without_warning_its_parts_end_by_themselves(data: Path) -> None:
    serving = Served(data)
    serving.until("clave está en")
    serving.process.kill()
    assert serving.gone()
    assert who_serves(data) == ""
    serving.output.close()
    again = Served(data)
    again.until("clave está en")
    again.process.terminate()
    assert again.gone()
    again.output.close()


SHORT = Patience(first=1, longest=4, steady=60, grace=2)


def part(code: str) -> Part:
    """A process of Python."""
    return Part(Text("It"), (sys.executable, "-c", code))


def test_what_dies_at_once_is_started_again_ever_more_slowly() -> None:
    heard: list[str] = []
    supervisor, dying = Supervisor([], heard.append, SHORT), part("raise SystemExit(3)")
    now, waits = 100.0, []
    for _ in range(4):
        supervisor.look(dying, now)
        assert dying.process is not None
        dying.process.wait()
        supervisor.look(dying, now)
        waits.append(dying.due - now)
        supervisor.look(dying, dying.due - 0.1)
        assert dying.process is None, "not before its time"
        now = dying.due
    assert waits == [1, 2, 4, 4]
    assert "3" in heard[0]
    supervisor.look(dying, now)
    assert dying.process is not None
    dying.process.wait()
    supervisor.look(dying, now + SHORT.steady + 1)
    assert dying.due == now + SHORT.steady + 1 + SHORT.first, "it had lived for long: that is a new mishap"


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A file that ends for its reader when the last process that holds it for writing has ended."""
    os.mkfifo(tmp_path / "fifo")
    return tmp_path / "fifo"


def test_what_a_dead_part_leaves_behind_goes_with_it(fifo: Path) -> None:
    dying = part(
        "import os, subprocess, sys\n"
        f"kept = open({str(fifo)!r}, 'w')\n"
        "subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'], stdout=kept)\n"
        "os.kill(os.getpid(), 9)"
    )
    supervisor = Supervisor([], lambda _: None, SHORT)
    supervisor.look(dying, 100)
    with fifo.open() as orphan:
        assert dying.process is not None
        dying.process.wait()
        supervisor.look(dying, 101)
        assert orphan.read() == ""


def test_what_does_not_end_is_killed_in_the_end(fifo: Path) -> None:
    deaf = part(
        "import signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"kept = open({str(fifo)!r}, 'w')\n"
        "while True: signal.pause()"
    )
    supervisor = Supervisor([deaf], lambda _: None, Patience(grace=0.1))
    supervisor.look(deaf, 100)
    process = deaf.process
    with fifo.open() as listening:
        supervisor.end()
        assert listening.read() == ""
    assert process is not None
    assert process.returncode == -signal.SIGKILL


def test_the_lock_is_given_back(tmp_path: Path) -> None:
    assert who_serves(tmp_path) == ""
    with the_only_one(tmp_path, "here"):
        assert who_serves(tmp_path).startswith("here, PID ")
        with pytest.raises(ClaveError, match="here, PID"), the_only_one(tmp_path, "there"):
            pass
    assert who_serves(tmp_path) == ""
    with the_only_one(tmp_path, "there"):
        assert who_serves(tmp_path).startswith("there")
