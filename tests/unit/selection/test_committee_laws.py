"""Laws of a committee, for any votes: order changes nothing, owners weigh nothing, one more «yes» never harms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.selection.committee import CHOICES, KINDS, Asked, Ballot, Rules, Tally, needed, outcome, tally

TODAY = date(2026, 11, 20)
PEOPLE = range(9)
RULES = st.builds(
    Rules,
    quorum_share=st.floats(0, 1),
    quorum_votes=st.integers(1, 6),
    separation=st.sampled_from(["votes_and_decisions", "votes", "decisions", "none"]),
    override_days=st.integers(1, 730),
)
BALLOTS = st.lists(
    st.builds(Ballot, person=st.sampled_from(PEOPLE), choice=st.sampled_from(CHOICES), own=st.booleans()),
    unique_by=lambda ballot: ballot.person,
)
OWNERS = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
SIDES = {"in": "out", "out": "in", "tie": "tie", "": ""}


def count(ballots: list[Ballot], owners: frozenset[int], rules: Rules) -> Tally:
    """The votes of everybody."""
    return tally(ballots, PEOPLE, owners, rules)


@given(BALLOTS, OWNERS, RULES, st.randoms())
def test_in_whatever_order_people_vote_the_count_is_the_same(
    ballots: list[Ballot], owners: frozenset[int], rules: Rules, chance: st.DataObject
) -> None:
    shuffled = list(ballots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert count(shuffled, owners, rules) == count(ballots, owners, rules)


@given(BALLOTS, OWNERS, RULES, st.sampled_from(CHOICES))
def test_of_one_person_the_last_vote_counts(
    ballots: list[Ballot], owners: frozenset[int], rules: Rules, choice: str
) -> None:
    changed = [replace(ballot, choice=choice) for ballot in ballots]
    assert count([*ballots, *changed], owners, rules) == count(changed, owners, rules)


@given(BALLOTS, OWNERS, RULES, st.sampled_from(CHOICES))
def test_what_owners_vote_changes_no_result_where_votes_are_separated(
    ballots: list[Ballot], owners: frozenset[int], rules: Rules, choice: str
) -> None:
    apart = replace(rules, separation="votes")
    other = [replace(ballot, choice=choice) if ballot.person in owners else ballot for ballot in ballots]
    assert count(other, owners, apart) == count(ballots, owners, apart)


@given(BALLOTS, OWNERS, RULES)
def test_turning_every_vote_round_turns_the_suggestion_round(
    ballots: list[Ballot], owners: frozenset[int], rules: Rules
) -> None:
    turned = {"yes": "no", "no": "yes", "abstain": "abstain"}
    found = count([replace(ballot, choice=turned[ballot.choice]) for ballot in ballots], owners, rules)
    assert found.suggests == SIDES[count(ballots, owners, rules).suggests]


@given(BALLOTS, OWNERS, RULES)
def test_one_more_yes_never_turns_in_into_out(ballots: list[Ballot], owners: frozenset[int], rules: Rules) -> None:
    before = count(ballots, owners, rules)
    silent = sorted(set(PEOPLE) - owners - {ballot.person for ballot in ballots})
    if silent and before.suggests == "in":
        assert count([*ballots, Ballot(silent[0], "yes")], owners, rules).suggests == "in"


@given(BALLOTS, OWNERS, RULES)
def test_counts_add_up_and_quorum_is_what_it_says(ballots: list[Ballot], owners: frozenset[int], rules: Rules) -> None:
    found = count(ballots, owners, rules)
    assert found.counted + found.set_aside == len(ballots)
    assert found.counted <= found.able <= len(PEOPLE)
    assert found.reached == (found.able > 0 and found.missing == 0)
    assert bool(found.suggests) == found.reached
    assert not (found.agreed(KINDS["enters"]) and found.agreed(KINDS["leaves"]))


@given(st.integers(1, 200), RULES)
def test_a_quorum_can_always_be_reached_and_is_never_empty(able: int, rules: Rules) -> None:
    assert 1 <= needed(able, rules) <= able


@given(
    BALLOTS, OWNERS, RULES, st.sampled_from(sorted(KINDS)), st.sampled_from(["accepted", "rejected", "overridden", "?"]),
    st.sampled_from(["", "Porque sí."]), st.none() | st.integers(-400, 800),
)  # fmt: skip
def test_whatever_is_decided_had_a_quorum_and_whatever_goes_against_the_rule_had_a_reason(
    ballots: list[Ballot], owners: frozenset[int], rules: Rules, kind: str, verdict: str, reason: str, days: int | None
) -> None:
    votes = count(ballots, owners, rules)
    until = None if days is None else TODAY + timedelta(days=days)
    asked = Asked(verdict, reason, until)
    try:
        inside = outcome(KINDS[kind], asked, votes, rules, TODAY)
    except ClaveError:
        return
    assert votes.reached
    assert inside is KINDS[kind].verdicts[verdict]
    if verdict == "overridden" and inside:
        assert reason
        assert until is not None
        assert TODAY < until <= TODAY + timedelta(days=rules.override_days)
    assert reason or votes.suggests == ("in" if inside else "out")
