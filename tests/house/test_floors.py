"""The floors are law: the real tree keeps them, and each kind of forbidden import is caught in a tree made for it."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PURE_FLOORS, SOURCE, TOP

RULES = TOP / ".importlinter"
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"


def contract(name: str) -> configparser.SectionProxy:
    rules = configparser.ConfigParser()
    rules.read(RULES)
    return rules[f"importlinter:contract:{name}"]


def layers() -> list[list[str]]:
    """The floors from the top down; rooms on one floor together."""
    lines = contract("floors")["layers"].split("\n")
    return [re.findall(r"\w+", line) for line in lines if line.strip()]


def listed(name: str, option: str) -> list[str]:
    return contract(name)[option].split()


def lint(top: Path) -> subprocess.CompletedProcess[str]:
    """Check the tree below `top` in a process of its own: the linter imports the package by name."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(top / 'src')!r}); {LINT}"],
        cwd=top,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def stub(tmp_path: Path) -> Path:
    """A house of empty rooms with our own rules, where one import can be planted."""
    (tmp_path / ".importlinter").write_text(RULES.read_text())
    rooms = [room for floor in layers() for room in floor]
    names = [f"clave.{room}" for room in rooms] + listed("criteria", "modules")
    for name in ["clave", *names, "clave.criteria.shape"]:
        folder = tmp_path / "src" / Path(*name.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text('"""An empty room."""\n')
    (tmp_path / "src/clave/facts/warehouse.py").write_text("import deltalake\nimport duckdb\nimport sqlglot\n")
    (tmp_path / "src/clave/store/models.py").write_text("import django\n")
    (tmp_path / "src/clave/criteria/volume/__init__.py").write_text("from clave.criteria import shape\n")
    return tmp_path


def test_the_floors_are_kept() -> None:
    result = lint(TOP)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_a_tree_that_follows_the_rules_passes(stub: Path) -> None:
    result = lint(stub)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "planted", "broken"),
    [
        ("base/money.py", "import clave.facts", "floor imports only"),
        ("policy/rules.py", "import clave.facts", "floor imports only"),
        ("store/queries.py", "import clave.web", "floor imports only"),
        ("web/pages.py", "import clave.api", "floor imports only"),
        ("stairs/__init__.py", "", "floor imports only"),
        ("selection/rank.py", "from django.utils.translation import gettext", "chain is a library"),
        ("measures/money.py", "import duckdb", "only the facts"),
        ("store/engine.py", "import sqlglot", "only the facts"),
        ("criteria/volume/evidence.py", "from clave.criteria import kilos", "no criterion knows"),
        ("criteria/shape/all.py", "from clave.criteria import volume", "no circles"),
    ],
)
def test_a_planted_import_is_caught(stub: Path, file: str, planted: str, broken: str) -> None:
    path = stub / "src" / "clave" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{planted}\n")
    result = lint(stub)
    assert result.returncode == 1, result.stdout
    assert re.search(rf"{broken}.* broken", result.stdout.lower()), result.stdout + result.stderr


def test_every_pure_floor_is_kept_from_django() -> None:
    sources = set(listed("chain-without-django", "source_modules"))
    standing = {f"clave.{floor}" for floor in PURE_FLOORS if (SOURCE / floor / "__init__.py").is_file()}
    assert standing <= sources, "a new floor of the chain belongs in the contract chain-without-django"
    assert "clave.store" not in sources


def test_every_criterion_is_in_the_contract() -> None:
    criteria = SOURCE / "criteria"
    declaring = {
        f"clave.criteria.{path.stem}"
        for path in criteria.glob("*.py")
        if re.search(r"^criterion\b.*=", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert declaring <= set(listed("criteria", "modules"))


def test_the_floors_from_the_brief_are_all_there() -> None:
    rooms = [room for floor in layers() for room in floor]
    assert rooms[0] == "project"
    assert rooms[-1] == "base"
    assert len(rooms) == len(set(rooms)) == 19
    assert [room for room in reversed(rooms) if room in PURE_FLOORS][:1] == ["base"]
