"""One book in any format: the same facts, the same list, and the sums that plain arithmetic gives."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clave.facts.intake import Intake, read
from clave.policy.reading import default
from clave.report.listing_json import listing_json
from clave.selection.run import select

LIMITS = default().at(date(2026, 1, 1))
FIRST = date(2024, 1, 1)
HEADERS = ("Fecha", "Tipo documento", "Factura", "Cliente", "Razón social", "Referencia", "Cantidad", "Valor neto")
ENGLISH = ("Invoice date", "Document type", "Invoice", "Customer", "Customer name", "Product", "Quantity", "Net amount")


@dataclass(frozen=True)
class Row:
    """A line as it happened; `net` is negative in a credit note."""

    day: date
    document: str
    customer: str
    product: str
    quantity: int
    net: Decimal


@dataclass(frozen=True)
class Format:
    """How a text file is written; `turned` = credit notes come with positive amounts."""

    delimiter: str
    decimal: str
    grouped: bool
    days: str
    encoding: str
    headers: tuple[str, ...]
    turned: bool
    newline: str

    def figure(self, value: Decimal) -> str:
        plain = f"{value:,.2f}" if self.grouped else f"{value:.2f}"
        return plain.translate(str.maketrans(",.", ".,")) if self.decimal == "," else plain


@st.composite
def books(draw: st.DrawFn) -> list[Row]:
    """Two years of a few customers: at least one day past the twelfth, so that no order of days is a guess."""
    count = draw(st.integers(4, 40))
    rows = [Row(date(2025, 12, 28), "FV-900", "C1", "P1", 1, Decimal("1234.50"))]
    for place in range(count):
        credit = draw(st.integers(0, 5)) == 0
        cents = draw(st.integers(1, 50_000_000))
        rows.append(
            Row(
                FIRST + timedelta(draw(st.integers(0, 700))),
                f"{'NC' if credit else 'FV'}-{place // 2 if not credit else place + 500}",
                f"C{draw(st.integers(1, 6))}",
                f"P{draw(st.integers(1, 4))}",
                -1 if credit else draw(st.integers(1, 9)),
                Decimal(-cents if credit else cents) / 100,
            )
        )
    return rows


formats = st.builds(
    Format,
    delimiter=st.sampled_from(";,\t|"),
    decimal=st.sampled_from(",."),
    grouped=st.booleans(),
    days=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%m-%y", "%Y%m%d", "%d/%m/%Y %H:%M:%S"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"]),
    headers=st.sampled_from([HEADERS, ENGLISH]),
    turned=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
)


def cells(row: Row, turned: bool) -> tuple[date, str, str, str, str, str, int, Decimal]:
    credit = row.document.startswith("NC")
    sign = -1 if turned and credit else 1
    kind = "Nota crédito" if credit else "Factura"
    name = f"{row.customer} Compañía; «Uno, Dos» S.A."
    return (row.day, kind, row.document, row.customer, name, row.product, sign * row.quantity, sign * row.net)


def text_file(rows: list[Row], form: Format) -> bytes:
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=form.delimiter, lineterminator=form.newline)
    writer.writerow(form.headers)
    for row in rows:
        day, *labels, quantity, net = cells(row, form.turned)
        writer.writerow([f"{day:{form.days}}", *labels, quantity, form.figure(net)])
    return held.getvalue().encode(form.encoding, "replace")


def workbook(rows: list[Row]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, HEADERS)
        for place, row in enumerate(rows, start=1):
            when, *labels, quantity, net = cells(row, turned=True)
            page.write_datetime(place, 0, when, day)  # type: ignore[arg-type]
            page.write_row(place, 1, [*labels, quantity, float(net)])
    return held.getvalue()


def columnar(rows: list[Row]) -> bytes:
    held = io.BytesIO()
    columns = zip(*(cells(row, turned=False) for row in rows), strict=True)
    pq.write_table(pa.table(dict(zip(ENGLISH, map(list, columns), strict=True))), held)
    return held.getvalue()


def told(path: Path, content: bytes) -> tuple[Intake, dict[str, Any]]:
    """What was read of a file, and its list as the JSON that other programs rely on."""
    path.write_bytes(content)
    intake = read(path, LIMITS)
    listing = select(intake.book, default(), draws=100)
    return intake, listing_json(listing, "en", None)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=books(), one=formats, other=formats)
def test_a_book_is_the_same_book_in_any_format(rows: list[Row], one: Format, other: Format, tmp_path: Path) -> None:
    expected = sum((row.net for row in rows), Decimal(0))
    last = max(row.day for row in rows)
    year = defaultdict(Decimal)  # type: ignore[var-annotated]
    for row in rows:
        if row.day > last.replace(year=last.year - 1):
            year[row.customer] += row.net
    found = []
    for name, content in (
        ("a.csv", text_file(rows, one)),
        ("b.csv", text_file(rows, other)),
        ("c.xlsx", workbook(rows)),
        ("d.parquet", columnar(rows)),
    ):
        intake, listed = told(tmp_path / name, content)
        (report,) = intake.files
        assert (report.balance.loaded, report.balance.rejected) == (len(rows), 0), (name, report.rejects)
        assert report.balance.holds
        assert Decimal(listed["facts"]["money"]) == expected
        assert listed["as_of"] == last.isoformat()
        for line in listed["list"]:
            assert Decimal(str(line["money"])) == year[line["customer"]]
        assert {line["customer"] for line in listed["list"]} == {name for name, money in year.items() if money > 0}
        found.append(listed)
    assert all(listed == found[0] for listed in found)


HEAD = "Fecha;Factura;Cliente;Referencia;Cantidad;Neto\n"
SUBTOTALS = {
    "label before everything": "{label};;;;3;300,00",
    "label in the document": "15/01/2024;{label};C1;;3;300,00",
    "label in the document, no customer": "31/01/2024;{label};;;3;300,00",
    "label in the customer": "15/01/2024;F9;{label};;3;300,00",
    "label in the product": "15/01/2024;F9;C1;{label};3;300,00",
    "only figures": ";;;;3;300,00",
}


@pytest.mark.parametrize(
    "label", ["Total cliente C1", "Subtotal", "SUB TOTAL C1", "Gran total", "Grand total", "*** Subtotal ***"]
)
@pytest.mark.parametrize("shape", SUBTOTALS)
def test_subtotals_in_the_middle_are_never_lines(shape: str, label: str, tmp_path: Path) -> None:
    """Loaded as lines they would double what every customer bought."""
    path = tmp_path / "a.csv"
    lines = [f"15/01/2024;F{n};C{n % 2};P;1;100,00" for n in range(1, 4)]
    subtotal = SUBTOTALS[shape].format(label=label)
    path.write_text(
        HEAD + "\n".join([*lines, subtotal, *(line.replace(";F", ";G") for line in lines), subtotal]) + "\n"
    )
    (report,) = read(path, LIMITS).files
    assert report.balance.loaded == 6
    assert report.balance.money_loaded == 600
    assert report.balance.rejected == 0
    assert report.other["bare" if shape == "only figures" else "total"] == 2
    assert report.balance.difference is None, "a subtotal is not the total of the file"


def test_what_is_only_called_total_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        HEAD + "15/01/2024;F1;TOTAL ENERGIES 1;TOTAL QUARTZ 5W30;1;100,00\n15/01/2024;F2;C2;SUBTIL;1;100,00\n"
    )
    (report,) = read(path, LIMITS).files
    assert (report.balance.loaded, report.other) == (2, {})


def test_the_grand_total_after_subtotals_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    body = "15/01/2024;F1;C1;P;1;100,00\nSubtotal;;;;1;100,00\n15/01/2024;F2;C2;P;1;200,00\nSubtotal;;;;1;200,00\n"
    path.write_text(HEAD + body + "Gran total;;;;2;300,00\n")
    (report,) = read(path, LIMITS).files
    assert (report.balance.stated, report.balance.difference) == (300, 0)


@pytest.mark.parametrize(
    ("cells", "nets"),
    [
        (("1%", "0,5%", ""), ("99", "99.5", "100")),
        (("1 %", "1 %", "1 %"), ("99", "99", "99")),
        (("10%", "5 %", "0"), ("90", "95", "100")),
        (("10", "0,5", "0"), ("90", "99.5", "100")),
        (("0,1", "0,05", "0"), ("90", "95", "100")),
    ],
)
def test_discounts_as_percentages_or_shares(cells: tuple[str, ...], nets: tuple[str, ...], tmp_path: Path) -> None:
    """A discount of «1 %» is one hundredth, not everything."""
    path = tmp_path / "a.csv"
    rows = [f"15/01/2024;F{place};C1;P;1;100,00;{cell}" for place, cell in enumerate(cells)]
    path.write_text("Fecha;Factura;Cliente;Referencia;Cantidad;Precio;Descuento\n" + "\n".join(rows) + "\n")
    table = read(path, LIMITS).tables["invoice_line"]
    assert table.column("net").to_pylist() == [Decimal(net) for net in nets]


@pytest.mark.parametrize("count", [5, 60, 200])
def test_lines_keep_the_order_of_the_file(count: int, tmp_path: Path) -> None:
    """The place of a line in its document is its place in the file, however few the days are."""
    path = tmp_path / "a.csv"
    rows = [f"{FIRST + timedelta(place):%d/%m/%Y};F1;C1;P{place};1;1,00" for place in range(count)]
    path.write_text(HEAD + "\n".join(rows) + "\n")
    table = read(path, LIMITS).tables["invoice_line"]
    assert table.column("product").to_pylist() == [f"P{place}" for place in range(count)]
    assert table.column("line").to_pylist() == [str(place + 1) for place in range(count)]


def test_days_that_contradict_each_other_are_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "13/01/2024;F1;C1;P;1;1,00\n01/13/2024;F2;C1;P;1;1,00\n")
    (report,) = read(path, LIMITS).files
    assert any("can only be month/day/year" in decision.say("en") for decision in report.decisions)
    assert report.balance.rejected == 1


def test_a_name_stands_for_the_code_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        HEAD + "".join(f"13/01/2024;F{n};Ferretería {'El Sol' if n % 2 else 'La Luna'};P;1;1,00\n" for n in range(8))
    )
    intake = read(path, LIMITS)
    assert set(intake.tables["invoice_line"].column("customer").to_pylist()) == {
        "Ferretería El Sol",
        "Ferretería La Luna",
    }
    assert intake.files[0].unattributed == 0


HIDDEN: dict[str, Callable[[str], str]] = {
    "no-break space": lambda code: code + "\u00a0",
    "zero-width space": lambda code: "\u200b" + code,
    "byte order mark": lambda code: "\ufeff" + code,
    "terminal commands": lambda code: "\x1b" + code + "\x9b",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_letters_nobody_sees_make_no_second_customer(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + f"13/01/2024;F1;C1;P;1;1,00\n13/01/2024;F2;{HIDDEN[name]('C1')};P;1;1,00\n", "utf-8")
    assert read(path, LIMITS).tables["invoice_line"].column("customer").to_pylist() == ["C1", "C1"]
