"""The same form from two windows at the same moment: one comment, one trial, one reminder, one key; with their twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from clave.actions.again import JUST_NOW
from clave.actions.apikeys import key_of, make_key
from clave.actions.decisions import comment
from clave.actions.personal_lists import add_personal_account, add_reminder
from clave.actions.trials import TrialSaid, record_trial
from clave.store.models import ApiKey, AuditEvent, Comment, Person, Reminder, Trial
from tests.store.proposing import proposed, somebody
from tests.store.races import at_once, meeting

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = date(2026, 12, 1)
ROUNDS = 20
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]
Sends = Callable[[int, datetime], Any]


@pytest.fixture
def ana(transactional_db: None) -> Person:
    return somebody("administrator")


def commenting(ana: Person) -> tuple[type[Comment], Sends]:
    line = proposed().lines.select_related("proposal").order_by("place")[0]
    return Comment, lambda which, now: comment(by=ana, now=now, line=line, text=f"¿Y la cartera? {which}")


def trying(ana: Person) -> tuple[type[Trial], Sends]:
    def send(which: int, now: datetime) -> Trial:
        said = TrialSaid(what=f" Curado {which} ", starts_on=DAY, hours=Decimal("2.5"))
        return record_trial(by=ana, now=now, customer="A", name="Ana Ltda.", trial=said)

    return Trial, send


def remembering(ana: Person) -> tuple[type[Reminder], Sends]:
    account = add_personal_account(by=ana, now=NOW, customer="A", name="Ana Ltda.")
    return Reminder, lambda which, now: add_reminder(
        by=ana, now=now, account=account, due_on=DAY, text=f"Llamar {which}"
    )


def opening(ana: Person) -> tuple[type[ApiKey], Sends]:
    return ApiKey, lambda which, now: make_key(by=ana, now=now, name=f"ERP {which}", scopes=["badge"], expires_at=None)[
        0
    ]


MAKERS = [commenting, trying, remembering, opening]


@pytest.mark.parametrize("maker", MAKERS)
def test_two_windows_that_send_the_same_make_one(ana: Person, maker: Callable[[Person], tuple[Any, Sends]]) -> None:
    model, send = maker(ana)
    before = AuditEvent.objects.count()
    for which in range(ROUNDS):
        one, other = at_once(partial(send, which, NOW), partial(send, which, NOW))
        assert one == other
    assert model.objects.count() == ROUNDS
    assert AuditEvent.objects.count() == before + ROUNDS, "and it is recorded once"


@pytest.mark.parametrize("maker", MAKERS)
def test_other_words_or_later_make_another(ana: Person, maker: Callable[[Person], tuple[Any, Sends]]) -> None:
    model, send = maker(ana)
    send(1, NOW)
    send(2, NOW)
    assert model.objects.count() == 2
    send(1, NOW + JUST_NOW - timedelta(seconds=1))
    assert model.objects.count() == 2
    send(1, NOW + JUST_NOW)
    assert model.objects.count() == 3


def test_the_key_on_the_page_that_is_still_open_is_the_one_that_opens(ana: Person) -> None:
    ask = partial(make_key, by=ana, now=NOW, name="ERP", scopes=["badge"], expires_at=None)
    (first, lost), (second, shown) = ask(), ask()
    assert first == second
    assert (key_of(lost, NOW), key_of(shown, NOW)) == (None, first)
    assert second.start == shown[: len(second.start)]


def test_a_key_that_a_system_uses_already_is_never_taken_away(ana: Person) -> None:
    ask = partial(make_key, by=ana, now=NOW, name="ERP", scopes=["badge"], expires_at=None)
    first, text = ask()
    key_of(text, NOW)
    assert ask()[0] != first
    assert key_of(text, NOW) == first


def test_their_twin_that_looks_before_it_holds_says_it_twice(ana: Person) -> None:
    line = proposed().lines.order_by("place")[0]
    both_looked = meeting(2)

    def look_and_say() -> None:
        assert not Comment.objects.filter(line=line, by=ana, text="¿Y la cartera?").exists()
        both_looked()
        Comment.objects.create(line=line, by=ana, text="¿Y la cartera?", at=NOW)

    at_once(look_and_say, look_and_say)
    assert Comment.objects.count() == 2
