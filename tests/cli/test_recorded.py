"""What people judge and declare, in the terminal and the notebook: from files, and from the installation itself."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import clave
from clave.selection.listing import Listing
from tests.blank import blank
from tests.cli.conftest import Run
from tests.web.test_environment import SOURCE, command

RATINGS = """Cliente;Criterio;Clase;Evaluador;Fecha;Calificación;Razón;Evidencia;Vence
C009;Extraordinario;Exigencia;Ana;01/12/2025;4;Exige lo que nadie;Norma interna;
C009;Extraordinario;Mercado;Luis;01/12/2025;1;Habla de precios;;
C009;Extraordinario;Encanto;Luis;01/12/2025;4;Nos cae bien;;
C011;Extraordinario;;Eva;01/12/2025;3;Nos enseña;Acta;
C012;Prestigio;;Eva;01/12/2025;4;El gremio lo mira;Premio;31/12/2026
"""
WALLETS = "Cliente;Fecha;Potencial;Fuente;Vence\nC009;01/12/2025;90.000.000;Su presupuesto;31/12/2026\n"


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    path = tmp_path / "calificaciones.csv"
    path.write_text(RATINGS, encoding="utf-8")
    return path


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "potencial.csv"
    path.write_text(WALLETS, encoding="utf-8")
    return path


def scores(out: str, criterion: str = "extraordinary") -> dict[str, Any]:
    return {line["customer"]: line["criteria"][criterion]["score"] for line in json.loads(out)["list"]}


def test_ratings_and_wallets_come_as_files_beside_the_sales(
    run: Run, sales: Path, judged: Path, declared: Path
) -> None:
    done = run("rank", sales, judged, declared, "--json")
    found = scores(done.out)
    assert (found["C009"], found["C011"], found["C012"]) == (100, 75, 0), "the best kind; the whole; nobody rated it"
    assert scores(done.out, "prestige")["C012"] == 100
    assert "Encanto" in done.err, "a kind that does not exist is a rejected row with its reason"
    wallets = json.loads(run("measures", sales, declared, "--json").out)
    assert json.dumps(wallets).count("90000000")


def test_imported_they_stay_in_the_book_and_open_their_criteria(run: Run, sales: Path, judged: Path) -> None:
    assert run("import", sales, judged, "--yes").code == 0
    found = json.loads(run("coverage", "--json").out)
    assert next(one["rows"] for one in found["loaded"] if one["table"] == "rating") == 4
    assert scores(run("rank", "--json").out)["C009"] == 100


def test_in_the_notebook_by_file_or_by_table(sales: Path, judged: Path) -> None:
    def cell(listing: Listing, code: str) -> float:
        return next(line.criteria["extraordinary"].score for line in listing.lines if line.customer == code)

    assert cell(clave.rank(clave.read(sales, judged)), "C009") == 100
    lines = pa.table({"date": ["2025-01-10"] * 3, "document": list("abc"), "customer": list("XYZ"), "net": [9, 8, 7]})
    rating = {"customer": "X", "criterion": "extraordinary", "rater": "Ana", "date": "2025-01-05", "rating": 3}
    for kind in ({}, {"kind": "market"}):
        book = clave.book(invoice_line=lines, rating=pa.table({k: [v] for k, v in (rating | kind).items()}))
        assert cell(clave.rank(book), "X") == 75


@pytest.fixture(scope="module")
def installed(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = blank(tmp_path_factory.mktemp("installation"))
    assert command(folder, "start", "--only-prepare", "--no-demo").returncode == 0
    return folder


def terminal(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    return subprocess.run(
        [sys.executable, "-c", "from clave.cli import main; main()", *map(str, arguments), "--data", str(data)],
        env={**kept, "PYTHONPATH": str(SOURCE), "CLAVE_LANG": "en"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def written(data: Path, table: str, row: Mapping[str, object]) -> None:
    """A row as the installation itself writes it."""
    with sqlite3.connect(data / "clave.sqlite3") as connection:
        connection.execute(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )


def test_a_list_of_the_installation_counts_what_was_recorded_in_it(installed: Path, sales: Path) -> None:
    assert terminal(installed, "import", sales, "--yes").returncode == 0
    before = terminal(installed, "rank", "--json")
    assert "extraordinary" in json.loads(before.stdout)["out_of_force"]
    assert "recorded" not in before.stderr
    at = "2026-01-10 12:00:00"
    person = {
        "password": "!",
        "email": "ana@clave.example",
        "name": "Ana",
        "role": "kam",
        "is_active": 1,
        "created_at": at,
    }
    with sqlite3.connect(installed / "clave.sqlite3") as connection:
        needed = [row[1] for row in connection.execute("PRAGMA table_info(store_person)") if row[3] and row[4] is None]
    written(installed, "store_person", {name: "" for name in needed if name != "id"} | person)
    written(installed, "store_rating", {
        "customer": "C009", "criterion": "extraordinary", "kind": "demand", "rater_id": 1, "value": 4, "reason": "x",
        "evidence": "y", "anchor": "{}", "rated_on": "2026-01-10", "created_at": at, "withdrawn": 0,
    })  # fmt: skip
    after = terminal(installed, "rank", "--json")
    assert scores(after.stdout)["C009"] == 100, after.stderr
    assert "What people recorded in clave counts too: 1 rating." in after.stderr
    earlier = terminal(installed, "rank", "--json", "--as-of", "2025-11-30")
    assert "extraordinary" in json.loads(earlier.stdout)["out_of_force"], "on that day nobody had said it"
    assert "recorded" not in terminal(installed, "rank", sales, "--json").stderr, "a list of files counts only them"


def test_what_cannot_be_read_is_a_sentence_and_no_list(tmp_path: Path, sales: Path) -> None:
    data = tmp_path / "data"
    assert terminal(data, "import", sales, "--yes").returncode == 0
    (data / "clave.sqlite3").write_bytes(b"")
    done = terminal(data, "rank", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
