"""Where things are, and how the house's own tests read them."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP / "src" / "clave"

CHAIN = ("facts", "measures", "criteria", "selection", "privileges", "operations", "report", "outcome")
PURE_FLOORS = ("base", "policy", *CHAIN)


def kept_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository: tracked or new, and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=TOP, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(path for name in set(listed) if name and (path := TOP / name).is_file())


def readable(path: Path) -> str | None:
    """The text of a file, or nothing when it is a picture, a font or another binary."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def modules(*folders: str) -> list[Path]:
    """Python files below the named folders of src/clave (all of it by default), without migrations."""
    starts = [SOURCE / folder for folder in folders] if folders else [SOURCE]
    return sorted(p for start in starts for p in start.rglob("*.py") if "migrations" not in p.relative_to(SOURCE).parts)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Path from the top of the repository, with the line when there is one."""
    line = getattr(node, "lineno", None)
    return f"{path.relative_to(TOP)}:{line}" if line else str(path.relative_to(TOP))
