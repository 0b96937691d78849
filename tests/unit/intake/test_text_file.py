"""Text files laid out as records: inches are letters, open quotes are found, every alphabet and line end is settled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.facts.intake import FileReport, Intake, read
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))
HEAD = "Fecha;Factura;Cliente;Descripción;Cantidad;Neto\n"


def imported(folder: Path, body: str, encoding: str = "utf-8") -> tuple[Intake, FileReport]:
    path = folder / "a.csv"
    path.write_bytes((HEAD + body).encode(encoding))
    intake = read(path, LIMITS)
    return intake, intake.files[0]


def names(intake: Intake) -> list[str | None]:
    found: list[str | None] = intake.tables["invoice_line"].column("product_name").to_pylist()
    return found


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('Tubo 1/2"', 'Tubo 1/2"'),
        ('Tubo 1/2" x 3/4"', 'Tubo 1/2" x 3/4"'),
        ('Tubo ½" × 6 m', 'Tubo ½" × 6 m'),
        ('"Tubo 1/2"" rosca"', 'Tubo 1/2" rosca'),
        ('"Tubo; codo"', "Tubo; codo"),
        ('""', None),
    ],
)
def test_inches_are_letters_beside_cells_in_quotes(cell: str, name: str | None, tmp_path: Path) -> None:
    intake, report = imported(
        tmp_path, f'15/01/2024;F1;"C1";{cell};1;1,50\n16/01/2024;F2;C2;3" pulgadas;1;2,50\n17/01/2024;F3;C2;;1;2,5\n'
    )
    assert names(intake) == [name, '3" pulgadas', None]
    assert report.decisions == ()


def test_a_cell_that_opens_beside_an_inch_closes_on_a_later_line(tmp_path: Path) -> None:
    intake, report = imported(tmp_path, '15/01/2024;F1;5";"dos\nlíneas";1;1,50\n16/01/2024;F2;C2;P;1;2,50\n')
    assert names(intake) == ["dos líneas", "P"]
    assert intake.tables["invoice_line"].column("row").to_pylist() == [2, 4]
    assert report.decisions == ()


def test_headers_printed_again_are_no_kind_of_document(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = "Fecha;Tipo documento;Factura;Cliente;Neto\n"
    path.write_text(head + "15/01/2024;Factura;F1;C1;1,50\n" + head + "16/01/2024;Factura;F2;C1;2,50\n")
    (report,) = read(path, LIMITS).files
    assert report.decisions == ()
    assert report.other == {"header": 1}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    words=st.lists(
        st.sampled_from(["caña", 'ángulo 3"', "½ pulgada", "N.º 5", "6 × 4", "a\u00a0b"]), min_size=1, max_size=6
    ),
)
def test_every_alphabet_and_line_end_reads_alike(encoding: str, end: str, words: list[str], tmp_path: Path) -> None:
    body = "".join(f"15/01/2024;F{n};C1;Tubo de {word} largo;1;1,50\n" for n, word in enumerate(words))
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + body).replace("\n", end).encode(encoding))
    intake = read(path, LIMITS)
    assert names(intake) == [f"Tubo de {word} largo" for word in words]
    assert intake.files[0].balance.rejected == 0


def test_letters_that_stand_apart_are_not_taken_for_one_of_two_bytes(tmp_path: Path) -> None:
    """× and ½ in different lines of a Latin-1 file are 0xD7 and 0xBD, which side by side would be a letter of UTF-8."""
    body = "15/01/2024;F1;C1;Tubo de 6 × 4;1;1,50\n15/01/2024;F2;C1;Tubo de ½ pulgada;1;1,50\n"
    intake, report = imported(tmp_path, body, "latin-1")
    assert report.source.encoding == "latin-1"
    assert names(intake) == ["Tubo de 6 × 4", "Tubo de ½ pulgada"]


def test_a_letter_cut_between_two_blocks_is_whole(tmp_path: Path) -> None:
    """Blocks are cut in bytes: the ñ of some line lies across the end of one."""
    body = "".join(f"15/01/2024;F{n};C1;{'ñ' * (n % 40)};1;1,50\n" for n in range(40_000))
    intake, report = imported(tmp_path, body)
    assert report.balance.loaded == 40_000
    assert names(intake)[39_999] == "ñ" * (39_999 % 40)
    assert set(names(intake)) == {"ñ" * count or None for count in range(40)}
