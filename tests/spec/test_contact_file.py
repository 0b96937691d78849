"""Un archivo con personas de un cliente: qué columna es qué, y qué haría cada fila antes de guardar nada."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from clave.base.errors import ClaveError
from clave.facts.intake.cells import cells_of
from clave.operations.contact_file import Line, guessed, lines, personal_dates, recognised
from clave.operations.contacts import ContactSaid
from clave.policy.reading import default

from datetime import date  # isort: skip

LIMITS = default().at(date(2026, 11, 20))
ROSALBA = ContactSaid("Rosalba Cárdenas", "Gerente", "management", "rosalba@norte.co", "+57 300 1234567")
EFRAIN = ContactSaid("Efraín Ruiz", "Comprador", "purchasing")
KNOWN = {7: ROSALBA, 8: EFRAIN}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ("Nombre;Cargo;Correo;Teléfono", "name position email phone"),
        ("NOMBRE COMPLETO;Puesto;E-mail;Celular;Área", "name position email phone area"),
        ("Name;Job title;Mail;Mobile;Language;Channel", "name position email phone language channel"),
        ("Correo electrónico;Contacto;Cód. Cliente", "email name customer"),
        ("Correo;Correo;Nombre", "email - name"),
        ("Foo;Bar", "- -"),
    ],
)
def test_las_columnas_se_reconocen_por_su_titulo(headers: str, found: str) -> None:
    places = {place: column for column, place in guessed(headers.split(";")).items()}
    assert " ".join(places.get(at, "-") for at in range(len(headers.split(";")))) == found


def test_sin_nombres_no_hay_titulos() -> None:
    assert recognised(["Correo", "Cargo"]) == 0
    assert recognised(["Nombre", "Correo"]) == 2


def read(text: str) -> tuple[Line, ...]:
    head, *body = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return lines(body, range(2, len(body) + 2), guessed(head), KNOWN, ("C-1", "Norte S.A."), "CO")


def test_cada_fila_dice_lo_que_haria() -> None:
    found = read("""
nombre            | cargo      | correo           | telefono     | area    | cliente
Ana Gil           | Calidad    | ANA@norte.co     | 310 555 1212 | calidad | C-1
rosalba cardenas  | Gerenta    |                  |              |         | Norte S.A.
Otra persona      |            | rosalba@norte.co |              |         |
Efraín Ruiz       | Comprador  |                  |              |         |
Luis              |            | luis(at)norte    |              |         |
                  | Jefe       |                  |              |         |
Nora              |            |                  | 12           |         |
Ajena             |            |                  |              |         | C-9
Pepe              | Bodega     |                  |              | Marte   |
""")
    assert [(one.line, one.kind, one.number) for one in found] == [
        (2, "new", None), (3, "changed", 7), (4, "refused", None), (5, "same", 8), (6, "refused", None),
        (7, "refused", None), (8, "refused", None), (9, "refused", None), (10, "new", None),
    ]  # fmt: skip
    assert (found[0].said.email, found[0].said.phone, found[0].said.area) == (
        "ana@norte.co",
        "+57 310 5551212",
        "quality",
    )
    assert found[1].changes == ("name", "position")
    assert found[1].said.email == "rosalba@norte.co", "una celda vacía no borra lo que se sabía"
    reasons = [one.because.say("es") if one.because else "" for one in found]
    assert "3" in reasons[2], "la persona de ese correo ya está en la línea 3"
    assert "luis(at)norte" in reasons[4]
    assert "C-9" in reasons[7]
    assert "Marte" in reasons[8], "el área que nadie conoce se deja por fuera, y se dice"


def test_dos_filas_con_el_mismo_correo_no_son_dos_personas() -> None:
    found = read("nombre | correo\nAna | a@b.co\nAnita | A@b.co")
    assert [one.kind for one in found] == ["new", "refused"]


def test_dos_personas_con_el_mismo_nombre_no_se_confunden() -> None:
    twice = {1: ContactSaid("Ana Gil", email="a@b.co"), 2: ContactSaid("Ana Gil", email="c@d.co")}
    found = lines([["Ana Gil", "Jefe"]], [2], {"name": 0, "position": 1}, twice, ("C-1", "N"), "CO")
    assert found[0].kind == "new"


def test_los_cumpleanos_no_se_traen() -> None:
    assert personal_dates(["Nombre", "Cumpleaños", "Fecha de nacimiento"]) == ("Cumpleaños", "Fecha de nacimiento")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_un_csv_se_lee_como_venga(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "Personas de Norte\n\nNombre;Cargo\nJosé Ñáñez;Jefe  de\u00a0compras\n;\nAna;\n".replace(";", separator)
    path = tmp_path / "p.csv"
    path.write_bytes(text.encode(encoding))
    cells = cells_of(path, LIMITS, recognised, 100)
    assert cells.headers[:2] == ("Nombre", "Cargo")
    assert [row[0] for row in cells.rows] == ["José Ñáñez", "Ana"]
    assert cells.lines == (4, 6)


def test_un_libro_se_lee_por_la_hoja_que_trae_personas(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notas").write_row(0, 0, ["Cosas", "Varias"])
        sheet = book.add_worksheet("Gente")
        sheet.write_row(0, 0, ["Nombre", "Celular"])
        sheet.write_row(1, 0, ["Ana", 3001234567])
    cells = cells_of(path, LIMITS, recognised, 100)
    assert cells.rows == (("Ana", "3001234567"),)


@pytest.mark.parametrize(("content", "most"), [("a;b\n1;2\n", 9), ("Nombre;Cargo\nA;1\nB;2\n", 1), ("", 9)])
def test_lo_que_no_se_puede_leer_se_dice(tmp_path: Path, content: str, most: int) -> None:
    path = tmp_path / "p.csv"
    path.write_text(content)
    with pytest.raises(ClaveError) as refused:
        cells_of(path, LIMITS, recognised, most)
    assert refused.value.remedy
