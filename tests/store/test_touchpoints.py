"""A contact as it is kept: logged by anybody in a line, said better, withdrawn and brought back, done, found again. (G7, D3)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from clave.actions.touchpoints import (
    change_touchpoint,
    finish_follow_up,
    log_touchpoint,
    restore_touchpoint,
    withdraw_touchpoint,
)
from clave.base.errors import ClaveError
from clave.operations.touchpoints import TouchpointSaid
from clave.store.audit import verify
from clave.store.models import AuditEvent, Person, Touchpoint
from clave.store.touchpoints import (
    DONE,
    OPEN,
    Wanted,
    contacts_until,
    left_to_do,
    may_change,
    others_spoke,
    people_in,
    touchpoints,
    touchpoints_seen,
)
from tests.store.contacted import CODE, NOW, OTHER, TODAY, charge, contact, logged
from tests.store.lives import kept_run, person

pytestmark = pytest.mark.django_db
SAID = TouchpointSaid(TODAY, "visit", "Pide la ficha de seguridad en español")


@pytest.fixture
def wilson(db: None) -> Person:
    """Somebody of dispatch, who answers for no account."""
    kept_run(4)
    return person("dispatch", "Wilson")


@pytest.fixture
def andrea(wilson: Person) -> Person:
    """The KAM of the account."""
    found = person("kam", "Andrea")
    charge(found)
    return found


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = AuditEvent.objects.count()
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(now=NOW, **given)
    assert AuditEvent.objects.count() == before, "what is refused changes nothing"
    return caught.value


def texts(reader: Person, **wanted: Any) -> list[str]:
    return [row.text for row in touchpoints(Wanted(**wanted), reader, TODAY)]


def test_anybody_logs_a_contact_with_any_customer_and_it_is_there_once(wilson: Person) -> None:
    kept = logged(wilson)
    assert logged(wilson) == kept, "a double click"
    assert (kept.customer, kept.on, kept.kind, kept.direction, kept.by) == (CODE, TODAY, "call", "out", wilson)
    assert [event.what for event in AuditEvent.objects.exclude(what="selection.kept")] == ["touchpoint.logged"]
    assert verify().broken is None


@pytest.mark.parametrize("role", ["employee", "compliance", "marketing", "plant", "management"])
def test_every_employee_may(wilson: Person, role: str) -> None:
    assert logged(person(role, "Nadie")).by.role == role


def test_nobody_logs_with_a_customer_that_nobody_knows(wilson: Person) -> None:
    assert refused(log_touchpoint, by=wilson, customer="C-9999", said=SAID).where == "who"


def test_people_are_of_that_customer_and_there(wilson: Person) -> None:
    rosalba, gone = contact(), contact("Otro", removed_at=NOW)
    stranger = contact("Extraño", OTHER)
    kept = logged(wilson, people=(rosalba.pk,))
    assert [one.name for one in people_in([kept])[kept.pk]] == ["Rosalba Cárdenas"]
    for wrong in (gone, stranger):
        assert refused(log_touchpoint, by=wilson, customer=CODE, said=SAID, people=[wrong.pk]).where == "people"


def test_whoever_logged_it_says_it_better_and_the_log_names_what_changed(wilson: Person) -> None:
    kept, rosalba = logged(wilson), contact()
    said = replace(SAID, kind="call", text="Aplaza la prueba", follow_up="Enviar ficha", cost=Decimal("12.50"))
    better = change_touchpoint(by=wilson, now=NOW, number=kept.pk, said=said, people=[rosalba.pk], seen=kept.changed_at)
    assert (better.text, better.follow_up, better.cost) == ("Aplaza la prueba", "Enviar ficha", Decimal("12.50"))
    assert " aplaz " in better.stems
    event = AuditEvent.objects.order_by("-number")[0]
    assert (event.what, event.fields) == ("touchpoint.changed", ["cost", "follow_up", "people", "text"])


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(wilson: Person) -> None:
    kept = logged(wilson)
    seen = kept.changed_at - timedelta(minutes=1)
    told = refused(change_touchpoint, by=wilson, number=kept.pk, said=SAID, people=[], seen=seen)
    assert "while you were writing" in told.say("en")


def test_others_change_it_only_where_they_answer_for_the_account_or_direct_the_sales(
    wilson: Person, andrea: Person
) -> None:
    kept = logged(wilson)
    stranger, director = person("kam", "Julián"), person("director", "Diana")
    told = refused(withdraw_touchpoint, by=stranger, number=kept.pk)
    assert "was logged by Wilson" in told.say("en")
    assert [may_change(one, kept, TODAY) for one in (wilson, andrea, director, stranger)] == [True, True, True, False]
    withdraw_touchpoint(by=andrea, now=NOW, number=kept.pk)
    restore_touchpoint(by=director, now=NOW, number=kept.pk)
    charge(stranger, "substitute")
    withdraw_touchpoint(by=stranger, now=NOW, number=kept.pk)


def test_a_withdrawn_contact_is_in_no_list_until_it_comes_back(wilson: Person) -> None:
    kept = logged(wilson)
    withdraw_touchpoint(by=wilson, now=NOW, number=kept.pk)
    assert texts(wilson) == []
    assert touchpoints_seen(TODAY, [CODE]) == []
    refused(withdraw_touchpoint, by=wilson, number=kept.pk)
    restore_touchpoint(by=wilson, now=NOW, number=kept.pk)
    assert texts(wilson) == [kept.text]
    refused(restore_touchpoint, by=wilson, number=kept.pk)


def test_what_was_left_is_done_once_and_can_be_opened_again(wilson: Person) -> None:
    kept = logged(wilson, follow_up="Enviar la ficha", follow_up_on=TODAY + timedelta(days=2))
    assert [row.pk for row in left_to_do(wilson, TODAY, TODAY + timedelta(days=2))] == [kept.pk]
    assert left_to_do(wilson, TODAY, TODAY + timedelta(days=1)) == []
    assert finish_follow_up(by=wilson, now=NOW, number=kept.pk, done=True).done_on == TODAY
    assert texts(wilson, follow_up=OPEN) == []
    assert texts(wilson, follow_up=DONE) == [kept.text]
    refused(finish_follow_up, by=wilson, number=kept.pk, done=True)
    assert finish_follow_up(by=wilson, now=NOW, number=kept.pk, done=False).done_on is None
    nothing = logged(wilson, "Sin nada pendiente")
    refused(finish_follow_up, by=wilson, number=nothing.pk, done=True)


def test_what_is_left_without_a_day_waits_until_it_is_done(wilson: Person) -> None:
    kept = logged(wilson, follow_up="Enviar la ficha")
    assert [row.pk for row in left_to_do(wilson, TODAY, TODAY)] == [kept.pk]


def test_filters_narrow_what_is_asked(wilson: Person, andrea: Person) -> None:
    rosalba = contact()
    logged(wilson, "uno", people=(rosalba.pk,), ago=40)
    logged(andrea, "dos", kind="visit", direction="in", ago=3)
    logged(wilson, "tres", OTHER)
    assert texts(wilson) == ["tres", "dos", "uno"], "the newest first"
    assert texts(wilson, customer=CODE) == ["dos", "uno"]
    assert texts(wilson, kind="visit") == ["dos"]
    assert texts(wilson, direction="in") == ["dos"]
    assert texts(wilson, by=wilson.pk) == ["tres", "uno"]
    assert texts(wilson, contact=rosalba.pk) == ["uno"]
    assert texts(wilson, since=TODAY - timedelta(days=5), until=TODAY - timedelta(days=1)) == ["dos"]
    assert texts(andrea, mine=True) == ["dos", "uno"]
    assert texts(wilson, mine=True) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pedidos", True), ("PEDIDO", True), ("ped", True), ("pedal ", False), ("fichas seguridad", True),
        ("seguridad factura", False), ("anadir", False), ("Español", True), ("espanol", True), ("%", True), ("' or 1=1", False),
    ],
)  # fmt: skip
def test_words_are_found_in_any_form(wilson: Person, words: str, found: bool) -> None:
    logged(wilson, "El pedido sale el lunes", feedback="Quiere la ficha de seguridad en español")
    assert bool(texts(wilson, text=words)) is found


def test_the_kam_is_told_what_others_spoke_with_their_accounts(wilson: Person, andrea: Person) -> None:
    logged(wilson, "de otro")
    logged(andrea, "mío")
    logged(wilson, "otra cuenta", OTHER)
    assert [row.text for row in others_spoke(andrea, TODAY, NOW - timedelta(days=1))] == ["de otro"]
    assert not others_spoke(andrea, TODAY, NOW + timedelta(days=1)).exists()
    assert not others_spoke(wilson, TODAY, NOW - timedelta(days=1)).exists()


def test_the_ledger_reads_who_spoke_with_whom(wilson: Person) -> None:
    logged(wilson, cost=Decimal(90))
    logged(wilson, "después", ago=-0, customer=OTHER)
    assert touchpoints_seen(TODAY, [CODE]) == [{"customer": CODE, "date": TODAY, "by": "Wilson", "cost": Decimal(90)}]
    assert touchpoints_seen(TODAY - timedelta(days=1), [CODE]) == []


def test_the_promises_are_judged_again_from_the_next_day_on(wilson: Person) -> None:
    nothing = contacts_until(TODAY)
    logged(wilson)
    assert contacts_until(TODAY) == nothing, "what is logged today counts tomorrow"
    assert contacts_until(TODAY + timedelta(days=1)) != nothing


def test_cleared_follow_ups_are_not_done(wilson: Person) -> None:
    kept = logged(wilson, follow_up="Enviar la ficha")
    finish_follow_up(by=wilson, now=NOW, number=kept.pk, done=True)
    kept = Touchpoint.objects.get(pk=kept.pk)
    plain = replace(SAID, text="Nada")
    assert (
        change_touchpoint(by=wilson, now=NOW, number=kept.pk, said=plain, people=[], seen=kept.changed_at).done_on
        is None
    )


def test_a_contact_of_tomorrow_is_refused(wilson: Person) -> None:
    ahead = replace(SAID, on=date(2026, 11, 18))
    assert refused(log_touchpoint, by=wilson, customer=CODE, said=ahead).where == "on"
