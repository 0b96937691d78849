"""One Spark for all tests of this folder, on two cores of this machine, ended with the last of them; one process takes them all
(tests/dealing.py). Without Java they fail with the sentence that names the package, for .ci/system-packages installs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clave.facts.spark import SparkEngine

QUICK = {
    # the tests are many small questions: what makes large ones fast costs them more than the answer
    "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "SPARK_DRIVER_MEMORY": "1g",
}


@pytest.fixture(scope="package")
def quick() -> Iterator[None]:
    """What a Spark of the tests starts with."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUICK.items():
            patch.setenv(name, os.environ.get(name, value))
        patch.setattr("clave.facts.spark.session.HERE", {**_here(), "spark.sql.shuffle.partitions": "2"})
        yield


def _here() -> dict[str, str]:
    from clave.facts.spark import session

    return session.HERE


@pytest.fixture(scope="package")
def spark(quick: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """Two workers in one process; held, so that every test finds it running."""
    engine = SparkEngine("local[2]", Path(tmp_path_factory.getbasetemp()))
    engine.check()
    with engine.held():
        yield engine
