"""Why: contributions add up, the seat and the gate are said, and the neighbours at the cut."""

from __future__ import annotations

from datetime import date

import pytest

from clave.base.words import recalled, stored
from clave.policy import declared
from clave.selection.bands import Membership
from clave.selection.listed import Asked, listed
from clave.selection.listing import Line
from tests.unit.selection.population import grounds, large, limits, reading

LONG_AGO = date(2020, 1, 1)
TWO = {declared.capacity_count: 2, declared.capacity_share: 1.0}


def said(line: Line) -> str:
    return " ".join(text.say("en") for text in line.why)


def test_in_full_for_members_and_near_the_cut_and_on_request() -> None:
    made = large(2000)
    listing = listed(made, Asked(draws=100))
    far = listing.lines[1500].customer
    assert far not in said(listing.lines[1500])
    assert "draws of weights" not in said(listing.lines[1500])
    asked = listed(made, Asked(draws=100, explain=[far]))
    assert "draws of weights" in said(asked.lines[1500])
    assert all("draws of weights" in said(line) for line in listing.members)
    assert all(line.would_take for line in listing.members)
    assert sum("draws of weights" in said(line) for line in listing.lines) <= len(listing.members) + 60


def test_contributions_and_neighbours() -> None:
    made = {"volume": reading([90, 70, 60, 0]), "loyalty": reading([0, 20, 40, 90])}
    listing = listed(grounds(made, limits({**TWO, declared.seats: {}})), Asked(draws=100))
    first, second, third, fourth = listing.lines
    assert said(first).startswith("Key for: volume. It is 12.5 points above the first one left out.")
    assert "Its 67.5 points: volume 67.5." in said(first)
    assert "volume 52.5 + loyalty 5" in said(second)
    assert "The next one, Customer C00002, is 2.5 points behind." in said(second)
    assert "2.5 points above the first one left out" in said(second)
    assert "The last one in, Customer C00001, is 2.5 points ahead." in said(third)
    assert "The last one in, Customer C00001, is 35 points ahead." in said(fourth)


def test_a_seat_below_the_cut_keeps_its_rank() -> None:
    made = {"volume": reading([90, 70, 60, 0]), "knowledge": reading([0, 0, 0, 75])}
    listing = listed(grounds(made, limits(TWO)), Asked(draws=100))
    last = listing.lines[-1]
    assert (last.rank, last.member, last.seat, last.category) == (4, True, "knowledge", "knowledge")
    assert "It holds the seat reserved for «knowledge»." in said(last)
    assert [line.member for line in listing.lines] == [True, False, False, True]


def test_a_distributor_outside_capacity_is_named() -> None:
    made = {"volume": reading([90, 80, 0]), "distributor": reading([0, 0, 100])}
    listing = listed(grounds(made, limits(TWO)), Asked(draws=100))
    assert "Key by distributor, no capacity" in said(listing.lines[2])
    assert listing.lines[2].candidate
    assert not listing.lines[2].member


def test_no_candidate_is_said() -> None:
    listing = listed(grounds({"volume": reading([40, 30])}), Asked(draws=100))
    assert said(listing.lines[0]).startswith("No criterion applies to it")
    assert listing.members == ()
    assert "No criterion applies to any customer" in listing.notes[-1].say("en")


def test_cells_are_written_when_looked_at() -> None:
    made = {"volume": reading([90, float("nan")], low=[90, 20], high=[90, 70])}
    cell = listed(grounds(made), Asked(draws=100)).lines[1].criteria["volume"]
    assert (cell.verdict, cell.score, cell.low, cell.high) == ("unknown", None, 20.0, 70.0)
    assert cell.because.say("en") == "because of volume"
    assert len(listed(grounds(made), Asked(draws=100)).lines[1].criteria) == 1
    with pytest.raises(KeyError):
        listed(grounds(made), Asked(draws=100)).lines[0].criteria["kilos"]


def test_reasons_can_be_kept_and_read_back() -> None:
    """A stored reason is still readable in either language."""
    for line in listed(large(300), Asked(draws=100)).members:
        for text in (*line.why, *(change.text for change in line.would_take)):
            assert recalled(stored(text)).say("es") == text.say("es")


def test_the_bands_decide_who_is_inside_where_there_are_members() -> None:
    """C3 was a member and stays, watched; C1, in by the rule, waits for its place."""
    made = {"volume": reading([90, 80, 70, 60])}
    state = {"C00000": Membership(LONG_AGO, 9), "C00003": Membership(LONG_AGO, 9)}
    listing = listed(grounds(made, limits({**TWO, declared.seats: {}})), Asked(draws=100, members=state))
    standing = {line.customer: line.standing and line.standing.state for line in listing.lines}
    assert standing == {"C00000": "stays", "C00001": "waits", "C00002": None, "C00003": "watched"}
    assert [line.customer for line in listing.members] == ["C00000", "C00003"]
    waiting = listing.lines[1].standing
    assert waiting is not None
    assert waiting.instead_of == "C00003"
    assert listing.capacity.limits[0].used == 2


def test_a_member_that_no_longer_buys_is_named() -> None:
    made = {"volume": reading([90, 80])}
    asked = Asked(draws=100, members={"GONE": Membership(LONG_AGO, 9)})
    assert "bought nothing in the last twelve months: GONE" in listed(grounds(made), asked).notes[-1].say("en")
