"""Capacity when the committee decides: who loses how many hours, how much budget is left, and what is not known (F2)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.capacity import enter_account_load, enter_capacity
from clave.actions.decisions import decide, decide_agreed
from clave.actions.policy import change_policy
from clave.actions.refresh import known_by
from clave.actions.refused import Refused
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.selection.kams import Own
from clave.store.audit import verify
from clave.store.kams import carried, entered_loads, own_loads, strain_of
from clave.store.models import AccountLoad, Decision, Person, Proposal
from clave.store.status import status_of
from tests.store.lives import brought
from tests.store.proposing import NOW, committee, keep_run, line_of, owned, proposed, review_run, somebody, voted
from tests.web.made import code

TODAY, YEAR = NOW.date(), date(2027, 5, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_policy(settings: Settings, tmp_path: Path, db: None) -> None:
    """A policy file of this test alone: an account takes 10 hours a month, 2 for each relationship, and 15 million a year."""
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    says(treatment_hours=10.0, relationship_hours=2.0, treatment_cost=15e6)


def says(**values: Any) -> None:
    changes = {f"capacity.{key}": value for key, value in values.items()}
    change_policy(by=None, now=NOW, changes=changes, since=date(2026, 1, 1), reason="Acta 4", source="Comité")


def can(person: Person, **figures: Any) -> None:
    given = {"hours": None, "accounts": None, "relationships": None} | figures
    enter_capacity(by=director(), now=NOW, person=person, starts_on=TODAY, reason="Medido en octubre.", **given)


def takes(customer: str, **figures: Any) -> AccountLoad:
    given: dict[str, Any] = {"hours": None, "relationships": None, "starts_on": TODAY, "reason": "Contadas."} | figures
    return enter_account_load(by=director(), now=NOW, customer=customer, **given)


def director() -> Person:
    return somebody("director")


def diego() -> Person:
    """A manager who is not on the committee."""
    return somebody("kam", "Diego")


@pytest.fixture
def proposal(own_policy: None) -> Proposal:
    """A review before four people; Diego answers for a member and for the first of the two that enter."""
    for customer in (code(0), code(5)):
        owned(customer, diego())
    return proposed(review_run())


def test_of_what_an_account_takes_the_nearest_word_counts_from_its_day_on() -> None:
    assert carried("C", "C", TODAY).hours == 10
    takes("C", relationships=4)
    assert carried("C", "C", TODAY).hours == 8, "4 relationships × 2 hours"
    takes("C", relationships=4, hours=13.5, starts_on=TODAY + timedelta(days=5))
    assert own_loads(["C"], TODAY + timedelta(days=5)) == {"C": Own(13.5, 4)}
    assert own_loads(["C"], TODAY) == {"C": Own(None, 4)}
    assert own_loads(["C"], TODAY - timedelta(days=1)) == {}
    takes("C", starts_on=TODAY + timedelta(days=9))
    assert carried("C", "C", TODAY + timedelta(days=9)).hours == 10, "nothing of its own any more"


def test_what_single_accounts_take_is_known_of_a_moment_and_ends_with_an_empty_row() -> None:
    takes("A", hours=20.0)
    takes("B", relationships=3)
    takes("B", starts_on=TODAY + timedelta(days=3))
    assert entered_loads(TODAY) == {"A": Own(20.0, None), "B": Own(None, 3)}
    assert entered_loads(TODAY + timedelta(days=3)) == {"A": Own(20.0, None)}, "B takes what policy says again"
    assert entered_loads(TODAY, NOW - timedelta(minutes=1)) == {}, "nobody had entered it then"
    assert known_by(NOW).loads == entered_loads(TODAY)


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"hours": -1.0}, "hours"),
        ({"hours": 745.0}, "hours"),
        ({"relationships": 501}, "relationships"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_an_account_takes_is_a_figure_that_can_be_with_a_reason(figures: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        takes("C", **figures)
    assert refused.value.field == field
    with pytest.raises(ClaveError, match="may not do this"):
        enter_account_load(
            by=diego(), now=NOW, customer="C", starts_on=TODAY, hours=1, relationships=None, reason="Menos."
        )
    assert not AccountLoad.objects.exists()


def test_what_is_not_entered_refuses_nothing(proposal: Proposal) -> None:
    found = strain_of(code(5), "x", TODAY, "COP")
    assert found.exceeds == ()
    assert len(found.unknown) == 3, "Diego's hours and accounts, and the budget"
    assert "Nobody answers" in strain_of(code(6), "x", TODAY, "COP").unknown[0].say("en")
    line = line_of(proposal, "enters")
    voted(line, "yes", "yes")
    assert decide(by=director(), now=NOW, line=line, verdict="accepted").exceeds == []


def test_accepting_beyond_the_hours_names_who_loses_them_and_wants_a_reason_and_an_end(proposal: Proposal) -> None:
    """Diego has 16 hours; one account takes 10, the other 10: 4 are missing, and the one he has would lose them."""
    can(diego(), hours=16.0)
    line, asked = line_of(proposal, "enters"), {"by": director(), "now": NOW, "verdict": "accepted"}
    voted(line, "yes", "yes")
    with pytest.raises(ClaveError) as refused:
        decide(line=line, **asked)
    said = refused.value.say("en")
    assert "With it Diego needs 20 of 16 hours a month: 4 are missing." in said
    assert "would lose them: «Empaques del Cauca S.A.» (4)." in said
    assert refused.value.where == "passes"
    for given, where in (
        ({}, "reason"), ({"reason": "Entra Elsa en enero."}, "until"),
        ({"reason": "Entra Elsa en enero.", "until": TODAY}, "until"),
        ({"reason": "Entra Elsa en enero.", "until": TODAY + timedelta(days=400)}, "until"),
    ):  # fmt: skip
        with pytest.raises(ClaveError) as refused:
            decide(line=line, passes=True, **asked, **given)  # type: ignore[arg-type]
        assert refused.value.where == where
    assert not Decision.objects.exists()
    made = decide(line=line, passes=True, reason="Entra Elsa en enero.", until=YEAR, **asked)  # type: ignore[arg-type]
    status = status_of(code(5))
    assert status is not None
    assert (status.state, status.until, made.until, made.verdict) == ("decided", YEAR, YEAR, "accepted")
    assert "4 are missing" in recalled(made.exceeds[0]).say("en")
    assert verify().broken is None


def test_its_own_hours_or_relationships_make_it_fit(proposal: Proposal) -> None:
    can(diego(), hours=16.0, relationships=5)
    takes(code(5), relationships=3)
    assert strain_of(code(5), "x", TODAY, "COP").exceeds == (), "10 + 3 × 2 = 16 of 16"
    takes(code(5), relationships=6)
    exceeds = [text.say("en") for text in strain_of(code(5), "x", TODAY, "COP").exceeds]
    assert len(exceeds) == 2, "22 of 16 hours, and one relationship more than he can look after"
    assert "1 would be left alone" in exceeds[1]


def test_a_newcomer_beyond_the_budget_waits_or_passes_with_a_word(proposal: Proposal) -> None:
    """Five are key; 5 × 15 = 75 of 90 million: one more fits, and the second does not."""
    says(budget=90e6)
    first, second = proposal.lines.filter(kind="enters").order_by("place")
    for line in (first, second):
        voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=first, verdict="accepted")
    with pytest.raises(ClaveError, match=r"of the \$.90.0.M of the budget \$.0 are left"):
        decide(by=director(), now=NOW, line=second, verdict="accepted")
    made = decide(
        by=director(), now=NOW, line=second, verdict="accepted", passes=True, reason="Sale de mercadeo.", until=YEAR
    )
    assert (len(made.exceeds), made.until) == (1, YEAR)


def test_deciding_all_that_agree_leaves_those_beyond_the_capacity_and_names_them(proposal: Proposal) -> None:
    says(budget=90e6)
    for line in proposal.lines.filter(kind="enters"):
        voted(line, "yes", "yes")
    done = decide_agreed(by=director(), now=NOW, proposal=proposal)
    assert (done.decided, done.beyond) == (1, (proposal.lines.filter(kind="enters").order_by("place")[1].name,))


def test_one_that_stays_takes_no_place_more_and_is_not_asked(proposal: Proposal) -> None:
    can(diego(), hours=1.0)
    says(budget=1e6)
    line = line_of(proposal, "stays")
    voted(line, "yes", "yes")
    assert decide(by=director(), now=NOW, line=line, verdict="accepted").exceeds == []


def test_one_that_was_landing_comes_back_beyond_the_budget_until_a_day(own_policy: None) -> None:
    says(budget=1e6)
    brought(code(0), "landing", by=director())
    proposal = proposed(keep_run(standings={code(0): "stays"}), committee())
    line = line_of(proposal, "returns")
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="accepted", passes=True, reason="Volvió a comprar.", until=YEAR)
    status = status_of(code(0))
    assert status is not None
    assert (status.state, status.until) == ("trial", YEAR)
