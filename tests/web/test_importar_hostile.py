"""The hostile files of tests/faults, sent through the page: a sentence or a balance for each, never a server error."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.actions.imports import free_name, safe_name
from clave.facts.store import FactStore
from clave.store.models import Import, ImportFile, Person
from tests.faults.test_hostile_files import IMPORTED, REFUSED
from tests.unit.facts.lines import invoices
from tests.web.conftest import NOW, As
from tests.web.importing import SALES, Desk

MOST_QUERIES = 25


@pytest.fixture
def desk(signed_in: As, settings: Settings, tmp_path: Path) -> Desk:
    """A company of its own, an empty book, and its administrator."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_POLICY = tmp_path / "sources", tmp_path / "policy.toml"
    found_company(name="Pegantes Reales", currency="COP", demonstration=False, now=NOW)
    return Desk(signed_in("administrator"))


def numbered(files: dict[str, tuple[str, bytes]]) -> dict[str, bytes]:
    """Each under a name that says which it is."""
    return {f"{at:03d}-{name}": content for at, (name, content, *_) in enumerate(files.values())}


def test_every_refused_file_is_told_on_the_page(desk: Desk) -> None:
    one = desk.bring({name: content for name, content in numbered(REFUSED).items() if content})  # type: ignore[misc]
    assert one.state == "read"
    for number, report in enumerate(one.reports):
        page = desk.page(one, f"?archivo={number}")
        assert "No se leyó" in page, report
        assert "Traceback" not in page
        assert report["error"]
    assert not any("balance" in report for report in one.reports)
    assert one.files.count() == len(one.reports)


def test_every_dirty_file_shows_the_same_balance_as_in_the_terminal(desk: Desk) -> None:
    one = desk.bring(numbered(IMPORTED))  # type: ignore[arg-type]
    by_file = {report["path"]: report for report in one.reports}
    for at, (name, _content, loaded, rejected) in enumerate(IMPORTED.values()):
        balance = by_file[f"{at:03d}-{name}"]["balance"]
        assert (balance["loaded"], balance["rejected"]) == (loaded, rejected), list(IMPORTED)[at]
    for number in range(len(one.reports)):
        page = desk.page(one, f"?archivo={number}")
        assert "<script>" not in page
        assert "Cómo se entendió" in page
    answer = desk.client.get(f"/importar/{one.pk}/rechazos.csv")
    cells = [cell for line in answer.getvalue().decode("utf-8-sig").splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.lstrip('"').startswith(("=", "+", "@"))]


@pytest.mark.parametrize(("sent", "kept"), [
    ("ventas.csv", "ventas.csv"),
    ("../../../etc/passwd", "passwd"),
    ("C:\\Users\\ana\\ventas 2024.xlsx", "ventas 2024.xlsx"),
    (".bashrc", "bashrc"),
    ("..", "archivo"),
    ("a\x00b\n.csv", "a_b_.csv"),
    ("<script>.csv", "_script_.csv"),
    ("; rm -rf ~.csv", "_ rm -rf _.csv"),
    ("ñandú (2) & más+.csv", "ñandú (2) & más+.csv"),
    ("n\u0303.csv", "ñ.csv"),
    ("x" * 300 + ".parquet", "x" * 112 + ".parquet"),
    ("con.csv.exe" + "z" * 40, "con.csv.exezzzzzzz"),
    ("...", "archivo"),
])  # fmt: skip
def test_a_name_that_somebody_chose_is_made_harmless(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept
    assert len(safe_name(sent)) <= 120


def test_names_of_an_import_differ_whatever_their_case() -> None:
    assert free_name("A.csv", {"a.csv", "A (2).csv"}) == "A (3).csv"
    assert free_name("archivo", {"archivo"}) == "archivo (2)"


GARBAGE = ("-1", "9" * 30, "\x00", '"><script>alert(1)</script>', "NaN", "٣", "x" * 7000)
ADDRESSES = ("/importar/?pagina=", "/importar/?antes=", "/importar/?tabla=", "/importar/{number}/?archivo=")


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_question_gets_a_page(desk: Desk, address: str) -> None:
    one = desk.bring()
    for value in GARBAGE:
        answer = desk.client.get(address.format(number=one.pk) + value)
        assert answer.status_code in (200, 404), (address, value)
        assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("step", ["leer", "meses", "erp", "fuente", "cargar"])
def test_steps_are_only_posted(desk: Desk, step: str) -> None:
    assert desk.client.get(f"/importar/{desk.bring().pk}/{step}/").status_code == 405


def queries(desk: Desk, address: str) -> int:
    """How many queries a page asks."""
    with CaptureQueriesContext(connection) as asked:
        assert desk.client.get(address).status_code == 200
    return len(asked)


def test_the_queries_do_not_grow_with_the_history(desk: Desk, settings: Settings) -> None:
    store = FactStore(settings.CLAVE_FACTS)
    store.load(invoices(("2026-01-05", "F0", "1", "A", 1)), source="erp", digest="0", now=NOW, by="ana", currency="COP")
    desk.bring()
    desk.post(desk.bring(), "descartar")
    queries(desk, "/importar/")  # what the session still had to say
    few = queries(desk, "/importar/")
    person = Person.objects.get()
    many = [
        Import(created_at=NOW, by=person, state=state, currency="COP") for state in ("uploaded", "same", "read") * 30
    ]
    for one in Import.objects.bulk_create(many):
        ImportFile.objects.create(of=one, name="a.csv", size=1, digest="0" * 64)
    for number in range(1, 25):
        store.load(
            invoices(("2026-01-05", f"F{number}", "1", "A", 1)), source="erp", digest=str(number), now=NOW, by="ana"
        )
    assert queries(desk, "/importar/") == few <= MOST_QUERIES
    assert "Anteriores" in desk.client.get("/importar/").content.decode()
    assert "Más recientes" in desk.client.get("/importar/?pagina=2").content.decode()


def test_a_page_of_an_import_asks_as_little_however_many_files_it_has(desk: Desk) -> None:
    few = desk.bring({"0.csv": SALES})
    many = desk.bring({f"{number}.csv": SALES for number in range(25)})
    small = queries(desk, f"/importar/{few.pk}/")
    assert queries(desk, f"/importar/{many.pk}/") == small <= MOST_QUERIES
