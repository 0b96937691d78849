"""Two people move the same customer at once: one step follows the other, or is told that it no longer does. The twin that
does not hold the status counts both, and its history no longer hangs together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from django.db.models import QuerySet

from clave.actions.life import confirm_status, watch_account
from clave.actions.status import note_review, settle
from clave.base.words import _
from clave.selection.life import may_follow
from clave.selection.listing import Standing
from clave.store.audit import verify
from clave.store.models import KeyStatus, Person, StatusChange, StatusReview
from clave.store.status import steps_of
from tests.store.lives import NOW, TODAY, brought, kept_run, person
from tests.store.races import ROUNDS, at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = TODAY.replace(year=2024)


@pytest.fixture
def two(db: None) -> tuple[Person, Person]:
    """Who decide at the same moment."""
    return person(name="Ana"), person(name="Berta")


def hangs_together(customer: str) -> bool:
    """Whether every step follows the one before it."""
    kept = list(steps_of(customer))
    return all(
        after.before == before.after and may_follow(after.before, after.after) for before, after in pairwise(kept)
    )


def pair(customer: str, two: tuple[Person, Person]) -> list[Callable[[], StatusChange]]:
    """One confirms, the other puts in watch: of a trial both are allowed, after each other only one."""
    asked = {"now": NOW, "customer": customer, "on": TODAY, "reason": "A la vez"}
    return [partial(confirm_status, by=two[0], **asked), partial(watch_account, by=two[1], **asked)]


def test_two_at_once_leave_one_history(two: tuple[Person, Person]) -> None:
    for round_ in range(ROUNDS):
        brought(f"C{round_}", "trial", by=two[0], day=LONG_AGO)
        outcomes = at_once(*pair(f"C{round_}", two))
        status = KeyStatus.objects.get(customer=f"C{round_}")
        assert hangs_together(status.customer)
        last = steps_of(status.customer).last()
        assert last is not None
        assert status.state == last.after
        assert status.state == "watched", "confirmed first, then watched; or watched, and confirming no longer follows"
        assert refused(outcomes) in (0, 1)
    assert verify().broken is None


def test_its_twin_that_does_not_hold_the_status_loses_one(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look, both find a trial, both write: a history with a step that does not follow."""
    brought("C1", "trial", by=two[0], day=LONG_AGO)
    both_looked = meeting(2)

    def unheld(self: QuerySet[KeyStatus], *_: object, **__: object) -> QuerySet[KeyStatus]:
        return self

    def meet(found: KeyStatus, *given: object, **named: object) -> StatusChange:
        both_looked()
        change = StatusChange.objects.create(
            customer=found.customer, before=found.state, after=named["to"], effective_on=TODAY, reason="x", at=NOW
        )
        settle(found, NOW)
        return change

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr("clave.actions.life.take_step", meet)
    alone = [partial(call.func.__wrapped__, **call.keywords) for call in pair("C1", two)]  # type: ignore[attr-defined]
    outcomes = at_once(*alone)
    assert refused(outcomes) == 0
    assert not hangs_together("C1"), "confirmed from a trial and watched from the same trial"


def test_a_review_closed_by_two_at_once_is_booked_once(two: tuple[Person, Person]) -> None:
    brought("C-0001", "confirmed", by=two[0], day=LONG_AGO)
    found = {"C-0001": Standing("watched", False, 1, None, _("It stays, watched."))}
    for round_ in range(ROUNDS // 5):
        run = kept_run()
        booked = at_once(*[partial(note_review, by=by, now=NOW, run=run, standings=found) for by in two])
        assert sorted(map(len, booked)) == [0, 1]
        status = KeyStatus.objects.get(customer="C-0001")
        assert status.reviews == StatusReview.objects.count() == round_ + 1
