"""Which products and families the facts know: from the product file, and from what was invoiced."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clave.facts.book import Book
from clave.facts.products import families, unknown_products

CATALOGUE = {"product": ["PU-300", "PU-301"], "family": ["Hotmelt", None]}


def book(catalogue: dict[str, list[str | None]] | None = CATALOGUE) -> Book:  # type: ignore[assignment]
    tables = {"invoice_line": pa.table({"product": ["VIEJO-1", None], "customer": ["C-1", "C-1"]})}
    if catalogue is not None:
        tables["product"] = pa.table(catalogue)
    return Book(tables, "COP")


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        ((), ()),
        (("PU-300",), ()),
        (("VIEJO-1",), ()),
        (("PU-300", "pu-300", "X"), ("pu-300", "X")),
        (("X", "X"), ("X",)),
    ],
    ids=["nothing asked", "of the catalogue", "invoiced, not in the catalogue any more", "as it is written", "once"],
)
def test_a_product_is_known_from_the_catalogue_or_an_invoice(asked: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert unknown_products(book(), asked) == unknown


def test_without_a_catalogue_the_invoices_tell() -> None:
    assert unknown_products(book(None), ("VIEJO-1", "PU-300")) == ("PU-300",)


def test_a_product_without_a_family_adds_none() -> None:
    assert families(book()) == ("Hotmelt",)
