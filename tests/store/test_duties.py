"""The sheet of each function, read from real rows: the dispatch and the plant as they were planned, invoices, requests, visits,
birthdays with consent, offers; and of whom it says nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.collection import note_promise
from clave.actions.improvement import RequestSaid, record_request
from clave.operations.duties import Duty
from clave.policy.reading import default
from clave.store.duties import Sheet, sheet_of
from clave.store.fields import EVERYTHING, Sight
from clave.store.models import (
    OWNER,
    Cadence,
    Contact,
    ContactConsent,
    IdleOffer,
    KeyStatus,
    Ownership,
    Person,
    Touchpoint,
    TouchpointContact,
)
from tests.store import debtors, docks, plants
from tests.store.lives import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
CODE, NAME, OTHER = "C-1", "Calzado La Sabana", "C-9"


@pytest.fixture(autouse=True)
def company(settings: Settings, tmp_path: Path) -> None:
    """A key account that Andrea answers for, and a company without facts."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    debtors.founded()
    key(CODE, NAME)


@pytest.fixture
def andrea() -> Person:
    kam = person("kam", "Andrea")
    Ownership.objects.create(customer=CODE, part=OWNER, person=kam, starts_on=date(2026, 1, 1), created_at=NOW)
    return kam


def key(code: str, name: str) -> None:
    KeyStatus.objects.create(customer=code, name=name, state="confirmed", since=date(2026, 1, 1), changed_at=NOW)


def sheet(function: str, now: datetime = NOW, sight: Sight = EVERYTHING) -> Sheet:
    return sheet_of(function, now, default().at(now.date()), sight)


def part(found: Sheet, name: str) -> tuple[Duty, ...]:
    return next(one.duties for one in found.sections if one.key == name)


def said(text: object) -> str:
    words = text if isinstance(text, str) else text.say("en")  # type: ignore[attr-defined]
    return str(words).replace("\u00a0", " ")


def contact(name: str, customer: str = CODE, *, greet: bool | None = True, ahead: int = 0, **more: object) -> Contact:
    """Somebody whose birthday is so many days ahead; `greet` None = nobody asked."""
    day = TODAY + timedelta(days=ahead)
    given = {
        "customer": customer, "name": name, "area": "purchasing", "language": "es", "confirmed_on": TODAY, "folded": name,
        "birth_day": day.day, "birth_month": day.month, "created_at": NOW, "changed_at": NOW,
    } | more  # fmt: skip
    kept = Contact.objects.create(**given)
    if greet is not None:
        ContactConsent.objects.create(contact=kept, purpose="greeting", given=greet, on=date(2026, 1, 5), at=NOW)
    return kept


# --- what the house planned -------------------------------------------------------------------------------------------
def test_before_anything_was_planned_each_says_so() -> None:
    assert said(sheet("dispatch").notes[0]) == "Nobody planned the dispatch yet."
    assert said(sheet("plant").notes[0]) == "Nobody planned the plant yet."
    assert "no receivables were loaded" in said(sheet("credit").notes[0]).lower()
    assert all(
        not one.duties for function in ("dispatch", "plant", "credit", "lab") for one in sheet(function).sections
    )


def test_dispatch_reads_what_leaves_and_what_will_not(settings: Settings) -> None:
    docks.founded()
    key(docks.KEY, "Empaques del Cauca")
    docks.load(settings.CLAVE_FACTS, stock=40, lines=((docks.LINES[0]), ("PED-3", docks.KEY, 60, 0)))
    docks.planned()
    found = sheet("dispatch", docks.NOW)
    [leaves], [risk] = part(found, "leaves"), part(found, "risk")
    assert said(leaves.what) == "PED-3: 1 line leaves"
    assert said(leaves.why).startswith("in turn 1 of Yumbo")
    assert said(risk.what) == "PED-3: 20 of PU-300 left to send"
    assert (risk.act.route, risk.account, risk.on) == ("dispatch_line", docks.KEY, docks.DAY)
    assert found.notes == ()
    old = sheet("dispatch", docks.NOW + timedelta(days=3))
    assert said(old.notes[0]) == "The newest plan of dispatch is of 20 Nov 2026."


def test_ordinary_customers_are_on_no_sheet(settings: Settings) -> None:
    docks.founded()
    docks.load(settings.CLAVE_FACTS, lines=(("PED-1", "C-A", 400, 0),))
    docks.planned()
    assert all(not one.duties for one in sheet("dispatch", docks.NOW).sections)


def test_the_plant_reads_orders_that_end_late_and_those_that_come_next(settings: Settings, tmp_path: Path) -> None:
    plants.settled(settings, tmp_path)
    plants.founded()
    key(plants.NORTH, "Aceros Norte")
    plants.load(settings.CLAVE_FACTS)
    plants.plan_production(day=plants.DAY, by=None, now=plants.NOW)
    found = sheet("plant", plants.NOW)
    lines = [*part(found, "late"), *part(found, "next")]
    assert {one.account for one in lines} == {plants.NORTH, plants.CARIBE}
    assert all(one.act.route == "production_order" for one in lines)
    assert all("after its day" in said(one.why) for one in part(found, "late"))


def test_credit_reads_the_worklist_of_key_accounts_and_their_promises(settings: Settings, andrea: Person) -> None:
    debtors.load(
        settings.CLAVE_FACTS, debtors.owed("FE-1", CODE, 20, 900), debtors.owed("FE-2", OTHER, 30, 500),
        debtors.owed("FE-0", OTHER, 1, 10, paid_on=TODAY),
    )  # fmt: skip
    credit = person("credit", "Rosalba")
    found = sheet("credit")
    [ask] = part(found, "ask")
    assert (ask.account, ask.money, ask.on) == (CODE, 900.0, TODAY - timedelta(days=20))
    note_promise(
        by=credit, now=NOW, customer=CODE, documents=["FE-1"], amount=Decimal(900), made=TODAY,
        until=TODAY + timedelta(days=2), said_by="Tesorería",
    )  # fmt: skip
    found = sheet("credit")
    [promised] = part(found, "promised")
    assert (said(promised.what), promised.on, promised.money) == (
        "Tesorería promised to pay", TODAY + timedelta(days=2), 900.0,
    )  # fmt: skip
    assert part(found, "ask") == (), "what was promised is not asked for again"


def test_the_laboratory_reads_its_queue_with_hours_and_what_is_past_its_day() -> None:
    lucia = person("lab", "Lucía")

    def request(customer: str, title: str, promised: date | None) -> None:
        text = RequestSaid("improvement", title, "El operario se queja.", TODAY - timedelta(days=40), promised=promised)
        record_request(by=lucia, now=NOW, customer=customer, name=customer, request=text)

    request(CODE, "Menos olor", None)
    request(CODE, "Más agarre", TODAY - timedelta(days=2))
    request(OTHER, "De un cliente corriente", None)
    found = sheet("lab")
    assert "Más agarre (0 hours so far)" in said(part(found, "late")[0].what)
    assert [("Menos olor" in said(one.what), one.account) for one in part(found, "queue")] == [(True, CODE)]


# --- who comes, whom to greet -----------------------------------------------------------------------------------------
def visits(days: int = 15, channel: str = "visit", who: str = "owner", since: int = 15) -> Cadence:
    return Cadence.objects.create(
        customer=CODE, who=who, area="purchasing", channel=channel, topic="Pedido de diciembre", days=days,
        since=TODAY - timedelta(days=since), mark=f"{who}{channel}{since}", created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def test_reception_reads_who_comes_who_receives_and_who_answers(andrea: Person) -> None:
    rosalba = contact("Rosalba Cárdenas", ahead=90)
    visits()
    visits(channel="call")
    note = Touchpoint.objects.create(
        customer=CODE, on=TODAY - timedelta(days=20), kind="visit", direction="in", text="x", stems="x",
        follow_up="Vuelve a ver el ensayo", follow_up_on=TODAY + timedelta(days=1), by=andrea, at=NOW, changed_at=NOW,
    )  # fmt: skip
    TouchpointContact.objects.create(touchpoint=note, contact=rosalba)
    agreed, left = part(sheet("reception"), "comes")
    assert said(agreed.what).startswith("Visit with ")
    assert "Andrea answers for it" in said(agreed.why)
    assert (said(left.what), left.on) == ("Rosalba Cárdenas: Vuelve a ver el ensayo", TODAY + timedelta(days=1))
    assert "Put its call through at once" in said(left.why)


@pytest.mark.parametrize(
    ("greet", "ahead", "there"), [(True, 0, 1), (True, 1, 0), (False, 0, 0), (None, 0, 0)],
    ids=["today, with consent", "tomorrow", "refused", "never asked"],
)  # fmt: skip
def test_reception_greets_only_today_and_only_who_said_yes(greet: bool | None, ahead: int, there: int) -> None:
    contact("Rosalba Cárdenas", greet=greet, ahead=ahead)
    assert len(part(sheet("reception", sight=Sight("employee")), "greet")) == there


def test_who_left_is_greeted_by_nobody_and_dispatch_is_told_that_birthdays_are_reserved() -> None:
    contact("Jairo Tovar", left_on=TODAY - timedelta(days=3))
    assert part(sheet("reception"), "greet") == ()
    contact("Rosalba Cárdenas")
    seen = sheet("reception", sight=Sight("dispatch"))
    assert part(seen, "greet") == ()
    assert said(seen.notes[0]).startswith("Birthdays: reserved: seen by")


def test_a_manager_reads_the_birthdays_of_the_own_accounts_alone() -> None:
    key(OTHER, "Muebles Tequendama")
    contact("Rosalba Cárdenas")
    contact("Jairo Tovar", OTHER)
    seen = sheet("reception", sight=Sight("kam", frozenset({CODE}), frozenset({CODE, OTHER})))
    assert [one.what for one in part(seen, "greet")] == ["Rosalba Cárdenas"]


def test_marketing_reads_birthdays_offers_and_whom_nobody_asked(andrea: Person) -> None:
    contact("Rosalba Cárdenas", ahead=5)
    contact("Jairo Tovar", greet=None, ahead=5)
    asked = contact("Mónica Zea", greet=None, ahead=60)
    ContactConsent.objects.create(contact=asked, purpose="news", given=False, on=TODAY, at=NOW)
    IdleOffer.objects.create(
        customer=CODE, name=NAME, product="PU-300", product_name="PU 300", grade="second", quantity=12, price=700,
        currency="COP", until=TODAY + timedelta(days=4), by=andrea, made_at=NOW,
    )  # fmt: skip
    found = sheet("marketing", sight=Sight("marketing"))
    assert [one.what for one in part(found, "greet")] == ["Rosalba Cárdenas"]
    [offer] = part(found, "offers")
    assert (said(offer.what), offer.money) == ("12 of PU 300", 8400.0)
    [missing] = part(found, "ask")
    assert said(missing.what) == "2 people were not asked", "who said no was asked"


def test_a_function_has_the_contacts_it_agreed() -> None:
    visits(channel="call", who="lab")
    visits(channel="mail", who="credit")
    person("lab", "Lucía")
    contact("Rosalba Cárdenas", ahead=90)
    [one] = part(sheet("lab"), "due")
    assert said(one.what).startswith("Pedido de diciembre, with ")
    assert (one.act.route, one.act.dialog, one.act.query) == ("touchpoint_new", True, f"?cliente={CODE}&tipo=call")
