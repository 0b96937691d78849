"""A small wholesaler's export, and a way to run the command line as a person does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `clave …` in an empty folder, in a process of its own."""
    monkeypatch.setenv("CLAVE_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "160")

    def clave(*arguments: object, language: str = "en", stdin: str | None = None) -> Ran:
        monkeypatch.setenv("CLAVE_LANG", language)
        done = subprocess.run(
            [sys.executable, "-c", "from clave.cli import main; main()", *map(str, arguments)],
            cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", input=stdin, timeout=300, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    return clave


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """Sixty customers over two years, as a Spanish ERP exports them; customer 7 is by far the largest.

    Customer n buys 1.000 × (61 − n) pesos a month, customer 7 a hundred times that; one line has no customer and one
    row has an impossible date."""
    rows = ["Informe de ventas por línea;;;;;", "Fecha;Factura;Cliente;Razón social;Referencia;Valor neto"]
    money = 0
    for month in range(24):
        year, index = divmod(month, 12)
        for customer in range(1, 61):
            net = 1000 * (61 - customer) * (100 if customer == 7 else 1)
            money += net
            day = f"{1 + customer % 28:02d}/{index + 1:02d}/{2024 + year}"
            name = f"Cliente {customer:02d} S.A.S."
            rows.append(
                f"{day};F{month:02d}{customer:02d};C{customer:03d};{name};R{customer % 9};{net:,}".replace(",", ".")
            )
    rows.append("31/12/2025;F9999;;Mostrador;R1;5.000")
    rows.append("31/02/2025;F9998;C001;Cliente 01 S.A.S.;R1;7.000")
    rows.append(f"TOTAL;;;;;{money + 12000:,}".replace(",", "."))
    path = tmp_path / "ventas.csv"
    path.write_text("\r\n".join(rows) + "\r\n", encoding="latin-1")
    return path
