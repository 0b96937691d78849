"""Special services as they are kept: asked for, approved by whom may, done, priced, undone; and what measures see of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clave.actions.company import found_company
from clave.actions.improvement import RequestSaid, record_request
from clave.actions.lab_hours import HoursSaid, log_hours, remove_hours
from clave.actions.special_services import (
    cancel_service,
    change_service,
    decide_service,
    finish_service,
    price_service,
    remove_service,
    request_service,
    restore_service,
    set_service_budget,
    undo_service_step,
)
from clave.base.errors import ClaveError
from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.measures.run import measure
from clave.operations.special_services import ServiceSaid, position
from clave.policy import declared
from clave.policy.reading import default
from clave.store.audit import verify
from clave.store.ledger import with_services
from clave.store.models import OWNER, AuditEvent, Ownership, Person, ServiceBudget, ServiceStep, SpecialService
from clave.store.special_services import lines_of, recorded_services, waiting_for, year_of
from tests.store.docks import rows
from tests.store.lives import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
M = 1_000_000


@pytest.fixture(autouse=True)
def company(db: None) -> None:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)


@pytest.fixture
def boss() -> Person:
    return person("director", "Diana")


@pytest.fixture
def lab() -> Person:
    return person("lab", "Isabel")


def asked(
    by: Person, kind: str = "sample", expected: float | None = M, *, code: str = "C-1", **more: Any
) -> SpecialService:
    said = ServiceSaid(
        kind, more.pop("what", "Dos tambores"), TODAY, expected=None if expected is None else Decimal(expected), **more
    )
    return request_service(by=by, now=NOW, customer=code, name="Calzado", service=said)


def decided(kept: SpecialService, by: Person, to: str = "approved", note: str = "") -> ServiceStep:
    return decide_service(by=by, now=NOW, customer=kept.customer, number=kept.pk, to=to, note=note)


def done(kept: SpecialService, by: Person, **given: Any) -> ServiceStep:
    return finish_service(
        by=by, now=NOW, customer=kept.customer, number=kept.pk, day=TODAY, result="Entregado", **given
    )


def test_a_service_is_asked_for_approved_done_and_priced(boss: Person, lab: Person) -> None:
    kept = asked(boss)
    assert asked(boss).pk == kept.pk, "sent twice, it is there once"
    decided(kept, lab)
    done(kept, lab)
    kept.refresh_from_db()
    assert (kept.stage, kept.cost, kept.done_on) == ("done", None, TODAY)
    price_service(by=lab, now=NOW, customer="C-1", number=kept.pk, hours=None, cost=Decimal(800_000))
    kept.refresh_from_db()
    assert kept.cost == 800_000
    told = list(AuditEvent.objects.filter(about=f"service:{kept.pk}").order_by("number").values_list("what", flat=True))
    assert told == ["service.requested", "service.approved", "service.done", "service.priced"]
    assert verify().broken is None


def test_who_asked_does_not_approve_it_and_another_department_neither(boss: Person, lab: Person) -> None:
    own = asked(lab)
    with pytest.raises(ClaveError, match="you asked for it"):
        decided(own, lab)
    with pytest.raises(ClaveError, match="approved by who gives it"):
        decided(own, person("dispatch", "Wilson"))
    decided(own, boss)
    small = asked(lab, expected=100_000, what="Un frasco")
    decided(small, lab)
    unknown = asked(lab, expected=None, what="Nadie sabe")
    with pytest.raises(ClaveError, match="nobody knows yet"):
        decided(unknown, lab)


def test_a_manager_approves_only_with_the_delegation_and_it_is_logged_as_such(boss: Person) -> None:
    andrea, kept = person("kam", "Andrea"), asked(boss, "return")
    with pytest.raises(ClaveError):
        decided(kept, andrea)
    andrea.acting_for = "lab"
    with pytest.raises(ClaveError, match="approved by who gives it"):
        decided(kept, andrea)
    andrea.acting_for = "quality"
    assert decided(kept, andrea).acting_for == "quality"
    assert AuditEvent.objects.filter(what="service.approved", by__contains="quality").exists()


def test_a_manager_asks_for_the_own_accounts_only(boss: Person) -> None:
    andrea = person("kam", "Andrea")
    with pytest.raises(ClaveError, match="may not do this"):
        asked(andrea)
    Ownership.objects.create(customer="C-1", part=OWNER, person=andrea, starts_on=TODAY, created_at=NOW)
    assert asked(andrea).by == andrea


def test_the_budget_holds_what_was_approved_and_only_who_decides_goes_past_it_with_a_reason(
    boss: Person, lab: Person
) -> None:
    set_service_budget(by=boss, now=NOW, customer="C-1", year=2026, amount=Decimal(3 * M), reason="Lo del año pasado")
    first, second = asked(boss, expected=2 * M), asked(boss, expected=2 * M, what="Otros dos")
    decided(first, lab)
    with pytest.raises(ClaveError, match="does not hold it"):
        decided(second, lab)
    patricia = person("administrator", "Patricia")
    with pytest.raises(ClaveError, match="past the budget") as refused:
        decided(second, patricia)
    assert refused.value.where == "note"
    decided(second, patricia, note="Es el cliente del año")
    assert AuditEvent.objects.filter(what="service.approved_over").count() == 1


def test_a_cancelled_one_comes_back_only_where_the_budget_still_holds_it(boss: Person, lab: Person) -> None:
    set_service_budget(by=boss, now=NOW, customer="C-1", year=2026, amount=Decimal(3 * M), reason="x")
    first, second = asked(boss, expected=2 * M), asked(boss, expected=2 * M, what="Otros dos")
    decided(first, lab)
    step = cancel_service(by=lab, now=NOW, customer="C-1", number=first.pk, note="Ya no")
    decided(second, lab)
    with pytest.raises(ClaveError, match="does not hold it any more"):
        undo_service_step(by=lab, now=NOW, customer="C-1", number=first.pk, step=step.pk)


def test_a_refusal_says_why_and_only_who_took_a_step_undoes_it(boss: Person, lab: Person) -> None:
    kept = asked(boss)
    with pytest.raises(ClaveError, match="ask why"):
        decided(kept, lab, "refused")
    step = decided(kept, lab, "refused", "No hay capacidad")
    with pytest.raises(ClaveError, match="Isabel did this"):
        undo_service_step(by=person("quality", "Rosa"), now=NOW, customer="C-1", number=kept.pk, step=step.pk)
    undo_service_step(by=lab, now=NOW, customer="C-1", number=kept.pk, step=step.pk)
    kept.refresh_from_db()
    assert kept.stage == "requested"
    with pytest.raises(ClaveError, match="cannot be undone"):
        undo_service_step(by=lab, now=NOW, customer="C-1", number=kept.pk, step=step.pk)


def test_undoing_that_it_was_done_forgets_what_it_cost(boss: Person, lab: Person) -> None:
    kept = asked(boss)
    decided(kept, lab)
    step = done(kept, lab, cost=Decimal(5))
    undo_service_step(by=lab, now=NOW, customer="C-1", number=kept.pk, step=step.pk)
    kept.refresh_from_db()
    assert (kept.stage, kept.cost, kept.done_on, kept.result) == ("approved", None, None, "")


def test_what_is_asked_can_be_said_better_until_somebody_decides(boss: Person, lab: Person) -> None:
    kept = asked(boss)
    better = ServiceSaid("sample", "Tres tambores", TODAY)
    with pytest.raises(ClaveError, match="while you were writing"):
        change_service(by=boss, now=NOW, customer="C-1", number=kept.pk, service=better, seen=NOW - timedelta(days=1))
    change_service(by=boss, now=NOW, customer="C-1", number=kept.pk, service=better, seen=kept.changed_at)
    remove_service(by=boss, now=NOW, customer="C-1", number=kept.pk)
    with pytest.raises(ClaveError, match="not there any more"):
        decided(kept, lab)
    restore_service(by=boss, now=NOW, customer="C-1", number=kept.pk)
    decided(kept, lab)
    kept.refresh_from_db()
    for act in (
        lambda: remove_service(by=boss, now=NOW, customer="C-1", number=kept.pk),
        lambda: change_service(by=boss, now=NOW, customer="C-1", number=kept.pk, service=better, seen=kept.changed_at),
    ):
        with pytest.raises(ClaveError, match="decided on this already"):
            act()


@pytest.mark.parametrize(
    ("change", "where"),
    [({"year": 2030}, "year"), ({"amount": Decimal(-1)}, "amount"), ({"reason": " "}, "reason")],
)
def test_a_budget_that_cannot_be_is_said_beside_its_field(boss: Person, change: dict[str, Any], where: str) -> None:
    given = {"year": 2026, "amount": Decimal(M), "reason": "x"} | change
    with pytest.raises(ClaveError) as refused:
        set_service_budget(by=boss, now=NOW, customer="C-1", **given)
    assert refused.value.where == where
    assert not ServiceBudget.objects.exists()


def test_a_budget_of_a_year_is_one_row(boss: Person) -> None:
    for amount in (M, 2 * M):
        set_service_budget(by=boss, now=NOW, customer="C-1", year=2026, amount=Decimal(amount), reason="x")
    assert ServiceBudget.objects.get().amount == 2 * M
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceBudget.objects.create(customer="C-1", year=2026, amount=1, by=boss, changed_at=NOW)


def worked(lab: Person, hours: str = "4") -> tuple[int, Any]:
    request = record_request(
        by=lab,
        now=NOW,
        customer="C-1",
        name="Calzado",
        request=RequestSaid("improvement", "Menos olor", "Huele", TODAY),
    )
    return request.pk, log_hours(by=lab, now=NOW, number=request.pk, worked=HoursSaid(TODAY, Decimal(hours), "Mezcla"))


def test_hours_of_the_laboratory_count_once_and_nobody_types_them_again(boss: Person, lab: Person) -> None:
    number, entry = worked(lab)
    kept = asked(boss, "lab", None, hours=Decimal(6), request=number)
    found = year_of("C-1", 2026, LIMITS)
    assert [(one.origin, one.hours) for one in found] == [("lab", 4)], (
        "what is logged takes the place of what was thought"
    )
    decided(kept, lab)
    with pytest.raises(ClaveError, match="logged on its request"):
        done(kept, lab, hours=Decimal(6))
    done(kept, lab)
    stands = position(lines_of(year_of("C-1", 2026, LIMITS)), None, 2026, LIMITS)
    assert (stands.spent.count, stands.spent.at_rate) == (1, 1)
    assert recorded_services(NOW).num_rows == 1
    remove_hours(by=lab, now=NOW, hours=entry)
    assert year_of("C-1", 2026, LIMITS) == []


def test_a_request_of_another_customer_is_refused(boss: Person, lab: Person) -> None:
    number, _entry = worked(lab)
    with pytest.raises(ClaveError, match="no request") as refused:
        asked(boss, "lab", request=number, code="C-2")
    assert refused.value.where == "request"


def test_what_waits_is_counted_for_who_may_approve_it(boss: Person, lab: Person) -> None:
    asked(boss)
    asked(boss, "return", what="Devolución")
    quality, andrea = person("quality", "Rosa"), person("kam", "Andrea")
    assert [waiting_for(one) for one in (boss, lab, quality, andrea)] == [2, 1, 1, 0]
    assert waiting_for(andrea, {"quality"}) == 1


def test_recorded_services_are_those_of_the_moment_in_the_declared_shape(boss: Person, lab: Person) -> None:
    worked(lab)
    kept, later = asked(boss), NOW + timedelta(days=2)
    decided(kept, lab)
    step = done(kept, lab, cost=Decimal(800_000))
    undo_service_step(by=lab, now=later, customer="C-1", number=kept.pk, step=step.pk)
    table = recorded_services(NOW + timedelta(days=1))
    assert table.schema == TABLES["service"].schema
    said = [(row["kind"], row["document"], row["hours"]) for row in table.to_pylist()]
    assert said == [("sample", f"SE-{kept.pk}", None), ("lab", said[1][1], 4.0)]
    assert recorded_services(later).num_rows == 1, "what was undone by then counts no more"
    assert recorded_services(NOW - timedelta(days=1)).num_rows == 0


def test_the_cost_to_serve_sees_what_people_recorded_once(boss: Person, lab: Person) -> None:
    sale = {"document": "F-1", "line": "1", "customer": "C-1", "product": "PU", "quantity": Decimal(1), "date": TODAY,
            "net": Decimal(10 * M), "currency": "COP"}  # fmt: skip
    book = Book({"invoice_line": rows("invoice_line", [sale])}, currency="COP")

    def cost(of: Book) -> float:
        found = measure(of, LIMITS, TODAY)
        return float(found.columns["cost_to_serve"].values[found.index("C-1")])

    before = cost(book)
    worked(lab, "4")
    kept = asked(boss)
    decided(kept, lab)
    done(kept, lab, cost=Decimal(800_000))
    table = recorded_services(NOW)
    after = cost(book.with_recorded({"service": table}, TODAY))
    from_files = Book({**book.sources, "service": table}, currency="COP")
    assert after - before == 800_000 + 4 * LIMITS[declared.cost_lab_hour]
    assert cost(from_files.with_recorded({"service": table}, TODAY)) == after, "the same document counts once"


def test_the_ledger_of_promises_prices_what_was_done(boss: Person) -> None:
    luz = person("quality", "Luz")
    kept = asked(boss, kind="return")
    decided(kept, luz)
    done(kept, luz, cost=Decimal(480_000))
    before = with_services({"service": None}, {"C-1"}, TODAY - timedelta(days=30), TODAY, NOW)
    [row] = before["service"] or ()
    assert (row["customer"], row["kind"], row["cost"], row["document"]) == (
        "C-1", "return", Decimal(480_000), f"SE-{kept.pk}",
    )  # fmt: skip
    brought = {
        "customer": "C-1",
        "date": TODAY,
        "kind": "return",
        "hours": None,
        "cost": Decimal(1),
        "document": "DEV-1",
    }
    both = with_services({"service": [brought]}, {"C-1"}, TODAY - timedelta(days=30), TODAY, NOW)
    assert [one["document"] for one in both["service"] or ()] == ["DEV-1", f"SE-{kept.pk}"]


def test_where_nobody_and_no_file_tells_of_a_service_the_ledger_says_nobody_knows(boss: Person) -> None:
    asked(boss, kind="return")
    found = with_services({"service": None}, {"C-1"}, TODAY - timedelta(days=30), TODAY, NOW)
    assert found["service"] is None
