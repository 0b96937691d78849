"""The book of facts · El libro de hechos: every figure of docs/explanation/libro-de-hechos.md, done for real."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from clave.facts.store import FactStore, MonthChange
from tests.unit.facts.lines import NOW, invoices, load

DOCUMENT = (Path(__file__).parents[2] / "docs/explanation/libro-de-hechos.md").read_text("utf-8")


def file(name: str) -> dict[str, pa.Table]:
    """The file of that name as the document shows it."""
    shown = DOCUMENT.split(f"**{name}**")[1].strip().split("\n\n")[0].splitlines()
    return invoices(*[tuple(cell.strip() for cell in row.strip("|").split("|")) for row in shown[2:]])


def written(version: int) -> tuple[int, int, int]:
    """Lines, customers and money of a version as the document says."""
    said = re.search(rf"versión {version}: (\d+) líneas, (\d+) clientes, (\d+) de venta neta", DOCUMENT)
    assert said
    lines, customers, money = map(int, said.groups())
    return lines, customers, money


def kept(folder: Path) -> tuple[int, int, int]:
    """The same figures of the current book."""
    summary = FactStore(folder).open().summary()
    return summary.lines, summary.customers, int(summary.money)


def test_the_figures_of_the_document(tmp_path: Path) -> None:
    """Las cifras del documento."""
    load(tmp_path, file("ventas-enero.csv"))
    assert kept(tmp_path) == written(1)

    loaded = load(tmp_path, file("ventas-corregidas.csv"))
    assert (loaded.version, loaded.documents_replaced) == (2, 2)
    assert kept(tmp_path) == written(2)
    assert loaded.tables[0].months == (MonthChange("2026-01", 4, 2), MonthChange("2026-02", 0, 1))
    assert "Enero pasa de 4 líneas a 2, y febrero de 0 a 1." in DOCUMENT
    assert not load(tmp_path, file("ventas-corregidas.csv")).changed

    preview = FactStore(tmp_path).preview(file("enero-completo.csv"), source="erp")
    (gone,) = preview.vanishing
    said = f"{gone.documents} documento ({gone.examples[0]}), {gone.lines} línea, {gone.money:.0f} de venta neta"
    assert f"desaparecería de {gone.period}: {said}" in DOCUMENT
    loaded = load(tmp_path, file("enero-completo.csv"), whole_months=preview.agreement)
    assert kept(tmp_path) == written(3)


def test_undo_and_reopen_as_the_document_says(tmp_path: Path) -> None:
    """Deshacer y reabrir, como dice el documento."""
    store = FactStore(tmp_path)
    load(tmp_path, file("ventas-enero.csv"))
    load(tmp_path, file("ventas-corregidas.csv"))
    agreed = store.preview(file("enero-completo.csv"), source="erp").agreement
    load(tmp_path, file("enero-completo.csv"), whole_months=agreed)
    assert (store.undo(now=NOW, by="ana"), kept(tmp_path)) == (4, written(2))
    assert (store.undo(now=NOW, by="ana"), kept(tmp_path)) == (5, written(1))
    assert (store.reopen(3, now=NOW, by="ana"), kept(tmp_path)) == (6, written(3))
