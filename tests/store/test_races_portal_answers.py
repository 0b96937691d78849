"""The same answer from two windows at once, and the same line sent twice: one counts. The twins that hold nothing do both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import portal_asking
from clave.actions.portal_answers import answer_reference_in_portal
from clave.actions.portal_asking import ask_in_portal
from clave.base.words import Text
from clave.operations.consent import Answer
from clave.store.audit import verify
from clave.store.models import THE_ONE, AuditEvent, Company, Person, PortalAsk, Visitor
from tests.store.lives import person
from tests.store.plans import contact, owned
from tests.store.portals import reference
from tests.store.races import ROUNDS, at_once, bare, meeting, refused, unheld

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kam(db: None) -> Person:
    Company.objects.get_or_create(pk=THE_ONE, defaults={"name": "Farallones", "created_at": NOW})
    return person("kam", "Andrea")


def somebody(kam: Person, customer: str) -> Visitor:
    owned(kam, customer)
    return Visitor.objects.create(
        contact=contact(customer), customer=customer, rights=["asking"], language="es", invited_at=NOW
    )


def answer(visitor: Visitor, number: int, word: str) -> Callable[[], Any]:
    return partial(answer_reference_in_portal, visitor=visitor, now=NOW, number=number, answer=word)


def test_a_yes_and_a_no_at_once_leave_one(kam: Person) -> None:
    for round_ in range(ROUNDS):
        visitor = somebody(kam, f"C{round_}")
        one = reference(kam, visitor.contact, NOW)
        assert refused(at_once(answer(visitor, one.pk, "yes"), answer(visitor, one.pk, "no"))) == 1
        one.refresh_from_db()
        assert (one.word, one.state) in {("yes", "asked"), ("no", "refused")}
        assert AuditEvent.objects.filter(what="portal.reference", about=f"reference:{one.pk}").count() == 1
    assert verify().broken is None


def test_the_twin_that_holds_nothing_writes_both(kam: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = somebody(kam, "C1")
    one = reference(kam, visitor.contact, NOW)
    meets = meeting(2)
    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(
        "clave.actions.portal_answers.consent_of", lambda *_given: (meets(), Answer(True, Text("sí")))[1]
    )
    monkeypatch.setattr("clave.actions.portal_answers.record", lambda **_given: None)
    outcomes = at_once(*(bare(answer(visitor, one.pk, "yes")) for _each in range(2)))
    assert refused(outcomes) == 0
    assert [outcome.word for outcome in outcomes] == ["yes", "yes"]


def line(visitor: Visitor, text: str) -> Callable[[], Any]:
    return partial(ask_in_portal, visitor=visitor, now=NOW, name="Calzado", text=text)


def test_the_same_line_from_two_windows_is_one_need(kam: Person) -> None:
    for round_ in range(ROUNDS):
        visitor = somebody(kam, f"C{round_}")
        first, second = at_once(line(visitor, "Secado más rápido"), line(visitor, "Secado más rápido"))
        assert first.pk == second.pk
        assert PortalAsk.objects.filter(customer=f"C{round_}").count() == 1


def test_the_twin_that_holds_nobody_keeps_two(kam: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = somebody(kam, "C1")
    meets, find = meeting(2), portal_asking.responsible
    monkeypatch.setattr(portal_asking, "_hold", lambda _contact: None)
    monkeypatch.setattr(portal_asking, "record", lambda **_given: None)
    monkeypatch.setattr(portal_asking, "responsible", lambda *given: (meets(), find(*given))[1])
    at_once(*(bare(line(visitor, "Secado más rápido")) for _each in range(2)))
    assert PortalAsk.objects.count() == 2
