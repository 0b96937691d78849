"""What was spent on key accounts arrives in the cost of the programme: its money, its days, its account, and unknown where nobody
said; nothing is counted twice."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.capacity import enter_account_load
from clave.outcome.cost.shape import Amount, Programme
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.selection.life import DECIDED
from clave.store.facts import book_of
from clave.store.models import (
    Company,
    Event,
    EventAccount,
    Grant,
    Hospitality,
    ImprovementRequest,
    LabHours,
    OffsiteSession,
    Person,
    Promotion,
    ServiceStep,
    SpecialService,
    StatusChange,
    Touchpoint,
)
from clave.store.outcome_cost import found_in, programme_between
from clave.store.outcome_spent import keys_between
from tests.store.docks import DAY, KEY, NOW
from tests.store.lives import brought, person
from tests.store.promising import OTHER, load

pytestmark = pytest.mark.django_db
SINCE = DAY - timedelta(days=364)
BEFORE = SINCE - timedelta(days=1)
WITHIN = DAY - timedelta(days=40)
LIMITS = default().at(DAY)
RATE = 60_000.0
NORTE = "C-NORTE"


@pytest.fixture(autouse=True)
def world(tmp_path: Path, settings: Settings) -> Person:
    """A company with orders, whose key account is one on every day of the window; nobody logged, gave or spent anything."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})
    load(settings.CLAVE_FACTS)
    director = person("director", "Diana")
    brought(KEY, DECIDED, by=director, day=BEFORE, name="Empaques del Cauca S.A.")
    return director


def cost(limits: Limits = LIMITS, since: date = SINCE, until: date = DAY) -> Programme:
    return programme_between(book_of(""), limits, since, until)


def amount(what: str, account: str = KEY, **more: Any) -> Amount | None:
    """That one cost of that one account; None where there is none."""
    found = [one for one in cost(**more).amounts if (one.what, one.account) == (what, account)]
    assert len(found) <= 1
    return found[0] if found else None


def money(what: str, account: str = KEY, **more: Any) -> tuple[float | None, int, int] | None:
    """Its money, how many times, how many of them without a figure."""
    found = amount(what, account, **more)
    return (found.money, found.times, found.missing) if found else None


def plain(words: str) -> str:
    """With ordinary spaces."""
    return re.sub(r"\s", " ", words)


def me() -> Person:
    return Person.objects.get(name="Diana")


def kept(model: Any, **more: Any) -> Any:
    """A row of something that people recorded, of the key account unless it is told."""
    given = {"by": me(), "created_at": NOW, "changed_at": NOW, "folded": "x"} | more
    return model.objects.create(**given)


def hospitality(cost: int | None, on: date = WITHIN, **more: Any) -> Hospitality:
    given = {
        "customer": KEY,
        "name": KEY,
        "direction": "out",
        "kind": "gift",
        "what": "Un libro",
        "state": "allowed",
    } | more
    return Hospitality.objects.create(
        on=on, cost=None if cost is None else Decimal(cost), ours=me(), by=me(), at=NOW, **given
    )  # fmt: skip


def contact(cost: int | None, on: date = WITHIN, customer: str = KEY, **more: Any) -> Touchpoint:
    return Touchpoint.objects.create(
        customer=customer, on=on, kind="hospitality", direction="out", text="Almuerzo", stems=" ", by=me(), at=NOW,
        changed_at=NOW, cost=None if cost is None else Decimal(cost), **more,
    )  # fmt: skip


def service(kind: str, *, cost: int | None = None, hours: float | None = None, on: date = WITHIN, customer: str = KEY,
            stage: str = "done") -> SpecialService:  # fmt: skip
    row: SpecialService = kept(
        SpecialService, customer=customer, name=customer, stage=stage, kind=kind, what="Prueba", needed_on=on,
        hours=None if hours is None else Decimal(str(hours)), cost=None if cost is None else Decimal(cost),
        done_on=on if stage == "done" else None,
    )  # fmt: skip
    ServiceStep.objects.create(of=row, stage=stage, day=on, by=me(), at=NOW)
    return row


def granted(privilege: str, since: date = BEFORE) -> None:
    Grant.objects.create(
        customer=KEY, privilege=privilege, since=since, parameters={}, origin="own", reason="Contrato", at=NOW
    )


class TestTimeOfTheKam:
    def hours(self, hours: float, customer: str = KEY) -> None:
        enter_account_load(
            by=me(), now=NOW, customer=customer, starts_on=BEFORE, hours=hours, relationships=None, reason="Medido"
        )

    def test_hours_a_month_times_months_times_the_hour_of_policy(self) -> None:
        self.hours(6)
        found = amount("kam_time", limits=LIMITS.reform({declared.cost_kam_hour: RATE}))
        assert found is not None
        assert found.money == pytest.approx(6 * 12 * RATE)
        assert plain(found.formula.say("es")) == "6 horas al mes × 12 meses × $ 60.000 la hora."

    def test_without_the_price_of_an_hour_or_without_hours_it_is_not_known_and_each_says_what_to_enter(self) -> None:
        whole = cost()
        assert [(one.what, one.where.route) for one in whole.unknown] == [("kam_time", "capacity")]
        self.hours(6)
        whole = cost()
        assert [(one.what, one.where.route) for one in whole.unknown] == [("kam_time", "policy")]
        assert whole.total is None
        assert not whole.whole

    def test_only_the_months_in_which_it_was_key_count(self) -> None:
        self.hours(10)
        self.hours(10, NORTE)
        brought(NORTE, DECIDED, by=me(), day=DAY - timedelta(days=72))  # 73 days: a fifth of the year
        found = amount("kam_time", NORTE, limits=LIMITS.reform({declared.cost_kam_hour: RATE}))
        assert found is not None
        assert found.money == pytest.approx(10 * 12 / 5 * RATE)


class TestHospitality:
    def test_what_we_gave_within_the_window_and_while_it_was_key(self) -> None:
        hospitality(80_000)
        hospitality(120_000, state="approved", decided_by=person("management", "Patricia"))
        for state in ("waiting", "rejected", "declined", "cancelled"):
            hospitality(1, state=state)
        hospitality(2, direction="in")
        hospitality(3, on=BEFORE)
        hospitality(4, customer=OTHER)
        assert money("hospitality") == (200_000, 2, 0)
        assert amount("hospitality", OTHER) is None

    def test_a_gift_without_a_cost_is_not_known_and_a_greeting_costs_nothing(self) -> None:
        hospitality(None)
        assert money("hospitality") == (None, 1, 1)
        hospitality(None, kind="birthday")
        assert money("hospitality") == (0, 2, 1)

    def test_what_the_ledger_counts_as_a_contact_is_not_counted_again(self) -> None:
        granted("contact")
        hospitality(80_000, said_in=contact(80_000))
        assert money("contact") == (80_000, 1, 0)
        assert amount("hospitality") is None
        assert cost().total == 80_000

    def test_said_in_a_contact_that_no_privilege_counts_it_counts_here(self) -> None:
        hospitality(80_000, said_in=contact(80_000))
        assert money("hospitality") == (80_000, 1, 0)
        assert cost().total == 80_000


class TestAway:
    def session(self, cost: int | None, stage: str = "held", **more: Any) -> None:
        given = {"customer": KEY, "on": WITHIN} | more
        kept(OffsiteSession, name=KEY, stage=stage, place="Finca", purpose="Mermas", owner=me(),
             cost=None if cost is None else Decimal(cost), **given)  # fmt: skip

    def event(self, cost: int | None, *customers: str, starts: date = WITHIN, **more: Any) -> None:
        row = kept(Event, kind="fair", title="Feria", starts_on=starts, ends_on=starts,
                   cost=None if cost is None else Decimal(cost), **more)  # fmt: skip
        for customer in customers:
            EventAccount.objects.create(event=row, customer=customer, name=customer, at=NOW)

    def test_sessions_that_were_held(self) -> None:
        self.session(2_000_000)
        self.session(None, "closed")
        self.session(7, "planned")
        self.session(7, "cancelled")
        self.session(7, removed_at=NOW)
        self.session(7, on=BEFORE)
        assert money("session") == (2_000_000, 2, 1)

    def test_an_event_in_equal_parts_among_all_that_took_part(self) -> None:
        self.event(900_000, KEY, OTHER, "C-MAS")
        assert money("event") == (300_000, 1, 0)
        assert cost().total == 300_000  # the parts of customers that are not key are no cost of the programme
        self.event(None, KEY)
        self.event(5, KEY, starts=BEFORE)
        self.event(5, KEY, removed_at=NOW)
        assert money("event") == (300_000, 2, 1)


def test_our_side_of_the_promotions_that_began() -> None:
    def promotion(spent: int | None, stage: str, starts: date = WITHIN, customer: str = KEY) -> None:
        kept(Promotion, customer=customer, name=customer, stage=stage, kind="promotion", title="Suela", starts_on=starts,
             ends_on=starts + timedelta(days=30), measure="money", ours=Decimal(9), owner=me(),
             ours_spent=None if spent is None else Decimal(spent))  # fmt: skip

    promotion(4_000_000, "ended")
    promotion(None, "running")  # nobody wrote down yet what was spent; the budget is no cost
    for stage in ("proposed", "agreed", "cancelled"):
        promotion(7, stage)
    promotion(7, "ended", BEFORE)
    promotion(7, "ended", customer=OTHER)
    assert money("promotion") == (4_000_000, 2, 1)
    assert amount("promotion", OTHER) is None


class TestServices:
    def test_each_kind_by_what_was_written_down_or_the_unit_cost_of_policy(self) -> None:
        service("sample", cost=150_000)
        service("training", cost=400_000)
        service("urgent")
        service("return")
        service("sample", cost=7, stage="approved")
        service("sample", cost=7, on=BEFORE)
        service("sample", cost=7, customer=OTHER)
        assert money("service_sample") == (150_000, 1, 0)
        assert money("service_training") == (400_000, 1, 0)
        assert money("service_urgent") == (LIMITS[declared.cost_urgent], 1, 0)
        assert money("service_return") == (None, 1, 1)
        assert amount("service_sample", OTHER) is None

    def lab(self, hours: str, day: date = WITHIN) -> None:
        asked = kept(ImprovementRequest, customer=KEY, name=KEY, kind="development", title="Menos olor", asks="Huele",
                     asked=BEFORE)  # fmt: skip
        LabHours.objects.create(request=asked, day=day, hours=Decimal(hours), what="Ensayo", by=me(), at=NOW)

    def test_hours_of_laboratory_at_the_unit_cost_of_policy(self) -> None:
        self.lab("4.5")
        self.lab("2", BEFORE)
        assert money("service_lab") == (4.5 * 75_000, 1, 0)

    def test_with_the_privilege_the_ledger_counts_them_and_nothing_else_does(self) -> None:
        granted("laboratory")
        self.lab("4.5")
        assert money("laboratory") == (4.5 * 75_000, 1, 0)
        assert amount("service_lab") is None
        assert cost().total == 4.5 * 75_000

    def test_before_the_privilege_began_they_are_hours_beyond_it(self) -> None:
        granted("laboratory", WITHIN + timedelta(days=1))
        self.lab("1")
        self.lab("2", WITHIN + timedelta(days=1))
        assert money("service_lab") == (75_000, 1, 0)
        assert money("laboratory") == (150_000, 1, 0)

    def test_where_an_hour_of_laboratory_has_no_price_it_is_not_known(self) -> None:
        self.lab("4.5")
        assert money("service_lab", limits=LIMITS.reform({declared.cost_lab_hour: None})) == (None, 1, 1)


def test_contacts_of_the_privilege_count_what_was_recorded_of_them() -> None:
    granted("contact")
    contact(140_000)
    contact(None)
    contact(9, on=BEFORE - timedelta(days=1))
    contact(9, withdrawn_at=NOW)
    assert money("contact") == (140_000, 2, 1)


def test_a_privilege_that_nothing_records_is_named_and_what_another_cost_tells_is_not() -> None:
    granted("billing")
    granted("joint_plan")  # whose cost is the time of the KAM
    found = cost()
    assert [one.what for one in found.unknown] == ["billing", "kam_time"]
    assert {one.what for one in found.amounts} == {"billing", "kam_time"}
    assert found.total is None


def test_who_was_key_on_which_days() -> None:
    late, gone = DAY - timedelta(days=10), DAY - timedelta(days=100)
    brought(NORTE, DECIDED, by=me(), day=late)
    brought("C-IDA", DECIDED, by=me(), day=BEFORE)
    StatusChange.objects.create(
        customer="C-IDA", before=DECIDED, after="", effective_on=gone, reason="Se fue.", by=me(), at=NOW
    )
    found = keys_between(SINCE, DAY)
    assert (found.on(KEY, BEFORE), found.on(KEY, SINCE), found.on(KEY, DAY)) == (False, True, True)
    assert (found.on(NORTE, late - timedelta(days=1)), found.on(NORTE, late)) == (False, True)
    assert (found.on("C-IDA", gone - timedelta(days=1)), found.on("C-IDA", gone)) == (True, False)
    assert found.months(KEY) == pytest.approx(12)
    assert OTHER not in found.names


def test_a_nominated_customer_is_no_key_account() -> None:
    brought("C-NUEVO", "nominated", by=me(), day=BEFORE)
    assert "C-NUEVO" not in keys_between(SINCE, DAY).names


def test_every_cost_opens_its_records() -> None:
    where = found_in(SINCE, DAY, {KEY: "Empaques"})
    assert where("hospitality", KEY).asked == {"q": "Empaques"}
    assert where("contact", KEY).asked == {"desde": SINCE.isoformat(), "hasta": DAY.isoformat(), "cliente": KEY}
    assert where("billing", KEY).route == "promises_costs"
    assert where("service_sample", "").asked == {"etapa": "todas", "clase": "sample"}


def test_in_a_currency_without_unit_costs_no_rate_of_policy_is_used(settings: Settings, tmp_path: Path) -> None:
    dollars = LIMITS.reform({declared.cost_currency: ("USD",), declared.cost_kam_hour: RATE})
    enter_account_load(by=me(), now=NOW, customer=KEY, starts_on=BEFORE, hours=6, relationships=None, reason="Medido")
    service("urgent")
    found = cost(dollars)
    assert {one.what: one.money for one in found.amounts} == {"kam_time": None, "service_urgent": None}
    assert [one.why.say("en") for one in found.unknown] == [
        "Not all of them have a figure: what is known counts.", "The unit costs of policy are not in COP.",
    ]  # fmt: skip
