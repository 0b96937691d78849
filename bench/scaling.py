"""One machine and Spark on the same books: all measures from 1 to 100 million lines, as ratios to the bare scan.

    python -m bench.scaling [--full] [--spark] [--write]

1 million lines of 1,000 customers and 10 million of 20,000 by default; `--full` adds 100 million of 200,000, which takes 4 GB of
disk below `CLAVE_BENCH` and half an hour to make. `--spark` measures the same on Spark with two cores of this machine, and stops
where its answer is another one. With `--write` figures and picture go to docs/explanation/large-scale.csv and .svg.

The scan reads every column of lines and debts that the measures read, and does nothing with them but add and compare. Seconds
are of the processor: the wall of a shared machine says more about its neighbours.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import duckdb

from bench.growing import HERE, Point, growth, picture
from bench.measuring import AS_OF, _files, _told, kept
from bench.side import Took, once
from clave.facts.spark import SparkEngine
from clave.facts.store import FactStore
from clave.measures.run import measure
from clave.policy.reading import default

SIZES = ((1_000_000, 1_000), (10_000_000, 20_000))
LARGEST = (100_000_000, 200_000)
MASTER = "local[2]"
READ = {
    "invoice_line": ("date", "document", "customer", "product", "quantity", "net", "cost", "discount", "terms_days", "kind",
                     "document_kind", "currency"),
    "receivable": ("document", "customer", "issued_date", "due_date", "paid_date", "amount", "currency"),
}  # fmt: skip
SUMMED = ("quantity", "net", "cost", "amount", "discount", "terms_days")
CPU, PEAK, ENGINES = "cpu_s", "peak_mb", ("scan", "duckdb", "spark")


@dataclass(frozen=True)
class Row:
    """What one engine took for one book: seconds of wall and processor, the highest memory in MB."""

    engine: str
    lines: int
    customers: int
    wall_s: float
    cpu_s: float
    peak_mb: float


def scan(folder: str) -> int:
    """The physical limit: every column that the measures read, read once."""
    lines = 0
    with duckdb.connect() as engine:
        for table, columns in READ.items():
            files = ", ".join(f"'{path}'" for path in _files(folder, table))
            asked = ", ".join(f"SUM({name})" if name in SUMMED else f"MAX({name})" for name in columns)
            lines += engine.execute(f"SELECT COUNT(*), {asked} FROM read_parquet([{files}])").fetchall()[0][0]
    return lines


def with_duckdb(folder: str) -> list[float]:
    """All that clave measures."""
    return _told(measure(FactStore(folder).open(), default().at(AS_OF), AS_OF))


def with_spark(folder: str) -> dict[str, Any]:
    """The same on Spark; its processor and memory are those of a process of its own, which are added."""
    from pyspark import SparkContext

    engine = SparkEngine(MASTER, Path(folder))
    with engine.held():
        told = _told(measure(FactStore(folder).open().on(engine), default().at(AS_OF), AS_OF))
        java = SparkContext._gateway.proc.pid  # type: ignore[union-attr]
        ticks = Path(f"/proc/{java}/stat").read_text("ascii").rpartition(")")[2].split()
        status = Path(f"/proc/{java}/status").read_text("ascii")
    seconds = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    return {"told": told, CPU: seconds, PEAK: int(status.partition("VmHWM:")[2].split()[0]) / 1024}


def measured(sizes: tuple[tuple[int, int], ...], spark: bool) -> Iterator[Row]:
    """Every size and engine, one run each in a process of its own, as soon as it is there."""
    for lines, customers in sizes:
        folder = kept(lines, customers)
        yield _row("scan", lines, customers, once("bench.scaling:scan", folder))
        here = once("bench.scaling:with_duckdb", folder)
        yield _row("duckdb", lines, customers, here)
        if spark:
            there = once("bench.scaling:with_spark", folder)
            if there.result["told"] != here.result:
                raise SystemExit(f"Spark says {there.result['told']}, DuckDB {here.result}")
            more = there.result
            yield _row(
                "spark", lines, customers, Took(there.wall, there.cpu + more[CPU], there.peak + more[PEAK], None)
            )


def _row(engine: str, lines: int, customers: int, took: Took) -> Row:
    return Row(engine, lines, customers, round(took.wall, 2), round(took.cpu, 2), round(took.peak))


def read(path: Path) -> list[Row]:
    """The rows that were kept."""
    with path.open(encoding="utf-8", newline="") as source:
        return [
            Row(
                row["engine"], int(row["lines"]), int(row["customers"]), *(float(row[n]) for n in ("wall_s", CPU, PEAK))
            )
            for row in csv.DictReader(source)
        ]


def ratio(rows: list[Row], engine: str, lines: int, name: str = CPU) -> float:
    """What an engine took for so many lines, as a multiple of what the scan took."""
    by = {row.engine: float(getattr(row, name)) for row in rows if row.lines == lines}
    return by[engine] / by["scan"]


def points(rows: list[Row]) -> list[Point]:
    """The rows as points of a curve by lines, one for each engine."""
    names = {"scan": "scan of the columns", "duckdb": "all measures, DuckDB", "spark": f"all measures, Spark {MASTER}"}
    return [Point(names[row.engine], row.lines, row.wall_s, row.cpu_s, row.peak_mb) for row in rows]


def main() -> None:
    """Measure, say what it is of the scan, and write it down where asked."""
    parser = argparse.ArgumentParser()
    for flag in ("--full", "--spark", "--write"):
        parser.add_argument(flag, action="store_true")
    asked = parser.parse_args()
    rows: list[Row] = []
    print(time.strftime("%Y-%m-%d"), "load", " ".join(f"{load:.0f}" for load in os.getloadavg()))
    for row in measured((*SIZES, LARGEST) if asked.full else SIZES, asked.spark):
        rows.append(row)
        times = ratio(rows, row.engine, row.lines)
        print(f"{row.engine:<8}{row.lines:>13,}{row.customers:>9,}{row.wall_s:>9.2f} s {row.cpu_s:>8.2f} s cpu "
              f"{row.peak_mb:>7.0f} MB {times:>6.1f} × the scan", flush=True)  # fmt: skip
    for what, exponent in growth(points(rows)).items():
        print(f"{what:<46} grows with the power {exponent:.2f} of the lines")
    if asked.write:
        with (HERE / "large-scale.csv").open("w", encoding="utf-8", newline="") as sink:
            writer = csv.writer(sink)
            names = [field.name for field in fields(Row)]
            writer.writerow(names)
            writer.writerows([getattr(row, name) for name in names] for row in rows)
        (HERE / "large-scale.svg").write_text(picture(points(rows)), "utf-8")


if __name__ == "__main__":
    main()
