"""What a hurried person types: every slip ends with one finished sentence, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run

HEAD = "Fecha;Factura;Cliente;Referencia;Valor neto\n"


def _sentence(ran: Ran) -> str:
    """The sentence a command ended with, on the error stream alone."""
    assert ran.code == 1, (ran.code, ran.err)
    said = ran.err.strip()
    assert said.endswith("."), said
    assert "Traceback" not in said
    return said


def _every_file(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "ventas.csv", "--xlsx", "ventas.csv"),
        ("rank", "ventas.csv", "--html", "./sub/../ventas.csv"),
        ("rank", "ventas.csv", "--xlsx", "lista", "--html", "lista"),
        ("rank", "ventas.csv", "--policy", "mine.toml", "--html", "mine.toml"),
        ("import", "ventas.csv", "--rejects", "ventas.csv"),
        ("import", "ventas.csv", "--map", "mine.toml", "--rejects", "mine.toml"),
    ],
)
def test_a_result_never_replaces_what_is_read(
    run: Run, sales: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """The export of an ERP may exist only once."""
    (tmp_path / "mine.toml").write_text("# ours\n")
    (tmp_path / "sub").mkdir()
    before = _every_file(tmp_path)
    assert "would destroy a file" in _sentence(run(*arguments))
    assert _every_file(tmp_path) == before


@pytest.mark.parametrize("path", ["no/such/folder.csv", "."])
def test_rejects_that_cannot_be_written(run: Run, sales: Path, path: str) -> None:
    assert "could not be written" in _sentence(run("import", sales, "--rejects", path))


@pytest.mark.parametrize("name", ["../../evil", "a/b", "", ".hidden", "/tmp/evil", "x\x00", "x" * 300])
def test_a_source_stays_in_its_folder(run: Run, sales: Path, tmp_path: Path, name: str) -> None:
    before = _every_file(tmp_path)
    assert "a source cannot be called" in _sentence(run("import", sales, "--save", name))
    assert _every_file(tmp_path) == before, "nothing is stored by a command that fails"


@pytest.mark.parametrize(
    "command", [("rank",), ("coverage",), ("measures",), ("why", "C1"), ("book", "versions"), ("book", "undo")]
)
def test_the_data_folder_is_a_file(run: Run, sales: Path, command: tuple[str, ...]) -> None:
    assert "this is a file, and the data need a folder" in _sentence(run(*command, "--data", sales))
    assert run("doctor", "--data", sales).code == 1


@pytest.mark.parametrize("currency", ["pesos", "$", "'; DROP", "C", "COPP"])
def test_a_currency_that_is_none(run: Run, sales: Path, currency: str) -> None:
    assert "is not the code of a currency" in _sentence(run("rank", sales, "--currency", currency))


def test_a_currency_in_small_letters(run: Run, sales: Path) -> None:
    assert json.loads(run("rank", sales, "--json", "--currency", "usd").out)["currency"] == "USD"


@pytest.mark.parametrize("day", ["20251231", "2025-W10-1", "31/12/2025", "2025-02-30", "", "9999-12-32"])
def test_a_day_that_is_none(run: Run, sales: Path, day: str) -> None:
    assert "is not a date" in _sentence(run("rank", sales, "--as-of", day))


@pytest.mark.parametrize("command", ["rank", "measures", "coverage"])
def test_the_last_day_of_the_calendar(run: Run, sales: Path, command: str) -> None:
    assert "is beyond the calendar" in _sentence(run(command, sales, "--as-of", "9999-12-31"))
    assert run("coverage", sales, "--as-of", "9998-12-31").code == 0


def test_invoices_of_nobody(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "".join(f"15/01/2025;F{n};;R1;1.000,50\n" for n in range(9)))
    assert "no invoice line says which customer" in _sentence(run("rank", path))


def test_a_customer_in_small_letters_or_by_its_name_is_explained_in_full(run: Run, sales: Path) -> None:
    whole = run("why", "C059", sales)
    assert "What would it take to enter?" in whole.out
    for asked in ("c059", " C059 ", "cliente 59"):
        assert run("why", asked, sales).out == whole.out


@pytest.mark.parametrize("alphabet", ["utf-16", "idna"])
def test_a_source_that_names_the_wrong_alphabet(run: Run, sales: Path, tmp_path: Path, alphabet: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(f"table = 'invoice_line'\nencoding = '{alphabet}'\n[columns]\ndate = 'Fecha'\n")
    assert "alphabet that the source names" in _sentence(run("rank", sales, "--map", path))


def test_a_stored_file_overwritten_with_rubbish_of_the_same_size(run: Run, sales: Path, tmp_path: Path) -> None:
    run("import", sales)
    for path in (tmp_path / "var").rglob("*.parquet"):
        path.write_bytes(b"x" * path.stat().st_size)
    assert "a data file of the book cannot be read" in _sentence(run("rank"))


@pytest.mark.parametrize("content", ["[]", "{}", "null", "{nonsense", "1", '"x"'])
def test_a_damaged_list_of_a_version_is_told_by_the_doctor(run: Run, sales: Path, tmp_path: Path, content: str) -> None:
    run("import", sales)
    (tmp_path / "var/facts/versions/000001.json").write_text(content)
    ran = run("doctor")
    assert ran.code == 1
    assert "list of version 1 of the book is damaged" in " ".join(ran.out.split())
    assert "there are no invoice lines" in _sentence(run("rank"))


NAMES = ("[bold]x[/bold]", "[/red]", "=cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>", "\x1b[31mred", "{x}{0}",
         "https://evil.example", "internal:Sheet!A1", "x" * 5000, "\u202eevil")  # fmt: skip


def test_names_are_only_names(run: Run, tmp_path: Path) -> None:
    """In a terminal, a page and a workbook a name is text: no markup, no command, no formula, no link."""
    rows = [
        f'15/{month:02d}/2025;F{place}-{month};K{place};"{name}";R1;{1000 * (place + 1)},50\n'
        for place, name in enumerate(NAMES)
        for month in range(1, 13)
    ]
    path = tmp_path / "a.csv"
    path.write_text(HEAD.replace("Cliente;", "Cliente;Razón social;") + "".join(rows))
    ran = run("rank", path, "--xlsx", "a.xlsx", "--html", "a.html")
    assert ran.code == 0, ran.err
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert b"<f>" not in (tmp_path / "a.xlsx").read_bytes()
    shown = run("rank", path, "--top", "50").out
    assert "[bold]x[/bold]" in shown
    assert "\x1b" not in shown + page
    for place in (0, 1, 5):
        assert run("why", f"K{place}", path).code == 0


def test_a_move_without_a_place_to_go_to(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAVE_MOVE_TO", raising=False)
    assert "say where to" in _sentence(run("db", "move"))
    assert "there is no installation here" in _sentence(
        run("db", "move", "postgres://clave@db/clave", "--data", tmp_path / "none")
    )
