"""Large scale · Gran escala: every figure of docs/explanation/gran-escala.md, worked out again from what was kept of the runs."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

from bench.growing import HERE
from bench.scaling import ratio, read
from clave.base.figures import number
from clave.facts.spark import LEAST_JAVA
from clave.facts.spark.session import DRIVER_MEMORY

PAGE = (HERE / "gran-escala.md").read_text("utf-8")
KEPT = read(HERE / "large-scale.csv")
MILLION = 1_000_000


def table(first: str) -> list[list[str]]:
    """The rows of the table whose header begins so."""
    lines = PAGE.split(f"| {first} |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def largest() -> list[tuple[int, float, float]]:
    """Lines, seconds of processor and MB of the curve by lines that was kept before, the largest last."""
    with (HERE / "cost-curve.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["what"].startswith("measures by lines")]
    return sorted((int(row["size"]), float(row["cpu_s"]), float(row["peak_mb"])) for row in rows)


def es(value: float, decimals: int = 0) -> str:
    """A figure as the page says it."""
    return number(value, decimals, "es")


def test_what_was_measured() -> None:
    """Lo que se midió."""
    said = table("líneas | clientes | lectura pura | DuckDB | veces la lectura | memoria")
    by = {(row.engine, row.lines): row for row in KEPT}
    sizes = sorted({row.lines for row in KEPT})
    for cells, lines in zip(said, sizes, strict=False):
        scan, here = by["scan", lines], by["duckdb", lines]
        assert cells == [
            f"{lines // MILLION} M", es(here.customers), f"{es(scan.cpu_s, 1)} s", f"{es(here.cpu_s, 1)} s",
            f"{es(ratio(KEPT, 'duckdb', lines), 1)} ×", f"{es(here.peak_mb)} MB",
        ]  # fmt: skip
    lines, cpu, peak = largest()[-1]
    assert said[-1] == [f"{lines // MILLION} M", "20.000", "–", f"{es(cpu, 1)} s", "–", f"{es(peak)} MB"]
    assert len(said) == len(sizes) + 1


def test_what_may_be_expected_beyond() -> None:
    """Lo que se puede esperar más allá: lineal desde la medida mayor."""
    (before, less, _mb), (lines, cpu, peak) = largest()[-2:]
    grown = math.log(cpu / less) / math.log(lines / before)
    assert f"la potencia {es(grown, 2)} de las líneas" in PAGE
    assert grown <= 1, "a page that says linear is the worse guess says so while it is"
    for cells in table("líneas | procesador | con dos núcleos | con ocho núcleos"):
        times = int(cells[0].split()[0].replace(".", "")) * MILLION / lines
        minutes = [cpu * times / 60 / cores for cores in (1, 2, 8)]
        assert cells[1:] == [f"{es(one)} min" for one in minutes]
    assert f"{es(peak)} MB en total" in PAGE


def test_what_spark_costs() -> None:
    """Lo que cuesta Spark."""
    spark = {row.lines: row for row in KEPT if row.engine == "spark"}
    for lines, row in spark.items():
        here = next(one for one in KEPT if (one.engine, one.lines) == ("duckdb", lines))
        times = es(row.cpu_s / here.cpu_s, 1)
        said = f"{lines // MILLION} M de líneas: {es(row.cpu_s)} s de procesador, {times} veces lo de DuckDB"
        assert said in PAGE, said
    assert spark


def test_the_settings_are_named_as_they_are() -> None:
    """Los ajustes."""
    source = (Path(__file__).parents[2] / "src/clave/facts/spark/setting.py").read_text("utf-8")
    assert set(re.findall(r"CLAVE_[A-Z_]+", source)) <= set(re.findall(r"CLAVE_[A-Z_]+", PAGE))
    assert f"Java {LEAST_JAVA}" in PAGE
    assert f"{DRIVER_MEMORY.removesuffix('g')} GB con `local`" in PAGE
