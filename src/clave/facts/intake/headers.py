"""Headers as ERPs write them: compared without accents, case, punctuation or abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from clave.facts.tables import TABLES

SHORT = {
    "cod": "codigo", "code": "code", "no": "numero", "nro": "numero", "num": "numero", "nr": "number", "n": "numero",
    "vr": "valor", "vlr": "valor", "val": "valor", "cant": "cantidad", "fec": "fecha", "fch": "fecha",
    "fact": "factura", "fac": "factura", "fra": "factura", "cte": "cliente", "cli": "cliente", "clte": "cliente",
    "art": "articulo", "ref": "referencia", "prod": "producto", "unit": "unitario", "unid": "unidades",
    "und": "unidades", "tot": "total", "doc": "documento", "dcto": "descuento", "desct": "descuento",
    "dto": "descuento", "descr": "descripcion", "nom": "nombre", "vto": "vencimiento", "vcto": "vencimiento",
    "inv": "invoice", "cust": "customer", "qty": "quantity", "amt": "amount", "id": "codigo",
    "kgs": "kilos", "kg": "kilos", "item": "item",
}  # fmt: skip
SILENT = frozenset(("de", "del", "la", "el", "los", "las", "of", "the", "a"))
SPANISH = frozenset(
    [
        "fecha",
        "factura",
        "cliente",
        "producto",
        "cantidad",
        "precio",
        "valor",
        "neto",
        "referencia",
        "articulo",
        "descripcion",
        "documento",
        "nombre",
        "codigo",
        "costo",
        "moneda",
        "ciudad",
        "pais",
        "vendedor",
        "vencimiento",
        "pago",
        "pedido",
        "familia",
        "linea",
        "tercero",
        "nit",
        "bodega",
        "importe",
    ]
)


@cache
def plain(header: str) -> str:
    """`Cód. Cliente` and `CodCliente` as `cod cliente`: lower case, no accents, one blank between words."""
    split = re.sub(r"(?<=[a-z0-9áéíóúñ])(?=[A-ZÁÉÍÓÚÑ])", " ", header)
    bare = "".join(c for c in unicodedata.normalize("NFKD", split) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z%]+", " ", bare.casefold()).split())


@cache
def words_of(header: str) -> tuple[str, ...]:
    """The words of a header, abbreviations written out and articles left out."""
    return tuple(SHORT.get(word, word) for word in plain(header).split() if word not in SILENT)


@cache
def likeness(header: str, synonym: str) -> float:
    """How much a header is a synonym: 1 the same, 0.95 but for abbreviations, less where only some words agree."""
    if plain(header).replace(" ", "") == plain(synonym).replace(" ", ""):
        return 1.0
    mine, its = words_of(header), words_of(synonym)
    if not mine or not its:
        return 0.0
    if mine == its:
        return 0.95
    if set(mine) == set(its):
        return 0.9
    if set(its) <= set(mine) and len(its) > 1:
        return 0.75
    return 0.6 if its[0] == mine[0] and set(its) <= set(mine) and len(mine) <= 3 else 0.0


@cache
def _synonyms() -> frozenset[str]:
    return frozenset(
        plain(synonym).replace(" ", "")
        for table in TABLES.values()
        for column in table.columns
        for synonym in (*column.headers, column.name)
    )


@cache
def is_known(header: str) -> bool:
    """Whether some table declares this header, abbreviated or not."""
    if not header or len(header) > 60:
        return False
    return plain(header).replace(" ", "") in _synonyms() or " ".join(words_of(header)) in _written_out()


@cache
def _written_out() -> frozenset[str]:
    return frozenset(
        " ".join(words_of(synonym))
        for table in TABLES.values()
        for column in table.columns
        for synonym in (*column.headers, column.name)
    )


def recognised(cells: list[str] | tuple[str, ...]) -> int:
    """How many cells of a record are headers that some table declares."""
    return sum(is_known(cell.strip()) for cell in cells)


def is_spanish(headers: list[str] | tuple[str, ...]) -> bool:
    """Whether the headers are written in Spanish."""
    found = [word for header in headers for word in words_of(header)]
    return any(word in SPANISH for word in found)


def header_record(first: tuple[tuple[str, ...], ...]) -> int:
    """The record that holds the headers: most recognised cells, else the first full record without figures; -1 none."""
    counts = [recognised(cells) for cells in first[:50]]
    best = max(counts, default=0)
    if best >= 2:
        return counts.index(best)
    full = max((sum(bool(cell.strip()) for cell in cells) for cells in first), default=0)
    for place, cells in enumerate(first[:50]):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) >= max(1, full - 1) and not any(re.search(r"\d", cell) for cell in filled):
            return place
    return -1
