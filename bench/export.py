"""A messy Spanish ERP export, seeded: latin-1, `;`, 1.234,56, dd/mm/yyyy, title lines, repeated headers, blank ends,
credit notes with positive amounts, freight, a total line, and lines with cells that cannot be believed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

HEADER = "Fecha;Tipo documento;Factura;Cód. cliente;Razón social;Referencia;Descripción;Cantidad;Vr. unitario;Costo;Valor neto"
TITLES = ("Compañía de prueba S.A.", "Ventas por línea")
BAD = 71  # lines with one cell that cannot be believed
EVERY = 100_000  # lines after which the ERP prints its headers again


@dataclass(frozen=True)
class Written:
    """What the export holds: data lines, their good money in cents, and the bad cells as (line, column)."""

    lines: int
    cents: int
    bad: list[tuple[int, str]]


_ROWS = """
SELECT i, HASH(i + {seed}) AS h, HASH(i * 7 + {seed}) AS g FROM RANGE({lines}) r(i)
"""
_CELLS = """
SELECT i, i // {every} AS pages,
  DATE '2023-01-01' + CAST(i * 1000 // {lines} AS INTEGER) AS day,
  (i // 4) % 33 = 32 AS credit, i // 4 AS document, h % 20000 AS customer,
  CASE WHEN g % 97 = 0 THEN -1 ELSE CAST(g % 480 AS INTEGER) END AS product,
  1 + h % 60 AS quantity, 1500 + (g % 480) * 731 AS price
FROM ({rows})
"""
_LINE = """
SELECT i, CASE WHEN credit THEN -1 ELSE 1 END * quantity * price * 100 AS cents,
  STRFTIME(day, '%d/%m/%Y') AS c0,
  CASE WHEN credit THEN 'Nota crédito' ELSE 'Factura' END AS c1,
  CASE WHEN credit THEN 'NC-' ELSE 'FV-' END || document AS c2,
  LPAD(CAST(customer AS VARCHAR), 7, '0') AS c3,
  'Ferretería y Depósito N.º ' || customer || ' S.A.S.' || CASE WHEN i % 50 = 0 THEN '  ' ELSE '' END AS c4,
  CASE WHEN product < 0 THEN 'FLETE' ELSE 'pvc-' || product END AS c5,
  CASE WHEN product < 0 THEN 'Flete nacional' ELSE 'Tubo presión ½" × ' || product || ' mm' END AS c6,
  CAST(quantity AS VARCHAR) AS c7,
  REPLACE(FORMAT('{{:,}}', price), ',', '.') || ',00' AS c8,
  REPLACE(FORMAT('{{:,}}', quantity * price * 7 // 10), ',', '.') || ',50' AS c9,
  REPLACE(FORMAT('{{:,}}', quantity * price), ',', '.') || ',00' AS c10
FROM ({cells})
"""
_SPOILT = (  # one cell each, in turn: column, what stands there instead
    ("Fecha", 0, "31/02/2024"), ("Valor neto", 10, "doce mil"), ("Valor neto", 10, "1234.56"), ("Factura", 2, ""),
    ("Cantidad", 7, "3 cajas"), ("Fecha", 0, "15/01/1924"), ("Costo", 9, "#REF!"),
)  # fmt: skip


def write(path: Path, lines: int, seed: int = 7) -> Written:
    """Write the export of so many data lines."""
    step = lines // BAD
    spoilt = {step * place + 3: _SPOILT[place % len(_SPOILT)] for place in range(BAD)}
    with duckdb.connect() as engine:
        rows = _ROWS.format(lines=lines, seed=seed)
        cells = _CELLS.format(lines=lines, every=EVERY, rows=rows)
        line = _LINE.format(cells=cells)
        texts = ", ".join(f"c{place}" for place in range(11))
        changed = " ".join(f"WHEN {i} THEN {place}" for i, (_column, place, _text) in spoilt.items())
        values = " ".join(f"WHEN {i} THEN '{text}'" for i, (_column, _place, text) in spoilt.items())
        cells_out = ", ".join(
            f"CASE WHEN i IN ({', '.join(map(str, spoilt))}) AND CASE i {changed} END = {place} "
            f"THEN CASE i {values} END ELSE c{place} END AS c{place}"
            for place in range(11)
        )
        cents = engine.execute(
            f"SELECT CAST(SUM(cents) AS BIGINT) FROM ({line}) WHERE i NOT IN ({', '.join(map(str, spoilt))})"
        ).fetchall()[0][0]
        result = engine.execute(f"SELECT CONCAT_WS(';', {texts}) FROM (SELECT i, {cells_out} FROM ({line})) ORDER BY i")
        with path.open("w", encoding="latin-1", newline="") as sink:
            sink.write("".join(title + "\r\n" for title in TITLES) + HEADER + "\r\n")
            done = 0
            while batch := result.fetchmany(EVERY):
                sink.write("".join(text + "\r\n" for (text,) in batch))
                done += len(batch)
                if done < lines:
                    sink.write(HEADER + "\r\n")
            sink.write("TOTAL;;;;;;;;;;\r\n")
    first = len(TITLES) + 2
    bad = [(first + i + i // EVERY, column) for i, (column, _place, _text) in sorted(spoilt.items())]
    return Written(lines, int(cents), bad)


if __name__ == "__main__":
    print(json.dumps(asdict(write(Path(sys.argv[1]), int(sys.argv[2])))))
