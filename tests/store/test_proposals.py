"""La propuesta congelada: qué lleva, qué no cambia después, cómo se abre y cómo termina."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from clave.actions.company import STAYS, found_company, start_own_company
from clave.actions.nominations import nominate, withdraw_nomination
from clave.actions.proposals import check_opening, end_proposal, open_proposal
from clave.actions.status import change_status
from clave.base.errors import ClaveError
from clave.selection.committee import Rules
from clave.store.audit import verify
from clave.store.committee import intact, last_committee
from clave.store.models import (
    AuditEvent,
    Company,
    Decision,
    Import,
    LandingPlan,
    Nomination,
    Person,
    Proposal,
    ProposalLine,
    SelectionRun,
    StatusReview,
)
from clave.store.status import status_of
from tests.store.lives import brought
from tests.store.proposing import (
    NOW,
    RULES,
    SOON,
    committee,
    keep_run,
    line_of,
    owned,
    proposed,
    review_run,
    somebody,
)
from tests.store.races import ROUNDS, at_once, refused
from tests.web.made import code

pytestmark = pytest.mark.django_db


def kinds(proposal: Proposal) -> list[tuple[str, str]]:
    """Its lines in their order: kind and customer."""
    return list(proposal.lines.order_by("place").values_list("kind", "customer"))


def test_el_comite_que_se_propone_es_el_de_la_ultima_vez_y_si_no_nadie() -> None:
    assert last_committee() == [], "quién vota se elige: nadie entra a un comité por tener un rol"
    people = committee()
    proposed(review_run())
    assert set(last_committee()) == {person.pk for person in people}
    Person.objects.filter(pk=people[0].pk).update(is_active=False)
    Person.objects.filter(pk=people[1].pk).update(role="dispatch")
    assert set(last_committee()) == {person.pk for person in people[2:]}, "quien ya no entra o ya no vota no se propone"


def test_it_puts_those_that_change_first_and_the_nominated_whatever_the_rule_says() -> None:
    run = review_run()
    nominate(
        by=somebody("lab"), now=NOW, customer=code(30), name="x", reason="Ensaya con nosotros.", criterion="knowledge"
    )
    proposal = proposed(run)
    assert kinds(proposal) == [
        ("enters", code(5)), ("enters", code(6)), ("leaves", code(3)), ("leaves", "GONE"), ("watched", code(2)),
        ("waits", code(7)), ("nominated", code(30)), ("stays", code(0)), ("stays", code(1)),
    ]  # fmt: skip
    assert not proposal.first
    asked = line_of(proposal, "nominated").nominations
    assert [(one["criterion"], one["reason"]) for one in asked] == [("knowledge", "Ensaya con nosotros.")]
    assert Nomination.objects.get().state == "before"


def test_a_first_list_holds_all_the_rule_chooses() -> None:
    proposal = proposed(keep_run())
    assert proposal.first
    assert {kind for kind, _customer in kinds(proposal)} == {"chosen"}
    assert proposal.lines.count() == 12


def test_whoever_may_enter_stands_before_the_committee() -> None:
    proposed()
    assert status_of(code(5)).state == status_of(code(7)).state == "proposed"  # type: ignore[union-attr]
    assert status_of(code(3)).state == "confirmed", "members stay where they are"  # type: ignore[union-attr]


def test_it_keeps_what_the_list_was_made_of_and_how_the_committee_decides() -> None:
    owned(code(5), somebody("kam", "Berta"))
    proposal = proposed()
    assert proposal.rules == {
        "quorum_share": 0.5, "quorum_votes": 2, "separation": "votes_and_decisions", "override_days": 365,
    }  # fmt: skip
    assert (proposal.run.seed, proposal.run.draws, proposal.run.policy_version) == (1, 2000, "0123456789ab")
    assert line_of(proposal, "enters").owner == somebody("kam", "Berta")
    assert proposal.title == "Comité con datos al 31 oct 2026"
    assert proposal.committee.count() == 4
    assert intact(proposal)
    assert AuditEvent.objects.filter(what="proposal.opened", about=f"proposal:{proposal.pk}").count() == 1


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (ProposalLine, {"name": "Otro"}),
        (ProposalLine, {"kind": "stays"}),
        (ProposalLine, {"standing": None}),
        (Proposal, {"rules": {"quorum_share": 0.0}}),
        (Proposal, {"closes_at": SOON + timedelta(days=30)}),
        (Proposal, {"digest": "0" * 64}),
    ],
)
def test_the_database_itself_refuses_to_thaw_it(model: Any, changes: dict[str, Any]) -> None:
    proposal = proposed()
    with pytest.raises(DatabaseError, match=r"never_changes|stays_frozen"), transaction.atomic():
        model.objects.update(**changes)
    assert intact(proposal)


def test_an_ended_one_does_not_come_back() -> None:
    proposal = proposed()
    end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="closed", reason="Se decidió.")
    with pytest.raises(DatabaseError, match="stays_frozen"), transaction.atomic():
        Proposal.objects.update(state="open")


def test_its_print_tells_when_something_behind_it_was_touched() -> None:
    proposal = proposed()
    SelectionRun.objects.filter(pk=proposal.run_id).update(seed=7)
    assert not intact(Proposal.objects.get())


@pytest.mark.parametrize(
    ("given", "where", "says"),
    [
        ({"closes_at": NOW}, "closes_at", "voting would end before it begins"),
        ({"committee": []}, "committee", "this committee has 0"),
        ({"rules": Rules(0.5, 5, "none", 365)}, "committee", "asks for 5 votes at least"),
        ({"title": "a" * 81}, "title", "more than 80 letters"),
    ],
)
def test_what_cannot_be_opened_is_said_and_nothing_changes(given: dict[str, Any], where: str, says: str) -> None:
    usual = {"run": review_run(), "title": "", "closes_at": SOON, "committee": committee(), "rules": RULES}
    with pytest.raises(ClaveError, match=says) as refusal:
        open_proposal(by=somebody("director"), now=NOW, **(usual | given))
    assert refusal.value.where == where
    assert not Proposal.objects.exists()
    assert status_of(code(5)) is None


def test_one_list_at_a_time() -> None:
    proposal = proposed()
    with pytest.raises(ClaveError, match="a committee has a proposal already"):
        proposed(proposal.run)
    with pytest.raises(ClaveError, match="has a proposal already"):
        check_opening(committee(), RULES, SOON, NOW)


def test_a_list_made_with_other_members_is_not_put_before_anybody() -> None:
    run = review_run()
    brought("NUEVO", "decided")
    with pytest.raises(ClaveError, match="while the list was being made"):
        proposed(run)


def test_a_list_that_chooses_nobody_is_no_proposal() -> None:
    run = keep_run()
    run.lines.update(member=False)
    with pytest.raises(ClaveError, match="there is nothing to decide"):
        proposed(run)


@pytest.mark.parametrize("to", ["closed", "abandoned"])
def test_who_was_not_decided_on_goes_back_to_where_it_was(to: str) -> None:
    run = review_run()
    mine = nominate(by=somebody("lab"), now=NOW, customer=code(30), name="x", reason="Ensaya con nosotros.")
    proposal = proposed(run)
    with pytest.raises(ClaveError, match="is before the committee"):
        withdraw_nomination(by=somebody("lab"), now=NOW, nomination=mine)
    end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to=to, reason="Se acabó el tiempo.")
    assert status_of(code(5)).state == ""  # type: ignore[union-attr]
    assert status_of(code(30)).state == "nominated"  # type: ignore[union-attr]
    mine.refresh_from_db()
    assert (mine.state, mine.line) == ("open", None)
    assert StatusReview.objects.exists() == (to == "closed"), "only what was reviewed to its end counts as a review"
    assert (proposal.lines.count(), Decision.objects.count()) == (9, 0), "the paper stays"


def test_ending_needs_a_reason_and_happens_once() -> None:
    proposal = proposed()
    with pytest.raises(ClaveError, match="ends with a word of why"):
        end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="closed", reason=" ")
    end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="closed", reason="Listo.")
    with pytest.raises(ClaveError, match="nothing of it changes any more"):
        end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="abandoned", reason="No.")
    assert Proposal.objects.get().ended_because == "Listo."


def test_a_former_account_that_is_not_decided_on_is_former_again() -> None:
    brought(code(5), "landing")
    LandingPlan.objects.update(ended_at=NOW, ending="finished")
    change_status(by=None, now=NOW, customer=code(5), name="x", to="former", effective_on=NOW.date(), reason="Terminó.")
    proposal = proposed()
    assert proposal.lines.get(customer=code(5)).before == "former"
    end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="abandoned", reason="Otro día.")
    assert status_of(code(5)).state == "former"  # type: ignore[union-attr]


def test_a_company_of_its_own_takes_the_place_of_the_demonstration_with_all_its_proposals() -> None:
    found_company(name="Demo", currency="COP", demonstration=True, now=NOW)
    proposed()
    start_own_company(name="Propia", currency="COP", by=somebody("administrator"), now=NOW)
    left = {model for model in apps.get_app_config("store").get_models() if model._default_manager.exists()}
    assert left <= STAYS
    assert {Company, Person, AuditEvent} <= left
    assert verify().broken is None


def test_what_the_people_of_the_demonstration_brought_goes_with_them(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[Any]]],
) -> None:
    found_company(name="Demo", currency="COP", demonstration=True, now=NOW)
    own, placed = somebody("administrator"), somebody("director")
    Person.objects.filter(pk=placed.pk).update(placed=True)
    theirs, mine = (Import.objects.create(created_at=NOW, by=person) for person in (placed, own))
    theirs.folder.mkdir(parents=True)
    mine.folder.mkdir(parents=True)
    with django_capture_on_commit_callbacks(execute=True):
        start_own_company(name="Propia", currency="COP", by=own, now=NOW)
    assert list(Import.objects.all()) == [mine]
    assert list(Person.objects.all()) == [own]
    assert (theirs.folder.exists(), mine.folder.exists()) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_open_one() -> None:
    run = review_run()
    people = committee()
    for _round in range(ROUNDS // 5):
        outcomes = at_once(*[partial(proposed, run, people)] * 2)
        assert refused(outcomes) == 1
        (one,) = Proposal.objects.filter(state="open")
        assert one.lines.count() == 8
        end_proposal(by=somebody("director"), now=NOW, proposal=one, to="abandoned", reason="Otra vez.")
    assert verify().broken is None
