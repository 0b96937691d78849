"""A small wholesaler's export, and a way to run the command line as a person does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from clave.cli import main
from clave.cli.show import ERRORS, SCREEN


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `clave …` in an empty folder on a wide terminal; `tests/cli/test_process.py` does it in a real process."""
    monkeypatch.setenv("CLAVE_DATA", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(SCREEN, "width", 200)
    monkeypatch.setattr(ERRORS, "width", 200)

    def clave(*arguments: object, language: str = "en") -> Ran:
        monkeypatch.setenv("CLAVE_LANG", language)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

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
            price = f"{net:,}".replace(",", ".")
            rows.append(f"{day};F{month:02d}{customer:02d};C{customer:03d};{name};R{customer % 9};{price}")
    rows.append("31/12/2025;F9999;;Mostrador;R1;5.000")
    rows.append("31/02/2025;F9998;C001;Cliente 01 S.A.S.;R1;7.000")
    rows.append(f"TOTAL;;;;;{money + 12000:,}".replace(",", "."))
    path = tmp_path / "ventas.csv"
    path.write_text("\r\n".join(rows) + "\r\n", encoding="latin-1")
    return path
