"""Which families and products the facts know."""

from __future__ import annotations

from collections.abc import Sequence

from clave.facts.book import Book

_FAMILIES = "SELECT DISTINCT p.family AS family FROM product AS p WHERE p.family IS NOT NULL ORDER BY p.family"
_NAMED = "SELECT DISTINCT t.product AS product FROM {table} AS t WHERE t.product IN ({codes})"
_TABLES = ("product", "invoice_line")


def families(book: Book) -> tuple[str, ...]:
    """Every family of the product file."""
    with book.open() as warehouse:
        return tuple(warehouse.query(_FAMILIES)["family"].to_pylist())


def unknown_products(book: Book, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of some product codes that neither the product file nor any invoice line has, as they were given."""
    asked = {f"product{at}": code for at, code in enumerate(dict.fromkeys(codes))}
    if not asked:
        return ()
    listed, known = ", ".join(f":{name}" for name in asked), set[str]()
    with book.open() as warehouse:
        for table in _TABLES:
            if book.has(table):
                known |= set(warehouse.query(_NAMED.format(table=table, codes=listed), **asked)["product"].to_pylist())
    return tuple(code for code in asked.values() if code not in known)
