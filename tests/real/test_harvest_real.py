"""The harvest of lists that never were, on two real companies. docs/explanation/la-cosecha.md in figures."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from clave.base.figures import percent
from clave.base.words import said
from clave.facts.book import Book
from clave.outcome.harvest.shape import Category, Harvest
from tests.real import given_back
from tests.real.books import shared_data

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
DOCUMENT = (Path(__file__).parents[2] / "docs/explanation/la-cosecha.md").read_text(encoding="utf-8")
YEARS = range(2014, 2022)


@cache
def stores() -> Book:
    """All of them."""
    return given_back.stores()


@cache
def decided(year: int) -> given_back.GivenBack:
    """The stores that would have been chosen on the first day of a year, and what they gave in it."""
    return given_back.decided(stores(), date(year, 1, 1))


def category(found: Harvest, key: str) -> Category:
    one = found.category(key)
    assert one is not None
    return one


def row(year: int) -> str:
    """The row of the table in the document."""
    found = decided(year).harvest.retention
    sides = (found.key, found.comparable, found.rest)
    shares = [one.retention.value for one in sides] + [one.renewal.value for one in sides]
    return f"| {year} | " + " | ".join(percent(one or 0.0, "es").replace("\u00a0", " ") for one in shares) + " |"


def test_one_year_of_stores() -> None:
    """The slice of every day: 2018, who stayed, who came back, and a margin that is the same for everybody."""
    found = decided(2018)
    kept, margins = found.harvest.retention, found.harvest.margins
    assert row(2018) in DOCUMENT
    assert not kept.beside_comparable.surely_not_zero
    assert kept.beside_rest.surely_not_zero
    assert (kept.rest.broken, kept.key.broken, kept.key.silent_before) == (149, 0, 2)
    back = [given_back.came_back(stores(), found, days) for days in (90, 365)]
    assert back == [(44, 149), (66, 149)]
    returned = [one for one in kept.accounts if one.side == "key" and one.state == "silent_before"]
    assert [(one.customer, one.broken_on) for one in returned] == [("2629", None), ("2651", None)]
    assert round(margins.key.rate.value or 0.0, 4) == round(margins.rest.rate.value or 0.0, 4) == 0.3333
    assert abs(margins.points.value or 1.0) < 1e-6
    assert not margins.points.surely_not_zero
    volume, loyalty = category(found.harvest, "volume"), category(found.harvest, "loyalty")
    assert (volume.accounts, round(volume.actual or 0.0, 3), volume.word) == (35, -0.02, "far")
    assert (loyalty.accounts, loyalty.actual, loyalty.word) == (33, 1.0, "met")


@pytest.mark.soak
def test_eight_years_of_stores() -> None:
    """Against those like them nothing is claimed; against everybody else five of eight are sure, and nobody did anything."""
    found = {year: decided(year).harvest for year in YEARS}
    assert all(row(year) in DOCUMENT for year in YEARS)
    assert not any(one.retention.beside_comparable.surely_not_zero for one in found.values())
    assert sum(one.retention.beside_rest.surely_not_zero for one in found.values()) == 5
    grown = {year: category(one, "volume").actual or 0.0 for year, one in found.items()}
    assert (min(grown, key=grown.__getitem__), max(grown, key=grown.__getitem__)) == (2020, 2018)
    assert (round(min(grown.values()), 2), round(max(grown.values()), 2)) == (-0.2, -0.02)
    assert {category(one, "volume").word for one in found.values()} == {"far"}
    assert {one.retention.key.broken for one in found.values()} == {0, 1, 2, 4}
    apart = [
        (one.retention.key.renewal.value or 0.0) - (one.retention.comparable.renewal.value or 0.0)
        for one in found.values()
    ]
    assert round(100 * sum(apart) / len(apart), 1) == -3.0
    halved = [
        one
        for one in found[2020].retention.accounts
        if one.side == "key" and (one.money or 0.0) < 0.55 * (one.before or 0.0)
    ]
    assert {"2633", "4829", "2512"} <= {one.customer for one in halved}


def test_a_wholesaler_without_weights_costs_or_customer_file() -> None:
    """The year of Online Retail II after 10 December 2010: what is known is said, and what is missing by which file."""
    found = given_back.decided(given_back.wholesaler(), date(2010, 12, 10)).harvest
    kept, volume = found.retention, category(found, "volume")
    assert (kept.key.kept, kept.key.accounts) == (29, 35)
    assert [round(one.retention.value or 0.0, 3) for one in (kept.key, kept.rest)] == [0.829, 0.744]
    assert (round(volume.actual or 0.0, 3), volume.word) == (-0.104, "far")
    assert said(volume.says, "es").replace("\u00a0", " ") == "−10,4 % de compras: £ 1,9 M frente a £ 2,1 M"
    gone = {one.customer: one.last_date for one in kept.accounts if one.side == "key" and (one.money or 0.0) <= 0}
    assert gone == {"16754": date(2010, 12, 2), "17850": date(2010, 12, 2)}
    assert kept.comparable.accounts == 0
    assert "customer file with sector and channel" in said(kept.missing[0], "en")
    assert (found.margins.key.accounts, found.margins.key.unknown) == (0, 33)
    assert "cost of the products" in said(found.margins.missing[0], "en")
    assert all(one.missing is not None for one in found.categories if not one.accounts)
