"""Two who prepare, approve, send, send again or open the same report at once: it happens once, and the other is told. The
twins that hold nothing do it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import reports as acts
from clave.actions.company import found_company
from clave.actions.mail import post
from clave.actions.reports import (
    approve_report,
    keep_report,
    note_report_seen,
    send_report,
    send_report_again,
    withdraw_report,
)
from clave.store.audit import verify
from clave.store.models import AuditEvent, ConsumptionReport, Mail, Person, ReportSending, Visitor
from clave.store.models.reports import APPROVED, PREPARED, SEEN, SENT
from clave.store.report_making import Made
from tests.store.conftest import Without
from tests.store.lives import brought, person
from tests.store.races import ROUNDS, at_once, bare, meeting, refused, unheld
from tests.web import reports_made
from tests.web.portals import invited

NOW = reports_made.NOW
CODE = "C-0002"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(db: None) -> tuple[Person, Person]:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    brought(CODE, "announced", name="Calzado 2 S.A.S.")
    return person("director", "Diana"), person("director", "Dario")


@pytest.fixture
def reader(people: tuple[Person, Person]) -> Visitor:
    return invited(CODE)


def cleared() -> None:
    ReportSending.objects.all().delete()
    ConsumptionReport.objects.all().delete()
    Mail.objects.all().delete()


def both(people: tuple[Person, Person], action: Callable[..., Any], kept: ConsumptionReport, **more: Any) -> list[Any]:
    return [partial(action, by=by, now=NOW, customer=CODE, number=kept.pk, **more) for by in people]


@pytest.fixture
def made() -> Made:
    said = reports_made.content()
    return Made(CODE, "Calzado 2 S.A.S.", said.period, said, "es", b"%PDF-1.7", "1")


def test_a_period_has_one_report_however_many_prepare_it(people: tuple[Person, Person], made: Made) -> None:
    for _round in range(ROUNDS):
        cleared()
        found = at_once(*(partial(keep_report, by=by, now=NOW, customer=CODE, made=made) for by in people))
        assert sorted(new for _kept, new in found) == [False, True]
        assert len({kept.pk for kept, _new in found}) == 1
    assert ConsumptionReport.objects.count() == 1
    assert AuditEvent.objects.filter(what="report.prepared").count() == ROUNDS
    assert verify().broken is None


def test_the_twin_without_its_constraint_prepares_two(
    people: tuple[Person, Person], made: Made, without_constraints: Without, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked = meeting(2)

    def look(*_given: Any, **_named: Any) -> Any:
        both_looked()
        return ConsumptionReport.objects.none()

    monkeypatch.setattr(acts, "standing", look)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    with without_constraints(ConsumptionReport):
        at_once(*(bare(partial(keep_report, by=by, now=NOW, customer=CODE, made=made)) for by in people))
        assert ConsumptionReport.objects.count() == 2, "two reports of one period"


def test_it_is_approved_once(people: tuple[Person, Person]) -> None:
    for _round in range(ROUNDS):
        cleared()
        kept = reports_made.plain(people[0], CODE, PREPARED)
        assert refused(at_once(*both(people, approve_report, kept))) == 1
    assert AuditEvent.objects.filter(what="report.approved").count() == ROUNDS


def test_it_is_sent_once_to_each_reader(people: tuple[Person, Person], reader: Visitor) -> None:
    for _round in range(ROUNDS):
        cleared()
        kept = reports_made.plain(people[0], CODE, APPROVED)
        assert refused(at_once(*both(people, send_report, kept))) == 1
        assert (Mail.objects.count(), ReportSending.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(what="report.sent").count() == ROUNDS


def test_it_is_sent_again_once(people: tuple[Person, Person], reader: Visitor) -> None:
    for _round in range(ROUNDS):
        cleared()
        kept = reports_made.plain(people[0], CODE, SENT)
        assert refused(at_once(*both(people, send_report_again, kept, turn=0))) == 1
        assert Mail.objects.count() == 1


def test_the_twin_that_holds_nothing_sends_it_again_twice(
    people: tuple[Person, Person], reader: Visitor, monkeypatch: pytest.MonkeyPatch, without_constraints: Without
) -> None:
    kept, both_looked, counted = reports_made.plain(people[0], CODE, SENT), meeting(2), acts.turn_of
    mails = iter(("uno", "otro"))

    def together(report: ConsumptionReport) -> int:
        turn = counted(report)
        both_looked()
        return turn

    def each_its_own(*, key: str, **given: Any) -> Mail:
        return post(key=f"{key}:{next(mails)}", **given)[0]

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "turn_of", together)
    monkeypatch.setattr(acts, "write", each_its_own)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    with without_constraints(ReportSending):
        assert refused(at_once(*map(bare, both(people, send_report_again, kept, turn=0)))) == 0
        assert ReportSending.objects.filter(turn=1).count() == 2, "the same person is written twice"


def test_the_first_who_opens_it_has_seen_it(people: tuple[Person, Person], reader: Visitor) -> None:
    other = invited(CODE, name="Otra Persona")
    for _round in range(ROUNDS):
        cleared()
        kept = reports_made.plain(people[0], CODE, SENT)
        seen = at_once(*(partial(note_report_seen, visitor=who, now=NOW, number=kept.pk) for who in (reader, other)))
        assert sorted(seen) == [False, True]
        assert ConsumptionReport.objects.get().state == SEEN


def looks_before_it_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update that counts what it may change, lets the other count too, and then writes: what one statement does not do."""
    both_looked, write = meeting(2), QuerySet.update

    def update(self: QuerySet[Any], **fields: Any) -> int:
        found = list(self.values_list("pk", flat=True))
        if self.model is not ConsumptionReport:
            return write(self, **fields)
        both_looked()
        return write(self.model._default_manager.filter(pk__in=found), **fields)

    monkeypatch.setattr(QuerySet, "update", update)
    monkeypatch.setattr(acts, "record", lambda **_: None)


def test_the_twin_that_looks_before_it_writes_approves_twice(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = reports_made.plain(people[0], CODE, PREPARED)
    looks_before_it_writes(monkeypatch)
    assert refused(at_once(*map(bare, both(people, approve_report, kept)))) == 0, "both say that it was them"


def test_the_twin_that_looks_before_it_writes_sends_twice(
    people: tuple[Person, Person], reader: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, sent = reports_made.plain(people[0], CODE, APPROVED), []
    looks_before_it_writes(monkeypatch)
    monkeypatch.setattr(acts, "_write", lambda report, *_given: sent.append(report.pk))
    assert refused(at_once(*map(bare, both(people, send_report, kept)))) == 0
    assert sent == [kept.pk, kept.pk], "each of them writes to the customer"


def test_in_the_twin_that_looks_before_it_writes_both_are_the_first_to_see_it(
    people: tuple[Person, Person], reader: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, kept = invited(CODE, name="Otra Persona"), reports_made.plain(people[0], CODE, SENT)
    looks_before_it_writes(monkeypatch)
    seen = [partial(note_report_seen, visitor=who, now=NOW, number=kept.pk) for who in (reader, other)]
    assert at_once(*map(bare, seen)) == [True, True]


def test_what_is_withdrawn_is_not_sent_in_the_same_moment(people: tuple[Person, Person], reader: Visitor) -> None:
    """Either it goes and is withdrawn afterwards, or it is withdrawn and does not go; never is a report that nobody may read
    sent."""
    for _round in range(ROUNDS):
        cleared()
        kept = reports_made.plain(people[0], CODE, APPROVED)
        given = {"now": NOW, "customer": CODE, "number": kept.pk}
        at_once(
            partial(send_report, by=people[0], **given),
            partial(withdraw_report, by=people[1], why="Cifra mala", **given),
        )
        row = ConsumptionReport.objects.get()
        assert row.withdrawn_at is not None
        assert Mail.objects.filter(state="waiting").count() == 0
        assert (row.state == SENT) == (ReportSending.objects.count() == 1)


@pytest.fixture(autouse=True)
def whole(db: None) -> Iterator[None]:
    """The log stays a chain."""
    yield
    assert verify().broken is None
