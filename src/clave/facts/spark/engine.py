"""The engine: which cluster, where its workers see the facts, and whether this machine can speak to it at all."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.spark.session import held, session
from clave.facts.spark.warehouse import SparkWarehouse
from clave.facts.warehouse import Source

LOCAL = "local[*]"
"""All cores of this machine: what is used where no master is set."""
LEAST_JAVA = 17
JAVA_PACKAGE = f"openjdk-{LEAST_JAVA}-jre-headless"
ANSWER_SECONDS = 5.0
"""How long a master may take to accept a connection; Spark itself would try for a minute before it says so."""
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')
STAYS = _("Nothing was measured, and the last figures stay.")


@dataclass(frozen=True)
class SparkEngine:
    """A Spark cluster by its master; `facts` is the folder of the stored book here, `address` where the workers see the same
    folder (empty: under the same name)."""

    master: str = LOCAL
    facts: Path = Path("facts")
    address: str = ""

    def open(self, sources: Mapping[str, Source]) -> SparkWarehouse:
        """The facts on the cluster; the first one starts the session."""
        self.check()
        return SparkWarehouse(session(self.master), sources, self.seen)

    def held(self) -> AbstractContextManager[None]:
        """While this lasts the session stays; then the cluster gets its machines back, and this machine its memory."""
        return held()

    def check(self) -> None:
        """Raise ClaveError with what is missing: the extra, Java, the master."""
        if find_spec("pyspark") is None:
            raise ClaveError(
                _("measuring with Spark needs the extra «spark», which is not installed."),
                remedy=_("Install it with pip install 'clave[spark]', or measure with DuckDB. {stays}").fill(
                    stays=STAYS
                ),
            )
        _java()
        for host, port in masters(self.master):
            _reached(self.master, host, port)

    def seen(self, path: str) -> str:
        """The address of a data file as the workers see it; ClaveError where it is not in the stored book."""
        if not self.address:
            return f"file://{Path(path).absolute()}"
        try:
            return f"{self.address}/{Path(path).absolute().relative_to(self.facts).as_posix()}"
        except ValueError as error:
            raise ClaveError(
                _("this file is not in the stored book, and the workers of Spark see only that."),
                where=path,
                remedy=_("Load it first with clave import, or measure it with DuckDB."),
            ) from error


def masters(master: str) -> list[tuple[str, int]]:
    """Host and port of each standalone master; none of any other kind, which have their own ways of being found."""
    if not master.startswith("spark://"):
        return []
    pairs = (one.rpartition(":") for one in master.removeprefix("spark://").split(","))
    return [(host.strip("[]"), int(port)) for host, _colon, port in pairs]


def _reached(master: str, host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), ANSWER_SECONDS).close()
    except OSError as error:
        raise ClaveError(
            _("the Spark master at {master} does not answer: {reason}.").fill(
                master=f"{host}:{port}", reason=error.strerror or str(error)
            ),
            where="CLAVE_SPARK_MASTER",
            remedy=_("See that it runs and that this machine reaches it. {stays}").fill(stays=STAYS),
        ) from error


def java_found() -> int | None:
    """The version of the Java that Spark would start; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    try:
        said = subprocess.run([program or "java", "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return None
    version = _VERSION.search(said)
    return int(version[1]) if version else None


def _java() -> None:
    found = java_found()
    if found is not None and found >= LEAST_JAVA:
        return
    what: Text = (
        _("Spark needs Java {least} or newer, and there is none on this machine.").fill(least=LEAST_JAVA)
        if found is None
        else _("Spark needs Java {least} or newer, and this machine has {found}.").fill(least=LEAST_JAVA, found=found)
    )
    raise ClaveError(
        what,
        remedy=_("Install {package}, or say in JAVA_HOME where Java is. {stays}").fill(
            package=JAVA_PACKAGE, stays=STAYS
        ),
    )
