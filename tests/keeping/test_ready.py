"""`clave ready`: whether the clave that runs with these data can work / Si la clave que corre puede trabajar."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.cli.serve import _here, asked
from clave.jobs.instance import the_only_one
from tests.cli.conftest import Run, run  # noqa: F401
from tests.keeping.test_doctor import answering

LACKS = json.dumps({"status": "not ready", "parts": {"disk": "lacking"}, "words": ["El disco está casi lleno."]})


def test_where_nobody_serves_it_says_how_to_begin(run: Run, tmp_path: Path) -> None:  # noqa: F811
    ran = run("ready", "--data", tmp_path, language="es")
    assert ran.code == 1
    assert "clave serve" in ran.err


def test_it_passes_on_what_is_lacking(run: Run, tmp_path: Path) -> None:  # noqa: F811
    with answering(503, LACKS.encode()) as address, the_only_one(tmp_path, address):
        ran = run("ready", "--data", tmp_path, language="es")
        assert (ran.code, ran.out) == (1, "El disco está casi lleno.\n")
        assert json.loads(run("ready", "--data", tmp_path, "--json").out)["parts"] == {"disk": "lacking"}


def test_somebody_else_on_the_port_is_not_clave() -> None:
    with answering(200, b"<html>") as address, pytest.raises(ClaveError, match="somebody else"):
        asked(address)
    with pytest.raises(ClaveError, match="does not answer"):
        asked(address)


@pytest.mark.parametrize(
    ("listens", "here"),
    [
        ("http://0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("http://[::]:8000", "http://[::1]:8000"),
        ("http://10.0.0.7:80", "http://10.0.0.7:80"),
    ],
)
def test_where_this_machine_reaches_what_listens_everywhere(listens: str, here: str) -> None:
    assert _here(listens) == here
