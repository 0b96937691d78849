"""A whole cycle on a real book: the manufacturer of Iowa decides its list as of 2019 and reviews it until 2021.

The figures are those of docs/explanation/vida-de-un-estado.md, which is read here too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import clave
from clave.measures.run import measure
from clave.measures.shape import Measured
from clave.policy.reading import default
from clave.selection.bands import Membership
from clave.selection.cycle import Choose, Turn, cycle, unbanded
from clave.selection.listed import Asked
from clave.selection.listing import Listing
from clave.selection.run import select_measured
from tests.real import books

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not books.shared_data().exists(), reason="the real data of ../shared/data is not here"),
]
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "vida-de-un-estado.md"
YEARS = [date(year, 12, 31) for year in range(2014, 2022)]
HALVES = sorted([*YEARS, *(date(year, 6, 30) for year in range(2015, 2022))])
Told = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def choose(tmp_path_factory: pytest.TempPathFactory) -> Choose:
    """The list of any day; each day is measured once."""
    folder = tmp_path_factory.mktemp("iowa")
    book = clave.read(books.iowa_csv(folder), books.iowa_customers_csv(folder), currency="USD")
    policy, summary, kept = default(), book.summary(), dict[date, Measured]()

    def of(day: date, members: Mapping[str, Membership] | None) -> Listing:
        if day not in kept:
            kept[day] = measure(book, policy.at(day), day)
        return select_measured(kept[day], summary, policy.at(day), day, asked=Asked(members=members))

    return of


def named(turn: Turn, codes: Sequence[str]) -> tuple[str, ...]:
    """Customers by name, in alphabetical order."""
    names = {line.customer: line.name for line in turn.listing.lines}
    return tuple(sorted(names.get(code, code) for code in codes))


def changes(turns: Sequence[Turn]) -> int:
    """Customers that the reviews told something new: who entered or left after the first decision."""
    return sum(turn.changes for turn in turns[1:])


def came_back(turns: Sequence[Turn]) -> int:
    """Entries of customers that had left: what hurts twice."""
    out: set[str] = set()
    times = 0
    for before, after in pairwise(turns):
        times += len(set(after.entered) & out)
        out |= set(before.members) - set(after.members)
    return times


@pytest.fixture(scope="module")
def page() -> str:
    """The page in one line."""
    return " ".join(PAGE.read_text("utf-8").split())


def test_yearly_reviews_of_2020_and_2021(choose: Choose, page: str) -> None:
    """Decided as of 2019: nobody enters or leaves in two yearly reviews, seven and eight are watched."""
    first, second, third = cycle(choose, YEARS[-3:])
    assert len(first.members) == len(second.members) == len(third.members) == 35
    assert (second.changes, third.changes) == (0, 0)
    assert (len(second.watched), len(third.watched)) == (7, 8)
    assert named(second, second.watched) == (
        "BENZ DISTRIBUTING",
        "HY-VEE FOOD STORE #1 / OTTUMWA",
        "HY-VEE FOOD STORE / CARROLL",
        "HY-VEE FOOD STORE / INDIANOLA",
        "HY-VEE WINE & SPIRITS / MUSCATINE",
        "SAM'S CLUB 8162 / CEDAR RAPIDS",
        "WILKIE LIQUORS",
    )
    back = set(named(second, second.watched)) - set(named(third, third.watched))
    assert back == {"BENZ DISTRIBUTING", "HY-VEE FOOD STORE / CARROLL", "SAM'S CLUB 8162 / CEDAR RAPIDS"}
    assert "Siete tiendas quedan en observación" in page
    assert "tres de las siete" in page


def test_half_yearly_reviews_of_2020_and_2021(choose: Choose, page: str) -> None:
    """The third review is the first that may let go: six leave in June 2021, and six of those that waited enter."""
    turns = cycle(choose, HALVES[-5:])
    june, december = turns[-2:]
    assert [turn.changes for turn in turns] == [35, 0, 0, 12, 2]
    assert named(june, june.left) == (
        "BENZ DISTRIBUTING",
        "HY-VEE FOOD STORE #1 / OTTUMWA",
        "HY-VEE FOOD STORE / INDIANOLA",
        "HY-VEE WINE & SPIRITS / MUSCATINE",
        "SAM'S CLUB 8162 / CEDAR RAPIDS",
        "WILKIE LIQUORS",
    )
    assert named(june, june.entered) == (
        "HY-VEE / WAUKEE",
        "HY-VEE FOOD STORE #1636 / SPENCER",
        "HY-VEE FOOD STORE #5 / CEDAR RAPIDS",
        "HY-VEE FOOD STORE / DUBUQUE",
        "HY-VEE FOOD STORE / KEOKUK",
        "HY-VEE FOOD STORE / MUSCATINE",
    )
    assert named(december, december.entered) == ("BENZ DISTRIBUTING",)
    assert named(december, december.left) == ("HY-VEE WINE AND SPIRITS / HARLAN",)
    why = june.listing.standings[june.left[0]].because.say("en")
    assert why.startswith("It leaves: in ")
    assert "reviews running" in why
    assert "En junio de 2021 salen seis y entran seis" in page


COUNTS = {
    "2019–2021, cada año": (YEARS[-3:], (0, 0), (30, 3)),
    "2019–2021, cada semestre": (HALVES[-5:], (14, 1), (42, 6)),
    "2014–2021, cada año": (YEARS, (30, 1), (82, 15)),
    "2014–2021, cada semestre": (HALVES, (56, 8), (120, 27)),
}


@pytest.mark.parametrize("label", COUNTS)
def test_how_often_the_list_changes_with_and_without_bands(choose: Choose, page: str, label: str) -> None:
    """Changes after the first decision, and how many of them bring back somebody that had left."""
    days, banded, plain = COUNTS[label]
    with_bands, without = cycle(choose, days), unbanded(choose, days)
    assert (changes(with_bands), came_back(with_bands)) == banded
    assert (changes(without), came_back(without)) == plain
    assert f"| {label} | {plain[0]} | {plain[1]} | {banded[0]} | {banded[1]} |" in page
