"""Size and shape of the code in src/clave: the figures that keep it readable."""

import ast
import statistics

import pytest

from tests.house.tree import PURE_FLOORS, SOURCE, functions, modules, parsed, place

DRAWERS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services", "misc"}


def percentile(values: list[int], share: float) -> int:
    """The value at or below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[int(share * (len(ordered) - 1))]


@pytest.fixture(scope="module")
def file_sizes() -> dict[str, int]:
    """Lines by file; the empty marks of a package say nothing about size and do not count."""
    sizes = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    return {name: size for name, size in sizes.items() if size}


@pytest.fixture(scope="module")
def function_sizes() -> dict[str, int]:
    return {
        f"{place(path, node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in modules()
        for node in functions(parsed(path))
    }


def longest(sizes: dict[str, int]) -> str:
    return "; ".join(f"{name}: {size}" for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:8])


def test_files_are_short(file_sizes: dict[str, int]) -> None:
    sizes = list(file_sizes.values())
    assert statistics.median(sizes) <= 150
    assert percentile(sizes, 0.95) <= 400, longest(file_sizes)
    assert max(sizes) <= 700, longest(file_sizes)


def test_functions_are_short(function_sizes: dict[str, int]) -> None:
    sizes = list(function_sizes.values())
    assert statistics.median(sizes) <= 9
    assert percentile(sizes, 0.95) <= 42, longest(function_sizes)
    assert sum(size > 50 for size in sizes) <= 0.03 * len(sizes), longest(function_sizes)


def imports_of_our_own(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] == "clave"
    return isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "clave" for alias in node.names)


def test_no_import_of_our_own_hides_in_a_function() -> None:
    hidden = {
        place(path, inner)
        for path in modules()
        for function in functions(parsed(path))
        for inner in ast.walk(function)
        if imports_of_our_own(inner)
    }
    assert hidden == set(), "an import inside a function hides a circle: move it to the top or cure the circle"


def test_no_drawers() -> None:
    drawers = {
        place(path)
        for path in modules()
        if DRAWERS & {part.removesuffix(".py").strip("_") for part in path.relative_to(SOURCE).parts}
    }
    assert drawers == set(), "name the file after what is in it"


def unannotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names of the arguments without a type, `return` included; self and cls need none."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if positional and positional[0].arg in {"self", "cls"}:
        positional = positional[1:]
    every = [*positional, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
    missing = [argument.arg for argument in every if argument.annotation is None]
    return missing if function.returns is not None else [*missing, "return"]


@pytest.mark.parametrize("floor", [floor for floor in PURE_FLOORS if (SOURCE / floor).is_dir()])
def test_the_chain_is_fully_annotated(floor: str) -> None:
    bare = {
        f"{place(path, function)} {function.name}": names
        for path in modules(floor)
        for function in functions(parsed(path))
        if (names := unannotated(function))
    }
    assert bare == {}


CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def reads_the_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return (name, node.func.attr) in CLOCKS


@pytest.mark.parametrize("floor", [floor for floor in PURE_FLOORS if (SOURCE / floor).is_dir()])
def test_the_chain_never_reads_the_clock(floor: str) -> None:
    readers = {place(path, node) for path in modules(floor) for node in ast.walk(parsed(path)) if reads_the_clock(node)}
    assert readers == set(), "the date is an argument (as_of, now), never read"


SAMPLE = """
import datetime
class Account:
    def name(self, a, *, b: int):
        from clave import base
        return datetime.datetime.now()
"""


def test_the_yardsticks_measure() -> None:
    tree = ast.parse(SAMPLE)
    (function,) = functions(tree)
    assert unannotated(function) == ["a", "return"]
    assert sum(imports_of_our_own(node) for node in ast.walk(function)) == 1
    assert sum(reads_the_clock(node) for node in ast.walk(tree)) == 1
    assert percentile(list(range(101)), 0.95) == 95
