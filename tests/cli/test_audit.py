"""`clave audit` as an auditor runs it: a real installation, real processes, a database edited by hand in between."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.blank import blank
from tests.web.test_environment import SOURCE, command


def clave(*arguments: str, data: Path, language: str = "es") -> subprocess.CompletedProcess[str]:
    """One run of the command line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    return subprocess.run(
        [sys.executable, "-c", "from clave.cli import main; main()", "audit", *arguments, "--data", str(data)],
        env={**kept, "PYTHONPATH": str(SOURCE), "CLAVE_LANG": language},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that was started three times and so offered three links."""
    folder = blank(tmp_path_factory.mktemp("installation"))
    for _ in range(3):
        assert command(folder, "start", "--only-prepare", "--no-demo").returncode == 0
    return folder


def tampered(data: Path, statement: str) -> None:
    """Edit the file of the database as somebody with a terminal can."""
    with sqlite3.connect(data / "clave.sqlite3") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)


def test_a_whole_chain_says_how_many_and_where_it_ends(installed: Path) -> None:
    end = clave("head", data=installed).stdout.strip()
    done = clave("verify", data=installed)
    assert (done.returncode, done.stdout.strip()) == (0, f"3 eventos, cadena entera. Termina en {end}")
    assert clave("verify", "--head", end, data=installed).returncode == 0
    read = json.loads(clave("verify", "--json", data=installed).stdout)
    assert read == {"events": 3, "head": end, "whole": True, "broken": None}


def test_an_end_that_is_none_is_a_sentence(installed: Path) -> None:
    done = clave("verify", "--head", "3:abc", data=installed)
    assert done.returncode == 2
    assert "«3:abc» no es el final de una cadena" in done.stderr


def test_without_an_installation_it_is_a_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    nowhere = clave("verify", data=tmp_path / "nowhere")
    assert nowhere.returncode == 1
    assert "aquí no hay ninguna instalación" in nowhere.stderr
    assert not (tmp_path / "nowhere").exists()
    empty = clave("verify", data=tmp_path)
    assert empty.returncode == 2
    assert "todavía no tiene registro" in empty.stderr
    assert "Traceback" not in empty.stderr


def test_a_tampered_chain_names_the_first_broken_number(installed: Path) -> None:
    tampered(installed, "DELETE FROM store_auditevent WHERE number = 3")
    done = clave("verify", data=installed)
    assert done.returncode == 1
    assert "se rompe en el evento 3: falta el evento" in done.stdout
    read = json.loads(clave("verify", "--json", data=installed).stdout)
    assert read["broken"] == {"number": 3, "why": "the event is missing"}
