"""Import of a messy Spanish ERP export (latin-1, `;`, 1.234,56, titles, totals, bad rows) against pandas read and clean.

    python -m bench.importing [lines]        (1,000,000 by default)

Prints seconds of processor time for both, their ratio, and how many of the bad rows each one named.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clave.facts.intake import read
from clave.policy.reading import default

BAD = 71  # rows with an impossible date or a number that is none


def messy(path: Path, lines: int, seed: int = 7) -> int:
    """Write the export; returns the sum of the good rows in cents."""
    random = np.random.default_rng(seed)
    cents = random.integers(100, 9_000_000, lines)
    customers = random.integers(1, 20_000, lines)
    days = random.integers(0, 1000, lines)
    bad = set(random.choice(lines, BAD, replace=False).tolist())
    start = np.datetime64("2023-01-01")
    texts = pd.Series(start + days).dt.strftime("%d/%m/%Y").tolist()
    with path.open("w", encoding="latin-1", newline="") as sink:
        sink.write("Compañía de prueba S.A.\r\nVentas por línea\r\nFecha;Factura;Cliente;Referencia;Importe neto\r\n")
        for row in range(lines):
            whole, rest = divmod(int(cents[row]), 100)
            amount = f"{whole:,}".replace(",", ".") + f",{rest:02d}"
            when = texts[row] if row not in bad else "31/02/2024"
            sink.write(f"{when};F{row // 4};C{customers[row]};R{row % 120};{amount}\r\n")
            if row % 100_000 == 99_999:
                sink.write("Fecha;Factura;Cliente;Referencia;Importe neto\r\n")
        sink.write("TOTAL;;;;\r\n")
    return int(cents.sum()) - int(cents[sorted(bad)].sum())


def with_pandas(path: Path) -> tuple[int, int]:
    """Read as text and clean column by column, as an analyst does; returns cents and bad rows found."""
    frame = pd.read_csv(path, sep=";", encoding="latin-1", skiprows=2, dtype=str)
    frame = frame[(frame["Fecha"] != "Fecha") & (frame["Fecha"] != "TOTAL")]
    dates = pd.to_datetime(frame["Fecha"], format="%d/%m/%Y", errors="coerce")
    amounts = frame["Importe neto"].str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    cents = (pd.to_numeric(amounts, errors="coerce") * 100).round()
    good = dates.notna() & cents.notna()
    return int(cents[good].sum()), int((~good).sum())


def with_clave(path: Path) -> tuple[int, int]:
    """The intake: every bad row with its line and reason; returns cents and bad rows found."""
    intake = read([path], default().at(date.max))
    return int(intake.book.summary().money * 100), intake.files[0].balance.rejected


def timed(work: Callable[[Path], tuple[int, int]], path: Path) -> tuple[float, Any]:
    """Processor seconds of `work`, the best of three, and what it returned."""
    best, result = float("inf"), None
    for _turn in range(3):
        start = time.process_time()
        result = work(path)
        best = min(best, time.process_time() - start)
    return best, result


def main(lines: int) -> None:
    """Run both on the same file and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ventas.csv"
        expected = messy(path, lines)
        peer, peer_result = timed(with_pandas, path)
        own, own_result = timed(with_clave, path)
    for result in (peer_result, own_result):
        if result != (expected, BAD):
            raise SystemExit(f"wrong result {result}, expected {(expected, BAD)}")
    print(
        f"{lines} lines: pandas {peer:.2f} s, clave {own:.2f} s of processor, ratio {peer / own:.2f}; "
        f"both found {BAD} bad rows"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
