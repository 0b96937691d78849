"""`clave rank`: from an ERP's file to the list, and the JSON that other programs rely on."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run

MONEY = 24 * sum(1000 * (61 - n) * (100 if n == 7 else 1) for n in range(1, 61)) + 5000


def test_json_is_the_contract(run: Run, sales: Path) -> None:
    """Schema 1: facts cover every loaded line, the list every active customer in rank order."""
    ran = run("rank", sales, "--json")
    assert ran.code == 0, ran.err
    got = json.loads(ran.out)
    assert got["schema"] == 1
    assert got["as_of"] == "2025-12-31"
    assert got["currency"] == "COP"
    assert got["facts"] == {"lines": 24 * 60 + 1, "customers": 60, "money": f"{MONEY}.00", "rejected": 1}
    assert [line["rank"] for line in got["list"]] == list(range(1, 61))
    first = got["list"][0]
    assert first["customer"] == "C007"
    assert first["member"] is True
    assert first["category"] == "volume"
    assert first["gate"] == "unknown"
    assert first["criteria"]["volume"]["verdict"] == "applies"
    assert first["criteria"]["volume"]["score"] == 100
    assert 0 <= first["sure"] <= 1
    assert "volum" in first["why"].casefold()
    assert Decimal(got["facts"]["money"]) == Decimal(MONEY)


def test_the_list_is_few(run: Run, sales: Path) -> None:
    """Ten per cent of sixty customers are six key accounts at most (F2)."""
    got = json.loads(run("rank", sales, "--json").out)
    assert got["cap"] == 6
    assert sum(line["member"] for line in got["list"]) <= 6


def test_a_rejected_row_is_named_and_the_rest_loads(run: Run, sales: Path) -> None:
    ran = run("rank", sales, "--json")
    assert "ventas.csv" in ran.err
    assert "31/02/2025" in ran.err
    assert "COP was assumed" in ran.err
    assert "assumed" not in run("rank", sales, "--json", "--currency", "COP").err
    assert "1444" in ran.err  # the physical line of the bad row: title, header, 1,440 good rows, the till, then it


def test_as_of_looks_back_from_a_past_date(run: Run, sales: Path) -> None:
    got = json.loads(run("rank", sales, "--json", "--as-of", "2024-12-31").out)
    assert got["as_of"] == "2024-12-31"
    assert got["list"][0]["money"] == 12 * 5_400_000


def test_order_puts_the_named_first(run: Run, sales: Path) -> None:
    got = json.loads(run("rank", sales, "--json", "--order", "loyalty,volume").out)
    assert got["order"][:2] == ["loyalty", "volume"]
    assert got["list"][0]["category"] == "loyalty"


def test_same_input_gives_the_same_list(run: Run, sales: Path) -> None:
    assert run("rank", sales, "--json").out == run("rank", sales, "--json").out


def test_table_for_people(run: Run, sales: Path) -> None:
    ran = run("rank", sales, language="es")
    assert ran.code == 0
    assert "Cliente 07 S.A.S." in ran.out
    assert "Cuentas clave" in ran.out


def test_excel_and_page(run: Run, sales: Path, tmp_path: Path) -> None:
    ran = run("rank", sales, "--xlsx", "lista.xlsx", "--html", "lista.html", language="es")
    assert ran.code == 0, ran.err
    book = CalamineWorkbook.from_path(tmp_path / "lista.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == ["C007", "Cliente 07 S.A.S."]
    assert len(rows) == 61
    page = (tmp_path / "lista.html").read_text("utf-8")
    assert "Cliente 07 S.A.S." in page
    assert '<html lang="es-CO">' in page
    assert "Cuentas clave al 31 dic 2025" in page
    assert "puesto 1 de 60 clientes activos" in page  # the evidence of volume


def test_mistakes_end_with_a_sentence(run: Run, sales: Path) -> None:
    """What, where and what to do; exit code 1, no traceback."""
    for arguments, words in (
        (("rank", "no-such.csv"), ("no-such.csv",)),
        (("rank", sales, "--as-of", "31-12-2026"), ("31-12-2026", "2026-10-31")),
        (("rank", sales, "--as-of", "1999-01-01"), ("1999-01-01",)),
        (("rank", sales, "--order", "volume,volume"), ("volume",)),
        (("rank", sales, "--order", "volumen"), ("volumen", "loyalty")),
        (("rank", sales, "--policy", "mine.toml"), ("mine.toml",)),
        (("rank", sales, "--map", "acme"), ("acme",)),
        (("rank", sales, "--xlsx", "no/such/folder.xlsx"), ("no/such/folder.xlsx",)),
        (("why", "Nobody", sales), ("Nobody", "clave rank")),
    ):
        ran = run(*arguments)
        assert ran.code == 1, arguments
        assert "Traceback" not in ran.err
        for word in words:
            assert word in ran.err.replace("\n", ""), (arguments, ran.err)


def test_wrong_usage_is_two(run: Run) -> None:
    assert run("rank", "--top", "many").code == 2
    assert run("wish").code == 2


def test_why_opens_one_customer(run: Run, sales: Path) -> None:
    ran = run("why", "C007", sales, language="es")
    assert ran.code == 0, ran.err
    assert "Cliente 07" in ran.out
    assert "Volumen" in ran.out


def test_measures_say_missing_in_words(run: Run, sales: Path) -> None:
    got = json.loads(run("measures", sales, "--json").out)
    by_code = {row["customer"]: row for row in got["list"]}
    assert by_code["C007"]["measures"]["money"] == 12 * 5_400_000
    assert by_code["C007"]["measures"]["days_beyond"] is None
    assert by_code["C007"]["missing"]["days_beyond"] == "not_available"
    assert by_code["C001"]["measures"]["continuity"] == 1.0


def test_one_line_of_one_customer_is_said_as_one(run: Run, tmp_path: Path) -> None:
    one = tmp_path / "one.csv"
    one.write_text("Date;Invoice;Customer;Product;Kilos;Net\n2025-12-01;F1;C1;P1;10;1000\n")
    assert "1 invoice line, 1 customer, $" in run("rank", one, "--currency", "COP").out.replace("\u00a0", " ")
