"""The lists of three real books, with a sales director's eyes: figures to the cent, and places one would sign.

What was seen is written in docs/explanation/libros-reales.md; these tests hold its figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import clave
from clave.base.words import joined
from clave.facts.book import Book
from clave.report.listing_json import listing_json
from clave.selection.listing import Line, Listing
from tests.real import books

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not books.shared_data().exists(), reason="the real data of ../shared/data is not here"),
]
By = dict[str, Line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


def lines(listing: Listing) -> By:
    return {line.customer: line for line in listing.lines}


@pytest.fixture(scope="module")
def wholesaler(folder: Path) -> tuple[Book, Listing]:
    book = clave.read(books.online_retail_csv(folder), currency="GBP")
    return book, clave.rank(book)


def test_the_wholesalers_facts_to_the_cent(wholesaler: tuple[Book, Listing]) -> None:
    """Every loaded line counts, the 235,287 without customer too: 16,343,651.04 + 2,566,093.08."""
    facts = listing_json(wholesaler[1])["facts"]
    assert facts == {"lines": 1_044_847, "customers": 5_942, "money": "18909744.12", "rejected": 0}


def test_the_wholesalers_largest_lead_its_list(wholesaler: tuple[Book, Listing]) -> None:
    """Thirty-five places of 4,243 active customers: the five largest are the first five, and all of them are safe."""
    listing = wholesaler[1]
    assert listing.as_of == date(2011, 12, 9)
    assert listing.order[:1] == ("volume",)
    assert len(listing.members) == 35
    assert [line.customer for line in listing.lines[:5]] == ["14646", "18102", "17450", "14911", "14156"]
    assert all(line.firmness == "safe" for line in listing.lines[:20])
    by_money = sorted(listing.lines, key=lambda line: -line.money)
    assert all(line.member for line in by_money[:20])
    smallest = min(line.money for line in listing.members)
    assert smallest > 10_000  # nobody is in by growth alone


def test_the_wholesaler_says_what_it_cannot_know(wholesaler: tuple[Book, Listing]) -> None:
    """Invoices alone: no cost, no weight, no channel, no receivables; each says which file would open it."""
    listing = wholesaler[1]
    assert set(listing.weights) == {"volume", "potential", "loyalty"}
    assert "Products" in listing.out_of_force["kilos"].say("en")
    assert {line.gate for line in listing.lines} == {"unknown"}


def test_a_spanish_export_of_the_same_book_gives_the_same_list(folder: Path, wholesaler: tuple[Book, Listing]) -> None:
    """`;`, latin-1, 1.234,56, dd/mm/yyyy, Spanish headers, a title and a total: without touching the file."""
    spanish = clave.rank(clave.read(books.online_retail_csv(folder, spanish=True), currency="GBP"))
    assert listing_json(spanish)["list"] == listing_json(wholesaler[1])["list"]


def test_the_manufacturers_stores_of_2021(folder: Path) -> None:
    """Iowa, as of 2021: the top 5 % (87 stores) have 44.9 % and the top 10 % (173) 61.6 % of USD 5,539,119."""
    book = clave.read(books.iowa_csv(folder), books.iowa_customers_csv(folder), currency="USD")
    listing = clave.rank(book, as_of=date(2021, 12, 31))
    money = sorted((line.money for line in listing.lines), reverse=True)
    assert round(sum(money)) == 5_539_119
    assert round(100 * sum(money[:87]) / sum(money), 1) == 44.9
    assert round(100 * sum(money[:173]) / sum(money), 1) == 61.6
    assert [line.name for line in listing.lines[:2]] == ["CENTRAL CITY 2", "HY-VEE #3 / BDI / DES MOINES"]
    assert set(listing.weights) == {"volume", "kilos", "profit", "potential", "loyalty"}
    assert len(listing.members) == 35


def test_the_gate_and_the_margin_of_a_whole_small_company(folder: Path) -> None:
    """classicmodels with the payers of IBM: the two largest customers are key but for payment."""
    listing = clave.rank(clave.read(*books.classicmodels_csvs(folder), currency="USD"))
    assert listing_json(listing)["facts"]["money"] == "9604190.61"
    assert {"volume", "profit"} <= set(listing.weights)
    found = lines(listing)
    by_money = sorted(listing.lines, key=lambda line: -line.money)
    assert [line.customer for line in by_money[:2]] == ["141", "124"]
    for customer in ("141", "124"):
        assert found[customer].gate == "fails"
        assert found[customer].but_for_payment
        assert not found[customer].member
        assert "but for payment" in joined(found[customer].why, " ").say("en")
    assert found["119"].rank == 1
    assert found["141"].category is None
    assert all(line.criteria[key].verdict == "applies" for line in listing.lines for key in line.categories)
    assert found["119"].gate == "passes"


def test_groups_are_one_customer_when_asked(folder: Path) -> None:
    """The stores of a chain roll up to one: Hy-Vee's food stores are by far the largest."""
    book = clave.read(books.iowa_csv(folder), books.iowa_customers_csv(folder), currency="USD")
    measured = clave.measure(book, as_of=date(2021, 12, 31), by="group")
    money: Callable[[str], float] = lambda code: measured.columns["money"].values[measured.index(code)]  # noqa: E731
    assert money("HY-VEE FOOD STORE") > 6 * money("CENTRAL CITY 2")
    first = clave.rank(book, as_of=date(2021, 12, 31), by="group").lines[0]
    assert (first.customer, first.member) == ("HY-VEE FOOD STORE", True)
