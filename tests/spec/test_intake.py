"""Intake, read like a manual: how exports are understood, and what is told about them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from clave.base.errors import ClaveError
from clave.facts.intake import FileReport, Intake, Source, read
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))


def export(folder: Path, body: str, name: str = "ventas.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(dedent(body).lstrip("\n").encode(encoding))
    return path


def one(folder: Path, body: str, **more: object) -> tuple[Intake, FileReport]:
    intake = read(export(folder, body), LIMITS, **more)  # type: ignore[arg-type]
    return intake, intake.files[0]


def lines(intake: Intake, *names: str) -> list[tuple[object, ...]]:
    table = intake.tables["invoice_line"]
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def told(report: FileReport, language: str = "en") -> str:
    return " ".join(text.say(language) for text in report.decisions)


def test_lines_of_figures_alone_are_counted_and_said(tmp_path: Path) -> None:
    _, report = one(
        tmp_path,
        """
        Fecha;Factura;Cliente;Cantidad;Neto
        15/01/2024;F1;7;1;10,00
        ;;;2;20,00
        ;;;3;30,00
        TOTAL;;;6;60,00
        """,
    )
    assert (report.balance.lines, report.other) == (1, {"bare": 2, "total": 1})
    assert "2 lines hold figures alone and were set aside as totals (first on line 3)." in told(report)
    assert report.balance.difference == Decimal("-50.00"), "and the total of the file tells what is lacking"


def test_a_total_without_its_word_is_still_what_the_file_says(tmp_path: Path) -> None:
    _, report = one(
        tmp_path,
        """
        Fecha;Factura;Cliente;Cantidad;Neto
        15/01/2024;F1;7;1;10,00
        ;;;1;10,00
        """,
    )
    assert (report.other, report.balance.stated, report.balance.difference) == ({"bare": 1}, Decimal(10), Decimal(0))
    assert "1 line holds figures alone and was set aside as a total (line 3)." in told(report)


def test_a_spanish_export_is_read_without_questions(tmp_path: Path) -> None:
    intake, report = one(
        tmp_path,
        """
        Informe de ventas

        Fecha;Factura;Cód. Cliente;Referencia;Descripción;Cantidad;Vr. Unitario;Valor Neto
        15/01/2024;F1;0018102; ab-1 ;Tubo;1.000;1,5;1.500,00
        16/01/2024;F2;;AB-1;Tubo;2;1,50;3,00
        Fecha;Factura;Cód. Cliente;Referencia;Descripción;Cantidad;Vr. Unitario;Valor Neto
        17/01/2024;F2;7;FLETE 2;Flete;1;10;10,00
        TOTAL;;;;;1.003;;1.513,00
        """,
    )
    assert report.table == "invoice_line"
    assert lines(intake, "document", "line", "customer", "product", "kind", "net") == [
        ("F1", "1", "0018102", "AB-1", "product", Decimal("1500.0000")),
        ("F2", "1", None, "AB-1", "product", Decimal("3.0000")),
        ("F2", "2", "7", "FLETE 2", "charge", Decimal("10.0000")),
    ]
    assert report.other == {"title": 1, "blank": 1, "header": 1, "total": 1}
    assert (report.balance.stated, report.balance.difference) == (Decimal("1513.00"), Decimal("0.00"))
    assert (report.unattributed, report.unattributed_money) == (1, Decimal("3.0000"))
    assert (report.source.decimal, report.source.dates, report.source.delimiter) == (",", "dmy", ";")


def test_the_books_do_not_close_and_it_is_said(tmp_path: Path) -> None:
    _intake, report = one(
        tmp_path,
        """
        Fecha;Factura;Cliente;Neto
        15/01/2024;F1;C1;100,50
        31/02/2024;F2;C1;50,00
        16/01/2024;F3;C1;doce
        TOTAL;;;200,50
        """,
    )
    balance = report.balance
    assert (balance.lines, balance.loaded, balance.rejected, balance.unreadable) == (3, 1, 2, 1)
    assert (balance.money, balance.money_loaded, balance.money_rejected) == (
        Decimal("150.5000"), Decimal("100.5000"), Decimal("50.0000"),
    )  # fmt: skip
    assert balance.holds
    assert balance.difference == Decimal("-50.00")
    assert [(r.line, r.column, r.value) for r in report.rejects] == [(3, "Fecha", "31/02/2024"), (4, "Neto", "doce")]
    assert "does not exist" in report.rejects[0].reason.say("en")


@pytest.mark.parametrize(
    ("days", "order", "first"),
    [
        (("01/02/2024", "13/02/2024"), "dmy", date(2024, 2, 1)),
        (("01/02/2024", "02/13/2024"), "mdy", date(2024, 1, 2)),
        (("2024-02-01", "2024-02-13"), "", date(2024, 2, 1)),
        (("2024-02-01 10:30:00", "2024-02-13T23:59"), "", date(2024, 2, 1)),
        (("1/2/24 8:26 AM", "13/2/24 9:00 PM"), "dmy", date(2024, 2, 1)),
        (("45323", "45335"), "", date(2024, 2, 1)),
        (("20240201", "20240213"), "", date(2024, 2, 1)),
        (("01-feb-2024", "13-ago-2024"), "", date(2024, 2, 1)),
        (("1 de febrero de 2024", "Aug 13, 2024"), "", date(2024, 2, 1)),
    ],
)
def test_the_order_of_day_and_month_is_decided_on_the_column(
    days: tuple[str, str], order: str, first: date, tmp_path: Path
) -> None:
    intake, report = one(tmp_path, f"Fecha;Factura;Cliente;Neto\n{days[0]};F1;C1;1,50\n{days[1]};F2;C1;2,50\n")
    assert report.rejects == ()
    assert report.source.dates == order
    assert lines(intake, "date")[0] == (first,)


def test_a_truly_ambiguous_column_is_read_the_spanish_way_and_told(tmp_path: Path) -> None:
    intake, report = one(tmp_path, "Fecha;Factura;Cliente;Neto\n01/02/2024;F1;C1;1,50\n")
    assert lines(intake, "date") == [(date(2024, 2, 1),)]
    assert "cannot be known" in told(report)


@pytest.mark.parametrize(
    ("net", "value"),
    [("1.234,56", "1234.56"), ("12,50-", "-12.50"), ("(12,50)", "-12.50"), ("$ 1.200,5", "1200.5"), ("0,5", "0.5")],
)
def test_figures_are_read_as_people_write_them(net: str, value: str, tmp_path: Path) -> None:
    intake, _report = one(tmp_path, f"Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;{net}\n16/01/2024;F2;C1;3,25\n")
    assert lines(intake, "net")[0] == (Decimal(value),)


def test_twelve_point_thirty_four_never_becomes_a_hundredfold(tmp_path: Path) -> None:
    intake, report = one(
        tmp_path,
        "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;1.234,56\n16/01/2024;F2;C1;12.34\n17/01/2024;F3;C1;9,5\n",
    )
    assert lines(intake, "document") == [("F1",), ("F3",)]
    assert "decimals with a comma" in report.rejects[0].reason.say("en")


CREDIT = """
    Fecha;Tipo Documento;Factura;Cliente;Cantidad;Neto
    15/01/2024;Factura;F1;C1;10;100,50
    16/01/2024;Nota Crédito;N1;C1;{sign}2;{sign}20,10
"""


@pytest.mark.parametrize("sign", ["", "-"])
def test_credit_notes_count_against_sales_however_they_are_signed(sign: str, tmp_path: Path) -> None:
    intake, report = one(tmp_path, CREDIT.format(sign=sign))
    assert lines(intake, "document_kind", "quantity", "net") == [
        ("invoice", Decimal("10.0000"), Decimal("100.5000")),
        ("credit", Decimal("-2.0000"), Decimal("-20.1000")),
    ]
    assert ("sign was turned" in told(report)) is (sign == "")
    assert report.balance.money == Decimal("80.4000")


def test_a_credit_note_is_known_by_its_number_too(tmp_path: Path) -> None:
    intake, _report = one(tmp_path, "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;100,5\n16/01/2024;NC-1;C1;20,1\n")
    assert lines(intake, "net") == [(Decimal("100.5000"),), (Decimal("-20.1000"),)]


def test_the_net_value_comes_from_quantity_price_and_discount(tmp_path: Path) -> None:
    intake, report = one(
        tmp_path,
        """
        Fecha;Factura;Cliente;Cantidad;Precio;Descuento;Costo Unitario
        15/01/2024;F1;C1;3;6,955;10;2,5
        15/01/2024;F1;C1;-1;6,955;;2,5
        """,
    )
    assert lines(intake, "net", "cost", "discount") == [
        (Decimal("18.7785"), Decimal("7.5000"), 0.1),
        (Decimal("-6.9550"), Decimal("-2.5000"), None),
    ]
    assert "percentage" in told(report)
    assert "quantity × price" in told(report)


def test_money_is_converted_with_the_last_rate_and_rejected_without_one(tmp_path: Path) -> None:
    sales = export(
        tmp_path,
        """
        Fecha;Factura;Cliente;Neto;Moneda
        15/01/2024;F1;C1;1000,50;COP
        16/01/2024;F2;C1;10,50;USD
        17/01/2024;F4;C1;1,50;COP
        05/01/2024;F3;C1;10,50;USD
        """,
    )
    rates = export(tmp_path, "Moneda;Fecha;TRM\nUSD;10/01/2024;3900,25\nUSD;17/01/2024;4000\n", "tasas.csv")
    intake = read([sales, rates], LIMITS)
    assert intake.book.currency == "COP"
    assert lines(intake, "document", "net", "currency") == [
        ("F1", Decimal("1000.5000"), "COP"), ("F2", Decimal("40952.6250"), "COP"), ("F4", Decimal("1.5000"), "COP"),
    ]  # fmt: skip
    (reject,) = intake.files[0].rejects
    assert (reject.line, reject.value) == (5, "USD")
    assert "no exchange rate" in reject.reason.say("en")


def test_codes_that_became_figures_lose_their_ending(tmp_path: Path) -> None:
    intake, report = one(tmp_path, "Date,Invoice,Customer ID,Net\n2024-01-15,1,18102.0,1.50\n2024-01-15,2,,2.50\n")
    assert lines(intake, "customer") == [("18102",), (None,)]
    assert ".0" in told(report)


def test_a_line_number_that_repeats_is_rejected_and_a_whole_repeated_row_without_one_is_not(tmp_path: Path) -> None:
    body = "Fecha;Factura;Cliente;Neto\n" + "15/01/2024;F1;C1;1,50\n" * 2
    intake, _report = one(tmp_path, body)
    assert lines(intake, "line") == [("1",), ("2",)]
    rows = "".join(f"15/01/2024;F{n};1;C1;1,50\n" for n in range(200)) + "15/01/2024;F7;1;C1;9,50\n"
    intake, report = one(tmp_path, "Fecha;Factura;Línea;Cliente;Neto\n" + rows)
    assert [(r.line, r.value) for r in report.rejects] == [(202, "F7, 1")]


def test_a_source_is_saved_corrected_and_reused(tmp_path: Path) -> None:
    body = "Fecha;Doc;Tercero;Bruto;Neto\n15/01/2024;F1;C1;2,50;1,50\n"
    _intake, report = one(tmp_path, body)
    source = report.source.correct(net="Bruto")
    source.write(tmp_path / "erp.toml")
    again = Source.read(tmp_path / "erp.toml")
    assert again == source
    assert lines(read(export(tmp_path, body), LIMITS, source=again), "net") == [(Decimal("2.5000"),)]
    with pytest.raises(ClaveError, match="Bruto"):
        read(export(tmp_path, body.replace("Bruto", "Subtotal")), LIMITS, source=again)


def test_several_files_are_told_apart_and_joined(tmp_path: Path) -> None:
    january = export(
        tmp_path, "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;1,50\n20/01/2024;F2;C1;5,50\n", "enero.csv"
    )
    february = export(
        tmp_path, "Fecha;Factura;Cliente;Neto\n15/02/2024;F3;C2;2,50\n20/01/2024;F2;C1;6,50\n", "febrero.csv"
    )
    customers = export(
        tmp_path, "Código;Razón Social;Grupo;Ciudad\nC1;Uno SAS;G;Cali\nC2;Dos SAS;G;Cali\n", "clientes.csv"
    )
    intake = read([january, february, customers], LIMITS)
    assert [report.table for report in intake.files] == ["invoice_line", "invoice_line", "customer"]
    assert sorted(lines(intake, "document", "net")) == [
        ("F1", Decimal("1.5000")), ("F2", Decimal("6.5000")), ("F3", Decimal("2.5000")),
    ]  # fmt: skip
    assert intake.files[0].replaced == 1
    assert intake.tables["customer"].column("name").to_pylist() == ["Uno SAS", "Dos SAS"]


def test_other_tables_are_checked_by_their_declaration(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        """
        Referencia;Nombre;Familia;Peso;Calidad;Rotación
        p1;Tubo;Tubería;1,5;Segunda;lenta
        p2;Codo;Accesorios;-3;primera;normal
        p3;Tee;Accesorios;3,5;regular;muerta
        """,
        "productos.csv",
    )
    intake = read(path, LIMITS)
    assert intake.files[0].table == "product"
    assert intake.tables["product"].select(["product", "quality", "rotation"]).to_pylist() == [
        {"product": "P1", "quality": "second", "rotation": "slow"}
    ]
    assert [(r.line, r.column) for r in intake.files[0].rejects] == [(3, "Peso"), (4, "Calidad")]


def test_the_kind_of_a_contact_is_understood_in_spanish_and_kept_where_it_is_another(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        """
        Cliente;Fecha;Sentido;Medio;Quién;Costo
        C1;05/01/2026;salida;Visita a planta;Ana;
        C1;06/01/2026;entrada;LLAMADA;Ana;
        C1;07/01/2026;entrada;Correo electrónico;Ana;
        C1;08/01/2026;realizada;Almuerzo;Ana;120000
        C1;09/01/2026;recibida;WhatsApp;Ana;
        C1;10/01/2026;salida;Feria;Ana;
        C1;11/01/2026;salida;;Ana;
        C1;12/01/2026;salida;visit;Ana;
        """,
        "contactos.csv",
    )
    intake = read(path, LIMITS)
    assert intake.files[0].table == "touchpoint"
    assert not intake.files[0].rejects
    found = intake.tables["touchpoint"].sort_by("date").select(["direction", "kind"]).to_pylist()
    assert [(row["direction"], row["kind"]) for row in found] == [
        ("out", "visit"),
        ("in", "call"),
        ("in", "mail"),
        ("out", "hospitality"),
        ("in", "message"),
        ("out", "Feria"),
        ("out", None),
        ("out", "visit"),
    ]


def test_the_name_of_the_customer_is_not_taken_for_its_code(tmp_path: Path) -> None:
    _intake, report = one(
        tmp_path,
        "Fecha;Factura;Nit;Cliente;Neto\n15/01/2024;F1;900123;Aceros del Sur;1,5\n16/01/2024;F2;9001;Tubos y Más;2,5\n",
    )
    assert report.mapping.headers["customer"] == "Nit"
    assert report.mapping.headers["customer_name"] == "Cliente"


def test_long_imports_tell_how_far_they_are(tmp_path: Path) -> None:
    seen: list[float] = []
    one(tmp_path, "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;1,50\n", progress=lambda part, _text: seen.append(part))
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_a_source_reads_its_own_file_among_others(tmp_path: Path) -> None:
    body = "Fecha;Doc;Tercero;Bruto;Neto\n15/01/2024;F1;C1;2,50;1,50\n"
    _intake, report = one(tmp_path, body)
    customers = export(tmp_path, "Código;Razón Social;Grupo;Ciudad\nC1;Uno SAS;G;Cali\n", "clientes.csv")
    source = report.source.correct(net="Bruto")
    intake = read([export(tmp_path, body), customers], LIMITS, source=source)
    assert lines(intake, "net") == [(Decimal("2.5000"),)]
    assert intake.tables["customer"].num_rows == 1
    with pytest.raises(ClaveError, match="Bruto"):
        read([export(tmp_path, body.replace("Bruto", "Subtotal")), customers], LIMITS, source=source)


def test_the_report_is_said_in_both_languages(tmp_path: Path) -> None:
    _intake, report = one(tmp_path, "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;1,50\nTOTAL;;;1,50\n")
    assert "Neto" in report.mapping.say("es")
    assert "net" in str(report.mapping)
    assert "1 lines" in str(report).replace("\u00a0", " ")
    assert "0" in report.say("es")
