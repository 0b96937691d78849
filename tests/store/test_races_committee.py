"""A committee at the same moment: one decides and the other is told; no vote is lost. Each race with its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from clave.actions.decisions import decide, vote
from clave.actions.policy import change_policy
from clave.actions.proposals import end_proposal
from clave.base.errors import ClaveError
from clave.store.audit import verify
from clave.store.committee import tally_of
from clave.store.kams import strain_of
from clave.store.models import Decision, Person, Proposal, ProposalLine, SelectionRun, Vote
from clave.store.status import status_of
from tests.store.proposing import NOW, RULES, keep_run, proposed, somebody
from tests.store.races import PATIENCE, at_once, meeting, refused

ROUNDS = 50
pytestmark = pytest.mark.django_db(transaction=True)
People = list[Person]


@pytest.fixture
def people(transactional_db: None) -> People:
    """Four who vote; the first two may decide."""
    return [somebody("director"), somebody("management"), somebody("kam", "Berta"), somebody("kam", "Carlos")]


@pytest.fixture
def lines(people: People) -> list[ProposalLine]:
    """A first list of many lines, each with enough votes, and places for all."""
    run = keep_run(40)
    run.lines.update(member=True)
    SelectionRun.objects.filter(pk=run.pk).update(capacity=run.capacity | {"cap": 100})
    run.refresh_from_db()
    proposal = proposed(run, people, RULES)
    found = list(proposal.lines.select_related("proposal").order_by("place"))
    Vote.objects.bulk_create(
        Vote(line=line, person=person, choice="yes", own=False, at=NOW) for line in found for person in people[2:]
    )
    return found


def test_of_two_who_decide_the_same_line_one_decides_and_the_other_is_told(
    people: People, lines: list[ProposalLine]
) -> None:
    for line in lines:
        yes = partial(decide, by=people[0], now=NOW, line=line, verdict="accepted")
        no = partial(decide, by=people[1], now=NOW, line=line, verdict="rejected", reason="No nos conviene.")
        outcomes = at_once(yes, no)
        assert refused(outcomes) == 1
        (told,) = [outcome for outcome in outcomes if isinstance(outcome, ClaveError)]
        assert "has decided on" in told.say("en")
        made = Decision.objects.get(line=line)
        assert status_of(line.customer).state == ("decided" if made.inside else "")  # type: ignore[union-attr]
    assert verify().broken is None


def test_its_twin_that_looks_before_it_holds_loses_the_word_of_one(people: People, lines: list[ProposalLine]) -> None:
    """Both see an undecided line; without the proposal held, the second one falls on the database, not on a sentence."""
    line, both_looked = lines[0], meeting(2)

    def look_and_decide(by: Person, inside: bool) -> Any:
        assert not Decision.objects.filter(line=line).exists()
        both_looked()
        try:
            with transaction.atomic():
                return Decision.objects.create(
                    line=line, verdict="accepted" if inside else "rejected", inside=inside, tally={}, by=by, at=NOW
                )
        except IntegrityError as lost:
            return lost

    outcomes = at_once(partial(look_and_decide, people[0], True), partial(look_and_decide, people[1], False))
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1


def test_votes_of_several_people_at_once_all_count(people: People, lines: list[ProposalLine]) -> None:
    for round_ in range(ROUNDS):
        line = lines[round_ % len(lines)]
        choices = ("yes", "no", "abstain", "yes") if round_ % 2 else ("no", "yes", "yes", "abstain")
        outcomes = at_once(
            *(
                partial(vote, by=by, now=NOW, line=line, choice=choice)
                for by, choice in zip(people, choices, strict=True)
            )
        )
        assert refused(outcomes) == 0
        found = tally_of(line)
        assert (found.yes, found.no, found.abstain) == (
            choices.count("yes"),
            choices.count("no"),
            choices.count("abstain"),
        )
    assert verify().broken is None


def test_one_person_voting_in_two_windows_has_one_vote_that_counts(people: People, lines: list[ProposalLine]) -> None:
    for round_ in range(ROUNDS):
        line = lines[round_ % len(lines)]
        outcomes = at_once(*(partial(vote, by=people[2], now=NOW, line=line, choice=word) for word in ("yes", "no")))
        assert refused(outcomes) == 0
        assert line.votes.filter(person=people[2], current=True).count() == 1
        assert {one.choice for one in outcomes} == {"yes", "no"}, "both are in the history"


def test_its_twin_without_the_hold_loses_a_vote(people: People, lines: list[ProposalLine]) -> None:
    """Both see no earlier vote to set aside, then both write: one of them falls."""
    line, by, both_looked = lines[0], people[0], meeting(2)

    def look_and_vote(choice: str) -> Any:
        assert not line.votes.filter(person=by, current=True).exists()
        both_looked()
        try:
            with transaction.atomic():
                return Vote.objects.create(line=line, person=by, choice=choice, own=False, at=NOW)
        except IntegrityError as lost:
            return lost

    outcomes = at_once(partial(look_and_vote, "yes"), partial(look_and_vote, "no"))
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
    assert Vote.objects.filter(line=line, person=by).count() == 1


def test_a_vote_beside_a_decision_is_in_its_count_or_is_turned_away(people: People, lines: list[ProposalLine]) -> None:
    for line in lines:
        deciding = partial(decide, by=people[0], now=NOW, line=line, verdict="accepted", reason="Conviene.")
        made, cast = at_once(deciding, partial(vote, by=people[1], now=NOW, line=line, choice="no"))
        assert made.tally["no"] == (0 if isinstance(cast, ClaveError) else 1)
        assert tally_of(line).no == made.tally["no"], "nobody's word is there and not counted"


def test_its_twin_that_counts_without_holding_misses_a_vote(people: People, lines: list[ProposalLine]) -> None:
    line, counted, cast = lines[0], Event(), Event()

    def count_and_decide() -> Decision:
        votes = tally_of(line)
        counted.set()
        assert cast.wait(PATIENCE)
        return Decision.objects.create(
            line=line, verdict="accepted", inside=True, tally={"no": votes.no}, by=people[0], at=NOW
        )

    def vote_meanwhile() -> None:
        assert counted.wait(PATIENCE)
        Vote.objects.create(line=line, person=people[1], choice="no", own=False, at=NOW)
        cast.set()

    at_once(count_and_decide, vote_meanwhile)
    assert Decision.objects.get(line=line).tally["no"] == 0
    assert tally_of(line).no == 1, "a vote stands there that the decision never saw"


def test_the_last_place_is_given_once(people: People, lines: list[ProposalLine]) -> None:
    proposal = lines[0].proposal
    capacity = proposal.run.capacity
    for round_, (one, other) in enumerate(zip(lines[::2], lines[1::2], strict=True), 1):
        SelectionRun.objects.filter(pk=proposal.run_id).update(capacity=capacity | {"cap": round_})
        calls = [partial(decide, by=by, now=NOW, line=line, verdict="accepted") for by, line in
                 ((people[0], one), (people[1], other))]  # fmt: skip
        outcomes = at_once(*calls)
        assert refused(outcomes) == 1
        (told,) = [outcome for outcome in outcomes if isinstance(outcome, ClaveError)]
        assert told.where == "capacity"


def test_closing_beside_a_decision_leaves_no_line_between(people: People, lines: list[ProposalLine]) -> None:
    proposal = lines[0].proposal
    ending: Callable[[], Any] = partial(
        end_proposal, by=people[1], now=NOW, proposal=proposal, to="closed", reason="Se acabó."
    )
    deciding = partial(decide, by=people[0], now=NOW, line=lines[0], verdict="accepted")
    made, _ended = at_once(deciding, ending)
    state = status_of(lines[0].customer)
    assert state is not None
    assert state.state == ("" if isinstance(made, ClaveError) else "decided")
    assert Proposal.objects.get().state == "closed"
    voted_late = at_once(partial(vote, by=people[2], now=NOW, line=lines[1], choice="no"))
    assert refused(voted_late) == 1


def test_the_last_of_the_budget_is_taken_by_one(
    people: People, lines: list[ProposalLine], settings: Settings, tmp_path: Path
) -> None:
    """Each round has money for one more: two accept at once, one gets it, and the other reads what is left."""
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    for round_ in range(len(lines) // 2):
        _budget_for(round_ + 1)
        outcomes = at_once(
            *(
                partial(decide, by=by, now=NOW, line=line, verdict="accepted")
                for by, line in zip(people[:2], lines[2 * round_ : 2 * round_ + 2], strict=True)
            )
        )
        assert refused(outcomes) == 1
        assert Decision.objects.filter(inside=True).count() == round_ + 1
    assert verify().broken is None


def test_its_twin_that_looks_before_it_holds_spends_it_twice(
    people: People, lines: list[ProposalLine], settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    _budget_for(1)
    both_looked = meeting(2)

    def look_and_decide(by: Person, line: ProposalLine) -> Decision:
        assert not strain_of(line.customer, line.name, NOW.date(), "COP").exceeds
        both_looked()
        return Decision.objects.create(line=line, verdict="accepted", inside=True, tally={}, by=by, at=NOW)

    outcomes = at_once(*(partial(look_and_decide, by, line) for by, line in zip(people[:2], lines[:2], strict=True)))
    assert refused(outcomes) == 0
    assert Decision.objects.filter(inside=True).count() == 2, "more than there was money for"


def _budget_for(accounts: int) -> None:
    changes = {"capacity.treatment_cost": 15e6, "capacity.budget": accounts * 15e6}
    change_policy(by=None, now=NOW, changes=changes, since=date(2026, 1, accounts), reason="Acta", source="Comité")
