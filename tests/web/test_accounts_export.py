"""The list of accounts taken out: every row of the filter, in its order, with its columns; nothing in it ever runs."""

from __future__ import annotations

import csv
import html
import re
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from clave.store.models import AccountLine, AuditEvent
from clave.web.columns import CHOOSABLE
from tests.web import accounts_made
from tests.web.conftest import As, KeepAccounts

EVERY = "&".join(f"col={key}" for key in CHOOSABLE if key != "months")
ADDRESS = "/listas/cuentas/exportar/"


@pytest.fixture
def director(signed_in: As, keep_accounts: KeepAccounts) -> Client:
    keep_accounts(120)
    return signed_in("director")


def taken(client: Client, query: str) -> bytes:
    """The file."""
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def excel(client: Client, query: str = "") -> list[list[object]]:
    """The rows of the first sheet as another program reads them; empty cells are empty text."""
    return (
        CalamineWorkbook.from_filelike(BytesIO(taken(client, f"formato=xlsx&{query}")))
        .get_sheet_by_index(0)
        .to_python()
    )


def separated(client: Client, query: str = "", delimiter: str = ";") -> list[list[str]]:
    """The rows of the CSV."""
    text = taken(client, f"formato=csv&{query}").decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def shown(client: Client, query: str) -> list[str]:
    """Whom all the pages of the list show."""
    found: list[str] = []
    for number in (1, 2, 3):
        text = client.get(f"/cuentas/?{query}&pagina={number}").content.decode()
        rows = re.findall(r'<a class="nm" href="[^"]*"(?: title="([^"]*)")?>([^<]*)</a>', text)
        full = [html.unescape(whole or short) for whole, short in rows]
        found += [name for name in full if name not in found]
    return found


@pytest.mark.parametrize(
    "query", ["", "vista=key", "ciudad=Cali&orden=-name", "salud=at_risk", "orden=margin&q=cliente"]
)
def test_a_file_holds_whom_the_pages_show_in_their_order(director: Client, query: str) -> None:
    expected = shown(director, query)
    names = [row[1] for row in excel(director, query)[1:]]
    assert names == expected
    assert [row[1].removeprefix("'") for row in separated(director, query)[1:]] == expected
    if not query:
        assert len(names) == 120 + accounts_made.GONE


def test_figures_are_figures_days_are_days_and_the_unknown_is_empty(director: Client) -> None:
    head, *rows = excel(director, EVERY)
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    line = AccountLine.objects.get(customer="C-0001")
    first = found["C-0001"]
    assert first["Compras, 12 meses"] == line.money
    assert first["Variación contra el año anterior"] == pytest.approx(line.growth)
    assert first["Última compra"] == date(2026, 10, 30)
    assert first["Días de mora"] == 1
    assert first["Grupo"] == "Órbita"
    assert first["Salud"] == "Sana"
    assert first["Categorías"].startswith("Volumen, Distribuidor, Kilos")
    assert found["C-0006"]["Días de mora"] == ""
    assert found["900/1 á"]["Margen porcentual"] == ""
    assert found["X-1"]["Puntaje"] == ""
    assert found["C-0003"]["Por qué"] == "43\u00a0días sin comprar; suele cada 10\u00a0días"


def test_the_same_in_a_csv_as_colombians_write_it(director: Client) -> None:
    head, *rows = separated(director, EVERY)
    assert taken(director, "formato=csv").startswith(b"\xef\xbb\xbf")
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    first = found["C-0001"]
    assert first["Compras, 12 meses"] == "99900000"
    assert first["Variación contra el año anterior (%)"] == "11"
    assert first["Margen porcentual (%)"] == "30,1"
    assert first["Última compra"] == "30/10/2026"
    assert found["C-0006"]["Días de mora"] == ""
    assert found["C-0003"]["Variación contra el año anterior (%)"].startswith("10,7")


def test_both_files_say_the_same(director: Client) -> None:
    _head, *rows = excel(director, EVERY)
    head, *plain = separated(director, EVERY)
    shares = {place for place, name in enumerate(head) if name.endswith("(%)")}

    def written(place: int, value: object) -> str:
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, float):
            value = round(value * 100, 3) if place in shares else round(value, 2)
            return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
        return str(value)

    for left, right in zip(rows, plain, strict=True):
        assert [written(place, value) for place, value in enumerate(left)] == [cell.removeprefix("'") for cell in right]


def test_nothing_in_a_file_is_a_formula(director: Client) -> None:
    book = taken(director, "formato=xlsx")
    with ZipFile(BytesIO(book)) as parts:
        sheets = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in sheets
    assert b"<f " not in sheets
    names = {row[1] for row in CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()}
    assert {*accounts_made.FORMULAS.values()} <= names
    cells = [cell for row in separated(director) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))]
    assert not [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-\d+(,\d+)?", cell)]
    assert "ñandú; Ltda." in cells


def test_a_spark_line_becomes_one_column_for_each_month(director: Client) -> None:
    head, *rows = excel(director, "col=months")
    assert len(head) == 4 + 24
    assert (head[4], head[-1]) == ("30 nov 2024", "31 oct 2026")
    assert rows[0][4:] == [
        pytest.approx(value, abs=0.01) for value in AccountLine.objects.get(customer="900/1 á").months
    ]


def test_in_english_with_its_own_separators(director: Client) -> None:
    director.post("/idioma/", {"language": "en"})
    head, *rows = separated(director, "col=margin&col=last&col=health", delimiter=",")
    assert head == [
        "Customer",
        "Name",
        "City",
        "Sector",
        "Margin rate (%)",
        "Last purchase",
        "Days since",
        "Health",
        "Why",
    ]
    assert rows[1][4:8] == ["30.1", "2026-10-30", "1", "Healthy"]


def test_the_file_says_its_day_and_where_it_comes_from(director: Client) -> None:
    answer = director.get(f"{ADDRESS}?formato=xlsx&vista=key&ciudad=Cali")
    assert 'filename="cuentas-2026-10-31.xlsx"' in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    about = {row[0]: row[1] for row in book.get_sheet_by_index(1).to_python()}
    assert about["Vista"] == "Clave"
    assert about["Filtros"] == "Ciudad: Cali"
    assert about["Versión de la política"] == "0123456789ab"
    assert 'filename="cuentas-2026-10-31.csv"' in director.get(f"{ADDRESS}?formato=csv").headers["Content-Disposition"]


def test_taking_a_list_out_is_written_down(director: Client) -> None:
    taken(director, "formato=csv&col=kilos")
    event = AuditEvent.objects.get(what="accounts.exported")
    assert event.fields == ["kilos", "name"]


def test_no_such_format_and_no_list(director: Client) -> None:
    assert director.get(f"{ADDRESS}?formato=pdf").status_code == 404
    AccountLine.objects.all().delete()
    assert len(separated(director)) == 1
