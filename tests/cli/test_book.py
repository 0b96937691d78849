"""`clave import`, `coverage` and `book`: the stored book, its balance, its versions and the way back."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_import_shows_the_mapping_and_the_balance(run: Run, sales: Path) -> None:
    ran = run("import", sales, "--rejects", "malas.csv", language="es")
    assert ran.code == 0, ran.err
    assert "1.442 líneas = 1.441 cargadas + 1 rechazadas" in ran.out.replace("\u00a0", " ")
    assert "Valor neto" in ran.out
    assert "Versión 1" in ran.out
    assert "31/02/2025" in (sales.parent / "malas.csv").read_text("utf-8-sig")


def test_the_stored_book_is_used_where_no_file_is_named(run: Run, sales: Path) -> None:
    assert run("import", sales).code == 0
    stored = json.loads(run("rank", "--json").out)
    read = json.loads(run("rank", sales, "--json").out)
    assert [(line["customer"], line["score"]) for line in stored["list"]] == [
        (line["customer"], line["score"]) for line in read["list"]
    ]


def test_the_same_file_twice_changes_nothing(run: Run, sales: Path) -> None:
    run("import", sales)
    again = run("import", sales)
    assert "nothing changed" in again.out
    copy = sales.with_name("otro-nombre.csv")
    copy.write_bytes(sales.read_bytes())
    assert "nothing changed" in run("import", copy).out  # documents are known by number, not by file name


def test_undo_takes_the_last_import_back(run: Run, sales: Path) -> None:
    run("import", sales)
    less = sales.with_name("correccion.csv")
    less.write_text("Fecha;Factura;Cliente;Valor neto\r\n03/01/2025;F1201;C001;1,00\r\n", "latin-1")
    assert "1 replaced" in run("import", less).out
    corrected = json.loads(run("rank", "--json").out)["facts"]["money"]
    assert run("book", "undo").code == 0
    assert json.loads(run("rank", "--json").out)["facts"]["money"] != corrected
    listed = run("book", "versions")
    assert "correccion.csv" in listed.out


def test_a_book_keeps_its_currency(run: Run, sales: Path) -> None:
    """Said once, it holds for the next files; another one is refused with a sentence."""
    assert run("import", sales, "--currency", "GBP").code == 0
    later = sales.with_name("enero.csv")
    later.write_text("Fecha;Factura;Cliente;Valor neto\r\n03/01/2025;F1201;C001;1,00\r\n", "latin-1")
    assert run("import", later).code == 0
    assert json.loads(run("rank", "--json").out)["currency"] == "GBP"
    refused = run("import", later, "--currency", "USD")
    assert refused.code == 1
    assert "GBP" in refused.err


def test_dry_run_stores_nothing(run: Run, sales: Path) -> None:
    ran = run("import", sales, "--dry-run")
    assert "Nothing was stored" in ran.err
    assert run("rank", "--json").code == 1  # there is no book yet, and that is a sentence


def test_a_mapping_is_corrected_saved_and_reused(run: Run, sales: Path) -> None:
    odd = sales.with_name("raro.csv")
    odd.write_text("Cuando;Papel;Quien;Plata\n03/01/2025;F1;C1;1.234,50\n04/01/2025;F2;C2;2,00\n", "utf-8")
    refused = run("import", odd)
    assert refused.code == 1
    assert "Plata" in refused.err
    source = sales.with_name("raro.toml")
    source.write_text(
        'table = "invoice_line"\n[columns]\ndate = "Cuando"\ndocument = "Papel"\ncustomer = "Quien"\nnet = "Plata"\n'
    )
    first = run("import", odd, "--map", source, "--save", "raro")
    assert first.code == 0, first.err
    assert "raro" in first.err
    again = run("import", odd, "--map", "raro")
    assert "nothing changed" in again.out
    assert json.loads(run("rank", "--json").out)["facts"]["money"] == "1236.50"


def test_replacing_whole_months_shows_what_would_vanish(run: Run, sales: Path) -> None:
    run("import", sales)
    month = sales.with_name("enero.csv")
    month.write_text("Fecha;Factura;Cliente;Valor neto\r\n03/01/2025;F1201;C001;1,00\r\n", "latin-1")
    ran = run("import", month, "--whole-months", "--yes")
    assert ran.code == 0, ran.err
    assert "2025-01" in ran.out
    assert "59" in ran.out  # sixty invoices of the month, one of them in the file


def test_coverage_says_what_each_file_would_unlock(run: Run, sales: Path) -> None:
    ran = run("coverage", sales, language="es")
    assert ran.code == 0, ran.err
    assert "Líneas de factura" in ran.out
    assert "Margen" in ran.out
    plain = json.loads(run("coverage", sales, "--json").out)
    assert {row["table"] for row in plain["loaded"]} == {"invoice_line"}
    gains = {row["table"]: row for row in plain["missing"]}
    assert "distributor" in gains["customer"]["unlocks"]
    assert "knowledge" in gains["rating"]["unlocks"]
    assert "volume" in gains["receivable"]["improves"]
