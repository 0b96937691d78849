"""From real rows to a raised alert, kind by kind: what the issue asks Hoy to tell, each from the files or the notes it comes
from, with why, how sure and the money. (issue 6, points 10 and 11)"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.account_plans import note_plan_review
from clave.actions.alerts import keep_alerts, mark_false_alarm
from clave.actions.profile import VISIT, VisitSaid, note_visit, withdraw_said
from clave.base.words import recalled
from clave.facts.store import FactStore
from clave.operations.plan.said import ReviewSaid
from clave.policy.reading import default
from clave.store.alert_sources import look
from clave.store.alerts import earlier, rates
from clave.store.models import (
    OWNER,
    SPONSOR,
    AccountPlan,
    Contact,
    KeyStatus,
    Ownership,
    Person,
    RaisedAlert,
    Touchpoint,
)
from tests.store import plans, promising
from tests.store.debtors import founded
from tests.store.docks import DAY as DOCK_DAY
from tests.store.docks import KEY as DOCK_KEY
from tests.store.lives import person
from tests.web import made

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 17)
CODE, NAME = "C-1", "Distribuciones Otún"
WEEKLY = 7


@pytest.fixture(autouse=True)
def otun(settings: Settings, tmp_path: Path) -> Person:
    """A key account with an owner, in a company whose facts are in a folder of their own."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    andrea = person("kam", "Andrea")
    KeyStatus.objects.create(customer=CODE, name=NAME, state="confirmed", since=date(2026, 1, 1), changed_at=NOW)
    Ownership.objects.create(customer=CODE, part=OWNER, person=andrea, starts_on=date(2026, 1, 1), created_at=NOW)
    return andrea


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def invoice(number: int, customer: str, product: str, day: date) -> dict[str, object]:
    return {
        "document": f"FE-{number}", "line": "1", "customer": customer, "product": product, "date": day, "quantity": Decimal(10),
        "net": Decimal(1_000_000), "currency": "COP",
    }  # fmt: skip


def load(settings: Settings, lines: list[dict[str, object]], **more: list[dict[str, object]]) -> None:
    """Files as an ERP writes them: lines of invoice of two families, and whatever else."""
    products = [{"product": "HM-1", "family": "Hotmelt"}, {"product": "BA-1", "family": "Base agua"}]
    tables = {"invoice_line": lines, "product": products} | more
    FactStore(settings.CLAVE_FACTS).load(
        {name: made.table(name, rows) for name, rows in tables.items() if rows},
        source="erp", digest=str(len(lines)), now=NOW, by="test", currency="COP",
    )  # fmt: skip


def bought(until: int, product: str = "HM-1", customer: str = CODE, start: int = 0) -> list[dict[str, object]]:
    """A purchase every week of two years, the last one so many days ago."""
    return [invoice(start + n, customer, product, ago(until + WEEKLY * n)) for n in range(104)]


def raised(kind: str, day: date = TODAY, **more: str) -> RaisedAlert:
    """The one alert of a kind that a search of that day raises, as Hoy reads it."""
    limits = default().at(day)
    keep_alerts(looked=look(day, limits), limits=limits, by=None, now=NOW)
    return RaisedAlert.objects.get(kind=kind, ended_on=None, **more)


def none_of(kind: str) -> None:
    """A search raises no alert of a kind."""
    limits = default().at(TODAY)
    keep_alerts(looked=look(TODAY, limits), limits=limits, by=None, now=NOW)
    assert not RaisedAlert.objects.filter(kind=kind, ended_on=None).exists()


def said(row: RaisedAlert) -> str:
    return recalled(row.why).say("en").replace("\u00a0", " ")


# --- what the files say -----------------------------------------------------------------------------------------------
def test_a_silent_customer_is_seen_in_the_lines_of_invoice(settings: Settings) -> None:
    load(settings, bought(70) + bought(0, customer="C-2", start=500))
    row = raised("silent")
    assert said(row).startswith("70 days without buying")
    assert (row.worth, row.name) == ("month", NAME)
    assert row.money is not None
    assert row.chance is not None
    assert row.chance < 0.05


def test_one_that_buys_as_always_is_no_alert(settings: Settings) -> None:
    load(settings, bought(3) + bought(0, customer="C-2", start=500))
    none_of("silent")


def test_a_family_that_stopped_is_seen_while_the_rest_goes_on(settings: Settings) -> None:
    load(settings, bought(2) + bought(90, "BA-1", start=500))
    row = raised("family")
    assert row.matter == "Base agua"
    assert "Base agua" in said(row)


def test_payment_that_drifts_is_seen_in_the_receivables(settings: Settings) -> None:
    def paid(n: int, due: int, late: int) -> dict[str, object]:
        day = ago(due)
        return {
            "document": f"FE-{n}", "line": "1", "customer": CODE, "issued_date": day - timedelta(days=30), "due_date": day,
            "amount": Decimal(1_000_000), "paid_date": day + timedelta(days=late), "paid_amount": Decimal(1_000_000),
        }  # fmt: skip

    before = [paid(n, 120 + 10 * n, n % 3) for n in range(20)]
    now = [paid(100 + n, 25 + 6 * n, 18 + n % 3) for n in range(8)]
    load(settings, bought(2), receivable=before + now)
    row = raised("payment")
    assert "after the due day" in said(row)
    assert row.chance is not None


def test_a_promise_that_broke_is_seen_in_the_ledger(settings: Settings, otun: Person) -> None:
    KeyStatus.objects.create(
        customer=DOCK_KEY, name="Empaques del Cauca S.A.", state="confirmed", since=date(2026, 1, 1), changed_at=NOW
    )
    promising.promised(settings.CLAVE_FACTS)
    promising.ledger_of()
    row = raised("promise", DOCK_DAY, matter="dispatch")
    assert row.customer == DOCK_KEY
    assert "broke" in said(row)


# --- what people wrote down -------------------------------------------------------------------------------------------
def visit(by: Person, **more: Any) -> Any:
    given: dict[str, Any] = {
        "on": ago(1), "competitor": "Adhesol", "offered": "Ofreció base agua a -8 %", "family": "base agua", "price": None,
        "source": "Lo contó compras",
    }  # fmt: skip
    return note_visit(by=by, now=NOW, customer=CODE, visit=VisitSaid(**(given | more)))


def test_the_visit_of_a_competitor_names_who_told_it_and_what_is_at_stake(settings: Settings, otun: Person) -> None:
    load(settings, bought(2, "BA-1"))
    kept = visit(otun)
    row = raised("competitor")
    assert said(row) == "Andrea reported on 16 Nov 2026 that Adhesol was there: «Ofreció base agua a -8 %»"
    assert (row.matter, row.worth) == (str(kept.pk), "buys")
    assert row.money == pytest.approx(52e6, rel=0.02), "a purchase of a million every week of the year"


def test_of_a_family_nobody_named_nobody_knows_what_is_at_stake(settings: Settings, otun: Person) -> None:
    load(settings, bought(2, "BA-1"))
    visit(otun, family="")
    row = raised("competitor")
    assert (row.money, row.worth) == (None, "")


def test_a_visit_that_was_a_slip_or_is_old_is_no_alert(otun: Person) -> None:
    kept = visit(otun)
    visit(otun, on=ago(31), competitor="Quimicola")
    assert raised("competitor").matter == str(kept.pk)
    withdraw_said(by=otun, now=NOW, customer=CODE, kind=VISIT, number=kept.pk)
    none_of("competitor")


def test_a_plan_nobody_touches_is_seen_and_its_review_ends_the_alert(otun: Person) -> None:
    kept = plans.made(otun, CODE).plan
    AccountPlan.objects.filter(pk=kept.pk).update(
        changed_at=NOW - timedelta(days=100), next_review_on=ago(-30), starts_on=ago(200)
    )
    row = raised("plan")
    assert said(row) == "Nobody has touched it for 100 days: what it says may be true no longer."
    note_plan_review(by=otun, now=NOW, customer=CODE, review=ReviewSaid(TODAY, "Seguimos con el plan"))
    none_of("plan")
    row.refresh_from_db()
    assert row.ended_on == TODAY


def test_a_sponsor_who_does_not_show_is_seen_in_the_contacts(otun: Person) -> None:
    patricia = person("management", "Patricia")
    Ownership.objects.create(
        customer=CODE, part=SPONSOR, person=patricia, starts_on=ago(300), value="abre puertas", created_at=NOW
    )
    Touchpoint.objects.create(
        customer=CODE, on=ago(150), kind="call", direction="out", text="x", stems="x", by=patricia, at=NOW, changed_at=NOW,
    )  # fmt: skip
    assert said(raised("sponsor")) == "Patricia has had no contact with it for 150 days"


def test_a_contact_that_was_lost_is_seen_in_its_people(otun: Person) -> None:
    for name, left in (("Gloria", None), ("Jairo", ago(3))):
        Contact.objects.create(
            customer=CODE, name=name, area="purchasing", language="es", confirmed_on=TODAY, folded=name, left_on=left,
            created_at=NOW, changed_at=NOW,
        )  # fmt: skip
    assert said(raised("contact")) == "Jairo left on 14 Nov 2026; 1 people remain that we know"


# --- what became of it ------------------------------------------------------------------------------------------------
def test_a_false_alarm_is_told_the_next_time_and_counts_in_the_rate(settings: Settings, otun: Person) -> None:
    load(settings, bought(70) + bought(0, customer="C-2", start=500))
    row = raised("silent")
    mark_false_alarm(customer=CODE, number=row.pk, reason="Paró por inventario", by=otun, now=NOW)
    load(settings, bought(3) + bought(0, customer="C-2", start=500) + [invoice(999, "C-2", "HM-1", TODAY)])
    none_of("silent")
    load(settings, bought(71) + bought(0, customer="C-2", start=500))
    again = raised("silent")
    assert again.pk != row.pk
    assert earlier([again])[again.pk].reason == "Paró por inventario"
    [rate] = [one for one in rates() if one.kind == "silent"]
    assert (rate.raised, rate.false, rate.ended) == (2, 1, 0)
