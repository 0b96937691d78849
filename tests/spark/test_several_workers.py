"""Workers in processes of their own, as a cluster has them: equal answers, also where one is lost on the way; and real books."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.facts.spark import SparkEngine
from clave.facts.spark.session import HERE, STARTED
from clave.measures.run import measure
from tests.spark.alike import differences, opened_alike, together

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def cluster(quick: None) -> Iterator[SparkEngine]:
    """A master and two workers of one core and 2 GB, each in its own process."""
    engine = SparkEngine("local-cluster[2,1,2048]", Path("facts"))
    engine.check()
    with engine.held():
        yield engine


def executors() -> list[int]:
    """The processes of the workers."""
    found = subprocess.run(
        ["pgrep", "-P", str(_driver()), "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True
    )
    return [int(line) for line in found.stdout.split()]


def _driver() -> int:
    from pyspark import SparkContext

    assert SparkContext._gateway is not None
    pid: int = SparkContext._gateway.proc.pid
    return pid


def test_two_workers_answer_as_one_machine_does(cluster: SparkEngine) -> None:
    for seed in range(4):
        some = together(seed, 20, 100)
        here, there = (measure(book, some.limits, some.as_of) for book in (some.book(), some.book().on(cluster)))
        assert differences(here, there) == []
        assert opened_alike(here, there) == []
    assert len(executors()) == 2


def test_a_worker_that_is_killed_in_the_middle_changes_no_answer(cluster: SparkEngine) -> None:
    """Spark does its part again elsewhere; a run says so only where no worker is left."""
    some = together(11, 20, 100)
    here = measure(some.book(), some.limits, some.as_of)
    before, done = executors(), threading.Event()

    def killing() -> None:
        while not done.wait(4):
            if alive := executors():
                os.kill(alive[0], signal.SIGKILL)
                return

    killer = threading.Thread(target=killing)
    killer.start()
    there = measure(some.book().on(cluster), some.limits, some.as_of)
    done.set()
    killer.join()
    assert differences(here, there) == []
    until = time.monotonic() + 60
    while len(executors()) < 2 and time.monotonic() < until:
        time.sleep(0.5)
    assert set(executors()) != set(before), "one of them is new"


def test_a_cluster_without_workers_is_a_sentence(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A master alone accepts whoever comes, and Spark would wait for its workers without end."""
    import pyspark

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = [Path(pyspark.__file__).parent / "bin" / "spark-class", "org.apache.spark.deploy.master.Master"]
    for name in ("WORKERS_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(f"clave.facts.spark.session.{name}", 2.0)
    with subprocess.Popen(
        [*start, "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as master:
        try:
            engine, until = SparkEngine(f"spark://127.0.0.1:{port}"), time.monotonic() + 60
            while not listens(port) and time.monotonic() < until:
                time.sleep(0.2)
            monkeypatch.setattr("clave.facts.spark.session.STARTED", {**STARTED, **HERE})
            with engine.held(), together(1, 1, 5).book().on(engine).open() as opened, pytest.raises(ClaveError) as said:
                opened.query("SELECT COUNT(*) AS lines FROM invoice_line AS line")
            assert "no worker of the Spark" in str(said.value)
        finally:
            master.kill()


def listens(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
