"""Attempts to decide on what is one's own, or for longer than policy lets anybody: refused in a sentence, nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from clave.actions.decisions import decide, vote
from clave.actions.delegations import grant_delegation, revoke_delegation
from clave.actions.landing import recover_account
from clave.actions.life import confirm_status, extend_override, lift_override, stop_watching, watch_account
from clave.actions.refused import Refused
from clave.base.errors import ClaveError
from clave.store.committee import tally_of
from clave.store.models import OWNER, SUBSTITUTE, Decision, KeyStatus, Ownership, Person, StatusChange
from tests.store.lives import brought
from tests.store.proposing import NOW, committee, line_of, owned, proposed, somebody, voted
from tests.web import made

TODAY = NOW.date()
pytestmark = pytest.mark.django_db


def holds(customer: str, person: Person, part: str, since: int, until: int | None = None) -> None:
    """A part from so many days ago until so many days ago (not included)."""
    Ownership.objects.create(
        customer=customer, part=part, person=person, starts_on=TODAY - timedelta(days=since),
        ends_on=None if until is None else TODAY - timedelta(days=until), created_at=NOW,
    )  # fmt: skip


def test_who_answers_as_a_substitute_decides_no_more_than_the_owner() -> None:
    """The director gives the account to somebody, stays its substitute, and decides on it all the same."""
    line = line_of(proposed(), "enters")
    owned(line.customer, somebody("kam", "Berta"))
    holds(line.customer, somebody("director"), SUBSTITUTE, 9)
    voted(line, "", "yes", "yes", "yes")
    with pytest.raises(ClaveError, match="you answer for"):
        decide(by=somebody("director"), now=NOW, line=line, verdict="accepted")
    assert not Decision.objects.exists()


def test_a_substitutes_vote_is_set_aside() -> None:
    line = line_of(proposed(), "enters")
    holds(line.customer, somebody("kam", "Berta"), SUBSTITUTE, 9)
    vote(by=somebody("kam", "Berta"), now=NOW, line=line, choice="yes")
    counted = tally_of(line)
    assert (counted.yes, counted.set_aside) == (0, 1)


def test_handing_the_account_over_for_the_hour_of_the_decision_does_not_help() -> None:
    """Taken after the list was frozen, given away the evening before deciding."""
    proposal = proposed()
    line = line_of(proposal, "enters")
    later = NOW + timedelta(days=5)
    Ownership.objects.create(
        customer=line.customer, part=OWNER, person=somebody("director"), starts_on=TODAY + timedelta(days=1),
        ends_on=TODAY + timedelta(days=5), created_at=NOW,
    )  # fmt: skip
    voted(line, "", "yes", "yes", "yes")
    with pytest.raises(ClaveError, match="you answer for"):
        decide(by=somebody("director"), now=later, line=line, verdict="accepted")


def test_a_slip_that_was_corrected_on_its_own_day_binds_nobody() -> None:
    line = line_of(proposed(), "enters")
    holds(line.customer, somebody("director"), OWNER, 0, 0)
    voted(line, "", "yes", "yes", "yes")
    assert decide(by=somebody("director"), now=NOW, line=line, verdict="accepted").inside


Act = Callable[..., Any]
ACTS: dict[str, tuple[Act, str, dict[str, Any]]] = {
    "confirm": (confirm_status, "trial", {"on": TODAY}),
    "watch": (watch_account, "confirmed", {"on": TODAY}),
    "keep": (stop_watching, "watched", {"on": TODAY}),
    "lift": (lift_override, "confirmed", {}),
    "extend": (extend_override, "confirmed", {"until": TODAY + timedelta(days=90)}),
    "recover": (recover_account, "landing", {"on": TODAY}),
}


@pytest.mark.parametrize("part", [OWNER, SUBSTITUTE])
@pytest.mark.parametrize("act", list(ACTS))
def test_no_step_of_a_status_is_decided_by_who_answers_for_the_account(act: str, part: str) -> None:
    """The committee's separation is worth nothing where a button beside it decides alone."""
    do, state, more = ACTS[act]
    code = made.code(0)
    brought(code, state, day=TODAY - timedelta(days=800), until=TODAY + timedelta(days=30), run=None)
    KeyStatus.objects.filter(customer=code).update(until=TODAY + timedelta(days=30))
    director = somebody("director")
    holds(code, director, part, 9)
    before = StatusChange.objects.count()
    with pytest.raises(ClaveError, match="answer for"):
        do(by=director, now=NOW, customer=code, reason="Porque sí", **more)
    assert StatusChange.objects.count() == before


def test_an_exception_is_not_renewed_past_what_policy_lets_a_decision_hold() -> None:
    """`committee.override_days`: 365. Whoever extends may not do what whoever decides may not."""
    code = made.code(0)
    brought(code, "confirmed", day=TODAY - timedelta(days=800))
    KeyStatus.objects.filter(customer=code).update(until=TODAY + timedelta(days=30))
    with pytest.raises(ClaveError, match="365"):
        extend_override(by=somebody("director"), now=NOW, customer=code, until=date(2099, 1, 1), reason="Porque sí")
    assert KeyStatus.objects.get(customer=code).until == TODAY + timedelta(days=30)
    extend_override(
        by=somebody("director"), now=NOW, customer=code, until=TODAY + timedelta(days=365), reason="Porque sí"
    )


def test_a_delegation_sent_twice_is_one_so_that_revoking_it_ends_it() -> None:
    """A double click made two; whoever revoked one left its twin in force."""
    given = {
        "by": somebody("director"), "now": NOW, "today": TODAY, "person": somebody("kam", "Berta"),
        "department": "credit", "customers": ["B", "A"], "starts_on": TODAY, "ends_on": TODAY + timedelta(days=9),
        "purpose": "Vacaciones",
    }  # fmt: skip
    first = grant_delegation(**given)
    with pytest.raises(Refused, match="already"):
        grant_delegation(**{**given, "customers": ["A", "B"], "starts_on": TODAY + timedelta(days=3)})
    grant_delegation(**{**given, "customers": ["C"]})
    revoke_delegation(by=somebody("director"), now=NOW, delegation=first, why="Ya volvió")
    grant_delegation(**given)


def test_nobody_passes_on_what_was_delegated_to_them() -> None:
    """Neither to a third person nor to somebody who then gives it back to them for longer."""
    berta = somebody("kam", "Berta")
    berta.acting_for = "credit"
    with pytest.raises(Refused, match="only the administrator"):
        grant_delegation(
            by=berta, now=NOW, today=TODAY, person=somebody("kam", "Carlos"), department="credit", customers=[],
            starts_on=TODAY, ends_on=TODAY, purpose="Por si acaso",
        )  # fmt: skip


def test_who_lost_the_role_no_longer_votes_nor_decides() -> None:
    """On the frozen committee by name, and moved to another department meanwhile."""
    line = line_of(proposed(), "enters")
    berta = committee()[2]
    berta.role = "dispatch"
    berta.save()
    with pytest.raises(ClaveError, match="may not do this"):
        vote(by=berta, now=NOW, line=line, choice="yes")
    with pytest.raises(ClaveError, match="may not do this"):
        decide(by=berta, now=NOW, line=line, verdict="accepted")
