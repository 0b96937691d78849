"""The documents say what the house is; where they could drift from it, these tests hold them."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.test_floors import layers
from tests.house.tree import CHAIN, SOURCE, TOP, kept_files, parsed, place, readable

README = (TOP / "README.md").read_text(encoding="utf-8")
GLOSSARY = (TOP / "GLOSSARY.md").read_text(encoding="utf-8")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")

TERMS = """
    key account · cliente clave
    selection · selección
    criterion · criterio
    measure · medida
    gate · condición de pago
    nomination · postulación
    committee · comité
    privilege · privilegio
    code of relationship · código de relación
    waiver · excepción
    priority inversion · inversión de prioridad
    promise kept · promesa cumplida
    cadence · frecuencia
    touchpoint · contacto
    interlocutor · interlocutor
    executive sponsor · padrino ejecutivo
    hospitality · atenciones
    special service · servicio especial
    dispatch · despacho
    work order · orden de producción
    receivable · cartera
    days beyond terms · días de mora
    seconds · segundas
    slow mover · baja rotación
    share of wallet · cuota de cliente
    white space · espacio en blanco
    cost to serve · costo de servir
    handover dossier · acta de entrega
    influence map · mapa de influencia
    book of facts · libro de hechos
    policy · política
    limits · límites
    verdict · veredicto
    seat · puesto reservado
    band · banda
    acceptability ("how sure") · qué tan seguro
    cut · corte
    draw · sorteo
    unattributed · sin cliente
    charge · cargo
    balance · saldo
    coverage · cobertura
    as_of · fecha de corte
"""


def pages() -> list[Path]:
    return [path for path in kept_files() if path.suffix == ".md"]


def glossary_rows() -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in GLOSSARY.splitlines() if line[:1] == "|"]
    return {row[0]: row[1:] for row in rows if row[0] != "English name" and set(row[0]) != {"-"}}


def test_readme_names_the_chain_in_one_line_with_its_folders() -> None:
    (line,) = [line for line in README.splitlines() if line.count("→") == len(CHAIN) - 1]
    steps = [step.strip() for step in line.split("→")]
    for step, floor in zip(steps, CHAIN, strict=True):
        if any((SOURCE / floor).glob("[!_]*")):
            assert step == f"[{floor}](src/clave/{floor}/)", f"{floor} has files now: link it"
        else:
            assert step in {floor, f"[{floor}](src/clave/{floor}/)"}


def test_readme_draws_the_floors_as_they_are() -> None:
    drawing = re.search(r"```floors\n(.*?)```", README, re.DOTALL)
    assert drawing is not None
    floors = re.findall(r"^ *(\d+) {2}((?:\(?\w+\)?)(?: \| \(?\w+\)?)*) {2,}\S", drawing[1], re.MULTILINE)
    assert [re.findall(r"\w+", rooms) for _number, rooms in floors] == layers()
    assert [int(number) for number, _rooms in floors] == list(range(len(floors), 0, -1))


def test_readme_gives_the_commands() -> None:
    for command in ("make run", "make test", "clave rank ventas.csv", "import clave"):
        assert command in README


@pytest.mark.parametrize("page", pages(), ids=place)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    local = [link.split("#")[0] for link in LINK.findall(text) if not re.match(r"[a-z]+:|#", link)]
    broken = [link for link in local if not (page.parent / link).exists() and not unbuilt(page.parent / link)]
    assert broken == []


def unbuilt(target: Path) -> bool:
    """Whether a link points into src/clave while no code stands there at all (documents came first)."""
    return target.resolve().is_relative_to(SOURCE) and not SOURCE.exists()


@pytest.mark.parametrize("folder", ["tutorials", "how-to", "reference", "explanation", "adr"])
def test_every_page_is_in_its_index(folder: str) -> None:
    index = TOP / "docs" / folder / "index.md"
    linked = {(index.parent / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}
    there = {path.resolve() for path in index.parent.rglob("*.md")} - {index.resolve()}
    assert there <= linked


@pytest.mark.parametrize("page", sorted((TOP / "docs" / "adr").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_every_decision_has_its_four_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# ADR {page.name[:4]}: \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Status", "Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 80, "one page"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((TOP / "docs" / "adr").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("term", [line.strip() for line in TERMS.strip().splitlines()])
def test_glossary_covers(term: str) -> None:
    english, spanish = term.split(" · ")
    rows = glossary_rows()
    assert english in rows
    assert spanish in rows[english][0]


def test_glossary_rows_are_complete() -> None:
    for english, cells in glossary_rows().items():
        assert len(cells) == 3, english
        assert all(cells), english
        assert cells[2].startswith("not "), f"{english}: the last column says what it is not"


def python_files() -> list[Path]:
    return [path for path in kept_files() if path.suffix == ".py"]


def test_every_todo_names_a_decision() -> None:
    mark = "TO" + "DO"
    loose = {
        f"{place(path)}:{number}"
        for path in kept_files()
        if path.suffix in {".py", ".sql", ".toml", ".html", ".css", ".js"}
        for number, line in enumerate((readable(path) or "").splitlines(), start=1)
        if re.search(rf"\b({mark}|FIX{'ME'}|XX{'X'})\b", line) and not re.search(r"ADR \d{4}", line)
    }
    assert loose == set(), "write it as TO" + "DO(ADR 0003): ..."


def test_every_named_decision_exists() -> None:
    known = {path.name[:4] for path in (TOP / "docs" / "adr").glob("[0-9]*.md")}
    named = {
        (place(path), number) for path in kept_files() for number in re.findall(r"ADR (\d{4})", readable(path) or "")
    }
    assert {(where, number) for where, number in named if number not in known} == set()


def test_every_package_says_what_it_is() -> None:
    silent = {
        place(path)
        for path in SOURCE.rglob("__init__.py")
        if "migrations" not in path.parts and not ast.get_docstring(parsed(path))
    }
    assert silent == set()


def test_no_file_names_the_workshop() -> None:
    """The tools and folders of whoever builds clave are no part of it."""
    pattern = re.compile("farm" + r"-\w+|(?<![\w.])/wo" + r"rk/(main|rooms|shared)\b")
    found = {place(path) for path in kept_files() if pattern.search(readable(path) or "")}
    assert found == set()
