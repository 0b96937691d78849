"""Whom the demo hides, clave finds / A quien la empresa de ejemplo esconde, clave lo encuentra."""

from __future__ import annotations

import pytest

from clave.criteria import gate
from clave.criteria.read import read
from clave.criteria.registry import CRITERIA
from clave.criteria.shape import GateState, Reading, Verdict
from clave.demo import Company, build
from clave.measures.run import measure
from clave.measures.shape import Measured
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.selection.listing import Line, Listing
from clave.selection.run import select

Read = tuple[Measured, dict[str, Reading], Limits]


def readings(company: Company) -> Read:
    """The measures of the company at its last date and what every criterion says of them."""
    limits = default().at(company.until)
    measured = measure(company.book(), limits, company.until)
    return measured, read(measured, limits, CRITERIA), limits


@pytest.fixture(scope="module")
def found(company: Company) -> Read:
    return readings(company)


@pytest.fixture(scope="module")
def listing(company: Company) -> Listing:
    return select(company.book(), default(), company.until)


def line(listing: Listing, customer: str) -> Line:
    """The line of one customer."""
    return next(line for line in listing.lines if line.customer == customer)


def test_each_of_the_twelve_criteria_has_somebody_hidden_for_it(company: Company) -> None:
    assert set(company.hidden) == set(CRITERIA)
    assert all(len(set(codes)) >= 2 for codes in company.hidden.values())
    assert len(company.but_for_payment) >= 2


@pytest.mark.parametrize("key", CRITERIA)
def test_the_criterion_applies_to_those_hidden_for_it(company: Company, found: Read, key: str) -> None:
    measured, by_key, limits = found
    assert by_key[key].in_force
    for code in company.hidden[key]:
        index = measured.index(code)
        why = f"{measured.names[index]}: {CRITERIA[key].explain(measured, index, limits)}"
        assert by_key[key].verdict[index] == Verdict.APPLIES, why


@pytest.mark.parametrize("key", CRITERIA)
def test_the_criterion_does_not_apply_to_everybody(found: Read, key: str) -> None:
    measured, by_key, _limits = found
    assert (by_key[key].verdict == Verdict.APPLIES).sum() < len(measured) / 2


def test_they_are_found_in_another_company_too() -> None:
    other = build(seed=7)
    measured, by_key, _limits = readings(other)
    missed = [
        (key, measured.names[measured.index(code)])
        for key, codes in other.hidden.items()
        for code in codes
        if by_key[key].verdict[measured.index(code)] != Verdict.APPLIES
    ]
    assert missed == []


def test_the_big_bad_payers_would_be_key_but_for_payment(company: Company, found: Read, listing: Listing) -> None:
    measured, by_key, limits = found
    for code in company.but_for_payment:
        index = measured.index(code)
        assert gate.states(measured, limits)[index] == GateState.FAILS
        assert by_key["volume"].verdict[index] == Verdict.DOES_NOT
        assert by_key["volume"].score[index] == 0
        assert by_key["volume"].ungated[index] > 70
        assert line(listing, code).but_for_payment
        assert not line(listing, code).member


def test_the_list_is_few_and_firm(listing: Listing) -> None:
    assert len(listing.members) == listing.capacity.cap == 35
    assert sum(member.firmness == "safe" for member in listing.members) >= 25
    assert all(member.candidate for member in listing.members)
    assert listing.out_of_force == {}


def test_the_best_known_accounts_are_on_it(company: Company, listing: Listing) -> None:
    members = {member.customer for member in listing.members}
    for key in ("volume", "distributor", "kilos", "profit", "potential", "loyalty"):
        assert set(company.hidden[key]) <= members, key


@pytest.mark.parametrize("key", ["knowledge", "idle_stock", "prestige", "multinational"])
def test_a_small_customer_takes_the_seat_reserved_for_its_reason(company: Company, listing: Listing, key: str) -> None:
    (seated,) = [member.customer for member in listing.members if member.seat == key]
    assert seated in company.hidden[key]


def test_disagreement_and_expiry_are_felt(company: Company, found: Read) -> None:
    measured, by_key, _limits = found
    index = measured.names.index("Vidrios Chicalá S.A.")
    assert by_key["multinational"].verdict[index] == Verdict.DOES_NOT
    assert by_key["multinational"].low[index] < by_key["multinational"].high[index]
    expired = measured.names.index("Suelas Tayrona S.A.S.")
    assert by_key["prestige"].score[expired] == 0


def test_who_broke_its_rhythm_or_stopped_a_family_shows(found: Read) -> None:
    measured, _by_key, _limits = found
    assert measured.columns["silent"].values[measured.names.index("Distribuciones Otún Ltda.")] == 1
    assert measured.columns["lost_families"].values[measured.names.index("Suelas Tayrona S.A.S.")] >= 1
