"""An ERP as a SQLite file: customers, invoices and their lines, stamped when they were last written."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from clave.facts.sources.port import Ask

SCHEMA = """
CREATE TABLE clientes (codigo TEXT PRIMARY KEY, nombre TEXT, nit TEXT, ciudad TEXT, actualizado TEXT);
CREATE TABLE facturas (numero TEXT PRIMARY KEY, fecha TEXT, cliente TEXT, actualizado TEXT);
CREATE TABLE lineas (factura TEXT, linea INTEGER, producto TEXT, cantidad NUMERIC, neto NUMERIC);
"""
LINES = Ask(
    table="invoice_line",
    select="SELECT f.numero, l.linea, f.fecha, f.cliente, l.producto, l.cantidad, l.neto, f.actualizado "
    "FROM facturas f JOIN lineas l ON l.factura = f.numero",
    columns={
        "document": "numero", "line": "linea", "date": "fecha", "customer": "cliente", "product": "producto",
        "quantity": "cantidad", "net": "neto",
    },
    key="numero",
    changed="actualizado",
)  # fmt: skip
CUSTOMERS = Ask(
    table="customer",
    select="SELECT * FROM clientes",
    columns={"customer": "codigo", "name": "nombre", "tax_id": "nit", "city": "ciudad"},
    key="codigo",
    changed="actualizado",
)
Line = tuple[int, str, float, float]


def made(path: Path, invoices: int = 30, lines: int = 3) -> Path:
    """The file, with invoices FV-001… of 2026 and ten customers."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        for number in range(10):
            connection.execute(
                "INSERT INTO clientes VALUES (?, ?, ?, ?, ?)",
                (f"C{number}", f"Cliente {number}", f"900{number}", "Cali", "2026-01-01 08:00:00"),
            )
    for number in range(invoices):
        own = [(line + 1, f"P{line}", 2.0, 1000.5 + number) for line in range(lines)]
        invoice(path, f"FV-{number:03d}", f"2026-01-{number % 28 + 1:02d} 10:00:00", own)
    return path


def invoice(path: Path, number: str, written: str, lines: Sequence[Line]) -> None:
    """Write an invoice, in the place of one of the same number."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM lineas WHERE factura = ?", (number,))
        connection.execute("INSERT OR REPLACE INTO facturas VALUES (?, ?, ?, ?)", (number, written[:10], "C1", written))
        connection.executemany("INSERT INTO lineas VALUES (?, ?, ?, ?, ?)", [(number, *line) for line in lines])


def run(path: Path, sql: str) -> None:
    """Do something to the database behind the back of clave."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(sql)
