"""The queue of the laboratory as it is kept: written down, moved and undone, answered, hours logged, read in order. (G4)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clave.actions.improvement import (
    RequestSaid,
    answer_request,
    assign_request,
    change_request,
    move_request,
    record_request,
    remove_request,
    restore_request,
    take_back_reply,
    undo_step,
)
from clave.actions.lab_hours import HoursSaid, change_hours, log_hours, remove_hours, restore_hours
from clave.base.errors import ClaveError
from clave.policy.reading import default
from clave.privileges.ledger.cost import costs
from clave.privileges.ledger.kept import Given
from clave.privileges.ledger.seen import Seen
from clave.store.audit import verify
from clave.store.improvement import (
    Wanted,
    among,
    asked,
    days_by_stage,
    lab_services,
    requests_answered,
    standing_steps,
    worked_on,
)
from clave.store.models import (
    OWNER,
    AuditEvent,
    ImprovementRequest,
    ImprovementStep,
    KeyStatus,
    LabHours,
    Ownership,
    Person,
)
from tests.store.lives import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
SAID = RequestSaid("improvement", "Menos olor en PU-300", "El operario se queja del olor.", TODAY - timedelta(days=40))


@pytest.fixture
def lucia(db: None) -> Person:
    """Somebody of the laboratory."""
    return person("lab", "Lucía")


def request(by: Person, customer: str = "C-1", **more: Any) -> ImprovementRequest:
    return record_request(by=by, now=NOW, customer=customer, name=f"Cliente {customer}", request=replace(SAID, **more))


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = list(AuditEvent.objects.values_list("pk", flat=True))
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(now=NOW, **given)
    assert list(AuditEvent.objects.values_list("pk", flat=True)) == before, "what is refused changes nothing"
    return caught.value


def test_a_request_comes_in_once_with_its_first_step(lucia: Person) -> None:
    kept = request(lucia)
    assert request(lucia) == kept, "sent twice, it is there once"
    (step,) = standing_steps(kept)
    assert (step.stage, step.day) == ("received", SAID.asked)
    assert AuditEvent.objects.get().what == "improvement.recorded"
    assert verify().broken is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"), ({"asks": ""}, "asks"), ({"kind": "wish"}, "kind"),
        ({"asked": TODAY + timedelta(days=1)}, "asked"), ({"promised": date(2026, 1, 1)}, "promised"),
        ({"worth": Decimal(0)}, "worth"), ({"worth": Decimal(10) ** 15}, "worth"), ({"title": "x" * 9000}, "title"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(lucia: Person, wrong: dict[str, Any], field: str) -> None:
    found = refused(record_request, by=lucia, customer="C-1", name="Uno", request=replace(SAID, **wrong))
    assert found.where == field
    assert not ImprovementRequest.objects.exists()


def test_the_owner_of_the_account_asks_and_answers_for_it_alone(lucia: Person) -> None:
    andrea = person("kam", "Andrea")
    assert "may not" in str(refused(record_request, by=andrea, customer="C-1", name="Uno", request=SAID).what)
    Ownership.objects.create(customer="C-1", part=OWNER, person=andrea, starts_on=date(2026, 1, 1), created_at=NOW)
    mine, other = request(andrea), request(lucia, "C-2")
    answer_request(by=andrea, now=NOW, customer="C-1", number=mine.pk, day=TODAY, text="Empezamos el lunes.")
    found = refused(answer_request, by=andrea, customer="C-1", number=other.pk, day=TODAY, text="Sí")
    assert "not in the queue" in found.what.say("en"), "naming an account of hers opens no request of another"
    assert "may not" in str(
        refused(move_request, by=andrea, number=mine.pk, here="received", to="assessed", day=TODAY).what
    )


def test_it_moves_by_its_stages_and_every_move_can_be_undone(lucia: Person) -> None:
    kept = request(lucia)
    move_request(by=lucia, now=NOW, number=kept.pk, here="received", to="assessed", day=TODAY - timedelta(days=30))
    step = move_request(by=lucia, now=NOW, number=kept.pk, here="assessed", to="declined", day=TODAY, note=" Sin base ")
    kept.refresh_from_db()
    assert (kept.stage, kept.result, kept.closed_on) == ("declined", "Sin base", TODAY)
    assert days_by_stage(standing_steps(kept), TODAY) == {"received": 10, "assessed": 30, "declined": 0}
    undo_step(by=lucia, now=NOW, number=step.pk)
    kept.refresh_from_db()
    assert (kept.stage, kept.result, kept.closed_on) == ("assessed", "", None)
    assert ImprovementStep.objects.get(pk=step.pk).undone_by == lucia
    again = refused(undo_step, by=lucia, number=step.pk)
    assert "cannot be undone" in again.what.say("en")


def test_what_cannot_follow_or_be_said_is_refused(lucia: Person) -> None:
    kept = request(lucia)
    go = {"by": lucia, "number": kept.pk, "day": TODAY}
    assert "cannot become" in refused(move_request, here="received", to="delivered", note="x", **go).what.say("en")
    assert refused(move_request, here="received", to="declined", **go).where == "note"
    assert "it is received now" in refused(move_request, here="in_lab", to="delivered", **go).what.say("en")
    early, late = go | {"day": SAID.asked - timedelta(days=1)}, go | {"day": TODAY + timedelta(days=1)}
    assert refused(move_request, here="received", to="assessed", **early).where == "day"
    assert refused(move_request, here="received", to="assessed", **late).where == "day"
    (first,) = standing_steps(kept)
    refused(undo_step, by=lucia, number=first.pk)


def test_it_is_given_to_somebody_of_the_laboratory(lucia: Person) -> None:
    kept = request(lucia)
    assert assign_request(by=lucia, now=NOW, number=kept.pk, person=lucia).assigned == lucia
    assert refused(assign_request, by=lucia, number=kept.pk, person=person("kam", "Andrea")).where == "person"
    assert assign_request(by=lucia, now=NOW, number=kept.pk, person=None).assigned is None


def test_an_answer_has_its_day_and_can_be_taken_back(lucia: Person) -> None:
    kept = request(lucia)
    go = {"by": lucia, "customer": "C-1", "number": kept.pk}
    assert refused(answer_request, day=TODAY, text=" ", **go).where == "text"
    assert refused(answer_request, day=SAID.asked - timedelta(days=1), text="Sí", **go).where == "day"
    answer_request(now=NOW, day=TODAY, text="Sí, en diciembre.", **go)
    assert [one.done for one in requests_answered(TODAY)] == [TODAY]
    assert [one.done for one in requests_answered(TODAY - timedelta(days=1))] == [None], "not yet on that day"
    take_back_reply(now=NOW, **go)
    assert [one.done for one in requests_answered(TODAY)] == [None]
    assert requests_answered(TODAY, ["C-9"]) == []


def test_a_change_says_what_changed_and_does_not_overwrite_what_was_not_seen(lucia: Person) -> None:
    kept = request(lucia)
    better = replace(SAID, title="Sin olor en PU-300", promised=TODAY)
    go = {"by": lucia, "customer": "C-1", "number": kept.pk, "request": better}
    change_request(now=NOW + timedelta(hours=1), seen=kept.changed_at, **go)
    assert AuditEvent.objects.latest("pk").fields == ["promised", "title"]
    assert "while you were writing" in refused(change_request, seen=kept.changed_at, **go).what.say("en")


def test_one_taken_out_comes_back(lucia: Person) -> None:
    kept = request(lucia)
    remove_request(by=lucia, now=NOW, customer="C-1", number=kept.pk)
    assert asked(TODAY, LIMITS, money=True) == []
    refused(move_request, by=lucia, number=kept.pk, here="received", to="assessed", day=TODAY)
    restore_request(by=lucia, now=NOW, customer="C-1", number=kept.pk)
    assert len(asked(TODAY, LIMITS, money=True)) == 1


def hours(by: Person, kept: ImprovementRequest, n: str = "6.5", days: int = 3) -> LabHours:
    worked = HoursSaid(TODAY - timedelta(days=days), Decimal(n), "Tres mezclas sin tolueno")
    return log_hours(by=by, now=NOW, number=kept.pk, worked=worked)


def test_hours_are_logged_corrected_and_taken_back(lucia: Person) -> None:
    kept = request(lucia)
    entry = hours(lucia, kept)
    assert hours(lucia, kept) == entry, "sent twice, they count once"
    better = HoursSaid(entry.day, Decimal("7.25"), entry.what)
    assert change_hours(by=lucia, now=NOW, hours=entry, worked=better).hours == Decimal("7.25")
    assert AuditEvent.objects.latest("pk").fields == ["hours"]
    remove_hours(by=lucia, now=NOW, hours=entry)
    assert not worked_on(kept).exists()
    refused(remove_hours, by=lucia, hours=entry)
    restore_hours(by=lucia, now=NOW, hours=entry)
    assert worked_on(kept).get().hours == Decimal("7.25")
    other = person("lab", "Otro")
    assert "may not" in str(refused(remove_hours, by=other, hours=entry).what)


@pytest.mark.parametrize(
    ("n", "days", "what", "field"),
    [("0", 0, "x", "hours"), ("24.5", 0, "x", "hours"), ("1", -1, "x", "day"), ("1", 41, "x", "day"), ("1", 0, " ", "what"),
     ("18", 3, "x", "hours")],
)  # fmt: skip
def test_impossible_hours_are_refused(lucia: Person, n: str, days: int, what: str, field: str) -> None:
    kept = request(lucia)
    hours(lucia, kept)
    worked = HoursSaid(TODAY - timedelta(days=days), Decimal(n), what)
    assert refused(log_hours, by=lucia, number=kept.pk, worked=worked).where == field


def test_the_ledger_reads_hours_as_services_and_costs_them_at_policys_rate(lucia: Person) -> None:
    """6,5 + 2 horas × $ 75.000 = $ 637.500; las que se devolvieron y las de otro día no cuentan."""
    from clave.privileges.catalogue.grants import Grant

    kept, other = request(lucia), request(lucia, "C-2")
    hours(lucia, kept)
    hours(lucia, kept, "2", 2)
    hours(lucia, other, "3", 1)
    remove_hours(by=lucia, now=NOW, hours=hours(lucia, kept, "4", 5))
    since = TODAY - timedelta(days=30)
    services = lab_services(since, TODAY, ["C-1"])
    assert [(row["customer"], row["kind"], row["hours"], row["cost"]) for row in services] == [
        ("C-1", "lab", 6.5, None), ("C-1", "lab", 2.0, None)
    ]  # fmt: skip
    assert len(lab_services(since, TODAY)) == 3
    assert lab_services(TODAY, TODAY) == []
    grant = Grant("C-1", "laboratory", since, None, {"hours": 40}, "Acta", "Diana", "own", "", 1)
    seen = Seen({"service": services})
    (cost,) = costs(Given((grant,), (), ()), seen, (), LIMITS, since=since, until=TODAY, as_of=TODAY)
    assert (cost.privilege, cost.times, cost.money, cost.unknown) == ("laboratory", 2, Decimal("637500.0"), 0)


def test_the_queue_puts_key_accounts_first_and_says_why(lucia: Person) -> None:
    request(lucia, "C-1", asked=TODAY - timedelta(days=80))
    KeyStatus.objects.create(customer="C-2", name="Dos", state="confirmed", category="volume", changed_at=NOW)
    request(lucia, "C-2", worth=Decimal(90_000_000))
    done = request(lucia, "C-3")
    move_request(by=lucia, now=NOW, number=done.pk, here="received", to="declined", day=TODAY, note="No")
    first, second, last = asked(TODAY, LIMITS, money=True)
    assert [one.row.customer for one in (first, second, last)] == ["C-2", "C-1", "C-3"]
    assert first.placed is not None
    assert last.placed is None
    assert "A key account asks for it. Worth about $ 90" in first.placed.reason.say("en").replace("\u00a0", " ")
    assert "Waiting for 40 days" in first.placed.reason.say("en").replace("\u00a0", " ")
    hidden = asked(TODAY, LIMITS, money=False)[0].placed
    assert hidden is not None
    assert "$" not in hidden.reason.say("en"), "the laboratory reads what it counts, not how much it is"
    assert "Its value counts 25 of 25 points." in hidden.reason.say("en").replace("\u00a0", " ")


def test_filters_and_orders(lucia: Person) -> None:
    late = request(lucia, "C-1", promised=TODAY - timedelta(days=1), kind="complaint")
    mine = request(lucia, "C-2", asked=TODAY)
    assign_request(by=lucia, now=NOW, number=mine.pk, person=lucia)
    done = request(lucia, "C-3")
    move_request(by=lucia, now=NOW, number=done.pk, here="received", to="declined", day=TODAY, note="No")
    every = asked(TODAY, LIMITS, money=True)

    def found(**wanted: str) -> list[str]:
        return [one.row.customer for one in among(every, Wanted(**wanted), lucia, {"C-9"})]

    assert found(only="tarde") == ["C-1"] == found(kind="complaint") == found(customer="C-1")
    assert found(only="mias") == ["C-2"]
    assert found(only="sin") == ["C-1"], late
    assert found(stage="declined") == ["C-3"]
    assert sorted(found(stage="todas")) == ["C-1", "C-2", "C-3"]
    assert found(text="olor c-2") == ["C-2"]
    assert found(order="-asked") == ["C-2", "C-1"]
    assert found(order="promised")[0] == "C-1"
    assert [one.row.customer for one in among(every, Wanted(only="mias"), lucia, {"C-1"})] == ["C-1", "C-2"]


def test_the_database_refuses_what_no_action_would_write(lucia: Person) -> None:
    kept = request(lucia)
    for wrong in ({"stage": "lost"}, {"kind": "wish"}, {"worth": 0}, {"promised": date(2020, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImprovementRequest.objects.filter(pk=kept.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        LabHours.objects.create(request=kept, day=TODAY, hours=25, what="x", by=lucia, at=NOW)
