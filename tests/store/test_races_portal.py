"""A link to the portal used by two, asked for by two, and a person invited by two at the same moment: each with its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from pytest_django.fixtures import Settings

from clave.actions.people import hashed
from clave.actions.portal import invite_visitor
from clave.actions.portal_links import enter_portal, send_asked_link
from clave.base.errors import ClaveError
from clave.store.models import Contact, Mail, Person, PortalLink, PortalSession, Visitor
from clave.store.models.mail import FAILED, WAITING
from tests.jobs.conftest import to_smtp as to_smtp
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def contact(number: int) -> Contact:
    """A person of a customer."""
    return Contact.objects.create(
        customer="C1", name=f"Rosalba {number}", area="other", language="es", email=f"r{number}@cliente.example",
        confirmed_on=NOW.date(), folded="rosalba", created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def visitor(number: int) -> Visitor:
    """Who may come in."""
    return Visitor.objects.create(contact=contact(number), customer="C1", rights=[], language="es", invited_at=NOW)


def link(who: Visitor, token: str) -> PortalLink:
    """An open link."""
    return PortalLink.objects.create(
        visitor=who, token_hash=hashed(token), created_at=NOW, expires_at=NOW + timedelta(days=1)
    )


def test_of_two_who_use_one_link_one_comes_in() -> None:
    for round_ in range(ROUNDS):
        link(visitor(round_), f"token{round_}")
        entering = partial(enter_portal, token=f"token{round_}", now=NOW)
        assert refused(at_once(entering, entering)) == 1
    assert PortalSession.objects.count() == ROUNDS


def test_their_twin_that_looks_first_and_notes_later_lets_both_in() -> None:
    for round_ in range(ROUNDS):
        one, both_looked = link(visitor(round_), f"token{round_}"), meeting(2)

        def look_and_enter(one: PortalLink = one, both_looked: Callable[[], object] = both_looked) -> None:
            assert PortalLink.objects.filter(pk=one.pk, used_at=None, revoked_at=None).exists()
            number = both_looked()
            PortalLink.objects.filter(pk=one.pk).update(used_at=NOW)
            PortalSession.objects.create(
                visitor=one.visitor, token_hash=hashed(f"{one.pk}/{number}"), created_at=NOW, seen_at=NOW,
                expires_at=NOW + timedelta(days=1),
            )  # fmt: skip

        at_once(look_and_enter, look_and_enter)
    assert PortalSession.objects.count() == 2 * ROUNDS


def test_a_link_asked_for_by_two_leaves_one_that_opens(to_smtp: Settings) -> None:
    for round_ in range(ROUNDS):
        asking = partial(send_asked_link, visitor=visitor(round_), now=NOW)
        assert at_once(asking, asking) == [True, True]
    assert PortalLink.objects.filter(used_at=None, revoked_at=None).count() == ROUNDS
    assert PortalLink.objects.exclude(revoked_at=None).count() == ROUNDS
    assert Mail.objects.filter(state=WAITING).count() == ROUNDS, "the mail of the one that was revoked is kept back"
    assert Mail.objects.filter(state=FAILED).count() == ROUNDS


def test_their_twin_without_the_constraint_leaves_two(without_constraints: Without, transactional_db: None) -> None:
    with without_constraints(PortalLink):
        for round_ in range(ROUNDS):
            who, both_looked = visitor(round_), meeting(2)

            def look_and_offer(
                who: Visitor = who, round_: int = round_, both_looked: Callable[[], object] = both_looked
            ) -> None:
                PortalLink.objects.filter(visitor=who, used_at=None, revoked_at=None).update(revoked_at=NOW)
                number = both_looked()
                link(who, f"{round_}/{number}")

            at_once(look_and_offer, look_and_offer)
        assert PortalLink.objects.filter(used_at=None, revoked_at=None).count() == 2 * ROUNDS


def test_of_two_who_invite_one_person_one_does() -> None:
    dora, hugo = (
        Person.objects.create_person(
            email=f"{name}@clave.example", name=name, role="director", password=None, created_at=NOW
        )
        for name in ("dora", "hugo")
    )
    for round_ in range(ROUNDS):
        who = contact(round_)
        inviting = [
            partial(invite_visitor, customer="C1", contact=who, by=by, now=NOW, rights=[]) for by in (dora, hugo)
        ]
        outcomes = at_once(*inviting)
        assert refused(outcomes) == 1
        assert any(isinstance(one, ClaveError) and one.where == "contact" for one in outcomes)
    assert Visitor.objects.count() == ROUNDS == PortalLink.objects.count()


def test_a_link_that_is_used_while_another_is_asked_for_opens_once_at_most(to_smtp: Settings) -> None:
    """Either it was used, or the newer one revoked it; never both, and never two that open."""
    for round_ in range(ROUNDS):
        who = visitor(round_)
        link(who, f"token{round_}")
        at_once(partial(enter_portal, token=f"token{round_}", now=NOW), partial(send_asked_link, visitor=who, now=NOW))
        first = PortalLink.objects.get(token_hash=hashed(f"token{round_}"))
        assert (first.used_at is None) != (first.revoked_at is None)
        assert PortalLink.objects.filter(visitor=who, used_at=None, revoked_at=None).count() == 1
