"""Votar, comentar y decidir: qué cuenta, qué se rechaza con una frase, y qué paso da el estado con cada decisión."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clave.actions.decisions import comment, decide, decide_agreed, vote, vote_on_all_that_stay
from clave.actions.landing import Plan, land_account
from clave.actions.life import take_back, watch_account
from clave.actions.nominations import nominate
from clave.actions.proposals import end_proposal
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, recalled
from clave.selection.committee import Rules
from clave.store.audit import verify
from clave.store.committee import tally_of
from clave.store.leaving import kept_cost
from clave.store.models import (
    AuditEvent,
    Comment,
    Decision,
    LandingPlan,
    Nomination,
    Proposal,
    SelectionRun,
    StatusChange,
    StatusReview,
    Vote,
)
from clave.store.status import status_of, why_of
from tests.store.lives import brought, plan
from tests.store.proposing import (
    AFTER,
    NOW,
    RULES,
    committee,
    keep_run,
    line_of,
    owned,
    proposed,
    review_run,
    somebody,
    voted,
)
from tests.web.made import code

YEAR = date(2027, 5, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(db: None) -> Proposal:
    """A review before four people, with room for everybody."""
    return proposed()


def state(customer: str) -> str:
    """Where a customer stands."""
    found = status_of(customer)
    return found.state if found else ""


def director() -> Any:
    """Who decides."""
    return somebody("director")


def test_a_vote_can_change_until_the_closing_and_the_earlier_ones_stay_in_the_history(proposal: Proposal) -> None:
    line, berta = line_of(proposal, "enters"), somebody("kam", "Berta")
    vote(by=berta, now=NOW, line=line, choice="no", comment="Paga tarde.")
    vote(by=berta, now=NOW + timedelta(days=2), line=line, choice="yes", comment="Ya paga bien.")
    assert list(line.votes.order_by("pk").values_list("choice", "current")) == [("no", False), ("yes", True)]
    assert (tally_of(line).yes, tally_of(line).no) == (1, 0)
    assert AuditEvent.objects.filter(what="proposal.voted").count() == 2


@pytest.mark.parametrize(
    ("who", "when", "choice", "says"),
    [
        ("credit", NOW, "yes", "may not do this"),
        ("administrator", NOW, "yes", "you are not on this committee"),
        ("kam", AFTER, "yes", "voting ended on"),
        ("kam", NOW, "maybe", "a vote is yes, no or abstention"),
    ],
)
def test_a_vote_that_does_not_count_is_said_and_nothing_changes(
    proposal: Proposal, who: str, when: Any, choice: str, says: str
) -> None:
    by = somebody(who, "Berta" if who == "kam" else "")
    with pytest.raises(ClaveError, match=says):
        vote(by=by, now=when, line=line_of(proposal, "enters"), choice=choice)
    assert not Vote.objects.exists()


def test_after_a_decision_and_after_the_end_nobody_votes(proposal: Proposal) -> None:
    line, berta = line_of(proposal, "enters"), somebody("kam", "Berta")
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="accepted")
    with pytest.raises(ClaveError, match=r"Ana director has decided on .* already: accepted"):
        vote(by=berta, now=NOW, line=line, choice="no")
    end_proposal(by=director(), now=NOW, proposal=proposal, to="closed", reason="Listo.")
    with pytest.raises(ClaveError, match="this proposal has ended"):
        vote(by=berta, now=NOW, line=line_of(proposal, "waits"), choice="no")


def test_one_act_votes_yes_on_all_that_stay_and_were_not_voted_on(proposal: Proposal) -> None:
    berta = somebody("kam", "Berta")
    vote(by=berta, now=NOW, line=line_of(proposal, "stays"), choice="no")
    assert vote_on_all_that_stay(by=berta, now=NOW, proposal=proposal) == 1
    assert vote_on_all_that_stay(by=berta, now=NOW, proposal=proposal) == 0
    assert sorted(Vote.objects.values_list("choice", flat=True)) == ["no", "yes"]


def test_the_vote_of_who_answers_for_the_account_is_kept_and_does_not_count() -> None:
    owned(code(5), somebody("kam", "Berta"))
    line = line_of(proposed(), "enters")
    voted(line, "yes", "", "yes")
    assert (tally_of(line).yes, tally_of(line).set_aside, tally_of(line).reached) == (1, 1, False)
    with pytest.raises(ClaveError, match="one vote is missing for the quorum"):
        decide(by=director(), now=NOW, line=line, verdict="accepted")


def test_comments_are_answered_in_their_own_line(proposal: Proposal) -> None:
    line, other = line_of(proposal, "enters"), line_of(proposal, "waits")
    first = comment(by=somebody("kam", "Berta"), now=NOW, line=line, text=" ¿Y si paga tarde? ")
    second = comment(by=director(), now=NOW, line=line, text="Ya no.", answers=first)
    third = comment(by=somebody("management"), now=NOW, line=line, text="De acuerdo.", answers=second)
    assert (first.text, second.answers, third.answers) == ("¿Y si paga tarde?", first, first)
    for given, says in (
        ({"line": other, "text": "x", "answers": first}, "of another line"),
        ({"line": line, "text": " "}, "nothing is written"),
        ({"line": line, "text": "x" * 1001}, "more than 1000 letters"),
    ):
        with pytest.raises(ClaveError, match=says):
            comment(by=director(), now=NOW, **given)  # type: ignore[arg-type]
    assert Comment.objects.count() == 3


def test_accepting_a_newcomer_puts_it_on_the_list_with_its_first_reason(proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    voted(line, "yes", "yes", "no")
    made = decide(by=director(), now=NOW, line=line, verdict="accepted")
    status = status_of(code(5))
    assert status is not None
    assert (status.state, status.since, status.category, status.until) == ("decided", NOW.date(), "volume", None)
    change = StatusChange.objects.latest("pk")
    said = why_of(change)
    assert isinstance(said, Text), "clave says it, so each reads it in their own language"
    assert change.reason == ""
    assert said.say("es") == f"Decidido por el comité en la propuesta {proposal.pk}: 2 sí, 1 no, 0 abstenciones."
    assert said.say("en") == f"Decided by the committee in proposal {proposal.pk}: 2 yes, 1 no, 0 abstentions."
    assert change.run == proposal.run
    assert made.tally == {"yes": 2, "no": 1, "abstain": 0, "set_aside": 0, "able": 4, "needed": 2}
    assert verify().broken is None


def test_rejecting_a_newcomer_needs_a_reason_and_leaves_it_as_it_was(proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    voted(line, "no", "no")
    with pytest.raises(ClaveError, match="the rule says otherwise"):
        decide(by=director(), now=NOW, line=line, verdict="rejected")
    decide(by=director(), now=NOW, line=line, verdict="rejected", reason="Nos debe desde marzo.")
    assert state(code(5)) == ""
    assert why_of(StatusChange.objects.latest("pk")) == "Nos debe desde marzo."


def test_one_that_waits_or_was_nominated_enters_against_the_rule_for_a_time() -> None:
    run = review_run()
    nominate(by=somebody("lab"), now=NOW, customer=code(30), name="x", reason="Ensaya.", criterion="knowledge")
    proposal = proposed(run)
    for kind, customer, category in (("waits", code(7), "volume"), ("nominated", code(30), "knowledge")):
        line = line_of(proposal, kind)
        voted(line, "yes", "yes")
        decide(by=director(), now=NOW, line=line, verdict="overridden", reason="Nos abre el Caribe.", until=YEAR)
        status = status_of(customer)
        assert status is not None
        assert (status.state, status.until, status.category) == ("decided", YEAR, category)
    assert Nomination.objects.get().state == "decided"


def test_a_nomination_that_is_rejected_has_its_answer(proposal: Proposal) -> None:
    end_proposal(by=director(), now=NOW, proposal=proposal, to="abandoned", reason="Falta una.")
    mine = nominate(by=somebody("lab"), now=NOW, customer=code(30), name="x", reason="Ensaya.")
    line = line_of(proposed(proposal.run), "nominated")
    voted(line, "no", "no")
    decide(by=director(), now=NOW, line=line, verdict="rejected")
    mine.refresh_from_db()
    assert (mine.state, mine.line, state(code(30))) == ("decided", line, "")


def test_one_that_leaves_lands_with_its_plan(proposal: Proposal) -> None:
    line = line_of(proposal, "leaves")
    voted(line, "no", "no")
    with pytest.raises(ClaveError, match="lands only with a plan"):
        decide(by=director(), now=NOW, line=line, verdict="accepted")
    assert not Decision.objects.exists()
    landing: Plan = plan(director())
    made = decide(by=director(), now=NOW, line=line, verdict="accepted", plan=landing)
    assert (state(code(3)), made.until) == ("landing", landing.until)
    assert LandingPlan.objects.get().customer == code(3)


def test_one_that_would_leave_stays_watched_until_a_day_against_the_rule(proposal: Proposal) -> None:
    line = line_of(proposal, "leaves")
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="overridden", reason="Cambia de dueño en enero.", until=YEAR)
    status = status_of(code(3))
    assert status is not None
    assert (status.state, status.until) == ("watched", YEAR)


def test_one_that_is_watched_already_gets_another_end() -> None:
    run = review_run()
    watch_account(by=None, now=NOW, customer=code(3), on=NOW.date(), reason="Bajó.")
    line = line_of(proposed(run), "leaves")
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="overridden", reason="Cambia de dueño.", until=YEAR)
    status = status_of(code(3))
    assert status is not None
    assert (status.state, status.until) == ("watched", YEAR)


@pytest.mark.parametrize(
    ("kind", "place", "before", "after"),
    [
        ("watched", 2, "confirmed", "watched"),
        ("watched", 2, "watched", "watched"),
        ("stays", 0, "confirmed", "confirmed"),
        ("stays", 0, "watched", "trial"),
    ],
)
def test_a_member_that_stays_moves_only_into_watch_or_out_of_it(kind: str, place: int, before: str, after: str) -> None:
    run = review_run()
    if before == "watched":
        watch_account(by=None, now=NOW, customer=code(place), on=NOW.date(), reason="Bajó.")
    line = line_of(proposed(run), kind)
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="accepted")
    assert state(code(place)) == after


def test_a_member_that_the_rule_keeps_can_be_let_go_with_a_reason_and_a_plan(proposal: Proposal) -> None:
    line = line_of(proposal, "stays")
    voted(line, "no", "no")
    decide(
        by=director(),
        now=NOW,
        line=line,
        verdict="overridden",
        reason="Se fue con la competencia.",
        plan=plan(director()),
    )
    assert state(code(0)) == "landing"
    assert Decision.objects.get().until == plan(director()).until


@pytest.mark.parametrize(
    ("verdict", "reason", "after"), [("accepted", "", "trial"), ("rejected", "No basta.", "landing")]
)
def test_one_that_was_landing_and_recovered_stays_after_all_or_lands_on(verdict: str, reason: str, after: str) -> None:
    brought(code(0), "landing")
    proposal = proposed(keep_run(standings={code(0): "stays"}))
    line = line_of(proposal, "returns")
    voted(line, *(["yes"] * 2 if verdict == "accepted" else ["no"] * 2))
    decide(by=director(), now=NOW, line=line, verdict=verdict, reason=reason)
    assert state(code(0)) == after


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"verdict": "overridden", "until": YEAR}, "reason"),
        ({"verdict": "overridden", "reason": "Sí."}, "until"),
        ({"verdict": "overridden", "reason": "Sí.", "until": date(2026, 11, 1)}, "until"),
        ({"verdict": "overridden", "reason": "Sí.", "until": date(2030, 1, 1)}, "until"),
        ({"verdict": "overridden", "reason": "x" * 1001, "until": YEAR}, "comment"),
        ({"verdict": "rejected", "reason": "Sí."}, "verdict"),
        ({"verdict": ""}, "verdict"),
    ],
)
def test_a_decision_that_may_not_be_is_said_and_nothing_changes(
    proposal: Proposal, given: dict[str, Any], where: str
) -> None:
    line = line_of(proposal, "waits")
    voted(line, "yes", "yes")
    steps = StatusChange.objects.count()
    with pytest.raises(ClaveError) as refused:
        decide(by=director(), now=NOW, line=line, **given)
    assert refused.value.where == where
    assert (Decision.objects.count(), StatusChange.objects.count()) == (0, steps)


def test_nobody_decides_on_an_account_of_their_own_now_or_when_it_was_frozen() -> None:
    run = review_run()
    owned(code(5), director())
    proposal = proposed(run)
    frozen, taken_since = proposal.lines.filter(kind="enters").order_by("place")
    owned(code(6), director())
    for line in (frozen, taken_since):
        voted(line, "", "yes", "yes")
        with pytest.raises(ClaveError, match="nobody decides on an account of their own"):
            decide(by=director(), now=NOW, line=line, verdict="accepted")
        assert decide(by=somebody("management"), now=NOW, line=line, verdict="accepted").inside


def test_where_policy_does_not_separate_the_owner_votes_and_decides() -> None:
    owned(code(5), director())
    line = line_of(proposed(rules=Rules(0.5, 2, "none", 365)), "enters")
    voted(line, "yes", "yes")
    assert decide(by=director(), now=NOW, line=line, verdict="accepted").tally["set_aside"] == 0


def test_the_one_too_many_is_refused_until_somebody_leaves() -> None:
    run = review_run()
    SelectionRun.objects.filter(pk=run.pk).update(capacity=run.capacity | {"cap": 5})
    run.refresh_from_db()
    proposal = proposed(run)
    line, leaving = line_of(proposal, "enters"), line_of(proposal, "leaves")
    voted(line, "yes", "yes")
    voted(leaving, "no", "no")
    with pytest.raises(ClaveError, match=r"all 5 places are taken: Cliente 0005 would be one too many.*Se fue S\.A\."):
        decide(by=director(), now=NOW, line=line, verdict="accepted")
    assert state(code(5)) == "proposed"
    decide(by=director(), now=NOW, line=leaving, verdict="accepted", plan=plan(director()))
    assert decide(by=director(), now=NOW, line=line, verdict="accepted").inside


def test_a_line_is_decided_once(proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="accepted")
    with pytest.raises(ClaveError, match="Ana director has decided on Cliente 0005 already: accepted"):
        decide(by=somebody("management"), now=NOW, line=line, verdict="rejected", reason="No.")
    with pytest.raises(DatabaseError, match="decision_never_changes"), transaction.atomic():
        Decision.objects.update(inside=False)


def test_all_that_nobody_contests_is_decided_at_once_and_the_rest_is_named() -> None:
    run = review_run()
    SelectionRun.objects.filter(pk=run.pk).update(capacity=run.capacity | {"cap": 6})
    run.refresh_from_db()
    owned(code(0), director())
    proposal = proposed(run)
    for line in proposal.lines.all():
        voted(line, *(["no"] * 4 if line.kind in ("leaves", "waits") else ["yes"] * 4))
    contested = line_of(proposal, "waits")
    voted(contested, "yes")
    found = decide_agreed(by=director(), now=NOW, proposal=proposal)
    assert found.decided == 3
    assert found.own == ("Empaques del Cauca S.A.",)
    assert found.landing == ("Suelas Tayrona <b>Ltda.</b>", "Se fue S.A.")
    assert found.full == ("Cliente 0006",)
    decided = set(Decision.objects.values_list("line__kind", "verdict"))
    assert decided == {("enters", "accepted"), ("watched", "accepted"), ("stays", "accepted")}
    assert decide_agreed(by=director(), now=NOW, proposal=proposal).decided == 0


def test_closing_books_the_review_and_keeps_what_was_decided(proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    voted(line, "yes", "yes")
    decide(by=director(), now=NOW, line=line, verdict="accepted")
    end_proposal(by=director(), now=AFTER, proposal=proposal, to="closed", reason="Se decidió lo que había.")
    assert state(code(5)) == "decided"
    assert state(code(6)) == ""
    assert set(StatusReview.objects.values_list("customer", "state")) == {
        (code(0), "stays"), (code(1), "stays"), (code(2), "watched"), (code(3), "leaves"), ("GONE", "leaves"),
    }  # fmt: skip
    assert verify().broken is None


def test_the_rules_of_a_frozen_proposal_do_not_follow_policy() -> None:
    proposal = proposed(rules=RULES, people=committee())
    line = line_of(proposal, "enters")
    voted(line, "yes", "yes")
    assert Proposal.objects.get().rules["quorum_votes"] == 2
    assert decide(by=director(), now=NOW, line=line, verdict="accepted").tally["needed"] == 2


def test_a_landing_decided_by_the_committee_keeps_what_it_costs_like_one_decided_from_the_account(
    proposal: Proposal,
) -> None:
    line, customer = line_of(proposal, "leaves"), code(3)
    seen = kept_cost(proposal.run, customer)
    assert set(seen) == {"money", "margin", "of_programme", "of_sales"}
    assert recalled(seen["money"]) == Figure(1e8 - 3e5, "money", "COP")
    assert recalled(seen["margin"]).value is None, "not known is not zero"
    voted(line, "no", "no")
    decide(by=director(), now=NOW, line=line, verdict="accepted", plan=plan(director()))
    assert LandingPlan.objects.get().cost == seen
    take_back(by=director(), now=NOW, customer=customer)
    land_account(by=director(), now=NOW, customer=customer, on=NOW.date(), reason="Se va", plan=plan(director()))
    assert LandingPlan.objects.latest("pk").cost == seen
