"""The session of this process: started when a book is first opened, ended when nobody needs it, started anew when it was lost."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, RLock, Thread
from typing import Any

from clave.base.errors import ClaveError
from clave.base.words import Text, _

SESSION = {
    "spark.sql.ansi.enabled": "true",  # a sum that does not fit raises here as it does in DuckDB
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # else products lose digits before they are cast
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days as they are written
}
"""What equal answers depend on: set in every session, whatever the cluster's own defaults are."""
STARTED = {
    "spark.driver.maxResultSize": "0",  # purchase days of every customer come back, and may be gigabytes
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
}
HERE = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",  # asking for each file costs less here than a job
}
"""On this machine alone nothing listens for others, and the files are near."""
DRIVER_MEMORY = "2g"
"""Of a session on this machine, where SPARK_DRIVER_MEMORY says nothing else; Spark's own 1g spills at ten million lines."""
WORKERS_SECONDS = 120.0
"""For how long a question may find no worker at all: a cluster that starts them when they are asked for takes less."""
LOOK_SECONDS = 5.0
_LOCK = RLock()
_RUNNING: dict[str, Any] = {}
_HOLDERS: list[object] = []


def session(master: str) -> Any:
    """A session of its own (views, settings) on the cluster of `master`. ClaveError where Spark does not start."""
    with _LOCK:
        if master not in _RUNNING or not _alive(_RUNNING[master]):
            release()
            _RUNNING[master] = _started(master)
        own = _RUNNING[master].newSession()
        for name, value in SESSION.items():
            own.conf.set(name, value)
        return own


@contextmanager
def held() -> Iterator[None]:
    """Several may hold the session of a process; the last one to let go ends it."""
    holder = object()
    with _LOCK:
        _HOLDERS.append(holder)
    try:
        yield
    finally:
        with _LOCK:
            _HOLDERS.remove(holder)
            if not _HOLDERS:
                release()


def release() -> None:
    """End the session of this process, if there is one, however it is."""
    with _LOCK:
        if not _RUNNING:
            return
        for running in _RUNNING.values():
            with suppress(*failures()):
                running.stop()
        _RUNNING.clear()
        _forget()


def _started(master: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    chosen = {**STARTED, **SESSION}
    if master.startswith("local"):
        chosen |= HERE
        if "SPARK_DRIVER_MEMORY" not in os.environ:
            chosen["spark.driver.memory"] = DRIVER_MEMORY
    builder = SparkSession.builder.master(master).appName("clave")
    for name, value in chosen.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except failures() as error:
        _forget()
        raise ClaveError(
            _("Spark did not start on {master}: {reason}.").fill(master=master, reason=reason_of(error)),
            remedy=_("See what its log says. Nothing was measured, and the last figures stay."),
        ) from error


def _alive(running: Any) -> bool:
    """Whether the Java behind a session still answers."""
    try:
        return not running.sparkContext._jsc.sc().isStopped()
    except failures():
        return False


def _forget() -> None:
    """Let go of a Java process that is gone: Spark keeps these in its classes, and would speak to the dead one forever."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415

    gateway = SparkContext._gateway
    with suppress(Exception):  # whatever is wrong with it, it goes
        if gateway is not None:
            gateway.shutdown()
            process = getattr(gateway, "proc", None)
            if process is not None:
                process.stdin.close()
                process.wait(timeout=20)
    SparkContext._active_spark_context = SparkContext._gateway = SparkContext._jvm = None
    SparkSession._instantiatedSession = SparkSession._activeSession = None


def failures() -> tuple[type[Exception], ...]:
    """What Spark and the way to it raise."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415

    return Py4JError, PySparkException, OSError, EOFError


_CLASS = re.compile(r"^(?:[\w.$]+(?:Exception|Error): )+")


def reason_of(error: BaseException) -> str:
    """The first line that says what happened, without the names of Java's classes and the mark of Spark's list of errors."""
    cause = getattr(error, "java_exception", None)
    said = str(error)
    if cause is not None:
        with suppress(Exception):
            said = str(cause.toString())
    first = next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
    return _CLASS.sub("", first).split(" SQLSTATE:")[0].rstrip(". ")


@contextmanager
def told() -> Iterator[None]:
    """What Spark cannot do becomes a sentence."""
    try:
        yield
    except failures() as error:
        raise _sentence(error) from error


@contextmanager
def watched(context: Any) -> Iterator[None]:
    """Spark waits for workers without end; here a question that finds none for long is stopped, and says so."""
    if context.master.startswith("local") and not context.master.startswith("local-cluster"):
        yield
        return
    over, none = Event(), Event()
    watch = Thread(target=_watch, args=(context, over, none), name="clave-spark-workers", daemon=True)
    watch.start()
    try:
        yield
    except failures() as error:
        if not none.is_set():
            raise
        raise ClaveError(
            _("no worker of the Spark at {master} was free for {seconds} seconds.").fill(
                master=context.master, seconds=int(WORKERS_SECONDS)
            ),
            remedy=_(
                "See that its workers run and have memory and cores left. Nothing was measured, and the last figures stay."
            ),
        ) from error
    finally:
        over.set()
        watch.join()


def _watch(context: Any, over: Event, none: Event) -> None:
    without = 0.0
    while not over.wait(LOOK_SECONDS):
        try:
            workers = context._jsc.sc().getExecutorMemoryStatus().size() - 1  # one is the driver
            without = 0.0 if workers else without + LOOK_SECONDS
            if without >= WORKERS_SECONDS:
                none.set()
                context.cancelAllJobs()  # at every look: a question may begin its next job after this one was stopped
        except failures():
            return


_LOST = ("PATH_NOT_FOUND", "FILE_NOT_EXIST", "FileNotFoundException", "CANNOT_READ_FILE", "FAILED_READ_FILE")


def _sentence(error: Exception) -> ClaveError:
    said, remedy = (
        str(error),
        _("Nothing of it was kept and the last figures stay; see that the workers run, and try again."),
    )
    what: Text = _("Spark stopped in the middle of measuring: {reason}.")
    if any(mark in said for mark in _LOST):
        what = _("Spark cannot read a data file of the book: {reason}.")
        remedy = _(
            "The version of the facts may be gone, or the workers do not see them: CLAVE_FACTS_ADDRESS says where they are for "
            "them. Nothing was measured, and the last figures stay."
        )
    return ClaveError(what.fill(reason=reason_of(error)), remedy=remedy)
