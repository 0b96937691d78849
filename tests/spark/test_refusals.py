"""What Spark needs and has not, in finished sentences; and what is left when it goes away in the middle."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.facts.spark import LOCAL, SparkEngine, engine_named, read_engine
from clave.facts.spark.engine import masters
from clave.facts.spark.session import reason_of
from clave.measures.run import measure
from tests.spark.alike import differences, together


def said(engine: SparkEngine) -> str:
    """The sentence with which an engine refuses a book."""
    with pytest.raises(ClaveError) as refused:
        engine.open({})
    return refused.value.say("es")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clave.facts.spark.engine.find_spec", lambda name: None)
    sentence = said(SparkEngine())
    assert "pip install 'clave[spark]'" in sentence
    assert "las últimas cifras quedan" in sentence


def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    sentence = said(SparkEngine())
    assert "no hay ninguno en esta máquina" in sentence
    assert "openjdk-17-jre-headless" in sentence
    assert "JAVA_HOME" in sentence


@pytest.mark.parametrize(("printed", "found"), [("11.0.2", "11"), ("1.8.0_392", "8")])
def test_with_a_java_of_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, printed: str, found: str) -> None:
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{printed}\" 2020-01-14' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert f"esta máquina tiene {found}" in said(SparkEngine())


def test_a_master_that_does_not_answer() -> None:
    """Spark itself would try for a minute."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sentence = said(SparkEngine(f"spark://127.0.0.1:{port}"))
    assert f"127.0.0.1:{port} no responde" in sentence
    assert sentence.startswith("CLAVE_SPARK_MASTER:")


def test_every_master_of_an_address_is_asked() -> None:
    assert masters("spark://one:7077,two:7078") == [("one", 7077), ("two", 7078)]
    assert masters("spark://[::1]:7077") == [("::1", 7077)]
    assert masters("local[2]") == masters("yarn") == []


def test_duckdb_where_nothing_is_set(tmp_path: Path) -> None:
    assert read_engine({}, tmp_path) is None
    assert read_engine({"CLAVE_ENGINE": "duckdb", "CLAVE_SPARK_MASTER": "local[2]"}, tmp_path) is None


def test_spark_where_it_is_set(tmp_path: Path) -> None:
    assert read_engine({"CLAVE_ENGINE": "spark"}, tmp_path) == SparkEngine(LOCAL, tmp_path, "")
    given = {
        "CLAVE_ENGINE": "spark",
        "CLAVE_SPARK_MASTER": "k8s://https://h:443",
        "CLAVE_FACTS_ADDRESS": "s3a://b/clave/facts/",
    }
    assert read_engine(given, tmp_path) == SparkEngine("k8s://https://h:443", tmp_path, "s3a://b/clave/facts")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAVE_ENGINE", "snowflake"),
        ("CLAVE_SPARK_MASTER", "http://cluster"),
        ("CLAVE_SPARK_MASTER", "local[two]"),
        ("CLAVE_SPARK_MASTER", "spark://cluster"),
        ("CLAVE_FACTS_ADDRESS", "facts"),
    ],
)
def test_a_setting_that_says_nothing_is_refused_with_what_it_may_be(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ClaveError) as refused:
        read_engine({"CLAVE_ENGINE": "spark", name: value}, tmp_path)
    assert refused.value.where == name
    assert value in str(refused.value)


def test_who_names_an_engine_on_the_command_line_hears_of_it_there(tmp_path: Path) -> None:
    with pytest.raises(ClaveError) as refused:
        engine_named("polars", {}, tmp_path, "--engine")
    assert refused.value.where == "--engine"


def test_an_address_is_the_folder_as_the_workers_see_it(tmp_path: Path) -> None:
    path = tmp_path / "tables" / "invoice_line" / "period=2024-01" / "a b.parquet"
    assert SparkEngine("yarn", tmp_path, "hdfs://n/x").seen(str(path)) == (
        "hdfs://n/x/tables/invoice_line/period=2024-01/a b.parquet"
    )
    assert SparkEngine("yarn", tmp_path).seen(str(path)) == f"file://{path}"


def test_a_reason_is_what_happened_without_the_names_of_javas_classes() -> None:
    error = OSError("java.io.IOException: org.apache.hadoop.FsException: no space left. SQLSTATE: 42K03\n\tat x.y")
    assert reason_of(error) == "no space left"


def test_spark_that_dies_in_the_middle_is_a_sentence_and_the_next_run_has_another(spark: SparkEngine) -> None:
    """Its process is killed between two questions of one run, as a machine that runs out of memory does."""
    from pyspark import SparkContext

    some = together(3, 2, 20)
    book, count = some.book().on(spark), "SELECT COUNT(*) AS lines FROM invoice_line AS line"
    with book.open() as opened:
        assert opened.query(count)["lines"][0].as_py() == len(some.rows["invoice_line"])
        process = SparkContext._gateway.proc
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with pytest.raises(ClaveError) as refused:
            opened.query(count)
    assert "stopped in the middle of measuring" in str(refused.value)
    assert "the last figures stay" in str(refused.value)
    only = ("sales",)
    here = measure(some.book(), some.limits, some.as_of, only=only)
    assert differences(here, measure(book, some.limits, some.as_of, only=only)) == []
